"""How sheets look: the head of a table, widths of columns, pages of A4."""

from __future__ import annotations

from collections.abc import Sequence

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kaohe.report.xlsx.book import Book, name_of
from kaohe.shown_text import visible, width

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


def lines(text: str, room: int) -> int:
    """How many lines a text takes in a column of this width."""
    return sum(max(1, -(-width(line) // max(room - 1, 1))) for line in visible(text, "\n").split("\n"))


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
    sheet.set_footer(f"&L{_line(name_of(sheet))}&R第 &P 页，共 &N 页")
    if heads:
        sheet.repeat_rows(0, heads - 1)
    if keys and total > _A4:
        sheet.repeat_columns(0, keys - 1)


def _line(text: str) -> str:
    """A text in the header of a page, where & begins a code."""
    return visible(text)[:_LONGEST_LINE].replace("&", "&&")
