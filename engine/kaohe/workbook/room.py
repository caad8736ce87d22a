"""How much a sheet takes."""

from __future__ import annotations

from kaohe.diagnostics import Findings, Refused
from kaohe.workbook.book import Book

ROWS, COLUMNS = 1_048_576, 16_384


def check_room(book: Book) -> None:
    """Raises Refused (E504) where a sheet would be longer or wider than a spreadsheet takes: the rest would be lost."""
    findings = Findings()
    for sheet in book.sheets:
        width = len(sheet.keys) + len(sheet.columns)
        if sheet.last > ROWS or width > COLUMNS:
            findings.add("E504", None, sheet=sheet.title, rows=sheet.last, columns=width)
    if findings.errors:
        raise Refused(findings.all)
