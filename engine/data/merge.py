"""One table from several sheets: bureaus send their rows, or their columns, and the key says what belongs together.

Where two sheets fill the same cell they have to agree. A record has no key: the same row in two sheets would count
twice, so it is refused.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from engine.data.cells import BLANK, read_cell
from engine.data.near_columns import check_columns, check_strangers
from engine.data.number_text import Figure, Refusal
from engine.data.period_cells import read_period_cell
from engine.data.raw import PERIOD, UNIT, TableCells
from engine.data.report import TableReport
from engine.data.unfilled import is_blank
from engine.data.units import UnitNames
from engine.places import Place
from engine.policy.model import ColumnSpec, Policy, Table

Origin = tuple[TableCells, int]
"""A row of one of the sheets."""


def merged(policy: Policy, parts: Sequence[TableCells], report: TableReport) -> TableCells:
    """The cells of a table that stands in one sheet or more; each input has a column then, or is reported."""
    table = parts[0].table
    first = parts[0]
    together = first
    if len(parts) > 1:
        slots = _slots(policy, parts)
        together = _joined(parts, slots, report)
        for part in parts:
            check_strangers(table, part.cells, together.cells, part.unused, report)
        if table.records and not table.further_keys:
            _check_repeated(parts, table, report)
    if table.records and not table.further_keys:
        for part in parts:  # what one sheet lacks no other can give to its rows
            _check(part, part, report)
    else:
        _check(together, first, report)
    return together


def _check(cells: TableCells, headed: TableCells, report: TableReport) -> None:
    check_columns(cells.table, cells.cells, cells.unused, headed.header or headed.whole, report)


def _slots(policy: Policy, parts: Sequence[TableCells]) -> list[list[Origin]]:
    """The rows of all sheets, those with the same key together; a key twice in one sheet stays two rows."""
    table = parts[0].table
    names = UnitNames(policy, policy.units[table.unit_type])
    keyed = not table.records or bool(table.further_keys)
    slots: dict[Hashable, list[Origin]] = {}
    for number, part in enumerate(parts):
        times: dict[Hashable, int] = {}
        for row in range(part.count):
            key = _key(part, row, names) if keyed else None
            if key is None:
                slots[number, row] = [(part, row)]
                continue
            times[key] = times.get(key, 0) + 1
            slots.setdefault((key, times[key]), []).append((part, row))
    return list(slots.values())


def _key(part: TableCells, row: int, names: UnitNames) -> Hashable | None:
    """The key of a row; None where a part of it cannot be read, which typing will tell."""
    table = part.table
    unit = names.read(part.cells[UNIT][row])
    period = read_period_cell(part.cells[PERIOD][row], table)
    if isinstance(unit, Refusal) or isinstance(period, Refusal):
        return None
    further: list[Hashable] = []
    for id_ in table.further_keys:
        value = _value(part.cells[id_][row], table.columns[id_]) if id_ in part.cells else None
        if value is None:
            return None
        further.append(value)
    return (unit, period, *further)


def _joined(parts: Sequence[TableCells], slots: list[list[Origin]], report: TableReport) -> TableCells:
    """The rows of all slots, each cell from whichever sheet fills it."""
    table = parts[0].table
    cells: dict[str, list[object]] = {}
    origins: list[dict[str, Origin]] = [{} for _ in slots]
    for id_ in (UNIT, PERIOD, *table.columns):
        having = [part for part in parts if id_ in part.cells]
        if not having:
            continue
        column = cells[id_] = []
        for slot, origin in zip(slots, origins, strict=True):
            filled = [(part, row) for part, row in slot if id_ in part.cells and not is_blank(part.cells[id_][row])]
            if len(filled) > 1 and id_ in table.columns:
                _check_agreement(table.columns[id_], filled, report)
            chosen = filled[0] if filled else next(((p, row) for p, row in slot if id_ in p.cells), slot[0])
            origin[id_] = chosen
            column.append(chosen[0].cells[id_][chosen[1]] if id_ in chosen[0].cells else None)

    def locate(row: int, column: str) -> Place:
        part, at = origins[row].get(column, slots[row][0])
        if column in cells and column not in part.cells:  # the row is missing where the column is
            having = next(each for each in parts if column in each.cells)
            return having.header or having.whole
        return part.locate(at, column)

    fields = {id_: word for part in reversed(parts) for id_, word in part.fields.items()}
    unused = {word: place for part in parts for word, place in part.unused.items()}
    complete = all(part.complete for part in parts)
    return TableCells(table, {**cells}, locate, parts[0].whole, fields, complete, unused, parts[0].header)


def _value(cell: object, spec: ColumnSpec) -> Hashable | None:
    """What a cell holds, 88.0 as 88; None where it is blank or refused."""
    value = read_cell(cell, spec)
    if isinstance(value, Figure):
        return value.fraction
    return None if value is BLANK or isinstance(value, Refusal) else value


def _check_agreement(spec: ColumnSpec, filled: list[Origin], report: TableReport) -> None:
    """D153 at the second sheet that gives a cell another value."""
    (first, at), *others = filled
    known = _value(first.cells[spec.id][at], spec)
    for part, row in others:
        if _value(part.cells[spec.id][row], spec) != known or known is None:
            report.add(
                "D153",
                part.locate(row, spec.id),
                row=f"{str(part.cells[UNIT][row]).strip()} {str(part.cells[PERIOD][row]).strip()}",
                column=spec.name,
                text=str(part.cells[spec.id][row]).strip(),
                other=str(first.cells[spec.id][at]).strip(),
                first=first.locate(at, spec.id),
            )


def _check_repeated(parts: Sequence[TableCells], table: Table, report: TableReport) -> None:
    """D154 where two sheets hold the same record."""
    ids = (UNIT, PERIOD, *table.columns)
    seen: dict[Hashable, Origin] = {}
    for part in parts:
        mine: dict[Hashable, Origin] = {}
        for row in range(part.count):
            values = tuple(str(part.cells[id_][row]).strip() if id_ in part.cells else "" for id_ in ids)
            if values in seen:
                other, at = seen[values]
                place, first = part.locate(row, UNIT), other.locate(at, UNIT)
                report.add("D154", place, text=", ".join(filter(None, values)), first=first)
            mine[values] = (part, row)
        seen.update(mine)
