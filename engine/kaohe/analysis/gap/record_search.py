"""The smallest added record that reaches a goal: texts that no other has, and the least numbers in columns' order.

Of several numbers each is tried at the ends of its stretches, with each of the others. Where these are too many the
search goes on from a record that is better and better in one number after the other, and says that it is not done.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product

from kaohe.analysis.gap.run_over_input import RunOverInput
from kaohe.analysis.gap.search import Runs, Steps, Stretch, stretches
from kaohe.analysis.gap.standing import Goal, Standing, with_value
from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.edits import with_record
from kaohe.diagnostics import Findings
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.model import ColumnSpec, Table
from kaohe.results import Value
from kaohe.source_places import NOWHERE

NEW = "（新增）"
"""A text that no record of the data has; more of the sign is added as long as one does."""

MOST_RUNS = 1_000
"""So many calculations may the records of one table take, and a third of it what is tried where these are too few."""
MOST_ENDS = 100
"""So many ends of stretches of a number speak for all its values, if others are tried with each."""
_ROUNDS = 3
_LARGE = 10**6


@dataclass(frozen=True, slots=True)
class Addition:
    """Written values of a record by column id, and whether the goal is reached with it; else it is the best found."""

    written: Mapping[str, str]
    reaches: bool


_Best = tuple[tuple[int, Fraction], dict[str, str]]


class RecordSearch:
    """Searches one table of records for the unit; `is_done` is False where a search ended before it was done."""

    def __init__(self, standing: Standing, run: RunOverInput, goal: Goal, table: Table, period: Period) -> None:
        self.standing, self.run, self.goal = standing, run, goal
        self.table, self.period = table, period
        self.numbers = [spec for spec in table.columns.values() if spec.type == "number"]
        self.reached = standing.reached(table.id)
        self.is_done = True
        self._many: set[int] = set()
        self._runs = Runs(MOST_RUNS, 0)
        self._datasets: dict[tuple[tuple[str, str], ...], Dataset | None] = {}
        self.row = len(standing.dataset.tables[table.id].keys)

    def smallest(self) -> Addition | None:
        """The smallest record that reaches the goal, or the best one; None where no record is allowed."""
        best: _Best | None = None
        found: tuple[list[int], dict[str, str]] | None = None
        for words in self._words():
            least = self._least(words)
            if least is not None and (found is None or least < found[0]):
                found = (least, words)
            if least is None and found is None:
                best = self._best(words, best)
            if self._runs.are_spent:
                self.is_done = False
                break
        if not self.is_done and found is None and self.numbers:
            self._runs = Runs(MOST_RUNS // 3, 0)
            found, best = self._climbed(best)
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

    def _with(self, words: Mapping[str, str], numbers: Sequence[int]) -> Dataset | None:
        """The same of words and numbers, which are written into the record of the words and the least numbers."""
        known = tuple(words.items())
        if known not in self._datasets:
            least = [each.low or 0 for each in map(Steps.of, self.numbers)]
            self._datasets[known] = self.dataset({**words, **self._written(least)})
        dataset = self._datasets[known]
        for spec, number in zip(self.numbers, numbers, strict=True):
            if dataset is not None:
                at = (self.table.id, self.row, spec.id)
                dataset = with_value(dataset, at, Steps.of(spec).value(number), self.table)
        return dataset

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
        reaching: list[int] | None = None
        for at in range(len(self.numbers)):
            candidates = []
            for rest in self._representatives(words, [*found, *lowest[at:]], at + 1):
                first = self._first(words, [*found, lowest[at], *rest], at)
                if first is not None:
                    candidates.append([*found, first, *rest])
            if not candidates:
                return reaching if self._runs.are_spent else None
            reaching = min(candidates, key=lambda each: each[at])
            found.append(reaching[at])
        return found

    def _representatives(self, words: Mapping[str, str], numbers: list[int], at: int) -> Iterator[list[int]]:
        """Values of the numbers from `at` on that speak for all: both ends of each stretch of each."""
        if at >= len(numbers):
            yield []
            return
        for value in self._ends(words, numbers, at):
            for rest in self._representatives(words, [*numbers[:at], value, *numbers[at + 1 :]], at + 1):
                yield [value, *rest]
                if self._runs.are_spent:
                    return

    def _ends(self, words: Mapping[str, str], numbers: list[int], at: int) -> list[int]:
        """Where stretches of one number begin and end, while the numbers before it are small, and large.

        Where nothing is allowed so, as no quotient by nought is, while those behind it are large too.
        """
        for behind in (numbers[at + 1 :], self._large(numbers, at + 1)[at + 1 :]):
            ends: dict[int, None] = {}
            for before in (numbers[:at], self._large(numbers, 0)[:at]):
                ends |= dict.fromkeys(self._ends_of(words, [*before, numbers[at], *behind], at))
            if ends:
                return list(ends)
        return []

    def _ends_of(self, words: Mapping[str, str], numbers: list[int], at: int) -> Iterator[int]:
        """Where stretches of one number begin and end; of too many those that are told apart looking ahead."""
        found: list[Stretch] = []
        is_rough = len(numbers) == 1 or at in self._many  # one number alone is followed to its best
        if not is_rough:
            found = [*islice(self._stretches(words, numbers, at, looks_ahead=False), MOST_ENDS + 1)]
            if len(found) > MOST_ENDS:
                self._many.add(at)
                self.is_done, is_rough = False, True
        for each in self._stretches(words, numbers, at) if is_rough else found:
            yield each.first
            if each.last is not None:
                yield each.last

    def _large(self, numbers: list[int], first: int) -> list[int]:
        """The numbers, those from `first` on large ones, as far as is allowed."""
        return [
            each if at < first else self._clipped(spec, each + _LARGE)
            for at, (spec, each) in enumerate(zip(self.numbers, numbers, strict=True))
        ]

    def _clipped(self, spec: ColumnSpec, at: int) -> int:
        steps = Steps.of(spec)
        return at if steps.high is None else min(at, steps.high)

    def _first(self, words: Mapping[str, str], numbers: list[int], at: int) -> int | None:
        """The least value of one number that reaches the goal, the others being as they are."""
        return next((each.first for each in self._stretches(words, numbers, at) if each.reached), None)

    def _stretches(
        self, words: Mapping[str, str], numbers: list[int], at: int, looks_ahead: bool = True
    ) -> Iterator[Stretch]:
        dataset = self._with(words, numbers)
        if dataset is None:
            return
        run = self.run.on(dataset)
        run.along((self.table.id, self.row, self.numbers[at].id), self.reached)
        steps = Steps.of(self.numbers[at])
        for each in stretches(run, self.goal, steps, steps.low or 0, 1, self._runs, looks_ahead):
            self.is_done = self.is_done and not each.is_end
            yield each

    def _reaches(self, words: Mapping[str, str], numbers: list[int]) -> bool:
        return self.goal.is_reached(self._value(words, numbers))

    def _value(self, words: Mapping[str, str], numbers: list[int]) -> Value:
        dataset = self._with(words, numbers)
        if dataset is None or not self.standing.holds(dataset, self.table.id, self.row):
            return None
        return self.standing.values_with(dataset, self.reached, same_keys=False)[self.goal.definition.id]

    def _best(self, words: dict[str, str], best: _Best | None) -> _Best | None:
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
            if not self._runs.take():
                break
        return best

    def _climbed(self, best: _Best | None) -> tuple[tuple[list[int], dict[str, str]] | None, _Best | None]:
        """A record that reaches the goal, each number as small as the others let it be; else the best come to."""
        for words in self._words():
            numbers = [each.low or 0 for each in map(Steps.of, self.numbers)]
            for at in [*range(len(numbers))] * _ROUNDS:
                numbers[at], worth, reaches = self._highest(words, numbers, at)
                if reaches:
                    for which in range(len(numbers)):
                        least = self._first(words, numbers, which)
                        numbers[which] = numbers[which] if least is None else least
                    return (numbers, words), best
                if worth[0] and (best is None or worth > best[0]):
                    best = (worth, words | self._written(numbers))
                if self._runs.are_spent:
                    return None, best
        return None, best

    def _highest(self, words: dict[str, str], numbers: list[int], at: int) -> tuple[int, tuple[int, Fraction], bool]:
        """One number where the goal is best, what that is worth, and whether it is reached; large where that is so on.

        Where nothing is allowed, a large one: others may be too large for it.
        """
        found = (self._clipped(self.numbers[at], numbers[at] + _LARGE), (0, Fraction(0)), False)
        for each in self._stretches(words, numbers, at):
            if each.reached:
                return each.first, self.goal.worth(each.goal), True
            large = each.first + _LARGE if each.last is None else each.last
            for step, value in ((each.first, each.goal), (large, each.at_last)):
                if self.goal.worth(value) > found[1]:
                    found = (step, self.goal.worth(value), False)
        return found
