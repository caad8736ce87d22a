"""Inputs without a column, and columns that are headed almost like an input."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from kaohe.data.raw import TableCells
from kaohe.data.report import TableReport
from kaohe.diagnostics import Words, likeness, nearest
from kaohe.places import Place
from kaohe.policy.model import Table

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
