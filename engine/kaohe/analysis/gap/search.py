"""The smallest change of one input, or the smallest added record, that reaches a goal.

A change is found from breakpoint to breakpoint of the rules. A record has texts that no other has, and the least
numbers in the order of its columns.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor

from kaohe.analysis.gap.function_of_input import FunctionOfInput, next_step
from kaohe.analysis.gap.run_over_input import RunOverInput
from kaohe.analysis.gap.standing import UNCALCULABLE, Goal, Standing
from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.edits import with_record
from kaohe.diagnostics import Findings
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.model import ColumnSpec, Table
from kaohe.results import Value
from kaohe.source_places import NOWHERE
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


def stretches(run: RunOverInput, goal: Goal, steps: Steps, start: int, direction: int) -> Iterator[Stretch]:
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


def search(run: RunOverInput, goal: Goal, steps: Steps, now: Fraction | None) -> Found:
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


NEW = "（新增）"
"""A text that no record of the data has; more of the sign is added as long as one does."""


@dataclass(frozen=True, slots=True)
class Addition:
    """Written values of a record by column id, and whether the goal is reached with it; else it is the best found."""

    written: Mapping[str, str]
    reaches: bool


class RecordSearch:
    """Searches one table of records for the unit; `is_done` is False where a search ended before it was done."""

    def __init__(self, standing: Standing, run: RunOverInput, goal: Goal, table: Table, period: Period) -> None:
        self.standing, self.run, self.goal = standing, run, goal
        self.table, self.period = table, period
        self.numbers = [spec for spec in table.columns.values() if spec.type == "number"]
        self.reached = standing.reached(table.id)
        self.is_done = True
        self.row = len(standing.dataset.tables[table.id].keys)

    def smallest(self) -> Addition | None:
        """The smallest record that reaches the goal, or the best one; None where no record is allowed."""
        best: tuple[tuple[int, Fraction], dict[str, str]] | None = None
        found: tuple[list[int], dict[str, str]] | None = None
        for words in self._words():
            least = self._least(words)
            if least is not None and (found is None or least < found[0]):
                found = (least, words)
            if least is None and found is None:
                best = self._best(words, best)
        if found is not None:
            return Addition(found[1] | self._written(found[0]), True)
        return None if best is None else Addition(best[1], False)

    def dataset(self, written: Mapping[str, str]) -> Dataset | None:
        """The data with the record; None where it is not allowed."""
        findings = Findings()
        key = (self.standing.unit, self.period)
        dataset = with_record(
            self.standing.policy, self.standing.dataset, self.table.id, key, written, NOWHERE, findings
        )
        return None if findings.errors else dataset

    def _words(self) -> Iterator[dict[str, str]]:
        """Every choice of what is no number."""
        choices: list[list[tuple[str, str]]] = []
        for spec in self.table.columns.values():
            if spec.type == "truth":
                choices.append([(spec.id, "no"), (spec.id, "yes")])
            elif spec.type == "choice":
                choices.append([(spec.id, word) for word in spec.choices])
            elif spec.type == "date":
                month = self.period.parts("month")[0]
                choices.append([(spec.id, f"{month.year}-{month.number:02d}-01")])
            elif spec.type != "number":
                choices.append([(spec.id, self._new_text(spec))])
        for words in product(*choices):
            yield dict(words)

    def _new_text(self, spec: ColumnSpec) -> str:
        column = self.standing.dataset.tables[self.table.id].columns[spec.id]
        text = NEW
        while text in column:  # type: ignore[operator]
            text += NEW
        return text

    def _written(self, numbers: Sequence[int]) -> dict[str, str]:
        pairs = zip(self.numbers, numbers, strict=True)
        return {spec.id: exact_digits(Steps.of(spec).value(at)) for spec, at in pairs}

    def _least(self, words: Mapping[str, str]) -> list[int] | None:
        """The least numbers, one after the other, with which the goal is reached; None where there are none."""
        steps = [Steps.of(spec) for spec in self.numbers]
        lowest = [each.low if each.low is not None else 0 for each in steps]
        if not self.numbers:
            return [] if self._reaches(words, []) else None
        found: list[int] = []
        for at in range(len(self.numbers)):
            candidates = []
            for rest in self._representatives(words, [*found, *lowest[at:]], at + 1):
                first = self._first(words, [*found, lowest[at], *rest], at)
                if first is not None:
                    candidates.append(first)
            if not candidates:
                return None
            found.append(min(candidates))
        return found

    def _representatives(self, words: Mapping[str, str], numbers: list[int], at: int) -> Iterator[list[int]]:
        """Values of the numbers from `at` on that speak for all: both ends of each stretch of each."""
        if at >= len(numbers):
            yield []
            return
        for value in self._ends(words, numbers, at):
            for rest in self._representatives(words, [*numbers[:at], value, *numbers[at + 1 :]], at + 1):
                yield [value, *rest]

    def _ends(self, words: Mapping[str, str], numbers: list[int], at: int) -> list[int]:
        """Where stretches of one number begin and end, while the numbers before it are small, and large."""
        steps = Steps.of(self.numbers[at])
        ends: dict[int, None] = {}
        for before in (numbers[:at], [each + 10**6 for each in numbers[:at]]):
            clipped = [self._clipped(spec, each) for spec, each in zip(self.numbers, before, strict=False)]
            for each in self._stretches(words, [*clipped, *numbers[at:]], at, steps):
                ends[each.first] = None
                if each.last is not None:
                    ends[each.last] = None
        return list(ends)

    def _clipped(self, spec: ColumnSpec, at: int) -> int:
        steps = Steps.of(spec)
        return at if steps.high is None else min(at, steps.high)

    def _first(self, words: Mapping[str, str], numbers: list[int], at: int) -> int | None:
        """The least value of one number that reaches the goal, the others being as they are."""
        for each in self._stretches(words, numbers, at, Steps.of(self.numbers[at])):
            if each.reached:
                return each.first
        return None

    def _stretches(self, words: Mapping[str, str], numbers: list[int], at: int, steps: Steps) -> Iterator[Stretch]:
        dataset = self.dataset({**words, **self._written(numbers)})
        if dataset is None:
            return
        run = self.run.on(dataset)
        run.along((self.table.id, self.row, self.numbers[at].id), self.reached)
        start = steps.low if steps.low is not None else 0
        for each in stretches(run, self.goal, steps, start, 1):
            self.is_done = self.is_done and not each.is_end
            yield each

    def _reaches(self, words: Mapping[str, str], numbers: list[int]) -> bool:
        return self.goal.is_reached(self._value(words, numbers))

    def _value(self, words: Mapping[str, str], numbers: list[int]) -> Value:
        dataset = self.dataset({**words, **self._written(numbers)})
        if dataset is None or not self.standing.holds(dataset, self.table.id, self.row):
            return None
        return self.standing.values_with(dataset, self.reached, same_keys=False)[self.goal.definition.id]

    def _best(
        self, words: dict[str, str], best: tuple[tuple[int, Fraction], dict[str, str]] | None
    ) -> tuple[tuple[int, Fraction], dict[str, str]] | None:
        """The better of the best so far and the best record with these words."""
        lowest = [each.low or 0 for each in map(Steps.of, self.numbers)]
        tried = (
            [lowest]
            if not self.numbers
            else [
                [value, *rest]
                for value in self._ends(words, lowest, 0)
                for rest in self._representatives(words, [value, *lowest[1:]], 1)
            ]
        )
        for numbers in tried:
            value = self._value(words, numbers)
            worth = self.goal.worth(value)
            if value is not None and (best is None or worth > best[0]):
                best = (worth, words | self._written(numbers))
        return best
