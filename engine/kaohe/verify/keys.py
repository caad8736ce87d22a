"""The keys of the second opinion: one unit in one period, or one row of a table at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple, Protocol, cast

from kaohe.data.tables.dataset import Dataset
from kaohe.language import tree
from kaohe.language.periods import Part, Period, PeriodLevel
from kaohe.policy.model import Policy
from kaohe.results import Value
from kaohe.verify.types import NO_PERIOD, PER_YEAR, Parts, Types


class Key(NamedTuple):
    """What one value is known by; `row` is (table, number of the row) for a value of one row."""

    unit_type: str
    unit: str | None = None
    period: Period | None = None
    row: tuple[str, int] | None = None

    def at(self, parts: Parts) -> Key:
        """The key of these parts that this one belongs to."""
        period = None if parts.period == NO_PERIOD else self.period
        if parts.come_and_go:
            period = self.period
        elif period is not None and PER_YEAR[period.level] > parts.period:
            period = lifted(period, parts.period)
        if parts.unit and period == self.period and (self.row is None or parts.row is not None):
            return self
        return Key(self.unit_type, self.unit if parts.unit else None, period, self.row if parts.row else None)


Way = Callable[[Key], Value]
"""How a value at a key is found; None is absent. Raises Unanswered."""


class Run(Protocol):
    """The second calculation (`kaohe.verify.second_opinion.Naive`), as the operations on its nodes see it."""

    policy: Policy
    types: Types
    keys: Keys
    groups: dict[tuple[tree.Node, tuple[object, ...]], Any]

    def of(self, node: tree.Node, key: Key) -> Value:
        """A node's value at a key; None where absent. Raises Unanswered."""

    def way(self, node: tree.Node) -> Way:
        """How a node's value at a key is found."""

    def own(self, node: tree.Node, key: Key) -> Key | None:
        """The key that the node itself is known by; None where there is no such key."""

    def step_of(self, node: tree.Round) -> Fraction:
        """One of the measure that this rounds in."""


_Rows = tuple[int, dict[tuple[object, object], list[int]]]
"""The longer periods that those asked for are taken to, if they are, and the rows of each unit in each period."""


class Keys:
    """Who and when a data set speaks of."""

    def __init__(self, policy: Policy, dataset: Dataset) -> None:
        self._policy = policy
        self._dataset = dataset
        self._units: dict[tuple[str, Period | None], dict[str, None]] = {}
        self._of_period: dict[tuple[str, Period | None], list[Key]] = {}
        self._there: dict[tuple[str, Period | None, int | None], dict[str, None] | None] = {}
        self._rows: dict[tuple[str, PeriodLevel | None], _Rows] = {}
        self._periods_of: dict[tuple[str, int], dict[Period, None]] = {}
        self._named: dict[tuple[str, int], dict[Period, set[str]]] = {}

    def units(self, unit_type: str, period: Period | None) -> dict[str, None]:
        """The units that there are in a period; none in a period that the data do not have."""
        if (unit_type, period) not in self._units:
            known = dict.fromkeys(self._dataset.units[unit_type])
            source = self._policy.units[unit_type].source_table
            if period is not None and not self._is_known(unit_type, period):
                known = {}
            elif period is not None and source is not None:
                there = self._named_in(source, period)
                known = {unit: None for unit in known if unit in there}
            self._units[unit_type, period] = known
        return self._units[unit_type, period]

    def is_there(self, unit_type: str, unit: str, period: Period | None) -> bool:
        """Whether a unit is there in a period, as far as a table says which units are."""
        source = self._policy.units[unit_type].source_table
        return source is None or period is None or unit in self._named_in(source, period)

    def _named_in(self, table: str, period: Period) -> set[str]:
        """The units that rows of a table name in a period, in any part of it, or in the longer one around it."""
        per_year = min(PER_YEAR[period.level], PER_YEAR[self._policy.tables[table].period])
        if (table, per_year) not in self._named:
            found = self._named[table, per_year] = {}
            for unit, when in self._dataset.tables[table].named:
                found.setdefault(lifted(when, per_year), set()).add(unit)
        return self._named[table, per_year].get(lifted(period, per_year), set())

    def has(self, key: Key, earlier: int | None = None) -> bool:
        """Whether there is such a key at all, of what is known for so many years before those appraised (None: all)."""
        if key.unit is None:
            return True
        asked = key.unit_type, key.period, earlier
        if asked not in self._there:
            self._there[asked] = self._units_there(*asked)
        there = self._there[asked]
        return there is not None and (key.row is not None or key.unit in there)

    def _units_there(self, unit_type: str, period: Period | None, earlier: int | None) -> dict[str, None] | None:
        """The units of a period; None of one that is too early."""
        if earlier is not None and period is not None and self._years_early(unit_type, period) > earlier:
            return None
        return self.units(unit_type, period)

    def _years_early(self, unit_type: str, period: Period) -> int:
        """How many years, begun ones too, a period is before the first that is appraised; 0 where it is not."""
        begin = next(iter(self._periods(unit_type, PER_YEAR[period.level])), None)
        return 0 if begin is None else max(0, begin.year - period.year + (period.number < begin.number))

    def all(self, unit_type: str, parts: Parts) -> list[Key]:
        """Every key of these parts."""
        if parts.row is not None:
            rows = self._dataset.tables[parts.row].keys
            return [self.of_row(unit_type, parts.row, row) for row in range(len(rows))]
        periods: list[Period | None] = [None]
        if parts.period != NO_PERIOD:
            periods = [*self._periods(unit_type, parts.period)]
        return [key for period in periods for key in self.of_period(unit_type, period)]

    def of_period(self, unit_type: str, period: Period | None) -> list[Key]:
        """The keys of all units in a period."""
        known = self._of_period.get((unit_type, period))
        if known is None:
            keys = [Key(unit_type, unit, period) for unit in self.units(unit_type, period)]
            known = self._of_period[unit_type, period] = keys
        return known

    def of_row(self, unit_type: str, table: str, row: int) -> Key:
        """The key of one row."""
        unit, period = self._dataset.tables[table].keys[row][:2]
        return Key(unit_type, cast(str, unit), cast(Period, period), (table, row))

    def rows(self, table: str, key: Key) -> list[int]:
        """The rows of a table that a unit has in a period, in its year where the table is yearly, in all its parts."""
        level = None if key.period is None else key.period.level
        known = self._rows.get((table, level))
        if known is None:
            known = self._rows[table, level] = self._by_unit_and_period(table, level)
        per_year, rows = known
        period = key.period if key.period is None or not per_year else lifted(key.period, per_year)
        return rows.get((key.unit, period), [])

    def _by_unit_and_period(self, table: str, level: PeriodLevel | None) -> _Rows:
        own = PER_YEAR[self._policy.tables[table].period]
        asked = own if level is None else PER_YEAR[level]
        per_year = min(own, asked)
        found: dict[tuple[object, object], list[int]] = {}
        for row, (unit, period, *_) in enumerate(self._dataset.tables[table].keys):
            found.setdefault((unit, lifted(cast(Period, period), per_year)), []).append(row)
        return per_year if asked > per_year else NO_PERIOD, found

    def _is_known(self, unit_type: str, period: Period) -> bool:
        """Whether a period is appraised, or of one of the years that a table of the type has earlier."""
        tables = (table for table in self._policy.tables.values() if table.unit_type == unit_type)
        most = max((table.earlier for table in tables), default=0)
        if period in self._periods(unit_type, PER_YEAR[period.level]):
            return True
        return 0 < self._years_early(unit_type, period) <= most

    def _periods(self, unit_type: str, per_year: int) -> dict[Period, None]:
        """The periods that the data have; finer ones than the unit type's own are those that tables of them name."""
        if (unit_type, per_year) not in self._periods_of:
            self._periods_of[unit_type, per_year] = dict.fromkeys(self._named_periods(unit_type, per_year))
        return self._periods_of[unit_type, per_year]

    def _named_periods(self, unit_type: str, per_year: int) -> Iterable[Period]:
        known, due = self._dataset.periods[unit_type], PER_YEAR[self._policy.units[unit_type].period]
        tables = [table for table in self._policy.tables.values() if table.unit_type == unit_type]
        finer = [table for table in tables if PER_YEAR[table.period] >= per_year]
        if finer and due < per_year and not [table for table in finer if not table.records]:
            return sorted(part for each in {lifted(each, due) for each in known} for part in _parts(each, per_year))
        if all(PER_YEAR[period.level] >= per_year for period in known):
            return (lifted(period, per_year) for period in known)
        there = [table.id for table in finer if table.id in self._dataset.tables]
        named = [when for id_ in there for _, when in self._dataset.tables[id_].named]
        own, appraised = PER_YEAR[known[0].level], set(known)
        return sorted({lifted(when, per_year) for when in named if lifted(when, own) in appraised}) or known


_LEVELS = {count: level for level, count in PER_YEAR.items()}


def _parts(period: Period, per_year: int) -> Iterable[Period]:
    """The periods, so many a year, that lie in one."""
    level, whole = _LEVELS[per_year], period.level
    most = per_year if level == "day" else per_year // PER_YEAR[whole]
    found = (nth_part(period, Part(number, level, whole, whole)) for number in range(1, most + 1))
    return (part for part in found if part is not None)


def lifted(period: Period, per_year: int) -> Period:
    """The longer period, of so many a year, that this one lies in; itself where it is no shorter."""
    own, number = PER_YEAR[period.level], period.number
    if own <= per_year or not per_year:
        return period
    if period.level == "day":
        own, number = 12, number // 100
    return (
        Period(period.year) if per_year == 1 else Period(period.year, -(-number * per_year // own), _LEVELS[per_year])
    )


def _days_of(year: int, month: int) -> int:
    """How many days a month of the calendar has."""
    is_leap = year % 400 == 0 or (year % 4 == 0 and year % 100 != 0)
    return 28 + is_leap if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def earlier(period: Period, years: int) -> Period:
    """So many years before this period; if 0, the one of its kind right before it."""
    if years or period.level == "year":
        return period._replace(year=period.year - (years or 1))
    if period.level == "day":
        month, day = divmod(period.number, 100)
        if day > 1:
            return period._replace(number=period.number - 1)
        year, month = (period.year, month - 1) if month > 1 else (period.year - 1, 12)
        return Period(year, 100 * month + _days_of(year, month), "day")
    is_first = period.number == 1
    return Period(period.year - is_first, PER_YEAR[period.level] if is_first else period.number - 1, period.level)


def nth_part(period: Period, way: Part) -> Period | None:
    """The part that is meant, counted from the beginning of the period or of the longer one around it, if it has it."""
    whole = lifted(period, PER_YEAR[way.within])
    if way.level == "day":
        months = 12 // PER_YEAR[whole.level]
        left, first = way.number, (max(whole.number, 1) - 1) * months + 1
        for month in range(first, first + months):
            if left <= _days_of(whole.year, month):
                return Period(whole.year, 100 * month + left, "day")
            left -= _days_of(whole.year, month)
        return None
    before = max(whole.number - 1, 0) * (PER_YEAR[way.level] // PER_YEAR[whole.level])
    return Period(whole.year, before + way.number, way.level)
