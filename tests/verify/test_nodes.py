"""The slow model: the tree read naively, against values worked out by hand."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
from kaohe.language import tree
from kaohe.language.periods import Part, Period
from kaohe.results import Value
from kaohe.verify.keys import Key
from kaohe.verify.scalars import apportioned
from kaohe.verify.second_opinion import Naive
from kaohe.verify.values import Unanswered
from kaohe.words.formula_and_parts import PARTS, PartsRoles

from tests.verify.towns import (
    DONE,
    FLAG,
    GAP,
    GROUP,
    HIGH,
    LATE,
    NAME,
    Q1,
    Q2,
    Q3,
    Q4,
    SIZE,
    TOWNS,
    N,
    X,
    col,
    dataset,
    fold,
    node,
    num,
    over,
    policy_of,
    rank,
    values,
    word,
)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (node(tree.Add, (X, GAP, num("0.5"))), [11, F("21.5"), 22, None]),
        (node(tree.Sub, X, num(15)), [-5, 5, 5, 15]),
        (node(tree.Neg, X), [-10, -20, -20, -30]),
        (node(tree.Mul, X, GAP), [5, 20, 30, None]),
        (node(tree.Div, GAP, X), [F(1, 20), F(1, 20), F(3, 40), None]),
        (node(tree.Mod, node(tree.Neg, X), num(7)), [4, 1, 1, 5]),
        (node(tree.Min, (X, num(20))), [10, 20, 20, 20]),
        (node(tree.Max, (X, GAP)), [10, 20, 20, None]),
        (node(tree.Abs, node(tree.Sub, X, num(25))), [15, 5, 5, 5]),
        (node(tree.Round, GAP, 0, "half_up"), [1, 1, 2, None]),
        (node(tree.Round, node(tree.Neg, GAP), 0, "half_up"), [-1, -1, -2, None]),
        (node(tree.Round, GAP, 0, "half_even"), [0, 1, 2, None]),
        (node(tree.Round, GAP, 0, "down"), [0, 1, 1, None]),
        (node(tree.Round, GAP, 0, "up"), [1, 1, 2, None]),
        (node(tree.Round, col("share"), 1, "half_up"), [F("0.123"), 0, 0, 0]),
        (node(tree.Compare, "!=", col("level"), word("高")), [False, True, True, False]),
        (HIGH, [False, False, True, None]),
        (node(tree.And, (FLAG, HIGH)), [False, False, False, False]),
        (node(tree.And, (HIGH, FLAG)), [False, False, False, None]),
        (node(tree.Or, (FLAG, HIGH)), [True, True, True, None]),
        (node(tree.Not, HIGH), [True, True, False, None]),
        (node(tree.If, HIGH, num(1), num(2)), [2, 2, 1, None]),
        (node(tree.If, FLAG, X, node(tree.Div, X, num(0))), [10, 20, "/", "/"]),
        (
            node(
                tree.Tiers, X, (node(tree.Tier, num(30), True, num(3)), node(tree.Tier, num(10), False, num(2))), num(1)
            ),
            [1, 2, 2, 3],
        ),
        (node(tree.Tiers, GAP, (node(tree.Tier, num(1), True, num(3)),), node(tree.Absent)), [None, 3, 3, None]),
        (node(tree.Cases, col("level"), (("高", num(1)),), num(0)), [1, 0, 0, 1]),
        (node(tree.Cases, col("level"), (("高", num(1)),), None), [1, "/", "/", 1]),
        (node(tree.Cases, rank(X), ((1, num(9)), (2, num(8))), num(0)), [0, 8, 8, 9]),
        (node(tree.Present, GAP), [True, True, True, False]),
        (node(tree.IfAbsent, GAP, X), [F("0.5"), 1, F("1.5"), 30]),
        (node(tree.Tally, FLAG), [1, 1, 0, 0]),
        (node(tree.Tally, GAP), [F("0.5"), 1, F("1.5"), None]),
        (node(tree.Seats, over("count", X), (3, 6, 1), 2, word("largest_remainder")), [4, 4, 4, 4]),
        (node(tree.Reading, "Q", (("one", num(1)), ("two", num(2)))), [1, 1, 1, 1]),
        (node(tree.Step, PARTS, PartsRoles(X, (X,)), X), [10, 20, 20, 30]),
        (node(tree.Key, "unit"), TOWNS),
        (GROUP, ["one", "one", "one", "two"]),
        (node(tree.Add, (node(tree.Key, "year"), node(tree.Key, "quarter"))), [2023] * 4),
        (node(tree.Truth, True), [True] * 4),
        (fold("sum", of=SIZE), [8, 7, 0, 0]),
        (fold("sum", of=SIZE, where=DONE), [F("5.5"), 7, 0, 0]),
        (fold("sum", of=SIZE, once_per=NAME, keep="highest"), [F("6.5"), 7, 0, 0]),
        (fold("sum", of=SIZE, once_per=NAME, keep="lowest"), [F("5.5"), 7, 0, 0]),
        (fold("sum", of=LATE), [None, 4, 0, 0]),
        (fold("count", where=DONE), [2, 1, 0, 0]),
        (fold("count", once_per=NAME), [2, 1, 0, 0]),
        (fold("any", where=DONE), [True, True, False, False]),
        (fold("highest", of=SIZE), [4, 7, None, None]),
        (fold("lowest", of=SIZE, if_none=X), [F("1.5"), 7, 20, 30]),
        (fold("mean", of=SIZE, if_none=num(0)), [F(8, 3), 7, 0, 0]),
        (over("sum", X, GROUP), [50, 50, 50, 30]),
        (over("count", X, GROUP, FLAG), [2, 2, 2, 0]),
        (over("highest", X), [30] * 4),
        (over("lowest", X, None, node(tree.Not, FLAG)), [20] * 4),
        (over("mean", X, GROUP), [F(50, 3)] * 3 + [30]),
        (over("median", X), [20] * 4),
        (over("median", X, None, FLAG), [15] * 4),
        (over("highest", X, None, node(tree.Compare, ">", X, num(99))), [None] * 4),
        (over("sum", GAP), [None] * 4),
        (over("sum", GAP, GROUP), [3, 3, 3, None]),
        (over("sum", X, node(tree.IfAbsent, GAP, node(tree.Absent))), [10, 20, 20, None]),
        (rank(X), [4, 2, 2, 1]),
        (rank(X, ties="dense"), [3, 2, 2, 1]),
        (rank(X, first="lowest"), [1, 2, 2, 4]),
        (rank(X, edge="last"), [4, 3, 3, 1]),
        (rank(X, ties="dense", edge="last"), [3, 3, 3, 1]),
        (rank(X, GROUP), [3, 1, 1, 1]),
        (rank(X, None, FLAG), [2, 1, None, None]),
        (rank(GAP), [None] * 4),
        (rank(GAP, GROUP), [3, 2, 1, None]),
        (node(tree.At, X, word("丁镇"), "town"), [30] * 4),
        (node(tree.At, X, word("某镇"), "town"), [None] * 4),
    ],
)
def test_a_node_is_what_it_means(rule: N, expected: list[Value | int]) -> None:
    naive = Naive(policy_of({"v": rule}), dataset(), {"Q": "one"})
    for town, value in zip(TOWNS, expected, strict=True):
        key = Key("town", town, Q1)
        if value == "/":
            with pytest.raises(Unanswered):
                naive.value(("town", "v"), key)
        else:
            found = naive.value(("town", "v"), key)
            assert found == value
            assert isinstance(found, bool) == isinstance(value, bool)


def test_a_reading_and_a_reference() -> None:
    rule = node(tree.Reading, "Q", (("one", num(1)), ("two", num(2))))
    assert values(rule, readings={"Q": "two"}) == [2] * 4
    naive = Naive(
        policy_of({"a": X, "b": node(tree.Mul, node(tree.Ref, "town", "a"), num(2))}), dataset(), {"Q": "one"}
    )
    assert naive.value(("town", "b"), Key("town", "丁镇", Q1)) == 60


def test_a_year_from_its_quarters() -> None:
    weights = tuple(num(weight, "%") for weight in ("0.15", "0.25", "0.25", "0.35"))

    def year_of(of: N) -> N:
        parts = [Part(number, "quarter", "year", "year") for number in (1, 2, 3, 4)]
        there = [
            tree.Element(node(tree.OtherPeriod, of, part), weight=w) for part, w in zip(parts, weights, strict=True)
        ]
        return node(tree.FoldList, "sum", tuple(there))

    rule = year_of(X)
    assert values(rule, Period(2022), (Q1, Q2, Q3, Q4)) == [F("11.8"), F("21.8"), F("21.8"), F("31.8")]
    assert values(rule, Period(2022), (Q1, Q2, Q4)) == [None] * 4
    assert values(year_of(GAP), Period(2022), (Q1, Q2, Q3, Q4))[3] is None


@pytest.mark.parametrize(
    ("size", "ratio", "rounding", "expected"),
    [
        (10, (3, 6, 1), "largest_remainder", [3, 6, 1]),
        (4, (3, 6, 1), "largest_remainder", [1, 3, 0]),
        (5, (1, 1), "largest_remainder", [3, 2]),
        (4, (3, 6, 1), "half_up", [1, 2, 1]),
        (4, (3, 6, 1), "floor", [1, 2, 1]),
        (1, (5, 5, 1), "half_up", [0, 0, 1]),
        (3, (1, 1, 0), "half_up", [2, 1, 0]),
        (0, (3, 6, 1), "largest_remainder", [0, 0, 0]),
    ],
)
def test_seats(size: int, ratio: tuple[int, ...], rounding: str, expected: list[int]) -> None:
    assert apportioned(size, ratio, rounding) == expected


@pytest.mark.parametrize(
    "rule",
    [
        node(tree.Add, (X, FLAG)),
        node(tree.Compare, "<", X, word("高")),
        node(tree.Compare, "<", word("低"), word("高")),
        node(tree.Not, X),
        node(tree.Seats, over("count", X), (3, 6, 1), 2, word("ceiling")),
        over("sum", FLAG),
        fold("sum"),
        rank(X, ties="olympic"),
    ],
)
def test_what_means_nothing_has_no_value(rule: N) -> None:
    with pytest.raises(Unanswered):
        values(rule)


def test_what_rests_on_an_absent_value_is_absent() -> None:
    size = node(tree.Seats, node(tree.IfAbsent, GAP, node(tree.Absent)), (1, 1), 1, word("floor"))
    assert values(size)[3] is None
    assert values(node(tree.Cases, node(tree.Absent), (), X)) == [None] * 4
    assert values(over("sum", X, node(tree.If, FLAG, word("甲"), node(tree.Absent)))) == [30, 30, None, None]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (node(tree.Power, GAP, num(3)), [F(1, 8), 1, F(27, 8), None]),
        (node(tree.Power, X, num(-2)), [F(1, 100), F(1, 400), F(1, 400), F(1, 900)]),
        (node(tree.Root, num("0.25"), num(2)), [F(1, 2)] * 4),
        (node(tree.Root, node(tree.Absent), num(2)), [None] * 4),
    ],
)
def test_powers_and_roots(rule: N, expected: list[Value]) -> None:
    assert values(rule) == expected


def test_reals_are_known_to_many_digits() -> None:
    """√2 by its square; ln 2 = 0.693147180559945309417232121458… and e = 2.718281828459045235360287471352…"""
    found = values(node(tree.Root, num(2), num(2)))[0]
    assert isinstance(found, F)
    assert abs(found**2 - 2) < F(1, 10**145)
    for rule, digits in (
        (node(tree.Ln, num(2)), "0.693147180559945309417232121458"),
        (node(tree.Exp, num(1)), "2.718281828459045235360287471352"),
        (node(tree.Power, num(2), num("0.5")), "1.414213562373095048801688724209"),
    ):
        known = values(rule)[0]
        assert isinstance(known, F)
        assert 0 <= known - F(digits) < F(1, 10**30)


def test_growth_since_a_year() -> None:
    year = node(tree.Sub, node(tree.Key, "year"), num(2020))
    rule = node(tree.SinceYear, year, 2022, 2023)
    years = [Period(each) for each in (2021, 2022, 2023, 2024)]
    found = [values(rule, period, years)[0] for period in years]
    assert found == [None, 2, 6, 6]
    with pytest.raises(Unanswered):
        values(rule, Period(2024), [Period(2022), Period(2024)])
