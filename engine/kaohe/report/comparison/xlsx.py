"""The comparison as a workbook: a sheet for each grid; points as numbers that can be added up."""

from __future__ import annotations

from kaohe.analysis.comparison import Comparison
from kaohe.report.comparison.grids import Grids
from kaohe.report.xlsx_book import KEY, Book, cell, head, height, lines, page, put_value
from kaohe.workbook.cell_formats import put

_NAME, _WIDE = 24, 44


def render(found: Comparison) -> bytes:
    """The workbook."""
    grids = Grids(found)
    book = Book(grids.words["title"])
    for grid in grids.all():
        sheet = book.sheet(grid.heading)
        headings = [grids.words["item"], *grid.columns, *([grid.remarks] if grid.remarks else [])]
        widths = [_NAME, *[_WIDE] * len(grid.columns), *([_NAME] if grid.remarks else [])]
        for at, (heading, wide) in enumerate(zip(headings, widths, strict=True)):
            sheet.set_column(at, at, wide)
            put(sheet, 0, at, heading, head(book))
        for number, row in enumerate(grid.rows, 1):
            put(sheet, number, 0, row.name, cell(book, text_wrap=True, bg_color=KEY, bold=True))
            most = lines(row.name, _NAME)
            for at, entries in enumerate(row.cells, 1):
                notes = [
                    entry.text + (grids.words["clause"].format(clause=entry.clause) if entry.clause else "")
                    for entry in entries
                ]
                text = "\n".join(notes)
                most = max(most, lines(text, _WIDE))
                put(sheet, number, at, text, cell(book, text_wrap=True, valign="top"))
            if grid.remarks:
                put(sheet, number, len(headings) - 1, row.remark, cell(book, text_wrap=True))
                most = max(most, lines(row.remark, _NAME))
            sheet.set_row(number, height(most))
        sheet.freeze_panes(1, 1)
        page(sheet, grids.words["title"], widths, keys=1)
    _points(book, grids)
    return book.close()


def _points(book: Book, grids: Grids) -> None:
    """One row for each leaf, with its points and share as numbers."""
    if not grids.scored:
        return
    sheet = book.sheet(grids.words["themes"] + grids.words["share"])
    headings = ["", grids.words["item"], grids.words["by_theme"], grids.words["by_kind"], grids.words["totals"]]
    headings += [grids.words["share"] + " %", ""]
    for at, (heading, wide) in enumerate(zip(headings, (36, 28, 18, 18, 10, 12, 16), strict=True)):
        sheet.set_column(at, at, wide)
        put(sheet, 0, at, heading, head(book))
    themes, kinds = dict(grids.themes()), dict(grids.kinds())
    number = 0
    for method, total in grids.scored:
        for entry in method.points:
            if entry.total == total:
                number += 1
                texts = (grids.column_of(method, total), entry.name, themes[entry.theme or ""], kinds[entry.kind])
                for at, text in enumerate(texts):
                    put(sheet, number, at, text, cell(book, text_wrap=True))
                put_value(book, sheet, number, 4, entry.points, 2)
                put_value(book, sheet, number, 5, entry.share, 2)
                put(sheet, number, 6, entry.clause or "", cell(book, text_wrap=True))
    sheet.freeze_panes(1, 2)
