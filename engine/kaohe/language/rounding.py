"""Rounding of exact numbers (数值修约), once, to a number of decimals."""

from __future__ import annotations

from fractions import Fraction

from kaohe.language.entry import RoundingMode


def rounded(value: Fraction, places: int, mode: RoundingMode) -> Fraction:
    """`value` to `places` decimals.

    half_up: 四舍五入, halves away from zero as a spreadsheet's ROUND; half_even: GB/T 8170-2008 3.2; down: towards
    zero; up: away from zero.
    """
    return Fraction(rounded_whole(value, places, mode), 10**places)


def rounded_whole(value: Fraction, places: int, mode: RoundingMode) -> int:
    """The same in units of the last place: 7.25 to one decimal is 73."""
    scale: int = 10**places
    whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
    twice = 2 * rest - value.denominator
    if mode == "half_up":
        whole += twice >= 0
    elif mode == "half_even":
        whole += twice > 0 or (twice == 0 and whole % 2 == 1)
    elif mode == "up":
        whole += rest > 0
    return whole if value.numerator >= 0 else -whole
