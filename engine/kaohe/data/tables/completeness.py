"""Whether every table speaks of all whom it has to speak of: nobody is missing, and nobody is there alone.

Of a further part of the key whose members are known, each member needs a row, unless the policy says `some`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product, repeat
from operator import itemgetter

from kaohe.data.raw import PERIOD, UNIT
from kaohe.data.table_findings import TableReport
from kaohe.data.tables.dataset import TableData
from kaohe.data.tables.row_alignment import other_period_code
from kaohe.diagnostics import Words, few
from kaohe.language.periods import PERIOD_LEVELS, Period, day_of, is_finer, listed, years_before
from kaohe.policy.model import ColumnSpec, Table, UnitType
from kaohe.source_places import Place

_LISTED = 5

Key = tuple[object, ...]


def tell_missing_members(table: Table, data: TableData, report: TableReport) -> dict[tuple[str, Period], list[str]]:
    """D340 for each unit and period that has rows, and none for some member; returns the names of these members.

    Where a part of the key is open (a text), each of its values there is has to have all members of the others.
    """
    closed = [at for at, id_ in enumerate(table.further_keys, 2) if id_ in table.due_keys]
    found: dict[tuple[str, Period], list[str]] = {}
    if not closed:
        return found
    specs = [table.columns[table.further_keys[at - 2]] for at in closed]
    due = list(product(*(spec.choices for spec in specs)))
    there: dict[Key, set[Key]] = {}
    rows: dict[Key, int] = {}
    for row, key in enumerate(data.keys):
        rest = tuple(part for at, part in enumerate(key) if at not in closed)
        rows.setdefault(rest, row)
        there.setdefault(rest, set()).add(tuple(None if key[at] is None else str(key[at]) for at in closed))
    together: dict[tuple[Key, tuple[Key, ...]], list[Key]] = {}
    for rest, members in there.items():
        missing = tuple(member for member in due if member not in members)
        if not missing or any(None in member for member in members):  # one that could not be read may be the one
            continue
        unit, period, *open_parts = rest
        assert isinstance(unit, str) and isinstance(period, Period)
        named = found.setdefault((unit, period), [])
        named += (" ".join(map(str, (*open_parts, *_names(specs, member)))) for member in missing)
        if (unit, period) not in data.incomplete:  # a row that came back blank is told already
            together.setdefault((rest[1:], missing), []).append(rest)
    for (where, absent), those in together.items():
        units = [str(rest[0]) for rest in those]
        listed = few(units, _LISTED)
        report.add(
            "D340",
            data.place_of(rows[those[0]], UNIT),
            text=" ".join(map(str, where)),
            units=listed,
            column=tuple(spec.name for spec in specs),
            members=tuple(" ".join(_names(specs, member)) for member in absent),
            count=len(absent) * len(units),
        )
    return found


def _names(specs: Sequence[ColumnSpec], member: Key) -> list[str]:
    return [spec.choices[str(id_)] for spec, id_ in zip(specs, member, strict=True)]


def finest_periods(unit_type: UnitType, tables: Mapping[str, Table], data: Mapping[str, TableData]) -> list[Period]:
    """The periods that the type's tables have, ascending: of its own kind if any table is of that kind.

    Records and optional tables join no period to the others: their rows have to find theirs. The years that a table
    has `earlier` are not appraised: a table without says where those begin, else each its own. What holds for all
    periods says of none that it is there. Between the first and the last day every day of the calendar is due.
    """
    here = [table for table in tables.values() if table.unit_type == unit_type.id and table.id in data]
    mine = [table for table in here if "period" not in table.spread]
    own = [table for table in mine if table.period == unit_type.period]
    for choice in (
        [table for table in own if not table.records and not table.optional],
        [table for table in own if not table.records],
        own,
        mine,
    ):
        if found := _periods([data[table.id] for table in choice if not table.earlier]):
            return _without_gaps(found)
        if found := sorted({period for table in choice for period in _after_earlier(table, data[table.id])}):
            return _without_gaps(found)
    return []


def _without_gaps(periods: list[Period]) -> list[Period]:
    """Days with those between them, which the calendar knows; other periods as they are."""
    if periods[0].level != "day":
        return periods
    return sorted({*periods, *map(day_of, map(date.fromordinal, range(periods[0].first_day, periods[-1].last_day)))})


def _after_earlier(table: Table, data: TableData) -> list[Period]:
    """The periods of a table behind the years that it has earlier; all of them where those have not come."""
    periods = _periods([data])
    begin = [first._replace(year=first.year + table.earlier) for first in periods[:1]]
    return [period for period in periods if [period] >= begin] or periods


def _periods(tables: list[TableData]) -> list[Period]:
    return sorted({period for table in tables for period in set(map(itemgetter(1), table.named))})


def _may_lack(table: Table, is_whole: bool) -> bool:
    """Whether a period may lack units: those of `some`, all of them together where not every period is due."""
    return "period" in table.some_rows or ("unit" in table.some_rows and not is_whole)


class Completeness:
    """What one unit type's tables have to hold, given its units and periods and its source table, if any.

    Where `periods_are_open` some table has periods that cannot be read: of no other is it said then that nobody has
    data for its period.
    """

    def __init__(
        self,
        unit_type: UnitType,
        units: list[str],
        periods: list[Period],
        source: TableData | None,
        periods_are_open: bool = False,
    ) -> None:
        self.unit_type = unit_type
        self.periods_are_open = periods_are_open
        self.units = units
        self.periods = periods
        self.level = periods[0].level if periods else unit_type.period
        self.sourced = None if source is None else source.named
        self.source_level = next((period.level for _, period in self.sourced or ()), None)

    def check(self, table: Table, data: TableData, whole: Place, report: TableReport) -> None:
        """Notes the rows that are missing (at `whole`, the table's place) and those that belong to nobody."""
        have = data.named
        strays = self._check_strays(table, data, have, report)
        if table.optional:
            return
        if table.records:
            if not strays:  # they may be those that are missing
                self._tell_empty(table, data, whole, report)
            return
        periods = self.periods
        if periods and table.period != self.level:
            periods = _periods([data])
            if is_finer(self.level, table.period):
                absent = {period.at(table.period) for period in self.periods}.difference(periods)
                there = {period for period in absent if set(self.periods).issuperset(period.parts(self.level))}
                periods = sorted({*periods, *there})
                for period in sorted(absent - there):
                    report.add("D316", whole, text=Words(period.in_words(), str(period)))
        if table.earlier and self.periods:
            first = self.periods[0]
            begin = first.parts(table.period)[0] if is_finer(table.period, self.level) else first.at(table.period)
            periods = sorted({*periods, *years_before(begin, table.earlier)})
        missing = {
            period: []
            if have.issuperset(zip(self.units, repeat(period)))
            else [unit for unit in self.units if (unit, period) not in have and self._exists(unit, period)]
            for period in periods
        }
        knows_due = self.sourced is None and not table.some_rows  # else other units may rightly be there in a period
        explained = self._tell_other_period(data, missing, report) if knows_due else set()
        # A row that holds for all periods is missing once.
        told = list(missing.items())[: 1 if "period" in table.spread else None]
        together: dict[tuple[str, ...], list[Period]] = {}
        for period, units in told:
            is_whole = len(units) == len(self.units)
            if units and period not in explained and not _may_lack(table, is_whole):
                key = tuple(units) if table.period == "day" else (*units, str(period))
                together.setdefault(key, []).append(period)
        for periods in together.values():
            self._tell(missing[periods[0]], periods, whole, report)

    def _tell_other_period(
        self, data: TableData, missing: Mapping[Period, list[str]], report: TableReport
    ) -> set[Period]:
        """D345 for a few units that are there in one period alone and lacking in the one that all others have.

        Returns the periods of which no more has to be told.
        """
        for period, away in missing.items():
            there = [unit for unit in self.units if unit not in set(away)]
            of_others = next((other for other, units in missing.items() if units == there and other != period), None)
            if not there or of_others is None or 2 * len(there) >= len(self.units):
                continue
            rows = {key[0]: row for row, key in enumerate(data.keys) if key[1] == period}
            listed = few(there, _LISTED)
            others = Words(f"{len(away)} 个单位", f"{len(away)} units")
            place = data.place_of(rows[there[0]], PERIOD) if there[0] in rows else None
            named = {"who": listed, "text": str(period), "others": others, "other": str(of_others)}
            report.add(other_period_code(report), place, **named)
            return {period, of_others}
        return set()

    def _tell_empty(self, table: Table, data: TableData, whole: Place, report: TableReport) -> None:
        """D338: no record at all means that there is none, and a file that was cut short looks just the same."""
        coarser = table.period if is_finer(self.level, table.period) else self.level
        there = {period.at(coarser) for period in _periods([data])}
        expected = sorted({period.at(coarser) for period in self.periods})
        empty = [period for period in expected if period not in there]
        if empty and data.sent:
            report.add("D338", whole, periods=listed(empty))

    def _exists(self, unit: str, period: Period) -> bool:
        """Whether the table that names the units has this one in the period, in the longer one or in any part of it."""
        if self.sourced is None or self.source_level is None or (unit, period) in self.sourced:
            return self.sourced is None or (unit, period) in self.sourced
        if is_finer(period.level, self.source_level):
            return (unit, period.at(self.source_level)) in self.sourced
        return any((unit, part) in self.sourced for part in period.parts(self.source_level))

    def _check_strays(
        self, table: Table, data: TableData, have: frozenset[tuple[str, Period]], report: TableReport
    ) -> bool:
        """Whether there are rows that belong to nobody, which are told."""
        # What holds for all periods is there for the earlier years of other tables, too.
        if "period" in table.spread:
            years = {period.at(table.period) for period in self.periods}
            have = frozenset(key for key in have if key[1] in years)
        known = {*self.periods, *(each for first in self.periods[:1] for each in years_before(first, table.earlier))}
        longer = {period.at(level) for period in known for level in PERIOD_LEVELS if not is_finer(level, period.level)}
        foreign = {
            period
            for period in set(map(itemgetter(1), have))
            if not (period.at(self.level) in known if is_finer(period.level, self.level) else period in longer)
        }
        strays = {key for key in have if key[1] in foreign} if foreign else set[tuple[str, Period]]()
        unknown = have.difference(have if self.sourced is None else self.sourced)
        strays |= {key for key in unknown if not self._exists(*key)}
        if not strays:
            return False
        for row, key in enumerate(data.keys):
            if key[:2] in strays and not (self.periods_are_open and self.sourced is None):
                code = "D313" if self.sourced is None else "D314"
                place = data.place_of(row, UNIT)
                report.add(code, place, unit=key[0], text=str(key[1]), type=self.unit_type.name)
        return True

    def _tell(self, missing: list[str], periods: list[Period], whole: Place, report: TableReport) -> None:
        """Who is missing in some periods, of days all that lack the same units: D310, D312 for all units, D347 days."""
        text, count = few(map(str, periods), _LISTED), len(missing)
        if count < len(self.units) or count == 1:
            report.add("D310", whole, text=text, units=few(missing, _LISTED), count=count)
        elif periods[0].level == "day":
            report.add("D347", whole, days=text, count=len(periods))
        else:
            report.add("D312", whole, text=text, count=count)
