"""Single operations over arrays beside those over lists: numbers near 63 bits, zero divisors, absent rows, ties."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaohe.data.tables.dataset import Numbers
from kaohe.evaluate import columns
from kaohe.evaluate.columns import Ratios, exact
from kaohe.language.entry import ROUNDING_MODES
from kaohe.language.rounding_and_apportionment import rounded

np = pytest.importorskip("numpy")

from kaohe.evaluate.arrays import arithmetic  # noqa: E402 - only where NumPy is
from kaohe.evaluate.arrays.columns import (  # noqa: E402
    IntegerArray,
    NotHeld,
    constant,
    from_list,
    rows_of,
    to_list,
)
from kaohe.evaluate.arrays.keys import Segments  # noqa: E402
from kaohe.evaluate.arrays.rank_and_ties import rising_codes  # noqa: E402

SOME = settings(max_examples=80, deadline=None)
EDGE = st.sampled_from([2**62 - 1, -(2**62) + 1, 2**62, 2**61, 2**31, -(2**31), 2**53 + 1, 10**12, 0, 1, -1, 2, 3])
WHOLE = st.one_of(st.integers(-9, 9), EDGE, st.integers(-(2**63), 2**63))
LENGTH = 6


def integers(whole: st.SearchStrategy[int] = WHOLE) -> st.SearchStrategy[Numbers]:
    values = st.lists(st.none() | whole, min_size=LENGTH, max_size=LENGTH)
    same = (st.none() | whole).map(lambda one: [one] * LENGTH)
    return st.builds(Numbers, values | same, st.sampled_from([1, 2, 3, 100, 10**6]))


FRACTION = st.fractions(min_value=-5, max_value=5, max_denominator=9) | st.builds(
    Fraction, st.integers(-(2**40), 2**40), st.integers(1, 2**40)
)
RATIOS = st.builds(Ratios, st.lists(st.none() | FRACTION, min_size=LENGTH, max_size=LENGTH))
COLUMN = integers() | RATIOS


def held(make: Callable[[], Any]) -> list[Any] | None:
    """The rows of a column of arrays; None where arrays do not hold it."""
    try:
        return exact(to_list(make(), LENGTH))
    except NotHeld:
        return None


def agree(make: Callable[[], Any], expected: Any) -> None:
    found = held(make)
    assert found is None or found == exact(expected)


@SOME
@given(COLUMN)
def test_an_array_holds_what_the_list_holds_or_nothing(column: Any) -> None:
    agree(lambda: from_list(column), column)


@SOME
@given(COLUMN, COLUMN, st.sampled_from(["add", "mul", "min", "max", "sub"]))
def test_arithmetic_is_that_of_lists(left: Any, right: Any, name: str) -> None:
    over_lists = {
        "add": lambda: columns.combined(operator.add, (left, right)),
        "sub": lambda: columns.combined(operator.sub, (left, right)),
        "mul": lambda: columns.multiplied(left, right),
        "min": lambda: columns.combined(min, (left, right)),
        "max": lambda: columns.combined(max, (left, right)),
    }
    over_arrays: dict[str, Callable[[Any, Any], Any]] = {
        "add": arithmetic.added,
        "sub": lambda one, other: arithmetic.added(one, arithmetic.negated(other)),
        "mul": arithmetic.multiplied,
        "min": lambda one, other: arithmetic.extreme(True, one, other),
        "max": lambda one, other: arithmetic.extreme(False, one, other),
    }
    agree(lambda: over_arrays[name](from_list(left), from_list(right)), over_lists[name]())


@SOME
@given(st.lists(COLUMN | st.just(Numbers([0] * LENGTH)), min_size=1, max_size=6))
def test_a_sum_of_many_is_that_of_lists(terms: list[Any]) -> None:
    expected = reduce(lambda one, other: columns.combined(operator.add, (one, other)), terms)
    agree(lambda: arithmetic.summed(list(map(from_list, terms))), expected)


def test_a_sum_of_many_is_held_in_the_unit_of_those_that_are_not_nought() -> None:
    """Nought has the unit 1, of which 3 × 10^18 and as much again would be too many."""
    large = [IntegerArray(np.arange(LENGTH), Fraction(10**18), 0, LENGTH) for _ in range(3)]
    found = arithmetic.summed([large[0], constant(Fraction(0)), *large[1:]])
    assert exact(to_list(found, LENGTH)) == [3 * 10**18 * row for row in range(LENGTH)]


@SOME
@given(COLUMN, COLUMN)
def test_a_quotient_is_that_of_lists_where_nothing_is_divided_by_nought(left: Any, right: Any) -> None:
    zero = set(columns.zero_rows(right))
    expected = [
        None if a is None or b is None or row in zero else a / b
        for row, (a, b) in enumerate(zip(exact(left), exact(right), strict=True))
    ]
    found = held(lambda: arithmetic.divided(from_list(left), from_list(right)))
    if found is not None:
        assert [None if row in zero else value for row, value in enumerate(found)] == expected
        seen = np.broadcast_to(arithmetic.zero_rows(from_list(right)), (LENGTH,))
        assert zero <= set(np.flatnonzero(seen).tolist())


@SOME
@given(COLUMN, COLUMN, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]))
def test_a_comparison_is_that_of_lists(left: Any, right: Any, op: Any) -> None:
    compare = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
    compare |= {"==": operator.eq, "!=": operator.ne}
    agree(
        lambda: arithmetic.compared(op, from_list(left), from_list(right)), columns.compared(compare[op], left, right)
    )


@SOME
@given(
    COLUMN,
    st.sampled_from(ROUNDING_MODES),
    st.integers(0, 3),
    st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(10**8)]),
)
def test_rounding_is_that_of_lists(column: Any, mode: Any, places: int, scale: Fraction) -> None:
    expected = [None if v is None else rounded(v / scale, places, mode) * scale for v in exact(column)]
    found = held(lambda: arithmetic.rounded(from_list(column), scale / 10**places, mode))
    assert found is None or found == expected


@SOME
@given(COLUMN, COLUMN, st.lists(st.booleans(), min_size=LENGTH, max_size=LENGTH))
def test_a_choice_is_that_of_lists(left: Any, right: Any, chosen: list[bool]) -> None:
    expected = [a if yes else b for yes, a, b in zip(chosen, exact(left), exact(right), strict=True)]
    found = held(lambda: arithmetic.selected(np.array(chosen), from_list(left), from_list(right)))
    assert found is None or found == expected


NEAR = st.builds(Fraction, st.integers(2**40, 2**40 + 3), st.integers(2**40, 2**40 + 3))
"""Numbers that no double tells apart."""


SMALL = st.fractions(min_value=0, max_value=2, max_denominator=12)
"""Of which many sums are equal though their terms are not."""


def rows_of_terms(term: st.SearchStrategy[Fraction]) -> st.SearchStrategy[list[tuple[Fraction, ...]]]:
    third = st.sampled_from([Fraction(0), Fraction(1, 3)])
    return st.lists(st.tuples(term, third, term), min_size=2, max_size=40)


@SOME
@given(rows_of_terms(NEAR) | rows_of_terms(SMALL), st.integers(1, 5), st.booleans(), st.booleans())
def test_the_order_of_sums_of_ratios_is_that_of_fractions(
    rows: list[tuple[Fraction, ...]], groups: int, beside: bool, highest_first: bool
) -> None:
    terms: Any = [from_list(Ratios([row[at] for row in rows])) for at in range(3)]
    column = arithmetic.added(arithmetic.added(terms[0], terms[1]), terms[2])
    group = np.arange(len(rows)) * groups // len(rows) if beside else np.arange(len(rows)) % groups
    codes = rising_codes(column, None, Segments(group, groups), highest_first).tolist()
    sums = [sum(row) * (-1 if highest_first else 1) for row in rows]
    for one in range(len(rows)):
        for other in range(len(rows)):
            if group[one] == group[other]:
                assert (codes[one] < codes[other]) == (sums[one] < sums[other])
                assert (codes[one] == codes[other]) == (sums[one] == sums[other])


def test_numbers_of_more_than_63_bits_are_not_held() -> None:
    assert held(lambda: from_list(Numbers([2**62] * LENGTH))) is None
    large = from_list(Numbers([2**62 - 1, 1, None, 2, 3, 4]))
    assert held(lambda: arithmetic.added(large, from_list(Numbers([1] * LENGTH)))) is None
    assert held(lambda: arithmetic.multiplied(large, large)) is None
    assert held(lambda: arithmetic.multiplied(large, from_list(Numbers([0] * LENGTH)))) == [0, 0, None, 0, 0, 0]


def test_bounds_are_narrowed_before_a_number_is_given_up() -> None:
    wide = from_list(Numbers([2**61, 1, 2, 3, 4, 5]))
    few = rows_of(wide, np.array([1, 2, 3, 4, 5, 1]))
    assert held(lambda: arithmetic.multiplied(few, few)) == [1, 4, 9, 16, 25, 1]
