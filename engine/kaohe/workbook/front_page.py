"""Writes the first page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaohe.shown_text import visible
from kaohe.workbook.book import Book, Front
from kaohe.workbook.cell_formats import Looks, flag, page, width_of
from kaohe.workbook.published_results import mismatches
from kaohe.workbook.row_checks import wrong_rows
from kaohe.workbook.sheets import CHANGED, Sheet

HOW = (
    "本簿是计分底稿：每个得分都是 Excel 公式，从数据表一步步算来。点一个得分，就能看到它引用了哪些格。",
    "蓝色字的格是报入的数据，可以改：改一个数，得分、排名、等次随着变。其余各格是公式，请不要改。",
    "清空的数据按暂缺计，不按零计：由它而来的得分、全组的排名都成为空白。",
    "数据表可以排序，各行按单位和期间认。有差错的行整行不用，错在哪里见各表的“差错”，由它而来的得分也成为空白。",
    "需要作比较、排名的，先把浮点误差修约掉（小数点后 10 位，大数按它自己的位数）再比；"
    "公布的小数位数只在“公布”表里修约。",
    "“核对”表列出引擎精确计算的值和差额，差额应当全是 0；改了数据以后，差额就是改动的影响。",
)

_LINE = 15
"""How high a line of text is."""


def write_front(worksheet: Any, looks: Looks, book: Book) -> None:
    """The whole page."""
    front = book.paper.front
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
    for label, text in front.lines:
        row += 1
        worksheet.write_string(row, 0, label, looks.label)
        worksheet.merge_range(row, 1, row, 4, "", looks.plain)
        worksheet.write_string(row, 1, visible(text), looks.plain)
    row += 2
    for check in book.checks:
        said = f"“{check.results.name}”与引擎不同的格数"
        row = _count(worksheet, looks, row, ("核对", said, mismatches(check, book.front)))
    for sheet in book.sheets:
        if sheet.state is not None:
            said = f"“{sheet.name}”有差错的行数（写在表外的行也算）"
            row = _count(worksheet, looks, row, ("输入", said, wrong_rows(sheet, sheet.state, book.front)))
    for sheet, column in book.watched:
        said = f"“{sheet.name}”不符合“{column.heading}”的行数"
        row = _count(worksheet, looks, row, ("须符合", said, sheet.count(column, Sheet(book.front, "", "", (), ()))))
    for sheet in book.originals:
        said = f"与“{sheet.name}”不同的格数（不是 0，引擎算好的值就空着）"
        row = _count(worksheet, looks, row, ("改动", said, sheet.fixed(CHANGED, Sheet(book.front, "", "", (), ()))))
    row = _paragraphs(worksheet, looks, row + 1, "怎样看", HOW)
    for heading, texts in (("请注意", book.notes), *front.paragraphs):
        if texts:
            row = _paragraphs(worksheet, looks, row + 1, heading, texts)
    row = _sources(worksheet, looks, row + 1, front)
    _readings(worksheet, looks, row + 1, front)


def _count(worksheet: Any, looks: Looks, row: int, line: tuple[str, str, str]) -> int:
    """A number that should be 0, as a formula that counts."""
    label, said, formula = line
    worksheet.write_string(row, 0, label, looks.label)
    worksheet.merge_range(row, 1, row, 2, "", looks.plain)
    worksheet.write_string(row, 1, visible(said), looks.plain)
    worksheet.set_row(row, _LINE * (1 + width_of(said) // 60))
    worksheet.write_formula(row, 3, f"={formula}", looks.count, 0)
    flag(worksheet, looks, row, 3)
    return row + 1


def _sources(worksheet: Any, looks: Looks, row: int, front: Front) -> int:
    """Which files each table was read from, and how many rows it has."""
    if not front.sources:
        return row
    for column, heading in enumerate(("数据表", "", "读自", "", "行数")):
        worksheet.write_string(row, column, heading, looks.heading)
    for name, files, count in front.sources:
        row += 1
        table, files = visible(name), visible(files)
        worksheet.merge_range(row, 0, row, 1, table, looks.boxed)
        worksheet.merge_range(row, 2, row, 3, files, looks.boxed)
        worksheet.write_number(row, 4, count, looks.boxed)
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


def _readings(worksheet: Any, looks: Looks, row: int, front: Front) -> None:
    if not front.readings:
        return
    for column, heading in enumerate(("待释事项", "条款", "问题", "本次的读法", "")):
        worksheet.write_string(row, column, heading, looks.heading)
    for line, is_default in front.readings:
        row += 1
        for column, text in enumerate(line):
            worksheet.write_string(row, column, text, looks.boxed if is_default else looks.chosen)
        worksheet.set_row(row, _LINE * max(1 + width_of(line[2]) // 46, 1 + width_of(line[3]) // 28))
