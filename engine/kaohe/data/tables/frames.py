"""Frames: the keys at which values are known, and the way from one frame's rows to another's.

A key is (unit, period, further part), with None for a part that the frame does not have. A frame lists its keys in
a fixed order; a column of values has one value for each.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kaohe.data.tables.dataset import Dataset
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.policy.types import Grain

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
        elif period == "year" and when.quarter:
            when = Period(when.year)
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
        return self.of(replace(own.grain, table=table))

    def _keys(self, grain: Grain) -> list[FrameKey]:
        if grain.table is not None:
            return [(key[0], key[1], key[2:]) for key in self.dataset.tables[grain.table].keys]  # type: ignore[misc]
        if grain.unit is None:
            return [(None, None, None)]
        if grain.period is None:
            return [(unit, None, None) for unit in self.dataset.units[grain.unit]]
        source = self.policy.units[grain.unit].source_table
        present = None if source is None else self.dataset.tables[source].named
        finest = self.dataset.periods[grain.unit]
        periods = sorted({Period(p.year) for p in finest}) if grain.period == "year" else finest
        return [
            (unit, period, None)
            for period in periods
            for unit in self.dataset.units[grain.unit]
            if present is None or _is_present(unit, period, present)
        ]


def _is_present(unit: str, period: Period, present: Container[object]) -> bool:
    if period.quarter or (unit, period) in present:
        return (unit, period) in present
    return any((unit, Period(period.year, quarter)) in present for quarter in (1, 2, 3, 4))
