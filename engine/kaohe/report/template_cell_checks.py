"""What a cell of a form takes, as the check that a spreadsheet makes; long lists stand in the guide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from xlsxwriter.worksheet import Worksheet

from kaohe.data.read_cell import read_cell
from kaohe.language.numerals import exact_digits
from kaohe.policy.model import ColumnSpec
from kaohe.report.xlsx_book import KEY, Book, cell, head, name_of
from kaohe.shown_text import visible
from kaohe.wording import worded
from kaohe.workbook.cell_formats import put
from kaohe.workbook.code import letters, quoted

_FAR = "9.99E+24"  # longer numbers are refused anyway


_FIRST_DAY = date(1949, 10, 1)


_MESSAGE = 250  # a spreadsheet shows 255 characters


Check = dict[str, object]


def bounds(spec: ColumnSpec) -> str:
    """0 至 100, 不小于 0, 不大于 6; nothing where any number goes. In the column's own measure."""
    low, high = _limit(spec, "minimum"), _limit(spec, "maximum")
    if low and high:
        return worded("{} 至 {}", low, high)
    if low or high:
        return worded("不小于 {}", low) if low else worded("不大于 {}", high)
    return ""


def words(spec: ColumnSpec) -> list[str]:
    """The words to choose from; none where there is no choice. A word that would be read as another one is its id."""
    if spec.type == "truth":
        return [worded("是"), worded("否")]
    if spec.type != "choice":
        return []
    return [word if read_cell(word, spec) == id_ else id_ for id_, word in spec.choices.items()]


def number_check(spec: ColumnSpec) -> Check:
    """A number within its bounds; a whole one where that is asked for."""
    low, high = _limit(spec, "minimum") or f"-{_FAR}", _limit(spec, "maximum") or _FAR
    kind = worded("整数") if spec.whole else worded("数")
    limit = worded("（{}{}）", bounds(spec), spec.measure.label) if bounds(spec) else ""
    return {
        "validate": "integer" if spec.whole else "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        **_said(worded("“{}”要填{}{}。没有数的留空，不要填“无”“—”“/”。", spec.name[:60], kind, limit)),
    }


def date_check(spec: ColumnSpec) -> Check:
    """A day, which a spreadsheet makes of what is typed as one."""
    return {
        "validate": "date",
        "criteria": ">=",
        "value": _FIRST_DAY,
        **_said(worded("“{}”要填日期，写年、月、日，如 2023-01-20，不写时间。", spec.name[:60])),
    }


def list_check(name: str, listed: Sequence[str], source: Sequence[str] | str) -> Check:
    """One of some words; `source` is the words, or where they stand."""
    message = worded("“{}”请从下拉列表里选：{}", name[:60], worded("、").join(listed))
    short = message if len(message) <= _MESSAGE else worded("“{}”请从下拉列表里选。", name[:60])
    return {"validate": "list", "source": source, **_said(short)}


def _said(message: str) -> Check:
    return {"error_title": worded("填得不对"), "error_message": visible(message)[:_MESSAGE], "ignore_blank": True}


def _limit(spec: ColumnSpec, which: str) -> str:
    """A bound in the column's own measure, exact; a fraction without end is one that a spreadsheet divides."""
    bound = spec.minimum if which == "minimum" else spec.maximum
    return "" if bound is None else exact_digits(bound / spec.measure.scale)


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
            put(self._sheet, FIRST_ROW - 2, column, worded(_TITLE))
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
