"""A data set with cells or records changed, checked as if a file had said so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import lcm
from typing import TypeVar, cast

from kaohe.data.numbers import LACKING
from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.table_findings import Note, TableReport
from kaohe.data.tables.columns import typed_column
from kaohe.data.tables.completeness import Completeness, finest_periods
from kaohe.data.tables.dataset import Dataset, Numbers, TableData, Values, cells_of, digest
from kaohe.data.tables.identity import check_decisions, tell_same_records
from kaohe.data.tables.names import UnitNames, as_known, groups_of
from kaohe.data.tables.rows import rows_alike, typed_rows
from kaohe.diagnostics import Findings, Words
from kaohe.language.periods import Period
from kaohe.lazy import replace
from kaohe.policy.model import ColumnSpec, Policy, Table
from kaohe.source_places import Place

V = TypeVar("V")


def with_cell(
    policy: Policy, dataset: Dataset, at: tuple[str, int, str], written: str, place: Place, findings: Findings
) -> Dataset:
    """The data set with another value in one cell, at table, row and column; `written` as in a file.

    What the table has for all units or periods changes for all. What is refused goes to findings.
    """
    table, row, column = at
    old = dataset.tables[table]
    spec = policy.tables[table].columns[column]
    beside = policy.tables[table].rows_in_columns.get(spec.may_lack or (), ())
    is_cleared = bool(beside) and not written.strip()  # whether that was the last cell of a row, all edits say together
    has_no_row = is_cleared and all(_is_blank(old, row, id_) for id_ in beside if id_ != column)
    cell = LACKING if is_cleared else _as_known(old, spec, written)
    cells = _one_row(policy, table, old.keys[row], {column: cell}, place)
    notes: list[Note] = []
    report = TableReport(findings, policy.tables[table], dataset.provisional)
    read = typed_column(cells, spec, report, notes)

    alike = rows_alike(policy.tables[table], old.keys, row)

    def locate(at: int, of: str) -> Place:
        return place if at in alike and of == column else old.place_of(at, of)

    columns = old.columns | {column: _spliced(old.columns[column], alike, read)}
    key = cast("tuple[str, Period]", old.keys[row][:2])
    lacking = dict(old.lacking)
    for id_ in beside if dataset.provisional else ():
        own = lacking.get(id_, frozenset())
        lacking[id_] = own | {key} if has_no_row else own - {key}
    data = replace(old, columns=columns, locate=locate if old.places else None, lacking=lacking)
    return _with_table(policy, dataset, data)


def with_record(
    policy: Policy,
    dataset: Dataset,
    table: str,
    key: tuple[str, Period],
    written: Mapping[str, str],
    place: Place,
    findings: Findings,
) -> Dataset:
    """The data set with one more record of a unit and period; what is refused goes to findings."""
    old = dataset.tables[table]
    report = TableReport(findings, policy.tables[table], dataset.provisional)
    names = UnitNames(policy, policy.units[policy.tables[table].unit_type])
    named = {id_: _as_known(old, policy.tables[table].columns[id_], text) for id_, text in written.items()}
    added, _ = typed_rows(policy, _one_row(policy, table, key, named, place), names, {}, report)
    if not added.keys:
        return dataset
    columns = {id_: _spliced(values, (), added.columns[id_]) for id_, values in old.columns.items()}
    keys = [*old.keys, (*key, len(old.keys) + 1)]
    places: Sequence[Place] = [*old.places, place]
    data = replace(old, keys=keys, columns=columns, places=places, locate=None)
    return _with_table(policy, dataset, data)


def check_edited(policy: Policy, dataset: Dataset, places: Mapping[str, Place], findings: Findings) -> None:
    """What is asked of whole tables, once all edits of them are made; `places` has each edited table's.

    D201 for what is blank in a row that an edit made, where a table has columns for the members of its key.
    """
    for id_, place in places.items():
        if id_ not in dataset.tables:
            continue
        table, data = policy.tables[id_], dataset.tables[id_]
        unit_type = policy.units[table.unit_type]
        report = TableReport(findings, table, dataset.provisional)
        _tell_blanks(table, data, report)
        if table.identity:
            tell_same_records(table, data, None, report)
        if id_ in policy.adjustments:
            check_decisions(table, data, report)
        if unit_type.source_table == id_:
            groups_of(unit_type, data, report)
        source = dataset.tables.get(unit_type.source_table or "")
        periods = dataset.periods[unit_type.id]
        Completeness(unit_type, dataset.units[unit_type.id], periods, source).check(table, data, place, report)


def _tell_blanks(table: Table, data: TableData, report: TableReport) -> None:
    for columns in table.rows_in_columns.values():
        for row, key in enumerate(data.keys):
            blank = [id_ for id_ in columns if _is_blank(data, row, id_)]
            for id_ in blank if len(blank) < len(columns) else ():
                if table.columns[id_].is_required:
                    name, who = table.columns[id_].name, f"{key[0]} {key[1]}"
                    told = {"row": who, "column": name, "id": id_, "cells": Words("", ""), "never": Words("", "")}
                    report.add("D201", data.place_of(row, id_), **told)


def _is_blank(data: TableData, row: int, column: str) -> bool:
    return cells_of(data.columns[column])[row] is None


def _as_known(data: TableData, spec: ColumnSpec, text: str) -> str:
    """A name in the spelling that the table has."""
    values = data.columns[spec.id]
    return text if spec.type != "name" or isinstance(values, Numbers) else as_known(text.strip(), map(_text, values))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _one_row(policy: Policy, table: str, key: Sequence[object], written: Mapping[str, str], place: Place) -> TableCells:
    cells: dict[str, Sequence[object]] = {UNIT: [key[0]], PERIOD: [str(key[1])]}
    cells |= {id_: [written.get(id_)] for id_ in policy.tables[table].columns}
    return TableCells(policy.tables[table], cells, lambda row, column: place, place)


def _spliced(values: Values, rows: Collection[int], new: Values) -> Values:
    """The column with `new`, a column of one row, in place of these rows, or after the last where there are none."""
    if isinstance(values, Numbers):
        assert isinstance(new, Numbers)
        shared = lcm(values.denominator, new.denominator)
        ours, theirs = shared // values.denominator, shared // new.denominator
        numerators = [None if n is None else n * ours for n in values.numerators]
        (one,) = (None if n is None else n * theirs for n in new.numerators)
        return Numbers(_put(numerators, rows, one), shared)
    assert not isinstance(new, Numbers)
    return _put(list(values), rows, new[0])  # type: ignore[return-value]  # one list type in, the same out


def _put(values: list[V], rows: Collection[int], one: V) -> list[V]:
    if not rows:
        return [*values, one]
    for row in rows:
        values[row] = one
    return values


def _with_table(policy: Policy, dataset: Dataset, data: TableData) -> Dataset:
    """The data set with a changed table; groups and periods are those that it then has."""
    unit_type = policy.units[policy.tables[data.table].unit_type]
    tables = dataset.tables | {data.table: data}
    groups, periods = dict(dataset.groups), dict(dataset.periods)
    if unit_type.source_table == data.table:
        groups[unit_type.id] = groups_of(unit_type, data, TableReport(Findings(), policy.tables[data.table]))
    if data.table not in policy.adjustments:
        figures = {id_: each for id_, each in tables.items() if id_ not in policy.adjustments}
        periods[unit_type.id] = finest_periods(unit_type, policy.tables, figures)
    return replace(dataset, tables=tables, groups=groups, periods=periods, digest=digest(policy.tables, tables))
