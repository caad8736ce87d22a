"""The rows of several sheets of one table, those with the same key together."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import partial

from kaohe.data.cells import BLANK, read_cell
from kaohe.data.notes import notes_on, tell_notes
from kaohe.data.number_text import Figure, Refusal
from kaohe.data.period_cells import read_period_cell
from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.report import TableReport
from kaohe.data.tables.columns import distinguishable
from kaohe.data.tables.units import UnitNames
from kaohe.places import Place
from kaohe.policy.model import ColumnSpec, Policy

Origin = tuple[TableCells, int]
"""A row of one of the sheets."""

Key = tuple[Hashable, ...]
"""Unit, period and the further parts of the key."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The rows that make one row of the table; without `key` a single one, that has none or whose key is unreadable."""

    key: Key | None
    origins: list[Origin]


def slots_of(policy: Policy, parts: Sequence[TableCells], report: TableReport) -> list[Slot]:
    """The rows of all sheets by key. D311 where a sheet has a key twice: its second row is no row of another sheet."""
    table = parts[0].table
    names = UnitNames(policy, policy.units[table.unit_type])
    keyed = not table.records or bool(table.further_keys)
    slots: dict[Hashable, Slot] = {}
    for number, part in enumerate(parts):
        mine: dict[Key, int] = {}
        for row in range(part.count):
            key = _key(part, row, names) if keyed else None
            if key is None:
                slots[number, row] = Slot(None, [(part, row)])
            elif key in mine:
                first = part.locate(mine[key], UNIT)
                report.add("D311", part.locate(row, UNIT), row=" ".join(map(str, key)), first=first)
            else:
                mine[key] = row
                slots.setdefault(key, Slot(key, [])).origins.append((part, row))
    return list(slots.values())


def tell_keys(parts: Sequence[TableCells], slots: Sequence[Slot], report: TableReport) -> None:
    """What was assumed of units and periods in rows that joined those of another sheet; only the first are typed."""
    rows: dict[int, list[int]] = {id(part): [] for part in parts}
    for slot in slots:
        for part, row in slot.origins[1:]:
            rows[id(part)].append(row)
    for part in parts:
        joined = sorted(rows[id(part)])
        for column in (UNIT, PERIOD):
            values = [part.cells[column][row] for row in joined]
            keys = distinguishable(values)
            distinct = dict(zip(keys, values, strict=True))
            header = part.fields.get(column, column)
            notes = notes_on(header, column, distinct, keys, partial(_locate, part, column, joined))
            tell_notes(notes, report)


def _locate(part: TableCells, column: str, rows: Sequence[int], at: int) -> Place:
    return part.locate(rows[at], column)


def value_of(cell: object, spec: ColumnSpec) -> Hashable | None:
    """What a cell holds, 88.0 as 88; None where it is blank or refused."""
    value = read_cell(cell, spec)
    if isinstance(value, Figure):
        return value.fraction
    return None if value is BLANK or isinstance(value, Refusal) else value


def _key(part: TableCells, row: int, names: UnitNames) -> Key | None:
    """The key of a row; None where a part of it cannot be read, which typing will tell."""
    table = part.table
    unit = names.read(part.cells[UNIT][row])
    period = read_period_cell(part.cells[PERIOD][row], table)
    if isinstance(unit, Refusal) or isinstance(period, Refusal):
        return None
    further: list[Hashable] = []
    for id_ in table.further_keys:
        value = value_of(part.cells[id_][row], table.columns[id_]) if id_ in part.cells else None
        if value is None:
            return None
        further.append(value)
    return (unit, period, *further)
