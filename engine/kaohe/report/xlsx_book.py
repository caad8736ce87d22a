"""A workbook in the making: sheets, formats, pages for print, texts and values; in the end its bytes.

XlsxWriter takes long to import, so whoever needs no workbook does not import this module. Only its typed methods are
used (write_string, write_number): its `write` would turn texts into formulas and links.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kaohe.language.entry import RoundingMode
from kaohe.report import adjustments, footer
from kaohe.report.values import to_significant, yes_no
from kaohe.results import Value
from kaohe.text_width import visible, width
from kaohe.translations import language as spoken
from kaohe.translations import worded
from kaohe.words.cap_floor_round import MODES
from kaohe.workbook.cell_formats import put
from kaohe.workbook.sheets import SheetNames

_UNDATED = datetime(2000, 1, 1)


def _font() -> dict[str, Any]:
    return {"font_name": worded("宋体"), "font_size": 11, "valign": "vcenter"}


class Book:
    """One workbook. Without a date of its own it gets one that is always the same: equal inputs give equal bytes."""

    def __init__(self, title: str, created: datetime | None = None) -> None:
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, {"in_memory": True, "default_format_properties": _font()})
        # Old office programs cut properties at 255 characters; so does XlsxWriter, by leaving them out.
        properties = {"title": visible(title)[:200], "created": created or _UNDATED}
        self._book.set_properties(properties)
        self._formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self._names = SheetNames()

    def sheet(self, wanted: str) -> Worksheet:
        """A new sheet, under the name that is nearest to the one wanted."""
        return self._book.add_worksheet(self._names.claim(visible(wanted)))

    def format(self, **properties: object) -> Format:
        """A cell format, each made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({**_font(), **properties})
        return self._formats[key]

    def close(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._bytes.getvalue()


def name_of(sheet: Worksheet) -> str:
    """The name that a sheet got; XlsxWriter does not say that it is a text."""
    return str(sheet.name)


LINE = "#BFBFBF"


HEAD, HEAD_OPTIONAL, KEY = "#D9E2F3", "#EDEDED", "#F2F2F2"
"""The grounds of headings, of headings that may stay without figures, and of cells that nobody should change."""


_NARROWEST, _WIDEST, _HEADING = 8, 40, 10


_A4 = 130  # so many characters stand beside each other on a page across before they get too small


_LINE_HEIGHT = 16


_LONGEST_LINE = 80  # a header of a page holds 255 characters, codes and both lines of it included


def head(book: Book, ground: str = HEAD, **more: object) -> Format:
    """The format of a heading."""
    return book.format(bold=True, text_wrap=True, align="center", bg_color=ground, border=1, border_color=LINE, **more)


def cell(book: Book, **more: object) -> Format:
    """The format of a cell of a table."""
    return book.format(border=1, border_color=LINE, **more)


def fit(heading: str, texts: Sequence[str] = ()) -> int:
    """The width of a column: its texts in one line, its heading in several."""
    widest = max((width(line) for text in texts for line in visible(text, "\n").split("\n")), default=0)
    return max(_NARROWEST, min(width(visible(heading)), _HEADING), min(widest, _WIDEST)) + 2


def lines(text: str, wide: int) -> int:
    """How many lines a text takes in a column of this width."""
    return sum(max(1, -(-width(line) // max(wide - 1, 1))) for line in visible(text, "\n").split("\n"))


def height(count: int) -> float:
    """The height of a row with so many lines; a row has at most 409 points."""
    return min(count * _LINE_HEIGHT + 4, 409)


def page(
    sheet: Worksheet, title: str, widths: Sequence[int], keys: int = 0, heads: int = 1, across: int | None = None
) -> None:
    """A4, turned where the table is wide; the head and the first columns again on each page.

    `across` is how many pages stand beside each other, as many as can be read if it is left out.
    """
    sheet.set_paper(9)
    total = sum(widths)
    if total > 90:
        sheet.set_landscape()
    sheet.fit_to_pages(across or -(-total // _A4), 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
    sheet.set_header(f"&C{_line(title)}")
    sheet.set_footer(worded("&L{}&R第 &P 页，共 &N 页", _line(name_of(sheet))))
    if heads:
        sheet.repeat_rows(0, heads - 1)
    if keys and total > _A4:
        sheet.repeat_columns(0, keys - 1)


def _line(text: str) -> str:
    """A text in the header of a page, where & begins a code."""
    return visible(text)[:_LONGEST_LINE].replace("&", "&&")


def decimals(places: int) -> str:
    """The number format with so many decimals."""
    return f"0.{'0' * places}" if places else "0"


def put_value(
    book: Book,
    sheet: Worksheet,
    row: int,
    column: int,
    value: Value,
    places: int,
    behind: str = "",
    language: str = "zh",
    **look: object,
) -> None:
    """Writes a value; an absent one leaves its cell empty. `behind` is the end of the format of a number."""
    number = _number(value) if isinstance(value, Fraction) else None
    if number is not None:
        sheet.write_number(row, column, number, cell(book, num_format=decimals(places) + behind, **look))
    elif value is None:
        put(sheet, row, column, "", cell(book, **look))
    elif isinstance(value, bool):
        put(sheet, row, column, yes_no(value, language), cell(book, num_format="@", align="center", **look))
    else:
        text = to_significant(value) if isinstance(value, Fraction) else value
        put(sheet, row, column, text, cell(book, num_format="@", **look))


def _number(value: Fraction) -> float | None:
    """The binary number next to it; None beyond those there are, which a cell shows as text."""
    try:
        return float(value)
    except OverflowError:
        return None


NAME = "说明"


_WIDTHS = (16, 18, 46, 40, 12)


def created(report: footer.Report) -> datetime:
    """The time of the run, as the date of the file."""
    return datetime.fromisoformat(report.record.time).replace(tzinfo=None)


def write_about(book: Book, report: footer.Report) -> None:
    """Adds the sheet."""
    sheet = book.sheet(worded(NAME))
    for column, wide in enumerate(_WIDTHS):
        sheet.set_column(column, column, wide)
    title = footer.title(report.policy)
    put(sheet, 0, 0, title, book.format(bold=True, font_size=14))
    notice = footer.provisional_notice(report)
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
            spans = [*_WIDTHS[:last], sum(_WIDTHS[last:])]
            for column, text in enumerate(cells):
                put(sheet, number, column, text, format_)
            sheet.set_row(number, height(max(map(lines, cells, spans))))
        row += len(rows) + (1 if headings else 0) + 2
    page(sheet, title, _WIDTHS, heads=0, across=1)


Part = tuple[str, Sequence[str], list[list[str]]]


def _parts(report: footer.Report) -> Iterator[Part]:
    """Each part's heading, the headings of its table, and its rows."""
    if listed := footer.owed_lines(report):
        yield worded(footer.OWED_HEADING), (), [[str(number), line] for number, line in enumerate(listed, 1)]
    if listed := adjustments.lines(report):
        yield (
            worded(adjustments.MARKED),
            (),
            [[str(number), line] for number, line in enumerate(listed, 1)],
        )
    if listed := footer.warnings(report):
        yield worded("提醒"), (), [[str(number), line] for number, line in enumerate(listed, 1)]
    if asked := footer.readings(report):
        rows = [
            [line.question, line.clause, line.ask, line.reading, "" if line.is_default else worded("非默认")]
            for line in asked
        ]
        yield (
            worded("待释事项及本次读法"),
            (worded("编号"), worded("条款"), worded("事项"), worded("本次读法"), ""),
            rows,
        )
    yield worded("本次计算"), (), [[name, text] for name, text in _record(report)]


_SHEETS_ROUND: RoundingMode = "half_up"


def _record(report: footer.Report) -> Iterator[tuple[str, str]]:
    record, display = report.record, report.policy.display
    yield worded("办法"), report.policy.id
    yield worded("办法文件摘要"), record.policy_digest
    yield from record.policy_files
    yield worded("数据摘要"), record.data_digest
    yield worded("引擎"), f"kaohe {record.engine_version}"
    yield worded("时间"), record.time
    for each in record.replaced:
        yield worded("替换的文件"), each.in_words(spoken())
    if record.verified:
        yield worded("复算"), worded("两次独立计算结果一致")
    yield worded("数"), worded("未经舍入，格式显示{}位小数；空格是暂缺，不是零", display.decimals)
    if display.rounding != _SHEETS_ROUND:
        said = worded("办法的结果按“{}”显示，表格软件按四舍五入显示，末位可能不同", worded(MODES[display.rounding]))
        yield worded("舍入"), said
