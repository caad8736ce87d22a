"""The rows of several sheets of one table, those with the same key together.

Rows that one sheet lacks and another has are told of the sheet that alone has a column, not cell by cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import partial
from pathlib import PurePath

from kaohe.data.numbers import Figure, Refusal
from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.read_cell import BLANK, read_cell, read_period_cell
from kaohe.data.table_findings import TableReport, notes_on, tell_notes
from kaohe.data.tables.columns import distinguishable
from kaohe.data.tables.names import UnitNames
from kaohe.diagnostics import Words, few
from kaohe.lazy import dataclass
from kaohe.policy.model import ColumnSpec, Policy
from kaohe.source_places import Place, Source

Origin = tuple[TableCells, int]
"""A row of one of the sheets."""

Key = tuple[Hashable, ...]
"""Unit, period and the further parts of the key."""

_LISTED = 5


@dataclass(frozen=True, slots=True)
class AlignedRow:
    """The rows that make one row of the table; without `key` a single one, that has none or whose key is unreadable."""

    key: Key | None
    origins: list[Origin]


def aligned_rows(policy: Policy, parts: Sequence[TableCells], report: TableReport) -> list[AlignedRow]:
    """The rows of all sheets by key. D311 where a sheet has a key twice: its second row is no row of another sheet."""
    table = parts[0].table
    names = UnitNames(policy, policy.units[table.unit_type])
    keyed = not table.records or bool(table.further_keys)
    aligned: dict[Hashable, AlignedRow] = {}
    for number, part in enumerate(parts):
        mine: dict[Key, int] = {}
        for row in range(part.count):
            key = _key(part, row, names) if keyed else None
            if key is None:
                aligned[number, row] = AlignedRow(None, [(part, row)])
            elif key in mine:
                first = part.locate(mine[key], UNIT)
                report.add("D311", part.locate(row, UNIT), row=" ".join(map(str, key)), first=first)
            else:
                mine[key] = row
                aligned.setdefault(key, AlignedRow(key, [])).origins.append((part, row))
    return list(aligned.values())


def tell_keys(parts: Sequence[TableCells], aligned: Sequence[AlignedRow], report: TableReport) -> None:
    """What was assumed of units and periods in rows that joined those of another sheet; only the first are typed."""
    rows: dict[int, list[int]] = {id(part): [] for part in parts}
    for each in aligned:
        for part, row in each.origins[1:]:
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


def tell_missing_rows(
    parts: Sequence[TableCells], aligned: Sequence[AlignedRow], misnamed_in: Mapping[int, set[str]], report: TableReport
) -> None:
    """D315 for each period of which the sheets that have a column lack rows; told[part] are columns misnamed there.

    Where such a sheet has rows that could not be read, these may be the ones.
    """
    table = parts[0].table
    numbers = {id(part): number for number, part in enumerate(parts)}
    sets = [(each, {numbers[id(part)] for part, _ in each.origins}) for each in aligned]
    unread = {number for each, here in sets for number in here if each.key is None}
    unread |= {number for number, part in enumerate(parts) if not part.complete}
    columns: dict[tuple[tuple[int, ...], tuple[int, ...]], list[str]] = {}
    for id_, spec in table.columns.items():
        having = tuple(number for number, part in enumerate(parts) if id_ in part.cells)
        if not spec.is_required or not having or len(having) == len(parts) or unread.intersection(having):
            continue
        misnamed = {number for number in misnamed_in if id_ in misnamed_in[number]}
        there = misnamed.union(having)
        missing = tuple(at for at, (each, here) in enumerate(sets) if each.key is not None and here.isdisjoint(there))
        if missing:
            columns.setdefault((having, missing), []).append(spec.name)
    periods = [{each.key[1] for each, here in sets if each.key is not None and n in here} for n in range(len(parts))]
    counts = Counter(period for own in periods for period in own)
    rare = {period for period, count in counts.items() if 2 * count < len(parts)}
    owing = {number for having, _ in columns for number in having}
    odd = {number: rare & own for number, own in enumerate(periods) if number in owing and rare & own}
    odd = odd if 2 * len(odd) < len(parts) else {}
    for number, extra in odd.items():
        others = (len(parts) - len(odd), sorted(counts.keys() - rare, key=str))
        _tell_other_period(parts[number], extra, *others, report)
    rare = rare if odd else set()
    for (having, missing), names in columns.items():
        rest = [at for at in missing if (key := aligned[at].key) is None or key[1] not in rare]
        if rest and odd.keys().isdisjoint(having):
            _tell([parts[number] for number in having], [aligned[at] for at in rest], names, report)


def _tell_other_period(
    part: TableCells, extra: Collection[Hashable], count: int, common: Sequence[Hashable], report: TableReport
) -> None:
    """D345 (D346 while results are provisional) at the first period of a sheet that few others or none have.

    Its rows and those of all others lack each other then: that one sheet is told, and not each of the `count` others.
    """
    row = next(at for at, cell in enumerate(part.cells[PERIOD]) if read_period_cell(cell, part.table) in extra)
    report.add(
        other_period_code(report),
        part.locate(row, PERIOD),
        who=named([part]),
        text=tuple(sorted(map(str, extra))),
        others=Words(f"{count} 个文件", f"{count} files"),
        other=tuple(common),
    )


def other_period_code(report: TableReport) -> str:
    """A period of its own is an error; while results are provisional it may be one that the others still owe."""
    return "D346" if report.provisional else "D345"


def _tell(parts: Sequence[TableCells], rows: Sequence[AlignedRow], names: Sequence[str], report: TableReport) -> None:
    place = (parts[0].header or parts[0].whole) if len(parts) == 1 else place_of_all(parts)
    periods: dict[object, list[str]] = {}
    for each in rows:
        assert each.key is not None
        periods.setdefault(each.key[1], []).append(str(each.key[0]))
    for period, units in sorted(periods.items(), key=lambda each: str(each[0])):
        listed = few(units, _LISTED)
        files, columns = named(parts), tuple(names)
        report.add("D315", place, files=files, count=len(units), text=str(period), units=listed, columns=columns)


def named(parts: Sequence[TableCells]) -> tuple[str, ...]:
    """The files of some sheets, and the sheets in them, without the folders."""
    return tuple(
        PurePath(part.whole.source.name).name + (f"[{part.whole.sheet}]" if part.whole.sheet else "") for part in parts
    )


def place_of_all(parts: Sequence[TableCells]) -> Place:
    """Where several sheets stand: their workbook, or their folder."""
    files = list(dict.fromkeys(part.whole.source.name for part in parts))
    return Place(Source(files[0] if len(files) == 1 else str(PurePath(files[0]).parent)))
