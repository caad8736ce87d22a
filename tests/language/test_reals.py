"""Reals against the standard library's decimal at 120 digits, which shares no code with them."""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaohe.language.reals import Number, OutOfDomain, Real, Undecided, exp, ln, near, power, root, whole_part
from kaohe.language.rounding_and_apportionment import rounded

EXACT = Context(prec=120)
positive = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)
small = st.fractions(min_value=-20, max_value=20, max_denominator=100)


def decimal(value: Fraction) -> Decimal:
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def within(value: Number, expected: Decimal) -> bool:
    return abs(near(value) - Fraction(expected)) < Fraction(1, 10**49)


@settings(max_examples=60, deadline=None)
@given(positive, st.integers(2, 7))
def test_roots(value: Fraction, degree: int) -> None:
    found = root(value, degree)
    assert within(found, EXACT.power(decimal(value), EXACT.divide(Decimal(1), Decimal(degree))))
    assert power(found, Fraction(degree)) == value
    assert root(value**degree, degree) == value


@settings(max_examples=60, deadline=None)
@given(positive, small)
def test_logarithms_and_exponentials(value: Fraction, exponent: Fraction) -> None:
    assert within(ln(value), EXACT.ln(decimal(value)))
    assert within(exp(exponent), EXACT.exp(decimal(exponent)))
    assert exp(ln(value)) == value
    assert ln(exp(exponent)) == exponent


@settings(max_examples=60, deadline=None)
@given(positive, positive, small)
def test_sums_and_products_in_any_order(one: Fraction, other: Fraction, number: Fraction) -> None:
    left, right = root(one, 2), ln(other)
    assert left + right - left == right
    assert left * right == right * left
    assert (left + number) * 2 - left - left == 2 * number
    assert left - left == 0
    if number:
        assert left * number / number == left
    expected = EXACT.add(EXACT.multiply(EXACT.sqrt(decimal(one)), EXACT.ln(decimal(other))), decimal(number))
    assert within(left * right + number, expected)


@settings(max_examples=60, deadline=None)
@given(positive, positive)
def test_order_and_whole_part(one: Fraction, other: Fraction) -> None:
    assert (root(one, 2) < root(other, 2)) == (one < other)
    assert (ln(one) >= ln(other)) == (one >= other)
    floor = whole_part(root(one, 2))
    assert floor**2 <= one < (floor + 1) ** 2
    assert (root(one, 2) % 1) + floor == root(one, 2)


def test_a_last_digit_is_decided() -> None:
    """√2 = 1.4142135623730950488016887242096980785696718753769…"""
    digits = 14142135623730950488016887242096980785696718753769
    assert Fraction(digits, 10**49) < root(Fraction(2), 2) < Fraction(digits + 1, 10**49)
    assert rounded(root(Fraction(2), 2), 4, "half_up") == Fraction(14142, 10**4)
    assert rounded(-root(Fraction(2), 2), 1, "up") == Fraction(-15, 10)
    assert rounded(root(Fraction(2), 2), 3, "half_even") == Fraction(1414, 1000)


def test_what_nothing_decides_is_said() -> None:
    with pytest.raises(Undecided) as caught:
        assert (root(Fraction(8), 2) + 1) * (root(Fraction(8), 2) - 1) < 7
    assert {caught.value.left[:5], caught.value.right[:5]} == {"7.000", "7"}


def test_what_nothing_decides_is_shown_all_the_same() -> None:
    one = root(Fraction(2), 2)
    assert near((one + 1) * (one - 1)) == 1
    assert near((one + 1) * (1 - one)) == -1
    assert near((one + 1) * (one - 1) - 1) == 0


def test_roots_of_rationals_are_kept_by_their_factors() -> None:
    two, four, eight = (root(Fraction(number), 2) for number in (2, 4, 8))
    assert two * eight == four * 2 == 4
    assert eight == 2 * two
    assert 1 / two == two / 2
    cube = root(Fraction(4), 3)
    assert (cube * cube) * root(Fraction(2), 3) == cube * (cube * root(Fraction(2), 3)) == 2 * cube
    large = Fraction(1_000_003**2, 10_007)
    assert root(large, 4) * root(large, 4) == root(large, 2)
    assert power(large, Fraction(1, 5)) * power(large, Fraction(3, 10)) * power(large, Fraction(1, 2)) == large


def test_long_powers_are_no_long_numbers() -> None:
    """1.0123^2000 multiplied out has a denominator of 8,000 digits."""
    expected = EXACT.power(Decimal("1.0123"), 2000)
    assert within(power(Fraction(10123, 10000), Fraction(2000)), expected)
    assert within(power(Fraction(-10123, 10000), Fraction(2001)), EXACT.multiply(expected, Decimal("-1.0123")))
    assert within(power(Fraction(2), Fraction(2469, 20000)), EXACT.power(Decimal(2), Decimal("0.12345")))
    assert near(exp(Fraction(-(10**30)))) == 0 < exp(Fraction(-(10**30)))


@pytest.mark.parametrize(
    "calculate",
    [
        lambda: ln(Fraction(0)),
        lambda: ln(Fraction(-1)),
        lambda: root(Fraction(-4), 2),
        lambda: power(Fraction(0), Fraction(-1)),
        lambda: power(Fraction(-2), Fraction(1, 2)),
        lambda: power(Fraction(2), Fraction(10**9)),
        lambda: power(Fraction(2), Fraction(1000)),
        lambda: power(root(Fraction(2), 2), Fraction(2500)),
        lambda: exp(Fraction(10**30)),
    ],
)
def test_out_of_domain(calculate: object) -> None:
    with pytest.raises(OutOfDomain):
        calculate()  # type: ignore[operator]


def test_odd_roots_of_negative_numbers() -> None:
    assert root(Fraction(-8), 3) == -2
    assert power(Fraction(-8), Fraction(2, 3)) == 4


def test_a_real_is_looked_up_nowhere() -> None:
    with pytest.raises(TypeError):
        hash(root(Fraction(2), 2))
    assert isinstance(root(Fraction(2), 2), Real)
