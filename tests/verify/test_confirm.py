"""Both calculations of whole policies agree, and a first result that was tampered with is found."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.run import needed_tables, score
from kaohe.language import tree
from kaohe.language.measures import PERCENT
from kaohe.source_places import NOWHERE, Source
from kaohe.verify.formula import Texts
from kaohe.verify.second_opinion import confirmed
from kaohe.words.formula_and_parts import FORMULA, FormulaRoles

from tests import inner
from tests.verify.towns import FLAG, GAP, Q1, TOWNS, X, dataset, node, num, policy_of, values, word

POLICY = Source(
    "town.yaml",
    """\
kaohe: 2
policy: town
title: 试行办法
units:
  town:
    name: 镇
    period: quarter
    groups:
      one: {name: 一, members: [甲镇, 乙镇, 丙镇]}
      two: {name: 二, members: [丁镇, 戊镇]}
tables:
  figures:
    name: 数
    key: [town, quarter]
    columns:
      - {names: {x: 数甲, y: 数乙}}
      - {measure: "%", names: {rate: 完成率}}
      - {measure: 亿元, names: {money: 投资}}
      - {type: yes/no, names: {flag: 通报}}
      - {names: {gap: 缺项}, optional: yes}
  projects:
    name: 项目
    records_of: [town, quarter]
    optional: yes
    columns:
      - {type: text, names: {label: 名称}}
      - {measure: 亿元, names: {size: 规模}}
    let:
      bonus: 2 if size >= 1.5 亿元 else size / 1 亿元
methods:
  relative:
    name: 功效
    parameters: [value]
    means: {efficacy: {of: value, within: group, base: 60%, span: 40%, when_equal: 100%}}
  doubled: {name: 加倍, parameters: [value], means: "round(value × 2, 1)"}
scores:
  - {id: coefficient, name: 系数, for: town, measure: "%", formula: "relative((x + y) × 2)"}
  - {id: nested, name: 嵌套, for: town, formula: "doubled(doubled(x)) + (doubled((y)))"}
  - {id: rounded, name: 约, for: town, measure: "%", formula: "round(rate, 1)"}
  - {id: chained, name: 链, for: town, formula: "flag or 0 < x ≤ 5 and not y > 3"}
  - id: tiered
    name: 分档
    for: town
    tiers: {of: money, at_least: {2 亿元: 6, 1.5 亿元: 4}, more_than: {0.5 亿元: 1}, below: 0}
  - id: capped
    name: 封顶
    for: town
    formula: x × 3 - y
    cap: {first: [{when: flag, give: none}, {otherwise: "max(x, 4)"}]}
    floor: "if_absent(gap, -1)"
  - {id: absent, name: 缺, for: town, formula: gap + x}
  - {id: held, name: 有, for: town, formula: "if_absent(gap, y) if present(gap) or flag else x"}
  - {id: bonuses, name: 加分, for: town, sum: {over: projects, of: bonus, where: size > 0.5 亿元}}
  - {id: best, name: 最大, for: town, measure: 亿元, highest: {over: projects, of: size, if_none: 0}}
  - {id: named, name: 名, for: town, sum: {over: projects, of: bonus, once_per: label, keep: lowest}}
  - {id: place, name: 名次, for: town, rank: {of: x, within: group, first: highest, ties: dense}}
  - {id: median, name: 中位, for: town, median: {over: unit, of: y, where: not flag}}
  - {id: last, name: 末位, for: town, last_place: {of: x, within: group}}
  - {id: other, name: 他镇, for: town, formula: 'x × 85% + (x("甲镇") + y("甲镇")) × 15%'}
  - id: grade
    name: 等次
    for: town
    quota:
      of: x
      within: all
      grades: [优, 良, 中]
      ratio: 3:6:1
      rounding: largest_remainder
      border: last
      ties: competition
  - {id: year_score, name: 年度, for: town, per: year, sum: {over: quarter, of: x, weight: [15%, 25%, 25%, 35%]}}
""",
)
FIGURES = st.fixed_dictionaries(
    {
        "x": st.integers(-3, 9).map(F),
        "y": st.fractions(0, 9, max_denominator=1).map(lambda n: n / 4),
        "rate": st.integers(0, 99999).map(lambda n: F(n, 1000)),
        "money": st.sampled_from([F(0), F(-1), F("1.5"), F("1.4999"), F(2), F(3)]),
        "flag": st.booleans(),
        "gap": st.none() | st.integers(-2, 2).map(F),
    }
)
PROJECTS = st.lists(
    st.tuples(
        st.sampled_from(["甲镇", "丁镇"]), st.sampled_from("AB"), st.sampled_from([F("0.5"), F(1), F("1.5"), F(2)])
    ),
    max_size=5,
)


def test_both_calculations_agree() -> None:
    policy = inner.load_source(POLICY)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(FIGURES, min_size=20, max_size=20), PROJECTS)
    def agree(figures: list[dict[str, Any]], projects: list[tuple[str, str, F]]) -> None:
        keys = [(town, f"2022Q{quarter}") for quarter in (1, 2, 3, 4) for town in [*TOWNS, "戊镇"]]
        rows: dict[str, list[dict[str, object]]] = {
            "figures": [
                {"unit": unit, "period": period, **{id_: value for id_, value in row.items() if value is not None}}
                for (unit, period), row in zip(keys, figures, strict=True)
            ],
            "projects": [
                {"unit": unit, "period": "2022Q1", "label": name, "size": size} for unit, name, size in projects
            ],
        }
        assert inner.score_rows(policy, rows, verify=True).record.verified

    agree()


def test_a_tampered_result_is_found() -> None:
    policy = policy_of({"v": X, "flagged": FLAG})
    results, run = score(policy, dataset(), {}, Findings())
    assert confirmed(results, run.dataset).record.verified
    assert not results.record.verified
    near = F(10) + F(1, 10**30)
    right = {"v": F(10), "flagged": True}
    for wrong in ({**right, "v": near}, {**right, "flagged": F(1)}, {**right, "v": None}, {"v": F(10)}):
        tampered = replace(results, results=[replace(results.results[0], values=wrong), *results.results[1:]])
        run.findings.all.clear()
        with pytest.raises(Refused) as refused:
            confirmed(tampered, run.dataset)
        (found,) = refused.value.diagnostics
        assert (found.code, found.arguments["unit"], found.arguments["period"]) == ("E301", "甲镇", Q1)
        assert found.message("zh") and found.arguments["first"] != found.arguments["second"]


def test_a_missing_result_is_found() -> None:
    results, run = score(policy_of({"v": X}), dataset(), {}, Findings())
    with pytest.raises(Refused):
        confirmed(replace(results, results=results.results[1:]), run.dataset)


def formula(text: str, means: tree.Node, **names: tree.Node) -> tree.Step:
    """A formula with its text and whatever tree a parser might have made of it."""
    return tree.Step(FORMULA, FormulaRoles(means, word(text), names), means, place=NOWHERE)


def test_the_tree_of_a_formula_is_not_believed() -> None:
    """A parser that lost an operand would be found: here the sum in the tree has lost y."""
    text = "x + gap"
    lost = formula(text, X, x=X, gap=GAP)
    results, run = score(policy_of({"v": lost}), dataset(), {}, Findings())
    with pytest.raises(Refused) as refused:
        confirmed(results, run.dataset)
    assert [each.arguments["second"] for each in refused.value.diagnostics] == ["21/2", "21", "43/2", "—"]


def test_a_literal_is_read_again_from_the_file() -> None:
    place = replace(NOWHERE, source=Source("p.yaml", "at_least: {2 亿元: 6}\n"), line=1, column=12, width=4)
    assert values(tree.Number(F(2), PERCENT, place=place)) == [F(200000000)] * 4


def test_a_formula_as_long_as_they_may_be() -> None:
    text = "+".join(["x"] * 1000)
    step = formula(text, node(tree.Mul, X, num(1000)), x=X)
    results, run = score(policy_of({"v": step}), dataset(), {}, Findings())
    assert confirmed(results, run.dataset).record.verified


def test_every_part_of_a_formula_has_its_text() -> None:
    """Also the parts that a method takes out of it: a bound of a cap, a method's argument."""
    policy = inner.load_source(POLICY)
    texts = Texts()
    for definition in policy.definitions.values():
        texts.learn(definition.rule)
    for id_, part in (("capped", tree.Max), ("coefficient", tree.Mul)):
        parts = [each for each in tree.walk(policy.definitions["town", id_].rule) if isinstance(each, part)]
        assert any(texts.of(each) for each in parts)


SCHOOLS = Source(
    "school.yaml",
    """\
kaohe: 2
policy: school
title: 学校试行办法
units: {school: {name: 学校, period: year, from: enrolment, group: stage}}
tables:
  enrolment:
    name: 招生
    key: [school, year]
    columns:
      - {type: choice, choices: {primary: 小学, middle: 初中}, names: {stage: 学段}}
      - {names: {pupils: 人数}}
scores:
  - {id: place, name: 名次, for: school, rank: {of: pupils, within: group, first: lowest, ties: competition}}
  - {id: number, name: 校数, for: school, count: {over: unit, of: pupils, within: group}}
""",
)


def test_units_that_come_from_the_data() -> None:
    """A school that is not there in a year is compared with none that year."""
    rows = [("一小", 2022, "primary", 90), ("二小", 2022, "primary", 80), ("三中", 2022, "middle", 70)]
    rows += [("二小", 2023, "primary", 60), ("三中", 2023, "middle", 50)]
    given_ = [dict(zip(("unit", "period", "stage", "pupils"), (u, str(y), s, n), strict=True)) for u, y, s, n in rows]
    results = inner.score_rows(inner.load_source(SCHOOLS), {"enrolment": given_}, verify=True)
    assert results.record.verified
    found = {(each.unit, each.period.year): tuple(each.values.values()) for each in results.results}
    assert found == {
        ("一小", 2022): (2, 2),
        ("二小", 2022): (1, 2),
        ("三中", 2022): (1, 1),
        ("二小", 2023): (1, 1),
        ("三中", 2023): (1, 1),
    }


@pytest.mark.parametrize("text", ["x # y", "lost(x)", "round(x, 1)"])
def test_what_the_second_reader_cannot_read_is_a_difference(text: str) -> None:
    step = formula(text, X, x=X)
    results, run = score(policy_of({"v": step}), dataset(), {}, Findings())
    with pytest.raises(Refused) as refused:
        confirmed(results, run.dataset)
    assert {each.code for each in refused.value.diagnostics} == {"E301"}


def test_calls_inside_calls_take_no_time_that_doubles() -> None:
    """Each call names what it is given three times: no way of two dozen may be walked anew for each mention."""
    nested = "step(" * 24 + "x" + ")" * 24
    text = POLICY.text.partition("scores:\n")[0].replace(
        "methods:\n", 'methods:\n  step: {name: 一步, parameters: [v], means: "v - 1 if v > 0 else v"}\n'
    )
    policy = inner.load_source(
        Source("town.yaml", f"{text}scores:\n  - {{id: s, name: 分, for: town, formula: {nested}}}\n")
    )
    units = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇")
    figures = [
        {"unit": unit, "period": "2022Q1", "x": x, "y": 1, "rate": 50, "money": 1, "flag": "否", "gap": None}
        for unit, x in zip(units, (50, 41, 40, 7, 0), strict=True)
    ]
    findings = Findings()
    data = dataset_of_rows(policy, {"figures": figures}, findings, needed_tables(policy))
    results, run = score(policy, data, {}, findings)
    found = confirmed(results, run.dataset)
    assert [each.values["s"] for each in found.results] == [26, 17, 16, 0, 0]
