"""Sheets that rest on the scores: as they are published, and beside the engine's values."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import floor, log10

from kaohe.language.periods import Period
from kaohe.language.rounding_and_apportionment import rounded_whole
from kaohe.policy.model import Display
from kaohe.results import Value
from kaohe.workbook.arithmetic import ROUNDINGS
from kaohe.workbook.book import Book, Check, stored
from kaohe.workbook.comparisons import LARGE, Precision
from kaohe.workbook.grid import ROW, Grid, each_row
from kaohe.workbook.sheet_limits import SheetNames
from kaohe.workbook.sheets import ABOVE, FIRST, Entry, Sheet, SheetColumn, Stored

CHECK_NOTE = "引擎值是 kaohe 精确计算的结果，不随改动变化；差额应当全是 0。改了数据以后，差额就是这次改动的影响。"
PUBLISHED_NOTE = "按办法的小数位数修约后的结果，供公布；修约只在这里，计分过程不修约。"
DIFFERENCE = "差额"

_Key = tuple[str, str | None, Period | None]


def add_checks(book: Book, names: SheetNames, display: Display) -> None:
    """What is published of each sheet of scores, and the engine's values beside them."""
    exact = _exact_values(book)
    for grid in book.grids:
        if grid.scores is None:
            continue
        base = grid.scores.title.removesuffix("计分")
        published = _like(grid.scores, names.claim(f"{base}公布"), f"{base}考核结果", PUBLISHED_NOTE)
        for column in grid.scores.columns:
            _publish(published, grid, column, display, exact)
        book.published.append(published)
        add_check(book, grid.scores, base, names, len(grid.frame))


def add_check(book: Book, results: Sheet, base: str, names: SheetNames, count: int | None = None) -> None:
    """The engine's values beside those of a sheet of results; of its first `count` rows, where not all have any."""
    check = _like(results, names.claim(f"{base}核对"), f"{base}：与引擎核对", CHECK_NOTE, count)
    for column in results.columns:
        if column.role == "score":
            _check(check, results, column)
    book.checks.append(Check(results, check))


def _like(results: Sheet, name: str, title: str, note: str, count: int | None = None) -> Sheet:
    return Sheet(name, title, note, results.keys, results.rows[:count], shown_periods=results.shown_periods[:count])


def _exact_values(book: Book) -> dict[_Key, Mapping[str, Value]]:
    """The engine's values of each unit and period by id."""
    results = book.paper.scored.results.results if book.paper.scored is not None else []
    return {(result.unit_type, result.unit, result.period): result.values for result in results}


def _publish(
    sheet: Sheet, grid: Grid, column: SheetColumn, display: Display, exact: Mapping[_Key, Mapping[str, Value]]
) -> None:
    """The value as it is shown: rounded half up (or as the policy says), once, from the unrounded one.

    What is stored is rounded too, from the exact value: a reader that calculates nothing shows what is stored.
    """
    scores, definition = grid.scores, column.definition
    assert scores is not None and definition is not None
    shown = sheet.add(
        column.heading, above=column.above, role="score", decimals=column.decimals, definition=column.definition
    )
    precision = Precision(
        large=any(isinstance(each.value, float) and abs(each.value) >= LARGE for each in column.cells.values())
    )
    cell, places = scores.cell(column.number, ROW, sheet), column.decimals
    if places is None:
        for row, text in each_row(f"={cell}", column.cells):
            shown.cells[row] = Entry(column.cells[row].value, text)
        return
    settled = ROUNDINGS[display.rounding].of(precision.settled(cell), places, precision.large)
    positions = {grid.row(position): position for position in grid.order}
    for row, text in each_row(f'=IF(ISNUMBER({cell}),{settled},"")', column.cells):
        unit, period, _ = grid.key(positions[row])
        value = exact.get((definition.unit_type, unit, period), {}).get(definition.id)
        if isinstance(value, Fraction):
            shown.cells[row] = Entry(rounded_whole(value, places, display.rounding) / 10**places, text)
        else:
            shown.cells[row] = Entry(stored(value), text)


def _check(sheet: Sheet, results: Sheet, column: SheetColumn) -> None:
    engine = sheet.add(column.heading, above=(*column.above[:1], "引擎值"), decimals=column.decimals)
    difference = sheet.add(column.heading, above=(*column.above[:1], DIFFERENCE))
    cell, own = results.cell(column.number, ROW, sheet), sheet.cell(engine.number, ROW, sheet)
    alike: dict[int | None, list[int]] = {}
    for row, entry in column.cells.items():
        if row <= sheet.last:  # of what nobody has sent yet the engine says nothing
            engine.cells[row] = Entry(entry.value)
            alike.setdefault(_decimals(entry.value, column.sure), []).append(row)
    for decimals, rows in alike.items():
        if decimals is None:
            text = f'=IF(EXACT({cell}&"",{own}&""),0,"不同")'
        else:
            text = f'=IF(ISNUMBER({cell}),ROUND({cell}-{own},{decimals}),"不同")'
        for row, formula in each_row(text, rows):
            difference.cells[row] = Entry(0.0, formula)


def _decimals(value: Stored, sure: int) -> int | None:
    """The decimals to which a number is compared: as many as a sheet has of one so large; None for a text."""
    if not isinstance(value, float):
        return None
    return min(9, sure) if -1000 < value < 1000 else max(0, min(9, sure, 12 - floor(log10(abs(value)))))


def mismatches(check: Check, host: str) -> str:
    """How many values differ, as a formula on another sheet."""
    page, sheet = Sheet(host, "", "", (), ()), check.sheet
    if not sheet.columns:
        return "0"
    first, last = sheet.columns[0].number, sheet.columns[-1].number
    above = sheet.area(first, last, ABOVE, ABOVE, page)
    return f'SUMPRODUCT(({above}="{DIFFERENCE}")*({sheet.area(first, last, FIRST, sheet.last, page)}<>0))'
