"""The keys of the second opinion: one unit in one period, or one row of a table at a time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

from kaohe.data.tables.dataset import Dataset
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.policy.types import Grain


class Key(NamedTuple):
    """What one value is known by; `row` is (table, number of the row) for a value of one row."""

    unit_type: str
    unit: str | None = None
    period: Period | None = None
    row: tuple[str, int] | None = None

    def at(self, grain: Grain) -> Key:
        """The key of this grain that this one belongs to."""
        period = self.period if grain.period else None
        if period is not None and grain.period == "year":
            period = Period(period.year)
        return Key(self.unit_type, self.unit if grain.unit else None, period, self.row if grain.table else None)


class Keys:
    """Who and when a data set speaks of."""

    def __init__(self, policy: Policy, dataset: Dataset) -> None:
        self._policy = policy
        self._dataset = dataset
        self._units: dict[tuple[str, Period | None], dict[str, None]] = {}
        self._rows: dict[str, dict[tuple[object, object], list[int]]] = {}

    def units(self, unit_type: str, period: Period | None) -> Iterable[str]:
        """The units that there are in a period; none in a period that the data do not have."""
        if (unit_type, period) not in self._units:
            known = dict.fromkeys(self._dataset.units[unit_type])
            source = self._policy.units[unit_type].source_table
            if period is not None and period not in self._periods(unit_type, period.quarter == 0):
                known = {}
            elif period is not None and source is not None:
                there = {unit for unit, when in self._dataset.tables[source].named if _is_in(when, period)}
                known = {unit: None for unit in known if unit in there}
            self._units[unit_type, period] = known
        return self._units[unit_type, period]

    def has(self, key: Key) -> bool:
        """Whether there is such a key at all."""
        if key.row is not None or key.unit is None:
            return True
        return key.unit in self.units(key.unit_type, key.period)

    def all(self, unit_type: str, grain: Grain) -> list[Key]:
        """Every key of a grain."""
        if grain.table is not None:
            rows = self._dataset.tables[grain.table].keys
            return [self.of_row(unit_type, grain.table, row) for row in range(len(rows))]
        periods: list[Period | None] = [None]
        if grain.period is not None:
            periods = [*self._periods(unit_type, grain.period == "year")]
        return [Key(unit_type, unit, period) for period in periods for unit in self.units(unit_type, period)]

    def of_row(self, unit_type: str, table: str, row: int) -> Key:
        """The key of one row."""
        unit, period = self._dataset.tables[table].keys[row][:2]
        return Key(unit_type, cast(str, unit), cast(Period, period), (table, row))

    def rows(self, table: str, key: Key) -> list[int]:
        """The rows of a table that a unit has in a period; in its year, where the table is yearly."""
        if table not in self._rows:
            found = self._rows[table] = {}
            for row, (unit, period, *_) in enumerate(self._dataset.tables[table].keys):
                found.setdefault((unit, period), []).append(row)
        period = key.period
        if period is not None and self._policy.tables[table].period == "year":
            period = Period(period.year)
        return self._rows[table].get((key.unit, period), [])

    def _periods(self, unit_type: str, yearly: bool) -> list[Period]:
        finest = self._dataset.periods[unit_type]
        return [*dict.fromkeys(Period(period.year) if yearly else period for period in finest)]


def _is_in(period: Period, whole: Period) -> bool:
    return period == whole or Period(period.year) == whole
