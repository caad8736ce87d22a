"""A cell of a workbook about which its text does not say all."""

from __future__ import annotations

from typing import Literal

Mark = Literal[
    "broken", "covered", "date", "error", "formula", "noise", "no_value", "percent", "scaled", "text", "text_result",
    "truth", "unreliable", "unsent",
]  # fmt: skip
"""What is to be known of a cell:

- percent, date, scaled: how its number is shown (12.5% for 0.125; a day; 1.2 for 1,200)
- formula: the text is a stored result; text_result: one that is text; no_value: there is none; unreliable: it is
  taken from elsewhere or changes by itself
- text: a number that is stored as text; noise: a number with more digits than a spreadsheet shows; truth: TRUE, FALSE
- error: #N/A and the like; broken: what is stored is no number
- unsent: no sheet has the row that it would stand in, which is told once for the whole row
- covered: it lies under a merged cell, whose text it has here
"""


class MarkedCell(str):
    """The text of a cell as a reader of the sheet would see it, with its marks.

    `detail` is what a message shows beside the text: a formula, or the area of a merged cell.
    """

    __slots__ = ("detail", "marks")

    marks: tuple[Mark, ...]
    detail: str

    def __new__(cls, text: str, *marks: Mark, detail: str = "") -> MarkedCell:
        cell = super().__new__(cls, text)
        cell.marks = marks
        cell.detail = detail
        return cell

    @property
    def identity(self) -> tuple[str, tuple[Mark, ...], str]:
        """What tells it from another cell; as texts alone the two may be equal."""
        return (str(self), self.marks, self.detail)


def is_unsent(cell: object) -> bool:
    """Whether a cell stands in for one that no sheet has."""
    return isinstance(cell, MarkedCell) and "unsent" in cell.marks
