"""The header of a sheet: which row it is, and which column is which input.

A header is an input's id or Chinese name; blanks around it and full-width letters do not matter where that
leaves one input alone. Its measure may stand behind it in brackets, and then it has to be the declared one:
投资额（万元） over a column that is declared in 亿元 would be wrong by ten thousand and look right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from engine.data.beside import check_measure
from engine.data.characters import INVISIBLE, code_point, half_width
from engine.data.marked_cell import MarkedCell
from engine.data.raw import PERIOD, UNIT, RawSheet
from engine.data.report import TableReport
from engine.diagnostics import nearest
from engine.language.measures import Measure, measure
from engine.language.periods import read_period
from engine.places import Place
from engine.policy.model import ColumnSpec, Table, UnitType

UNIT_WORDS = ("unit", "单位")
PERIOD_WORDS = ("period", "期间", "周期")
_WITH_MEASURE = re.compile(r"(.+?)\s*[(（]\s*([^()（）]+?)\s*[)）]")
_WORD = re.compile("[一-鿿A-Za-z]")
_TITLES = 5


@dataclass(slots=True)
class Header:
    """The row of the header (from 0), the index of each column in it, and the words that headed it.

    `unused` are the headers that name no input, `titles` the rows above.
    """

    row: int
    indices: dict[str, int]
    fields: dict[str, str]
    unused: list[str]
    titles: list[int]


class Names:
    """What may head the columns of a table: words to column ids, `unit` and `period` among them."""

    def __init__(self, table: Table, unit_type: UnitType) -> None:
        self.table = table
        self.units = {name for member in unit_type.members.values() for name in (member.name, *member.aliases)}
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
    titles = []
    for title in range(row):
        text = " ".join(cell.strip() for cell in sheet.rows[title] if cell.strip())
        if _is_covered(sheet, title + 1, names):
            report.add("D137", sheet.locate(title + 1, 0), text=text)
        else:
            titles.append(title)
            report.add("D121", sheet.locate(title, 0), text=text)
    indices, unused = _matched(sheet, row, names, report)
    _check_blank_headers(sheet, row, report)
    _check_keys(sheet, row, names, indices, unused, report)
    if UNIT not in indices or PERIOD not in indices:
        return None
    fields = {id_: sheet.rows[row][index].strip() for id_, index in indices.items()}
    known = names.table.columns
    found = [(spec, _measure_behind(fields[spec.id], names)) for spec in known.values() if spec.id in fields]
    check_measure(sheet, titles, found, report)
    return Header(row, indices, fields, unused, titles)


def is_headed(sheet: RawSheet, names: Names) -> bool:
    """Whether a sheet has a header with unit, period and an input of the table."""
    row = _header_row(sheet, names)
    found = {names.find(cell) for cell in sheet.rows[row]} if row is not None else set()
    return {UNIT, PERIOD} <= found and len(found - {None}) > 2


def _measure_behind(header: str, names: Names) -> str:
    measured = names.find_measured(header)
    return measured[2] if measured else ""


def _same(left: Measure, right: Measure) -> bool:
    """Whether figures in the two measures are the same figures; count words do not tell apart."""
    percent = (left.kind == "percent", right.kind == "percent")
    return (left.scale, left.dimension) == (right.scale, right.dimension) and percent[0] == percent[1]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFKC", word).strip()


def _header_row(sheet: RawSheet, names: Names) -> int | None:
    """The first row, or the first below title rows if that row surely is the header.

    Where the cells of unit and period are merged with those below them, the header has one more row.
    """
    for row, cells in enumerate(sheet.rows[: _TITLES + 1]):
        found = {names.find(cell) for cell in cells} - {None}
        if found and (row == 0 or {UNIT, PERIOD} <= found):
            while _is_covered(sheet, row + 1, names):
                row += 1
            return row
        if found or not _may_be_title(cells, names):
            return None
    return None


def _is_covered(sheet: RawSheet, row: int, names: Names) -> bool:
    cells = sheet.rows[row] if row < len(sheet.rows) else []
    covered = {names.find(cell) for cell in cells if isinstance(cell, MarkedCell) and "covered" in cell.marks}
    return {UNIT, PERIOD} <= covered


def _may_be_title(cells: Sequence[str], names: Names) -> bool:
    """One cell, or several that are words: no figures, no period, no unit that the policy lists."""
    texts = [text for cell in cells if (text := cell.strip())]
    return len(texts) <= 1 or all(
        _WORD.search(text) and text not in names.units and read_period(half_width(text)) is None for text in texts
    )


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


def _check_keys(
    sheet: RawSheet, row: int, names: Names, indices: dict[str, int], left: list[str], report: TableReport
) -> None:
    """Whether there is a column for the unit and one for the period."""
    place = sheet.locate(row, 0)
    if UNIT not in indices:
        words = [word for word, id_ in names.exact.items() if id_ == UNIT]
        report.add("D125", place, words=" / ".join(words), suggestion=_near(words, left))
    if PERIOD not in indices:
        report.add("D126", place, words=" / ".join(PERIOD_WORDS), suggestion=_near(PERIOD_WORDS, left))


def check_columns(table: Table, found: Container[str], left: list[str], place: Place, report: TableReport) -> None:
    """Whether there is a column for each input; `left` are the headers that name none."""
    for spec in table.columns.values():
        if spec.id in found:
            continue
        near = _near((spec.name, spec.id), left)
        # Where a header looks like a slip of the pen, even a column that may be left out was meant to be there.
        may_be_absent = (spec.optional or spec.default is not None) and near is None
        report.add("D128" if may_be_absent else "D127", place, column=spec.name, id=spec.id, suggestion=near)


def _near(words: Iterable[str], left: list[str]) -> str | None:
    return next((found for word in words if (found := nearest(word, left))), None)


def _name(table: Table, id_: str) -> str:
    return table.columns[id_].name if id_ in table.columns else {UNIT: "单位", PERIOD: "期间"}[id_]
