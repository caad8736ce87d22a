"""Writes the first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaohe.report import provisional
from kaohe.shown_text import visible
from kaohe.workbook.book import Book
from kaohe.workbook.checks import mismatches
from kaohe.workbook.conditions import broken
from kaohe.workbook.front import HOW, lines, readings, waited_for
from kaohe.workbook.looks import Looks, page, width_of
from kaohe.workbook.sources import sources_of

_LINE = 15
"""How high a line of text is."""


def write_front(worksheet: Any, looks: Looks, book: Book) -> None:
    """The whole page."""
    page(worksheet)
    worksheet.hide_gridlines(2)
    worksheet.set_column(0, 0, 14)
    worksheet.set_column(1, 1, 14)
    worksheet.set_column(2, 2, 46)
    worksheet.set_column(3, 3, 28)
    worksheet.set_column(4, 4, 10)
    row = 0
    worksheet.merge_range(row, 0, row, 4, "", looks.title)
    worksheet.write_string(row, 0, "计分底稿", looks.title)
    for label, text in lines(book):
        row += 1
        worksheet.write_string(row, 0, label, looks.label)
        worksheet.merge_range(row, 1, row, 4, "", looks.plain)
        worksheet.write_string(row, 1, visible(text), looks.plain)
    row += 2
    for check in book.checks:
        said = f"“{check.results.name}”与引擎不同的格数"
        row = _count(worksheet, looks, row, ("核对", said, mismatches(check, book.front)))
    for sheet, column in book.watched:
        said = f"“{sheet.name}”不符合“{column.heading}”的行数"
        row = _count(worksheet, looks, row, ("须符合", said, broken(sheet, column, book.front)))
    row = _paragraphs(worksheet, looks, row + 1, "怎样看", HOW)
    for heading, texts in (("请注意", book.notes), (provisional.HEADING, waited_for(book))):
        if texts:
            row = _paragraphs(worksheet, looks, row + 1, heading, texts)
    row = _sources(worksheet, looks, row + 1, book)
    _readings(worksheet, looks, row + 1, book)


def _count(worksheet: Any, looks: Looks, row: int, line: tuple[str, str, str]) -> int:
    """A number that should be 0, as a formula that counts."""
    label, said, formula = line
    worksheet.write_string(row, 0, label, looks.label)
    worksheet.merge_range(row, 1, row, 2, "", looks.plain)
    worksheet.write_string(row, 1, visible(said), looks.plain)
    worksheet.set_row(row, _LINE * (1 + width_of(said) // 60))
    worksheet.write_formula(row, 3, f"={formula}", looks.count, 0)
    for criteria, style in (("==", looks.good), ("!=", looks.bad)):
        worksheet.conditional_format(
            row, 3, row, 3, {"type": "cell", "criteria": criteria, "value": 0, "format": style}
        )
    return row + 1


def _sources(worksheet: Any, looks: Looks, row: int, book: Book) -> int:
    """Which files each table was read from, and how many rows it has."""
    sources = [source for read in book.found.reads for source in sources_of(book.found.policy, read)]
    if not sources:
        return row
    for column, heading in enumerate(("数据表", "", "读自", "", "行数")):
        worksheet.write_string(row, column, heading, looks.heading)
    for source in sources:
        row += 1
        table, files = visible(source.table), visible("；".join(source.files)) or "没有"
        worksheet.merge_range(row, 0, row, 1, table, looks.boxed)
        worksheet.merge_range(row, 2, row, 3, files, looks.boxed)
        worksheet.write_number(row, 4, source.rows, looks.boxed)
        worksheet.set_row(row, _LINE * max(1 + width_of(table) // 28, 1 + width_of(files) // 74))
    return row + 2


def _paragraphs(worksheet: Any, looks: Looks, row: int, heading: str, texts: Sequence[str]) -> int:
    worksheet.write_string(row, 0, heading, looks.label)
    for text in texts:
        worksheet.merge_range(row, 1, row, 4, "", looks.plain)
        worksheet.write_string(row, 1, visible(text), looks.plain)
        worksheet.set_row(row, _LINE * (1 + width_of(text) // 96))
        row += 1
    return row


def _readings(worksheet: Any, looks: Looks, row: int, book: Book) -> None:
    listed = list(readings(book))
    if not listed:
        return
    for column, heading in enumerate(("待释事项", "条款", "问题", "本次的读法", "")):
        worksheet.write_string(row, column, heading, looks.heading)
    for line in listed:
        row += 1
        for column, text in enumerate(line):
            worksheet.write_string(row, column, text, looks.chosen if line[4] != "默认" else looks.boxed)
        worksheet.set_row(row, _LINE * max(1 + width_of(line[2]) // 46, 1 + width_of(line[3]) // 28))
