"""Ranges: between which bounds a number must lie, whatever the data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

Bound = Fraction | None
_End = Fraction | float
_ENDLESS = float("inf")


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
        """The bounds of the product."""
        products = [_times(one, two) for one in self._ends() for two in other._ends()]
        return _between(min(products), max(products))

    def __truediv__(self, other: Range) -> Range:
        """The bounds of the quotient; the divisor is never nought, but it may come as near as it likes."""
        low, high = other._ends()
        if low >= 0:
            return self * _between(_inverse(high), _inverse(low))
        return -self / -other if high <= 0 else ANY

    def _ends(self) -> tuple[_End, _End]:
        return (-_ENDLESS if self.low is None else self.low, _ENDLESS if self.high is None else self.high)

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


def _times(one: _End, two: _End) -> _End:
    """The product of two ends: nought times without bound is nought, because no value is infinite."""
    if one == 0 or two == 0:
        return Fraction(0)
    if isinstance(one, Fraction) and isinstance(two, Fraction):
        return one * two
    return _ENDLESS if (one > 0) == (two > 0) else -_ENDLESS


def _inverse(end: _End) -> _End:
    """1 / end for an end that is not negative."""
    if end == 0:
        return _ENDLESS
    return 1 / end if isinstance(end, Fraction) else Fraction(0)


def _between(low: _End, high: _End) -> Range:
    return Range(low if isinstance(low, Fraction) else None, high if isinstance(high, Fraction) else None)


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
