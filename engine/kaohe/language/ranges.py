"""Ranges: between which bounds a number must lie, whatever the data; and spans, which have open or closed ends.

Sets of spans say what two of them share, and what the rows of a list leave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor

from kaohe.lazy import dataclass

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

    def shared(self, other: Range) -> Range:
        """What lies between both pairs of bounds; where nothing does, the nearer bounds as they stand."""
        lows = [low for low in (self.low, other.low) if low is not None]
        highs = [high for high in (self.high, other.high) if high is not None]
        return Range(max(lows) if lows else None, min(highs) if highs else None)

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

    def times(self, most: int | None = None) -> Range:
        """The bounds of a sum of any number of such values, at `most` so many, none included."""
        low = Fraction(0) if self.is_never_negative else None
        high = Fraction(0) if self.high is not None and self.high <= 0 else None
        if most is not None:
            low = Fraction(0) if most == 0 else low if self.low is None else min(Fraction(0), most * self.low)
            high = Fraction(0) if most == 0 else high if self.high is None else max(Fraction(0), most * self.high)
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


# A cut lies just below (0) or just above (1) a number; None stands for no end. Between two cuts is a span, so that
# open and closed ends need no cases of their own.
Cut = tuple[Fraction, int] | None


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers above `low` and below `high`."""

    low: Cut = None
    high: Cut = None

    @property
    def is_point(self) -> bool:
        """Whether it holds one number alone."""
        return self.low is not None and self.high is not None and self.low[0] == self.high[0]

    def shared(self, other: Span) -> Span | None:
        """What lies in both."""
        low = self.low if other.low is None or (self.low is not None and self.low > other.low) else other.low
        high = self.high if other.high is None or (self.high is not None and self.high < other.high) else other.high
        return None if low is not None and high is not None and low >= high else Span(low, high)

    def without(self, other: Span) -> list[Span]:
        """What lies in this one and not in the other: nothing, one span, or one on either side."""
        sides = [Span(None, other.low)] if other.low is not None else []
        sides += [Span(other.high, None)] if other.high is not None else []
        return [left for side in sides if (left := self.shared(side)) is not None]


Spans = tuple[Span, ...]


def point(value: Fraction) -> Span:
    """One number alone."""
    return Span((value, 0), (value, 1))


def of_range(inside: Range) -> Spans:
    """A range, both ends included."""
    return (Span(None if inside.low is None else (inside.low, 0), None if inside.high is None else (inside.high, 1)),)


def shared(one: Iterable[Span], other: Spans) -> Spans:
    """What lies in both sets."""
    return tuple(both for span in one for each in other if (both := span.shared(each)) is not None)


def without(one: Iterable[Span], other: Spans) -> Spans:
    """What lies in the first set and not in the second."""
    left = list(one)
    for each in other:
        left = [rest for span in left for rest in span.without(each)]
    return tuple(left)


def holds_any(spans: Iterable[Span], whole: bool) -> bool:
    """Whether any number lies there; any whole one, where numbers are whole."""
    return any(not whole or _holds_a_whole_number(span) for span in spans)


def _holds_a_whole_number(span: Span) -> bool:
    if span.low is None or span.high is None:
        return True
    (low, after), (high, including) = span.low, span.high
    first = floor(low) + 1 if after or low.denominator > 1 else int(low)
    return first < high or (first == high and bool(including))


def has_gap(left: Spans, rows: Sequence[Spans]) -> bool:
    """Whether two rows leave something between them that looks like a slip.

    What lies between 不到 0 and 超过 0, and is all that is left, is what `otherwise` is for. But where a row says from
    where to where, another is meant to go on from there; and what is left elsewhere too was not meant for `otherwise`.
    """
    for hole in left:
        below = [(number, span) for number, row in enumerate(rows) for span in row if _joined(span.high, hole.low)]
        above = [(number, span) for number, row in enumerate(rows) for span in row if _joined(span.low, hole.high)]
        between_two = any(one != other for one, _ in below for other, _ in above)
        if between_two and (len(left) > 1 or any(_is_two_sided(span) for _, span in below + above)):
            return True
    return False


def overlap(row: Spans, earlier: Spans) -> bool:
    """Whether two rows that both say from where to where claim the same numbers; an exception from a wider row may."""
    both_sided = all(_is_two_sided(span) and not span.is_point for span in (*row, *earlier))
    return both_sided and bool(shared(row, earlier)) and bool(without(earlier, row))


def _joined(one: object, other: object) -> bool:
    return one is not None and one == other


def _is_two_sided(span: Span) -> bool:
    return span.low is not None and span.high is not None
