"""The data of a policy as they were understood, and who fills them in.

Which sheet is which table, which column which input, who and when is there and missing; which offices fill in each
input, what it is for, and what these offices still have to send.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kaohe.analysis.scores_and_targets import Side, needed
from kaohe.data.raw import TableCells
from kaohe.data.read_data import STRICT, DataRead, ReadOptions, read_all
from kaohe.data.replaced_files import Replacement
from kaohe.data.tables.dataset import TableData
from kaohe.diagnostics import Diagnostic, Findings, Refused
from kaohe.evaluate.run import assess, score
from kaohe.language.periods import Period, years_before
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import ColumnSpec, Definition, Policy, Table, Target, Vertex
from kaohe.results import MissingInput


@dataclass(frozen=True, slots=True)
class TableOverview:
    """One table that the side needs: its sheets, and what of its key is there.

    `missing` are the units without a row in a period that the table has to speak of; a record table has none, and
    `without` the units that have no record at all.
    """

    table: Table
    parts: Sequence[TableCells]
    rows: int
    units: list[str]
    periods: list[Period]
    missing: list[tuple[Period, list[str]]]
    without: list[str]


@dataclass(frozen=True, slots=True)
class DataOverview:
    """All tables of a side, the files and sheets that were not read, everything found, and what is still to come."""

    policy: Policy
    side: Side
    tables: list[TableOverview]
    unread: list[str]
    findings: list[Diagnostic]
    missing: tuple[MissingInput, ...] = ()
    replaced: tuple[Replacement, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether the side can be calculated from the data."""
        return not any(finding.is_error for finding in self.findings)


def overview(policy: Policy, path: Path, side: Side, options: ReadOptions = STRICT) -> DataOverview:
    """Reads the data for a side and, where nothing stands against it, tries the calculation."""
    findings = Findings()
    read = read_all(policy, path, needed(policy, side), findings, options)
    found = findings.all
    missing: tuple[MissingInput, ...] = ()
    if not findings.errors:
        try:
            if side == "scores":
                missing = score(policy, read.dataset, {}, findings)[0].missing
            else:
                missing = assess(policy, read.dataset, {}, findings)[0].missing
        except Refused as refused:
            found = refused.diagnostics
    tables = [_table(policy, table, read) for table in policy.tables.values() if table.id in read.tables]
    return DataOverview(policy, side, tables, read.unread, list(found), missing, read.dataset.replaced)


def _table(policy: Policy, table: Table, read: DataRead) -> TableOverview:
    dataset = read.dataset
    data = dataset.tables.get(table.id)
    pairs = _pairs(data)
    known = dataset.units[table.unit_type]
    units = [unit for unit in known if any(unit == each for each, _ in pairs)]
    periods = sorted({period for _, period in pairs})
    missing: list[tuple[Period, list[str]]] = []
    if not table.is_finer and not table.optional and policy.units[table.unit_type].source_table is None:
        expected = [period for period in dataset.periods[table.unit_type] if period.level == table.period] or periods
        before = [each for first in expected[:1] for each in years_before(first, table.earlier)]
        for period in sorted({*before, *expected, *periods}):
            absent = [unit for unit in known if (unit, period) not in pairs]
            if absent:
                missing.append((period, absent))
    without = [unit for unit in known if unit not in units] if table.is_finer else []
    parts = read.parts.get(table.id, [])
    return TableOverview(table, parts, len(data.keys) if data else 0, units, periods, missing, without)


def _pairs(data: TableData | None) -> set[tuple[str, Period]]:
    return {(key[0], key[1]) for key in data.keys} if data else set()  # type: ignore[misc]  # always unit and period


Purpose = Definition | Target


@dataclass(frozen=True, slots=True)
class InputUse:
    """The nearest published scores and targets that rest on an input, and the offices that fill it in.

    Without `offices` the policy does not say who does.
    """

    purposes: tuple[Purpose, ...] = ()
    offices: tuple[str, ...] = ()


def input_uses(policy: Policy) -> dict[tuple[str, str], InputUse]:
    """Every input by table and column.

    A score's assessor (考评单位) fills in what the score rests on, down to scores that have assessors of their own; a
    target's figure comes from whoever leads it. A column that bears an office's name is that office's alone. A record
    is filled in by one hand, so that all columns of a record table have the offices of the whole table. The further
    parts of a key are whoever's who fills in anything behind them.
    """
    upwards = _Upwards(policy)
    offices = {office for definition in policy.definitions.values() for office in definition.assessor}
    uses = {
        (table.id, column.id): _of_column(upwards, table, column, offices)
        for table in policy.tables.values()
        for column in table.columns.values()
    }
    for table in policy.tables.values():
        if table.records and table.id not in policy.adjustments:
            _share(upwards, table, uses)
        everyone = dict.fromkeys(office for column in table.columns for office in uses[table.id, column].offices)
        for key in table.further_keys:
            uses[table.id, key] = replace(uses[table.id, key], offices=tuple(everyone))
    return uses


def _of_column(upwards: _Upwards, table: Table, column: ColumnSpec, offices: set[str]) -> InputUse:
    vertex = Vertex("column", table.id, column.id)
    decided = upwards.policy.adjustments.get(table.id)
    if decided is not None:  # whoever fills in what a score rests on does not decide on the score
        return InputUse(upwards.purposes(vertex), decided.assessor)
    own = (column.name,) if column.name in offices else upwards.offices(vertex)
    return InputUse(upwards.purposes(vertex), own)


def _share(upwards: _Upwards, table: Table, uses: dict[tuple[str, str], InputUse]) -> None:
    mine = [uses[table.id, column] for column in table.columns]
    named = [office for use in mine for office in use.offices]
    whole = Vertex("table", table.id)
    offices = tuple(dict.fromkeys([*named, *upwards.offices(whole)]))
    counted = upwards.purposes(whole)
    for column in table.columns:
        uses[table.id, column] = InputUse(uses[table.id, column].purposes or counted, offices)


class _Upwards:
    """The dependency graph, from inputs to what rests on them."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._named: dict[Vertex, Purpose] = {value.vertex: value for value in policy.definitions.values()}
        self._named |= {target.vertex: target for target in policy.targets}

    def purposes(self, vertex: Vertex) -> tuple[Purpose, ...]:
        """The nearest published scores and targets."""
        return tuple(self._nearest(vertex, lambda one: isinstance(one, Target) or one.published))

    def offices(self, vertex: Vertex) -> tuple[str, ...]:
        """The offices of the nearest scores and targets that name any."""
        found = self._nearest(vertex, lambda one: bool(_offices(one)))
        return tuple(dict.fromkeys(office for one in found for office in _offices(one)))

    def _nearest(self, vertex: Vertex, is_wanted: Callable[[Purpose], bool]) -> list[Purpose]:
        found: list[Purpose] = []
        seen, to_visit = {vertex}, [vertex]
        while to_visit:
            for above in self.policy.graph.successors(to_visit.pop(0)):
                if above in seen or above not in self._named:
                    continue
                seen.add(above)
                if is_wanted(self._named[above]):
                    found.append(self._named[above])
                else:
                    to_visit.append(above)
        return found


def _offices(one: Purpose) -> tuple[str, ...]:
    return one.lead if isinstance(one, Target) else one.assessor


@dataclass(frozen=True, slots=True)
class OwedInput:
    """What some offices have to send yet; without `offices` the policy does not say who fills it in.

    `columns` are ids; a whole table of records that is to come has none, and no `periods`. `units` are none where
    they are all that the table speaks of, `members` of a further key part where all of them are missing.
    """

    offices: tuple[str, ...]
    table: Table
    columns: tuple[str, ...]
    periods: tuple[Period, ...]
    units: tuple[str, ...]
    members: tuple[str, ...]


def owed_inputs(policy: Policy, missing: Sequence[MissingInput]) -> list[OwedInput]:
    """The missing inputs by office, in the order in which they are met; the same in several periods stands once."""
    if not missing:
        return []
    found: dict[object, OwedInput] = {}
    for each in _by_office(policy, missing):
        key = (each.offices, each.table.id, each.columns, each.units, each.members)
        known = found.get(key)
        found[key] = replace(known, periods=(*known.periods, *each.periods)) if known else each
    order = {offices: number for number, offices in enumerate(dict.fromkeys(each.offices for each in found.values()))}
    return sorted(found.values(), key=lambda each: order[each.offices])


def _by_office(policy: Policy, missing: Sequence[MissingInput]) -> Iterator[OwedInput]:
    uses = input_uses(policy)
    for each in missing:
        table = policy.tables[each.table]
        together: dict[tuple[str, ...], list[str]] = {}
        for column in each.columns or table.columns:
            together.setdefault(uses[table.id, column].offices, []).append(column)
        periods = () if each.period is None else (each.period,)
        for offices, columns in together.items():
            named = tuple(columns) if each.columns else ()
            yield OwedInput(offices, table, named, periods, each.units, each.members)
