"""The header of a sheet: which row it is, and which column is which input.

A header is an input's id or Chinese name; blanks around it and full-width letters do not matter where that
leaves one input alone. Its measure may stand behind it in brackets, and then it has to be the declared one:
投资额（万元） over a column that is declared in 亿元 would be wrong by ten thousand and look right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaohe.data.raw import PERIOD, UNIT, RawSheet
from kaohe.data.report import TableReport
from kaohe.data.sheets.caption import check_measure
from kaohe.data.sheets.header_names import (
    PERIOD_WORDS,
    UNIT_WORDS,
    Names,
    check_unused,
    folded,
    in_one_line,
    near_header,
)
from kaohe.data.sheets.header_row import header_row, is_covered
from kaohe.language.characters import UNSEEN_IN_CELLS, code_point
from kaohe.language.measures import Measure
from kaohe.places import Place
from kaohe.policy.model import Table


@dataclass(slots=True)
class Header:
    """The row of the header (from 0), the index of each column in it, and the words that headed it.

    `unused` are the headers that name no input, with their places, `titles` the rows above.
    """

    row: int
    indices: dict[str, int]
    fields: dict[str, str]
    unused: dict[str, Place]
    titles: list[int]


def read_header(sheet: RawSheet, names: Names, report: TableReport) -> Header | None:
    """The header of a sheet; None where it has none, or lacks the unit or the period."""
    row = header_row(sheet, names)
    if row is None:
        shown = ", ".join(cell.strip() for cell in sheet.rows[0])
        report.add("D120", sheet.locate(0, 0), text=shown, words=f"{UNIT_WORDS[1]}, {PERIOD_WORDS[1]}")
        return None
    titles = []
    for title in range(row):
        text = " ".join(cell.strip() for cell in sheet.rows[title] if cell.strip())
        if is_covered(sheet, title + 1, names):
            report.add("D137", sheet.locate(title + 1, 0), text=text)
        else:
            titles.append(title)
            report.add("D121", sheet.locate(title, 0), text=text)
    indices, unused = _matched(sheet, row, names, report)
    _check_keys(sheet, row, names, indices, unused, report)
    if UNIT not in indices or PERIOD not in indices:
        return None
    check_unused(names.table, indices, unused, report)
    fields = {id_: in_one_line(sheet.rows[row][index]) for id_, index in indices.items()}
    known = names.table.columns
    found = [(spec, _measure_behind(fields[spec.id], names)) for spec in known.values() if spec.id in fields]
    check_measure(sheet, titles, found, report)
    return Header(row, indices, fields, unused, titles)


def is_headed(sheet: RawSheet, names: Names) -> bool:
    """Whether a sheet has a header with unit, period and an input of the table."""
    row = header_row(sheet, names)
    found = {names.find(cell) for cell in sheet.rows[row]} if row is not None else set()
    return {UNIT, PERIOD} <= found and len(found - {None}) > 2


def _measure_behind(header: str, names: Names) -> str:
    measured = names.find_measured(header)
    return measured[2] if measured else ""


def _same(left: Measure, right: Measure) -> bool:
    """Whether figures in the two measures are the same figures; count words do not tell apart."""
    percent = (left.kind == "percent", right.kind == "percent")
    return (left.scale, left.dimension) == (right.scale, right.dimension) and percent[0] == percent[1]


def _matched(sheet: RawSheet, row: int, names: Names, report: TableReport) -> tuple[dict[str, int], dict[str, Place]]:
    """The index of each column that is headed, and the headers that name no input."""
    indices: dict[str, int] = {}
    unused: dict[str, Place] = {}
    for index, written in enumerate(sheet.rows[row]):
        cell = in_one_line(written)
        if not cell:
            continue
        place = sheet.locate(row, index)
        if found := UNSEEN_IN_CELLS.search(cell):
            report.add("D124", place, text=cell, character=code_point(found[0]))
            continue
        id_ = names.find(cell)
        if id_ is None and (measured := names.find_measured(cell)):
            spec, behind, word = measured
            id_ = spec.id
            if not _same(behind, spec.measure):
                report.add("D129", place, text=cell, column=spec.name, found=word, declared=spec.measure.label or "—")
        if id_ is None:
            if folded(cell) in unused:
                report.add("D122", place, text=cell)
            unused[folded(cell)] = place
        elif id_ in indices:
            first = in_one_line(sheet.rows[row][indices[id_]])
            code = "D122" if first == cell else "D123"
            report.add(code, place, text=cell, first=first, column=_name(names.table, id_))
        else:
            indices[id_] = index
    return indices, unused


def check_blank_headers(sheet: RawSheet, row: int, end: int, report: TableReport) -> None:
    """A column without a header may be there if nothing stands in it, down to the row `end`."""
    blank = [index for index, cell in enumerate(sheet.rows[row]) if not cell.strip()]
    for index in blank:
        for below in range(row + 1, end):
            cells = sheet.rows[below]
            if index < len(cells) and cells[index].strip():
                report.add("D130", sheet.locate(below, index), text=cells[index])
                break


def _check_keys(
    sheet: RawSheet, row: int, names: Names, indices: dict[str, int], left: Iterable[str], report: TableReport
) -> None:
    """Whether there is a column for the unit and one for the period."""
    place = sheet.locate(row, 0)
    if UNIT not in indices:
        words = [word for word, id_ in names.exact.items() if id_ == UNIT]
        report.add("D125", place, words=" / ".join(words), suggestion=near_header(words, left))
    if PERIOD not in indices:
        report.add("D126", place, words=" / ".join(PERIOD_WORDS), suggestion=near_header(PERIOD_WORDS, left))


def _name(table: Table, id_: str) -> str:
    return table.columns[id_].name if id_ in table.columns else {UNIT: "单位", PERIOD: "期间"}[id_]
