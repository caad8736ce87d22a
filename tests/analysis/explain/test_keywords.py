"""What is told of each keyword: the values put in, and what acted."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from kaohe.analysis.explain.model import Explained

from tests.analysis.explain.asked import Run, asked, filled, run_rows, said, step, words
from tests.evaluate.small import figures, policy, sales, shops


def run(rule: str, values: str = "", readings: dict[str, str] | None = None, **columns: list[Any]) -> Run:
    return run_rows(shops(rule, values), figures(**columns), readings)


def one(rule: str, values: str = "", unit: str = "甲", **columns: list[Any]) -> Explained:
    return step(run(rule, values, **columns), unit, "s")


X = {"x": [9, 4, 1, 4], "y": [2, 2, 2, 2]}


def test_a_formula() -> None:
    found = one("formula: (x - y) * 2 / (y + 1)", **X)
    assert words(found) == "(某数 − 又一数) × 2 ÷ (又一数 + 1)"
    assert filled(found) == "(9 − 2) × 2 ÷ (2 + 1) ≈ 4.6667"
    assert [part.name for part in found.parts] == ["某数", "又一数"]


def test_a_choice_tells_the_branch_that_was_taken() -> None:
    found = one("formula: x * 2 if x > 5 else x / (x - 9)", **X)
    assert words(found) == "若 某数 > 5，则 某数 × 2；否则 某数 ÷ (某数 − 9)"
    assert filled(found) == "9 × 2 = 18"
    assert said(found) == ["某数 > 5：9 > 5，成立"]


def test_conditions_stop_where_they_are_decided() -> None:
    found = one("formula: p and q or x > 5", p=[False] * 4, q=[None] * 4, **X)
    assert filled(found) == "是非（否） 或 9 > 5"


def test_an_absent_input_is_named() -> None:
    found = one("formula: x + y", x=[None, 1, 1, 1], y=[1, 1, 1, 1])
    assert found.value.value is None
    assert said(found) == ["因为“某数”暂缺"]
    assert filled(found) == "暂缺 + 1"


def test_tiers() -> None:
    rule = "tiers: {of: x, at_least: {9: 6, 4: 2}, more_than: {9: 8}, below: 0}"
    found = one(rule, **X)
    assert words(found) == "按 某数 分档：超过 9 8；9（含）以上 6；4（含）以上 2；其余 0"
    assert said(found) == ["某数 9，属于 9（含）以上 一档，没有超过 9"]
    assert said(one(rule, unit="丙", **X)) == ["某数 1，未到最低一档（4（含）以上）"]


def test_first() -> None:
    rule = "first: [{when: x > 10, give: 1}, {when: x > y, give: y}, {otherwise: 0}]"
    found = one(rule, **X)
    assert said(found) == ["某数 > 10：9 > 10，不成立", "某数 > 又一数：9 > 2，成立"]
    assert found.value.value == 2


def test_by() -> None:
    found = one("by: unit\ncases: {甲: x, 乙: y}\notherwise: 0", **X)
    assert said(found) == ["单位 为 甲"]
    assert said(one("by: unit\ncases: {乙: y}\notherwise: 0", **X)) == ["单位 为 甲，适用“其他”"]


def test_a_cap_says_how_much_it_cut() -> None:
    found = one("formula: x * y\ncap: 15", **X)
    assert filled(found) == "9 × 2 = 18"
    assert said(found) == ["封顶：18 超过最高 15，取 15，减去 3"]
    assert found.value.value == 15 and found.result is not None and found.result.value == 18
    assert said(one("formula: x * y\ncap: 15", unit="乙", **X)) == ["最高 15，没有超过"]


def test_a_floor_and_a_rounding() -> None:
    found = one("formula: x / 7\nfloor: 2\nround: {decimals: 1}", **X)
    assert filled(found) == "9 ÷ 7 ≈ 1.2857"
    assert said(found) == ["保底：1.2857 低于最低 2，取 2，补上 0.7143", "四舍五入到 1 位小数：2 → 2"]


def test_deduct_is_taken_to_nothing() -> None:
    found = one("deduct: {from: 4, each: {x: 1, p: 2}, floor: 0}", p=[True] * 4, **X)
    assert words(found) == "4 − (某数 × 1 + 是非 × 2)"
    assert filled(found) == "4 − (9 × 1 + 1 × 2) = -7"
    assert said(found) == ["保底：-7 低于最低 0，取 0，补上 7"]


def test_per_item_and_full_if() -> None:
    assert filled(one("per_item: {x: 0.5, y: 2}", **X)) == "9 × 0.5 + 2 × 2 = 8.5"
    found = one("points: 5\nfull_if: x > y", **X)
    assert said(found) == ["某数 > 又一数：9 > 2，成立"]
    assert found.value.value == 5


def test_efficacy() -> None:
    rule = "efficacy: {of: x, within: all, base: 60%, span: 40%, when_equal: 100%}"
    found = one(rule, unit="乙", **X)
    assert filled(found) == "60% + 40% × (4 − 1) ÷ (9 − 1) = 75%"
    assert said(found) == ["最高：甲 9", "最低：丙 1"]
    assert [part.name for part in found.parts] == ["某数", "最高（甲）的某数", "最低（丙）的某数"]
    assert [row.own for row in found.listings[0].rows] == [False, True, False, False]
    level = one("efficacy: {of: y, within: all, base: 60%, span: 40%, when_equal: 80%}", **X)
    assert level.value.value == 80 and "最高与最低相等，另有规定" in said(level)


def test_who_is_kept_out_is_said() -> None:
    rule = "efficacy: {of: x, within: all, base: 0, span: 1, when_equal: 0, where: present(x)}"
    columns: dict[str, list[Any]] = {"x": [None, 4, 1, 4]}
    out = one(rule, **columns)
    assert said(out) == ["不参加：有 某数：某数没有值，不成立"] and out.value.value is None
    assert "不参加比较的：甲" in said(one(rule, unit="乙", **columns))


def test_rank_and_ties() -> None:
    rule = "rank: {of: x, within: all, first: highest, ties: competition}"
    found = one(rule, unit="丁", **X)
    assert said(found) == ["在全体 4 家中列第 2 名", "与乙并列第 2 名"]
    assert [row.cells[1] for row in found.listings[0].rows] == ["甲", "乙", "丁", "丙"]
    absent = one(rule, x=[None, 1, 2, 3])
    assert said(absent) == ["同组甲的值暂缺，全组都定不下来"]


def test_across() -> None:
    found = one("mean: {over: unit, of: x}", **X)
    assert filled(found) == "(9 + 4 + 1 + 4) ÷ 4 = 4.5"
    assert said(found) == ["最高：甲 9", "最低：丙 1"]
    assert said(one("count: {over: unit, of: x, where: 'if_absent(x, 0) > 3'}", **X)) == [
        "不参加比较的：丙",
        "全体参加的有 3 家",
    ]


def test_last_place() -> None:
    rule = "last_place: {of: x, within: all}"
    assert filled(one(rule, **X)) == "9 > 1"
    assert filled(one(rule, unit="丙", **X)) == "1 = 1"


def test_quota() -> None:
    rule = (
        "quota: {of: x, within: all, grades: [优, 良, 差], ratio: 1:2:1, rounding: floor, border: first,"
        " ties: competition, except: {when: 'if_absent(p, no)', grade: 另, counted: no}}"
    )
    found = one(rule, unit="丁", p=[False] * 4, **X)
    assert said(found) == [
        "例外：暂缺则取(是非，否)：否",
        "全体参评 4 家，按 1：2：1 分（舍去小数，末等取剩余）：优 1 家（4 × 1 ÷ 4 = 1），"
        "良 2 家（4 × 2 ÷ 4 = 2），差 1 家（4 × 1 ÷ 4 = 1）",
        "2 家并列第 2 名，跨等次时按并列中最前的名次，即第 2 名",
        "第 2 名，在前 3 名之内，评为“良”",
    ]
    assert [row.cells[3] for row in found.listings[0].rows] == ["优", "良", "良", "差"]
    apart = one(rule, unit="甲", p=[True, False, False, False], **X)
    assert said(apart) == ["例外：暂缺则取(是非，否)：是"] and apart.value.value == "另"


def test_by_rank() -> None:
    place = "- {id: place, name: 名次, for: shop, rank: {of: x, within: all, ties: competition}}"
    found = one("points: 5\nby_rank: {rank: place, shares: [100%, 80%, 60%, 50%]}", place, unit="乙", **X)
    assert filled(found) == "5 × 80% = 4"
    assert said(found) == ["名次 为 第 2 名"]


SALES = sales(("甲", "书", 3), ("甲", "书", 5), ("甲", "笔", 2), ("甲", "纸", 7, False), ("乙", "书", 1))


def of_sales(rule: str, unit: str = "甲") -> Explained:
    return step(run_rows(shops(rule), SALES), unit, "s")


def test_records_and_why_some_do_not_count() -> None:
    rule = "sum: {over: sale, where: 'counted and if_absent(amount, 0) > 2', of: amount * 2}"
    found = of_sales(rule)
    assert words(found) == "“销售”中满足 计入 且 暂缺则取(数额，0) > 2 的行，数额 × 2 之和"
    assert filled(found) == "6 + 10 = 16"
    assert said(found) == ["“销售”有 4 行，计入 2 行"]
    assert [(row.name, row.counts) for row in found.parts] == [
        ("书", True),
        ("书", True),
        ("笔", False),
        ("纸", False),
    ]
    assert said(found.parts[2]) == ["不计入：计入（是） 且 2 > 2，不成立"]
    assert said(found.parts[3]) == ["不计入：计入（否），不成立"]
    assert filled(found.parts[1]) == "5 × 2 = 10"


def test_of_one_name_the_row_that_is_kept() -> None:
    rule = "sum: {over: sale, of: amount, once_per: name, keep: highest}"
    found = of_sales(rule)
    assert filled(found) == "5 + 2 + 7 = 14"
    assert [row.counts for row in found.parts] == [False, True, True, True]
    assert said(found.parts[0]) == ["不另计：“书”只计一次，已按“书”另一行计 5"]


def test_other_folds() -> None:
    for op, expected in (("highest", "最高(3，5，2，7) = 7"), ("mean", "(3 + 5 + 2 + 7) ÷ 4 = 4.25")):
        assert filled(of_sales(f"{op}: {{over: sale, of: amount}}")) == expected
    nobody = of_sales("lowest: {over: sale, of: amount, if_none: 9}", "丙")
    assert said(nobody) == ["“销售”里没有本单位本期的行", "没有计入的行，按规定取 9"]
    assert filled(of_sales("any: {over: sale}", "丙")) == "没有"
    assert filled(of_sales("count: {over: sale, where: 'if_absent(amount, 0) > 2'}")) == "3 行"


QUARTERS = """\
units:
  town: {name: 镇, period: quarter, members: [{name: 甲镇, alias: [甲]}, 乙镇]}
tables:
  q:
    name: 季报
    key: [town, quarter]
    columns: [{measure: 分, names: {x: 某数}}, {measure: 亿元, names: {m: 投资}}]
"""


def towns(rule: str, quarters: int = 4) -> Run:
    read = policy(f"scores:\n  - {{id: s, name: 得分, for: town, {rule}}}\n", QUARTERS)
    rows = [
        {"unit": unit, "period": f"2023Q{quarter}", "x": quarter * (1 if unit == "甲镇" else 2), "m": Fraction(3, 2)}
        for quarter in range(1, quarters + 1)
        for unit in ("甲镇", "乙镇")
    ]
    return run_rows(read, {"q": rows})


def test_quarters() -> None:
    rule = "per: year, sum: {over: quarter, of: x, weight: [15%, 25%, 25%, 35%]}"
    found = step(towns(rule), "甲", "s")
    assert filled(found) == "1 × 15% + 2 × 25% + 3 × 25% + 4 × 35% = 2.8"
    short = step(towns(rule, 3), "甲镇", "s", "2023")
    assert short.value.value is None
    assert said(short) == ["因为2023年四季度暂缺"]
    assert [part.name for part in found.parts] == ["某数"] * 4


def test_another_unit() -> None:
    found = step(towns("formula: 'x × 85% + x(\"乙镇\") × 15%'"), "甲镇", "s", "2023Q2")
    assert words(found) == "某数 × 85% + “乙镇” 的 某数 × 15%"
    assert filled(found) == "2 × 85% + 4 × 15% = 2.3"
    assert [part.unit for part in found.parts] == ["", "乙镇"]


def test_amounts_keep_their_measure() -> None:
    found = step(towns("tiers: {of: m, at_least: {1 亿元: 2}, below: 0}"), "甲镇", "s")
    assert said(found) == ["投资 1.5 亿元，属于 1 亿元（含）以上 一档"]


def test_a_reading_is_told_where_it_decides() -> None:
    rules = """\
    questions:
      Q: {ask: 封不封顶, readings: {no: 不封顶, capped: 以5为限}}
    scores:
      - {id: s, name: 得分, for: shop, formula: x, cap: {reading: Q, cases: {no: none, capped: 5}}}
    """
    read = policy(rules.replace("\n    ", "\n").removeprefix("    "))
    rows = figures(**X)
    free, capped = (step(run_rows(read, rows, {"Q": reading}), "甲", "s") for reading in ("no", "capped"))
    assert [(used.question, used.reading, used.is_default) for used in free.readings] == [("Q", "no", True)]
    assert [used.is_default for used in capped.readings] == [False]
    assert said(free) == [] and said(capped) == ["封顶：9 超过最高 5，取 5，减去 4"]


def test_a_method_of_the_policy() -> None:
    rules = """\
methods:
  twice: {name: 加倍, parameters: [n], means: n * 2}
scores:
  - {id: s, name: 得分, for: shop, formula: twice(x) + 1}
"""
    found = step(run_rows(policy(rules), figures(**X)), "甲", "s")
    assert words(found) == "加倍(某数) + 1"
    assert filled(found) == "18 + 1 = 19"
    assert filled(found.parts[0]) == "9 × 2 = 18"


def test_a_value_is_told_once() -> None:
    values = "- {id: v, name: 中间, for: shop, formula: x + y}"
    found = one("formula: v + (v + v if v > 0 else 0)", values, **X)
    assert [part.name for part in found.parts] == ["中间"]
    assert filled(found) == "11 + 11 + 11 = 33"


def test_further_keys_of_a_place_name_the_one_that_decided() -> None:
    found = one("rank: {of: y, within: all, then: [x, {lowest: z}], ties: competition}", z=[0, 5, 0, 6], **X)
    assert words(found) == "按 又一数 由高到低，相同的再按 某数 由高到低，相同的再按 再一数 由低到高排名"
    assert said(found) == [
        "乙、丙、丁的又一数与本单位相同，再按 某数 由高到低比：甲 9，乙 4，丙 1，丁 4",
        "在全体 4 家中列第 1 名",
    ]
    rule = "rank: {of: y, within: all, then: [x, {lowest: z}], ties: competition}"
    assert said(one(rule, unit="丁", z=[0, 5, 0, 6], **X))[1:] == [
        "乙的某数与本单位相同，再按 再一数 由低到高比：乙 5，丁 6",
        "在全体 4 家中列第 3 名",
    ]
    (listing,) = found.listings
    assert listing.headings == ("名次", "单位", "又一数", "某数", "再一数")
    assert [part.name for part in found.parts] == ["又一数", "某数"]


def test_a_further_key_that_is_absent_leaves_all_without_places() -> None:
    found = one("rank: {of: y, within: all, then: [x], ties: competition}", x=[9, None, 1, 4], y=[2, 2, 1, 2])
    assert said(found) == ["并列的单位里乙的“某数”暂缺，全组都定不下来"]
    assert said(one("rank: {of: y, within: all, then: [x], ties: dense}", x=[9, 3, None, 4], y=[2, 2, 1, 2])) == [
        "乙、丁的又一数与本单位相同，再按 某数 由高到低比：甲 9，乙 3，丁 4",
        "在全体 4 家中列第 1 名",
    ]


def test_what_does_not_apply_says_so_and_why() -> None:
    rule = "where: unit != '丙'\nformula: y * 2"
    found = one(rule, unit="丙", **X)
    assert said(found) == ["不适用：单位 ≠ “丙”：“丙” ≠ “丙”，不成立"]
    assert not found.value.applies
    assert filled(one(rule, **X)) == "2 × 2 = 4"


def test_fixed_seats_are_told_by_grade() -> None:
    rule = "quota: {of: x, within: all, grades: [优, 良, 差], seats: [1, rest, 1], border: first, ties: competition}"
    assert said(one(rule, unit="乙", **X)) == [
        "全体参评 4 家，按名额分：优 1 家，良 2 家，差 1 家",
        "2 家并列第 2 名，跨等次时按并列中最前的名次，即第 2 名",
        "第 2 名，在前 3 名之内，评为“良”",
    ]


def test_an_id_with_a_value_for_each_member_asks_for_all_of_them() -> None:
    head = QUARTERS + "lists: {item: {name: 项目, members: {a: 产业, b: 治理}}}\n"
    rule = "scores:\n  - {id: s, name: 得分, for: town, each: item, by: item, cases: {a: x, b: 2 * x}}\n"
    rows = [{"unit": unit, "period": "2023Q1", "x": 3, "m": 1} for unit in ("甲镇", "乙镇")]
    run = run_rows(policy(rule, head), {"q": rows})
    assert [(found.name, found.value.value) for found in asked(run, "甲", "s").steps] == [
        ("得分（产业）", 3),
        ("得分（治理）", 6),
    ]
