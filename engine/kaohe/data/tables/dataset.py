"""Typed tables: what the data files held, column by column; and frames, the keys at which values are known.

Numbers of a column share one denominator, so that sums and products of whole columns stay whole-number
arithmetic, exact and fast; None is an absent value.

A key is (unit, period, further part), with None for a part that the frame does not have. A frame lists its keys in
a fixed order; a column of values has one value for each. It knows the way from its rows to those of another frame.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Container, Mapping, Sequence
from math import gcd
from typing import Any

from kaohe.compiled_late import dataclass, field, replace
from kaohe.data.replaced_files import Replacement
from kaohe.language.periods import PERIOD_LEVELS, Period, PeriodLevel, is_finer, years_before
from kaohe.places import Place
from kaohe.policy.model import Policy, Table
from kaohe.policy.types import Grain


@dataclass(slots=True)
class Numbers:
    """A column of numbers in base measure: row i is numerators[i] / denominator."""

    numerators: list[int | None]
    denominator: int = 1


Values = Numbers | list[str | None] | list[bool | None]


def cells_of(values: Values) -> Sequence[object]:
    """What tells the rows of a column apart: its texts, or its numbers without the denominator that they share."""
    return values.numerators if isinstance(values, Numbers) else values


@dataclass(slots=True)
class TableData:
    """The rows of one table.

    keys[i] is (unit, period) and, for a finer table, the further key parts or the number of the record.
    Rows stand in the order of periods, then units; records in the order they were read. `fields[column]` is
    the header a column was read under (a column that the file left out has none), `locate` finds the place
    of a cell: of row i under a column id, "unit" or "period". `sent` is False for a table that is still to come;
    `incomplete` are the units and periods of which rows are still to come: one came back with nothing in it, and is not
    among the rows, or a member of the key has none.
    """

    table: str
    keys: list[tuple[object, ...]]
    columns: dict[str, Values]
    places: Sequence[Place] = ()
    fields: dict[str, str] = field(default_factory=dict)
    locate: Callable[[int, str], Place] | None = field(default=None, repr=False, compare=False)
    sent: bool = True
    incomplete: frozenset[tuple[str, Period]] = frozenset()
    missing_members: Mapping[tuple[str, Period], list[str]] = field(default_factory=dict)

    def place_of(self, row: int, column: str) -> Place:
        """Where the cell stands; its row where the cell alone cannot be told."""
        return self.locate(row, column) if self.locate is not None else self.places[row]

    @property
    def named(self) -> frozenset[tuple[str, Period]]:
        """The units and periods that rows name, those of rows that were not filled in among them."""
        return self.incomplete.union((key[0], key[1]) for key in self.keys)  # type: ignore[misc]  # units and periods


@dataclass(slots=True)
class Dataset:
    """All tables of one run, and who and when they speak of.

    units[type] in the policy's order (in order of appearance where they come from the data); groups[type] maps
    unit to group id; periods[type] are the finest periods that the type's tables have, ascending. In `provisional`
    data an input that has to be there and is absent has not been sent yet. `replaced` are the files that gave nothing.
    """

    tables: dict[str, TableData]
    units: dict[str, list[str]]
    groups: dict[str, dict[str, str]]
    periods: dict[str, list[Period]]
    digest: str = ""
    provisional: bool = False
    replaced: tuple[Replacement, ...] = ()


# Neither can stand in a cell, so that no two contents give one text.
_BETWEEN, _ABSENT = "\x1f", "\x00"


def digest(tables: Mapping[str, Table], data: Mapping[str, TableData]) -> str:
    """SHA-256 over tables, columns, keys and values, in canonical order; numbers in lowest terms of a column."""
    whole = hashlib.sha256()
    for id_ in sorted(data):
        columns = data[id_].columns
        names = sorted(columns)
        texts = [_texts(columns[name]) for name in names]
        units = [str(key[0]) for key in data[id_].keys]
        periods = [str(key[1]) for key in data[id_].keys]
        rows = sorted(map(_BETWEEN.join, zip(units, periods, *(text for text, _ in texts), strict=True)))
        heads = [f"{name}/{denominator}" for name, (_, denominator) in zip(names, texts, strict=True)]
        named = [id_, tables[id_].period, *heads, *([] if data[id_].sent else [_ABSENT])]
        whole.update("\n".join([_BETWEEN.join(named), *rows, "\x1e"]).encode())
    return whole.hexdigest()


def _texts(values: Values) -> tuple[list[str], int]:
    if not isinstance(values, Numbers):
        shown: dict[object, str] = {None: _ABSENT, True: "1", False: "0"}
        return [shown.get(value) or str(value) for value in values], 1
    divisor = gcd(values.denominator, *(n for n in values.numerators if n is not None))
    known = {n: _ABSENT if n is None else str(n // divisor) for n in set(values.numerators)}
    return [known[n] for n in values.numerators], values.denominator // divisor


FrameKey = tuple[str | None, Period | None, object]


@dataclass(eq=False)
class Frame:
    """Keys of one grain. A part of a frame (`rows` of `whole`) is what a branch of a condition is calculated for.

    `known` is where a calculation keeps what it knows of a part, for as long as somebody holds the part.
    """

    grain: Grain
    keys: Sequence[FrameKey]
    whole: Frame | None = None
    rows: Sequence[int] = ()
    known: dict[Any, Any] = field(default_factory=dict, repr=False)
    _positions: dict[FrameKey, int] | None = None
    _gathers: dict[Frame, list[int | None]] = field(default_factory=dict)
    _single: dict[int, Frame] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def positions(self) -> dict[FrameKey, int]:
        """Where each key stands."""
        if self._positions is None:
            self._positions = {key: row for row, key in enumerate(self.keys)}
        return self._positions

    def part(self, rows: Sequence[int]) -> Frame:
        """The frame of some of these rows."""
        return Frame(self.grain, [self.keys[row] for row in rows], self, rows)

    def single(self, row: int) -> Frame:
        """The frame of one row, always the same, so that what was calculated on it is found again."""
        if row not in self._single:
            self._single[row] = self.part([row])
        return self._single[row]

    def gather(self, source: Frame) -> list[int | None]:
        """For each row here, the row of `source` that it belongs to; None where the source has no such key."""
        found = self._gathers.get(source)
        if found is None:
            if self.whole is not None:
                above = self.whole.gather(source)
                found = [above[row] for row in self.rows]
            else:
                positions, project = source.positions, projection(source.grain)
                found = [positions.get(project(key)) for key in self.keys]
            self._gathers[source] = found
        return found


def projection(grain: Grain) -> Callable[[FrameKey], FrameKey]:
    """The function that takes a finer key to the key of this grain."""
    unit, table, period = grain.unit is not None, grain.table is not None, grain.period

    def project(key: FrameKey) -> FrameKey:
        when = key[1]
        if period is None or when is None:
            when = None
        elif is_finer(when.level, period):
            when = when.at(period)
        return (key[0] if unit else None, when, key[2] if table else None)

    return project


class Frames:
    """The frames of one data set, each made once."""

    def __init__(self, policy: Policy, dataset: Dataset) -> None:
        self.policy = policy
        self.dataset = dataset
        self._frames: dict[Grain, Frame] = {}

    def of(self, grain: Grain) -> Frame:
        """The frame of a grain: all units of the type in all periods of the data, or the rows of the table."""
        if grain not in self._frames:
            self._frames[grain] = Frame(grain, self._keys(grain))
        return self._frames[grain]

    def of_rows(self, own: Frame, table: str) -> Frame:
        """The frame of the table's rows that are folded up to this one."""
        grain = self.policy.tables[table].grain
        return self.of(replace(grain, earlier=min(grain.earlier, own.grain.earlier)))

    def _keys(self, grain: Grain) -> list[FrameKey]:
        if grain.table is not None:
            rows: list[FrameKey] = [(key[0], key[1], key[2:]) for key in self.dataset.tables[grain.table].keys]  # type: ignore[misc]
            if grain.earlier == self.policy.tables[grain.table].earlier or grain.unit is None or grain.period is None:
                return rows
            known = frozenset(self._periods(grain.unit, grain.period, grain.earlier))
            return [key for key in rows if key[1] in known]
        if grain.unit is None:
            return [(None, None, None)]
        if grain.period is None:
            return [(unit, None, None) for unit in self.dataset.units[grain.unit]]
        source = self.policy.units[grain.unit].source_table
        present = None if source is None else self.dataset.tables[source].named
        periods = self._periods(grain.unit, grain.period, grain.earlier)
        return [
            (unit, period, None)
            for period in periods
            for unit in self.dataset.units[grain.unit]
            if present is None or _is_present(unit, period, present)
        ]

    def _periods(self, unit_type: str, level: PeriodLevel, earlier: int) -> list[Period]:
        """The periods of this level that the data have of a unit type, after those of so many years before."""
        mine = [table for table in self.policy.tables.values() if table.unit_type == unit_type]
        known = self._appraised(unit_type, level, mine)
        years = min(earlier, max((table.earlier for table in mine), default=0))
        return [*years_before(known[0], years), *known] if known and years else known

    def _appraised(self, unit_type: str, level: PeriodLevel, mine: Sequence[Table]) -> list[Period]:
        """The periods of this level that are appraised; of a finer one than the type's own, those that tables have."""
        known = self.dataset.periods[unit_type]
        if not any(is_finer(level, each.level) for each in known):
            return sorted({each.at(level) for each in known})
        own, tables = known[0].level, self.dataset.tables
        there = [table.id for table in mine if is_finer(table.period, own) and not is_finer(level, table.period)]
        named = {when for id_ in there if id_ in tables for _, when in tables[id_].named}
        return sorted({when.at(level) for when in named if when.at(own) in known}) or known


def _is_present(unit: str, period: Period, present: Container[object]) -> bool:
    """Whether a unit that the data name is there in a period: in any part of it, if they are known by parts."""
    levels = [level for level in PERIOD_LEVELS if not is_finer(period.level, level)]
    return any((unit, part) in present for level in levels for part in period.parts(level))
