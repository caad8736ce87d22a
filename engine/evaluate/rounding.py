"""Rounding of exact numbers (数值修约), once, to a number of decimals."""

from __future__ import annotations

from fractions import Fraction

from engine.language.tree import RoundingMode


def rounded(value: Fraction, places: int, mode: RoundingMode) -> Fraction:
    """`value` to `places` decimals.

    half_up: 四舍五入, halves away from zero as a spreadsheet's ROUND; half_even: GB/T 8170-2008 3.2; down: towards
    zero; up: away from zero.
    """
    scale: int = 10**places
    scaled = abs(value) * scale
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    twice = 2 * rest - scaled.denominator
    if mode == "half_up":
        whole += twice >= 0
    elif mode == "half_even":
        whole += twice > 0 or (twice == 0 and whole % 2 == 1)
    elif mode == "up":
        whole += rest > 0
    return Fraction(whole if value >= 0 else -whole, scale)
