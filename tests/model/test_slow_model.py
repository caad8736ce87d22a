"""Generated policies and data: the engine, its second opinion, and a slow model that shares no code with them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kaohe.places import Source

from tests import inner
from tests.model.slow_model import Model

UNITS = ("甲镇", "乙镇", "丙镇", "丁镇", "戊镇")
HEAD = """\
kaohe: 1
policy: towns
title: 试行办法（虚构）
units:
  town:
    name: 乡镇
    period: quarter
    groups:
      one: {name: 一组, members: [甲镇, 乙镇, 丙镇]}
      two: {name: 二组, members: [丁镇, 戊镇]}
tables:
  figures:
    name: 数据
    key: {unit: town, period: quarter}
    columns:
      - {names: {x: 数甲, y: 数乙}}
      - {measure: "%", names: {rate: 完成率}}
      - {measure: 亿元, names: {money: 投资}}
      - {names: {gap: 缺项}, optional: yes}
      - {type: yes/no, names: {flag: 通报}}
      - {type: choice, choices: {high: 高, low: 低}, names: {kind: 类别}}
  projects:
    name: 项目
    records_of: {unit: town, period: quarter}
    columns:
      - {measure: 亿元, names: {size: 规模}}
      - {names: {score: 评分}}
    let: {graded: "score * 2 if size >= 1 亿元 else score"}
methods:
  doubled: {name: 加倍, parameters: [v], means: "v + v"}
  graded_as: {name: 分级, parameters: [v], means: {tiers: {of: v, at_least: {10: 2, 5: 1}, below: 0}}}
values:
  - {id: middle, name: 中间值, for: town, formula: x - y / 2}
  - {id: some, name: 部分, for: town, where: flag, formula: x + 1}
  - {id: half, name: 半年, for: town, per: half_year, sum: {over: quarter, of: y, weight: [30%, 70%]}}
scores:
"""
NUMBERS = ["x", "y", "gap", "x + y", "x - gap * 2", "if_absent(gap, 3)", "max(x, y)", "min(x, 7, y)", "abs(x - y)"]
NUMBERS += ["doubled(x)", "doubled(doubled(y))", "graded_as(x)", "graded_as(doubled(y))", "middle", "round(x / 3, 1)"]
NUMBERS += ["if_absent(previous(x), 2)", "x - last_year(y)", "years_ago(middle, 1)", "half"]
NUMBERS += ["x if y > 4 else y", "x / (y + 1)", "-x", "x if 2 < y <= 6 else gap", "some"]
TRUTHS = [
    "flag",
    "x > y",
    "not flag",
    "x > 3 and y > 3",
    "flag or x > 5",
    "2 < x <= 8",
    'kind == "high"',
    "x >= middle",
]
TRUTHS += ['group == "one"', 'unit != "甲镇"', "present(gap)", "present(gap) and gap > 2"]
MONEY = ["money", "money * 2", "money + 1 亿元", "money - 5000 万元"]
number, truth, money = (st.sampled_from(each) for each in (NUMBERS, TRUTHS, MONEY))
within = st.sampled_from(["all", "group", "kind", "flag", "[group, kind]"])
among = st.one_of(st.just(""), truth.map(lambda each: f", among: '{each}'"))
ROUNDS = ["", "", ", round: {decimals: 1, mode: half_up}", ", round: {decimals: 0, mode: half_even}"]
ROUNDS += [", round: {decimals: 0, mode: up}", ", round: {decimals: 0, mode: down}", ", cap: 9", ", floor: 2, cap: 6"]
limits = st.sampled_from(ROUNDS)
gate = st.sampled_from(["", ", zero_below: 2", ", zero_below: gap"])
slopes = st.sampled_from(
    [
        "{each: 1, add: 2}",
        "{each: 0.7, take: 1, most: 2}",
        "[{each: 2, add: 1.5, until: 9}, {each: 1, take: 0.25}]",
        "[{each: 1, add: '1 if flag else y', until: 8}, {each: 0.3, add: 2, until: 11}, {each: 1, add: 1, most: x}]",
    ]
)
take = st.sampled_from(["total", "count", "highest", "lowest", "mean", "median"])
fold = st.sampled_from(["sum", "highest", "lowest", "mean"])


OF_NUMBERS = ["sum", "highest", "lowest", "mean", "median", "product"]
listed = st.sampled_from(["x", "y", "gap", "x + y", "middle", "x / (y + 1)"])
asked = st.sampled_from(["flag", "x > y", "gap > 2", "x > 3 and y > 3"])
left = st.sampled_from(
    ["", ", absent: left_out", ", absent: left_out, at_least: 2", ", absent: left_out, at_least: 60%"]
)
options = st.one_of(
    left,
    left.map(lambda each: f"{each}, drop: {{highest: 1}}"),
    left.map(lambda each: f"{each}, drop: {{highest: 1, lowest: 1}}"),
    left.map(lambda each: f"{each}, best: 2"),
)


def _rule(form: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda chosen: form.format(*chosen))


RULES = st.one_of(
    _rule("formula: '{}'{}", number, limits),
    _rule("formula: '{}'", truth),
    _rule(
        "tiers: {{of: '{}', at_least: {{8: 3, 4: '{}'}}, more_than: {{9: 5}}, below: '{}'}}{}",
        number,
        number,
        number,
        limits,
    ),
    _rule(
        "tiers: {{of: '{}', at_least: {{2 亿元: 3, 5000 万元: 1}}, below: 0}}",
        st.one_of(money, st.just("round(money)")),
    ),
    _rule("tiers: {{of: {}, at_least: {{90%: 3, 55%: 1}}, below: 0}}", st.sampled_from(["rate", "round(rate)"])),
    _rule(
        "first: [{{when: '{}', give: '{}'}}, {{when: '{}', give: 4}}, {{otherwise: '{}'}}]",
        truth,
        number,
        truth,
        number,
    ),
    _rule(
        "tiers: {{of: '{}', at_most: {{3: 8, 6: '{}'}}, less_than: {{4: 5}}, above: '{}'}}{}",
        number,
        number,
        number,
        limits,
    ),
    _rule("points: 8, pro_rata: {{of: '{}', full_at: '{}'{}}}", number, st.sampled_from(["7", "y + 1"]), gate),
    _rule("points: 5, pro_rata: {}", st.sampled_from(["rate", "{of: money, full_at: 3 亿元, zero_below: 8000 万元}"])),
    _rule(
        "steps: {{of: '{}', from: '{}', start: '{}', above: {}, below: {}, part_step: {}}}{}",
        number,
        st.sampled_from(["5", "y", "middle"]),
        st.sampled_from(["3", "gap", "full_points"]),
        slopes,
        slopes.map(lambda each: each.replace("until: ", "until: -")),
        st.sampled_from(["ignored", "counted", "rounded_up"]),
        limits,
    ).map(lambda rule: "points: 3, " + rule),
    _rule(
        "interpolate: {{of: '{}', through: {{-2: '{}', 1.5: '{}', 6: 4}}, below: {}, above: {}}}",
        number,
        number,
        number,
        st.sampled_from(["end", "0", "gap"]),
        st.sampled_from(["end", "9", "x"]),
    ),
    _rule("by: kind, cases: {{high: '{}', low: '{}'}}{}", number, number, limits),
    _rule("by: group, cases: {{one: '{}'}}, otherwise: '{}'", number, number),
    _rule(
        "{}: {{over: projects, where: '{}', of: graded, if_none: 1}}",
        fold.filter(lambda word: word != "sum"),
        st.sampled_from(["size > 1 亿元", "score > 3 or flag", "graded > x"]),
    ),
    _rule(
        "sum: {{over: projects, of: '{}'}}{}",
        st.sampled_from(["graded", "score + x", "score if size < 2 亿元 else 0"]),
        limits,
    ),
    _rule(
        "{}: {{over: quarter, of: '{}', where: '{}', so_far: year}}{}",
        fold,
        number,
        st.sampled_from(["x > 3", "flag", "y < 9"]),
        limits,
    ),
    _rule("count: {{over: projects, where: '{}'}}", st.sampled_from(["size > 1 亿元", "score == 3", "graded > y"])),
    _rule("any: {{over: projects, where: '{}'}}", st.sampled_from(["size > 1 亿元", "score == 3"])),
    _rule("{}: {{over: [{}, {}, {}]{}}}", st.sampled_from(OF_NUMBERS), listed, listed, listed, options),
    _rule(
        "percentile: {{over: [{}, {}, {}], at: {}{}}}",
        listed,
        listed,
        listed,
        st.sampled_from(["0%", "30%", "100%"]),
        options,
    ),
    _rule("{}: {{over: [{}, {}], weight: [2, 3]{}}}", st.sampled_from(["sum", "mean"]), listed, listed, left),
    _rule("mean: {{over: {{{}: 3, 4: '{}'}}{}}}", listed, st.sampled_from(["x + 1", "y + 2", "gap"]), left),
    _rule("{}: {{over: ['{}', '{}']{}}}", st.sampled_from(["any", "all", "share"]), asked, asked, left),
    _rule("count: {{over: [{}, {}]}}", listed, listed),
    _rule("{}: {{over: projects, of: graded, if_none: 1{}}}", st.sampled_from(OF_NUMBERS[1:]), options),
    _rule("{}: {{over: projects, of: graded, weight: x + 1}}", st.sampled_from(["sum", "mean"])),
    _rule("{}: {{over: projects, of: graded > y}}", st.sampled_from(["any", "all", "share"])),
    _rule("{}: {{over: unit, of: '{}', within: {}{}}}", st.sampled_from(OF_NUMBERS), number, within, options),
    _rule("mean: {{over: unit, of: '{}', where: '{}', weight: y + 1, if_none: x{}}}", number, truth, left),
    _rule("share: {{over: unit, of: '{}', within: {}}}", truth, within),
    _rule("names: {{over: unit, where: '{}', within: {}}}", truth, within),
    _rule("across: {{take: {}, of: '{}', within: {}{}}}", take, number, within, among),
    _rule(
        "{}rank: {{of: '{}', within: {}{}{}, first: {}, ties: {}}}",
        st.sampled_from(["", "", "where: flag, "]),
        number,
        within,
        among,
        st.sampled_from(
            ["", "", ", then: [y]", ", then: [{lowest: rate}, x, gap]", ", then: ['x + y', {lowest: gap}]"]
        ),
        st.sampled_from(["highest", "lowest"]),
        st.sampled_from(["competition", "dense"]),
    ),
    _rule("last_place: {{of: '{}', within: {}{}}}", number, within, among),
    _rule(
        "efficacy: {{of: '{}', within: {}{}, base: 6, span: 4, when_equal: '{}'}}", number, within, among, st.just("10")
    ),
    _rule("per_item: {{x: 2, flag: {}}}{}", st.sampled_from(["1", "3.5"]), limits),
    _rule("deduct: {{from: 4, each: {{y: 0.5, flag: 2}}{}}}", st.sampled_from(["", ", floor: 0"])),
)
tenth = st.integers(0, 100).map(lambda value: f"{value // 10}.{value % 10}")
whole = st.integers(0, 12).map(str)


@st.composite
def data(draw: Any) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Rows as they would be written in files."""
    rows, records = [], []
    for period in ("2021Q2", "2022Q1", "2022Q2"):
        for unit in UNITS:
            key = {"unit": unit, "period": period}
            figures = {"x": draw(whole), "y": draw(whole), "rate": f"{draw(st.integers(500, 1000)) / 10}"}
            words = {"flag": draw(st.sampled_from("是否")), "kind": draw(st.sampled_from(["high", "low"]))}
            rows.append(key | figures | words | {"money": draw(tenth), "gap": draw(st.sampled_from(["", "1", "4"]))})
            for _ in range(draw(st.integers(0, 2))):
                records.append(key | {"size": draw(tenth), "score": draw(whole)})
    return rows, records


def _typed(row: dict[str, str]) -> dict[str, object]:
    words = {"unit", "period", "kind"}
    return {
        name: text if name in words else text == "是" if name == "flag" else Fraction(text)
        for name, text in row.items()
        if text
    }


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(rules=st.lists(RULES, min_size=1, max_size=8), made=data())
def test_three_calculations_agree(rules: list[str], made: tuple[list[dict[str, str]], list[dict[str, str]]]) -> None:
    text = HEAD + "".join(f"  - {{id: s{at}, name: 得分{at}, for: town, {rule}}}\n" for at, rule in enumerate(rules))
    rows, records = made
    policy = inner.load_source(Source("towns.yaml", text))
    typed = {"figures": [_typed(row) for row in rows], "projects": [_typed(row) for row in records]}
    found = inner.score_rows(policy, typed, verify=True)
    model = Model(text, rows, records)
    compared = 0
    for result in found.results:
        for id_, value in result.values.items():
            expected = model.shown(id_, result.unit, str(result.period))
            assert (value, type(value)) == (expected, type(expected)), (rules[int(id_[1:])], result.unit, result.period)
            compared += 1
    assert compared == len(rules) * len(UNITS) * 3


def test_the_model_by_hand() -> None:
    """x and y of five towns; three in one group."""
    text = HEAD + (
        "  - {id: place, name: 名次, for: town, rank: {of: x, within: group, first: highest, ties: competition}}\n"
        "  - {id: part, name: 功效, for: town, efficacy: {of: x, within: group, base: 6, span: 4, when_equal: 10}}\n"
        "  - {id: tier, name: 分档, for: town, tiers: {of: round(money), at_least: {2 亿元: 1}, below: 0}}\n"
        "  - {id: total, name: 项目, for: town, sum: {over: projects, of: graded}}\n"
    )
    rows = [
        {
            "unit": unit,
            "period": "2022Q1",
            "x": x,
            "y": "1",
            "rate": "80",
            "money": money,
            "gap": "",
            "flag": "否",
            "kind": "low",
        }
        for unit, x, money in zip(UNITS, ("4", "8", "8", "5", "5"), ("1.6", "1.4", "2", "0", "3"), strict=True)
    ]
    records = [
        {"unit": "甲镇", "period": "2022Q1", "size": "1", "score": "3"},
        {"unit": "甲镇", "period": "2022Q1", "size": "0.9", "score": "2"},
    ]
    model = Model(text, rows, records)
    for id_, expected in (
        ("place", [3, 1, 1, 1, 1]),
        ("part", [6, 10, 10, 10, 10]),
        ("tier", [1, 0, 1, 0, 1]),
        ("total", [8, 0, 0, 0, 0]),
    ):
        assert [model.shown(id_, unit, "2022Q1") for unit in UNITS] == expected, id_
