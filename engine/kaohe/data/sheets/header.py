"""The header of a sheet: which row it is, and which column is which input.

A header is an input's id or Chinese name; blanks around it and full-width letters do not matter where that
leaves one input alone. Its measure may stand behind it in brackets, and then it has to be the declared one:
投资额（万元） over a column that is declared in 亿元 would be wrong by ten thousand and look right.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from kaohe.data.numbers import MarkedCell
from kaohe.data.raw import PERIOD, UNIT, RawSheet
from kaohe.data.read_cell import HOW_WRITTEN
from kaohe.data.sheets.header_names import (
    OF_LEVELS,
    PERIOD_WORDS,
    UNIT_WORDS,
    Names,
    check_unused,
    folded,
    in_one_line,
    label_of,
    near_header,
)
from kaohe.data.sheets.measure_statements import join_measure_row, measure_columns
from kaohe.data.sheets.totals_and_notes import is_day, is_figure, serial_columns, values_of_labels
from kaohe.data.table_findings import TableReport
from kaohe.diagnostics import Words
from kaohe.language.periods import LEVELS, read_period
from kaohe.language.text import UNSEEN_IN_CELLS, code_point, half_width
from kaohe.lazy import dataclass, pattern
from kaohe.policy.model import Table
from kaohe.source_places import Place

_REMARKS = frozenset({"备注", "说明", "remark", "remarks", "note", "notes"})


@dataclass(slots=True)
class Header:
    """The row of the header (from 0), the index of each column in it, and the words that headed it.

    `first` is the first row below it. `unused` are the headers that name no input, with their places, `titles` the rows
    above it, `groups` those that head several columns; `measured` are the inputs whose headers state a measure, and
    `measures` the columns that state one in each row, as `measure_columns` has them.
    """

    row: int
    first: int
    indices: dict[str, int]
    fields: dict[str, str]
    unused: dict[str, Place]
    titles: list[int]
    groups: list[int]
    measured: set[str]
    measures: dict[int, str]


def read_header(sheet: RawSheet, names: Names, report: TableReport) -> Header | None:
    """The header of a sheet; None where it has none, or lacks the unit or the period."""
    found = header_row(sheet, names)
    if found is None:
        shown = ", ".join(cell.strip() for cell in sheet.rows[0])
        report.add("D120", sheet.locate(0, 0), text=shown, words=f"{UNIT_WORDS[1]}, {PERIOD_WORDS[1]}")
        return None
    row, first = found
    titles, groups = [], []
    for title in range(row):
        if is_covered(sheet, title + 1, names):
            groups.append(title)
            report.add("D137", sheet.locate(title + 1, 0), text=text_of(sheet, title))
        else:
            titles.append(title)
    measures = measure_columns(sheet, row)
    indices, unused = _matched(sheet, row, names, measures, report)
    _check_keys(sheet, row, names, indices, unused, report)
    due = names.keys.difference(indices)
    if UNIT in due or (PERIOD in due and not _is_filled(sheet, names)):
        return None
    check_unused(names.table, indices, unused, report)
    fields = {id_: in_one_line(sheet.rows[row][index]) for id_, index in indices.items()}
    measured = {id_ for id_, word in fields.items() if names.find(word) is None}
    return Header(row, first, indices, fields, unused, titles, groups, measured, measures)


def tell_titles(sheet: RawSheet, header: Header, stated: Container[int | None], report: TableReport) -> None:
    """D121 for the titles that nothing else was told of."""
    for title in header.titles:
        if title not in stated:
            report.add("D121", sheet.locate(title, 0), text=text_of(sheet, title))


def text_of(sheet: RawSheet, row: int) -> str:
    """What the cells of a row say together."""
    return " ".join(cell.strip() for cell in sheet.rows[row] if cell.strip())


def headed(sheet: RawSheet, names: Names) -> set[str]:
    """The ids that the header of a sheet has, those of unit and period among them."""
    found = header_row(sheet, names)
    return set() if found is None else {id_ for cell in sheet.rows[found[0]] if (id_ := names.find_any(cell))}


def is_headed(sheet: RawSheet, names: Names, alone: bool = False) -> bool:
    """Whether a sheet has a header with unit, period and an input of the table; `alone`, and with nothing else.

    In the folder of a period the column of periods may be left out. Numbers of rows and remarks are nothing else.
    """
    found = headed(sheet, names)
    keys = names.keys - {PERIOD} if sheet.period is not None else names.keys
    if not keys <= found or not found - {UNIT, PERIOD}:
        return False
    at_header = header_row(sheet, names)
    assert at_header is not None
    row = sheet.rows[at_header[0]]
    known = serial_columns(row) | set(measure_columns(sheet, at_header[0]))
    others = [cell for at, cell in enumerate(row) if at not in known and cell.strip()]
    return not alone or all(names.find_any(cell) or cell.strip() in _REMARKS for cell in others)


def _matched(
    sheet: RawSheet, row: int, names: Names, measures: Container[int], report: TableReport
) -> tuple[dict[str, int], dict[str, Place]]:
    """The index of each column that is headed, and the headers that name no input; columns of measures are neither."""
    exact = {id_ for cell in sheet.rows[row] if (id_ := names.find(cell))}
    indices: dict[str, int] = {}
    unused: dict[str, Place] = {}
    for index, written in enumerate(sheet.rows[row]):
        cell = in_one_line(written)
        if not cell:
            continue
        place = sheet.locate(row, index)
        if unseen := UNSEEN_IN_CELLS.search(cell):
            report.add("D124", place, text=cell, character=code_point(unseen[0]))
            continue
        id_ = names.find(cell)
        if index in measures and id_ in (None, UNIT):
            continue
        if id_ is None and (found := names.find_measured(cell)):
            spec = found.spec
            if not found.more or not (found.agrees or spec.id in exact):
                id_ = spec.id  # what else stands there (含税) has to be looked at, but another measure is told first
            if id_ is not None and not found.agrees:
                report.add("D129", place, text=cell, column=spec.name, found=found.word, declared=label_of(spec))
        if id_ is None:
            if folded(cell) in unused:
                report.add("D122", place, text=cell)
            unused[folded(cell)] = place
        elif id_ in indices:
            first = in_one_line(sheet.rows[row][indices[id_]])
            if id_ == PERIOD and {folded(first), folded(cell)} & {*PERIOD_WORDS} and folded(first) != folded(cell):
                # A column 年度 beside one that says 期间 is some other year.
                other, at = (cell, index) if folded(first) in PERIOD_WORDS else (first, indices[id_])
                unused[folded(other)] = sheet.locate(row, at)
                indices[id_] = indices[id_] + index - at
                continue
            code = "D122" if first == cell else "D123"
            report.add(code, place, text=cell, first=first, column=_name(names.table, id_))
        else:
            indices[id_] = index
    return indices, unused


def check_blank_headers(sheet: RawSheet, header: Header, end: int, report: TableReport) -> None:
    """A column without a header may be there if nothing stands in it, down to the row `end`."""
    blank = [index for index, cell in enumerate(sheet.rows[header.row]) if not cell.strip()]
    for index in blank:
        cells = sheet.rows.column(index, range(header.first, end))
        for below, cell in enumerate(cells, header.first):
            if cell.strip():
                report.add("D130", sheet.locate(below, index), text=cell)
                break


def _is_filled(sheet: RawSheet, names: Names) -> bool:
    """Whether the folder says the period of all rows."""
    return sheet.period is not None and names.table.period == sheet.period.level


def _check_keys(
    sheet: RawSheet, row: int, names: Names, indices: dict[str, int], left: Mapping[str, Place], report: TableReport
) -> None:
    """Whether there is a column for the unit and one for the period."""
    place = sheet.locate(row, 0)
    if UNIT not in indices and UNIT in names.keys:
        words = [word for word, id_ in names.exact.items() if id_ == UNIT]
        report.add("D125", place, words=" / ".join(words), suggestion=near_header(words, left))
    if PERIOD not in indices and PERIOD in names.keys and not _is_filled(sheet, names):
        called, own = " / ".join(names.period_words), LEVELS[names.table.period]
        other = [(level, word) for level, known in OF_LEVELS.items() for word in known if word in left]
        if other:
            (level, word), *_ = other
            levels = {"own": Words(own.zh, own.en), "found": Words(LEVELS[level].zh, LEVELS[level].en)}
            report.add("D166", left[word], text=word, words=called, write=HOW_WRITTEN[names.table.period], **levels)
        else:
            report.add("D126", place, words=called, suggestion=near_header(PERIOD_WORDS, left))


def _name(table: Table, id_: str) -> str:
    return table.columns[id_].name if id_ in table.columns else {UNIT: "单位", PERIOD: "期间"}[id_]


_WORD = pattern("[一-鿿A-Za-z]")
_TITLES = 5


def header_row(sheet: RawSheet, names: Names) -> tuple[int, int] | None:
    """The first row that names unit and period, with nothing but titles above it; else the one that names most inputs.

    The second number is the first row below the header. Where the cells of unit and period are merged with those below
    them, the header has one more row; one of measures alone is joined to it.
    """
    named: dict[int, int] = {}
    for row, cells in enumerate(sheet.rows[: _TITLES + 1]):
        found_keys = set(map(names.find, cells))
        if names.keys <= found_keys and found_keys != {None} and not _is_caption(cells, names):
            if join_measure_row(sheet, row, names):
                return row, row + 2
            _join_second_row(sheet, row, names)
            while is_covered(sheet, row + 1, names):
                row += 1
            return row, row + 1 + join_measure_row(sheet, row, names)
        if found := _named(cells, names):
            named[row] = found
        if not _may_be_title(cells, names):
            break
    most = max(named, key=lambda row: (named[row], -row), default=None)
    return None if most is None else (most, most + 1)


def _is_caption(cells: Sequence[str], names: Names) -> bool:
    """Whether a row labels what it is of, as in 单位 | 甲镇 | 年度 | 2024: it names no input, and no 期间."""
    found = {names.find_any(cell) for cell in cells}
    return PERIOD in found <= {None, UNIT, PERIOD} and not any(folded(cell) in PERIOD_WORDS for cell in cells)


def _named(cells: Sequence[str], names: Names) -> int:
    """How many columns a row names."""
    return len({id_ for cell in cells if (id_ := names.find_any(cell))})


def _join_second_row(sheet: RawSheet, row: int, names: Names) -> None:
    """Makes a second row of headers whole where merged cells were lost, as they are in CSV.

    No row of data leaves unit and period blank and names inputs.
    """
    upper, lower = sheet.rows[row], sheet.rows[row + 1] if row + 1 < len(sheet.rows) else []
    keys = [at for at, cell in enumerate(upper) if names.find(cell) in (UNIT, PERIOD)]
    if any(at < len(lower) and lower[at].strip() for at in keys):
        return
    texts = [cell.strip() for cell in lower if cell.strip()]
    if any(map(is_figure, texts)) or not any(map(names.find_any, texts)):
        return
    width = max(len(upper), len(lower))
    above, below = ([*cells, *[""] * (width - len(cells))] for cells in (upper, lower))
    sheet.rows[row + 1] = [
        cell if cell.strip() else MarkedCell(over, "covered") if over.strip() else ""
        for over, cell in zip(above, below, strict=True)
    ]


def is_covered(sheet: RawSheet, row: int, names: Names) -> bool:
    """Whether the cells of unit and period in a row are merged with those above them."""
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    covered = {names.find(cell) for cell in cells if isinstance(cell, MarkedCell) and "covered" in cell.marks}
    return bool(names.keys) and names.keys <= covered


def _may_be_title(cells: Sequence[str], names: Names) -> bool:
    """One cell, or several that are words, days, or stand behind their label: no figure, no period, no unit."""
    values = values_of_labels(cells)
    texts = [cell.strip() for index, cell in enumerate(cells) if cell.strip() and index not in values]
    days = [cell.strip() for cell in cells if is_day(cell)]
    return len(texts) <= 1 or all(
        text in days or (_WORD.search(text) and text not in names.units and read_period(half_width(text)) is None)
        for text in texts
    )
