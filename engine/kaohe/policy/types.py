"""What is known of a value before any data is read: kind, measure, grain, and whether it can be absent."""

from __future__ import annotations

from typing import Literal

from kaohe.language.measures import NUMBER, Measure
from kaohe.language.periods import PeriodLevel, finest
from kaohe.records import dataclass, replace

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
