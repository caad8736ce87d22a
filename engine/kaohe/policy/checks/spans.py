"""Where a number may lie: sets of spans with open and closed ends, what two of them share, and what rows leave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
