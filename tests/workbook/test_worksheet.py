"""Rows of figures, written past XlsxWriter, are what XlsxWriter makes of the same cells."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

from kaohe.workbook.sheets import Entry
from kaohe.workbook.writer import FigureBook, FigureSheet

ENTRIES = [
    Entry(1.0),
    Entry(1 / 3),
    Entry(-2.5e-7),
    Entry(123456789012.34),
    Entry("甲 & <乙>"),
    Entry(" 前后 "),
    Entry('=1+"2"'),
    Entry(None),
    Entry(""),
    Entry(2.0, "=A1+1"),
    Entry(0.1, '=IF(A1<>B1,1,2)&"<&>"'),
    Entry("是", '=IF(A1>0,"是","否")'),
    Entry("", '=IF(A1>0,"",1)'),
    Entry(None, "=A1"),
    Entry(3.0, "=SUM(A1:A3*2)", array=True),
    Entry("", '=IF(SUM(A1:A3*2)>9,"",1)', array=True),
]
_CELL = re.compile(r"<c [^>]*?/>|<c .*?</c>")


def _cells(put: Callable[[FigureSheet, object], None]) -> tuple[list[str], bytes, bytes]:
    """The cells of the sheet as the file has them, its texts, and its dimension."""
    workbook = FigureBook()
    sheet = workbook.add_sheet("数")
    sheet.write_string(0, 0, "标题")
    put(sheet, workbook.add_format({"border": 1}))
    sheet.finish()
    archive = zipfile.ZipFile(io.BytesIO(workbook.file()))
    text = archive.read("xl/worksheets/sheet1.xml")
    dimension = re.search(rb"<dimension [^>]*>", text)
    assert dimension is not None
    return _CELL.findall(text.decode()), archive.read("xl/sharedStrings.xml"), dimension[0]


def _by_xlsxwriter(sheet: FigureSheet, style: object) -> None:
    for row, entry in enumerate(ENTRIES, 5):
        if entry.formula is None:
            (sheet.write if entry.value else sheet.write_blank)(row, 1, entry.value or None, style)
        elif entry.array:
            sheet.write_array_formula(row, 1, row, 1, f"{{{entry.formula}}}", style, entry.value)
        else:
            sheet.write_formula(row, 1, entry.formula, style, "" if entry.value is None else entry.value)


def test_the_same_cells() -> None:
    figures = _cells(lambda sheet, style: sheet.write_figures(1, [*enumerate(ENTRIES, 6)], style))
    assert figures == _cells(_by_xlsxwriter)
    assert len(figures[0]) == len(ENTRIES) + 1
