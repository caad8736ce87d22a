"""Frames: the keys at which values are known.

A key is (unit, period, further part), with None for a part that the frame does not have. A frame lists its keys in
a fixed order; a column of values has one value for each. It knows the way from its rows to those of another frame.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import methodcaller
from typing import Any

from kaohe.data.tables.dataset import Dataset, TableData
from kaohe.language.periods import Period, PeriodLevel, is_finer, years_before
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.model import Policy, Table
from kaohe.policy.types import Grain

FrameKey = tuple[str | None, Period | None, object]


@dataclass(eq=False)
class Frame:
    """Keys of one grain, made when somebody asks for them, and how many if that is known before (`count`).

    A part of a frame (`rows` of `whole`) is what a branch of a condition is calculated for. `known` is where a
    calculation keeps what it knows of a part, for as long as somebody holds the part.
    """

    grain: Grain
    make: Callable[[], Sequence[FrameKey]] = field(repr=False)
    whole: Frame | None = None
    rows: Sequence[int] = ()
    count: int | None = None
    known: dict[Any, Any] = field(default_factory=dict, repr=False)
    _keys: Sequence[FrameKey] | None = None
    _positions: dict[FrameKey, int] | None = None
    _gathers: dict[Frame, list[int | None]] = field(default_factory=dict)
    _single: dict[int, Frame] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.keys) if self.count is None else self.count

    @property
    def keys(self) -> Sequence[FrameKey]:
        """The keys, in order."""
        if self._keys is None:
            self._keys = self.make()
        return self._keys

    @property
    def positions(self) -> dict[FrameKey, int]:
        """Where each key stands."""
        if self._positions is None:
            self._positions = {key: row for row, key in enumerate(self.keys)}
        return self._positions

    def part(self, rows: Sequence[int]) -> Frame:
        """The frame of some of these rows."""
        return Frame(self.grain, lambda: [self.keys[row] for row in rows], self, rows, len(rows))

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
        self._known_periods: dict[tuple[str, PeriodLevel, int], list[Period]] = {}

    def of(self, grain: Grain) -> Frame:
        """The frame of a grain: all units of the type in all periods of the data, or the rows of the table."""
        if grain not in self._frames:
            self._frames[grain] = Frame(grain, lambda: self._keys(grain))
        return self._frames[grain]

    def has_all_rows(self, grain: Grain) -> bool:
        """Whether the frame of a table's rows has them all: none are of years before those that the grain knows."""
        assert grain.table is not None
        return grain.earlier == self.policy.tables[grain.table].earlier or None in (grain.unit, grain.period)

    def source_of(self, unit_type: str) -> TableData | None:
        """The table that says which units of a type are there in a period, if one does."""
        source = self.policy.units[unit_type].source_table
        return None if source is None else self.dataset.tables[source]

    def there(self, unit_type: str, level: PeriodLevel) -> Callable[[str | None, Period], bool]:
        """Whether a unit is there in a period of this level: where data name it in any part of it, or around it."""
        source = self.source_of(unit_type)
        if source is None:
            return lambda unit, period: True
        at = self.named_at(unit_type, level)
        there = {(unit, at(named)) for unit, named in source.named}
        return lambda unit, period: (unit, at(period)) in there

    def named_at(self, unit_type: str, level: PeriodLevel) -> Callable[[Period], Period]:
        """Takes periods of this level, and those for which a table names units of a type, to the longer of the two."""
        source = self.policy.units[unit_type].source_table
        named = level if source is None else self.policy.tables[source].period
        return cache(methodcaller("at", named if is_finer(level, named) else level))

    def periods_of(self, grain: Grain) -> list[Period]:
        """The periods of a grain that has some."""
        assert grain.unit is not None and grain.period is not None
        asked = (grain.unit, grain.period, grain.earlier)
        if asked not in self._known_periods:
            self._known_periods[asked] = self._periods(*asked)
        return self._known_periods[asked]

    def of_rows(self, own: Frame, table: str) -> Frame:
        """The frame of the table's rows that are folded up to this one."""
        grain = self.policy.tables[table].grain
        return self.of(replace(grain, earlier=min(grain.earlier, own.grain.earlier)))

    def _keys(self, grain: Grain) -> list[FrameKey]:
        if grain.table is not None:
            rows: list[FrameKey] = [(key[0], key[1], key[2:]) for key in self.dataset.tables[grain.table].keys]  # type: ignore[misc]
            if self.has_all_rows(grain):
                return rows
            known = frozenset(self.periods_of(grain))
            return [key for key in rows if key[1] in known]
        if grain.unit is None:
            return [(None, None, None)]
        units = self.dataset.units[grain.unit]
        if grain.period is None:
            return [(unit, None, None) for unit in units]
        periods = self.periods_of(grain)
        if self.source_of(grain.unit) is None:
            return [(unit, period, None) for period in periods for unit in units]
        is_there = self.there(grain.unit, grain.period)
        return [(unit, period, None) for period in periods for unit in units if is_there(unit, period)]

    def _periods(self, unit_type: str, level: PeriodLevel, earlier: int) -> list[Period]:
        """The periods of this level that the data have of a unit type, after those of so many years before."""
        mine = [table for table in self.policy.tables.values() if table.unit_type == unit_type]
        known = self._appraised(unit_type, level, mine)
        years = min(earlier, max((table.earlier for table in mine), default=0))
        return [*years_before(known[0], years), *known] if known and years else known

    def _appraised(self, unit_type: str, level: PeriodLevel, mine: Sequence[Table]) -> list[Period]:
        """The periods of this level that are appraised; of a finer one than the type's own, those that tables have.

        Where records alone are known by such periods all are there: having no row says that there are none.
        """
        known, due = self.dataset.periods[unit_type], self.policy.units[unit_type].period
        shorter = [table for table in mine if is_finer(table.period, due) and not is_finer(level, table.period)]
        if is_finer(level, due) and shorter and all(table.records for table in shorter):
            wholes = {each.at(due) if is_finer(each.level, due) else each for each in known}
            return sorted(part for whole in wholes for part in whole.parts(level))
        if not any(is_finer(level, each.level) for each in known):
            return sorted({each.at(level) for each in known})
        own, tables = known[0].level, self.dataset.tables
        there = [table.id for table in mine if is_finer(table.period, own) and not is_finer(level, table.period)]
        named = {when for id_ in there if id_ in tables for _, when in tables[id_].named}
        return sorted({when.at(level) for when in named if when.at(own) in known}) or known
