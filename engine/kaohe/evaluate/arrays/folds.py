"""Folds over arrays: rows of a table, units of a group, values beside each other, each kind by segments of a column."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from kaohe.evaluate.arrays import arithmetic
from kaohe.evaluate.arrays.keys import Segments
from kaohe.evaluate.arrays.kinds import (
    LIMIT,
    NOTHING,
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
    is_nothing,
    is_one,
    rows_of,
    unit_of,
)
from kaohe.evaluate.arrays.scalars import select
from kaohe.evaluate.arrays.views import ArrayRun, View, as_truths, holding, in_order, numbers, truths
from kaohe.evaluate.rank_and_ties import IS_HIGHEST_FIRST
from kaohe.evaluate.scalars import members_in_order
from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, FoldOp, total
from kaohe.language.periods import InYear, Part, is_finer
from kaohe.words.fold_operators import OPERATORS

Fold = tree.FoldRows | tree.FoldUnits | tree.FoldList


class Elements(NamedTuple):
    """Which figure each element counts to, and whether it counts at all (None: all do)."""

    segments: Segments
    counts: Flags | None


class Figures(NamedTuple):
    """Figures, and those that are of no elements; None where nobody has to know."""

    column: ArrayColumn
    empty: Flags | None


def _sums(values: Whole, bound: int, elements: Elements) -> Whole:
    """The sum of each segment. `bound` is the greatest size of a value. Raises NotHeld."""
    segments, counts = elements
    length = len(segments)
    if bound * length >= LIMIT and bound * segments.most >= LIMIT:
        raise NotHeld
    if counts is not None:
        values = np.asarray(values * counts)
    elif is_one(values):
        values = np.broadcast_to(values, (length,))
    if not length:
        return np.zeros(segments.many, np.int64)
    starts = segments.starts
    if starts is not None:
        sums: Whole = np.add.reduceat(values, starts, dtype=np.int64)
        return sums if len(starts) == segments.many else _put(sums, segments.ids[starts], segments.many)
    if bound * length < 2**53:  # floating point is exact so far
        return np.bincount(segments.ids, weights=values, minlength=segments.many).astype(np.int64)
    order = np.argsort(segments.ids, kind="stable")
    return _sums(values[order], bound, Elements(Segments(segments.ids[order], segments.many), None))


def _put(values: Whole, at: Whole, length: int) -> Whole:
    """These numbers in these places, and nought in all others."""
    found = np.zeros(length, np.int64)
    found[at] = values
    return found


def _how_many(elements: Elements) -> Whole:
    return elements.segments.sizes if elements.counts is None else _sums(_ONE, 1, elements)


_ONE: Whole = np.asarray(1, np.int64)


def _without_value(column: ArrayColumn, elements: Elements) -> Flags | None:
    """The figures of which an element has no value."""
    if column.absent is None:
        return None
    return np.asarray(_sums(column.absent.astype(np.int64), 1, elements) > 0)


def _sum(column: ArrayColumn, elements: Elements) -> ArrayColumn:
    if not isinstance(column, IntegerArray):
        raise NotHeld
    values = _sums(column.values, max(-column.low, column.high), elements)
    most = elements.segments.most
    low, high = min(column.low * most, 0), max(column.high * most, 0)
    return arithmetic.checked(IntegerArray(values, column.unit, low, high))


def _count(column: ArrayColumn, elements: Elements) -> ArrayColumn:
    return IntegerArray(_how_many(elements), Fraction(1), 0, elements.segments.most)


def _mean(column: ArrayColumn, elements: Elements) -> ArrayColumn:
    whole = _sum(column, elements)
    many = _how_many(elements)
    counted = IntegerArray(np.maximum(many, 1), Fraction(1), 1, max(elements.segments.most, 1))
    assert isinstance(whole, IntegerArray)
    return arithmetic.divided(whole, counted)


def _extreme(smaller: bool) -> Callable[[ArrayColumn, Elements], ArrayColumn]:
    def of(column: ArrayColumn, elements: Elements) -> ArrayColumn:
        if not isinstance(column, IntegerArray):
            raise NotHeld
        segments, counts = elements
        beyond = column.high if smaller else column.low
        values = np.broadcast_to(column.values, (len(segments),))
        if counts is not None:
            values = np.where(counts, values, beyond)
        if not len(segments):
            return IntegerArray(np.full(segments.many, beyond, np.int64), column.unit, column.low, column.high)
        choose = np.minimum if smaller else np.maximum
        ids, starts = segments.ids, segments.starts
        if starts is None:
            order = np.argsort(ids, kind="stable")
            ids, values = ids[order], values[order]
            starts = Segments(ids, segments.many).starts
        assert starts is not None
        found: Whole = choose.reduceat(values, starts)
        if len(found) < segments.many:
            found = _put(found, ids[starts], segments.many)
        return IntegerArray(found, column.unit, min(column.low, 0), max(column.high, 0))

    return of


def _any(column: ArrayColumn, elements: Elements) -> ArrayColumn:
    yes = _sums(as_truths(column).values.astype(np.int64), 1, elements)
    return TruthArray(np.asarray(yes > 0))


def _all(column: ArrayColumn, elements: Elements) -> ArrayColumn:
    no = _sums(np.asarray(~as_truths(column).values).astype(np.int64), 1, elements)
    return TruthArray(np.asarray(no == 0))


def _share(column: ArrayColumn, elements: Elements) -> ArrayColumn:
    return _mean(_as_number(as_truths(column)), elements)


def _weighed_sum(column: ArrayColumn, weights: NumberArray, elements: Elements) -> ArrayColumn:
    if not isinstance(column, IntegerArray):
        raise NotHeld
    return _sum(arithmetic.multiplied(column, weights), elements)


def _weighed_mean(column: ArrayColumn, weights: NumberArray, elements: Elements) -> ArrayColumn:
    """What has no mean, because weights are below nought or add up to it, the list form refuses."""
    products, whole = _weighed_sum(column, weights, elements), _sum(weights, elements)
    assert isinstance(products, IntegerArray) and isinstance(whole, IntegerArray) and isinstance(weights, IntegerArray)
    negative = weights.values < 0 if elements.counts is None else (weights.values < 0) & elements.counts
    there = _how_many(elements) > 0
    if negative.any() or (there & (whole.values <= 0)).any():
        raise NotHeld
    values = np.asarray(np.where(there, whole.values, 1))
    return arithmetic.divided(products, IntegerArray(values, whole.unit, 1, max(whole.high, 1)))


def _weighed_share(column: ArrayColumn, weights: NumberArray, elements: Elements) -> ArrayColumn:
    return _weighed_mean(_as_number(as_truths(column)), weights, elements)


def _as_number(truths_: TruthArray) -> IntegerArray:
    return IntegerArray(truths_.values.astype(np.int64), Fraction(1), 0, 1, truths_.absent)


class NoForm(NamedTuple):
    """Why there is no array form."""

    reason: str


class Figure(NamedTuple):
    """How a figure is worked out by segments, with weights too if there are such means; and that of no elements."""

    of: Callable[[ArrayColumn, Elements], ArrayColumn]
    weighed: Callable[[ArrayColumn, NumberArray, Elements], ArrayColumn] | None = None
    none: ArrayColumn = NOTHING


_BEYOND = NoForm("it leaves the rationals, or makes numbers of more than 63 bits of few elements")
_IN_ORDER = NoForm("it goes by the order within each group, which costs as much as the list form")
_ZERO = constant(Fraction(0))
FIGURES: dict[FoldOp, Figure | NoForm] = total(
    "evaluate.arrays.folds",
    FOLD_OPERATORS,
    {
        "sum": Figure(_sum, _weighed_sum, _ZERO),
        "count": Figure(_count, None, _ZERO),
        "any": Figure(_any, None, TruthArray(np.asarray(False))),
        "all": Figure(_all, None, TruthArray(np.asarray(True))),
        "highest": Figure(_extreme(False)),
        "lowest": Figure(_extreme(True)),
        "mean": Figure(_mean, _weighed_mean),
        "share": Figure(_share, _weighed_share),
        "median": _IN_ORDER,
        "percentile": _IN_ORDER,
        "geometric_mean": _BEYOND,
        "harmonic_mean": _BEYOND,
        "product": _BEYOND,
        "deviation": _BEYOND,
        "skewness": _BEYOND,
        "kurtosis": _BEYOND,
        "names": NoForm("it makes a text of each row"),
    },
)


def has_figure(node: Fold) -> bool:
    """Whether the operator has an array form with these options."""
    options = node.options
    chooses = bool(options.drop_highest or options.drop_lowest) or options.best is not None
    return not chooses and not isinstance(FIGURES[node.op], NoForm)


def _figures(
    arrays: ArrayRun, node: Fold, column: ArrayColumn, weights: NumberArray | None, elements: Elements
) -> Figures:
    """The figure of each segment, absent where an element is that is not left out. Raises NotHeld."""
    figure, options = FIGURES[node.op], node.options
    if isinstance(figure, NoForm):
        raise NotHeld
    too_few = None
    if options.left_out:
        everyone = _how_many(elements)
        absent = either(column.absent, None if weights is None else weights.absent)
        if absent is not None:
            there = np.broadcast_to(~absent, (len(elements.segments),))
            counts = elements.counts
            elements = elements._replace(counts=np.asarray(there if counts is None else there & counts))
            column = column._replace(absent=None)
            weights = None if weights is None else weights._replace(absent=None)
        too_few = np.asarray(_how_many(elements) < _due(options, everyone))
    missing = None if OPERATORS[node.op].counts else _without_value(column, elements)
    if weights is None:
        found = figure.of(column, elements)
    elif figure.weighed is None:
        raise NotHeld
    else:
        missing = either(missing, _without_value(weights, elements))
        found = figure.weighed(column, weights, elements)
    found = found._replace(absent=either(found.absent, missing))
    empty = None
    if node.if_none is not None or is_nothing(figure.none):  # else the figure of no elements comes out by itself
        empty = np.asarray(_how_many(elements) == 0)
        if not elements.segments.are_full or elements.counts is not None:
            found = select(np.asarray(~empty), found, figure.none)
    if too_few is not None:
        found = found._replace(absent=either(found.absent, too_few))
        empty = None if empty is None else np.asarray(empty & ~too_few)
    return Figures(found, empty)


def _due(options: tree.Options, everyone: Whole) -> Any:
    """How many elements have to have a value."""
    due = options.at_least or Fraction(0)
    if not options.is_share:
        return ceil(due)
    return -(-(everyone * due.numerator) // due.denominator)


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
    return select(empty, arrays.of(node.if_none, view.of(empty)), column)


def fold_rows(arrays: ArrayRun, node: tree.FoldRows, view: View) -> ArrayColumn:
    return arrays.at_own_grain(node, view, lambda own: _of_rows(arrays, node, own))


def tells_parts(arrays: ArrayRun, node: tree.FoldRows) -> bool:
    """Whether it may have to be told that the data lack parts of a period."""
    period = arrays.run.policy.types[node].grain.period
    return period is not None and is_finer(arrays.run.policy.tables[node.table].period, period)


def _of_rows(arrays: ArrayRun, node: tree.FoldRows, own: View) -> ArrayColumn:
    if not has_figure(node) or tells_parts(arrays, node):
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
    if node.once_per is not None:
        rows = _kept(arrays, node, rows, segments, column)
    weights = None if node.weight is None else numbers(arrays, node.weight, rows)
    found = _figures(arrays, node, column, weights, Elements(segments, rows.mask))
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
    found = _figures(arrays, node, column, weights, Elements(inside, rows.mask))
    figures = _as_members(arrays, node, rows_of(found.column, inside.ids, outside))
    if found.empty is None:
        return figures
    empty = found.empty[inside.ids] if outside is None else found.empty[inside.ids] & ~outside
    return _if_none(arrays, node, own, figures, np.asarray(empty))


def fold_list(arrays: ArrayRun, node: tree.FoldList, view: View) -> ArrayColumn:
    return arrays.at_own_grain(node, view, lambda own: _of_list(arrays, node, own))


def _of_list(arrays: ArrayRun, node: tree.FoldList, own: View) -> ArrayColumn:
    """Element by element; all of them end to end are the elements of the segments that the keys are."""
    if not has_figure(node) or any(_tells_gap(each) for each in node.elements):
        raise NotHeld
    columns: list[ArrayColumn] = []
    weights: list[ArrayColumn] = []
    counts: list[Flags] = []
    length = len(own)
    for each in node.elements:
        view = own if each.where is None else own.of(holding(truths(arrays, each.where, own)))
        columns.append(_values(arrays, node, each.of, view))
        counts.append(np.ones(length, np.bool_) if view.mask is None else view.mask)
        if each.weight is not None:
            weights.append(numbers(arrays, each.weight, view))
    if weights and len(weights) < len(columns):
        raise NotHeld
    ids = np.tile(np.arange(length), len(columns))
    elements = Elements(Segments(ids, length), np.concatenate(counts))
    column = _end_to_end(columns, length)
    weighed = _end_to_end(weights, length) if weights else None
    if weighed is not None and not isinstance(weighed, IntegerArray | RatioArray):
        raise NotHeld
    found = _figures(arrays, node, column, weighed, elements)
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
