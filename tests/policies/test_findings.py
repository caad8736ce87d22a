"""What is wrong with a policy is found before any data is read: each slip by its code."""

from __future__ import annotations

from fractions import Fraction

import pytest
from kaohe.diagnostics import Refused

from tests import inner
from tests.evaluate.small import figures, findings, policy, refused, scored, shops

UNITS = """\
units:
  shop: {name: 门店, period: year, members: [甲, 乙]}
  town: {name: 乡镇, period: quarter, members: [丙]}
"""
TABLES = """\
tables:
  figures:
    name: 数据
    key: [shop, year]
    columns: [{measure: 分, names: {x: 数}}, {type: choice, choices: {a: 一, b: 二}, names: {kind: 类}}]
  more:
    name: 更多
    key: [shop, year]
    columns:
      - {measure: 分, names: {x: 数, y: 又}}
      - {measure: 分, names: {z: 或有}, optional: yes}
      - {type: yes/no, names: {p: 是非}, optional: yes}
      - {type: text, names: {word: 文字}, optional: yes}
  sale:
    name: 销售
    records_of: [shop, year]
    columns:
      - {measure: 分, names: {amount: 额}}
      - {type: choice, choices: {a: 一}, names: {sort: 种}}
      - {type: text, names: {name: 名称}}
  visits: {name: 走访, records_of: [town, quarter], columns: [{measure: 次, names: {times: 次数}}]}
  quarterly: {name: 季报, key: [town, quarter], columns: [{measure: 分, names: {q: 季}}]}
questions:
  Q1: {ask: 如何, readings: {a: 甲, b: 乙}}
"""
QUOTA = "quota: {of: y, within: all, grades: [优, 良], rounding: floor, border: first, ties: dense, ratio: "
SUM = "K503"  # 3 and 6 are not 10
METHOD = "methods:\n  f: {name: 法, parameters: [v], means: %s}\n"
RANK = "rank: {of: y, within: all, first: highest, ties: "


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("formula: nix", "K234"),
        ("formula: nowhere.y", "K234"),
        ("formula: figures.amount", "K234"),
        ("formula: amount", "K235"),
        ("formula: sale.amount", "K235"),
        ("formula: q", "K236"),
        ("formula: x", "K237"),
        ("sum: {over: nowhere, of: y}", "K223"),
        ("sum: {over: visits, of: times}", "K401"),
        ("count: {over: figures}", "K402"),
        ("sum: {over: sale}", "K255"),
        ("sum: {over: sale, of: amount, once_per: name}", "K256"),
        ("sum: {over: sale, of: nix}", "K234"),
        ("sum: {over: sale, of: name}", "K407"),
        ("count: {over: sale, where: amount}", "K407"),
        ("count: {over: sale, where: sort == 'z'}", "K416"),
        ("count: {over: sale, where: p}", "K421"),
        ("points: 5", "K230"),
        ("formula: y, sum: {over: sale, of: amount}", "K231"),
        ("formula: y + word", "K407"),
        ("formula: p + 1", "K407"),
        ("formula: word > '好'", "K414"),
        ("formula: p == yes", "K415"),
        ("formula: kind == 'c'", "K416"),
        ("formula: y if y else 1", "K407"),
        ("formula: y if p else word", "K408"),
        ("formula: y / 0", "K409"),
        ("formula: y / 0%", "K409"),
        ("formula: y + 5%", "K410"),
        ("formula: y > 2 亿元", "K410"),
        ("formula: y, measure: 亿元", "K411"),
        ("formula: y, measure: 斤斤", "K246"),
        ("formula: y, cap: z", "K422"),
        ("formula: y, cap: {first: [{when: y > 1, give: z}, {otherwise: none}]}", "K422"),
        ("formula: y, cap: {by: kind, cases: {a: z, b: none}}", "K422"),
        ("formula: y, cap: {by: kind, cases: {a: 1}, otherwise: z}", "K422"),
        ("formula: y, cap: {reading: Q1, cases: {a: none, b: z}}", "K422"),
        ("formula: y, floor: {tiers: {of: y, at_least: {1: z}, below: 0}}", "K422"),
        ("formula: y, floor: {tiers: {of: y, at_least: {1: 0}, below: z}}", "K422"),
        ("formula: y, floor: {tiers: {of: z, at_least: {1: 1}, below: 0}}", "K422"),
        ("formula: y, cap: z if y > 1 else 5", "K422"),
        ("formula: y, cap: 5 if y > 1 else z", "K422"),
        ("formula: y, cap: 5 if p else 6", "K422"),
        ("formula: y, floor: 1 if y > 1 else (0 if y > 0 else z)", "K422"),
        ("formula: y, cap: 1, floor: 2", "K260"),
        ("by: word, cases: {好: 1}", "K418"),
        ("by: kind, cases: {a: y}", "K417"),
        ("by: unit, cases: {甲: 1, 戊: y}, otherwise: 0", "K416"),
        ("rank: {of: y, within: group, first: highest, ties: dense}", "K406"),
        ("rank: {of: y, within: all, where: p, first: highest, ties: dense}", "K421"),
        ("rank: {of: word, within: all, first: highest, ties: dense}", "K407"),
        (RANK + "{reading: Q7}}", "K224"),
        (RANK + "{reading: Q1}}", "K229"),
        (QUOTA + "1:2:1}", "K258"),
        (QUOTA + "0:0}", "K258"),
        ("by_rank: {rank: y, shares: [100%, 90%]}", "K257"),
        ("full_if: y > 1", "K257"),
        ("points: 5, full_if: y", "K407"),
        ("per: year, sum: {over: quarter, of: y, weight: [10%, 20%, 30%, 40%]}", "K442"),
        ("reading: Q9, cases: {a: y, b: 1}", "K224"),
        ("reading: Q1, cases: {a: y}", "K226"),
        ("reading: Q1, cases: {a: y, b: 1, c: 2}", "K225"),
        ("tiers: {of: y, at_least: {y: 5, 1: 2}, below: 0}", "K251"),
        ("tiers: {of: y, at_least: {2 亿元: 5}, below: 0}", "K410"),
        ("first: [{when: y > 1, give: 2}]", "K253"),
        ("first: [{otherwise: y}, {when: y > 1, give: 2}, {otherwise: 1}]", "K254"),
        ("per_item: {word: 1}", "K407"),
        ("formula: 'if_absent(y, 0)'", "K431"),
        ("formula: s", "K501"),
        ("formula: 7", "K502"),
        (
            "points: 10, parts: [{id: a, name: 一, points: 3, formula: y}, {id: b, name: 二, points: 6, formula: y}]",
            SUM,
        ),
    ],
)
def test_slip_in_a_rule(entry: str, code: str) -> None:
    found = findings(f"scores:\n  - {{id: s, name: 得分, for: shop, {entry}}}\n", UNITS + TABLES)
    assert code in found


@pytest.mark.parametrize("limit", ["cap: none if y > 1 else 5", "floor: 1 if y > 1 else if_absent(z, 0)", "cap: none"])
def test_a_limit_that_is_always_known_or_lifted(limit: str) -> None:
    assert "K422" not in findings(
        f"scores:\n  - {{id: s, name: 得分, for: shop, formula: y, {limit}}}\n", UNITS + TABLES
    )


def test_a_year_from_its_quarters_can_be_absent() -> None:
    """So that what it decides has to say what holds while a quarter is missing."""
    year = "per: year, sum: {over: quarter, of: q, weight: [10%, 20%, 30%, 40%]}"
    values = f"values:\n  - {{id: annual, name: 年度, for: town, {year}}}\n"
    for rule, code in (
        ("rank: {of: q, within: all, where: annual > 5, first: highest, ties: dense}", "K421"),
        ("formula: q, cap: annual", "K422"),
        ("formula: 'if_absent(annual, 0)'", None),
    ):
        found = findings(f"{values}scores:\n  - {{id: s, name: 得分, for: town, {rule}}}\n", UNITS + TABLES)
        assert {"K421", "K422", "K431"} & set(found) == ({code} if code else set()), rule


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        ("scores:\n  - {id: s, name: 分, for: nobody, formula: y}\n", "K222"),
        ("scores:\n  - {id: s, name: 分, for: 门店, formula: y}\n", "K222"),
        ("scores:\n  - {id: s, name: 分, formula: y}\n", "K240"),
        ("scores:\n  - {id: unit, name: 分, for: shop, formula: y}\n", "K220"),
        ("scores:\n  - {id: y, name: 分, for: shop, formula: 2 × z}\n", "K221"),
        ("scores:\n" + 2 * "  - {id: s, name: 分, for: shop, formula: y}\n", "K221"),
        ("scores:\n  - id: s\n    name: 分\n    for: shop\n    formula: >\n      y +\n      1\n", "K239"),
        (
            "scores:\n  - {id: s, name: 分, for: town, per: year, sum: {over: quarter, of: q, weight: [1, q, 1, 1]}}",
            "K445",
        ),
        ("methods:\n  tiers: {name: 法, parameters: [v], means: v}\n", "K220"),
        (METHOD % "w + 1" + "scores:\n  - {id: s, name: 分, for: shop, formula: f(y)}\n", "K233"),
        (METHOD % "f(v)" + "scores:\n  - {id: s, name: 分, for: shop, formula: f(y)}\n", "K232"),
        (METHOD % "v" + "scores:\n  - {id: s, name: 分, for: shop, formula: 'f(y, y)'}\n", "K362"),
        (
            "values:\n  - {id: a, name: 一, for: shop, formula: b + y}\n  - {id: b, name: 二, for: shop, formula: a}\n",
            "K501",
        ),
    ],
)
def test_slip_between_rules(rules: str, code: str) -> None:
    assert code in findings(rules, UNITS + TABLES)


def _table(body: str) -> list[str]:
    score = "scores:\n  - {id: s, name: 分, for: shop, formula: x}\n"
    return findings(score, UNITS + f"tables:\n  figures: {{name: 数据, {body}}}\n")


KEY = "key: [shop, year], "


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("columns: [{measure: 分, names: {x: 数}}]", "K244"),
        ("key: [shap, year], columns: [{measure: 分, names: {x: 数}}]", "K222"),
        ("key: [shop, year, jugde], columns: [{measure: 分, names: {x: 数}}]", "K245"),
        (KEY + "columns: [{measure: 斤斤, names: {x: 数}}]", "K246"),
        (KEY + "columns: [{measure: 分, min: many, names: {x: 数}}]", "K243"),
        (KEY + "columns: [{measure: 分, min: 1 + 2, names: {x: 数}}]", "K243"),
        (KEY + "columns: [{measure: 分, min: 2 亿元, names: {x: 数}}]", "K411"),
        (KEY + "columns: [{measure: 分, names: {x: 数}}, {measure: 分, names: {x: 又}}]", "K221"),
        (KEY + "columns: [{measure: 分, names: {x: 数}}], must_hold: [x]", "K407"),
        (KEY + "columns: [{measure: 分, names: {x: 数}}], must_hold: [nix > 1]", "K234"),
    ],
)
def test_slip_in_a_table(body: str, code: str) -> None:
    assert code in _table(body)


@pytest.mark.parametrize("members", ["[甲, 甲]", "[甲, {name: 乙, alias: [甲]}]"])
def test_name_of_two_units(members: str) -> None:
    assert findings("", UNITS.replace("[甲, 乙]", members) + TABLES) == ["K227"]


def test_unit_type_without_units() -> None:
    assert "K242" in findings("", UNITS.replace(", members: [甲, 乙]", "") + TABLES)


def test_bound_of_in_force_that_is_no_period() -> None:
    assert "K247" in findings("in_force: {from: soon}\n", UNITS + TABLES)


@pytest.mark.parametrize("source", ["from: nowhere", "from: figures, group: nix"])
def test_source_of_units_that_is_not_there(source: str) -> None:
    """The table or column that units and groups come from has to be declared, and the name is told."""
    with pytest.raises(Refused) as refusal:
        policy("", UNITS.replace("members: [甲, 乙]", source) + TABLES)
    told = " ".join(found.message("zh") for found in refusal.value.diagnostics)
    assert source.split(": ")[-1] in told


def test_policy_without_slips_has_no_findings() -> None:
    rules = """\
in_force: {from: 2022, to: 2025Q4}
display: {decimals: 1, rounding: down}
methods:
  f: {name: 法, parameters: [v], means: v × 2}
values:
  - {id: a, name: 一, for: shop, formula: figures.x + more.x}
scores:
  - {id: s, name: 二, for: shop, formula: f(a) + f(y)}
  - {id: t, name: 三, for: [shop, town], formula: year + 1, clause: 一}
  - {id: u, name: 四, for: shop, by: unit, cases: {甲: figures.x, 乙: y}}
"""
    assert findings(rules, UNITS + TABLES) == []


# What only the run can tell


def test_unknown_question_or_reading() -> None:
    read = policy("scores:\n  - {id: s, name: 分, for: shop, reading: Q1, cases: {a: y, b: 1}}\n", UNITS + TABLES)
    rows = {"more": [{"unit": unit, "period": 2023, "x": 1, "y": 5} for unit in "甲乙"]}
    for chosen, code, word in (({"Q2": "a"}, "C201", "Q2"), ({"Q1": "c"}, "C202", "a、b")):
        with pytest.raises(Refused) as refusal:
            inner.score_rows(read, rows, chosen)
        (found,) = refusal.value.diagnostics
        assert found.code == code
        assert word in f"{found.message('zh')}{found.mend('zh')}"


def test_reading_is_chosen_for_one_run() -> None:
    read = policy("scores:\n  - {id: s, name: 分, for: shop, reading: Q1, cases: {a: y, b: y + 1}}\n", UNITS + TABLES)
    rows = {"more": [{"unit": unit, "period": 2023, "x": 1, "y": 5} for unit in "甲乙"]}
    assert [r.values["s"] for r in inner.score_rows(read, rows).results] == [5, 5]
    other = inner.score_rows(read, rows, {"Q1": "b"})
    assert [r.values["s"] for r in other.results] == [6, 6]
    assert (other.record.readings, other.record.chosen) == ({"Q1": "b"}, frozenset({"Q1"}))


def test_condition_that_a_row_does_not_fulfil_is_told_with_the_row() -> None:
    above = UNITS + (
        "tables:\n  figures: {name: 数据, key: [shop, year], must_hold: [x + y <= 6],"
        " columns: [{measure: 分, names: {x: 数, y: 又}}]}\n"
    )
    read = policy("scores:\n  - {id: s, name: 分, for: shop, formula: x}\n", above)
    rows = [{"unit": unit, "period": 2023, "x": 3, "y": y} for unit, y in (("甲", 3), ("乙", 4))]
    found = refused(read, {"figures": rows})
    assert (found.code, found.arguments["unit"], found.arguments["condition"]) == ("D401", "乙", "x + y <= 6")


def test_condition_on_an_absent_figure_is_left_open() -> None:
    above = UNITS + (
        "tables:\n  figures: {name: 数据, key: [shop, year], must_hold: [x <= 6],"
        " columns: [{measure: 分, names: {x: 数}, optional: yes}]}\n"
    )
    read = policy("scores:\n  - {id: s, name: 分, for: shop, formula: x}\n", above)
    rows = [{"unit": "甲", "period": 2023}, {"unit": "乙", "period": 2023, "x": 6}]
    assert scored(read, {"figures": rows}) == [None, 6]


def test_value_of_a_percent_is_shown_in_percent() -> None:
    read = shops('formula: x / y\nmeasure: "%"')
    assert scored(read, figures(x=[1, 1, 3, 0], y=[4, 3, 2, 1])) == [25, Fraction(100, 3), 150, 0]
