"""What may head the columns of a table, what a header therefore names, and headers that are almost an input's."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping, Sequence

from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.report import TableReport
from kaohe.diagnostics import Words, likeness, nearest
from kaohe.language.measures import Measure, measure
from kaohe.places import Place
from kaohe.policy.model import ColumnSpec, Table, UnitType

UNIT_WORDS = ("unit", "单位")
PERIOD_WORDS = ("period", "期间", "周期")
_WITH_MEASURE = re.compile(r"(.+?)\s*[(（]\s*([^()（）]+?)\s*[)）]")
_LINE_END = re.compile(r"\s*[\r\n]+\s*")


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
        alike: dict[str, set[str]] = {}
        for word, id_ in self.exact.items():
            alike.setdefault(folded(word), set()).add(id_)
        self.folded = {word: ids.pop() for word, ids in alike.items() if len(ids) == 1}

    def find(self, header: str) -> str | None:
        """The id of what a header names; None where it names nothing."""
        word = in_one_line(header)
        return self.exact.get(word) or self.folded.get(folded(word))

    def find_measured(self, header: str) -> tuple[ColumnSpec, Measure, str] | None:
        """The column, the measure and its word, where a header is a column's name with a measure behind it."""
        found = _WITH_MEASURE.fullmatch(in_one_line(header))
        spec = self.table.columns.get(self.find(found[1]) or "") if found else None
        behind = measure(folded(found[2])) if found else None
        return (spec, behind, found[2]) if found and spec and behind else None


def in_one_line(header: str) -> str:
    """A header without the line ends that make it fit its column: 新增规模\\n企业."""
    return _LINE_END.sub("", header.strip())


def folded(word: str) -> str:
    """A header without the width of its letters."""
    return unicodedata.normalize("NFKC", word).strip()


_MUCH_ALIKE = 0.8
ADD = Words("加上这一列", "add the column")
"""What D127 asks for where no header may be meant."""


def check_columns(cells: TableCells, place: Place, report: TableReport, files: Sequence[str] = ()) -> None:
    """Whether there is a column for each input: D127, D128, and D163 where a table stands in several `files`.

    Where a header that names nothing may be meant, it is told there, and what is asked for is to rename it.
    """
    for spec in cells.table.columns.values():
        if spec.id in cells.cells:
            continue
        near = near_header((spec.name, spec.id), cells.unused)
        if near is not None:
            # Where a header looks like a slip of the pen, even a column that may be left out was meant to be there.
            todo, at = Words(f"把“{near}”列改名", f"rename the column {near}"), cells.unused[near]
            report.add("D127", at, column=spec.name, id=spec.id, todo=todo, suggestion=near)
        elif not spec.is_required:
            report.add("D128", place, column=spec.name, id=spec.id)
        elif files:
            report.add("D163", place, column=spec.name, id=spec.id, files=tuple(files))
        else:
            report.add("D127", place, column=spec.name, id=spec.id, todo=ADD)


def check_unused(table: Table, found: Container[str], unused: Mapping[str, Place], report: TableReport) -> None:
    """D158 where a column that is not used is headed much like one that was read: it may be the one that was meant."""
    known = _words(table)
    for word, place in unused.items():
        near = nearest(word, known)
        if near is not None and known[near] in found and likeness(word, near) >= _MUCH_ALIKE:
            report.add("D158", place, text=word, suggestion=near)


def check_misnamed(part: TableCells, elsewhere: Container[str], report: TableReport) -> set[str]:
    """D159 where a sheet lacks an input that other sheets of the table have, and has a column headed like it.

    Returns the inputs that are told.
    """
    known = _words(part.table)
    told: set[str] = set()
    for word, place in part.unused.items():
        near = nearest(word, known)
        if near is not None and known[near] not in part.cells and known[near] in elsewhere:
            report.add("D159", place, text=word, column=near, suggestion=near)
            told.add(known[near])
    return told


def near_header(words: Iterable[str], left: Iterable[str]) -> str | None:
    """The header among those left that one of the words may stand for."""
    return next((found for word in words if (found := nearest(word, left))), None)


def _words(table: Table) -> dict[str, str]:
    """The ids and the names of the inputs, to their ids."""
    return {word: id_ for id_, spec in table.columns.items() for word in (id_, spec.name)}
