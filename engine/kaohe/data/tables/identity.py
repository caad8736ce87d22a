"""Records that cannot both stand: the same record twice, and decisions that leave open what holds.

The same record twice is an error, whatever its figures, where the policy says by which names a record is known.
Elsewhere a record is all that it says: refused where it stands in two sheets, as two bureaus that send the same project
mean one; asked about where it stands twice in one, as two rows may be two things that happen to be alike. A row of
decisions (领导小组调整) changes a score or sets it, and no two of them contradict each other.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from fractions import Fraction
from operator import itemgetter
from pathlib import Path

from kaohe.data.numbers import Refusal
from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.read_cell import read_period_cell
from kaohe.data.replaced_files import if_corrected, name_in, newer_first
from kaohe.data.table_findings import TableReport, cells_in
from kaohe.data.tables.columns import distinguishable
from kaohe.data.tables.dataset import Numbers, TableData, Values, cells_of
from kaohe.data.tables.names import UnitNames
from kaohe.data.tables.row_alignment import value_of
from kaohe.diagnostics import Words, few
from kaohe.language.numerals import exact_digits
from kaohe.policy.model import CHANGE, SCORE, SET, ColumnSpec, ColumnType, Table
from kaohe.source_places import Place

_LISTED = 5
_OWN = 2
"""With fewer inputs of its own a record says too little: two alike are nothing strange."""


def tell_same_records(table: Table, data: TableData, folder: Path | None, report: TableReport) -> None:
    """D341 for each record that a file has twice, D342 for each two files that have the same records.

    A record is known by its key and the columns of the table's `identity`; where these are blank, by nothing. Without
    a `folder` the rows come from no files.
    """
    specs = [table.columns[id_] for id_ in table.identity]
    known_by = [cells_of(data.columns[spec.id]) for spec in specs]
    keys = (map(itemgetter(0), data.keys), map(itemgetter(1), data.keys)) if not table.further_keys else (data.keys,)
    if len(set(zip(*keys, *known_by, strict=True))) == len(data.keys):
        return
    seen: dict[Hashable, int] = {}
    between: dict[tuple[str, str], list[tuple[int, int]]] = {}
    end = None if table.further_keys else 2  # the number of the record tells nothing
    for row, key in enumerate(data.keys):
        known = tuple(cells[row] for cells in known_by)
        if known.count(None) == len(known) or (first := seen.setdefault((*key[:end], *known), row)) == row:
            continue
        place, other = (data.place_of(each, table.identity[0]) for each in (row, first))
        if folder is not None and place.source.name != other.source.name:
            between.setdefault((other.source.name, place.source.name), []).append((first, row))
        else:
            mend = _APART[all(spec.type in _NAMES for spec in specs)]
            report.add("D341", place, name=_named(specs, data, row), row=_key_said(data, row), first=other, mend=mend)
    for (one, other_file), rows in between.items():
        new, old = newer_first(*(name_in(folder, each) for each in (one, other_file)))
        first, row = rows[0]
        report.add(
            "D342",
            data.place_of(row, table.identity[0]),
            first=data.place_of(first, table.identity[0]),
            count=len(rows),
            names=few((_named(specs, data, at) for _, at in rows), _LISTED),
            new=new,
            old=old,
        )


_NAMES: tuple[ColumnType, ...] = ("name", "text")
_APART = {
    True: Words("照文件把名称写得不同，如加上“二期”", "write their names as the documents tell them apart"),
    False: Words("改正填错的那一格", "correct the cell that is wrong"),
}
"""What to do with two records that are two things, by whether a record is known by names alone."""


def _named(specs: Sequence[ColumnSpec], data: TableData, row: int) -> str:
    """What a record is known by: names alone, anything else with what heads it."""
    return " ".join(
        text if spec.type in _NAMES else f"{spec.name} {text}"
        for spec in specs
        if (text := _text(spec, data.columns[spec.id], row))
    )


def _text(spec: ColumnSpec, values: Values, row: int) -> str:
    """A cell as data has it: a number in its measure, a choice by its name."""
    if isinstance(values, Numbers):
        number = values.numerators[row]
        shown = None if number is None else Fraction(number, values.denominator) / spec.measure.scale
        return "" if shown is None else f"{exact_digits(shown)}{spec.measure.label}"
    value = values[row]
    if isinstance(value, bool):
        return _YES_NO[value]
    return "" if value is None else spec.choices.get(value, value)


_YES_NO = {True: "√", False: "×"}


def _key_said(data: TableData, row: int) -> str:
    return " ".join(map(str, data.keys[row][:2]))


def check_identity(
    parts: Sequence[TableCells], names: UnitNames, is_decided: bool, folder: Path | None, report: TableReport
) -> None:
    """D154 where two sheets hold the same record, D165 where one holds it several times, however it is spelt.

    With `is_decided` the rows are decisions, of which the same twice is refused elsewhere.
    """
    if not is_decided:
        for part in parts:
            if len([id_ for id_ in part.table.columns if id_ in part.cells]) >= _OWN:
                _check_within(part, names, report)
    if len(parts) > 1:
        _check_between(parts, names, folder, report)


def _check_within(part: TableCells, names: UnitNames, report: TableReport) -> None:
    own = [id_ for id_ in part.table.columns if id_ in part.cells]
    columns = [_read(part, id_, names) for id_ in (UNIT, PERIOD, *own)]
    if len(set(zip(*columns, strict=True))) == part.count:
        return
    rows: dict[tuple[str, ...], list[int]] = {}
    for row, values in enumerate(zip(*columns, strict=True)):
        if any(values[2:]):
            rows.setdefault(values, []).append(row)
    for alike in rows.values():
        if len(alike) > 1:
            cells = cells_in(alike, lambda row: part.locate(row, UNIT))
            text = _as_written(part, alike[1])
            report.add("D165", part.locate(alike[1], UNIT), count=len(alike), text=text, cells=cells)


def _check_between(parts: Sequence[TableCells], names: UnitNames, folder: Path | None, report: TableReport) -> None:
    ids = (UNIT, PERIOD, *parts[0].table.columns)
    seen: dict[Hashable, tuple[TableCells, int]] = {}
    for part in parts:
        mine: dict[Hashable, tuple[TableCells, int]] = {}
        columns = [_read(part, id_, names) if id_ in part.cells else [""] * part.count for id_ in ids]
        for row, values in enumerate(zip(*columns, strict=True)):
            if values in seen:
                other, at = seen[values]
                place, first = part.locate(row, UNIT), other.locate(at, UNIT)
                corrected = if_corrected(folder, part.whole.source.name, other.whole.source.name)
                report.add("D154", place, text=_as_written(part, row), first=first, corrected=corrected)
            mine[values] = (part, row)
        seen.update(mine)


def _as_written(part: TableCells, row: int) -> str:
    """The record as it was written."""
    texts = (str(part.cells[id_][row]).strip() for id_ in (UNIT, PERIOD, *part.table.columns) if id_ in part.cells)
    return ", ".join(filter(None, texts))


def _read(part: TableCells, column: str, names: UnitNames) -> list[str]:
    """What the cells of a column say, in one spelling each: 2.40 is 2.4, 2023年二季度 is 2023Q2."""
    cells = part.cells[column]
    keys = distinguishable(cells)
    said = {key: _said(part, column, cell, names) for key, cell in dict(zip(keys, cells, strict=True)).items()}
    return [said[key] for key in keys]


def _said(part: TableCells, column: str, cell: object, names: UnitNames) -> str:
    found: object
    if column == UNIT:
        found = names.read(cell)
    elif column == PERIOD:
        found = read_period_cell(cell, part.table)
    else:
        found = value_of(cell, part.table.columns[column])
    return str(cell).strip() if found is None or isinstance(found, Refusal) else str(found)


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
            known = {"name": table.columns[SCORE].choices.get(_written(data, SCORE, row), ""), "row": _who(data, row)}
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
        if score := _written(data, SCORE, row):
            found.setdefault((*key[:2], score), []).append(row)
    yield from found.values()


def _kind(data: TableData, row: Row) -> str:
    filled = [column for column in (CHANGE, SET) if _value(data, column, row) is not None]
    return filled[0] if len(filled) == 1 else "both" if filled else "neither"


def _places(data: TableData, row: Row) -> list[Place]:
    return [data.place_of(row, column) for column in (CHANGE, SET)]


def _value(data: TableData, column: str, row: Row) -> object:
    return cells_of(data.columns[column])[row]


def _written(data: TableData, column: str, row: Row) -> str:
    return str(_value(data, column, row) or "")


def _who(data: TableData, row: Row) -> str:
    return " ".join(map(str, data.keys[row][:2]))
