"""Roots of rationals: exact where they are rational, else within a bound."""

from __future__ import annotations

from fractions import Fraction

PLACES = 50
"""A root that is not rational is given to so many decimals, cut off: less than 10^-50 too low."""


def root(value: Fraction, degree: int) -> Fraction:
    """The root of a number that is not negative, to a degree of at least 1."""
    above, below = _whole_root(value.numerator, degree), _whole_root(value.denominator, degree)
    if above**degree == value.numerator and below**degree == value.denominator:
        return Fraction(above, below)
    scale = 10**PLACES
    return Fraction(_whole_root(value.numerator * scale**degree // value.denominator, degree), scale)


def _whole_root(number: int, degree: int) -> int:
    """The greatest whole number whose power does not pass `number`, by Newton's method from above."""
    if number < 2:
        return number
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better
