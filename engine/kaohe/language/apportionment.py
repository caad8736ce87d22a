"""Apportionment (名额分配): whole seats in given proportions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import lru_cache

from kaohe.language.entry import SEAT_ROUNDINGS, RoundingMode, SeatRounding
from kaohe.language.register import total
from kaohe.language.rounding import rounded


@lru_cache(maxsize=1024)
def seats(size: int, ratio: tuple[int, ...], rounding: SeatRounding) -> tuple[int, ...]:
    """The seats of each share, best first; they sum to `size`.

    largest_remainder (Hamilton): whole parts, then one more each by remainder, equal remainders to the better
    share. half_up and floor: each share rounded so, filled from the best down, the last takes what is left.
    """
    return _SEATS[rounding](size, [Fraction(size * share, sum(ratio)) for share in ratio])


def _filled(mode: RoundingMode) -> Callable[[int, Sequence[Fraction]], tuple[int, ...]]:
    def seats(size: int, exact: Sequence[Fraction]) -> tuple[int, ...]:
        given: list[int] = []
        for share in exact[:-1]:
            given.append(min(int(rounded(share, 0, mode)), size - sum(given)))
        return (*given, size - sum(given))

    return seats


def _largest_remainder(size: int, exact: Sequence[Fraction]) -> tuple[int, ...]:
    given = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda number: given[number] - exact[number])
    for number in by_remainder[: size - sum(given)]:
        given[number] += 1
    return tuple(given)


_SEATS: dict[SeatRounding, Callable[[int, Sequence[Fraction]], tuple[int, ...]]] = total(
    "language.apportionment",
    SEAT_ROUNDINGS,
    {"largest_remainder": _largest_remainder, "half_up": _filled("half_up"), "floor": _filled("down")},
)
