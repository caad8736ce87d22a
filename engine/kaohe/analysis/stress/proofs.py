"""Claims about rules, tried on data: what was found by ranges alone is shown by a run, or told as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product

from kaohe.analysis.gap.gap import with_value, written
from kaohe.analysis.gap.standing import UNCALCULABLE
from kaohe.analysis.named_cells import Cell, NamedCells
from kaohe.analysis.outcome import Inputs
from kaohe.analysis.stress.repeats import Options, set_cell
from kaohe.analysis.stress.rules import CountedTwice, Uncapped
from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.edits import with_record
from kaohe.diagnostics import Findings
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.scores import shown_values
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.places import NOWHERE
from kaohe.policy.dependency_graph import needed_by
from kaohe.policy.model import ColumnSpec, Definition, Policy, Table, Vertex
from kaohe.results import Value

_MOST_RECORDS = 200
"""So many records are tried, which differ in what they say, to find the one that counts most."""

_MOST_TIMES = 64
"""So many times the fewest items are tried, where these alone do not outweigh the rest."""


class Proofs:
    """Tries claims on one set of data."""

    def __init__(self, policy: Policy, inputs: Inputs, readings: Mapping[str, str], run: Evaluation) -> None:
        self.policy, self.readings, self.run = policy, readings, run
        self.cells = NamedCells(policy, inputs)
        self._dataset = run.dataset

    def of_uncapped(self, claim: Uncapped, where: tuple[str, Period] | None) -> Uncapped:
        """The claim with the items that did it for a unit, and the run; as it is where none did."""
        if where is None:
            return claim
        unit, period = where
        return (self._by_records if claim.column is None else self._by_figure)(claim, unit, period)

    def _by_figure(self, claim: Uncapped, unit: str, period: Period) -> Uncapped:
        assert claim.column is not None
        for cell in self._cells(claim.table, claim.column, unit, period):
            items = claim.items
            while items <= claim.items * _MOST_TIMES:
                found = self._score(self._set(cell, Fraction(items)), claim.score, unit, period)
                if found is not None and found > claim.rest:
                    return replace(claim, items=items, unit=unit, runs=(set_cell(cell, Fraction(items)),))
                items *= 2
        return claim

    def _by_records(self, claim: Uncapped, unit: str, period: Period) -> Uncapped:
        table = self.policy.tables[claim.table]
        when = self._last_within(table, period)
        now = self._score(self._dataset, claim.score, unit, period)
        if when is None or now is None:
            return claim
        best, most = None, Fraction(0)
        for values in self._records(table):
            dataset = self._added(table, unit, when, values, 1)
            worth = None if dataset is None else self._score(dataset, claim.score, unit, period)
            if worth is not None and worth - now > most:
                best, most = values, worth - now
        if best is None:
            return claim
        items = max((claim.rest - now) // most + 1, 1)
        dataset = self._added(table, unit, when, best, items)
        found = None if dataset is None else self._score(dataset, claim.score, unit, period)
        if found is None or found <= claim.rest:
            return claim
        run = tuple(word for number in range(items) for word in _add(table, unit, when, best, number))
        return replace(claim, items=items, unit=unit, runs=(run,))

    def of_twice(self, claim: CountedTwice, units: Sequence[tuple[str, Period]]) -> CountedTwice:
        """The claim with a single change that moves several of the scores; as it is where none was found."""
        for unit, period in units:
            before = [self._score(self._dataset, each, unit, period) for each in claim.scores]
            for options, dataset in self._single_changes(claim, unit, period):
                after = [self._score(dataset, each, unit, period) for each in claim.scores]
                if sum(a != b for a, b in zip(before, after, strict=True)) > 1:
                    return replace(claim, unit=unit, runs=(options,))
        return claim

    def _single_changes(self, claim: CountedTwice, unit: str, period: Period) -> Iterator[tuple[Options, Dataset]]:
        for vertex in claim.inputs:
            spec = self.policy.tables[vertex.owner].columns[vertex.id]
            for cell in self._cells(vertex.owner, vertex.id, unit, period):
                for value in self._values(spec, self.cells.value(cell)):
                    yield set_cell(cell, value), self._set(cell, value)
        table = self.policy.tables[claim.inputs[0].owner]
        when = self._last_within(table, period) if table.records else None
        for values in self._records(table) if when is not None else ():
            assert when is not None
            dataset = self._added(table, unit, when, values, 1)
            if dataset is not None:
                yield _add(table, unit, when, values, 0), dataset

    # Cells and records

    def _cells(self, table: str, column: str, unit: str, period: Period) -> Iterator[Cell]:
        numbers = self.cells.record_numbers(table) if table in self.cells.tables else []
        for row, number in enumerate(numbers):
            key = self.cells.tables[table].keys[row]
            if key[0] == unit and isinstance(key[1], Period) and period.covers(key[1]):
                yield self.cells.made(self.policy.tables[table], row, number, column)

    def _set(self, cell: Cell, value: Value) -> Dataset:
        spec = self.policy.tables[cell.table].columns[cell.column]
        return with_value(self._dataset, (cell.table, cell.row, cell.column), value, spec)

    def _values(self, spec: ColumnSpec, now: Value) -> Iterator[Value]:
        """What a cell may be instead: the other answer, other choices, one more or less, the borders of rules."""
        found: list[Value] = []
        if spec.type == "truth":
            found = [not now]
        elif spec.type == "choice":
            found = [*spec.choices]
        else:
            own = [now + 1, now - 1] if isinstance(now, Fraction) else []
            found = [*own, *self._borders(spec)]
        yield from (value for value in found if value != now and _is_allowed(spec, value))

    def _borders(self, spec: ColumnSpec) -> list[Fraction]:
        """The numbers of the rules that are measured as the column is, highest first."""
        found = set()
        for definition in self.policy.definitions.values():
            for node in tree.walk(definition.rule):
                if isinstance(node, tree.Number) and node.measure.dimension == spec.measure.dimension:
                    found.add(node.value / spec.measure.scale)
        return sorted(found, reverse=True)

    def _records(self, table: Table) -> list[dict[str, Value]]:
        """Records that differ in what they say, without their texts: those whose figures are highest first."""
        columns = [spec for spec in table.columns.values() if spec.type in ("number", "truth", "choice")]
        choices: list[Sequence[Value]] = []
        for spec in columns:
            if spec.type == "number":
                figures = [spec.maximum / spec.measure.scale] if spec.maximum is not None else self._borders(spec)[:1]
                allowed = [figure for figure in (*figures, Fraction(1)) if _is_allowed(spec, figure)]
                choices.append([*dict.fromkeys(allowed)][:1])
            else:
                choices.append([True, False] if spec.type == "truth" else [*spec.choices])
        ids = [spec.id for spec in columns]
        return [dict(zip(ids, each, strict=True)) for each in islice(product(*choices), _MOST_RECORDS)]

    def _last_within(self, table: Table, period: Period) -> Period | None:
        if table.period == "year":
            return Period(period.year)
        return max((each for each in self._dataset.periods[table.unit_type] if period.covers(each)), default=None)

    def _added(
        self, table: Table, unit: str, period: Period, values: Mapping[str, Value], times: int
    ) -> Dataset | None:
        dataset, findings = self._dataset, Findings()
        if table.id not in dataset.tables:
            return None
        for number in range(times):
            told = _written(table, period, values, number)
            dataset = with_record(self.policy, dataset, table.id, (unit, period), told, NOWHERE, findings)
        return None if findings.errors else dataset

    def _score(self, dataset: Dataset, definition: Definition, unit: str, period: Period) -> Fraction | None:
        run = Evaluation(self.policy, dataset, self.readings, Findings())
        needed = needed_by(self.policy.graph, [definition.vertex])
        try:
            for identity in self.policy.order:
                if Vertex("value", *identity) in needed:
                    run.value(identity)
            shown = shown_values(run, definition)
        except UNCALCULABLE:
            return None
        frame = run.frames.of(self.policy.value_types[definition.owner, definition.id].grain)
        row = frame.positions.get((unit, period, None))
        value = None if row is None else shown[row]
        return value if isinstance(value, Fraction) else None


def _is_allowed(spec: ColumnSpec, value: Value) -> bool:
    if not isinstance(value, Fraction):
        return True
    base = value * spec.measure.scale
    above = spec.minimum is None or base >= spec.minimum
    return above and (spec.maximum is None or base <= spec.maximum) and (not spec.whole or value.denominator == 1)


def _written(table: Table, period: Period, values: Mapping[str, Value], number: int) -> dict[str, str]:
    """The record as cells write it; its texts are new ones, which no other record has."""
    told = {}
    for spec in table.columns.values():
        if spec.id in values:
            told[spec.id] = written(values[spec.id])
        else:
            told[spec.id] = f"{period.year}-01-01" if spec.type == "date" else f"（新增{number + 1}）"
    return told


def _add(table: Table, unit: str, period: Period, values: Mapping[str, Value], number: int) -> Options:
    told = ", ".join(f"{id_}={value}" for id_, value in _written(table, period, values, number).items())
    return ("--add", f"{table.id}.{unit}.{period}: {told}")
