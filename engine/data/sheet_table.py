"""A sheet of raw cells to the cells of one table: its header matched, its rows checked for their shape."""

from __future__ import annotations

from collections.abc import Sequence

from engine.data.header import Header, Names, read_header
from engine.data.raw import PERIOD, UNIT, RawSheet, TableCells
from engine.data.report import TableReport
from engine.data.units import is_note
from engine.places import Place
from engine.policy.model import Table, UnitType


def cells_of_sheet(sheet: RawSheet, table: Table, unit_type: UnitType, report: TableReport) -> TableCells | None:
    """The table's cells by column; None where the header does not tell unit and period."""
    if not sheet.rows:
        return None  # the reader has said why
    names = Names(table, unit_type)
    header = read_header(sheet, names, report)
    if header is None:
        return None
    width = len(sheet.rows[header.row])
    kept: list[int] = []
    for row in range(header.row + 1, len(sheet.rows)):
        if len(sheet.rows[row]) == width and not _is_header(sheet.rows[row], header, names):
            kept.append(row)
        else:
            _tell(sheet, row, header, width, report)
    lost = len(sheet.rows) - header.row - 1 - len(kept)
    turned: list[Sequence[object]] = [*zip(*(sheet.rows[row] for row in kept), strict=True)] if kept else []
    cells = {id_: turned[index] if kept else [] for id_, index in header.indices.items()}

    def locate(row: int, column: str) -> Place:
        index = header.indices.get(column)
        return sheet.locate(kept[row], 0 if index is None else index)

    return TableCells(table, cells, locate, sheet.whole, header.fields, sheet.complete and not lost)


def _is_header(cells: list[str], header: Header, names: Names) -> bool:
    """Whether a row repeats the header, as tables that were pasted below each other do."""
    unit, period = cells[header.indices[UNIT]], cells[header.indices[PERIOD]]
    return names.find(unit) == UNIT and names.find(period) == PERIOD


def _tell(sheet: RawSheet, row: int, header: Header, width: int, report: TableReport) -> None:
    cells = sheet.rows[row]
    if is_note(cells[0].strip()):
        report.add("D304", sheet.locate(row, 0), text=cells[0].strip())
    elif len(cells) == width:
        report.add("D132", sheet.locate(row, 0), text=", ".join(cells))
    else:
        place = sheet.locate(row, min(width, len(cells) - 1))
        report.add("D131", place, found=len(cells), expected=width, text=", ".join(cells))
