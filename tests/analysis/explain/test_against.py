"""The difference of two units is the sum of what their indicators differ by, exactly."""

from __future__ import annotations

import itertools
import math
import random
import re
from fractions import Fraction
from typing import Any

import pytest
from kaohe.analysis.explain.model import Against
from kaohe.diagnostics import NotThere
from kaohe.policy.model import Display
from kaohe.report.explain import words as explain_words
from kaohe.report.explain.against import checked, opening, origin_lines

from tests.analysis.explain.asked import Run, asked, run_rows
from tests.evaluate.small import figures, policy, sales
from tests.evaluate.small import shops as small_shops
from tests.policies.worked import cases
from tests.policies.worked import policy as shipped

PARTS = """\
scores:
  - id: total
    name: 总分
    for: shop
    cap: 12
    parts:
      - {id: a, name: 甲项, clause: 一, points: 5, formula: x}
      - id: b
        name: 乙项
        clause: 二
        parts:
          - {id: c, name: 丙项, clause: 二1, formula: y, cap: 3}
          - {id: d, name: 丁项, clause: 二2, formula: z / 3}
  - {id: place, name: 名次, for: shop, rank: {of: total, within: all, ties: competition}}
"""


def shops(**columns: list[Any]) -> Run:
    return run_rows(policy(PARTS), figures(**columns))


def compared(run: Run, first: str = "甲", second: str = "乙", of: str | None = None) -> Against:
    found = asked(run, first, of, None, second).against
    assert found is not None
    return found


def test_parts_of_parts_and_the_cap_of_the_whole() -> None:
    found = compared(shops(x=[9, 4, 1, 1], y=[5, 2, 0, 0], z=[4, 4, 0, 0]))
    assert found.difference == 12 - (4 + 2 + Fraction(4, 3))
    assert [(share.name, share.clause, share.difference) for share in found.shares] == [
        ("甲项", "一", 5),
        ("总分的上下限", "", 12 - (9 + 3 + Fraction(4, 3))),
        ("丙项", "二1", 1),
        ("丁项", "二2", 0),
    ]
    assert sum(share.difference for share in found.shares) == found.difference
    assert [explain_words.phrase(said, Display()) for said in found.standing] == ["名次：甲 第 1 名，乙 第 2 名"]


MEANS = """\
scores:
  - id: whole
    name: 指数
    for: shop
    combine: mean
    parts:
      - {id: one, name: 甲指数, weight: 1, formula: x}
      - id: two
        name: 乙指数
        weight: 3
        combine: mean
        parts: [{id: y1, name: 乙一, formula: y}, {id: y2, name: 乙二, formula: z}]
"""
PRODUCT = """\
scores:
  - id: whole
    name: 指数
    for: shop
    combine: geometric_mean
    parts:
      - {id: one, name: 甲指数, formula: x}
      - {id: two, name: 乙指数, mean: {over: [y, z]}}
"""


def test_a_mean_of_means_is_split_like_parts() -> None:
    """(9 + 3 × (5 + 3) ÷ 2) ÷ 4 = 5.25 and (1 + 3 × (1 + 7) ÷ 2) ÷ 4 = 3.25; weights 1/4, 3/8 and 3/8."""
    found = compared(run_rows(policy(MEANS), figures(x=[9, 1, 1, 1], y=[5, 1, 1, 1], z=[3, 7, 1, 1])))
    assert (found.first.value, found.second.value) == (Fraction(21, 4), Fraction(13, 4))
    assert {share.name: share.difference for share in found.shares} == {
        "甲指数": 2,
        "乙一": Fraction(3, 2),
        "乙二": Fraction(-3, 2),
    }


def test_a_geometric_mean_is_shared_out_by_logarithms() -> None:
    """√(2 × 8) and √(4 × 4) are both 4: what one loses, ½ × 4 × ln 2, the other gains."""
    found = compared(run_rows(policy(PRODUCT), figures(x=[2, 4, 1, 1], y=[7, 4, 1, 1], z=[9, 4, 1, 1])))
    assert found.difference == 0 == sum(share.difference for share in found.shares)
    shares = {share.name: float(share.difference) for share in found.shares}
    assert shares["甲指数"] == pytest.approx(-2 * math.log(2))
    assert shares["乙指数"] == pytest.approx(2 * math.log(2))
    assert shares["指数里两边共有的部分"] == 0
    assert any("按各项对数之差分摊" in explain_words.phrase(said, Display()) for said in found.standing)


def test_where_one_value_differs_it_has_all_of_the_difference() -> None:
    """√(8 × 2) = 4 and √(2 × 2) = 2."""
    found = compared(run_rows(policy(PRODUCT), figures(x=[8, 2, 1, 1], y=[1, 2, 1, 1], z=[3, 2, 1, 1])))
    assert {share.name: share.difference for share in found.shares if share.difference} == {"甲指数": 2}


def test_a_product_with_a_nought_is_not_split() -> None:
    found = compared(run_rows(policy(PRODUCT), figures(x=[0, 2, 1, 1], y=[1, 2, 1, 1], z=[3, 2, 1, 1])))
    assert [(share.name, share.difference) for share in found.shares] == [("指数", -2)]


def test_level_units() -> None:
    found = compared(shops(x=[4, 4, 1, 1], y=[1, 2, 0, 0], z=[6, 3, 0, 0]))
    assert found.difference == 0
    assert [share.difference for share in found.shares] == [-1, 1, 0]
    assert explain_words.phrase(found.standing[-1], Display()) == "名次并列：比的数完全相同"


GRADED = """\
units: {town: {name: 镇, period: year, members: [甲镇, 乙镇, 丙镇]}}
lists: {grade: {name: 等次, members: [优秀, 良好, 合格], order: best_first}}
tables:
  f:
    name: 评议
    key: [town, year]
    columns: [{list: grade, names: {opinion: 评议}}, {measure: 分, names: {x: 得分}}]
"""


def test_places_by_members_of_a_list_have_no_difference_and_name_what_decides() -> None:
    place = "  - {id: place, name: 名次, for: town, rank: {of: grade, within: all, then: [x], ties: competition}}\n"
    read = policy(f"scores:\n  - {{id: grade, name: 等次, for: town, list: grade, formula: opinion}}\n{place}", GRADED)
    rows = [("甲镇", "良好", 90), ("乙镇", "良好", 92), ("丙镇", "合格", 95)]
    run = run_rows(read, {"f": [{"unit": u, "period": 2023, "opinion": o, "x": x} for u, o, x in rows]})
    found = asked(run, "甲镇", None, None, "乙镇")
    assert found.against is not None
    assert list(opening(found, found.against, Display())) == [
        "比“等次”：甲镇 良好，乙镇 良好，两家相同。",
        "名次：甲镇 第 2 名，乙镇 第 1 名。",
        "再按 得分 由高到低比：甲镇 90，乙镇 92。",
    ]
    found = asked(run, "甲镇", None, None, "丙镇")
    assert found.against is not None
    assert list(opening(found, found.against, Display())) == [
        "比“等次”：甲镇 良好，丙镇 合格。",
        "名次：甲镇 第 2 名，丙镇 第 3 名。",
    ]


def test_what_is_absent_is_named() -> None:
    found = compared(shops(x=[4, None, 1, 1], y=[1, 2, 0, 0], z=[6, 3, 0, 0]))
    assert (found.difference, found.shares, found.missing) == (None, (), ("乙的“甲项”",))
    assert found.absent == (("乙：", "没有“某数”的数据"),)


def test_one_value() -> None:
    found = compared(shops(x=[4, 1, 1, 1], y=[1, 2, 0, 0], z=[6, 3, 0, 0]), of="b")
    assert [(share.name, share.difference) for share in found.shares] == [("丙项", -1), ("丁项", 1)]


def lines(found: Against, name: str, units: tuple[str, str] = ("甲", "乙")) -> list[str]:
    """What is said beneath one indicator, without where the inputs stand."""
    share = next(share for share in found.shares if share.name == name)
    return [re.sub("（[^）]*!.*?）", "", line) for _, line in origin_lines(share, units, Display())]


def test_beneath_an_indicator_stand_both_formulas_and_the_inputs_that_differ() -> None:
    found = compared(shops(x=[9, 4, 1, 1], y=[5, 2, 0, 0], z=[4, 4, 0, 0]))
    assert lines(found, "丙项") == [
        "又一数",
        "甲：5",
        "甲：封顶：5 超过最高 3，取 3，减去 2",
        "乙：2",
        "乙：最高 3，没有超过",
        "又一数：甲 5，乙 2",
    ]
    assert lines(found, "总分的上下限") == [
        "甲：-1.3333",
        "甲：封顶：13.3333 超过最高 12，取 12，减去 1.3333",
        "乙：没有这一项",
    ]
    assert not lines(found, "丁项")


def of_rule(rule: str, **columns: list[Any]) -> Against:
    """甲 and 乙 compared by a total of this formula."""
    return compared(run_rows(small_shops(f"formula: {rule}"), figures(**columns)))


def test_a_factor_of_its_own_rule_is_no_weight_of_a_value() -> None:
    found = of_rule("x / y * 100 + y + y * 2", x=[3, 1, 1, 1], y=[4, 2, 1, 1])
    assert [(share.name, share.first, share.second) for share in found.shares] == [("得分", 75, 50), ("又一数", 12, 6)]
    assert [[origin.weights for origin in share.origins] for share in found.shares] == [[(1, 1)], [(1, 1), (2, 2)]]


def test_two_terms_of_a_rule_are_one_value_once() -> None:
    found = of_rule("x / y * 5 + y / x * 5", x=[4, 1, 1, 1], y=[2, 1, 1, 1])
    (share,) = found.shares
    assert (share.first, share.second) == (Fraction(25, 2), 10)
    assert [origin.weights for origin in share.origins] == [(1, 1)]


def test_terms_that_are_no_rationals_come_to_the_difference_all_the_same() -> None:
    found = of_rule("sqrt(x) * 1000 + exp(y) / 3 + ln(x + 1) * 0.7 + y", x=[2, 3, 1, 1], y=[1, 2, 0, 0])
    assert found.difference is not None
    assert sum(share.difference for share in found.shares) == found.difference
    here, there = (1000 * math.sqrt(x) + math.exp(y) / 3 + 0.7 * math.log(x + 1) + y for x, y in ((2, 1), (3, 2)))
    assert float(found.difference) == pytest.approx(here - there)
    assert [(share.name, share.difference) for share in found.shares if share.name == "又一数"] == [("又一数", -1)]


def test_records_are_told_for_each_unit() -> None:
    rule = "sum: {over: sale, of: amount}"
    rows = sales(("甲", "书", 3), ("甲", "笔", 2), ("乙", "书", 3), ("乙", "纸", 1))
    found = compared(run_rows(small_shops(rule), rows))
    assert lines(found, "得分") == [
        "“销售”各行，数额 之和", "甲：3 + 2 = 5", "乙：3 + 1 = 4", "笔：甲 2", "纸：乙 1",
    ]  # fmt: skip


def test_the_highest_of_the_group_is_no_input_of_the_other() -> None:
    rule = "efficacy: {of: x, within: all, base: 60, span: 40, when_equal: 100}"
    found = compared(run_rows(small_shops(rule), figures(x=[9, 4, 1, 4])))
    assert [(pair.name, pair.unit) for pair in found.shares[0].origins[0].pairs] == [("某数", "")]
    assert lines(found, "得分")[-1] == "某数：甲 9，乙 4"


QUARTERS = """\
units:
  town:
    name: 镇
    period: quarter
    groups: {g: {name: 一组, members: [甲镇, 乙镇]}, h: {name: 二组, members: [丙镇]}}
  office: {name: 局, period: quarter, members: [甲局]}
tables:
  q: {name: 季报, key: [town, quarter], columns: [{measure: 分, names: {x: 某数}}]}
  o: {name: 局报, key: [office, quarter], columns: [{measure: 分, names: {n: 数}}]}
scores:
  - {id: own, name: 季度分, for: town, by: unit, cases: {甲镇: 'x × 80% + x("丙镇") × 20%'}, otherwise: x}
  - {id: s, name: 年度分, for: town, per: year, sum: {over: quarter, of: own, weight: [10%, 20%, 30%, 40%]}}
  - {id: place, name: 名次, for: town, rank: {of: s, within: group, ties: competition}}
  - {id: o, name: 局分, for: office, formula: n}
"""


def towns() -> Run:
    rows = [
        {"unit": unit, "period": f"2023Q{quarter}", "x": quarter * times}
        for quarter in range(1, 5)
        for times, unit in enumerate(("甲镇", "乙镇", "丙镇"), 1)
    ]
    offices = [{"unit": "甲局", "period": f"2023Q{quarter}", "n": 1} for quarter in range(1, 5)]
    return run_rows(policy("", QUARTERS), {"q": rows, "o": offices})


def test_a_blend_and_the_weights_of_the_quarters() -> None:
    found = compared(towns(), "甲镇", "乙镇", "place")
    assert found.difference == 3 * (Fraction(8, 10) + Fraction(6, 10) - 2)
    assert {share.name for share in found.shares} == {"某数", "丙镇的某数"}
    assert "2023年二季度 甲镇：2 × 16% = 0.32" in lines(found, "某数", ("甲镇", "乙镇"))
    assert "2023年四季度 甲镇：12 × 8% = 0.96" in lines(found, "丙镇的某数", ("甲镇", "乙镇"))


def test_units_of_other_groups() -> None:
    found = compared(towns(), "甲镇", "丙镇", "place")
    assert [explain_words.phrase(said, Display()) for said in found.standing] == [
        "两家不在同一组：甲镇在一组，丙镇在二组",
        "名次：甲镇 第 2 名，丙镇 第 1 名",
        "名次在各自的组里排",
    ]


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [("甲镇", "甲镇", "C175"), ("甲镇", "甲局", "C176"), ("甲镇", "戊镇", "C171"), ("戊镇", "甲镇", "C171")],
)
def test_what_cannot_be_compared(first: str, second: str, code: str) -> None:
    with pytest.raises(NotThere) as error:
        compared(towns(), first, second)
    assert error.value.finding.code == code


def test_who_is_behind_is_said() -> None:
    run = shops(x=[4, 9, 1, 1], y=[1] * 4, z=[0] * 4)
    found = asked(run, "甲", None, None, "乙")
    assert found.against is not None
    assert next(opening(found, found.against, Display())) == "比“总分”：甲 5，乙 10，甲低 5。"
    assert checked(found.against, Display()) == "核对：各项相差之和正好等于“总分”之差 -5。"


@pytest.mark.parametrize("name", ["xiangtan_county", "xiangxiang_chains"])
def test_generated_data(name: str) -> None:
    """Figures of the worked cases, shuffled among the rows: every pair adds up exactly."""
    chance = random.Random(7)
    found = 0
    for case in cases(name):
        rows = {table: [dict(row) for row in given] for table, given in case.rows.items()}
        for given in rows.values():
            for column in [key for key in (given[0] if given else {}) if isinstance(given[0][key], Fraction)]:
                if column in ("missing_tools", "stale_tools"):  # these two hold together
                    continue
                values = [row[column] for row in given]
                chance.shuffle(values)
                for row, value in zip(given, values, strict=True):
                    row[column] = value
        run = run_rows(shipped(name), rows, case.readings)
        for unit_type, units in run[1].dataset.units.items():
            if not any(score.unit_type == unit_type for score in run[0].policy.scores):
                continue
            for first, second in itertools.pairwise(units):
                against = compared(run, first, second)
                if against.difference is not None:
                    assert sum(share.difference for share in against.shares) == against.difference
                    found += 1
    assert found >= 20
