"""Rounding of exact numbers (数值修约), once, to a number of decimals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kaohe.language.entry import ROUNDING_MODES, RoundingMode
from kaohe.language.register import total


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
    whole += _AWAY[mode](whole, rest, value.denominator)
    return whole if value.numerator >= 0 else -whole


_AWAY: dict[RoundingMode, Callable[[int, int, int], bool]] = total(
    "language.rounding",
    ROUNDING_MODES,
    {
        "half_up": lambda whole, rest, one: 2 * rest >= one,
        "half_even": lambda whole, rest, one: 2 * rest > one or (2 * rest == one and whole % 2 == 1),
        "down": lambda whole, rest, one: False,
        "up": lambda whole, rest, one: rest > 0,
    },
)
"""Whether one more is due, given the whole part, the rest, and how much of a rest is one."""
