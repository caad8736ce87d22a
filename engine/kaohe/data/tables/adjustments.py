"""Rows of decisions (领导小组调整): each changes a score or sets it, and none leaves open what holds."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.data.report import TableReport
from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.diagnostics import Words
from kaohe.places import Place
from kaohe.policy.adjustments import CHANGE, SCORE, SET
from kaohe.policy.model import Table

Row = int
_SAID = {"neither": Words("都空着", "neither has a value"), "both": Words("都填了", "both have values")}


def check_decisions(table: Table, data: TableData, report: TableReport) -> None:
    """D237 a row that says neither or both, D336 a new value beside another decision, D337 a decision twice."""
    refused_at = {found.place for found in report.findings.errors}
    kinds = {row: _kind(data, row) for row in range(len(data.keys))}
    for row, kind in kinds.items():
        if kind not in (CHANGE, SET) and not refused_at.intersection(_places(data, row)):
            report.add("D237", data.place_of(row, CHANGE), row=_who(data, row), said=_SAID[kind])
    for rows in _of_one_score(data):
        alone = next((row for row in rows if kinds[row] == SET), None)
        others = [row for row in rows if row != alone]
        if alone is not None and others:
            row, first = max(alone, others[0]), min(alone, others[0])
            known = {"name": table.columns[SCORE].choices.get(_text(data, SCORE, row), ""), "row": _who(data, row)}
            report.add("D336", data.place_of(row, SCORE), first=data.place_of(first, SCORE), **known)
            continue
        _check_repeated(table, data, rows, report)


def _check_repeated(table: Table, data: TableData, rows: list[Row], report: TableReport) -> None:
    seen: dict[tuple[object, ...], Row] = {}
    for row in rows:
        values = tuple(_value(data, column, row) for column in table.columns)
        first = seen.setdefault(values, row)
        if first != row:
            report.add("D337", data.place_of(row, SCORE), row=_who(data, row), first=data.place_of(first, SCORE))


def _of_one_score(data: TableData) -> Iterator[list[Row]]:
    """The rows of each unit, period and score."""
    found: dict[tuple[object, ...], list[Row]] = {}
    for row, key in enumerate(data.keys):
        if score := _text(data, SCORE, row):
            found.setdefault((*key[:2], score), []).append(row)
    yield from found.values()


def _kind(data: TableData, row: Row) -> str:
    filled = [column for column in (CHANGE, SET) if _value(data, column, row) is not None]
    return filled[0] if len(filled) == 1 else "both" if filled else "neither"


def _places(data: TableData, row: Row) -> list[Place]:
    return [data.place_of(row, column) for column in (CHANGE, SET)]


def _value(data: TableData, column: str, row: Row) -> object:
    values = data.columns[column]
    return values.numerators[row] if isinstance(values, Numbers) else values[row]


def _text(data: TableData, column: str, row: Row) -> str:
    return str(_value(data, column, row) or "")


def _who(data: TableData, row: Row) -> str:
    return " ".join(map(str, data.keys[row][:2]))
