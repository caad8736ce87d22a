"""Sheets that rest on the scores: as they are published, and beside the engine's values."""

from __future__ import annotations

from engine.policy.model import Display
from engine.report.workbook.book import Book, Check
from engine.report.workbook.grid import Grid
from engine.report.workbook.literals import DIGITS
from engine.report.workbook.names import SheetNames
from engine.report.workbook.scalars import half_even
from engine.report.workbook.sheets import FIRST, Entry, Sheet, SheetColumn, Stored

CHECK_NOTE = "引擎值是 kaohe 精确计算的结果，不随改动变化；差额应当全是 0。改了数据以后，差额就是这次改动的影响。"
PUBLISHED_NOTE = "按办法的小数位数修约后的结果，供公布；修约只在这里，计分过程不修约。"
_MODES = {"half_up": "ROUND", "down": "ROUNDDOWN", "up": "ROUNDUP"}


def add_checks(book: Book, names: SheetNames) -> None:
    """A sheet of each kind for each sheet of scores."""
    display = book.results.policy.display
    for grid in book.grids:
        if grid.scores is None:
            continue
        base = grid.scores.title.removesuffix("计分")
        published = _like(grid.scores, names.claim(f"{base}公布"), f"{base}考核结果", PUBLISHED_NOTE)
        check = _like(grid.scores, names.claim(f"{base}核对"), f"{base}：与引擎核对", CHECK_NOTE)
        for column in grid.scores.columns:
            _publish(published, grid, column, display)
            _check(check, grid, column)
        book.published.append(published)
        book.checks.append(Check(grid.scores, check))


def _like(scores: Sheet, name: str, title: str, note: str) -> Sheet:
    return Sheet(name, title, note, scores.keys, scores.rows, shown_periods=scores.shown_periods)


def _publish(sheet: Sheet, grid: Grid, column: SheetColumn, display: Display) -> None:
    """The value as it is shown: rounded half up (or as the policy says), once, from the unrounded one."""
    assert grid.scores is not None
    shown = sheet.add(
        column.heading, above=column.above, role="score", decimals=column.decimals, definition=column.definition
    )
    for row, entry in column.cells.items():
        cell = grid.scores.cell(column.number, row, sheet)
        if column.decimals is None:
            shown.cells[row] = Entry(entry.value, f"={cell}")
            continue
        text = rounded(f"ROUND({cell},{DIGITS})", column.decimals, display)
        shown.cells[row] = Entry(entry.value, f'=IF(ISNUMBER({cell}),{text},"")')


def rounded(text: str, decimals: int, display: Display) -> str:
    """A number as it is published."""
    if display.rounding == "half_even":
        return half_even(text, decimals)
    return f"{_MODES[display.rounding]}({text},{decimals})"


def _check(sheet: Sheet, grid: Grid, column: SheetColumn) -> None:
    assert grid.scores is not None
    engine = sheet.add(column.heading, above=(*column.above[:1], "引擎值"), decimals=column.decimals)
    difference = sheet.add(column.heading, above=(*column.above[:1], "差额"))
    for row, entry in column.cells.items():
        cell = grid.scores.cell(column.number, row, sheet)
        own = sheet.cell(engine.number, row, sheet)
        engine.cells[row] = Entry(entry.value)
        difference.cells[row] = Entry(0.0, _difference(cell, own, entry.value))


def _difference(cell: str, own: str, value: Stored) -> str:
    if isinstance(value, float):
        return f'=IF(ISNUMBER({cell}),ROUND({cell}-{own},9),"不同")'
    return f'=IF(EXACT({cell}&"",{own}&""),0,"不同")'


def mismatches(check: Check, host: str) -> str:
    """How many values differ, as a formula on another sheet."""
    differences = [column for column in check.sheet.columns if column.above[1] == "差额"]
    stranger = Sheet(host, "", "", (), ())
    spans = [check.sheet.span(column.number, FIRST, check.sheet.last, stranger) for column in differences]
    return "+".join(f"SUMPRODUCT(({span}<>0)*1)" for span in spans) or "0"
