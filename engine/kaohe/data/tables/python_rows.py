"""The Python interface: tables as rows of column id to value, checked exactly as files are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.report import TableReport
from kaohe.data.sheets.header_names import added
from kaohe.data.tables.build import DatasetBuilder, no_rows, with_sources
from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.names import unify_names
from kaohe.diagnostics import Findings, nearest
from kaohe.garbage_collection import collector_held
from kaohe.places import Place, Source
from kaohe.policy.model import Policy, Table

Row = Mapping[str, object]


@collector_held()
def dataset_of_rows(
    policy: Policy,
    rows: Mapping[str, Iterable[Row]],
    findings: Findings,
    needed: Iterable[str] | None = None,
    provisional: bool = False,
) -> Dataset:
    """The typed tables of rows[table id]: each row has `unit`, `period` and the columns by id.

    Values are int, Decimal, Fraction, bool, date or text, numbers in the column's own measure (12.5 for 12.5%); None
    and a missing key are a blank cell. `needed` are the tables that have to be there; if None, those of `rows`. With
    `provisional` what is not there has not been sent yet.
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
    for table in wanted:
        if table.id in rows:
            cells[table.id] = _cells(table, list(rows[table.id]), reports[table.id])
        elif table.optional:
            cells[table.id] = no_rows(table, Place(Source(table.id)))
        elif provisional and table.id not in naming:
            cells[table.id] = no_rows(table, Place(Source(table.id)), sent=False)
        else:
            TableReport(findings, table).add("D135", Place(Source(table.id)), id=table.id)
    unify_names(policy, {id_: [each] for id_, each in cells.items()}, reports)
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
    for id_ in (UNIT, PERIOD, *table.columns):
        column = _column(rows, id_)
        absent = bool(rows) and column.count(None) == len(rows) and not any(id_ in values for values in rows)
        if not absent or id_ in (UNIT, PERIOD):
            cells[id_] = column
        elif table.columns[id_].is_required:
            report.add("D127", whole, column=names[id_], id=id_, todo=added(table.columns[id_]))
    return TableCells(table, cells, locate, whole, {id_: id_ for id_ in cells})


def _column(rows: Sequence[Row], id_: str) -> list[object]:
    try:
        return list(map(itemgetter(id_), rows))
    except KeyError:
        return [values.get(id_) for values in rows]
