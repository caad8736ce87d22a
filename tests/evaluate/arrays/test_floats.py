"""The floating-point numbers next to exact ones: those that Python gives for the fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy")

from kaohe.evaluate.arrays.columns import IntegerArray, RatioArray, Term  # noqa: E402
from kaohe.evaluate.arrays.floats import nearest  # noqa: E402

BOUND = 2**61
WHOLE = st.integers(-BOUND, BOUND) | st.integers(-1000, 1000)
UNITS = st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(7, 3), Fraction(5, 10**8), Fraction(1, 2**53 + 2)])
SCALES = st.sampled_from([Fraction(1), Fraction(1, 100), Fraction(10**8)])


def column(values: list[int], unit: Fraction) -> IntegerArray:
    return IntegerArray(np.array(values, np.int64), unit, -BOUND, BOUND)


@given(st.lists(WHOLE, min_size=1, max_size=20), UNITS, SCALES)
def test_of_whole_numbers(values: list[int], unit: Fraction, scale: Fraction) -> None:
    found = nearest(column(values, unit), scale, len(values))
    assert found.tolist() == [float(value * unit / scale) for value in values]


@given(
    st.lists(st.tuples(WHOLE, st.integers(1, BOUND), WHOLE, st.integers(1, 10**4)), min_size=1, max_size=20),
    UNITS,
    SCALES,
)
def test_of_sums_of_ratios(rows: list[tuple[int, int, int, int]], unit: Fraction, scale: Fraction) -> None:
    first, below, second, other = map(list, zip(*rows, strict=True))
    terms = (
        Term(column(first, unit), column(below, Fraction(1))),
        Term(column(second, Fraction(1)), column(other, Fraction(1, 3))),
        Term(column(first, Fraction(1, 7))),
    )
    found = nearest(RatioArray(terms), scale, len(rows))
    exact = [a * unit / b + Fraction(3 * c, d) + Fraction(a, 7) for a, b, c, d in rows]
    assert found.tolist() == [float(value / scale) for value in exact]


def ratio(above: list[int], below: list[int], unit: Fraction = Fraction(1)) -> Term:
    return Term(column(above, unit), column(below, Fraction(1)))


def test_the_middle_between_two_numbers_goes_to_the_even_one_and_a_hair_beyond_it_to_its_own_side() -> None:
    middle, hair = 2**53 + 1, Fraction(1, 2**50 * 3**38)
    exactly = ratio([middle * 3, middle * 3], [3, 3])
    beside = ratio([1, -1], [3**38, 3**38], Fraction(1, 2**50))
    assert nearest(RatioArray((exactly,)), Fraction(1), 2).tolist() == [2.0**53] * 2
    found = nearest(RatioArray((exactly, beside)), Fraction(1), 2).tolist()
    assert found == [2.0**53 + 2, 2.0**53] == [float(middle + hair), float(middle - hair)]


def test_what_adds_up_to_nought_is_nought() -> None:
    terms = ratio([1, 0], [3, 3]), ratio([-2, 0], [6, 6])
    assert nearest(RatioArray(terms), Fraction(1), 2).tolist() == [0.0, 0.0]


def test_one_number_stands_for_all_rows() -> None:
    one = IntegerArray(np.asarray(7, np.int64), Fraction(1, 10), 7, 7)
    assert nearest(one, Fraction(1), 3).tolist() == [0.7] * 3
