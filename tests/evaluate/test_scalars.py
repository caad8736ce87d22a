"""Each row by itself: absence, guards, tables, rounding, and the divisions that have no value."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from kaohe.language.reals import near, root

from tests.evaluate.small import YEAR, figures, policy, refused, scored, shops

F = Fraction
X = [Decimal("-2.5"), 0, 7, None]
Y = [Decimal("0.5"), 3, -3, 1]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("x + y", [-2, 3, 4, None]),
        ("x - y", [-3, -3, 10, None]),
        ("-x", [F("2.5"), 0, -7, None]),
        ("abs(x)", [F("2.5"), 0, 7, None]),
        ("x × y", [F("-1.25"), 0, -21, None]),
        ("x / y", [-5, 0, F(-7, 3), None]),
        ("x / y / y", [-10, 0, F(7, 9), None]),
        ("(x / y) × (y / 3)", [F(-5, 6), 0, F(7, 3), None]),
        ("x / (y / 2)", [-10, 0, F(-14, 3), None]),
        ("x / 4", [F(-5, 8), 0, F(7, 4), None]),
        ("x / y + 1", [-4, 1, F(-4, 3), None]),
        ("max(x / y, 0)", [0, 0, 0, None]),
        ("min(x, y, 1)", [F("-2.5"), 0, -3, None]),
        ("mod(x, y)", [0, 0, -2, None]),  # with the sign of the divisor
        ("mod(x, 3)", [F("0.5"), 0, 1, None]),
        ("mod(x / 3, 1)", [F(1, 6), 0, F(1, 3), None]),
        ("if_absent(x, 9)", [F("-2.5"), 0, 7, 9]),
        ("if_absent(x / y, y / 3)", [-5, 0, F(-7, 3), F(1, 3)]),
        ("1 if present(x) else 0", [1, 1, 1, 0]),
        ("1 if x > 0 else 0", [0, 0, 1, None]),
        ("x + none", [None] * 4),
        ("none if x > 0 else y", [F("0.5"), 3, None, None]),
        ("none if y > 5 else none", [None] * 4),
        ("round(x, 0)", [-3, 0, 7, None]),
        ("round(x / y, 2)", [-5, 0, F("-2.33"), None]),
        ("round(x, 1)", [F("-2.5"), 0, 7, None]),
        ("5 if unit == '甲' and y < 9 else 1", [5, 1, 1, 1]),
        ("y × 0 + year - 2000", [23] * 4),
    ],
)
def test_numbers(formula: str, expected: list[Any]) -> None:
    assert scored(shops(f'formula: "{formula}"\nmeasure: 分'), figures(x=X, y=Y)) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("p and q", "yes no absent"),
        ("p or q", "yes yes yes"),
        ("not p", "no yes absent"),
    ],
)
def test_truth_is_decided_by_the_first_term_that_decides(formula: str, expected: str) -> None:
    """Terms from left to right; what is absent before anything has decided leaves the whole absent."""
    words = {"yes": True, "no": False, "absent": None}
    for q in (True, False, None):
        found = scored(shops(f"formula: {formula}"), figures(p=[True, False, None, None], q=[q] * 4))
        if formula == "p and q":
            assert found == [q, False, None, None]
        elif formula == "p or q":
            assert found == [True, q, None, None]
        else:
            assert found == [words[word] for word in expected.split()] + [None]


def test_an_earlier_term_guards_a_later_one() -> None:
    rows = figures(x=[1, 2, 3, 4], y=[0, 1, 0, 2])
    assert scored(shops("formula: y != 0 and x / y > 1"), rows) == [False, True, False, True]
    assert scored(shops("formula: y == 0 or x / y > 2"), rows) == [True, False, True, False]
    assert scored(shops("formula: x / y if y > 0 else none"), rows) == [None, 2, None, 2]
    assert scored(shops("formula: y > 5 and x / 1 > 2"), rows) == [False] * 4


def test_comparison_chain_has_every_link() -> None:
    rows = figures(x=[1, 5, 6, None])
    assert scored(shops("formula: 1 < x <= 5"), rows) == [False, True, False, None]
    assert scored(shops("formula: x != 5"), rows) == [True, False, True, None]


def test_texts_are_compared_by_their_signs() -> None:
    rows = figures(word=["好", "坏", None, "好"])
    assert scored(shops("formula: word == '好'"), rows) == [True, False, None, True]
    assert scored(shops("formula: word != '好'"), rows) == [False, True, None, False]


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("half_up", ["12.3", "12.4", "-12.4", "12.4"]),
        ("half_even", ["12.3", "12.4", "-12.4", "12.4"]),
        ("down", ["12.3", "12.3", "-12.3", "12.3"]),
        ("up", ["12.4", "12.4", "-12.4", "12.4"]),
    ],
)
def test_percent_is_rounded_as_it_is_shown(mode: str, expected: list[str]) -> None:
    """12.35 % to one decimal is 12.4 %, not 0.1235 to 0.1."""
    above = """\
units:
  shop: {name: 门店, period: year, members: [甲, 乙, 丙, 丁]}
tables:
  figures: {name: 数据, key: [shop, year], columns: [{measure: "%", names: {share: 占比}}]}
"""
    read = policy(
        f"scores:\n  - {{id: s, name: 比, for: shop, formula: share, round: {{decimals: 1, mode: {mode}}}}}\n", above
    )
    rows = figures(share=[Decimal("12.3499"), Decimal("12.35"), Decimal("-12.35"), Decimal("12.3501")])
    assert scored(read, {"figures": rows["figures"]}) == [F(text) for text in expected]


def test_half_even_goes_to_the_even_neighbour() -> None:
    read = shops("formula: x\nround: {decimals: 0, mode: half_even}")
    assert scored(read, figures(x=[Decimal("0.5"), Decimal("1.5"), Decimal("2.5"), Decimal("-2.5")])) == [0, 2, 2, -2]


@pytest.mark.parametrize("formula", ["x / y", "mod(x, y)", "x / (y / 3)", "(x / 3) / (y - 3)"])
def test_division_by_zero_names_value_unit_and_period(formula: str) -> None:
    divisor = [1, 2, 0, 4] if "- 3" not in formula else [1, 2, 3, 4]
    found = refused(shops(f'formula: "{formula}"'), figures(x=[1, 2, 3, 4], y=divisor))
    assert found.code == "E101"
    assert [str(found.arguments[word]) for word in ("value", "unit", "period")] == ["得分", "丙", YEAR]
    for language in ("zh", "en"):
        assert all(word in found.message(language) for word in ("得分", "丙", YEAR))
    assert found.place is not None and found.place.line > 20


def test_absent_divisor_is_no_division_by_zero() -> None:
    assert scored(shops("formula: x / y"), figures(x=[1, 0, None, 1], y=[None, 1, 2, None])) == [None, 0, None, None]


def test_tiers_choose_by_exact_borders() -> None:
    rule = "tiers: {of: x / 3, at_least: {2: 6, 1: y / 7}, more_than: {0: y}, below: none}"
    rows = figures(x=[6, 3, Decimal("0.01"), 0], y=[1, 1, 5, 5])
    assert scored(shops(rule), rows) == [6, F(1, 7), 5, None]
    assert scored(shops(rule), figures(x=[None, Decimal("5.99"), -1, 9], y=[7, 7, 7, 7])) == [None, 1, None, 6]


def test_cases_by_word() -> None:
    rule = "by: word\ncases: {好: x, 坏: -x}\notherwise: none"
    rows = figures(word=["好", "坏", "平", None], x=[1, 2, 3, 4])
    assert scored(shops(rule), rows) == [1, -2, None, None]


def test_place_without_a_share_is_refused() -> None:
    """Where the units come from the data, nobody knows before how many places there are."""
    above = """\
units:
  shop: {name: 门店, period: year, from: figures}
tables:
  figures: {name: 数据, key: [shop, year], columns: [{measure: 分, names: {x: 数}}]}
scores:
  - {id: r, name: 名次, for: shop, rank: {of: x, within: all, first: highest, ties: competition}}
  - {id: s, name: 得分, for: shop, points: 5, by_rank: {rank: r, shares: [100%, 90%, 80%]}}
"""
    read = policy("", above)
    assert scored(read, {"figures": figures(x=[3, 3, 1, 1])["figures"]}) == [5, 5, 4, 4]
    found = refused(read, {"figures": figures(x=[1, 2, 3, 4])["figures"]})
    assert (found.code, found.arguments["unit"], str(found.arguments["period"])) == ("E102", "甲", YEAR)
    assert "4" in found.message("zh") and "得分" in found.message("en")


def test_cap_and_floor() -> None:
    assert scored(shops("formula: x\ncap: 5\nfloor: 1"), figures(x=[0, 1, 5, 6])) == [1, 1, 5, 5]
    assert scored(shops("formula: x\ncap: none"), figures(x=[0, 1, 5, 6])) == [0, 1, 5, 6]


# Roots


@pytest.mark.parametrize(
    ("value", "degree", "expected"),
    [("0", 2, "0"), ("1", 5, "1"), ("4/9", 2, "2/3"), ("27/8", 3, "3/2"), ("1.21", 2, "1.1"), ("7/5", 1, "7/5")],
)
def test_rational_root_is_exact(value: str, degree: int, expected: str) -> None:
    assert root(F(value), degree) == F(expected)


@pytest.mark.parametrize("value", ["2", "1/3", "1.2345", "99999999999999999999999"])
@pytest.mark.parametrize("degree", [2, 3, 7])
def test_other_root_is_cut_off_after_fifty_decimals(value: str, degree: int) -> None:
    found = near(root(F(value), degree))
    assert found**degree < F(value) < (found + F(1, 10**50)) ** degree
