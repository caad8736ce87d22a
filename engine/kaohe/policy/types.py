"""What is known before any data is read: the type of a value, and the tables and columns that come in.

A type is a kind, a measure, a grain, and whether the value can be absent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Literal, get_args

from kaohe.language.measures import NUMBER, Measure
from kaohe.language.periods import Back, InYear, Part, PeriodLevel, finest
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.lists import ClosedList, Members
from kaohe.source_places import Place

ValueKind = Literal["number", "truth", "text", "nothing"]


@dataclass(frozen=True, slots=True)
class Grain:
    """The key that a value is known by: unit type, level of periods, and the table for a value of one of its rows.

    A part that is None is not needed to know the value, so it is the same for all. It is known for so many years that
    are `earlier` than those appraised.
    """

    unit: str | None = None
    period: PeriodLevel | None = None
    table: str | None = None
    earlier: int = 0

    def joined(self, other: Grain) -> Grain:
        """The grain of what rests on both: all their parts; of two periods the finer, of earlier years those of both.

        Names keep other unit types and other tables' rows out of a rule, so that two never meet here.
        """
        assert self.unit in (None, other.unit) or other.unit is None, (self, other)
        assert self.table in (None, other.table) or other.table is None, (self, other)
        years = [each.earlier for each in (self, other) if each.period is not None]
        period = finest((self.period, other.period))
        return Grain(self.unit or other.unit, period, self.table or other.table, min(years, default=0))

    @property
    def above_rows(self) -> Grain:
        """The grain that the rows of a table share."""
        return replace(self, table=None)


def asked_there(grain: Grain, way: Back | InYear | Part, unit_type: str) -> Grain:
    """The grain at which another period is asked for what is known by this one, of a unit of this type.

    What is the same in several of the parts of a period, or in all, is known by these parts; in years, by years.
    """
    level = finest((grain.period, way.level)) if isinstance(way, Part) else grain.period
    if level is None and isinstance(way, InYear):
        level = "year"
    return replace(grain, unit=unit_type, period=level, earlier=ALL_YEARS if grain.period is None else grain.earlier)


NO_GRAIN = Grain()
ALL_YEARS = 1000
"""So many earlier years are more than any data have: what rests on the calendar alone is known for all."""


@dataclass(frozen=True, slots=True)
class Type:
    """The type of a node. `words` are the texts it can be, where they are known; a `day` is a text as 2023-01-20.

    `list` is the id of the list that a text is a member of.
    """

    kind: ValueKind
    grain: Grain = NO_GRAIN
    measure: Measure = NUMBER
    absent: bool = False
    words: frozenset[str] | None = None
    day: bool = False
    list: str | None = None

    @property
    def is_text_in_order(self) -> bool:
        """Whether it is a text that can come before or after others: a day, or a member of a list."""
        return self.day or self.list is not None

    def at(self, *others: Type) -> Type:
        """This type at the grain joined with the others', absent if any of them can be."""
        grain, absent = self.grain, self.absent
        for other in others:
            grain, absent = grain.joined(other.grain), absent or other.absent
        return replace(self, grain=grain, absent=absent)


ColumnType = Literal["number", "truth", "choice", "text", "name", "date"]
KeyPart = Literal["unit", "period"]
COLUMN_TYPES: tuple[ColumnType, ...] = get_args(ColumnType)


UNKNOWN = ""
"""The unit type of a column with `unit` that names none that there is."""


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """An input (指标数据) and what may stand in it; bounds, default and what is `usual` are in base measure.

    A figure beyond what is usual is told, and counts as it stands.

    A column with `each` is one for each of the `members`: `written` and `written_name` are what the file has of it,
    `heads` the further words that may head it in data. The cells of one with `list` are members of that list, of which
    `numbers` are those of a numeric one; those of one with `unit` are units of `unit_type` (a blank one after a slip),
    also by their `aliases`.

    Where the row of a cell may be missing (`some`), `may_lack` names the members of lists whose row that is, none for
    the row of a unit and period. The cell is blank then; in a row that is there it has to be filled all the same.
    """

    id: str
    name: str
    type: ColumnType
    place: Place
    measure: Measure
    whole: bool = False
    minimum: Fraction | None = None
    maximum: Fraction | None = None
    choices: dict[str, str] = field(default_factory=dict)
    optional: bool = False
    default: Fraction | bool | str | None = None
    note: str | None = None
    theme: str | None = None
    usual: tuple[Fraction | None, Fraction | None] = (None, None)
    written: str = ""
    written_name: str = ""
    members: Members = ()
    heads: tuple[str, ...] = ()
    list: str | None = None
    numbers: frozenset[int] = frozenset()
    unit_type: str | None = None
    aliases: Mapping[str, str] = field(default_factory=dict)
    may_lack: Members | None = None

    @property
    def is_required(self) -> bool:
        """Whether a blank is a fault, in a row that is there."""
        return self.default is None and not self.optional

    @property
    def is_due(self) -> bool:
        """Whether there has to be a value: a blank is a fault, and so is a missing row."""
        return self.is_required and self.may_lack is None

    @property
    def is_closed(self) -> bool:
        """Whether all that may stand in it is known."""
        return bool(self.choices)


@dataclass(frozen=True, slots=True)
class Table:
    """An input table. `records`: any number of rows a key; else exactly one for each unit and period.

    `further_keys` are the ids of columns that belong to the key beside unit and period; for those in `some` not every
    member needs a row. `identity` are the columns by which a record is known within its key: the same twice is an
    error. With `so_far` the figures of a quarter run from January to its end (累计数). It has so many years `earlier`
    than the first that is appraised.

    `lists` are those that its columns and its key name. Where lists are all that the key has besides unit and period,
    each column is one for each member, as with `each`, and `long` are the columns of a file that has a row for each.
    Its file has no column for the parts of the key in `spread`: a row holds for all units, or for all periods.
    With `some_rows` not every unit needs a row in a period, or not every period needs rows.
    """

    id: str
    name: str
    place: Place
    unit_type: str
    period: PeriodLevel
    records: bool
    columns: dict[str, ColumnSpec]
    further_keys: tuple[str, ...] = ()
    optional: bool = False
    note: str | None = None
    identity: tuple[str, ...] = ()
    some: tuple[str, ...] = ()
    so_far: bool = False
    lists: Mapping[str, ClosedList] = field(default_factory=dict)
    long: tuple[ColumnSpec, ...] = ()
    earlier: int = 0
    spread: tuple[KeyPart, ...] = ()
    some_rows: tuple[KeyPart, ...] = ()

    @property
    def is_finer(self) -> bool:
        """Whether it has several rows for one unit and period, so that its columns have to be folded."""
        return self.records or bool(self.further_keys)

    @property
    def rows_in_columns(self) -> Mapping[Members, tuple[str, ...]]:
        """The columns of each row that may be missing where a table has columns for the members of its key."""
        found: dict[Members, tuple[str, ...]] = {}
        for spec in self.columns.values():
            if spec.may_lack:
                found[spec.may_lack] = (*found.get(spec.may_lack, ()), spec.id)
        return found

    def may_lack_beside(self, there: Collection[str]) -> frozenset[str]:
        """The columns that a file with these others need not have: those of rows none of whose columns are there."""
        rows = self.rows_in_columns.values()
        return frozenset(id_ for columns in rows if not set(columns).intersection(there) for id_ in columns)

    @property
    def due_keys(self) -> tuple[str, ...]:
        """The further keys whose every member needs a row."""
        closed = (id_ for id_ in self.further_keys if self.columns[id_].is_closed and id_ not in self.some)
        return () if self.records else tuple(closed)

    @property
    def naming(self) -> tuple[str, ...]:
        """The ids of the columns whose texts say what a row is: a record's name, a member of the key that is no list's.

        Where no name is told apart, each text of a record that has to be there may be one.
        """
        texts = [each for each in self.columns.values() if each.type in ("text", "name")]
        known = [each.id for each in texts if each.id in self.identity or each.id in self.further_keys]
        return tuple(known or [each.id for each in texts if self.records and each.is_required])

    @property
    def grain(self) -> Grain:
        """The grain of its columns."""
        return Grain(self.unit_type, self.period, self.id if self.is_finer else None, self.earlier)
