"""Ranges: between which bounds a number must lie, whatever the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

Bound = Fraction | None


@dataclass(frozen=True, slots=True)
class Range:
    """From `low` to `high`, both included; None is no bound on that side."""

    low: Bound = None
    high: Bound = None

    def __add__(self, other: Range) -> Range:
        return Range(_sum(self.low, other.low), _sum(self.high, other.high))

    def __neg__(self) -> Range:
        return Range(None if self.high is None else -self.high, None if self.low is None else -self.low)

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, other: Range) -> Range:
        """The bounds of the product. Where a side is unbounded, only signs can bound it."""
        ends = [self.low, self.high], [other.low, other.high]
        if None not in (*ends[0], *ends[1]):
            products = [a * b for a in ends[0] for b in ends[1] if a is not None and b is not None]
            return Range(min(products), max(products))
        if self.is_never_negative and other.is_never_negative:
            assert self.low is not None and other.low is not None
            return Range(self.low * other.low, _product(self.high, other.high))
        return ANY

    def least(self, other: Range) -> Range:
        """The bounds of the lesser of two."""
        low = None if self.low is None or other.low is None else min(self.low, other.low)
        highs = [high for high in (self.high, other.high) if high is not None]
        return Range(low, min(highs) if highs else None)

    def greatest(self, other: Range) -> Range:
        """The bounds of the greater of two."""
        return -((-self).least(-other))

    @property
    def is_never_negative(self) -> bool:
        """Whether no value lies below nought."""
        return self.low is not None and self.low >= 0

    def times(self) -> Range:
        """The bounds of a sum of any number of such values, none included."""
        low = Fraction(0) if self.is_never_negative else None
        high = Fraction(0) if self.high is not None and self.high <= 0 else None
        return Range(low, high)


def _sum(one: Bound, other: Bound) -> Bound:
    return None if one is None or other is None else one + other


def _product(one: Bound, other: Bound) -> Bound:
    """Of two upper bounds of values that are not negative."""
    if one == 0 or other == 0:
        return Fraction(0)
    return None if one is None or other is None else one * other


ANY = Range()


def exactly(value: Fraction) -> Range:
    """The range of one value."""
    return Range(value, value)


def union(ranges: Iterable[Range]) -> Range:
    """The bounds of what lies in one or another of these; no bounds where there are none."""
    listed = list(ranges)
    lows = [each.low for each in listed]
    highs = [each.high for each in listed]
    return Range(
        None if None in lows or not lows else min(low for low in lows if low is not None),
        None if None in highs or not highs else max(high for high in highs if high is not None),
    )
