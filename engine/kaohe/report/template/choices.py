"""Lists to choose from, where they stand in the workbook: beside the instructions, so that nothing is hidden."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.worksheet import Worksheet

from kaohe.report.xlsx.book import Book, name_of, put
from kaohe.report.xlsx.page import KEY, cell, head
from kaohe.workbook.names import letters, quoted

FIRST_COLUMN, FIRST_ROW = 10, 2
_LONGEST = 200  # a check holds 255 characters
_TITLE = "下拉列表里的词（供各表引用，请勿改动）"


class Choices:
    """The lists that were asked for, each written once."""

    def __init__(self, book: Book, sheet: Worksheet) -> None:
        self._book = book
        self._sheet = sheet
        self._places: dict[tuple[str, ...], str] = {}

    def source(self, heading: str, words: Sequence[str]) -> list[str] | str:
        """A short list itself, or where a longer one stands, as a check refers to it."""
        if _goes_inside(words):
            return list(words)
        key = tuple(words)
        if key not in self._places:
            self._places[key] = self._written(heading, key)
        return self._places[key]

    def _written(self, heading: str, words: tuple[str, ...]) -> str:
        column = FIRST_COLUMN + len(self._places)
        if not self._places:
            put(self._sheet, FIRST_ROW - 2, column, _TITLE)
        put(self._sheet, FIRST_ROW - 1, column, heading, head(self._book))
        for row, word in enumerate(words, FIRST_ROW):
            put(self._sheet, row, column, word, cell(self._book, bg_color=KEY, num_format="@"))
        self._sheet.set_column(column, column, 18)
        letter = letters(column)
        return f"={quoted(name_of(self._sheet))}${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + len(words)}"


def _goes_inside(words: Sequence[str]) -> bool:
    """Whether a check can hold the list itself, where a comma ends a word."""
    plain = not any(set(word) & set(',"\n') or word != word.strip() or word.startswith("=") for word in words)
    return plain and sum(len(word) + 1 for word in words) <= _LONGEST
