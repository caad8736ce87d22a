"""Writes the sheets with XlsxWriter: every text as a text, every formula with the engine's value stored beside it."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Any

from engine.report.visible import visible
from engine.report.workbook.book import Book
from engine.report.workbook.checks import mismatches
from engine.report.workbook.front import HOW, lines, readings
from engine.report.workbook.looks import Looks, width_of
from engine.report.workbook.notes import add_comments, add_validation
from engine.report.workbook.sheets import FIRST, Entry, Sheet, SheetColumn

_PAGE = 150
"""Columns of text, beside those of the keys, that can be read on one page."""


def written(book: Book) -> bytes:
    """The file."""
    import xlsxwriter  # late: no other command needs it

    data = BytesIO()
    workbook = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    created = datetime.fromisoformat(book.results.record.time).replace(tzinfo=None)
    workbook.set_properties({"title": visible(book.results.policy.title), "created": created})
    workbook.set_calc_mode("auto")
    looks = Looks(workbook)
    _write_front(workbook.add_worksheet(book.front), looks, book)
    for sheet in book.sheets:
        _write_sheet(workbook.add_worksheet(sheet.name), looks, sheet)
    workbook.close()
    return data.getvalue()


def _page(worksheet: Any, columns: int = 0) -> None:
    """A4, lying where there are `columns`, which may take several pages if they would be too small on one."""
    worksheet.set_paper(9)
    if columns:
        worksheet.set_landscape()
    worksheet.fit_to_pages(max(1, -(-columns // _PAGE)), 0)
    worksheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    worksheet.set_footer("&L&A&R第 &P 页，共 &N 页")


def _write_front(worksheet: Any, looks: Looks, book: Book) -> None:
    _page(worksheet)
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
        worksheet.write_string(row, 0, "核对", looks.label)
        worksheet.merge_range(row, 1, row, 2, "", looks.plain)
        worksheet.write_string(row, 1, f"“{check.scores.name}”与引擎不同的格数", looks.plain)
        worksheet.write_formula(row, 3, f"={mismatches(check, book.front)}", looks.count, 0)
        worksheet.conditional_format(
            row, 3, row, 3, {"type": "cell", "criteria": "==", "value": 0, "format": looks.good}
        )
        worksheet.conditional_format(
            row, 3, row, 3, {"type": "cell", "criteria": "!=", "value": 0, "format": looks.bad}
        )
        row += 1
    row = _paragraphs(worksheet, looks, row + 1, "怎样看", HOW)
    if book.notes:
        row = _paragraphs(worksheet, looks, row + 1, "请注意", tuple(book.notes))
    _readings(worksheet, looks, row + 1, book)


def _paragraphs(worksheet: Any, looks: Looks, row: int, heading: str, texts: tuple[str, ...]) -> int:
    worksheet.write_string(row, 0, heading, looks.label)
    for text in texts:
        worksheet.merge_range(row, 1, row, 4, "", looks.plain)
        worksheet.write_string(row, 1, visible(text), looks.plain)
        worksheet.set_row(row, 15 * (1 + width_of(text) // 96))
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
        worksheet.set_row(row, 15 * max(1 + width_of(line[2]) // 46, 1 + width_of(line[3]) // 28))


def _write_sheet(worksheet: Any, looks: Looks, sheet: Sheet) -> None:
    keys = len(sheet.keys)
    _page(worksheet, sum(_width(column) for column in sheet.columns))
    worksheet.freeze_panes(FIRST - 1, keys)
    worksheet.repeat_rows(2, FIRST - 2)
    worksheet.repeat_columns(0, keys - 1)
    worksheet.write_string(0, 0, visible(sheet.title), looks.title)
    worksheet.write_string(1, 0, sheet.note, looks.note)
    worksheet.set_row(0, 24)
    for row in (0, 1, 2):
        texts = [(column.heading, *column.above)[row] for column in sheet.columns]
        folded = [-(-width_of(text) // _width(column)) for text, column in zip(texts, sheet.columns, strict=True)]
        worksheet.set_row((4, 2, 3)[row], (15, 11, 11)[row] * min(max([1, *folded]), 8))
    for number, name in enumerate(sheet.keys):
        worksheet.set_column(number, number, _key_width(sheet, number))
        for row, text in ((2, _above(sheet)[0]), (3, _above(sheet)[1])) if number == 0 else ((2, ""), (3, "")):
            worksheet.write_string(row, number, text, looks.above)
        worksheet.write_string(4, number, name, looks.heading)
    _write_keys(worksheet, looks, sheet)
    for column in sheet.columns:
        _write_column(worksheet, looks, sheet, column)
    worksheet.ignore_errors({"number_stored_as_text": f"A1:C{sheet.last}"})


def _above(sheet: Sheet) -> tuple[str, str]:
    return ("计量", "说明") if sheet.kind == "inputs" else ("条款", "分值") if sheet.kind == "scores" else ("", "")


def _write_keys(worksheet: Any, looks: Looks, sheet: Sheet) -> None:
    style = looks.input_text if sheet.kind == "records" else looks.key
    for number, row in enumerate(sheet.rows):
        for column, text in enumerate(row):
            worksheet.write_string(FIRST - 1 + number, column, text, style)
    for row_number in range(FIRST - 1 + len(sheet.rows), sheet.last):
        for column in range(len(sheet.keys)):
            worksheet.write_blank(row_number, column, None, style)


def _write_column(worksheet: Any, looks: Looks, sheet: Sheet, column: SheetColumn) -> None:
    number = column.number
    level = {"level": 1} if column.role == "step" and sheet.kind == "records" else {}
    worksheet.set_column(number, number, _width(column), None, level)
    for row, text in enumerate(column.above):
        worksheet.write_string(2 + row, number, visible(text), looks.above)
    worksheet.write_string(4, number, visible(column.heading), looks.heading_of(column))
    style = looks.of(column)
    for row in range(FIRST, sheet.last + 1):
        entry = column.cells.get(row)
        if entry is not None or column.role == "input":
            _write(worksheet, row - 1, number, entry or Entry(None), style)
    if column.spec is not None:
        add_comments(worksheet, number, column)
        add_validation(worksheet, number, sheet.last, column.spec)
        worksheet.conditional_format(
            FIRST - 1, number, FIRST - 2 + max(len(sheet.rows), 1), number, {"type": "blanks", "format": looks.blank}
        )
    elif column.above[1] == "差额":
        place = (FIRST - 1, number, sheet.last - 1, number)
        worksheet.conditional_format(*place, {"type": "cell", "criteria": "==", "value": 0, "format": looks.good})
        worksheet.conditional_format(*place, {"type": "cell", "criteria": "!=", "value": 0, "format": looks.bad})


def _write(worksheet: Any, row: int, column: int, entry: Entry, style: Any) -> None:
    if entry.formula is not None:
        value = "" if entry.value is None else entry.value
        if entry.array:
            worksheet.write_array_formula(row, column, row, column, f"{{{entry.formula}}}", style, value)
        else:
            worksheet.write_formula(row, column, entry.formula, style, value)
    elif entry.value is None or entry.value == "":
        worksheet.write_blank(row, column, None, style)
    elif isinstance(entry.value, str):
        worksheet.write_string(row, column, entry.value, style)
    else:
        worksheet.write_number(row, column, entry.value, style)


def _width(column: SheetColumn) -> int:
    """Wide enough for the texts of the column, narrow enough that headings are folded."""
    texts = [entry.value for entry in column.cells.values() if isinstance(entry.value, str)]
    return min(max([9, *(width_of(text) + 2 for text in texts), min(width_of(column.heading) // 2 + 3, 16)]), 34)


def _key_width(sheet: Sheet, number: int) -> int:
    return min(max([8, *(width_of(row[number]) + 2 for row in sheet.rows)]), 34)
