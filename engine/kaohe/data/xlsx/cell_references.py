"""Cell references: B3 as row and column, and areas of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from kaohe.data.xlsx.archive import Trouble

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")
_columns: dict[str, int] = {}


class Area(NamedTuple):
    """Rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"


def cell_name(row: int, column: int) -> str:
    """B3 for row 3, column 2."""
    return f"{column_name(column)}{row}"


def column_name(column: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def position(reference: str) -> tuple[int, int]:
    """The row and the column that a reference names. Raises Trouble (D141) where it is beyond any sheet."""
    found = _CELL.fullmatch(reference.upper())  # some programs write a1
    if found is not None:
        letters, row = found[1], int(found[2])
        column = _columns.get(letters)
        if column is None:
            column = _columns[letters] = _number(letters)
        if row <= LAST_ROW and column <= LAST_COLUMN:
            return row, column
    raise Trouble("D141", reason=reference[:20])


def area(reference: str) -> Area:
    """The area that A1:B2 names."""
    first, _, last = reference.partition(":")
    return Area(*position(first), *position(last or first))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
