"""Typed tables: what the data files held, column by column; and frames, the keys at which values are known.

Numbers of a column share one denominator, so that sums and products of whole columns stay whole-number
arithmetic, exact and fast; None is an absent value.

A key is (unit, period, further part), with None for a part that the frame does not have. A frame lists its keys in
a fixed order; a column of values has one value for each. It knows the way from its rows to those of another frame.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import islice
from math import gcd
from operator import itemgetter, lt, methodcaller
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kaohe.data.replaced_files import Replacement
from kaohe.language.periods import Period, PeriodLevel, is_finer, years_before
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.model import Policy, Table
from kaohe.policy.types import Grain
from kaohe.source_places import Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class WholeArray(NamedTuple):
    """Whole numbers below 2**62 as a NumPy array, and which rows are absent (None: none is), whose number is 0."""

    values: NDArray[np.int64]
    absent: NDArray[np.bool_] | None = None


class Numbers:
    """A column of numbers in base measure: row i is numerators[i] / denominator.

    One that was read as an `array` has no list of its numerators until somebody asks for it.
    """

    __slots__ = ("_numerators", "array", "denominator")

    def __init__(self, numerators: list[int | None] | WholeArray, denominator: int = 1) -> None:
        self.array = numerators if isinstance(numerators, WholeArray) else None
        self._numerators = None if isinstance(numerators, WholeArray) else numerators
        self.denominator = denominator

    @property
    def numerators(self) -> list[int | None]:
        if self._numerators is None:
            assert self.array is not None
            self._numerators = listed = self.array.values.tolist()
            for row in () if self.array.absent is None else self.array.absent.nonzero()[0].tolist():
                listed[row] = None
        return self._numerators

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Numbers):
            return NotImplemented
        return (self.numerators, self.denominator) == (other.numerators, other.denominator)

    __hash__ = None  # type: ignore[assignment]  # its list may be changed

    def __repr__(self) -> str:
        return f"Numbers({self.numerators!r}, {self.denominator!r})"

    def taken(self, rows: Sequence[int]) -> Numbers:
        """The numbers of some rows."""
        if self.array is None:
            return Numbers([self.numerators[row] for row in rows], self.denominator)
        values, absent = self.array
        chosen = list(rows)
        return Numbers(WholeArray(values[chosen], None if absent is None else absent[chosen]), self.denominator)


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
    among the rows, or a member of the key has none. `lacking[column]` are those of which the column has no value since
    its row may be missing, and is; known of provisional data alone.
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
    lacking: Mapping[str, frozenset[tuple[str, Period]]] = field(default_factory=dict)
    _there: frozenset[tuple[str, Period]] | None = field(default=None, init=False, repr=False, compare=False)

    def place_of(self, row: int, column: str) -> Place:
        """Where the cell stands; its row where the cell alone cannot be told."""
        return self.locate(row, column) if self.locate is not None else self.places[row]

    @property
    def named(self) -> frozenset[tuple[str, Period]]:
        """The units and periods that rows name, those of rows that were not filled in among them."""
        if self._there is None:
            bare = not self.keys or len(self.keys[0]) == 2
            self._there = frozenset(self.keys if bare else map(itemgetter(0, 1), self.keys))  # type: ignore[arg-type]
        return self.incomplete | self._there if self.incomplete else self._there


@dataclass(slots=True)
class Dataset:
    """All tables of one run, and who and when they speak of.

    units[type] in the policy's order (in order of appearance where they come from the data); groups[type] maps
    unit to group id; periods[type] are the finest periods that the type's tables have, ascending. In `provisional`
    data an input that has to be there and is absent has not been sent yet. `replaced` are the files that gave nothing.
    `arrays` is where runs over many units keep what they know of it as arrays.
    """

    tables: dict[str, TableData]
    units: dict[str, list[str]]
    groups: dict[str, dict[str, str]]
    periods: dict[str, list[Period]]
    digest: str = ""
    provisional: bool = False
    replaced: tuple[Replacement, ...] = ()
    arrays: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)


# Neither can stand in a cell, so that no two contents give one text.
_BETWEEN, _ABSENT = "\x1f", "\x00"


def digest(tables: Mapping[str, Table], data: Mapping[str, TableData]) -> str:
    """SHA-256 over tables, keys and columns, rows in canonical order; numbers in lowest terms of a column."""
    whole = hashlib.sha256()
    for id_ in sorted(data):
        table = data[id_]
        columns = {name: _in_lowest_terms(table.columns[name]) for name in sorted(table.columns)}
        shown = {period: str(period) for period in set(map(itemgetter(1), table.keys))}
        keys = [f"{key[0]}{_BETWEEN}{shown[key[1]]}" for key in table.keys]
        rows = _order(keys, [*columns.values()])
        heads = [f"{name}/{getattr(values, 'denominator', 1)}" for name, values in columns.items()]
        parts = [id_, tables[id_].period, *heads, *([] if table.sent else [_ABSENT])]
        whole.update(f"{_BETWEEN.join(parts)}\n{len(keys)}\n".encode())
        for values in (keys, *columns.values()):
            written = _written(values if rows is None else taken(values, rows))  # type: ignore[arg-type]  # keys are texts
            whole.update(f"{len(written)}\n".encode())
            whole.update(written)
    return whole.hexdigest()


def _in_lowest_terms(values: Values) -> Values:
    if not isinstance(values, Numbers) or values.denominator == 1:
        return values
    divisor = values.denominator
    if values.array is not None:
        numbers, absent = values.array
        while divisor > 1 and len(odd := numbers[numbers % divisor != 0]):
            divisor = gcd(divisor, *odd[:_AT_ONCE].tolist())
        lowest = values if divisor == 1 else Numbers(WholeArray(numbers // divisor, absent))
    else:
        for start in range(0, len(values.numerators), _AT_ONCE):
            divisor = gcd(divisor, *filter(None, values.numerators[start : start + _AT_ONCE]))
            if divisor == 1:
                return values
        lowest = Numbers([None if n is None else n // divisor for n in values.numerators])
    lowest.denominator = values.denominator // divisor
    return lowest


def _order(keys: list[str], columns: Sequence[Values]) -> list[int] | None:
    """The rows by unit and period, and where these are the same, by all that they hold; None where they stand so."""
    if all(map(lt, keys, islice(keys, 1, None))):
        return None
    if len(set(keys)) < len(keys):
        rows = list(zip(keys, *map(_ordered_by, columns), strict=True))
        return sorted(range(len(keys)), key=rows.__getitem__)
    return sorted(range(len(keys)), key=keys.__getitem__)


def _ordered_by(values: Values) -> Sequence[Any]:
    """What puts the rows of a column in order: what is absent before all else."""
    cells = cells_of(values)
    return [(cell is not None, cell) for cell in cells] if None in cells else cells


def taken(values: Values, rows: list[int]) -> Values:
    """The rows with these numbers."""
    if isinstance(values, Numbers):
        return values.taken(rows)
    return [values[row] for row in rows]  # type: ignore[return-value]  # one list type in, the same out


def _written(values: Values) -> bytes:
    """The cells of a column: whole numbers in 64 bits as long as they fit, anything else as text."""
    if isinstance(values, Numbers) and values.array is not None:
        numbers, absent = values.array
        return b"#" + (b"" if absent is None else absent.tobytes()) + numbers.astype("<i8").tobytes()
    cells = cells_of(values)
    kinds = set(map(type, cells))
    if kinds <= {int, NoneType}:
        absences = bytes(cell is None for cell in cells) if NoneType in kinds else b""
        try:
            whole = array("q", [cell or 0 for cell in cast("Sequence[int | None]", cells)])
        except OverflowError:
            pass
        else:
            if sys.byteorder == "big":
                whole.byteswap()
            return b"#" + absences + whole.tobytes()
    if kinds == {str}:
        return _BETWEEN.join(cast("Sequence[str]", cells)).encode()
    return _BETWEEN.join(_ABSENT if cell is None else str(cell) for cell in cells).encode()


_AT_ONCE = 1000
"""A common divisor is mostly 1 after so many numbers."""


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
