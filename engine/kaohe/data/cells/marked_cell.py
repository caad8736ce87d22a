"""A cell of a workbook about which its text does not say all, and what that means in a column: refused, or noted."""

from __future__ import annotations

from typing import Literal

from kaohe.data.cells.numbers import Refusal, error_value

Mark = Literal[
    "broken", "covered", "date", "error", "formula", "noise", "no_value", "percent", "text", "text_result", "truth",
    "unreliable", "unseen", "unsent",
]  # fmt: skip
"""What is to be known of a cell:

- percent, date: how its number is shown (12.5% for 0.125; a day); unseen: what is shown is not that number alone, or
  nothing
- formula: the text is a stored result; text_result: one that is text; no_value: there is none; unreliable: it is
  taken from elsewhere or changes by itself
- text: a number that is stored as text; noise: a number with more digits than a spreadsheet shows; truth: TRUE, FALSE
- error: #N/A and the like; broken: what is stored is no number
- unsent: no sheet has the row that it would stand in, which is told once for the whole row
- covered: it lies under a merged cell, whose text it has here
"""


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
}
"""Marks that no number may have."""


class MarkedCell(str):
    """The text of a cell as a reader of the sheet would see it, with its marks.

    `detail` is what a message shows beside the text: a formula, or the area of a merged cell. `shown` is what the
    number format shows, where that may be another number; None elsewhere.
    """

    __slots__ = ("detail", "marks", "shown")

    marks: tuple[Mark, ...]
    detail: str
    shown: str | None

    def __new__(cls, text: str, *marks: Mark, detail: str = "", shown: str | None = None) -> MarkedCell:
        cell = super().__new__(cls, text)
        cell.marks = marks
        cell.detail = detail
        cell.shown = shown
        return cell

    @property
    def identity(self) -> tuple[str, tuple[Mark, ...], str, str | None]:
        """What tells it from another cell; as texts alone the two may be equal."""
        return (str(self), self.marks, self.detail, self.shown)


def is_unsent(cell: object) -> bool:
    """Whether a cell stands in for one that no sheet has."""
    return isinstance(cell, MarkedCell) and "unsent" in cell.marks


def refusal_of(cell: object, kind: str) -> Refusal | None:
    """Why a cell is not taken in a column of a kind: that of its type, or `unit` or `period`."""
    if not isinstance(cell, MarkedCell):
        return None
    for mark in cell.marks:
        code = _NOWHERE.get(mark) or (_NO_NUMBER.get(mark) if kind == "number" else None)
        if mark == "covered" and kind not in ("unit", "period"):
            code = "D228"
        if code == "D203":
            return error_value(str(cell).strip())
        if code is not None:
            return Refusal(code, {"text": str(cell).strip(), "detail": cell.detail})
    return None
