"""Rows that name a unit and a period and hold nothing else, as in a form that came back the way it was handed out.

Such a row has not been sent. It is told once, not once a cell, and counts for nothing: its unit is not there.
"""

from __future__ import annotations

from collections.abc import Sequence

from kaohe.data.raw import UNIT, TableCells
from kaohe.data.report import TableReport, cells_in
from kaohe.language.periods import Period


def blank_form_rows(cells: TableCells) -> list[int]:
    """The rows whose inputs are all blank, though one at least has to be filled in; further keys are no inputs.

    Where there is one input alone, a blank row is a blank cell, and told as that.
    """
    table = cells.table
    inputs = [cells.cells[id_] for id_ in table.columns if id_ in cells.cells and id_ not in table.further_keys]
    required = any(spec.is_required and spec.id in cells.cells for spec in table.columns.values())
    if len(inputs) < 2 or not required:
        return []
    rows: Sequence[int] = range(cells.count)
    for column in inputs:
        rows = [row for row in rows if is_blank(column[row])]
    return list(rows)


def is_blank(cell: object) -> bool:
    """Whether a cell holds nothing."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def tell_blank_forms(
    cells: TableCells, rows: Sequence[int], units: Sequence[str], periods: Sequence[Period], report: TableReport
) -> None:
    """D318 (D319 in a table of records) once a period, with the units; units[i] and periods[i] are those of rows[i]."""
    code = "D319" if cells.table.records else "D318"
    for period in sorted(set(periods)):
        those = [at for at, each in enumerate(periods) if each == period]
        named = tuple(dict.fromkeys(units[at] for at in those))
        found = cells_in([rows[at] for at in those], lambda row: cells.locate(row, UNIT))
        place = cells.locate(rows[those[0]], UNIT)
        report.add(code, place, text=str(period), count=len(those), units=named, cells=found)
