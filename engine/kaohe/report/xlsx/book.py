"""A workbook in the making: sheets, formats and texts, in the end its bytes.

XlsxWriter takes long to import, so whoever needs no workbook does not import this module. Only its typed methods are
used (write_string, write_number): its `write` would turn texts into formulas and links.
"""

from __future__ import annotations

import io
from datetime import datetime

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kaohe.shown_text import visible
from kaohe.workbook.names import SheetNames

LONGEST = 32_767
"""Characters that a cell holds; those beyond the first 65,536 of Unicode count as two."""

_UNDATED = datetime(2000, 1, 1)
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}


class Book:
    """One workbook. Without a date of its own it gets one that is always the same: equal inputs give equal bytes."""

    def __init__(self, title: str, created: datetime | None = None) -> None:
        self._bytes = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._bytes, {"in_memory": True, "default_format_properties": _FONT})
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
            self._formats[key] = self._book.add_format({**_FONT, **properties})
        return self._formats[key]

    def close(self) -> bytes:
        """The finished file."""
        self._book.close()
        return self._bytes.getvalue()


def name_of(sheet: Worksheet) -> str:
    """The name that a sheet got; XlsxWriter does not say that it is a text."""
    return str(sheet.name)


def cell_text(text: str) -> str:
    """A text as a cell shows it; what is longer than a cell holds is cut, and says so."""
    shown = visible(text, keep="\n")
    if fits(shown):
        return shown
    ending = f"……（共{len(text)}字，单元格放不下）"
    kept = shown.encode("utf-16-le")[: 2 * (LONGEST - len(ending))]
    return kept.decode("utf-16-le", "ignore") + ending


def fits(text: str) -> bool:
    """Whether a cell holds the whole text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST


def put(sheet: Worksheet, row: int, column: int, text: str, format_: Format | None = None) -> None:
    """Writes a text that stays a text, whatever it looks like."""
    if text:
        sheet.write_string(row, column, cell_text(text), format_)
    else:
        sheet.write_blank(row, column, None, format_)
