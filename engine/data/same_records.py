"""The same record twice: refused where it stands in two sheets, asked about where it stands twice in one.

Two bureaus that send the same project mean one. In one sheet two rows may be two things that happen to be alike.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from engine.data.notes import cells_in
from engine.data.raw import PERIOD, UNIT, TableCells
from engine.data.report import TableReport

_OWN = 2
"""With fewer inputs of its own a record says too little: two alike are nothing strange."""


def check_same_records(parts: Sequence[TableCells], is_decided: bool, report: TableReport) -> None:
    """D154 where two sheets hold the same record, D165 where one holds it several times.

    With `is_decided` the rows are decisions, of which the same twice is refused elsewhere.
    """
    if not is_decided:
        for part in parts:
            if len([id_ for id_ in part.table.columns if id_ in part.cells]) >= _OWN:
                _check_within(part, report)
    if len(parts) > 1:
        _check_between(parts, report)


def _check_within(part: TableCells, report: TableReport) -> None:
    own = [id_ for id_ in part.table.columns if id_ in part.cells]
    columns = [_texts(part.cells[id_]) for id_ in (UNIT, PERIOD, *own)]
    if len(set(zip(*columns, strict=True))) == part.count:
        return
    rows: dict[tuple[str, ...], list[int]] = {}
    for row, values in enumerate(zip(*columns, strict=True)):
        if any(values[2:]):
            rows.setdefault(values, []).append(row)
    for values, alike in rows.items():
        if len(alike) > 1:
            cells = cells_in(alike, lambda row: part.locate(row, UNIT))
            text = ", ".join(filter(None, values))
            report.add("D165", part.locate(alike[1], UNIT), count=len(alike), text=text, cells=cells)


def _check_between(parts: Sequence[TableCells], report: TableReport) -> None:
    ids = (UNIT, PERIOD, *parts[0].table.columns)
    seen: dict[Hashable, tuple[TableCells, int]] = {}
    for part in parts:
        mine: dict[Hashable, tuple[TableCells, int]] = {}
        columns = [_texts(part.cells[id_]) if id_ in part.cells else [""] * part.count for id_ in ids]
        for row, values in enumerate(zip(*columns, strict=True)):
            if values in seen:
                other, at = seen[values]
                place, first = part.locate(row, UNIT), other.locate(at, UNIT)
                report.add("D154", place, text=", ".join(filter(None, values)), first=first)
            mine[values] = (part, row)
        seen.update(mine)


def _texts(cells: Sequence[object]) -> list[str]:
    return list(map(str.strip, map(str, cells)))
