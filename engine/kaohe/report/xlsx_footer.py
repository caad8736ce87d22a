"""The sheet 说明 of a workbook of results: warnings, the readings that were used, and the record of the run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from kaohe.report import adjustments, footer, provisional
from kaohe.report.xlsx_book import Book, cell, head, height, lines, page
from kaohe.words.cap_floor_round import MODES
from kaohe.workbook.cell_formats import put

NAME = "说明"


_WIDTHS = (16, 18, 46, 40, 12)


def created(report: footer.Report) -> datetime:
    """The time of the run, as the date of the file."""
    return datetime.fromisoformat(report.record.time).replace(tzinfo=None)


def write_about(book: Book, report: footer.Report) -> None:
    """Adds the sheet."""
    sheet = book.sheet(NAME)
    for column, wide in enumerate(_WIDTHS):
        sheet.set_column(column, column, wide)
    title = footer.title(report.policy)
    put(sheet, 0, 0, title, book.format(bold=True, font_size=14))
    notice = provisional.notice(report)
    if notice:
        put(sheet, 1, 0, notice, book.format(bold=True, font_color="#B00020"))
    row = 3 if notice else 2
    for heading, headings, rows in _parts(report):
        put(sheet, row, 0, heading, book.format(bold=True))
        for number, cells in enumerate([*([headings] if headings else []), *rows], row + 1):
            format_ = head(book) if headings and number == row + 1 else cell(book, text_wrap=True, num_format="@")
            last = len(cells) - 1
            if last < len(_WIDTHS) - 1:
                sheet.merge_range(number, last, number, len(_WIDTHS) - 1, "", format_)
            rooms = [*_WIDTHS[:last], sum(_WIDTHS[last:])]
            for column, text in enumerate(cells):
                put(sheet, number, column, text, format_)
            sheet.set_row(number, height(max(map(lines, cells, rooms))))
        row += len(rows) + (1 if headings else 0) + 2
    page(sheet, title, _WIDTHS, heads=0, across=1)


Part = tuple[str, Sequence[str], list[list[str]]]


def _parts(report: footer.Report) -> Iterator[Part]:
    """Each part's heading, the headings of its table, and its rows."""
    if told := provisional.lines(report):
        yield provisional.HEADING, (), [[str(number), line] for number, line in enumerate(told, 1)]
    if told := adjustments.lines(report):
        yield adjustments.MARKED, (), [[str(number), line] for number, line in enumerate(told, 1)]
    if told := footer.warnings(report):
        yield "提醒", (), [[str(number), line] for number, line in enumerate(told, 1)]
    if asked := footer.readings(report):
        rows = [
            [line.question, line.clause, line.ask, line.reading, "" if line.is_default else "非默认"] for line in asked
        ]
        yield "待释事项及本次读法", ("编号", "条款", "事项", "本次读法", ""), rows
    yield "本次计算", (), [[name, text] for name, text in _record(report)]


def _record(report: footer.Report) -> Iterator[tuple[str, str]]:
    record, display = report.record, report.policy.display
    yield "办法", report.policy.id
    yield "办法文件摘要", record.policy_digest
    yield "数据摘要", record.data_digest
    yield "引擎", f"kaohe {record.engine_version}"
    yield "时间", record.time
    for each in record.replaced:
        yield "替换的文件", each.in_words()
    if record.verified:
        yield "复算", "两次独立计算结果一致"
    yield "数", f"未经舍入，格式显示{display.decimals}位小数；空格是暂缺，不是零"
    if display.rounding != "half_up":
        told = f"办法的结果按“{MODES[display.rounding]}”显示，表格软件按四舍五入显示，末位可能不同"
        yield "舍入", told
