"""Which row of a sheet is its header: titles may stand above it, and it may have a row for groups of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaohe.data.cells.marked_cell import MarkedCell
from kaohe.data.raw import PERIOD, UNIT, RawSheet
from kaohe.data.sheets.header_names import Names
from kaohe.data.sheets.measure_statements import join_measure_row
from kaohe.data.sheets.remarks import is_day, is_figure, values_of_labels
from kaohe.language.characters import half_width
from kaohe.language.periods import read_period

_WORD = re.compile("[一-鿿A-Za-z]")
_TITLES = 5


def header_row(sheet: RawSheet, names: Names) -> tuple[int, int] | None:
    """The first row that names unit and period, with nothing but titles above it; else the one that names most inputs.

    The second number is the first row below the header. Where the cells of unit and period are merged with those below
    them, the header has one more row; one of measures alone is joined to it.
    """
    named: dict[int, int] = {}
    for row, cells in enumerate(sheet.rows[: _TITLES + 1]):
        if {UNIT, PERIOD} <= set(map(names.find, cells)):
            if join_measure_row(sheet, row, names):
                return row, row + 2
            _join_second_row(sheet, row, names)
            while is_covered(sheet, row + 1, names):
                row += 1
            return row, row + 1 + join_measure_row(sheet, row, names)
        if found := _named(cells, names):
            named[row] = found
        if not _may_be_title(cells, names):
            break
    most = max(named, key=lambda row: (named[row], -row), default=None)
    return None if most is None else (most, most + 1)


def _named(cells: Sequence[str], names: Names) -> int:
    """How many columns a row names."""
    return len({id_ for cell in cells if (id_ := names.find_any(cell))})


def _join_second_row(sheet: RawSheet, row: int, names: Names) -> None:
    """Makes a second row of headers whole where merged cells were lost, as they are in CSV.

    No row of data leaves unit and period blank and names inputs.
    """
    upper, lower = sheet.rows[row], sheet.rows[row + 1] if row + 1 < len(sheet.rows) else []
    keys = [at for at, cell in enumerate(upper) if names.find(cell) in (UNIT, PERIOD)]
    if any(at < len(lower) and lower[at].strip() for at in keys):
        return
    texts = [cell.strip() for cell in lower if cell.strip()]
    if any(map(is_figure, texts)) or not any(map(names.find_any, texts)):
        return
    width = max(len(upper), len(lower))
    above, below = ([*cells, *[""] * (width - len(cells))] for cells in (upper, lower))
    sheet.rows[row + 1] = [
        cell if cell.strip() else MarkedCell(over, "covered") if over.strip() else ""
        for over, cell in zip(above, below, strict=True)
    ]


def is_covered(sheet: RawSheet, row: int, names: Names) -> bool:
    """Whether the cells of unit and period in a row are merged with those above them."""
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    covered = {names.find(cell) for cell in cells if isinstance(cell, MarkedCell) and "covered" in cell.marks}
    return {UNIT, PERIOD} <= covered


def _may_be_title(cells: Sequence[str], names: Names) -> bool:
    """One cell, or several that are words, days, or stand behind their label: no figure, no period, no unit."""
    values = values_of_labels(cells)
    texts = [cell.strip() for index, cell in enumerate(cells) if cell.strip() and index not in values]
    days = [cell.strip() for cell in cells if is_day(cell)]
    return len(texts) <= 1 or all(
        text in days or (_WORD.search(text) and text not in names.units and read_period(half_width(text)) is None)
        for text in texts
    )
