"""Figures that are right in form and can hardly be meant: told as warnings, never changed.

What is looked for is a slip of the measure or of the decimal point, which is a factor of a hundred or more (元 for
万元, 12.5 for 0.125), of a whole column or against other periods of the same unit. Less than that happens in good years
and bad ones, and units differ as they like: both are passed in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from kaohe.data.report import TableReport, cells_in
from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.diagnostics import Words
from kaohe.language.numerals import exact_digits
from kaohe.language.periods import Period
from kaohe.policy.model import ColumnSpec, Table

_SLIP = 100
_FEW = 3
"""Fewer figures than this say nothing about each other."""
_LARGE_YI, _LARGE_PERCENT = 1000, 500
_MOST = Fraction(4, 5)

Sizes = dict[int, int]
"""The sizes of the figures of a column that are not zero, by row, over the denominator of the column."""


def check_plausibility(
    tables: Mapping[str, Table], data: Mapping[str, TableData], reports: Mapping[str, TableReport]
) -> None:
    """D240 beyond what the policy calls usual, D241 against other periods, D242 other files, D243 of whole columns.

    Of one figure only the first of these is told.
    """
    columns = {
        (id_, spec.id): _Column(tables[id_], spec, table, values, _sizes(values), reports[id_])
        for id_, table in data.items()
        for spec in tables[id_].columns.values()
        if isinstance(values := table.columns.get(spec.id), Numbers) and spec.id not in tables[id_].further_keys
    }
    for column in columns.values():
        unusual = _tell_unusual(column)
        known = {row: size for row, size in column.sizes.items() if row not in unusual}
        if known and (looks := _whole_column(column, known, columns.values())) is not None:
            row = next(iter(known))
            told = {"column": column.spec.name, "looks": looks, "text": column.shown(row)}
            column.report.add("D243", column.data.place_of(row, column.spec.id), **told)
            continue
        if not column.table.records or column.table.further_keys or column.table.identity:
            known = _tell_other_periods(column, known)
        _tell_other_files(column, known)


@dataclass(frozen=True, slots=True)
class _Column:
    table: Table
    spec: ColumnSpec
    data: TableData
    values: Numbers
    sizes: Sizes
    report: TableReport

    @property
    def one(self) -> Fraction:
        """How much 1 of the declared measure is, over the denominator of the column."""
        return self.spec.measure.scale * self.values.denominator

    def figure(self, size: int) -> str:
        """A size as it is written, with its measure."""
        return exact_digits(size / self.one) + self.spec.measure.label

    def shown(self, row: int) -> str:
        """The figure of a row as it is written, with its measure."""
        return self.figure(self.values.numerators[row] or 0)

    def tell(self, code: str, rows: Sequence[int], **arguments: object) -> None:
        """A finding about the figures of some rows, at the first."""
        who = " ".join(map(str, self.data.keys[rows[0]][:2]))
        cells = cells_in(rows, lambda row: self.data.place_of(row, self.spec.id))
        told = {"column": self.spec.name, "count": len(rows), "cells": cells, "who": who, "text": self.shown(rows[0])}
        self.report.add(code, self.data.place_of(rows[0], self.spec.id), **told, **arguments)


def _sizes(values: Numbers) -> Sizes:
    return {row: abs(n) for row, n in enumerate(values.numerators) if n}


def _tell_unusual(column: _Column) -> set[int]:
    low, high = column.spec.usual
    if low is None and high is None:
        return set()
    least, most = (None if bound is None else bound * column.values.denominator for bound in (low, high))
    rows = [
        row
        for row, n in enumerate(column.values.numerators)
        if n is not None and ((least is not None and n < least) or (most is not None and n > most))
    ]
    if rows:
        scale = column.spec.measure.scale
        bounds = "..".join("" if bound is None else exact_digits(bound / scale) for bound in (low, high))
        column.tell("D240", rows, usual=bounds + column.spec.measure.label)
    return set(rows)


def _whole_column(column: _Column, known: Sizes, columns: Iterable[_Column]) -> Words | None:
    """Why all figures of a column seem to be in another measure; None where they do not."""
    if len(known) < _FEW:
        return None
    spec, one, sizes = column.spec, column.one, sorted(known.values())
    middle, least = _middle(sizes) / one, sizes[0] / one
    for other in columns:
        if other.table is column.table or (other.spec.name, other.spec.measure) != (spec.name, spec.measure):
            continue
        if len(other.sizes) >= _FEW:
            theirs = _middle(sorted(other.sizes.values())) / other.one
            if middle >= _SLIP * theirs and least > theirs:
                name = other.table.name
                return Words(f"比“{name}”的同名列大 {_SLIP} 倍以上", f"are more than {_SLIP} times those of {name}")
    large = sum(size >= _LARGE_YI * one for size in sizes)
    if spec.measure.label == "亿元" and large >= _MOST * len(sizes) and not any(size % one for size in sizes):
        return Words(f"是整数，大多在 {_LARGE_YI} 亿元以上", f"are whole numbers, most of them above {_LARGE_YI} 亿元")
    large = sum(size >= _LARGE_PERCENT * one for size in sizes)
    if spec.measure.kind == "percent" and large >= _MOST * len(sizes):
        return Words(f"大多在 {_LARGE_PERCENT}% 以上", f"are above {_LARGE_PERCENT}%, most of them")
    return None


def _middle(ordered: Sequence[int]) -> int:
    return ordered[len(ordered) // 2]


def _tell_other_periods(column: _Column, known: Sizes) -> Sizes:
    """D241; what is left to be compared with other rows."""
    keys = column.data.keys
    series: dict[tuple[object, ...], list[int]] = {}
    names = [cast("list[str | None]", column.data.columns[id_]) for id_ in column.table.identity]
    for row in sorted(known, key=lambda row: cast(Period, keys[row][1])):
        unit, _, *further = keys[row]
        # A record has its number in its key, and is known elsewhere by its name.
        series.setdefault((unit, *([values[row] for values in names] or further)), []).append(row)
    wrong: dict[int, int] = {}
    for rows in series.values():
        # Of two the later is told; of more, those that differ from most.
        middle = _middle(sorted(known[row] for row in rows)) if len(rows) > 2 else known[rows[0]]
        wrong |= {row: middle for row in rows if _is_slip(known[row], middle)}
    if column.spec.measure.kind == "percent":  # a rate near zero may grow a hundredfold, up to where others are
        periods = _by_period(column, known).values()
        sound = [rows for rows in periods if 2 * len(wrong.keys() & set(rows)) < len(rows)]
        others = [known[row] for rows in sound for row in rows if row not in wrong]
        wrong = {row: middle for row, middle in wrong.items() if not _has_like(known[row], others)}
    for rows in _by_period(column, wrong).values():
        column.tell("D241", rows, other=column.figure(wrong[rows[0]]))
    return {row: size for row, size in known.items() if row not in wrong}


def _by_period(column: _Column, rows: Iterable[int]) -> dict[object, list[int]]:
    found: dict[object, list[int]] = {}
    for row in sorted(rows):
        found.setdefault(column.data.keys[row][1], []).append(row)
    return found


def _tell_other_files(column: _Column, known: Sizes) -> None:
    """D242 where all amounts from some sheets are a hundred times those from all others."""
    if column.spec.measure.kind != "unit" or len(known) < _FEW:
        return
    ordered = sorted(known, key=known.__getitem__)
    gaps = [at for at in range(1, len(ordered)) if known[ordered[at]] >= _SLIP * known[ordered[at - 1]]]
    if len(gaps) != 1:
        return
    low, high = ordered[: gaps[0]], ordered[gaps[0] :]
    rows, others = (low, high) if len(low) < len(high) else (high, low)
    if not _sheets(column, rows).isdisjoint(_sheets(column, others)):
        return
    least, most = (exact_digits(known[row] / column.one) for row in (others[0], others[-1]))
    column.tell("D242", sorted(rows), others=f"{least}..{most}{column.spec.measure.label}")


def _sheets(column: _Column, rows: Iterable[int]) -> set[tuple[str, str | None]]:
    places = (column.data.place_of(row, column.spec.id) for row in rows)
    return {(place.source.name, place.sheet) for place in places}


def _is_slip(size: int, other: int) -> bool:
    return size >= _SLIP * other or other >= _SLIP * size


def _has_like(size: int, others: Iterable[int]) -> bool:
    """Whether a column has figures of the same order, whosever they are."""
    return any(other <= 10 * size and size <= 10 * other for other in others)
