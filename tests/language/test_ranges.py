"""Ranges: whatever the values inside the bounds, the result lies inside the result's bounds."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from kaohe.language.ranges import ANY, Range, exactly, union

NUMBERS = st.one_of(st.integers(-5, 5).map(Fraction), st.fractions(-50, 50, max_denominator=8))


@st.composite
def inside(draw: st.DrawFn) -> tuple[Range, Fraction]:
    """A range, which may be without bounds, and a number in it."""
    low, value, high = sorted((draw(NUMBERS), draw(NUMBERS), draw(NUMBERS)))
    return Range(low if draw(st.booleans()) else None, high if draw(st.booleans()) else None), value


def holds(bounds: Range, value: Fraction) -> bool:
    return (bounds.low is None or bounds.low <= value) and (bounds.high is None or value <= bounds.high)


@given(inside(), inside())
def test_every_operation_holds_every_value(one: tuple[Range, Fraction], other: tuple[Range, Fraction]) -> None:
    (left, x), (right, y) = one, other
    assert holds(left + right, x + y)
    assert holds(left - right, x - y)
    assert holds(-left, -x)
    assert holds(left * right, x * y)
    assert holds(left.least(right), min(x, y))
    assert holds(left.greatest(right), max(x, y))
    assert holds(union([left, right]), x) and holds(union([left, right]), y)
    if y:
        assert holds(left / right, x / y)


@given(inside(), st.lists(st.integers(0, 1), max_size=6))
def test_a_sum_of_any_number_of_values(one: tuple[Range, Fraction], picked: list[int]) -> None:
    bounds, value = one
    assert holds(bounds.times(), sum(picked) * value)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_bounds_of_products_are_reached(a: Fraction, b: Fraction, c: Fraction, d: Fraction) -> None:
    left, right = Range(min(a, b), max(a, b)), Range(min(c, d), max(c, d))
    products = [x * y for x in (a, b) for y in (c, d)]
    assert left * right == Range(min(products), max(products))


def test_signs_bound_what_has_no_bounds() -> None:
    positive, negative = Range(Fraction(0)), Range(None, Fraction(0))
    assert positive * positive == positive
    assert positive * negative == negative
    assert negative * negative == positive
    assert ANY * exactly(Fraction(0)) == exactly(Fraction(0))
    assert positive / Range(Fraction(2)) == positive
    assert Range(Fraction(1), Fraction(6)) / Range(Fraction(2), Fraction(3)) == Range(Fraction(1, 3), Fraction(3))
    assert Range(Fraction(1), Fraction(6)) / Range(Fraction(-3), Fraction(-2)) == Range(Fraction(-3), Fraction(-1, 3))
    assert positive / ANY == ANY
    assert union([]) == ANY
    assert not ANY.is_never_negative and positive.is_never_negative
    assert Range(Fraction(1), Fraction(2)).times() == positive
    assert Range(Fraction(-1), Fraction(2)).times() == ANY
