"""What stands below the rows of a table: totals, notes, and who signed. Left out, and said.

Nothing is left out that may be data: a row of notes holds no figure and no period, begins with a word for notes or
signatures, and names no unit, not even one with a slip of the pen. What comes after it has to be of the same kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from kaohe.data.raw import UNIT, RawSheet
from kaohe.data.report import TableReport
from kaohe.data.sheets.header import Header
from kaohe.data.sheets.header_names import Names
from kaohe.data.sheets.remarks import (
    is_blank_row,
    is_figure,
    is_further_note,
    is_note,
    is_stamped,
    is_total,
    serial_columns,
    values_of_labels,
)
from kaohe.data.tables.names import near_unit
from kaohe.places import Place

Kind = Literal["total", "note", "further", "blank"]


def end_of_rows(sheet: RawSheet, header: Header, names: Names, report: TableReport) -> int:
    """The index after the last row that may be data. What is below it is told: D152 totals, D157 notes."""
    kinds: list[Kind] = []  # from the last row upwards
    serials = serial_columns(sheet.rows[header.row])
    for cells in sheet.rows[: header.first - 1 : -1]:
        kind = "blank" if is_blank_row(cells, serials) else _kind(cells, header, names)
        if kind is None:
            break
        kinds.append(kind)
    while kinds and kinds[-1] in ("further", "blank"):  # nothing that it could go on with stands above it
        kinds.pop()
    end = len(sheet.rows) - len(kinds)
    _tell(sheet, end, list(reversed(kinds)), report)
    return end


def _tell(sheet: RawSheet, end: int, kinds: Sequence[Kind], report: TableReport) -> None:
    notes: list[tuple[Place, str]] = []
    for row, kind in enumerate(kinds, end):
        if kind == "blank":
            continue
        cells = sheet.rows[row]
        place = sheet.locate(row, next(index for index, cell in enumerate(cells) if cell.strip()))
        texts = _filled(cells)
        if kind == "total":
            report.add("D152", place, text=texts[0])
        else:
            notes.append((place, f"{place.cell or place.line} “{' '.join(texts)}”"))
    if notes:
        report.add("D157", notes[0][0], count=len(notes), text=tuple(text for _, text in notes))


def _filled(cells: Sequence[str]) -> list[str]:
    """The texts of the cells that are not blank."""
    return [text for cell in cells if (text := cell.strip())]


def _kind(cells: Sequence[str], header: Header, names: Names) -> Kind | None:
    at = header.indices[UNIT]
    unit = cells[at].strip() if at < len(cells) else ""
    first = _filled(cells)[0]
    if not names.units.isdisjoint((unit, first)):
        return None
    if is_total(unit) or (not unit and is_total(first)):
        return "total"
    if any(not is_stamped(text) and near_unit(text, names.units) for text in {unit, first} - {""}):
        return None
    values = values_of_labels(cells)
    texts = [cell.strip() for index, cell in enumerate(cells) if cell.strip() and index not in values]
    if is_note(first) and all(is_note(text) or is_further_note(text) for text in texts[1:]):
        return "note"
    if len(texts) == 1 and is_further_note(first) and not is_figure(first):
        return "further"
    return None
