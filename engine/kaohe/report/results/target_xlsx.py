"""Targets as a workbook: those of the year looked at, and the figures of every year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from xlsxwriter.worksheet import Worksheet

from kaohe.policy.model import Display
from kaohe.report import footer
from kaohe.report.results.target_rows import COURSE, TargetYear, figures
from kaohe.report.results.target_words import WORDS, state_of
from kaohe.report.values import to_places_beside
from kaohe.report.xlsx_book import Book, created, fit, head, height, lines, page, put_value, write_about
from kaohe.results import TargetResult, Value
from kaohe.workbook.cell_formats import put

NAME = "目标"


_KEYS = ("单位", "目标")


Row = dict[str, tuple[Value, int]]
"""Values by their headings, each with the decimals that it is shown with."""


def render(targets: TargetYear) -> bytes:
    """The whole workbook."""
    title = footer.title(targets.results.policy)
    display = targets.results.policy.display
    book = Book(title, created(targets.results))
    for name, rows in ((NAME, list(_now(targets, display))), (COURSE, list(_courses(targets, display)))):
        if rows:
            _write(book, book.sheet(name), rows, title)
    write_about(book, targets.results)
    return book.close()


def _now(targets: TargetYear, display: Display) -> Iterator[Row]:
    for result in targets.now:
        values = figures(result)
        order = [*_KEYS, *(heading for heading in values if heading not in _KEYS)]
        yield {heading: (values[heading], _places(values[heading], result, display)) for heading in order}


def _courses(targets: TargetYear, display: Display) -> Iterator[Row]:
    """For each target what there was in each year, and whether that attained it; nothing for a qualitative one."""
    for course in targets.courses():
        first = next(iter(course.values()))
        if first.target.kind == "qualitative":
            continue
        texts = (first.unit, first.target.name, first.target.clause or "", first.target.measure.label)
        row: Row = {heading: (text, 0) for heading, text in zip((*_KEYS, "条款", "计量单位"), texts, strict=True)}
        for year in targets.years:
            result = course.get(year)
            actual = result.actual if result else None
            row[f"{year}年实际"] = actual, _places(actual, result, display) if result else 0
            row[f"{year}年状态"] = WORDS[state_of(result)] if result else None, 0
        yield row


def _places(value: Value, result: TargetResult, display: Display) -> int:
    """As many decimals as keep a figure from being shown as what is required: 79.997 is not yet 80."""
    if not isinstance(value, Fraction) or value.denominator == 1:
        return 0
    bounds = [bound for bound in (result.required, result.upper) if bound is not None]
    bounds += [Fraction(0), Fraction(100)]
    return len(to_places_beside(value, bounds, display.decimals, display.rounding).partition(".")[2])


def _write(book: Book, sheet: Worksheet, rows: Sequence[Row], title: str) -> None:
    headings = list(rows[0])
    widths = [fit(heading, [_text(row[heading]) for row in rows]) for heading in headings]
    for column, (heading, wide) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(column, column, wide)
        put(sheet, 0, column, heading, head(book))
    sheet.set_row(0, height(max(map(lines, headings, widths))))
    for number, row in enumerate(rows, 1):
        for column, (value, places) in enumerate(row.values()):
            put_value(book, sheet, number, column, value, places, text_wrap=isinstance(value, str))
        tallest = max(lines(_text(value), wide) for value, wide in zip(row.values(), widths, strict=True))
        sheet.set_row(number, height(tallest))
    sheet.freeze_panes(1, len(_KEYS))
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    page(sheet, title, widths, keys=len(_KEYS))


def _text(shown: tuple[Value, int]) -> str:
    """About what a cell shows, for its width."""
    value, places = shown
    if isinstance(value, Fraction):
        return f"{value.numerator // value.denominator}.{'0' * places}"
    return value if isinstance(value, str) else ""
