"""The smallest record that reaches a goal: texts that no other record has, the least numbers in order of columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from kaohe.analysis.gap.along_run import AlongRun
from kaohe.analysis.gap.search import Steps, Stretch, stretches
from kaohe.analysis.gap.standing import Goal, Standing
from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.edits import with_record
from kaohe.diagnostics import Findings
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period
from kaohe.places import NOWHERE
from kaohe.policy.model import ColumnSpec, Table
from kaohe.results import Value

NEW = "（新增）"
"""A text that no record of the data has; more of the sign is added as long as one does."""


@dataclass(frozen=True, slots=True)
class Addition:
    """Written values of a record by column id, and whether the goal is reached with it; else it is the best found."""

    written: Mapping[str, str]
    reaches: bool


class RecordSearch:
    """Searches one table of records for the unit; `is_done` is False where a search ended before it was done."""

    def __init__(self, standing: Standing, run: AlongRun, goal: Goal, table: Table, period: Period) -> None:
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
                month = max(1, self.period.quarter * 3 - 2)
                choices.append([(spec.id, f"{self.period.year}-{month:02d}-01")])
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
