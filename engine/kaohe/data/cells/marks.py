"""What the marks of a workbook's cell mean in a column: refused, or read with a note."""

from __future__ import annotations

from kaohe.data.cells.marked_cell import Mark, MarkedCell
from kaohe.data.cells.numbers import Refusal

_NOWHERE: dict[Mark, str] = {
    "error": "D203",
    "no_value": "D222",
    "unreliable": "D223",
    "broken": "D226",
}
"""Marks that no cell may have, whatever its column."""

_NO_NUMBER: dict[Mark, str] = {
    "date": "D207",
    "text_result": "D224",
    "truth": "D225",
    "scaled": "D227",
}
"""Marks that no number may have."""


def refusal_of(cell: object, kind: str) -> Refusal | None:
    """Why a cell is not taken in a column of a kind: that of its type, or `unit` or `period`."""
    if not isinstance(cell, MarkedCell):
        return None
    for mark in cell.marks:
        code = _NOWHERE.get(mark) or (_NO_NUMBER.get(mark) if kind == "number" else None)
        if mark == "covered" and kind not in ("unit", "period"):
            code = "D228"
        if code is not None:
            return Refusal(code, {"text": str(cell).strip(), "detail": cell.detail})
    return None
