"""Writes the sheets with XlsxWriter: every text as a text, every formula with the engine's value stored beside it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from kaohe.progress import each_told
from kaohe.shown_text import visible
from kaohe.workbook.book import Book
from kaohe.workbook.cell_formats import Looks, add_comments, add_validation, flag, page, put, width_of
from kaohe.workbook.code import letters
from kaohe.workbook.front_page import write_front
from kaohe.workbook.labels import ENGINE_NOTE, NOT_SENT_WORD
from kaohe.workbook.must_hold import BROKEN
from kaohe.workbook.published_results import DIFFERENCE
from kaohe.workbook.sheets import ABOVE, CHANGED, FIRST, NOT_SENT, Entry, Sheet, SheetColumn

if TYPE_CHECKING:
    from kaohe.workbook.worksheet import FigureSheet


def written(book: Book) -> bytes:
    """The file."""
    import xlsxwriter  # late: no other command needs it

    from kaohe.workbook.worksheet import FigureSheet

    data = BytesIO()
    workbook = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"title": visible(book.paper.policy.title), "created": book.paper.created})
    workbook.set_calc_mode("auto")
    looks = Looks(workbook)
    write_front(workbook.add_worksheet(book.front, FigureSheet), looks, book)
    for sheet in each_told("sheet", book.sheets, lambda sheet: sheet.name):
        worksheet = workbook.add_worksheet(sheet.name, FigureSheet)
        assert isinstance(worksheet, FigureSheet)
        _write_sheet(worksheet, looks, sheet)
    workbook.close()
    return data.getvalue()


def _write_sheet(worksheet: FigureSheet, looks: Looks, sheet: Sheet) -> None:
    keys, widths = len(sheet.keys), [_width(column) for column in sheet.columns]
    page(worksheet, sum(widths))
    worksheet.freeze_panes(FIRST - 1, keys)
    worksheet.repeat_rows(2, FIRST - 2)
    worksheet.repeat_columns(0, keys - 1)
    put(worksheet, 0, 0, sheet.title, looks.title)
    if sheet.not_sent:
        worksheet.write_string(NOT_SENT, NOT_SENT_WORD, looks.not_sent)
    if sheet.changed is not None:
        worksheet.write_formula(CHANGED, sheet.changed, looks.count, 0)
        flag(worksheet, looks, 1, 0)
    worksheet.write_string(1, int(sheet.not_sent or sheet.changed is not None), sheet.note, looks.note)
    worksheet.set_row(0, 24)
    for row in (0, 1, 2):
        texts = [(column.heading, *column.above)[row] for column in sheet.columns]
        folded = [-(-width_of(text) // width) for text, width in zip(texts, widths, strict=True)]
        hidden = {"hidden": row > 0 and sheet.kind == "goals"}
        worksheet.set_row((4, 2, 3)[row], (15, 11, 11)[row] * min(max([1, *folded]), 8), None, hidden)
    for number, name in enumerate(sheet.keys):
        worksheet.set_column(number, number, _key_width(sheet, number))
        for row, text in ((2, _above(sheet)[0]), (3, _above(sheet)[1])) if number == 0 else ((2, ""), (3, "")):
            put(worksheet, row, number, text, looks.above)
        put(worksheet, 4, number, name, looks.heading)
    _write_keys(worksheet, looks, sheet)
    for column, width in zip(sheet.columns, widths, strict=True):
        _write_column(worksheet, looks, sheet, column, width)
    worksheet.ignore_errors({"number_stored_as_text": f"A1:C{sheet.last}"})


def _above(sheet: Sheet) -> tuple[str, str]:
    return ("计量", "说明") if sheet.kind == "inputs" else ("条款", "分值") if sheet.kind == "scores" else ("", "")


def _write_keys(worksheet: FigureSheet, looks: Looks, sheet: Sheet) -> None:
    style = looks.input_text if sheet.kind == "records" else looks.key
    spare = sheet.last - FIRST + 1 - len(sheet.rows)
    for column in range(len(sheet.keys)):
        texts = [*(row[column] for row in sheet.rows), *[None] * spare]
        worksheet.write_figures(column, ((row, Entry(text)) for row, text in enumerate(texts, FIRST)), style)


def _write_column(worksheet: FigureSheet, looks: Looks, sheet: Sheet, column: SheetColumn, width: int) -> None:
    number = column.number
    level = {"level": 1} if column.role == "step" and sheet.kind == "records" else {}
    worksheet.set_column(number, number, width, None, level)
    for row, text in enumerate(column.above):
        put(worksheet, 2 + row, number, text, looks.above)
    put(worksheet, 4, number, column.heading, looks.heading_of(column))
    if column.count is not None:
        worksheet.write_formula(ABOVE - 1, number, f"={column.count}", looks.above, 0)
        flag(worksheet, looks, ABOVE - 1, number)
    style = looks.of(column)
    is_whole = column.role == "input" or sheet.kind == "goals"
    rows = range(FIRST, sheet.last + 1)
    blank, cells = Entry(None), column.cells
    worksheet.write_figures(number, ((row, cells.get(row, blank)) for row in rows if is_whole or row in cells), style)
    if column.spec is not None:
        add_comments(worksheet, number, column)
        add_validation(worksheet, number, sheet.last, column.spec)
        if not column.spec.optional:
            filled = (FIRST - 1, number, FIRST - 2 + max(len(sheet.rows), 1), number)
            worksheet.conditional_format(*filled, {"type": "blanks", "format": looks.blank})
    elif column.above[1] == DIFFERENCE:
        place = (FIRST - 1, number, sheet.last - 1, number)
        flag(worksheet, looks, *place)
    elif column.role == "engine":
        worksheet.write_comment(4, number, ENGINE_NOTE)
    elif column.role == "check":
        place = (FIRST - 1, number, sheet.last - 1, number)
        broken = {"type": "cell", "criteria": "==", "value": f'"{BROKEN}"', "format": looks.bad}
        worksheet.conditional_format(*place, broken)
    elif column.role == "fault":
        place = (FIRST - 1, number, sheet.last - 1, number)
        formula = f'=AND({letters(number)}{FIRST}<>"",{letters(number)}{FIRST}<>0,{letters(number)}{FIRST}<>1)'
        worksheet.conditional_format(*place, {"type": "formula", "criteria": formula, "format": looks.bad})


def _width(column: SheetColumn) -> int:
    """Wide enough for the texts of the column, narrow enough that headings are folded."""
    texts = {entry.value for entry in column.cells.values() if isinstance(entry.value, str)}
    least = 28 if column.role == "fault" and texts else 9  # what is wrong is long, where anything is
    return min(max([least, *(width_of(text) + 2 for text in texts), min(width_of(column.heading) // 2 + 3, 16)]), 34)


def _key_width(sheet: Sheet, number: int) -> int:
    return min(max([8, *(width_of(text) + 2 for text in {row[number] for row in sheet.rows})]), 34)
