"""The smallest change of one input that reaches a goal, found from breakpoint to breakpoint of the rules.

Between two breakpoints every decision is the same, the one about the goal among them, so that the first step of each
stretch speaks for all of it. Steps are 1 for whole numbers, else 0.01 of the column's own measure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from kaohe.analysis.gap.along import Along, next_step
from kaohe.analysis.gap.along_run import AlongRun
from kaohe.analysis.gap.standing import UNCALCULABLE, Goal
from kaohe.policy.model import ColumnSpec
from kaohe.results import Value
from kaohe.verify.groups import Groups

MOST_STRETCHES = 5_000
"""A search ends after so many stretches in one direction: a rule that rounds at every step has no end."""

FINEST = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps that an input may take: `scale` base measures a step, from `low` to `high` (None: without end)."""

    scale: Fraction
    own: Fraction
    low: int | None
    high: int | None

    @classmethod
    def of(cls, spec: ColumnSpec) -> Steps:
        """What a column allows by its bounds."""
        own = Fraction(1) if spec.whole else FINEST
        scale = own * spec.measure.scale
        low = None if spec.minimum is None else ceil(spec.minimum / scale)
        high = None if spec.maximum is None else floor(spec.maximum / scale)
        return cls(scale, own, low, high)

    def allows(self, at: int) -> bool:
        return (self.low is None or at >= self.low) and (self.high is None or at <= self.high)

    def beside(self, value: Fraction, direction: int) -> int:
        """The first step beyond a value in base measure."""
        number = value / self.scale
        return floor(number) + 1 if direction > 0 else ceil(number) - 1

    def value(self, at: int) -> Fraction:
        """The step's value in the column's own measure."""
        return at * self.own


@dataclass(frozen=True, slots=True)
class Stretch:
    """Steps from `first` to `last` (None: without end) in one direction at which every decision is the same.

    `goal` is the goal's value at the first, `at_last` at the last, or what it tends to. With `is_end` the search ended
    there, and nothing is known beyond.
    """

    first: int
    last: int | None
    goal: Value
    at_last: Value
    reached: bool
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """Steps up to `end` (None: without end) at which all decisions but those about places are the same.

    `compared` are the figures that the goal's place goes by, None where the goal is no place.
    """

    allowed: bool
    end: int | None
    compared: Groups | None

    def holds(self, at: int, direction: int) -> bool:
        return self.end is None or (self.end - at) * direction > 0


def stretches(run: AlongRun, goal: Goal, steps: Steps, start: int, direction: int) -> Iterator[Stretch]:
    """The stretches from `start` in a direction, as far as the column's bounds, where what must hold does."""
    at: int | None = start
    piece: _Piece | None = None
    for number in range(1, MOST_STRETCHES + 1):
        if at is None or not steps.allows(at):
            return
        if piece is None or not piece.holds(at, direction):
            trail = run.begin(at * steps.scale)
            try:
                allowed = run.is_allowed()
                compared = run.compared(goal.definition) if allowed else None
            except UNCALCULABLE:
                allowed, compared = False, None
            piece = _Piece(allowed, next_step(trail, at, steps.scale, direction), compared)
        if piece.compared is not None:
            trail = run.further(goal.definition, piece.compared, at * steps.scale)
        allowed = piece.allowed
        try:
            value = run.published(goal.definition) if allowed else None
            reached = allowed and goal.is_reached(value)
        except UNCALCULABLE:
            allowed, value, reached = False, None, False
        beyond = next_step(trail, at, steps.scale, direction)
        if piece.end is not None and (beyond is None or (beyond - piece.end) * direction > 0):
            beyond = piece.end
        if piece.compared is None:
            piece = None
        goes_on = beyond is not None and steps.allows(beyond)
        is_end = number == MOST_STRETCHES and goes_on
        if allowed or is_end:
            border = steps.high if direction > 0 else steps.low
            last = beyond - direction if beyond is not None and goes_on else border
            yield Stretch(at, last, plain(value), _at(value, last, steps, direction), reached, is_end)
        at = beyond


def plain(value: Value) -> Value:
    """A value without its function."""
    return value.plain if isinstance(value, Along) else value


def _at(value: Value, last: int | None, steps: Steps, direction: int) -> Value:
    """The value of a stretch at its last step, or what it tends to; where it grows without end, a very large number."""
    if not isinstance(value, Along):
        return value
    if last is None:
        return value.limit(direction)
    return value.value_at(last * steps.scale)


@dataclass(frozen=True, slots=True)
class Found:
    """The nearest step that reaches the goal; else the best step, or the direction in which the best is tended to.

    `ends` are the steps, downwards and upwards, at which the search ended though values beyond are allowed.
    """

    move: int | None
    best: int | None
    tends: int = 0
    ends: tuple[int | None, int | None] = (None, None)


def search(run: AlongRun, goal: Goal, steps: Steps, now: Fraction | None) -> Found:
    """Searches both directions from `now`, in base measure (from nought where there is no value).

    `best` is the first step of the stretch in which the goal's value is best, None for the value of now.
    """
    nearest: int | None = None
    best: tuple[tuple[int, Fraction], int | None, int] | None = None
    ends: dict[int, int | None] = {-1: None, 1: None}
    centre = Fraction(0) if now is None else now
    for direction in (1, -1):
        start = steps.beside(centre, direction)
        if now is None and direction > 0:
            start -= 1  # nought itself is another value than none
        start = _inside(start, steps, direction)
        for each in stretches(run, goal, steps, start, direction):
            if nearest is not None and abs(each.first * steps.scale - centre) > abs(nearest * steps.scale - centre):
                break
            if each.reached:
                nearest = each.first
                break
            best = _better(best, goal, each, direction)
            if each.is_end:
                ends[direction] = each.last
    if nearest is not None:  # an end that is further away than the nearest decides nothing
        far = abs(nearest * steps.scale - centre)
        ends = {
            way: None if end is None or abs(end * steps.scale - centre) >= far else end for way, end in ends.items()
        }
    if nearest is not None or best is None:
        return Found(nearest, None, 0, (ends[-1], ends[1]))
    return Found(None, best[1], best[2], (ends[-1], ends[1]))


def _inside(start: int, steps: Steps, direction: int) -> int:
    """A step outside of the bounds goes to the nearest inside, where that lies in the direction."""
    if direction > 0 and steps.low is not None:
        return max(start, steps.low)
    return min(start, steps.high) if direction < 0 and steps.high is not None else start


def _better(
    best: tuple[tuple[int, Fraction], int | None, int] | None, goal: Goal, each: Stretch, direction: int
) -> tuple[tuple[int, Fraction], int | None, int]:
    found = best
    tends = direction if each.last is None else 0
    for value, at, further in ((each.goal, each.first, 0), (each.at_last, each.last, tends)):
        worth = goal.worth(value)
        if found is None or worth > found[0]:
            found = (worth, at if at is not None else each.first, further)
    assert found is not None
    return found
