"""Over arrays the comparison groups: who belongs to them, their figures, and places by one whole number a row."""

from __future__ import annotations

import numpy as np

from kaohe.evaluate.arrays.columns import (
    ArrayColumn,
    Flags,
    Whole,
    either,
    gathered,
    is_nothing,
)
from kaohe.evaluate.arrays.folds import fold_units_figures
from kaohe.evaluate.arrays.keys import Segments, codes_of
from kaohe.evaluate.arrays.views import ArrayRun, View, as_texts, holding, truths
from kaohe.evaluate.looking_back import tell_unreached
from kaohe.language import tree
from kaohe.lazy import replace


def partition(arrays: ArrayRun, node: tree.FoldUnits | tree.Rank, own: View) -> Segments:
    """The comparison group of each row, as `Evaluation.partition` has them; -1 for a unit that is in none."""
    spread = ("period",) if node.rows is None else arrays.run.policy.tables[node.rows].spread
    units, periods, period_codes = arrays.key_codes(own.frame)
    parts: list[tuple[Whole, int]] = []
    absent: Flags | None = None
    if "unit" in spread:
        parts.append((units, arrays.unit_count(own.frame)))
    if "period" in spread and len(periods) > 1:
        parts.append((period_codes, len(periods)))
    within: tuple[tree.Node, ...] = () if node.within is None else (node.within,)
    if isinstance(node.within, tree.Combination):
        within = node.within.parts
    for part in within:
        column = arrays.of(part, own)
        if is_nothing(column):
            return Segments(np.full(len(own), -1, np.int64), 0)
        parts.append(codes_of(column, len(own)))
        absent = either(absent, column.absent)
    if not parts:
        return arrays.all_alike(own.frame)
    return arrays.partition(parts, absent)


def taking_part(arrays: ArrayRun, node: tree.FoldUnits | tree.Rank, own: View) -> View:
    """The rows that take part."""
    return own if node.where is None else own.of(holding(truths(arrays, node.where, own)))


def fold_units(arrays: ArrayRun, node: tree.FoldUnits, view: View) -> ArrayColumn:
    return arrays.at_own_grain(node, view, lambda own: _figure(arrays, node, own))


def _figure(arrays: ArrayRun, node: tree.FoldUnits, own: View) -> ArrayColumn:
    rows = taking_part(arrays, node, own)
    return fold_units_figures(arrays, node, own, partition(arrays, node, own), rows)


def other_period(arrays: ArrayRun, node: tree.OtherPeriod, view: View) -> ArrayColumn:
    """What each key has in its other period; of what nobody looks back to, no value is asked for."""
    if view.frame is arrays.run.frames.of(arrays.run.policy.types[node].grain):
        tell_unreached(arrays.run, node, view.part)
        return _from_other(arrays, node, view)
    return arrays.at_own_grain(node, view, lambda own: _from_other(arrays, node, own))


def _from_other(arrays: ArrayRun, node: tree.OtherPeriod, own: View) -> ArrayColumn:
    source = arrays.run.frames.of(arrays.run.policy.types[node.of].grain)
    rows, missing = arrays.elsewhere(own.frame, source, node.way.other)
    there = arrays.whole(source, own)
    asked = np.zeros(len(source), np.bool_)
    asked[rows if missing is None else rows[~missing]] = True
    return gathered(arrays.of(node.of, there.of(asked)), rows, missing)


def at(arrays: ArrayRun, node: tree.At, view: View) -> ArrayColumn:
    """The value of the unit that each row names, in the same period; absent where there is no such unit."""
    return arrays.at_own_grain(node, view, lambda own: _at_named(arrays, node, own))


def _at_named(arrays: ArrayRun, node: tree.At, own: View) -> ArrayColumn:
    grain = arrays.run.policy.types[node.of].grain
    source = arrays.run.frames.of(replace(grain, unit=node.unit_type))
    named = as_texts(arrays.of(node.unit, own))
    rows, missing = arrays.of_named(own.frame, source, named)
    asked = np.zeros(len(arrays.whole(source, own)), np.bool_)
    asked[rows if missing is None else rows[~missing]] = True
    return gathered(arrays.of(node.of, arrays.whole(source, own).of(asked)), rows, missing)
