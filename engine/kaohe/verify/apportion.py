"""The second opinion on apportionment: seats given out one by one."""

from __future__ import annotations

from fractions import Fraction
from math import floor


def apportioned(size: int, ratio: tuple[int, ...], rounding: str) -> list[int]:
    """The seats of each share, best first.

    largest_remainder: the whole seats of each, then seat by seat to the largest remainder, the better share first.
    half_up, floor: seat by seat as rounded, as long as there are any; the last share has the rest.
    """
    shares = [Fraction(size * part, sum(ratio)) for part in ratio]
    if rounding == "largest_remainder":
        seats = [floor(share) for share in shares]
        while sum(seats) < size:
            owed = [share - given for share, given in zip(shares, seats, strict=True)]
            seats[owed.index(max(owed))] += 1
        return seats
    seats, left = [], size
    for share in shares[:-1]:
        wanted = floor(share + Fraction(1, 2)) if rounding == "half_up" else floor(share)
        seats.append(min(wanted, left))
        left -= seats[-1]
    return [*seats, left]
