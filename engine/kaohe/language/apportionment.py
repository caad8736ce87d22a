"""Apportionment (名额分配): whole seats in given proportions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import lru_cache

from kaohe.language.rounding import rounded


@lru_cache(maxsize=1024)
def seats(size: int, ratio: tuple[int, ...], rounding: str) -> tuple[int, ...]:
    """The seats of each share, best first; they sum to `size`.

    largest_remainder (Hamilton): whole parts, then one more each by remainder, equal remainders to the better
    share. half_up and floor: each share rounded so, filled from the best down, the last takes what is left.
    """
    exact = [Fraction(size * share, sum(ratio)) for share in ratio]
    if rounding == "largest_remainder":
        return _largest_remainder(size, exact)
    given: list[int] = []
    for share in exact[:-1]:
        wanted = int(rounded(share, 0, "half_up" if rounding == "half_up" else "down"))
        given.append(min(wanted, size - sum(given)))
    return (*given, size - sum(given))


def _largest_remainder(size: int, exact: Sequence[Fraction]) -> tuple[int, ...]:
    given = [int(share) for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda number: given[number] - exact[number])
    for number in by_remainder[: size - sum(given)]:
        given[number] += 1
    return tuple(given)
