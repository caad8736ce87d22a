"""Every case again with something of its data not sent yet: what is told then has to stand when it comes.

A value of provisional results either waits, or is the one that the whole data gives. So no word of the language may
take an input that is to come for one that is absent.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from kaohe.data.sheets.header_names import OF_LEVELS, PERIOD_WORDS, Names
from kaohe.data.sheets.long_form import face_of
from kaohe.policy.member_columns import row_lists
from kaohe.policy.model import Policy, Table
from kaohe.results import Results, Value

from tests import inner
from tests.conformance.run_case import policy_of
from tests.conformance.test_conformance import all_cases

Rows = list[list[str]]

MANY, A_FEW = 8, 3
"""So many rows are each taken away; of a table of days a few."""


def _scored(policy: Policy, data: dict[str, str], readings: dict[str, str], folder: Path, **given: bool) -> Results:
    for old in folder.iterdir():
        old.unlink()
    for name, text in data.items():
        (folder / name).write_text(text, encoding="utf-8")
    return inner.score(policy, folder, readings, **given)


def _values(results: Results) -> dict[tuple[str, str, str, str], Value]:
    return {
        (each.unit_type, each.unit, str(each.period), id_): value
        for each in results.results
        for id_, value in each.values.items()
    }


def _waiting(results: Results) -> set[tuple[str, str, str, str]]:
    return {(each.unit_type, each.unit, str(each.period), id_) for each in results.results for id_ in each.provisional}


def without_something(policy: Policy, data: dict[str, str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The data with one thing less: a required cell, a column, all inputs of a row, a row that has to be there, or a
    table of records."""
    sources = {unit_type.source_table for unit_type in policy.units.values()}
    tables = {word: table for table in policy.tables.values() for word in (table.name, table.id)}
    for name, text in data.items():
        table = tables[Path(name).stem]
        rows = list(csv.reader(io.StringIO(text)))
        in_rows = {of for of, key in row_lists(table).items() if {key.id, key.name} & {*rows[0]}}
        of_all = {
            each.written or each.id for each in table.columns.values() if not in_rows <= {of for of, _ in each.members}
        }
        if row_lists(table):
            table = face_of(table, in_rows)
        names = Names(table, policy.units[table.unit_type])
        columns = {head: table.columns[id_] for head in rows[0] if (id_ := names.find(head)) in table.columns}
        for at, head in enumerate(rows[0]):
            column = columns.get(head)
            if column is None or not column.is_required or column.id in table.further_keys:
                continue
            if len(rows) > 1:  # of a table without rows nothing can be missing
                yield f"{name} {head}", {**data, name: _text([row[:at] + row[at + 1 :] for row in rows])}
            of_some = (column.written or column.id) not in of_all  # where other rows say it, too, nothing is missing
            for number in _some(table, rows)[at % 2 :: 2] if of_some else ():  # all of a row's inputs are taken below
                beside = [
                    at
                    for at, head in enumerate(rows[0])
                    if head in columns and columns[head].may_lack == column.may_lack
                ]
                if column.may_lack and not any(rows[number][each].strip() for each in beside if each != at):
                    continue  # without the cell there would be no row of the member
                blank = [[*row[:at], "", *row[at + 1 :]] if n == number else row for n, row in enumerate(rows)]
                yield f"{name}:{number} {head}", {**data, name: _text(blank)}
        kept = [head not in columns or columns[head].id in table.further_keys for head in rows[0]]
        inputs = [column for column in columns.values() if column.id not in table.further_keys]
        is_due = any(column.is_required for column in inputs)
        for number in _some(table, rows) if is_due else ():
            unfilled = [cell if keep else "" for cell, keep in zip(rows[number], kept, strict=True)]
            yield f"{name}:{number} unfilled", {**data, name: _text([*rows[:number], unfilled, *rows[number + 1 :]])}
        if table.optional or table.id in sources:
            continue
        if table.records and not _names_periods(policy, table):
            yield name, {other: rest for other, rest in data.items() if other != name}
        elif not table.records and _has_row_a_member(table):
            is_due = any(column.is_due for column in inputs) or not (table.further_keys or table.some_rows)
            for number in _some(table, rows) if is_due else ():
                if _has_others(table, rows, number):
                    yield f"{name}:{number}", {**data, name: _text(rows[:number] + rows[number + 1 :])}


def _some(table: Table, rows: Rows) -> range:
    """The numbers of the rows below the header; of many every so many, the first among them."""
    return range(1, len(rows), max(1, len(rows) // (A_FEW if table.period == "day" else MANY)))


def _has_row_a_member(table: Table) -> bool:
    """Whether each row has to be there: for each unit and period, and each member of lists in the key."""
    return all(table.columns[key].list is not None for key in table.further_keys)


def _names_periods(policy: Policy, table: Table) -> bool:
    """Whether no other table says which periods there are."""
    mine = (each for each in policy.tables.values() if each.unit_type == table.unit_type)
    return all(each.records or each.optional or each.period != table.period for each in mine)


def _has_others(table: Table, rows: Rows, number: int) -> bool:
    """Whether the period stays without the row: one that nobody has is not begun yet."""
    if "period" in table.spread:
        return True
    at = next(at for at, head in enumerate(rows[0]) if head in (*PERIOD_WORDS, *OF_LEVELS[table.period]))
    return any(row[at] == rows[number][at] for n, row in enumerate(rows[1:], 1) if n != number)


def _text(rows: Rows) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


@pytest.mark.parametrize("case", [case for case in all_cases() if "values" in case.values[0]["expect"]])
def test_what_is_told_stands(case: dict[str, Any], tmp_path: Path) -> None:
    readings = case.get("readings", {})
    policy, folder = policy_of(case, tmp_path), tmp_path / "data"
    folder.mkdir()
    whole = _values(_scored(policy, case["data"], readings, folder))
    told = _scored(policy, case["data"], readings, folder, provisional=True)
    assert _values(told) == whole and not told.missing and not _waiting(told)
    for number, (what, data) in enumerate(without_something(policy, case["data"])):
        found = _scored(policy, data, readings, folder, provisional=True, verify=number % 4 == 0)
        values, waiting = _values(found), _waiting(found)
        assert found.missing, what
        assert all(values[key] is None for key in waiting), what
        assert {key: value for key, value in values.items() if key not in waiting} == {
            key: whole[key] for key in values if key not in waiting
        }, what
        assert set(values) == set(whole), what
