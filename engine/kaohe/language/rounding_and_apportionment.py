"""Rounding of exact numbers (数值修约), and apportionment (名额分配): whole seats in given proportions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from kaohe.language.entry import ROUNDING_MODES, SEAT_ROUNDINGS, RoundingMode, SeatRounding, total
from kaohe.language.reals import Number, Real, whole_part


def rounded(value: Number, places: int, mode: RoundingMode) -> Fraction:
    """`value` to `places` decimals.

    half_up: 四舍五入, halves away from zero as a spreadsheet's ROUND; half_even: GB/T 8170-2008 3.2; down: towards
    zero; up: away from zero.
    """
    return Fraction(rounded_whole(value, places, mode), 10**places)


def rounded_whole(value: Number, places: int, mode: RoundingMode) -> int:
    """The same in units of the last place: 7.25 to one decimal is 73. Raises Undecided (`kaohe.language.reals`)."""
    scale: int = 10**places
    if isinstance(value, Real):
        size = abs(value) * Fraction(scale)
        steps = whole_part(size)
        steps += _AWAY[mode](steps, size - steps, 1)
        return steps if value >= 0 else -steps
    whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
    whole += _AWAY[mode](whole, rest, value.denominator)
    return whole if value.numerator >= 0 else -whole


_AWAY: dict[RoundingMode, Callable[[int, Any, int], bool]] = total(
    "language.rounding_and_apportionment.ROUNDINGS",
    ROUNDING_MODES,
    {
        "half_up": lambda whole, rest, one: 2 * rest >= one,
        "half_even": lambda whole, rest, one: 2 * rest > one or (2 * rest == one and whole % 2 == 1),
        "down": lambda whole, rest, one: False,
        "up": lambda whole, rest, one: rest > 0,
    },
)
"""Whether one more is due, given the whole part, the rest, and how much of a rest is one."""


@lru_cache(maxsize=1024)
def seats(size: int, ratio: tuple[int, ...], rounding: SeatRounding) -> tuple[int, ...]:
    """The seats of each share, best first; they sum to `size`.

    largest_remainder (Hamilton): whole parts, then one more each by remainder, equal remainders to the better
    share. half_up and floor: each share rounded so, filled from the best down, the last takes what is left.
    """
    return _SEATS[rounding](size, [Fraction(size * share, sum(ratio)) for share in ratio])


def _filled(mode: RoundingMode) -> Callable[[int, Sequence[Fraction]], tuple[int, ...]]:
    def seats(size: int, exact: Sequence[Fraction]) -> tuple[int, ...]:
        filled: list[int] = []
        for share in exact[:-1]:
            filled.append(min(int(rounded(share, 0, mode)), size - sum(filled)))
        return (*filled, size - sum(filled))

    return seats


def _largest_remainder(size: int, exact: Sequence[Fraction]) -> tuple[int, ...]:
    filled = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda number: filled[number] - exact[number])
    for number in by_remainder[: size - sum(filled)]:
        filled[number] += 1
    return tuple(filled)


_SEATS: dict[SeatRounding, Callable[[int, Sequence[Fraction]], tuple[int, ...]]] = total(
    "language.rounding_and_apportionment.SEATS",
    SEAT_ROUNDINGS,
    {"largest_remainder": _largest_remainder, "half_up": _filled("half_up"), "floor": _filled("down")},
)
