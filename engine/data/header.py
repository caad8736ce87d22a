"""The header of a sheet: which row it is, and which column is which input.

A header is an input's id or Chinese name; blanks around it and full-width letters do not matter where that
leaves one input alone. Its measure may stand behind it in brackets, and then it has to be the declared one:
投资额（万元） over a column that is declared in 亿元 would be wrong by ten thousand and look right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from engine.data.characters import INVISIBLE, code_point
from engine.data.raw import PERIOD, UNIT, RawSheet
from engine.data.report import TableReport
from engine.diagnostics import nearest
from engine.language.measures import Measure, measure
from engine.policy.model import ColumnSpec, Table, UnitType

UNIT_WORDS = ("unit", "单位")
PERIOD_WORDS = ("period", "期间", "周期")
_WITH_MEASURE = re.compile(r"(.+?)\s*[(（]\s*([^()（）]+?)\s*[)）]")
_TITLES = 3


@dataclass(slots=True)
class Header:
    """The row of the header (from 0), the index of each column in it, and the words that headed it."""

    row: int
    indices: dict[str, int]
    fields: dict[str, str]


class Names:
    """What may head the columns of a table: words to column ids, `unit` and `period` among them."""

    def __init__(self, table: Table, unit_type: UnitType) -> None:
        self.table = table
        taken = {word for spec in table.columns.values() for word in (spec.id, spec.name)}
        self.exact = {word: UNIT for word in (*UNIT_WORDS, unit_type.id, unit_type.name) if word not in taken}
        self.exact |= {word: PERIOD for word in PERIOD_WORDS if word not in taken}
        for spec in table.columns.values():
            self.exact[spec.name] = spec.id
        # An id is certain; where a column's name is another column's id, the id has it.
        self.exact |= {id_: id_ for id_ in table.columns}
        folded: dict[str, set[str]] = {}
        for word, id_ in self.exact.items():
            folded.setdefault(_folded(word), set()).add(id_)
        self.folded = {word: ids.pop() for word, ids in folded.items() if len(ids) == 1}

    def find(self, header: str) -> str | None:
        """The id of what a header names; None where it names nothing."""
        word = header.strip()
        return self.exact.get(word) or self.folded.get(_folded(word))

    def find_measured(self, header: str) -> tuple[ColumnSpec, Measure, str] | None:
        """The column, the measure and its word, where a header is a column's name with a measure behind it."""
        found = _WITH_MEASURE.fullmatch(header.strip())
        spec = self.table.columns.get(self.find(found[1]) or "") if found else None
        behind = measure(_folded(found[2])) if found else None
        return (spec, behind, found[2]) if found and spec and behind else None


def read_header(sheet: RawSheet, names: Names, report: TableReport) -> Header | None:
    """The header of a sheet; None where it has none, or lacks the unit or the period."""
    row = _header_row(sheet, names)
    if row is None:
        shown = ", ".join(cell.strip() for cell in sheet.rows[0])
        report.add("D120", sheet.locate(0, 0), text=shown, words=f"{UNIT_WORDS[1]}, {PERIOD_WORDS[1]}")
        return None
    for title in range(row):
        text = next(cell for cell in sheet.rows[title] if cell.strip())
        report.add("D121", sheet.locate(title, 0), text=text.strip())
    indices, unused = _matched(sheet, row, names, report)
    _check_blank_headers(sheet, row, report)
    _check_missing(sheet, row, names, indices, unused, report)
    if UNIT not in indices or PERIOD not in indices:
        return None
    return Header(row, indices, {id_: sheet.rows[row][index].strip() for id_, index in indices.items()})


def _same(left: Measure, right: Measure) -> bool:
    """Whether figures in the two measures are the same figures; count words do not tell apart."""
    percent = (left.kind == "percent", right.kind == "percent")
    return (left.scale, left.dimension) == (right.scale, right.dimension) and percent[0] == percent[1]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip()


def _header_row(sheet: RawSheet, names: Names) -> int | None:
    """The first row, or the first below title rows (of one cell each) if that row surely is the header."""
    for row, cells in enumerate(sheet.rows[: _TITLES + 1]):
        found = {names.find(cell) for cell in cells} - {None}
        if found and (row == 0 or {UNIT, PERIOD} <= found):
            return row
        if sum(1 for cell in cells if cell.strip()) > 1:
            return None
    return None


def _matched(sheet: RawSheet, row: int, names: Names, report: TableReport) -> tuple[dict[str, int], list[str]]:
    """The index of each column that is headed, and the headers that name no input."""
    indices: dict[str, int] = {}
    unused: dict[str, int] = {}
    for index, cell in enumerate(sheet.rows[row]):
        if not cell.strip():
            continue
        place = sheet.locate(row, index)
        if found := INVISIBLE.search(cell.strip()):
            report.add("D124", place, text=cell, character=code_point(found[0]))
            continue
        id_ = names.find(cell)
        if id_ is None and (measured := names.find_measured(cell)):
            spec, behind, word = measured
            id_ = spec.id
            if not _same(behind, spec.measure):
                report.add("D129", place, text=cell, column=spec.name, found=word, declared=spec.measure.label or "—")
        if id_ is None:
            if _folded(cell) in unused:
                report.add("D122", place, text=cell.strip())
            unused[_folded(cell)] = index
        elif id_ in indices:
            first = sheet.rows[row][indices[id_]].strip()
            code = "D122" if first == cell.strip() else "D123"
            report.add(code, place, text=cell.strip(), first=first, column=_name(names.table, id_))
        else:
            indices[id_] = index
    return indices, list(unused)


def _check_blank_headers(sheet: RawSheet, row: int, report: TableReport) -> None:
    """A column without a header may be there if nothing stands in it."""
    blank = [index for index, cell in enumerate(sheet.rows[row]) if not cell.strip()]
    for index in blank:
        for below in range(row + 1, len(sheet.rows)):
            cells = sheet.rows[below]
            if index < len(cells) and cells[index].strip():
                report.add("D130", sheet.locate(below, index), text=cells[index])
                break


def _check_missing(
    sheet: RawSheet, row: int, names: Names, indices: dict[str, int], unused: Iterable[str], report: TableReport
) -> None:
    left = list(unused)
    place = sheet.locate(row, 0)
    if UNIT not in indices:
        words = [word for word, id_ in names.exact.items() if id_ == UNIT]
        report.add("D125", place, words=" / ".join(words), suggestion=_near(words, left))
    if PERIOD not in indices:
        report.add("D126", place, words=" / ".join(PERIOD_WORDS), suggestion=_near(PERIOD_WORDS, left))
    for spec in names.table.columns.values():
        if spec.id in indices:
            continue
        near = _near((spec.name, spec.id), left)
        # Where a header looks like a slip of the pen, even a column that may be left out was meant to be there.
        may_be_absent = (spec.optional or spec.default is not None) and near is None
        report.add("D128" if may_be_absent else "D127", place, column=spec.name, id=spec.id, suggestion=near)


def _near(words: Iterable[str], left: list[str]) -> str | None:
    return next((found for word in words if (found := nearest(word, left))), None)


def _name(table: Table, id_: str) -> str:
    return table.columns[id_].name if id_ in table.columns else {UNIT: "单位", PERIOD: "期间"}[id_]
