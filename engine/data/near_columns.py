"""Inputs without a column, and columns that are headed almost like an input."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from engine.data.report import TableReport
from engine.diagnostics import likeness, nearest
from engine.places import Place
from engine.policy.model import Table

_MUCH_ALIKE = 0.8


def check_columns(table: Table, found: Container[str], left: Iterable[str], place: Place, report: TableReport) -> None:
    """Whether there is a column for each input; `left` are the headers that name none."""
    left = list(left)
    for spec in table.columns.values():
        if spec.id in found:
            continue
        near = near_header((spec.name, spec.id), left)
        # Where a header looks like a slip of the pen, even a column that may be left out was meant to be there.
        may_be_absent = not spec.is_required and near is None
        report.add("D128" if may_be_absent else "D127", place, column=spec.name, id=spec.id, suggestion=near)


def check_unused(table: Table, found: Container[str], unused: Mapping[str, Place], report: TableReport) -> None:
    """D158 where a column that is not used is headed much like one that was read: it may be the one that was meant."""
    known = _words(table)
    for word, place in unused.items():
        near = nearest(word, known)
        if near is not None and known[near] in found and likeness(word, near) >= _MUCH_ALIKE:
            report.add("D158", place, text=word, suggestion=near)


def check_strangers(
    table: Table, found: Container[str], elsewhere: Container[str], unused: Mapping[str, Place], report: TableReport
) -> None:
    """D159 where a sheet lacks an input that other sheets of the table have, and has a column headed like it."""
    known = _words(table)
    for word, place in unused.items():
        near = nearest(word, known)
        if near is not None and known[near] not in found and known[near] in elsewhere:
            report.add("D159", place, text=word, column=near, suggestion=near)


def near_header(words: Iterable[str], left: Iterable[str]) -> str | None:
    """The header among those left that one of the words may stand for."""
    return next((found for word in words if (found := nearest(word, left))), None)


def _words(table: Table) -> dict[str, str]:
    """The ids and the names of the inputs, to their ids."""
    return {word: id_ for id_, spec in table.columns.items() for word in (id_, spec.name)}
