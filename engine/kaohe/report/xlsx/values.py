"""Values in cells: numbers at full precision under a format that rounds what is shown, texts as texts."""

from __future__ import annotations

from fractions import Fraction

from xlsxwriter.worksheet import Worksheet

from kaohe.report.cells import yes_no
from kaohe.report.numbers import to_significant
from kaohe.report.xlsx.book import Book, put
from kaohe.report.xlsx.page import cell
from kaohe.results import Value


def decimals(places: int) -> str:
    """The number format with so many decimals."""
    return f"0.{'0' * places}" if places else "0"


def put_value(
    book: Book, sheet: Worksheet, row: int, column: int, value: Value, places: int, behind: str = "", **look: object
) -> None:
    """Writes a value; an absent one leaves its cell empty. `behind` is the end of the format of a number."""
    number = _number(value) if isinstance(value, Fraction) else None
    if number is not None:
        sheet.write_number(row, column, number, cell(book, num_format=decimals(places) + behind, **look))
    elif value is None:
        put(sheet, row, column, "", cell(book, **look))
    elif isinstance(value, bool):
        put(sheet, row, column, yes_no(value), cell(book, num_format="@", align="center", **look))
    else:
        text = to_significant(value) if isinstance(value, Fraction) else value
        put(sheet, row, column, text, cell(book, num_format="@", **look))


def _number(value: Fraction) -> float | None:
    """The binary number next to it; None beyond those there are, which a cell shows as text."""
    try:
        return float(value)
    except OverflowError:
        return None
