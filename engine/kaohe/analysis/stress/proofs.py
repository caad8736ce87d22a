"""Claims about rules, tried on data: what was found by ranges alone is shown by a run, or told as it is.

Such a run has other weights or other inputs; what these do not reach is taken from the plain run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product

from kaohe.analysis.gap.gap import written
from kaohe.analysis.gap.standing import UNCALCULABLE, with_value
from kaohe.analysis.named_cells import Cell, NamedCells
from kaohe.analysis.published_values import Inputs
from kaohe.analysis.stress.indicators import CountedTwice, Uncapped, Whole, values_in
from kaohe.analysis.stress.repeats import Options, set_cell
from kaohe.data.tables.dataset import Dataset, Numbers, TableData, Values
from kaohe.data.tables.edits import with_record
from kaohe.data.tables.frames import Frame
from kaohe.diagnostics import Findings
from kaohe.evaluate.columns import Column, Ratios, constant
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import shown_values
from kaohe.language import tree
from kaohe.language.periods import Period, is_finer
from kaohe.lazy import replace
from kaohe.policy.dependency_graph import Identity, needed_by, reached_from
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import ColumnSpec, Definition, Policy, Table, Vertex
from kaohe.results import Value
from kaohe.source_places import NOWHERE
from kaohe.translations import worded
from kaohe.words.periods import period_weights as weights_of_periods
from kaohe.words.periods import weight_lists

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
        table = self.policy.tables[cell.table]
        return with_value(self._dataset, (cell.table, cell.row, cell.column), value, table)

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
        there = self._dataset.periods[table.unit_type]
        if is_finer(period.level, table.period):
            return period.at(table.period)
        own = (each.at(table.period) for each in there if not is_finer(table.period, each.level))
        return max((each for each in own if period.covers(each)), default=None)

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
            told[spec.id] = f"{period.year}-01-01" if spec.type == "date" else worded("（新增{}）", number + 1)
    return told


def _add(table: Table, unit: str, period: Period, values: Mapping[str, Value], number: int) -> Options:
    told = ", ".join(f"{id_}={value}" for id_, value in _written(table, period, values, number).items())
    return ("--add", f"{table.id}.{unit}.{period}: {told}")


Factors = Mapping[Vertex, Fraction]
"""By how much the points of a score, or the figures of a column, are multiplied."""


class Variant(Evaluation):
    """`reached` are the values that are calculated again; `shares` other values for the weights of periods."""

    over_arrays = False

    def __init__(
        self,
        plain: Evaluation,
        reached: frozenset[Identity],
        dataset: Dataset | None = None,
        factors: Factors | None = None,
        shares: Mapping[tree.Node, Fraction] | None = None,
    ) -> None:
        factors = factors or {}
        columns = {vertex: factor for vertex, factor in factors.items() if vertex.kind == "column"}
        super().__init__(plain.policy, _multiplied(dataset or plain.dataset, columns), plain.readings, Findings())
        self.frames = plain.frames
        self._plain, self._reached, self._shares = plain, reached, shares or {}
        self._factors = {vertex.identity: factor for vertex, factor in factors.items() if vertex.kind == "value"}

    def value(self, identity: Identity) -> Column:
        """The value on the frame of its grain."""
        if identity in self._values:
            return self._values[identity]
        column = super().value(identity) if identity in self._reached else self._plain.value(identity)
        if identity in self._factors:
            column = self._values[identity] = _times(column, self._factors[identity])
        return column

    def of(self, node: tree.Node, frame: Frame) -> Column:
        """A node on a frame."""
        share = self._shares.get(node)
        return super().of(node, frame) if share is None else constant(share, len(frame))

    def places(self, whole: Whole) -> dict[str, Fraction]:
        """The places by unit. Raises Refused where there is no value at all."""
        assert whole.rank is not None
        for identity in self.policy.order:  # each after those it rests on, so that a long chain is no deep recursion
            if identity in self._reached:
                self.value(identity)
        return values_in(self, whole.rank, whole.period)


def needed_for(policy: Policy, whole: Whole) -> set[Vertex]:
    """All that the place of a whole rests on, or the whole where it gives none."""
    return needed_by(policy.graph, [(whole.rank or whole.definition).vertex])


def resting_on(policy: Policy, sources: Iterable[Vertex], whole: Whole) -> frozenset[Identity]:
    """The values on the way from these to the place that a whole gives, or to the whole; the sources are not theirs."""
    above: set[Vertex] = set()
    for source in sources:
        above |= reached_from(policy.graph, [source]) - {source}
    return frozenset(one.identity for one in above & needed_for(policy, whole) if one.kind == "value")


def _times(column: Column, factor: Fraction) -> Column:
    """A column of numbers multiplied."""
    if isinstance(column, Numbers):
        above = [None if n is None else n * factor.numerator for n in column.numerators]
        return Numbers(above, column.denominator * factor.denominator)
    assert isinstance(column, Ratios)
    return Ratios([None if value is None else value * factor for value in column.values])


def _multiplied(dataset: Dataset, factors: Factors) -> Dataset:
    tables = dict(dataset.tables)
    for vertex, factor in factors.items():
        column = tables[vertex.owner].columns[vertex.id]
        tables[vertex.owner] = with_columns(tables[vertex.owner], {vertex.id: _times(column, factor)})  # type: ignore[dict-item]
    return replace(dataset, tables=tables) if factors else dataset


def with_columns(data: TableData, columns: Mapping[str, Values]) -> TableData:
    """The table with other columns."""
    return replace(data, columns={**data.columns, **columns})


def period_weights(run: Evaluation, whole: Whole) -> dict[Vertex, list[list[tuple[tree.Node, Fraction]]]]:
    """Of each value on the way to a whole that puts periods together: its lists of weights, each with what it is."""
    ranges = Ranges(run.policy, readings=run.readings)
    below = needed_by(run.policy.graph, [whole.definition.vertex])
    found: dict[Vertex, list[list[tuple[tree.Node, Fraction]]]] = {}
    for definition in run.policy.definitions.values():
        for node in tree.walk(definition.rule, run.readings) if definition.vertex in below else ():
            for weights in weight_lists(weights_of_periods(node)):
                known = [(weight, ranges.of(weight)) for weight in weights]
                if all(each.low is not None and each.low == each.high for _, each in known):
                    fixed = [(weight, each.low) for weight, each in known if each.low is not None]
                    found.setdefault(definition.vertex, []).append(fixed)
    return found
