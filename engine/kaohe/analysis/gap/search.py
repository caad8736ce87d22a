"""The smallest change of one input that reaches a goal, found from breakpoint to breakpoint of the rules.

Where a method rounds inside, breakpoints are at each digit: a search looks ahead over as many steps as it may (see
`function_of_input`), and goes digit by digit where that leaves something open.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

from kaohe.analysis.gap.function_of_input import FunctionOfInput, Trail, Undecided, next_step
from kaohe.analysis.gap.run_over_input import RunOverInput
from kaohe.analysis.gap.standing import UNCALCULABLE, Goal
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import ColumnSpec
from kaohe.results import Value
from kaohe.verify.groups import Groups

MOST_STRETCHES = 5_000
"""A search ends after so many stretches in one direction: a rule that rounds at every step has no end."""

MOST_RUNS, LEAST_RUNS = 20_000, 30
"""So many calculations may the searches of one gap take, and so many at least has each one."""

AHEAD = (0, 2**4, 2**8, 2**12, 2**16, 2**24, 2**40)
"""Over so many steps a calculation may look ahead; the first one is exact."""
_FAR = (5, 31)
"""What goes on without end is looked at 4 to the power of 5, 6, … 30 steps away."""

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

    def first_beyond(self, value: Fraction, direction: int) -> int:
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


class Runs:
    """The calculations that so many searches may still take, each as many as leave the least to those that come."""

    def __init__(self, left: int, searches: int) -> None:
        self._left, self._searches = max(left, 2 * LEAST_RUNS * searches), searches

    def begin(self) -> None:
        """Another search begins."""
        self._searches -= 1

    @property
    def are_spent(self) -> bool:
        """Whether the search that has begun has none left."""
        return self._left <= LEAST_RUNS * self._searches

    def take(self) -> bool:
        """Whether there is one left, which is taken."""
        if self.are_spent:
            return False
        self._left -= 1
        return True


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


class _Reach:
    """How far a search looks ahead: where something is open, not at all; then further, as often as that decides."""

    def __init__(self, is_exact: bool) -> None:
        self._most = 0 if is_exact else len(AHEAD) - 1
        self._level, self._is_trial, self._held, self._waits = self._most, False, 0, 1

    @property
    def steps(self) -> int:
        return AHEAD[self._level]

    def is_short(self) -> None:
        """So far ahead something is open: what was tried is tried again after twice as many stretches."""
        self._waits = min(2 * self._waits, 64) if self._is_trial else 1
        self._level = self._level - 1 if self._is_trial else 0
        self._is_trial, self._held = False, 0

    def has_held(self) -> bool:
        """So far ahead all is decided; gives whether it looks another way ahead from here on."""
        self._waits = 1 if self._is_trial else self._waits
        self._held += 1
        self._is_trial = self._level < self._most and self._held >= self._waits
        if self._is_trial:
            self._level, self._held = self._level + 1, 0
        return self._is_trial


class _Walk:
    """The stretches in one direction, as long as there are `runs`."""

    def __init__(
        self, run: RunOverInput, goal: Goal, steps: Steps, direction: int, runs: Runs | None, looks_ahead: bool
    ) -> None:
        self.run, self.goal, self.steps, self.direction, self.runs = run, goal, steps, direction, runs
        self.reach = _Reach(is_exact=not looks_ahead)
        self.best = (0, Fraction(0))
        self.far: int | None = None  # where what goes on without end is taken exactly, and the walk ends
        self._piece: _Piece | None = None

    def from_(self, start: int) -> Iterator[Stretch]:
        """The stretches that may be told apart, nearest first."""
        at, number = start, 0
        while self.steps.allows(at):
            if self.runs is not None and not self.runs.take():
                yield Stretch(at - self.direction, at - self.direction, None, None, False, is_end=True)
                return
            try:
                found, beyond = self._stretch(at, 0 if at == self.far else self.reach.steps)
            except Undecided:
                self.reach.is_short()
                self._piece = None
                continue
            number += 1
            is_end = number == MOST_STRETCHES and beyond is not None and self.steps.allows(beyond)
            if found is not None:
                self.best = max(self.best, self.goal.worth(found.goal), self.goal.worth(found.at_last))
            if is_end:
                found = replace(found or self._made(at, beyond, None, reached=False), is_end=True)
            if found is not None:
                yield found
            if beyond is None or is_end or at == self.far:
                return
            if self.reach.has_held():
                self._piece = None
            at = beyond

    def _stretch(self, at: int, ahead: int) -> tuple[Stretch | None, int | None]:
        """The stretch that begins here, None where nothing is allowed or better, and where the next one does."""
        run, goal, steps, direction = self.run, self.goal, self.steps, self.direction
        value = at * steps.scale
        to = (at + direction * ahead) * steps.scale if ahead else None
        if self._piece is None or not self._piece.holds(at, direction):
            trail = run.begin(value, to)
            try:
                allowed = run.is_allowed()
                compared = run.compared(goal.definition) if allowed else None
            except UNCALCULABLE:
                allowed, compared = False, None
            self._piece = _Piece(allowed, next_step(trail, at, steps.scale, direction), compared)
        piece = self._piece
        if piece.compared is None:
            self._piece = None
        else:
            trail = run.further(goal.definition, piece.compared, value, to)
        allowed = piece.allowed
        try:
            reaches = run.published(goal.definition) if allowed else None
            reached = allowed and goal.is_reached(reaches)
        except UNCALCULABLE:
            allowed, reaches, reached = False, None, False
        beyond = self._nearer(next_step(trail, at, steps.scale, direction), piece.end)
        if not allowed:
            return None, beyond
        if ahead and not reached and isinstance(reaches, FunctionOfInput):
            if self._last(beyond) is None:
                beyond = self._far_beyond(at)
            if reaches.slack:
                return None, self._beyond_no_better(at, beyond, reaches)
        return self._made(at, beyond, reaches, reached), beyond

    def _made(self, at: int, beyond: int | None, value: Value, reached: bool) -> Stretch:
        last = self._last(beyond)
        return Stretch(at, last, plain(value), _at(value, last, self.steps, self.direction), reached)

    def _last(self, beyond: int | None) -> int | None:
        """The last step before the next stretch, or that is allowed; None where there is none."""
        if beyond is not None and self.steps.allows(beyond):
            return beyond - self.direction
        return self.steps.high if self.direction > 0 else self.steps.low

    def _nearer(self, one: int | None, other: int | None) -> int | None:
        if one is None or other is None:
            return one if other is None else other
        return one if (other - one) * self.direction > 0 else other

    def _far_beyond(self, at: int) -> int:
        """A step far off from which on all is the same function exactly; if there is none, one that is far off."""
        if self.far is None or (self.far - at) * self.direction <= 0:
            for power in range(*_FAR):
                self.far = at + self.direction * 4**power
                if next_step(self._exactly(self.far)[0], self.far, self.steps.scale, self.direction) is None:
                    break
        assert self.far is not None
        return self.far

    def _exactly(self, at: int) -> tuple[Trail, Value]:
        """The decisions at a step, and the goal's value there."""
        if self.runs is not None:
            self.runs.take()
        trail = self.run.begin(at * self.steps.scale)
        try:
            return trail, plain(self.run.published(self.goal.definition))
        except UNCALCULABLE:
            return trail, None

    def _beyond_no_better(self, at: int, beyond: int | None, value: FunctionOfInput) -> int | None:
        """Up to where no value is as good as the best so far, or as that before `beyond`, which will be come to.

        Raises Undecided where that is no step at all.
        """
        last = self._last(beyond)
        assert last is not None
        _, least = max(self.best, self.goal.worth(self._exactly(last)[1]))
        most = (-value if self.goal.is_rank else value).most()
        trail = Trail(at * self.steps.scale)
        if not (most.further(trail) if isinstance(most, FunctionOfInput) else most) < least:
            raise Undecided
        return self._nearer(beyond, next_step(trail, at, self.steps.scale, self.direction))


def stretches(
    run: RunOverInput,
    goal: Goal,
    steps: Steps,
    start: int,
    direction: int,
    runs: Runs | None = None,
    looks_ahead: bool = False,
) -> Iterator[Stretch]:
    """The stretches from `start` in a direction, as far as the column's bounds, where what must hold does.

    Where it looks ahead those may be left out of which no step is better for the goal than one that is not.
    """
    return _Walk(run, goal, steps, direction, runs, looks_ahead).from_(start)


def plain(value: Value) -> Value:
    """A value without its function."""
    return value.plain if isinstance(value, FunctionOfInput) else value


def _at(value: Value, last: int | None, steps: Steps, direction: int) -> Value:
    """The value of a stretch at its last step, or what it tends to; where it grows without end, a very large number."""
    if not isinstance(value, FunctionOfInput):
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


def search(run: RunOverInput, goal: Goal, steps: Steps, now: Fraction | None, runs: Runs) -> Found:
    """Searches both directions from `now`, in base measure (from nought where there is no value).

    `best` is the first step of the stretch in which the goal's value is best, None for the value of now.
    """
    nearest: int | None = None
    best: tuple[tuple[int, Fraction], int | None, int] | None = None
    ends: dict[int, int | None] = {-1: None, 1: None}
    centre = Fraction(0) if now is None else now
    for direction in (1, -1):
        start = steps.first_beyond(centre, direction)
        if now is None and direction > 0:
            start -= 1  # nought itself is another value than none
        start = _inside(start, steps, direction)
        runs.begin()
        for each in stretches(run, goal, steps, start, direction, runs, looks_ahead=True):
            if nearest is not None and abs(each.first * steps.scale - centre) > abs(nearest * steps.scale - centre):
                break
            if each.reached:
                nearest = each.first
                break
            if each.is_end:
                ends[direction] = each.last
            if not each.is_end or each.goal is not None:
                best = _better(best, goal, each, direction)
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
