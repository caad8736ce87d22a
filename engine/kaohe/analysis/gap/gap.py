"""What it would take (差在哪里): worth of each input now, moves that reach the goal, and what lies out of reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe.analysis.gap.model import AddedRecord, Gap, Gaps, Move, OutOfReach, Searched, Threshold, Thresholds, Worth
from kaohe.analysis.gap.record_search import RecordSearch
from kaohe.analysis.gap.run_over_input import RunOverInput
from kaohe.analysis.gap.search import MOST_RUNS, Runs, Steps, search
from kaohe.analysis.gap.standing import (
    UNCALCULABLE,
    Goal,
    NoSuchGoal,
    NoSuchNumber,
    Standing,
    goal_of,
    inputs_of,
    next_place,
    with_value,
)
from kaohe.analysis.gap.thresholds import breakpoint_beyond, indicators, losses
from kaohe.analysis.named_cells import Cell, NamedCells, Units
from kaohe.analysis.published_values import Inputs, Reader, rank_of
from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.diagnostics import Findings, NotThere, Refused
from kaohe.evaluate.run import score
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period, PeriodLevel, is_finer
from kaohe.lazy import replace
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import ColumnSpec, Definition, Policy
from kaohe.progress import tracked
from kaohe.results import Results, Value
from kaohe.translations import in_its_language


class GapSearch:
    """Gaps of units of one run: what all have in common is made once."""

    def __init__(self, policy: Policy, readings: Mapping[str, str], inputs: Inputs) -> None:
        self.policy, self.readings, self.inputs = policy, readings, inputs
        self.cells = NamedCells(policy, inputs)
        self._numbers = {id_: self.cells.record_numbers(id_) for id_ in self.cells.tables}
        self._along: RunOverInput | None = None
        self._ranges = Ranges(policy, decided=False, readings=readings)

    def of(self, standing: Standing, goal: Goal | None, asked: bool, in_full: bool) -> Gap:
        """The gap of one unit; with `asked` to this goal, else to the next better place; `in_full` with thresholds."""
        now = standing.values()
        goal = goal if asked else next_place(standing)
        if self._along is None:
            self._along = RunOverInput(standing)
        run = self._along
        run.standing = standing
        cells = inputs_of(standing, standing.dataset.tables)
        worth = tuple(self._worth(standing, at, now) for at in cells if self._spec(at).type != "choice")
        found = indicators(standing)
        lost = tuple(losses(standing, found, self._ranges))
        near = tuple(self._thresholds(standing, run, found, cells, now)) if in_full else ()
        if goal is None or goal.is_reached(now.get(goal.definition.id)):
            return Gap(standing, now, worth, goal, (), (), lost, near)
        moves: list[Move | AddedRecord] = []
        out: list[OutOfReach] = []
        runs = Runs(MOST_RUNS, 2 * len(cells))
        tried: list[Move | AddedRecord | OutOfReach] = [
            self._by_input(standing, run, goal, at, now, runs) for at in cells
        ]
        for each in (*tried, *self._by_records(standing, run, goal, now)):
            if isinstance(each, OutOfReach):
                out.append(each)
            else:
                moves.append(each)
        return Gap(standing, now, worth, goal, tuple(moves), tuple(out), lost, near)

    def _spec(self, at: tuple[str, int, str]) -> ColumnSpec:
        return self.policy.tables[at[0]].columns[at[2]]

    def _cell(self, at: tuple[str, int, str]) -> Cell:
        return self.cells.made(self.policy.tables[at[0]], at[1], self._numbers[at[0]][at[1]], at[2])

    # One input

    def _worth(self, standing: Standing, at: tuple[str, int, str], now: Mapping[str, Value]) -> Worth:
        cell, spec = self._cell(at), self._spec(at)
        value = self.cells.value(cell)
        more: Value = None
        if isinstance(value, bool):
            more = not value
        elif isinstance(value, Fraction):
            more = value + 1
            if spec.maximum is not None and more * spec.measure.scale > spec.maximum:
                more = None
        values = None if more is None else self._with(standing, at, more)
        if values is None:
            return Worth(cell, value, None, {})
        return Worth(cell, value, more, dict(_changes(now, values)))

    def _thresholds(
        self,
        standing: Standing,
        run: RunOverInput,
        found: Sequence[Definition],
        cells: Sequence[tuple[str, int, str]],
        now: Mapping[str, Value],
    ) -> Iterator[Thresholds]:
        """The nearest thresholds of each number, with what scoring says of them."""
        for at in cells:
            cell, spec = self._cell(at), self._spec(at)
            value = self.cells.value(cell)
            if spec.type != "number" or not isinstance(value, Fraction):
                continue
            steps, reached = Steps.of(spec), standing.reached(at[0], at[2])
            resting = [one for one in found if (one.owner, one.id) in reached]
            run.along(at, reached)
            near: list[Threshold | None] = []
            for direction in (-1, 1):
                border = breakpoint_beyond(run, resting, steps, value * spec.measure.scale, direction)
                values = None if border is None else self._with(standing, at, steps.value(border.at))
                if border is None or values is None:
                    near.append(None)
                else:
                    changes = dict(_changes(now, values))
                    near.append(Threshold(steps.value(border.at), border.indicators, changes, border.is_flat))
            yield Thresholds(cell, value, near[0], near[1])

    def _with(self, standing: Standing, at: tuple[str, int, str], value: Value) -> dict[str, Value] | None:
        """The published values with another value of an input; None where that is not allowed."""
        dataset = with_value(standing.dataset, at, value, self.policy.tables[at[0]])
        try:
            if not standing.holds(dataset, at[0], at[1]):
                return None
            if self._is_group(at):
                return self._regrouped(standing, dataset)
            return standing.values_with(dataset, standing.reached(at[0], at[2]))
        except UNCALCULABLE:
            return None

    def _is_group(self, at: tuple[str, int, str]) -> bool:
        """Whether a column says in which group a unit is."""
        return any(each.source_table == at[0] and each.group_column == at[2] for each in self.policy.units.values())

    def _regrouped(self, standing: Standing, dataset: Dataset) -> dict[str, Value]:
        groups = dict(dataset.groups[standing.unit_type])
        groups[standing.unit] = str(self._group_in(standing, dataset))
        changed = replace(dataset, groups=dataset.groups | {standing.unit_type: groups})
        everything = {one.identity for one in standing.policy.graph if one.kind == "value"}
        return standing.values_with(changed, everything, same_keys=False)

    def _group_in(self, standing: Standing, dataset: Dataset) -> object:
        unit_type = self.policy.units[standing.unit_type]
        table = dataset.tables[unit_type.source_table or ""]
        rows = [row for row, key in enumerate(table.keys) if key[0] == standing.unit]
        column = table.columns[unit_type.group_column or ""]
        assert not isinstance(column, Numbers)
        if len({column[row] for row in rows}) > 1:
            raise Refused([])  # a unit is in one group in all its periods
        return column[rows[0]]

    def _by_input(
        self,
        standing: Standing,
        run: RunOverInput,
        goal: Goal,
        at: tuple[str, int, str],
        now: Mapping[str, Value],
        runs: Runs,
    ) -> Move | OutOfReach:
        cell, spec = self._cell(at), self._spec(at)
        value = self.cells.value(cell)
        if spec.type != "number":
            return self._by_word(standing, goal, at, value, now)
        steps = Steps.of(spec)
        run.along(at, standing.reached(at[0], at[2]))
        base = value * spec.measure.scale if isinstance(value, Fraction) else None
        found = search(run, goal, steps, base, runs)
        searched = None
        if any(end is not None for end in found.ends):
            searched = Searched(*(None if end is None else steps.value(end) for end in found.ends))
        if found.move is not None:
            new = steps.value(found.move)
            values = self._with(standing, at, new)
            if values is not None and goal.is_reached(values.get(goal.definition.id)):
                return Move(cell, value, new, values, searched)
        best: Mapping[str, Value] = now
        if found.tends:
            best = self._tending(standing, run, steps, found.best or 0, found.tends)
        elif found.best is not None:
            best = self._with(standing, at, steps.value(found.best)) or now
        if goal.worth(best.get(goal.definition.id)) < goal.worth(now.get(goal.definition.id)):
            best = now
        return OutOfReach(at[0], cell.period, cell, best, searched)

    def _tending(
        self, standing: Standing, run: RunOverInput, steps: Steps, first: int, direction: int
    ) -> dict[str, Value]:
        """What all published values come to as the input grows or falls without end."""
        run.begin(first * steps.scale)
        found: dict[str, Value] = {}
        for one in standing.published():
            value = run.published(one)
            limit = getattr(value, "limit", None)
            found[one.id] = limit(direction) if limit is not None else value
        return found

    def _by_word(
        self, standing: Standing, goal: Goal, at: tuple[str, int, str], value: Value, now: Mapping[str, Value]
    ) -> Move | OutOfReach:
        """Yes/no and choices: each other word."""
        cell, spec = self._cell(at), self._spec(at)
        words: list[Value] = [True, False] if spec.type == "truth" else [*spec.choices]
        best = now
        for word in words:
            values = self._with(standing, at, word) if word != value else None
            if values is None:
                continue
            if goal.is_reached(values.get(goal.definition.id)):
                return Move(cell, value, word, values)
            if goal.worth(values.get(goal.definition.id)) > goal.worth(best.get(goal.definition.id)):
                best = values
        return OutOfReach(at[0], cell.period, cell, best)

    # A record more

    def _by_records(
        self, standing: Standing, run: RunOverInput, goal: Goal, now: Mapping[str, Value]
    ) -> Iterator[AddedRecord | OutOfReach]:
        for id_ in standing.dataset.tables:
            table = self.policy.tables[id_]
            is_own = table.unit_type == standing.unit_type and id_ not in self.policy.adjustments
            if not is_own or not table.records or table.further_keys:
                continue
            period = self._last_within(standing, table.period)
            if period is None:
                continue
            searching = RecordSearch(standing, run, goal, table, period)
            found = searching.smallest()
            dataset = None if found is None else searching.dataset(found.written)
            searched = None if searching.is_done else Searched()
            if found is None or dataset is None:
                yield OutOfReach(id_, period, None, now, searched)
                continue
            reaches = standing.values_with(dataset, searching.reached, same_keys=False)
            if found.reaches:
                yield AddedRecord(id_, period, self._shown(dataset, id_, searching.row), reaches, searched)
                continue
            is_better = goal.worth(reaches.get(goal.definition.id)) > goal.worth(now.get(goal.definition.id))
            yield OutOfReach(id_, period, None, reaches if is_better else now, searched)

    def _last_within(self, standing: Standing, level: PeriodLevel) -> Period | None:
        """The last period of the data of this level that the standing's period covers."""
        there = standing.dataset.periods[standing.unit_type]
        periods = (each.at(level) for each in there if not is_finer(level, each.level))
        return max((each for each in periods if standing.period.covers(each)), default=None)

    def _shown(self, dataset: Dataset, table: str, row: int) -> dict[str, Value]:
        cells = NamedCells(self.policy, Inputs(dataset, None))
        columns = self.policy.tables[table].columns.values()
        plain: Sequence[ColumnSpec] = [spec for spec in columns if spec.type in ("number", "truth", "choice")]
        return {spec.id: cells.value(Cell(table, "", Period(0), row, None, (), spec.id)) for spec in plain}


def _changes(now: Mapping[str, Value], then: Mapping[str, Value]) -> Iterator[tuple[str, Value]]:
    for id_, new in then.items():
        old = now.get(id_)
        if new == old and type(new) is type(old):
            continue
        yield id_, new - old if isinstance(new, Fraction) and isinstance(old, Fraction) else new


def written(value: Value) -> str:
    """A value as an option takes it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return exact_digits(value) if isinstance(value, Fraction) else str(value)


@in_its_language
def gaps(
    policy: Policy,
    read: Reader,
    unit: str | None = None,
    period: Period | None = None,
    to: str | None = None,
    readings: Mapping[str, str] | None = None,
) -> Gaps:
    """The gap of one unit, or of every unit that has the goal's value, in a period or the last one that has it.

    `to` is ID=VALUE, else the next better place. Raises Refused; NotThere for a unit or period that there is not;
    NoSuchGoal.
    """
    inputs = read(policy)
    if inputs.scores is None:
        raise NoSuchGoal(to or "", ())
    results, run = score(policy, inputs.scores, readings or {}, Findings())
    known = Units(run, {definition.unit_type for definition in policy.scores})
    chosen = results.record.readings
    asked = [known.named(unit)] if unit is not None else known.all()
    goals = {} if to is None else _goals(policy, chosen, dict.fromkeys(unit_type for unit_type, _ in asked), to)
    there = sorted({each.period for each in results.results}, key=lambda each: each.calendar_order)
    if unit is None and period is not None and period not in there:
        raise NotThere("C114", period=period, known=tuple(there))
    searching = GapSearch(policy, chosen, inputs)
    found = []
    for unit_type, name in tracked("gap", asked, lambda each: each[1]):
        goal = goals.get(unit_type)
        if to is not None and goal is None:
            continue
        when = _period_of(policy, results, chosen, unit_type, name, goal, period, only=unit is not None)
        if when is not None:
            standing = Standing(policy, chosen, inputs.scores, run, unit_type, name, when)
            found.append(searching.of(standing, goal, to is not None, unit is not None))
    return Gaps(policy, tuple(found), unit is not None, (*inputs.warnings, *results.warnings), inputs.replaced)


def _goals(policy: Policy, readings: Mapping[str, str], unit_types: Iterable[str], to: str) -> dict[str, Goal]:
    """The goal of each unit type that has the value. Raises NoSuchGoal where none has it."""
    found: dict[str, Goal] = {}
    none: list[NoSuchGoal] = []
    for unit_type in unit_types:
        try:
            found[unit_type] = goal_of(policy, readings, unit_type, to)
        except NoSuchGoal as error:
            none.append(error)
    if not found and none:
        said = [error for error in none if isinstance(error, NoSuchNumber)]
        known = tuple(dict.fromkeys(name for error in none for name in error.known))
        raise said[0] if said else NoSuchGoal(none[0].written, known)
    return found


def _period_of(
    policy: Policy,
    results: Results,
    readings: Mapping[str, str],
    unit_type: str,
    unit: str,
    goal: Goal | None,
    period: Period | None,
    only: bool,
) -> Period | None:
    """The period asked for, else the last in which the unit has the value that the goal is about."""
    own = [each for each in results.results if (each.unit_type, each.unit) == (unit_type, unit)]
    if goal is not None:
        ids = {goal.definition.id}
    else:
        own_scores = [one for one in policy.scores if one.unit_type == unit_type]
        ids = {one.id for one in own_scores if rank_of(policy, one.rule, readings) is not None}
    having = [each.period for each in own if any(each.values.get(id_) is not None for id_ in ids)]
    if period is None:
        return max(having, key=lambda each: each.calendar_order, default=own[-1].period if own and only else None)
    if only and period not in [each.period for each in own]:
        raise NotThere("C173", unit=unit, period=period, known=tuple(each.period for each in own))
    return period if period in having or only else None
