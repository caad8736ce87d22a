"""Where a number may lie: sets of spans with open and closed ends, and what two of them share or do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from kaohe.language.ranges import Range

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
EVERYWHERE: Spans = (Span(),)


def point(value: Fraction) -> Span:
    """One number alone."""
    return Span((value, 0), (value, 1))


def of_range(inside: Range) -> Spans:
    """A range, both ends included."""
    return (Span(None if inside.low is None else (inside.low, 0), None if inside.high is None else (inside.high, 1)),)


def compared(op: str, bound: Fraction) -> Spans:
    """The numbers for which `x op bound` holds."""
    below, above = (bound, 0), (bound, 1)
    return {
        "<": (Span(None, below),),
        "<=": (Span(None, above),),
        ">": (Span(above, None),),
        ">=": (Span(below, None),),
        "==": (point(bound),),
        "!=": (Span(None, below), Span(above, None)),
    }[op]


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
