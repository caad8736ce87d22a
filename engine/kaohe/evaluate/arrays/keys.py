"""Keys of frames as whole numbers: which row of one frame belongs to which of another, and who is compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from kaohe.data.tables.dataset import Dataset, TableData
from kaohe.data.tables.frames import FrameKey
from kaohe.evaluate.arrays.columns import (
    ArrayColumn,
    Flags,
    IntegerArray,
    NotHeld,
    TextArray,
    TruthArray,
    Whole,
    from_list,
    is_one,
)
from kaohe.language.periods import Period, PeriodLevel, is_finer
from kaohe.policy.model import Policy
from kaohe.policy.types import Grain


class KeyCodes(NamedTuple):
    """For each row of a frame the number of its unit among all of its type, and that of its period in `periods`."""

    units: Whole
    periods: Sequence[Period | None]
    period_codes: Whole


class Ways:
    """What is known of the frames of one policy over a data set: their keys, the ways between them, their groups.

    The row of a source is -1 where a frame's row belongs to none.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.codes: dict[Grain, KeyCodes] = {}
        self.gathers: dict[tuple[Grain, Grain], tuple[Whole, Flags | None]] = {}
        self.segments: dict[int, Segments] = {}
        self.alike: dict[Grain, Segments] = {}
        self.table_rows: dict[str, tuple[Whole, Flags | None] | None] = {}
        self.groups: dict[Grain, ArrayColumn] = {}


class DataArrays:
    """The columns and the keys of a data set as arrays, made once for all runs over it."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._ways: Ways | None = None
        self._columns: dict[tuple[str, str], tuple[object, ArrayColumn | None]] = {}
        self._numbers: dict[str | None, dict[str | None, int]] = {None: {None: 0}}
        self._keys: dict[str, tuple[object, KeyCodes]] = {}
        self._groups: dict[str, TextArray | IntegerArray] = {}

    def ways(self, policy: Policy) -> Ways:
        """What is known of the frames of a policy: that of the last one is kept."""
        if self._ways is None or self._ways.policy is not policy:
            self._ways = Ways(policy)
        return self._ways

    def column(self, table: str, column: str) -> ArrayColumn:
        """A column of the data, on the rows of its table. Raises NotHeld."""
        values = self._dataset.tables[table].columns[column]
        known = self._columns.get((table, column))
        if known is None or known[0] is not values:
            try:
                known = (values, from_list(values))
            except NotHeld:
                known = (values, None)
            self._columns[table, column] = known
        if known[1] is None:
            raise NotHeld
        return known[1]

    def count(self, unit_type: str | None) -> int:
        """How many numbers units of a type have."""
        return len(self._number_of(unit_type))

    def _number_of(self, unit_type: str | None) -> dict[str | None, int]:
        if unit_type not in self._numbers:
            listed = self._dataset.units[unit_type or ""]
            self._numbers[unit_type] = {unit: number for number, unit in enumerate(listed)}
        return self._numbers[unit_type]

    def numbers(self, unit_type: str | None, units: Sequence[str]) -> Whole:
        """The numbers of these units; -1 for one that the type does not have."""
        return np.array([self._number_of(unit_type).get(unit, -1) for unit in units], np.int64)

    def codes(self, unit_type: str | None, keys: Sequence[FrameKey]) -> KeyCodes:
        """The keys of a frame."""
        number_of = self._number_of(unit_type)
        known: dict[Period | None, int] = {}
        units = [number_of.setdefault(key[0], len(number_of)) for key in keys]
        periods = [known.setdefault(key[1], len(known)) for key in keys]
        return KeyCodes(np.array(units, np.int64), tuple(known), np.array(periods, np.int64))

    def of_units(
        self, unit_type: str, periods: Sequence[Period], source: TableData | None, named_at: Callable[[Period], Period]
    ) -> KeyCodes:
        """The keys of all units in these periods; where a table says who is there when, of those alone.

        `named_at` takes these periods and those of the table to one level.
        """
        count = len(self._dataset.units[unit_type])
        if source is None:
            codes = np.tile(np.arange(count), len(periods)), np.repeat(np.arange(len(periods)), count)
            return KeyCodes(codes[0], periods, codes[1])
        place = {whole: number for number, whole in enumerate(dict.fromkeys(map(named_at, periods)))}
        named = self.of_table(source.table, unit_type)
        at = np.array([place.get(named_at(period), -1) for period in named.periods if period is not None], np.int64)
        there = np.zeros((len(place) + 1, max(self.count(unit_type), 1)), np.bool_)  # the last row is of no period
        there[at[named.period_codes], named.units] = True
        for unit, period in source.incomplete:
            there[place.get(named_at(period), -1), self._number_of(unit_type)[unit]] = True
        found = np.nonzero(there[[place[named_at(period)] for period in periods], :count])
        return KeyCodes(found[1], periods, found[0])

    def groups(self, unit_type: str) -> TextArray | IntegerArray:
        """The group of each unit of a type, by the unit's number."""
        if unit_type not in self._groups:
            group_of = self._dataset.groups[unit_type]
            found = from_list([group_of.get(unit or "") for unit in self._number_of(unit_type)])
            assert isinstance(found, TextArray | IntegerArray)
            self._groups[unit_type] = found
        return self._groups[unit_type]

    def names(self, unit_type: str) -> tuple[str, ...]:
        """The units of a type by their numbers."""
        return tuple(unit or "" for unit in self._number_of(unit_type))

    def of_table(self, table: str, unit_type: str | None) -> KeyCodes:
        """The keys of a table's rows."""
        keys = self._dataset.tables[table].keys
        known = self._keys.get(table)
        if known is None or known[0] is not keys:
            known = (keys, self.codes(unit_type, keys))  # type: ignore[arg-type]  # a unit and a period come first
            self._keys[table] = known
        return known[1]


def rows_in(
    source: KeyCodes, frame: KeyCodes, units: int, projected: Callable[[Period | None], Period | None]
) -> Whole:
    """For each key of a frame the row of `source` that it belongs to, -1 where there is none.

    `units` is how many numbers units have; `projected` takes a period of the frame to that of the source.
    """
    place = {period: number for number, period in enumerate(source.periods)}
    when = np.array([place.get(projected(period), -1) for period in frame.periods], np.int64)
    width = len(source.periods) + 1  # the last column is that of a period that the source does not have
    row_of = np.full(units * width, -1, np.int64)
    row_of[source.units * width + source.period_codes] = np.arange(len(source.units))
    if not len(when):
        return np.zeros(0, np.int64)
    found: Whole = row_of[frame.units * width + when[frame.period_codes]]
    return found


def projection_of(level: PeriodLevel | None) -> Callable[[Period | None], Period | None]:
    """The function that takes a finer period to that of this level, which may be none."""

    def projected(period: Period | None) -> Period | None:
        if level is None or period is None:
            return None
        return period.at(level) if is_finer(period.level, level) else period

    return projected


class Segments:
    """Which figure or group each row belongs to (from nought to below `many`; -1: to none), and how they lie."""

    def __init__(self, ids: Whole, many: int) -> None:
        self.ids = ids
        self.many = many

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def starts(self) -> Whole | None:
        """Where segments begin, if the rows of each stand together and segments rise."""
        steps = np.diff(self.ids)
        if not len(self) or (steps.size and int(steps.min()) < 0):
            return None
        return np.concatenate(([0], np.flatnonzero(steps) + 1))

    @cached_property
    def ordinals(self) -> Whole:
        """For each row which of the segments that have rows is its, where they lie so."""
        assert self.starts is not None
        if len(self.starts) == self.many:
            return self.ids
        return np.repeat(np.arange(len(self.starts)), np.diff(self.starts, append=len(self)))

    @cached_property
    def positions(self) -> Whole:
        """The place of each row within its segment, from nought."""
        assert self.starts is not None
        return np.arange(len(self)) - self.starts[self.ordinals]

    @cached_property
    def sizes(self) -> Whole:
        """How many rows each has."""
        return np.bincount(self.inside, minlength=self.many)

    @cached_property
    def most(self) -> int:
        """How many rows the largest has."""
        return int(self.sizes.max(initial=0))

    @cached_property
    def are_full(self) -> bool:
        """Whether each has a row."""
        return int(self.sizes.min(initial=1)) > 0

    @cached_property
    def outside(self) -> Flags | None:
        """The rows that belong to none; None if all belong to one."""
        flags = self.ids < 0
        return np.asarray(flags) if flags.any() else None

    @cached_property
    def inside(self) -> Whole:
        """The ids of the rows that belong to one."""
        return self.ids if self.outside is None else self.ids[~self.outside]


def groups_of(parts: Sequence[tuple[Whole, int]], absent: Flags | None) -> Segments:
    """The groups of rows that are alike in all parts, each numbers from nought to below so many."""
    whole: Whole = np.zeros(1, np.int64)
    many = 1
    length = max(len(codes) for codes, _ in parts)
    for codes, count in parts:
        if many * count > 4 * length + 1000:  # fewer numbers first, so that they can be counted
            whole, many = numbered(whole, many)
            codes, count = numbered(codes, count)
        whole, many = whole * count + codes, many * count
    whole, many = numbered(whole, many)
    if absent is not None:
        whole = np.asarray(np.where(absent, -1, whole))
    return Segments(whole, many)


def numbered(codes: Whole, count: int) -> tuple[Whole, int]:
    """The same codes without gaps, in their order."""
    if count > 4 * len(codes) + 1000:
        known, found = np.unique(codes, return_inverse=True)
        return found.astype(np.int64), len(known)
    there = np.zeros(count, np.bool_)
    there[codes] = True
    number_of = np.cumsum(there) - 1
    return number_of[codes], int(there.sum())


def codes_of(column: ArrayColumn, length: int) -> tuple[Whole, int]:
    """What groups are told by: numbers from nought to below so many, equal where the values are. Raises NotHeld."""
    if isinstance(column, TextArray):
        codes, count = column.codes, len(column.words)
    elif isinstance(column, TruthArray):
        codes, count = column.values.astype(np.int64), 2
    elif isinstance(column, IntegerArray):
        codes, count = np.asarray(column.values - column.low), column.high - column.low + 1
    else:
        raise NotHeld
    return (np.broadcast_to(codes, (length,)) if is_one(codes) else codes), count
