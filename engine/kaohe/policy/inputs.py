"""What comes in: tables and their columns, as the policy declares them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, get_args

from kaohe.language.measures import Measure
from kaohe.language.periods import PeriodLevel
from kaohe.places import Place
from kaohe.policy.lists import ClosedList, Members
from kaohe.policy.types import Grain
from kaohe.records import dataclass, field

ColumnType = Literal["number", "truth", "choice", "text", "name", "date"]
KeyPart = Literal["unit", "period"]
COLUMN_TYPES: tuple[ColumnType, ...] = get_args(ColumnType)


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """An input (指标数据) and what may stand in it; bounds, default and what is `usual` are in base measure.

    A figure beyond what is usual is told, and counts as it stands.

    A column with `each` is one for each of the `members`: `written` and `written_name` are what the file has of it,
    `heads` the further words that may head it in data. The cells of one with `list` are members of that list, of which
    `numbers` are those of a numeric one; those of one with `unit` are units of `unit_type`, also by their `aliases`.
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

    @property
    def is_required(self) -> bool:
        """Whether a blank is a fault."""
        return self.default is None and not self.optional

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
    def due_keys(self) -> tuple[str, ...]:
        """The further keys whose every member needs a row."""
        closed = (id_ for id_ in self.further_keys if self.columns[id_].is_closed and id_ not in self.some)
        return () if self.records else tuple(closed)

    @property
    def grain(self) -> Grain:
        """The grain of its columns."""
        return Grain(self.unit_type, self.period, self.id if self.is_finer else None, self.earlier)
