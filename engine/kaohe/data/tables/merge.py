"""One table from several sheets: bureaus send their rows, or their columns, and the key says what belongs together.

Where two sheets fill the same cell they have to agree. A record has no key: the same row in two sheets would count
twice, so it is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaohe.data.cells.shown_numbers import MarkedCell
from kaohe.data.files.replaced_files import if_corrected
from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.report import TableReport
from kaohe.data.sheets.header_names import check_columns, check_misnamed
from kaohe.data.tables.identity import check_identity
from kaohe.data.tables.names import UnitNames
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
from kaohe.data.tables.rows import is_blank
from kaohe.places import Place
from kaohe.policy.model import ColumnSpec, Policy, Table

_NO_ROW = MarkedCell("", "no_row")


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
    if keyed and len(parts) > 1:
        if not _may_stand_elsewhere(table, report):
            check_columns(together, place_of_all(parts), report, named(parts))
    else:
        for part in parts:  # what one sheet lacks no other can give to its records
            check_columns(part, part.header or part.whole, report)
    return together


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
            nothing = None if each.key is None else _NO_ROW
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
    return TableCells(table, {**cells}, locate, parts[0].whole, fields, complete, unused, parts[0].header)


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
