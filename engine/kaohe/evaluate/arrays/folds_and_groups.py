"""Folds over arrays, each kind by segments of a column; and comparison groups: who belongs to them, and their figures.

Folded are rows of a table, units of a group, and values beside each other.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.arrays import arithmetic
from kaohe.evaluate.arrays.columns import (
    ArrayColumn,
    Flags,
    IntegerArray,
    NotHeld,
    NumberArray,
    RatioArray,
    TextArray,
    TruthArray,
    Whole,
    constant,
    either,
    gathered,
    is_nothing,
    is_one,
    rows_of,
    unit_of,
)
from kaohe.evaluate.arrays.fold_operators import FIGURES, Elements, Figures, Fold, NoForm, figures_of, has_figure
from kaohe.evaluate.arrays.keys import Segments, codes_of
from kaohe.evaluate.arrays.scalars import select
from kaohe.evaluate.arrays.views import ArrayRun, View, as_texts, as_truths, holding, in_order, numbers, truths
from kaohe.evaluate.columns import NoValue
from kaohe.evaluate.looking_back import tell_unreached
from kaohe.evaluate.rank_and_ties import IS_HIGHEST_FIRST
from kaohe.evaluate.scalars import members_in_order
from kaohe.language import tree
from kaohe.language.periods import InYear, Part, Period, is_finer
from kaohe.lazy import replace
from kaohe.words.fold_operators import OPERATORS


def _values(arrays: ArrayRun, node: Fold, of: tree.Node | None, view: View) -> ArrayColumn:
    """What is folded; of a count that there is something."""
    if of is None or OPERATORS[node.op].counts:
        return TruthArray(np.asarray(True))
    return in_order(arrays, of, view) if OPERATORS[node.op].takes == "in_order" else arrays.of(of, view)


def _as_members(arrays: ArrayRun, node: Fold, column: ArrayColumn) -> ArrayColumn:
    """The members of a list at these places, where the fold is of such."""
    if OPERATORS[node.op].gives != "of" or not arrays.run.policy.types[node].is_text_in_order:
        return column
    rising = members_in_order(arrays.run, node)
    if not rising or not isinstance(column, IntegerArray):
        raise NotHeld
    return TextArray(np.clip(column.values, 0, len(rising) - 1), tuple(rising), column.absent)


def _if_none(arrays: ArrayRun, node: Fold, view: View, column: ArrayColumn, empty: Flags | None) -> ArrayColumn:
    """With what stands for the figure of no elements."""
    if node.if_none is None or empty is None or not view.asks(empty):
        return column
    try:
        instead = arrays.of(node.if_none, view.of(empty))
    except NoValue as fault:  # lists say which row is the first, group by group
        raise NotHeld from fault
    return select(empty, instead, column)


def fold_rows(arrays: ArrayRun, node: tree.FoldRows, view: View) -> ArrayColumn:
    return arrays.at_own_grain(node, view, lambda own: _of_rows(arrays, node, own))


def tells_parts(arrays: ArrayRun, node: tree.FoldRows) -> bool:
    """Whether it may have to be told that the data lack parts of a period."""
    period = arrays.run.policy.types[node].grain.period
    return period is not None and is_finer(arrays.run.policy.tables[node.table].period, period)


def _lacks_parts(arrays: ArrayRun, node: tree.FoldRows, own: View) -> bool:
    """Whether some period of the frame may lack parts that the list form has to tell of."""
    if not tells_parts(arrays, node):
        return False
    level = arrays.run.policy.tables[node.table].period
    parts = arrays.run.frames.of(replace(own.frame.grain, period=level))
    there = _periods_of(arrays, parts)
    return any(part not in there for period in _periods_of(arrays, own.frame) for part in period.parts(level))


def _periods_of(arrays: ArrayRun, frame: Frame) -> set[Period]:
    """The periods that a frame has rows of."""
    codes = arrays.key_codes(frame)
    there = np.bincount(codes.period_codes, minlength=len(codes.periods)) > 0
    return {period for period, has_rows in zip(codes.periods, there, strict=True) if has_rows and period is not None}


def _of_rows(arrays: ArrayRun, node: tree.FoldRows, own: View) -> ArrayColumn:
    if not has_figure(node) or _lacks_parts(arrays, node, own):
        raise NotHeld
    frame = arrays.run.frames.of_rows(own.frame, node.table)
    rows = arrays.whole(frame, own)
    if node.where is not None:
        rows = rows.of(holding(truths(arrays, node.where, rows)))
    targets, missing = arrays.gather(frame, own.frame)
    segments = arrays.segments(targets, len(own))
    if missing is not None:
        rows = rows.of(np.asarray(~missing))
        segments = Segments(np.asarray(np.where(missing, 0, targets)), len(own))
    column = _values(arrays, node, node.of, rows)
    weights = None if node.weight is None else numbers(arrays, node.weight, rows)
    if node.once_per is not None:
        rows = _kept(arrays, node, rows, segments, column)
    found = figures_of(node, column, weights, Elements(segments, rows.mask))
    return _if_none(arrays, node, own, _as_members(arrays, node, found.column), found.empty)


def _kept(arrays: ArrayRun, node: tree.FoldRows, rows: View, segments: Segments, column: ArrayColumn) -> View:
    """One row for each name of each key: a row without a value if there is one, the best, the first of equal ones."""
    assert node.once_per is not None
    names = arrays.of(node.once_per, rows)
    if not isinstance(names, TextArray) or names.absent is not None:
        raise NotHeld
    codes = np.asarray(segments.ids * len(names.words) + names.codes)
    asked = rows.rows
    codes = codes[asked] if rows.mask is not None else codes
    if _are_different(codes, segments.many * len(names.words)):
        return rows
    order: list[Any] = [asked]  # the last key sorts first
    if isinstance(column, IntegerArray):
        values = np.broadcast_to(column.values, (len(rows),))[asked]
        order.append(-values if IS_HIGHEST_FIRST[node.keep] else values)
    elif not isinstance(column, TruthArray) or not is_one(column.values):
        raise NotHeld
    if column.absent is not None:
        order.append(~np.broadcast_to(column.absent, (len(rows),))[asked])
    sorted_ = np.lexsort((*order, codes))
    first = np.ones(len(sorted_), np.bool_)
    first[1:] = np.diff(codes[sorted_]) != 0
    kept = np.zeros(len(rows), np.bool_)
    kept[asked[sorted_[first]]] = True
    return rows.of(kept)


def _are_different(codes: Whole, count: int) -> bool:
    """Whether no two codes, from nought to below so many, are equal."""
    if count > 64 * len(codes) + 1000:
        return len(np.unique(codes)) == len(codes)
    there = np.zeros(count, np.bool_)
    there[codes] = True
    return int(np.count_nonzero(there)) == len(codes)


def fold_units_figures(
    arrays: ArrayRun, node: tree.FoldUnits, own: View, segments: Segments, rows: View
) -> ArrayColumn:
    """The figure of each group, known to all its rows; a unit in no group (-1) has none."""
    if not has_figure(node):
        raise NotHeld
    outside = segments.outside
    inside = segments
    if outside is not None:
        rows = rows.of(np.asarray(~outside))
        inside = Segments(np.asarray(np.where(outside, 0, segments.ids)), max(segments.many, 1))
    column = _values(arrays, node, node.of, rows)
    weights = None if node.weight is None else numbers(arrays, node.weight, rows)
    found = figures_of(node, column, weights, Elements(inside, rows.mask))
    ids = _FIRST if segments.many == 1 and outside is None else inside.ids  # one figure for all is not repeated
    figures = _as_members(arrays, node, rows_of(found.column, ids, outside))
    if found.empty is None:
        return figures
    empty = found.empty[ids] if outside is None else found.empty[inside.ids] & ~outside
    return _if_none(arrays, node, own, figures, np.asarray(empty))


_FIRST: Whole = np.asarray(0, np.int64)


def fold_list(arrays: ArrayRun, node: tree.FoldList, view: View) -> ArrayColumn:
    return arrays.at_own_grain(node, view, lambda own: _of_list(arrays, node, own))


def _of_list(arrays: ArrayRun, node: tree.FoldList, own: View) -> ArrayColumn:
    """Element by element; all of them end to end are the elements of the segments that the keys are."""
    if not has_figure(node):
        raise NotHeld
    columns: list[ArrayColumn] = []
    weights: list[ArrayColumn] = []
    counts: list[Flags] = []
    length = len(own)
    for each in node.elements:
        view = own if each.where is None else own.of(holding(truths(arrays, each.where, own)))
        if _tells_gap(each) and _has_gap(arrays, each.of, view):
            raise NotHeld
        arrays.of(each.of, view)  # what is counted is asked for, too
        columns.append(_values(arrays, node, each.of, view))
        counts.append(np.ones(length, np.bool_) if view.mask is None else view.mask)
        if each.weight is not None:
            weights.append(numbers(arrays, each.weight, view))
    if weights and len(weights) < len(columns):
        raise NotHeld
    if any(isinstance(column, RatioArray) for column in columns) and not weights:
        found = _of_ratios(node, columns, counts)
        return _if_none(arrays, node, own, found.column, found.empty)
    ids = np.tile(np.arange(length), len(columns))
    elements = Elements(Segments(ids, length), np.concatenate(counts))
    column = _end_to_end(columns, length)
    weighed = _end_to_end(weights, length) if weights else None
    if weighed is not None and not isinstance(weighed, IntegerArray | RatioArray):
        raise NotHeld
    found = figures_of(node, column, weighed, elements)
    return _if_none(arrays, node, own, _as_members(arrays, node, found.column), found.empty)


def is_plain(arrays: ArrayRun, node: Fold) -> bool:
    """Whether nothing is told or refused of a fold: it has a figure of its own form, no weights and no gaps."""
    if not has_figure(node):
        return False
    if isinstance(node, tree.FoldList):
        return not any(_tells_gap(each) or each.weight is not None for each in node.elements)
    return node.weight is None and not (isinstance(node, tree.FoldRows) and tells_parts(arrays, node))


def _tells_gap(element: tree.Element) -> bool:
    return isinstance(element.of, tree.OtherPeriod) and isinstance(element.of.way, InYear | Part)


def _has_gap(arrays: ArrayRun, of: tree.Node, view: View) -> bool:
    """Whether a row that is asked has no other period in the data."""
    assert isinstance(of, tree.OtherPeriod)
    source = arrays.run.frames.of(arrays.run.policy.grain_there(of))
    _, missing = arrays.elsewhere(view.frame, source, of.way.other)
    return missing is not None and view.asks(missing)


def _of_ratios(node: tree.FoldList, columns: list[ArrayColumn], counts: list[Flags]) -> Figures:
    """Figures of values among which are ratios, one value added after the other."""
    figure = FIGURES[node.op]
    if isinstance(figure, NoForm) or figure.of_sum is None or node.options.chooses:
        raise NotHeld
    whole: NumberArray = _ZERO
    many: Whole = np.zeros(len(counts[0]), np.int64)
    absent: Flags | None = None
    for column, counted in zip(columns, counts, strict=True):
        if not isinstance(column, IntegerArray | RatioArray):
            raise NotHeld
        part = column._replace(absent=None)
        whole = arithmetic.added(whole, part if counted.all() else arithmetic.selected(counted, part, _ZERO))
        many = many + counted
        if column.absent is not None:
            absent = either(absent, np.asarray(column.absent & counted))
    found = figure.of_sum(whole, IntegerArray(np.maximum(many, 1), Fraction(1), 1, len(columns)))
    empty = np.asarray(many == 0)
    found = found._replace(absent=absent)
    return Figures(select(np.asarray(~empty), found, figure.none) if empty.any() else found, empty)


_ZERO = constant(Fraction(0))


def _end_to_end(columns: list[ArrayColumn], length: int) -> ArrayColumn:
    """The columns one after the other. Raises NotHeld."""
    absent: Flags | None = None
    if any(column.absent is not None for column in columns):
        none = np.asarray(False)
        flags = [none if column.absent is None else column.absent for column in columns]
        absent = np.concatenate([np.broadcast_to(each, (length,)) for each in flags])
    if all(isinstance(column, IntegerArray) for column in columns):
        whole = [column for column in columns if isinstance(column, IntegerArray)]
        first, *others = whole
        unit = reduce(unit_of, (other.unit for other in others), first.unit)
        scaled = [arithmetic.scaled(column, unit) for column in whole]
        values = np.concatenate([np.broadcast_to(column.values, (length,)) for column in scaled])
        low, high = min(column.low for column in scaled), max(column.high for column in scaled)
        return IntegerArray(values, unit, low, high, absent)
    if all(isinstance(column, TruthArray | IntegerArray) for column in columns):
        holds = [as_truths(column) for column in columns]
        return TruthArray(np.concatenate([np.broadcast_to(each.values, (length,)) for each in holds]), absent)
    raise NotHeld


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
    source = arrays.run.frames.of(arrays.run.policy.grain_there(node))
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
    frames = arrays.run.frames
    source = frames.of(replace(grain, unit=node.unit_type))
    if own.frame.grain.period != grain.period and frames.source_of(node.unit_type) is not None:
        raise NotHeld  # who is there in the shorter period, the source does not say
    named = as_texts(arrays.of(node.unit, own))
    rows, missing = arrays.of_named(own.frame, source, named)
    asked = np.zeros(len(arrays.whole(source, own)), np.bool_)
    asked[rows if missing is None else rows[~missing]] = True
    return gathered(arrays.of(node.of, arrays.whole(source, own).of(asked)), rows, missing)
