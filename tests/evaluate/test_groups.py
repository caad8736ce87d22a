"""Across the units of a group: figures, places, seats, the value of a named unit; and who takes part."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.evaluate.small import figures, policy, scored, shops

X = [Decimal("1.5"), 4, 2, 4]


@pytest.mark.parametrize(
    ("take", "expected"),
    [
        ("sum", Fraction("11.5")),
        ("count", Fraction(4)),
        ("highest", Fraction(4)),
        ("lowest", Fraction("1.5")),
        ("mean", Fraction("2.875")),
        ("median", Fraction(3)),
    ],
)
def test_figures(take: str, expected: Fraction) -> None:
    rule = f"{take}: {{over: unit, of: x}}"
    assert scored(shops(rule), figures(x=X)) == [expected] * 4
    shared = f"{take}: {{over: unit, of: x / 7}}"
    assert scored(shops(shared), figures(x=X)) == [expected if take == "count" else expected / 7] * 4


@pytest.mark.parametrize("take", ["sum", "highest", "lowest", "mean", "median"])
def test_figure_is_absent_while_a_participants_value_is(take: str) -> None:
    read = shops(f'{take}: {{over: unit, of: x, where: "if_absent(p, yes)"}}')
    assert scored(read, figures(x=[1, None, 2, 3])) == [None] * 4
    assert None not in scored(read, figures(x=[1, None, 2, 3], p=[None, False, None, None]))


def test_count_is_of_those_that_take_part_with_or_without_a_value() -> None:
    read = shops('count: {over: unit, of: x, where: "if_absent(p, yes)"}')
    assert scored(read, figures(x=[1, None, 2, 3], p=[None, None, False, None])) == [3] * 4


def test_figure_of_nobody_is_absent_and_their_sum_and_count_are_nought() -> None:
    for take, expected in (("mean", None), ("sum", 0), ("count", 0)):
        read = shops(f'{take}: {{over: unit, of: x, where: "if_absent(p, no)"}}')
        assert scored(read, figures(x=[1, 2, 3, 4])) == [expected] * 4


def test_median_of_an_odd_number_is_the_middle_one() -> None:
    read = shops('median: {over: unit, of: x, where: "if_absent(p, yes)"}')
    assert scored(read, figures(x=[9, 1, 5, 7], p=[None, None, None, False])) == [5] * 4


def test_nobody_has_a_place_while_a_participants_value_is_absent() -> None:
    ranked = 'rank: {of: x, within: all, where: "if_absent(p, yes)", first: %s, ties: competition}'
    assert scored(shops(ranked % "highest"), figures(x=[1, None, 2, 3])) == [None] * 4
    without = figures(x=[1, None, 2, 3], p=[None, False, None, None])
    assert scored(shops(ranked % "highest"), without) == [3, None, 2, 1]
    assert scored(shops(ranked % "lowest"), without) == [1, None, 2, 3]
    assert scored(shops(ranked % "lowest"), figures(x=[1, 2, 3, 4], p=[False] * 4)) == [None] * 4


def test_last_place_is_shared_and_leaves_out_who_takes_no_part() -> None:
    read = shops('last_place: {of: x, within: all, where: "if_absent(p, yes)"}')
    assert scored(read, figures(x=[1, 2, 1, 0], p=[None, None, None, False])) == [True, False, True, None]


GROUPED = """\
units:
  shop:
    name: 门店
    period: year
    groups:
      big: {name: 大, members: [甲, 乙]}
      little: {name: 小, members: [丙, 丁]}
tables:
  figures: {name: 数据, key: [shop, year], columns: [{measure: 分, names: {x: 数}}]}
"""


def grouped(rule: str, x: list[Any]) -> list[Any]:
    read = policy(f"scores:\n  - {{id: s, name: 得分, for: shop, {rule}}}\n", GROUPED)
    return scored(read, {"figures": figures(x=x)["figures"]})


def test_groups_are_compared_by_themselves() -> None:
    rank = "rank: {of: x, within: %s, first: highest, ties: dense}"
    assert grouped(rank % "group", [1, 2, 3, 4]) == [2, 1, 2, 1]
    assert grouped(rank % "all", [1, 2, 3, 3]) == [3, 2, 1, 1]
    assert grouped("sum: {over: unit, of: x, within: group, if_none: none}", [1, 2, 3, 4]) == [3, 3, 7, 7]


def test_value_of_a_named_unit_reaches_everybody() -> None:
    assert scored(shops('formula: x + x("乙") × 2'), figures(x=[1, 2, 3, 4])) == [5, 6, 7, 8]
    assert scored(shops('formula: x + x("乙") / 3'), figures(x=[1, None, 3, 4])) == [None] * 4
    ratio = scored(shops('formula: x("乙") / y("乙") - x / y'), figures(x=[1, 2, 3, 4], y=[1, 3, 7, 9]))
    assert ratio == [Fraction(-1, 3), 0, Fraction(5, 21), Fraction(2, 9)]


def test_figures_stay_exact_however_long_their_denominators() -> None:
    y = [2**31 - 1, 2**61 - 1, 10**9 + 7, 998244353]
    expected = sum(Fraction(1, divisor) for divisor in y)
    rows = figures(x=[1] * 4, y=y)
    assert scored(shops("sum: {over: unit, of: x / y, if_none: none}"), rows) == [expected] * 4
    assert scored(shops("mean: {over: unit, of: x / y}"), rows) == [expected / 4] * 4
    rank = "rank: {of: x / y, within: all, first: highest, ties: competition}"
    assert scored(shops(rank), rows) == [3, 4, 2, 1]
    assert scored(shops('formula: "round(x / y × 3000000000, 1)"'), rows) == [
        Fraction(text) for text in ("1.4", "0", "3", "3")
    ]


QUOTA = """\
quota:
  of: x
  within: all
  grades: [优, 良, 中]
  ratio: 1:2:1
  rounding: {rounding}
  border: {border}
  ties: {ties}
  except: {{when: "if_absent(p, no)", grade: 差, counted: {counted}}}
"""


@pytest.mark.parametrize(
    ("settings", "x", "p", "expected"),
    [
        ({}, [9, 8, 7, 6], [False] * 4, "优良良中"),
        ({}, [9, 9, 7, 6], [False] * 4, "优优良中"),
        ({"border": "last"}, [9, 9, 7, 6], [False] * 4, "良良良中"),
        ({"border": "last"}, [9, 7, 7, 7], [False] * 4, "优中中中"),
        ({"ties": "dense"}, [9, 9, 7, 6], [False] * 4, "优优良良"),
        # three left: 0.75, 1.5, 0.75 give 1, 1, 1
        ({}, [9, 8, 7, 6], [True, False, False, False], "差优良中"),
        ({"counted": "yes"}, [9, 8, 7, 6], [True, False, False, False], "差良良中"),
        # rounded half up: 1, 2, and nothing is left for the last grade
        ({"rounding": "half_up"}, [9, 8, 7, 6], [True, False, False, False], "差优良良"),
        # rounded down: 0, 1, 2
        ({"rounding": "floor"}, [9, 8, 7, 6], [True, False, False, False], "差良中中"),
        ({}, [9, 8, 7, 6], [True] * 4, "差差差差"),
    ],
)
def test_quota(settings: dict[str, str], x: list[int], p: list[bool], expected: str) -> None:
    words = {"rounding": "largest_remainder", "border": "first", "ties": "competition", "counted": "no", **settings}
    assert scored(shops(QUOTA.format(**words)), figures(x=x, p=p)) == list(expected)


def test_nobody_has_a_grade_while_a_value_is_absent_except_who_is_named() -> None:
    words = {"rounding": "floor", "border": "first", "ties": "dense", "counted": "yes"}
    found = scored(shops(QUOTA.format(**words)), figures(x=[9, 8, None, 6], p=[True, False, False, False]))
    assert found == ["差", None, None, None]
