"""The same record twice: refused where it stands in two sheets, asked about where it stands twice in one.

Two bureaus that send the same project mean one. In one sheet two rows may be two things that happen to be alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from kaohe.data.cells.numbers import Refusal
from kaohe.data.cells.periods import read_period_cell
from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.report import TableReport, cells_in
from kaohe.data.tables.columns import distinguishable
from kaohe.data.tables.row_alignment import value_of
from kaohe.data.tables.units import UnitNames

_OWN = 2
"""With fewer inputs of its own a record says too little: two alike are nothing strange."""


def check_identity(parts: Sequence[TableCells], names: UnitNames, is_decided: bool, report: TableReport) -> None:
    """D154 where two sheets hold the same record, D165 where one holds it several times, however it is spelt.

    With `is_decided` the rows are decisions, of which the same twice is refused elsewhere.
    """
    if not is_decided:
        for part in parts:
            if len([id_ for id_ in part.table.columns if id_ in part.cells]) >= _OWN:
                _check_within(part, names, report)
    if len(parts) > 1:
        _check_between(parts, names, report)


def _check_within(part: TableCells, names: UnitNames, report: TableReport) -> None:
    own = [id_ for id_ in part.table.columns if id_ in part.cells]
    columns = [_read(part, id_, names) for id_ in (UNIT, PERIOD, *own)]
    if len(set(zip(*columns, strict=True))) == part.count:
        return
    rows: dict[tuple[str, ...], list[int]] = {}
    for row, values in enumerate(zip(*columns, strict=True)):
        if any(values[2:]):
            rows.setdefault(values, []).append(row)
    for alike in rows.values():
        if len(alike) > 1:
            cells = cells_in(alike, lambda row: part.locate(row, UNIT))
            text = _told(part, alike[1])
            report.add("D165", part.locate(alike[1], UNIT), count=len(alike), text=text, cells=cells)


def _check_between(parts: Sequence[TableCells], names: UnitNames, report: TableReport) -> None:
    ids = (UNIT, PERIOD, *parts[0].table.columns)
    seen: dict[Hashable, tuple[TableCells, int]] = {}
    for part in parts:
        mine: dict[Hashable, tuple[TableCells, int]] = {}
        columns = [_read(part, id_, names) if id_ in part.cells else [""] * part.count for id_ in ids]
        for row, values in enumerate(zip(*columns, strict=True)):
            if values in seen:
                other, at = seen[values]
                place, first = part.locate(row, UNIT), other.locate(at, UNIT)
                report.add("D154", place, text=_told(part, row), first=first)
            mine[values] = (part, row)
        seen.update(mine)


def _told(part: TableCells, row: int) -> str:
    """The record as it was written."""
    texts = (str(part.cells[id_][row]).strip() for id_ in (UNIT, PERIOD, *part.table.columns) if id_ in part.cells)
    return ", ".join(filter(None, texts))


def _read(part: TableCells, column: str, names: UnitNames) -> list[str]:
    """What the cells of a column say, in one spelling each: 2.40 is 2.4, 2023年二季度 is 2023Q2."""
    cells = part.cells[column]
    keys = distinguishable(cells)
    said = {key: _said(part, column, cell, names) for key, cell in dict(zip(keys, cells, strict=True)).items()}
    return [said[key] for key in keys]


def _said(part: TableCells, column: str, cell: object, names: UnitNames) -> str:
    found: object
    if column == UNIT:
        found = names.read(cell)
    elif column == PERIOD:
        found = read_period_cell(cell, part.table)
    else:
        found = value_of(cell, part.table.columns[column])
    return str(cell).strip() if found is None or isinstance(found, Refusal) else str(found)
