"""Rows of conditions on one number: what they leave between them, and what two of them both claim."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe.policy.checks.spans import Span, Spans, shared, without


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
