"""The tables of one run, typed and checked against each other, whether they came from files or from Python.

One table may come from several sheets: bureaus send their rows, or their columns, and the key says what belongs
together. Where two sheets fill the same cell they have to agree. A record has no key: the same row in two sheets would
count twice, so it is refused. From Python come rows of column id to value; they are checked exactly as files are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

from kaohe.data.arrow_table import is_arrow, sheet_of_rows
from kaohe.data.numbers import MarkedCell
from kaohe.data.raw import PERIOD, UNIT, RawSheet, TableCells
from kaohe.data.read_cell import UNREAD_PERIODS
from kaohe.data.replaced_files import if_corrected
from kaohe.data.sheets.header_names import added, check_columns, check_misnamed
from kaohe.data.sheets.long_form import by_member, face_of_rows, in_wide_form, with_missing_rows
from kaohe.data.sheets.sheet_table import cells_of_sheet
from kaohe.data.table_findings import TableReport
from kaohe.data.tables.completeness import Completeness, finest_periods, tell_missing_members
from kaohe.data.tables.contradictions import check_contradictions
from kaohe.data.tables.dataset import Dataset, TableData, digest
from kaohe.data.tables.identity import check_decisions, check_identity, tell_same_records
from kaohe.data.tables.names import (
    UnitNames,
    groups_of,
    near_unit,
    tell_headings,
    tell_odd_names,
    tell_units_alike,
    unify_names,
)
from kaohe.data.tables.plausibility import check_plausibility
from kaohe.data.tables.row_alignment import (
    AlignedRow,
    Origin,
    aligned_rows,
    named,
    place_of_all,
    tell_keys,
    tell_missing_rows,
    value_of,
)
from kaohe.data.tables.rows import is_blank, spread_rows, typed_rows
from kaohe.diagnostics import Findings, nearest
from kaohe.language.periods import Period
from kaohe.lazy import replace
from kaohe.policy.model import ColumnSpec, Policy, Table, UnitType
from kaohe.progress import collector_held, tracked
from kaohe.source_places import Place, Source

NO_ROW = MarkedCell("", "no_row")


def with_sources(policy: Policy, needed: Iterable[str]) -> list[Table]:
    """The tables to read, in the policy's order: those needed, and those that name their units."""
    wanted = set(needed)
    types = {policy.tables[id_].unit_type for id_ in wanted}
    types |= {spec.unit_type for id_ in wanted for spec in policy.tables[id_].columns.values() if spec.unit_type}
    wanted |= {source for id_ in types if (source := policy.units[id_].source_table)}
    return [table for table in policy.tables.values() if table.id in wanted]


def no_rows(table: Table, whole: Place, sent: bool = True) -> TableCells:
    """A table that may be left out and was, or that has not been sent yet."""
    cells: dict[str, list[object]] = {id_: [] for id_ in (UNIT, PERIOD, *table.columns)}
    return TableCells(table, {**cells}, lambda row, column: whole, whole, sent=sent)


class DatasetBuilder:
    """Types the tables of one run. Everything found wrong goes to `findings`; the caller stops on errors."""

    def __init__(
        self,
        policy: Policy,
        reports: Mapping[str, TableReport],
        findings: Findings,
        provisional: bool = False,
        folder: Path | None = None,
    ) -> None:
        self.policy = policy
        self.reports = reports
        self.findings = findings
        self.provisional = provisional
        self.folder = folder
        self.data: dict[str, TableData] = {}
        self.sound: set[str] = set()
        self.orders: dict[str, dict[str, int]] = {}

    def build(self, cells: Mapping[str, TableCells]) -> Dataset:
        """The dataset; worth nothing where findings has errors."""
        types = self.policy.units
        for unit_type in types.values():
            self.orders[unit_type.id] = {member.name: at for at, member in enumerate(unit_type.members.values())}
        # The table that names a type's units comes first: its order of units holds for the others.
        sources = {unit_type.source_table for unit_type in types.values()}
        ordered = sorted(cells, key=lambda id_: (bool(self.policy.tables[id_].spread), id_ not in sources))
        for id_ in tracked("type", ordered, lambda id_: self.policy.tables[id_].name):
            (self._type_spread if self.policy.tables[id_].spread else self._type)(cells[id_])
        self.data = {id_: self.data[id_] for id_ in cells}
        check_plausibility(self.policy, self.data, self.reports)
        check_contradictions(self.policy, self.data, self.reports)
        units: dict[str, list[str]] = {}
        groups: dict[str, dict[str, str]] = {}
        periods: dict[str, list[Period]] = {}
        figures = {id_: data for id_, data in self.data.items() if id_ not in self.policy.adjustments}  # decided later
        for unit_type in types.values():
            source = self.data.get(unit_type.source_table or "")
            units[unit_type.id] = self._units(unit_type, source)
            groups[unit_type.id] = groups_of(unit_type, source, self.reports.get(unit_type.source_table or ""))
            if source is not None:
                tell_units_alike(source, units[unit_type.id], self.reports[source.table])
                tell_headings(unit_type, source, units[unit_type.id], self.reports[source.table])
            periods[unit_type.id] = finest_periods(unit_type, self.policy.tables, figures)
            self._cover(unit_type, units[unit_type.id], periods[unit_type.id], cells)
        for table in self.data:
            self._check_named(self.policy.tables[table], units)
        if self.provisional:
            self._lend_periods(periods, cells)
        return Dataset(self.data, units, groups, periods, digest(self.policy.tables, self.data), self.provisional)

    def _type_spread(self, cells: TableCells) -> None:
        """Types the rows as those of one unit or year, and gives them to each that they hold for."""
        table = cells.table
        others = [data for id_, data in self.data.items() if self.policy.tables[id_].unit_type == table.unit_type]
        units = [*self.orders[table.unit_type]]
        periods = sorted({period.at(table.period) for data in others for _, period in data.named})
        first = {UNIT: units[:1], PERIOD: [str(period) for period in periods[:1]]}
        filled: dict[str, Sequence[object]] = {part: first[part] * cells.count for part in table.spread}
        if not all(filled.values()):  # nobody is known for whom it would hold; what is wrong there is told
            cells = replace(cells, cells={id_: [] for id_ in cells.cells}, complete=False)
            filled = {}
        self._type(replace(cells, cells={**cells.cells, **filled}))
        self.data[table.id] = spread_rows(self.data[table.id], table.spread, [*self.orders[table.unit_type]], periods)

    def _check_named(self, table: Table, units: Mapping[str, Sequence[str]]) -> None:
        """D350 for what a column of units names and the table that these come from does not; listed ones are words."""
        for spec in table.columns.values():
            source = self.policy.units[spec.unit_type].source_table if spec.unit_type else None
            known = set(units[spec.unit_type]) if spec.unit_type else set()
            values = self.data[table.id].columns[spec.id]
            for row, name in enumerate(values if source in self.sound and isinstance(values, list) else ()):
                if isinstance(name, str) and name not in known:
                    place = self.data[table.id].place_of(row, spec.id)
                    told = {"column": spec.name, "source": self.policy.tables[source or ""].name}
                    self.reports[table.id].add("D350", place, text=name, suggestion=near_unit(name, known), **told)

    def _lend_periods(self, periods: dict[str, list[Period]], cells: Mapping[str, TableCells]) -> None:
        """A type of whose own kind of period nothing has been sent is waited for in the periods that others have."""
        for id_, unit_type in self.policy.units.items():
            level = unit_type.period
            asked = any(each.table.unit_type == id_ and each.table.period == level for each in cells.values())
            if asked and not any(period.level == level for period in periods[id_]):
                periods[id_] = sorted({period for of in periods.values() for period in of if period.level == level})

    def _type(self, cells: TableCells) -> None:
        table, report = cells.table, self.reports[cells.table.id]
        if not cells.count and cells.complete and not table.records and not table.optional:
            report.add("D133", cells.whole)
            cells.complete = False
        names = UnitNames(self.policy, self.policy.units[table.unit_type])
        order = self.orders[table.unit_type]
        self.data[table.id], sound = typed_rows(self.policy, cells, names, order, report)
        self.data[table.id].sent = cells.sent
        if table.id in self.policy.adjustments:
            check_decisions(table, self.data[table.id], report)
        if table.identity:
            tell_same_records(table, self.data[table.id], self.folder, report)
            tell_odd_names(self.data[table.id], report)
        if sound and cells.complete:
            self.sound.add(table.id)

    def _units(self, unit_type: UnitType, source: TableData | None) -> list[str]:
        if unit_type.source_table is None:
            return [member.name for member in unit_type.members.values()]
        # Other tables may have named units that the source lacks; coverage reports those.
        named = set(map(itemgetter(0), source.named)) if source is not None else set()
        order = self.orders[unit_type.id]
        return [*order] if len(order) == len(named) else [unit for unit in order if unit in named]

    def _cover(
        self, unit_type: UnitType, units: list[str], periods: list[Period], cells: Mapping[str, TableCells]
    ) -> None:
        """Checks the type's tables against each other; a table that lost rows is not asked what it lacks."""
        source = unit_type.source_table
        if source is not None and source not in self.sound:
            return
        own = {table.table.name for table in cells.values() if table.table.unit_type == unit_type.id}
        unread = {each.arguments.get("table") for each in self.findings.all if each.code in UNREAD_PERIODS}
        data = self.data[source] if source else None
        completeness = Completeness(unit_type, units, periods, data, not own.isdisjoint(unread))
        for id_, table in cells.items():
            if table.table.unit_type == unit_type.id and id_ in self.sound:
                completeness.check(table.table, self.data[id_], table.whole, self.reports[id_])
                missing = tell_missing_members(table.table, self.data[id_], self.reports[id_])
                self.data[id_].missing_members = missing
                self.data[id_].incomplete |= missing.keys()


Row = Mapping[str, object]


@collector_held()
def dataset_of_rows(
    policy: Policy,
    rows: Mapping[str, Iterable[Row] | Any],
    findings: Findings,
    needed: Iterable[str] | None = None,
    provisional: bool = False,
) -> Dataset:
    """The typed tables of rows[table id]: each row has `unit`, `period` and the columns by id.

    Values are int, Decimal, Fraction, bool, date or text, numbers in the column's own measure (12.5 for 12.5%); None
    and a missing key are a blank cell. A table in Arrow's form, or a sheet, is read as a file is, by the names of its
    columns.
    `needed` are the tables that have to be there; if None, those of `rows`. With `provisional` what is not there has
    not been sent yet.
    """
    for id_ in rows:
        if id_ not in policy.tables:
            place = Place(Source(id_))
            findings.add("D134", place, text=id_, suggestion=nearest(id_, policy.tables))
    known = [id_ for id_ in rows if id_ in policy.tables]
    wanted = with_sources(policy, known if needed is None else [*needed])
    reports = {table.id: TableReport(findings, table, provisional) for table in wanted}
    naming = {unit_type.source_table for unit_type in policy.units.values()}  # nobody is there without these
    cells: dict[str, TableCells] = {}
    sheets: dict[str, TableCells] = {}
    for table in wanted:
        if table.id in rows:
            given = rows[table.id]
            if isinstance(given, RawSheet) or is_arrow(given):
                sheet = given if isinstance(given, RawSheet) else sheet_of_rows(given, table.id)
                unit_type = policy.units[table.unit_type]
                if part := cells_of_sheet(sheet, table, unit_type, reports[table.id]):
                    sheets[table.id] = in_wide_form(part, table, policy, reports[table.id])
                continue
            given = list(given)
            face = face_of_rows(given, table)
            read = _cells(face, by_member(given, face), reports[table.id])
            wide = in_wide_form(read, table, policy, reports[table.id])
            cells[table.id] = with_missing_rows(wide, reports[table.id])
        elif table.optional:
            cells[table.id] = no_rows(table, Place(Source(table.id)))
        elif provisional and table.id not in naming:
            cells[table.id] = no_rows(table, Place(Source(table.id)), sent=False)
        else:
            TableReport(findings, table).add("D135", Place(Source(table.id)), id=table.id)
    unify_names(policy, {id_: [each] for id_, each in {**cells, **sheets}.items()}, reports)
    for id_, part in sheets.items():
        cells[id_] = with_missing_rows(merged(policy, [part], reports[id_]), reports[id_])
    cells = {table.id: cells[table.id] for table in wanted if table.id in cells}
    return DatasetBuilder(policy, reports, findings, provisional).build(cells)


def _cells(table: Table, rows: Sequence[Row], report: TableReport) -> TableCells:
    source = Source(table.id)
    whole = Place(source)
    known = {UNIT, PERIOD, *table.columns}
    names = {UNIT: "单位", PERIOD: "期间"} | {spec.id: spec.name for spec in table.columns.values()}

    def locate(row: int, column: str) -> Place:
        return Place(source, sheet=table.id, cell=f"{row + 1}.{column}")

    for row, values in enumerate(rows):
        if not known.issuperset(values):
            for strange in sorted(map(str, set(values) - known)):
                near = nearest(strange, known)
                report.add("D136", locate(row, strange), text=strange, suggestion=near)
    cells: dict[str, Sequence[object]] = {}
    may_lack = table.may_lack_beside({id_ for values in rows for id_ in values})
    for id_ in (UNIT, PERIOD, *table.columns):
        column = _column(rows, id_)
        absent = bool(rows) and column.count(None) == len(rows) and not any(id_ in values for values in rows)
        if not absent or id_ in (UNIT, PERIOD):
            cells[id_] = column
        elif table.columns[id_].is_required and id_ not in may_lack:
            report.add("D127", whole, column=names[id_], id=id_, todo=added(table.columns[id_]))
    return TableCells(table, cells, locate, whole, {id_: id_ for id_ in cells})


def _column(rows: Sequence[Row], id_: str) -> list[object]:
    try:
        return list(map(itemgetter(id_), rows))
    except KeyError:
        return [values.get(id_) for values in rows]


def merged(policy: Policy, parts: Sequence[TableCells], report: TableReport, folder: Path | None = None) -> TableCells:
    """The cells of a table that stands in one sheet or more; each input has a column then, or is reported."""
    table = parts[0].table
    keyed = not table.records or bool(table.further_keys)
    if not keyed and not table.identity:  # with an identity the rows are compared when they are typed
        names = UnitNames(policy, policy.units[table.unit_type])
        check_identity(parts, names, table.id in policy.adjustments, folder, report)
    together = parts[0]
    if len(parts) > 1:
        aligned = aligned_rows(policy, parts, report)
        together = _joined(parts, aligned, folder, report)
        misnamed = {number: check_misnamed(part, together.cells, report) for number, part in enumerate(parts)}
        if keyed:
            tell_keys(parts, aligned, report)
            tell_missing_rows(parts, aligned, misnamed, report)
    told_apart = True
    if keyed and len(parts) > 1:
        if not _may_stand_elsewhere(table, report):
            told_apart = check_columns(together, place_of_all(parts), report, named(parts))
    else:
        for part in parts:  # what one sheet lacks no other can give to its records
            told_apart &= check_columns(part, part.header or part.whole, report)
    return together if told_apart else replace(no_rows(table, together.whole), complete=False)


def _may_stand_elsewhere(table: Table, report: TableReport) -> bool:
    """Whether a sheet was refused that is made like the table: what these lack may stand there."""
    reported = (each for each in report.findings.all if each.code in ("D145", "D156"))
    return any(each.arguments["table"] == table.name for each in reported)


def _joined(
    parts: Sequence[TableCells], aligned: Sequence[AlignedRow], folder: Path | None, report: TableReport
) -> TableCells:
    """The aligned rows, each cell from whichever sheet fills it."""
    table = parts[0].table
    cells: dict[str, list[object]] = {}
    origins: list[dict[str, Origin]] = [{} for _ in aligned]
    for id_ in (UNIT, PERIOD, *table.columns):
        if not any(id_ in part.cells for part in parts):
            continue
        column = cells[id_] = []
        for each, origin in zip(aligned, origins, strict=True):
            having = [(part, row) for part, row in each.origins if id_ in part.cells]
            filled = [(part, row) for part, row in having if not is_blank(part.cells[id_][row])]
            if len(filled) > 1 and id_ in table.columns:
                _check_agreement(table.columns[id_], filled, folder, report)
            part, row = origin[id_] = (filled or having or each.origins)[0]
            # A record has no other sheet that its row could be missing from.
            nothing = None if each.key is None else NO_ROW
            column.append(part.cells[id_][row] if having else nothing)

    def locate(row: int, column: str) -> Place:
        part, at = origins[row].get(column, aligned[row].origins[0])
        if column in cells and column not in part.cells:  # the row is missing where the column is
            having = next(each for each in parts if column in each.cells)
            return having.header or having.whole
        return part.locate(at, column)

    fields = {id_: word for part in reversed(parts) for id_, word in part.fields.items()}
    unused = {word: place for part in parts for word, place in part.unused.items()}
    complete = all(part.complete for part in parts)
    face = next((part.face for part in parts if part.row_lists), None)
    whole, header = parts[0].whole, parts[0].header
    return TableCells(table, {**cells}, locate, whole, fields, complete, unused, header, face=face)


def _check_agreement(spec: ColumnSpec, filled: list[Origin], folder: Path | None, report: TableReport) -> None:
    """D153 at the second sheet that gives a cell another value."""
    (first, at), *others = filled
    known = value_of(first.cells[spec.id][at], spec)
    for part, row in others:
        if value_of(part.cells[spec.id][row], spec) != known or known is None:
            report.add(
                "D153",
                part.locate(row, spec.id),
                row=f"{str(part.cells[UNIT][row]).strip()} {str(part.cells[PERIOD][row]).strip()}",
                column=spec.name,
                text=str(part.cells[spec.id][row]).strip(),
                other=str(first.cells[spec.id][at]).strip(),
                first=first.locate(at, spec.id),
                corrected=if_corrected(folder, part.whole.source.name, first.whole.source.name),
            )
