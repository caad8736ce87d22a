"""What was assumed about cells that were read: said once a column, with the cells."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence

from engine.data.characters import half_width
from engine.data.marked_cell import Mark, MarkedCell
from engine.data.report import TableReport
from engine.places import Place

_LISTED = 8
_ALWAYS: dict[Mark, str] = {"formula": "D230"}
_OF_KIND: dict[tuple[Mark, str], str] = {
    ("percent", "number"): "D231",
    ("text", "number"): "D232",
    ("noise", "number"): "D233",
    ("covered", "unit"): "D332",
    ("covered", "period"): "D332",
    ("date", "period"): "D334",
}


def tell_notes(
    column: str,
    kind: str,
    distinct: Mapping[Hashable, object],
    keys: Sequence[Hashable],
    locate: Callable[[int], Place],
    report: TableReport,
) -> None:
    """Notes what was assumed of the cells in `distinct`, by key; keys[row] is the key of each row's cell."""
    found: dict[str, set[Hashable]] = {}
    for key, cell in distinct.items():
        if isinstance(cell, str):
            for code in _codes(cell, kind):
                found.setdefault(code, set()).add(key)
    for code, those in found.items():
        rows = [row for row, key in enumerate(keys) if key in those]
        first = distinct[keys[rows[0]]]
        text = str(first).strip()
        detail = first.detail if isinstance(first, MarkedCell) else text
        cells = listed([locate(row) for row in rows[: _LISTED + 1]])
        report.add(code, locate(rows[0]), column=column, count=len(rows), cells=cells, text=text, detail=detail)


def listed(places: Sequence[Place]) -> str:
    """Cells by their names, or by line and column; the first few of many."""
    names = [place.cell or f"{place.line}:{place.column}" for place in places]
    return "、".join(names[:_LISTED]) + ("…" if len(names) > _LISTED else "")


def _codes(cell: str, kind: str) -> list[str]:
    codes = []
    if isinstance(cell, MarkedCell):
        codes = [code for mark in cell.marks if (code := _ALWAYS.get(mark) or _OF_KIND.get((mark, kind)))]
    if kind == "number":
        if not cell.isascii() and half_width(cell) != cell:
            codes.append("D234")
        if "," in cell or "，" in cell:
            codes.append("D235")
    elif kind == "unit" and cell != cell.strip():
        codes.append("D330")
    return codes
