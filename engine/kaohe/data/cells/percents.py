"""Whether the figures of a percent column are written in one way: 12.5 and 12.5% are, 0.125 beside them is another.

What certainly mixes two ways is refused. A figure that only looks like it is warned of: 0.125% may be what was meant.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction

from kaohe.data.cells.numbers import Figure
from kaohe.data.raw import TableCells
from kaohe.data.report import TableReport, cells_in
from kaohe.places import Place
from kaohe.policy.model import ColumnSpec

_LARGE = 20
_FEW, _BEYOND = 3, 3


def check_scale(
    keys: Sequence[Hashable], read: Mapping[Hashable, object], table: TableCells, spec: ColumnSpec, report: TableReport
) -> None:
    """D213 where some figures have a percent sign, D219 where most may be fractions, D238 where a few may."""
    figures = {key: value for key, value in read.items() if isinstance(value, Figure) and value.numerator}
    signed = {key for key, value in figures.items() if value.percent}

    def rows(those: Iterable[Hashable]) -> list[int]:
        among = set(those)
        return [row for row, key in enumerate(keys) if key in among]

    def place(row: int) -> Place:
        return table.locate(row, spec.id)

    def text(row: int) -> str:
        return str(table.cells[spec.id][row]).strip()

    if signed and len(signed) < len(figures):
        with_sign, without = rows(signed), rows(figures.keys() - signed)
        fewer = min(without, with_sign, key=len)  # most likely the ones that were written differently
        counts = {"signed": len(with_sign), "unsigned": len(without)}
        cells = {"with_sign": cells_in(with_sign, place), "without_sign": cells_in(without, place)}
        report.add("D213", place(fewer[0]), column=spec.name, text=text(without[0]), **counts, **cells)
    elif not signed and _most_look_like_fractions([figures[key] for key in keys if key in figures]):
        first = rows(figures)[0]
        report.add("D219", place(first), column=spec.name, text=text(first))
    elif not signed and (small := _some_look_like_fractions(figures)):
        found = rows(small)
        details = {"count": len(found), "cells": cells_in(found, place)}
        report.add("D238", place(found[0]), column=spec.name, text=text(found[0]), **details)


def _most_look_like_fractions(figures: list[Figure]) -> bool:
    """Whether all figures lie between -1 and 1, or most of them, with two digits or more, and none far beyond."""
    small = [figure for figure in figures if abs(figure.numerator) <= figure.denominator]
    if len(figures) < _FEW or not any(abs(f.numerator) < f.denominator for f in small):
        return False
    if len(small) == len(figures):
        return True
    fine = sum(_decimals(figure) > 1 for figure in small)
    none_beyond = all(abs(figure.numerator) <= _BEYOND * figure.denominator for figure in figures)
    return none_beyond and 3 * len(small) >= 2 * len(figures) and 2 * fine >= len(small)


def _some_look_like_fractions(figures: Mapping[Hashable, Figure]) -> set[Hashable]:
    """The few figures that would fit among the others if they were a hundred times as large, and do not as they are."""
    sizes = {key: abs(figure.fraction) for key, figure in figures.items()}
    others = [key for key, size in sizes.items() if size > Fraction(3, 2)]
    if len(others) < 2:
        return set()
    least, most = min(sizes[key] for key in others), max(sizes[key] for key in others)
    digits = max(_decimals(figures[key]) for key in others)
    return {
        key
        for key in sizes.keys() - set(others)
        if least / 2 <= 100 * sizes[key] <= most * 3 / 2
        and 10 * sizes[key] < least
        and (least >= _LARGE or _decimals(figures[key]) > digits)
    }


def _decimals(figure: Figure) -> int:
    """The digits behind the point, as it was written."""
    return len(str(figure.denominator)) - 1
