"""What the titles of a table and its names say of its periods."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath

from kaohe.data.cells.periods import quarter_without_year, read_period_cell
from kaohe.data.raw import RawSheet
from kaohe.data.report import TableReport, cells_in
from kaohe.data.sheets.remarks import is_day
from kaohe.language.characters import half_width
from kaohe.language.periods import Period
from kaohe.places import Place
from kaohe.policy.model import Table

_YEAR = re.compile(r"(?<!\d)(20\d\d|19\d\d)(?=年|[ _-]?[Qq][1-4](?!\d))")
_BARE_YEAR = re.compile(r"20\d\d")
_SPAN = re.compile(r"\d{4}\s*年?\s*[-—–~～至到]+\s*\d{4}\s*年")
_WHEN = re.compile(r"(?:日期|时间)\s*[:：]\s*\S+")


def named_year(texts: Iterable[str], whole: Place) -> int | None:
    """The one year that titles, the sheet's name and the file's name speak of; None where they name several.

    The day on which a form was filled in speaks of no year: figures of 2022 come in January 2023.
    """
    years: set[str] = set()
    for text in (*texts, whole.sheet or "", PurePath(whole.source.name).stem):
        if is_day(text):
            continue
        plain = _WHEN.sub("", half_width(text.strip()))
        if _SPAN.search(plain):
            return None
        years.update([plain] if _BARE_YEAR.fullmatch(plain) else _YEAR.findall(plain))
    return int(years.pop()) if len(years) == 1 else None


def with_year(
    periods: Sequence[object], year: int | None, locate: Callable[[int], Place], report: TableReport
) -> Sequence[object]:
    """The cells of a period column, with the year that is named beside the table where they lack it (D333)."""
    if year is None or not any(map(quarter_without_year, dict.fromkeys(periods))):
        return periods
    rows = [row for row, cell in enumerate(periods) if quarter_without_year(cell)]
    text, cells = str(periods[rows[0]]).strip(), cells_in(rows, locate)
    report.add("D333", locate(rows[0]), text=text, year=year, count=len(rows), cells=cells)
    return [f"{year}年{quarter}季度" if (quarter := quarter_without_year(cell)) else cell for cell in periods]


def check_quarter(
    periods: Sequence[object], sheet: RawSheet, table: Table, locate: Callable[[int], Place], report: TableReport
) -> None:
    """D178 for each period of the rows that is not of the quarter by which the sheet's folder is named."""
    if sheet.quarter is None:
        return
    for cell in dict.fromkeys(periods):
        period = read_period_cell(cell, table)
        if isinstance(period, Period) and not sheet.quarter.meets(period):
            rows = [row for row, each in enumerate(periods) if each == cell]
            named = {"text": str(period), "folder": str(sheet.quarter)}
            report.add("D178", locate(rows[0]), count=len(rows), cells=cells_in(rows, locate), **named)
