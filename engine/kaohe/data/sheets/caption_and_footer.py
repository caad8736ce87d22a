"""What stands around the rows of a table: a caption that says their period, a footer of totals, notes, signatures.

Titles, the name of the sheet and that of the file are a caption. Of the footer nothing is left out that may be data: a
row of notes holds no figure and no period, begins with a word for notes or signatures, and names no unit, not even one
with a slip of the pen. What comes after it has to be of the same kind. What is left out is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePath
from typing import Literal

from kaohe.data.numbers import Refusal
from kaohe.data.raw import PERIOD, UNIT, RawSheet
from kaohe.data.read_cell import read_period_cell, with_its_year
from kaohe.data.sheets.header import Header
from kaohe.data.sheets.header_names import OF_LEVELS, PERIOD_WORDS, Names, folded, in_one_line
from kaohe.data.sheets.totals_and_notes import (
    is_blank_row,
    is_day,
    is_figure,
    is_further_note,
    is_note,
    is_stamped,
    is_total,
    serial_columns,
    values_of_labels,
)
from kaohe.data.table_findings import TableReport, cells_in
from kaohe.data.tables.names import near_unit
from kaohe.language.periods import Period, is_finer, read_period
from kaohe.language.text import half_width
from kaohe.lazy import pattern
from kaohe.policy.model import Table
from kaohe.source_places import Place

_QUARTER = r"(?:第?[一二三四1-4]季度?|[ _-]?[Qq][1-4](?!\d))"
_PART = rf"{_QUARTER}|(?:0?[1-9]|1[0-2])月份?(?!\d)|[上下]半年|[ _-]?(?:[Mm](?:0[1-9]|1[0-2])|[Hh][12])(?!\d)"
_YEAR = pattern(rf"(?<!\d)((?:20|19)\d\d)(?=年|[ _-]?(?:[QqHh][1-4]|[Mm]\d\d)(?!\d))(?:年度?)?({_PART})?")
_BARE_YEAR = pattern(r"20\d\d")
_SPAN = pattern(r"\d{4}\s*年?\s*[-—–~～至到]+\s*\d{4}\s*年")
_WHEN = pattern(r"(?:日期|时间)\s*[:：]\s*\S+|(?<!截至)(?<!截止)\d{4}年\d{1,2}月\d{1,2}日")
_ANY_TIME = rf"(?:20|19)\d\d\s*年?度?(?:{_QUARTER}|\d{{1,2}}月(?:\d{{1,2}}日)?|上半年|下半年|末|底)?"
_COMPARED = pattern(
    rf"(?:较|比|与|同|对比|相比|相对于?|高于|低于|多于|少于|超过?|自|从|以|按照?|依据|根据|参照|执行|基期|基年|基数|基准)"
    rf"\s*[:：为是(（]?\s*{_ANY_TIME}"
    rf"|{_ANY_TIME}\s*的?[(（]?(?:为基|作基|基期|基年|基数|基准|不变价|可比价|价格|修订|修正|修编|版|制定|印发|发布|公布|颁布|同期"
    r"|相比|以来|起)"
)
"""A time that figures are compared with, or that a rule is of: 较2023年, 以2020年为基期, 2023年修订."""


def named_periods(texts: Iterable[str], whole: Place) -> set[Period]:
    """The periods that titles, the sheet's name and the file's name speak of; none where one is a span.

    The day on which a form was filled in is none: figures of 2022 come in January 2023. Neither is what they are
    compared with.
    """
    found: set[Period] = set()
    for text in (*texts, whole.sheet or "", PurePath(whole.source.name).stem):
        if is_day(text):
            continue
        plain = _WHEN.sub("", half_width(text.strip()))
        if _SPAN.search(plain):
            return set()
        plain = _COMPARED.sub("", plain)
        if _BARE_YEAR.fullmatch(plain):
            found.add(Period(int(plain)))
        for year, part in _YEAR.findall(plain):
            text = f"{year}{part.lstrip(' _-')}" if part.isascii() else f"{year}年{part}"
            found.add(read_period(text) or Period(int(year)))
    return found


def with_year(
    periods: Sequence[object], named: set[Period], table: Table, locate: Callable[[int], Place], report: TableReport
) -> Sequence[object]:
    """The cells of a period column, with the one year that is named beside the table where they lack it (D333)."""
    years = {period.year for period in named}
    if len(years) != 1:
        return periods
    year = years.pop()
    known = {cell: with_its_year(cell, year, table) for cell in set(periods)}
    if not any(known.values()):
        return periods
    added = [known[cell] for cell in periods]
    rows = [row for row, cell in enumerate(added) if cell]
    text, cells = str(periods[rows[0]]).strip(), cells_in(rows, locate)
    full = str(read_period(added[rows[0]] or ""))
    report.add("D333", locate(rows[0]), text=text, year=year, full=full, count=len(rows), cells=cells)
    return [full or cell for full, cell in zip(added, periods, strict=True)]


def check_folder_period(
    periods: Sequence[object], sheet: RawSheet, table: Table, locate: Callable[[int], Place], report: TableReport
) -> None:
    """D178 for each period of the rows that is not of the period by which the sheet's folder is named."""
    if sheet.period is None:
        return
    for cell in dict.fromkeys(periods):
        period = read_period_cell(cell, table)
        if isinstance(period, Period) and not sheet.period.meets(period):
            rows = [row for row, each in enumerate(periods) if each == cell]
            named = {"text": str(period), "folder": str(sheet.period)}
            report.add("D178", locate(rows[0]), count=len(rows), cells=cells_in(rows, locate), **named)


_TIMES = frozenset({"时间", "报告期", "数据期", "所属期", "填报期", "统计期", "time", "Time", "Period"})


def check_other_times(sheet: RawSheet, header: Header, rows: Sequence[int], table: Table, report: TableReport) -> None:
    """What a column that is not read says of the time, where that is not of the period of the sheet's folder.

    D178 where the folder alone says the period of the rows, else D191, and for records, which may have a time of their
    own. The day or the month in which a form was filled in lies behind its period, and a record may be of any.
    """
    assert sheet.period is not None
    known = {*PERIOD_WORDS, *_TIMES, *(word for words in OF_LEVELS.values() for word in words)}
    for index, head in enumerate(sheet.rows[header.row]):
        if folded(in_one_line(head)) not in header.unused or folded(in_one_line(head)) not in known:
            continue
        cells = sheet.rows.column(index, range(rows[0], rows[-1] + 1))
        for cell in dict.fromkeys(cells[row - rows[0]] for row in rows):
            text = half_width(cell.strip())
            period = read_period(with_its_year(cell, sheet.period.year, table) or text)
            if period is None or sheet.period.meets(period):
                continue
            is_when = is_finer(period.level, table.period) and period.level in ("day", "month")
            if is_when and (table.records or period.first_day > sheet.period.last_day):
                continue
            alike = [row for row in rows if cells[row - rows[0]] == cell]
            found = cells_in(alike, lambda row, index=index: sheet.locate(row, index))  # type: ignore[misc]
            told = {"text": str(period), "folder": str(sheet.period), "count": len(alike), "cells": found}
            code = "D191" if PERIOD in header.indices or is_when or table.records else "D178"
            report.add(code, sheet.locate(alike[0], index), column=in_one_line(head), **told)


def check_periods(
    periods: Sequence[object], named: set[Period], table: Table, locate: Callable[[int], Place], report: TableReport
) -> None:
    """D182 where titles and names speak of one period, and no row of the table is of it."""
    # A month or a half-year beside a table of another level may be the time when it was filled in.
    spoken_of = {period if period.level in (table.period, "quarter") else Period(period.year) for period in named}
    said = {period for period in spoken_of if period.level != "year"} or spoken_of
    if len(said) != 1 or len({period.year for period in named}) != 1:
        return
    (period,) = said
    read = [(row, read_period_cell(cell, table)) for cell, row in _first_rows(periods).items()]
    known = [(row, each) for row, each in read if not isinstance(each, Refusal)]
    if known and not any(period.meets(each) for _, each in known):
        row, each = known[0]
        report.add("D182", locate(row), text=period.in_words(), found=each.in_words())


def _first_rows(periods: Sequence[object]) -> dict[object, int]:
    first: dict[object, int] = {}
    for row, cell in enumerate(periods):
        first.setdefault(cell, row)
    return first


Kind = Literal["total", "note", "further", "blank"]


def end_of_rows(sheet: RawSheet, header: Header, names: Names, report: TableReport) -> int:
    """The index after the last row that may be data. What is below it is told: D152 totals, D157 notes."""
    kinds: list[Kind] = []  # from the last row upwards
    serials = serial_columns(sheet.rows[header.row])
    for row in range(len(sheet.rows) - 1, header.first - 1, -1):
        cells = sheet.rows[row]
        kind = "blank" if is_blank_row(cells, serials) else _kind(cells, header, names)
        if kind is None:
            break
        kinds.append(kind)
    while kinds and kinds[-1] in ("further", "blank"):  # nothing that it could go on with stands above it
        kinds.pop()
    end = len(sheet.rows) - len(kinds)
    _tell(sheet, end, list(reversed(kinds)), report)
    return end


def _tell(sheet: RawSheet, end: int, kinds: Sequence[Kind], report: TableReport) -> None:
    notes: list[tuple[Place, str]] = []
    for row, kind in enumerate(kinds, end):
        if kind == "blank":
            continue
        cells = sheet.rows[row]
        place = sheet.locate(row, next(index for index, cell in enumerate(cells) if cell.strip()))
        texts = _filled(cells)
        if kind == "total":
            report.add("D152", place, text=texts[0])
        else:
            notes.append((place, f"{place.cell or place.line} “{' '.join(texts)}”"))
    if notes:
        report.add("D157", notes[0][0], count=len(notes), text=tuple(text for _, text in notes))


def _filled(cells: Sequence[str]) -> list[str]:
    """The texts of the cells that are not blank."""
    return [text for cell in cells if (text := cell.strip())]


def _kind(cells: Sequence[str], header: Header, names: Names) -> Kind | None:
    at = header.indices.get(UNIT, min(header.indices.values()))
    unit = cells[at].strip() if at < len(cells) else ""
    first = _filled(cells)[0]
    if not names.units.isdisjoint((unit, first)):
        return None
    if is_total(unit) or (not unit and is_total(first)):
        return "total"
    if any(not is_stamped(text) and near_unit(text, names.units) for text in {unit, first} - {""}):
        return None
    values = values_of_labels(cells)
    texts = [cell.strip() for index, cell in enumerate(cells) if cell.strip() and index not in values]
    if is_note(first) and all(is_note(text) or is_further_note(text) for text in texts[1:]):
        return "note"
    if len(texts) == 1 and is_further_note(first) and not is_figure(first):
        return "further"
    return None
