"""What a fold's operator makes of the elements of each segment, over arrays: sums, counts, extremes, means, middles."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil
from typing import Any, NamedTuple

import numpy as np

from kaohe.evaluate.arrays import arithmetic
from kaohe.evaluate.arrays.columns import (
    LIMIT,
    NOTHING,
    ArrayColumn,
    Flags,
    IntegerArray,
    NotHeld,
    NumberArray,
    TruthArray,
    Whole,
    constant,
    either,
    is_nothing,
    is_one,
)
from kaohe.evaluate.arrays.keys import Segments
from kaohe.evaluate.arrays.scalars import select
from kaohe.evaluate.arrays.views import as_truths
from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, FoldOp, total
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
    found: Whole = np.zeros(segments.many, np.int64)
    np.add.at(found, segments.ids, values)
    return found


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


def _sum(column: ArrayColumn, elements: Elements, options: tree.Options) -> ArrayColumn:
    if not isinstance(column, IntegerArray):
        raise NotHeld
    values = _sums(column.values, max(-column.low, column.high), elements)
    most = elements.segments.most
    low, high = min(column.low * most, 0), max(column.high * most, 0)
    return arithmetic.checked(IntegerArray(values, column.unit, low, high))


def _count(column: ArrayColumn, elements: Elements, options: tree.Options) -> ArrayColumn:
    return IntegerArray(_how_many(elements), Fraction(1), 0, elements.segments.most)


def _mean(column: ArrayColumn, elements: Elements, options: tree.Options) -> ArrayColumn:
    whole = _sum(column, elements, options)
    many = _how_many(elements)
    counted = IntegerArray(np.maximum(many, 1), Fraction(1), 1, max(elements.segments.most, 1))
    assert isinstance(whole, IntegerArray)
    return arithmetic.divided(whole, counted)


def _extreme(smaller: bool) -> Callable[[ArrayColumn, Elements, tree.Options], ArrayColumn]:
    def of(column: ArrayColumn, elements: Elements, options: tree.Options) -> ArrayColumn:
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


def _percentile(column: ArrayColumn, elements: Elements, at: Fraction) -> ArrayColumn:
    """Ends included: the place (n − 1) × at in rising order, on a straight line between two."""
    if not isinstance(column, IntegerArray):
        raise NotHeld
    segments, counts = elements
    values = np.broadcast_to(column.values, (len(segments),))
    ids = segments.ids
    if counts is not None:
        values, ids = values[counts], ids[counts]
    values = values[np.lexsort((values, ids))]
    sizes = np.bincount(ids, minlength=segments.many)
    first = np.cumsum(sizes) - sizes
    if len(segments) * at.numerator >= LIMIT or at.denominator >= LIMIT:
        raise NotHeld
    place = np.maximum(sizes - 1, 0) * at.numerator
    below, rest = first + place // at.denominator, place % at.denominator
    if not len(values):
        return IntegerArray(np.zeros(segments.many, np.int64), column.unit, 0, 0)
    last = len(values) - 1
    lower = IntegerArray(values[np.minimum(below, last)], column.unit, column.low, column.high)
    higher = IntegerArray(values[np.minimum(below + 1, last)], column.unit, column.low, column.high)
    share = IntegerArray(rest, Fraction(1, at.denominator), 0, at.denominator)
    step = arithmetic.multiplied(arithmetic.added(higher, arithmetic.negated(lower)), share)
    return arithmetic.added(lower, step)


def _any(column: ArrayColumn, elements: Elements, options: tree.Options) -> ArrayColumn:
    yes = _sums(as_truths(column).values.astype(np.int64), 1, elements)
    return TruthArray(np.asarray(yes > 0))


def _all(column: ArrayColumn, elements: Elements, options: tree.Options) -> ArrayColumn:
    no = _sums(np.asarray(~as_truths(column).values).astype(np.int64), 1, elements)
    return TruthArray(np.asarray(no == 0))


def _share(column: ArrayColumn, elements: Elements, options: tree.Options) -> ArrayColumn:
    return _mean(_as_number(as_truths(column)), elements, options)


def _weighed_sum(column: ArrayColumn, weights: NumberArray, elements: Elements, options: tree.Options) -> ArrayColumn:
    if not isinstance(column, IntegerArray):
        raise NotHeld
    return _sum(arithmetic.multiplied(column, weights), elements, options)


def _weighed_mean(column: ArrayColumn, weights: NumberArray, elements: Elements, options: tree.Options) -> ArrayColumn:
    """What has no mean, because weights are below nought or add up to it, the list form refuses."""
    products, whole = _weighed_sum(column, weights, elements, options), _sum(weights, elements, options)
    assert isinstance(products, IntegerArray) and isinstance(whole, IntegerArray) and isinstance(weights, IntegerArray)
    negative = weights.values < 0 if elements.counts is None else (weights.values < 0) & elements.counts
    there = _how_many(elements) > 0
    if negative.any() or (there & (whole.values <= 0)).any():
        raise NotHeld
    values = np.asarray(np.where(there, whole.values, 1))
    return arithmetic.divided(products, IntegerArray(values, whole.unit, 1, max(whole.high, 1)))


def _weighed_share(column: ArrayColumn, weights: NumberArray, elements: Elements, options: tree.Options) -> ArrayColumn:
    return _weighed_mean(_as_number(as_truths(column)), weights, elements, options)


def _as_number(truths_: TruthArray) -> IntegerArray:
    return IntegerArray(truths_.values.astype(np.int64), Fraction(1), 0, 1, truths_.absent)


class NoForm(NamedTuple):
    """Why there is no array form."""

    reason: str


class Figure(NamedTuple):
    """How a figure is worked out by segments, with weights too if there are such means; and that of no elements.

    `of_sum` works it out of a sum and of how many there are, where that is enough.
    """

    of: Callable[[ArrayColumn, Elements, tree.Options], ArrayColumn]
    weighed: Callable[[ArrayColumn, NumberArray, Elements, tree.Options], ArrayColumn] | None = None
    none: ArrayColumn = NOTHING
    of_sum: Callable[[NumberArray, IntegerArray], NumberArray] | None = None


_BEYOND = NoForm("it leaves the rationals, or makes numbers of more than 63 bits of few elements")
_ZERO = constant(Fraction(0))
FIGURES: dict[FoldOp, Figure | NoForm] = total(
    "evaluate.arrays.folds",
    FOLD_OPERATORS,
    {
        "sum": Figure(_sum, _weighed_sum, _ZERO, lambda whole, many: whole),
        "count": Figure(_count, None, _ZERO),
        "any": Figure(_any, None, TruthArray(np.asarray(False))),
        "all": Figure(_all, None, TruthArray(np.asarray(True))),
        "highest": Figure(_extreme(False)),
        "lowest": Figure(_extreme(True)),
        "mean": Figure(_mean, _weighed_mean, of_sum=arithmetic.divided),
        "share": Figure(_share, _weighed_share),
        "median": Figure(lambda column, elements, options: _percentile(column, elements, Fraction(1, 2))),
        "percentile": Figure(lambda column, elements, options: _percentile(column, elements, options.at)),
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


def figures_of(node: Fold, column: ArrayColumn, weights: NumberArray | None, elements: Elements) -> Figures:
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
        found = figure.of(column, elements, options)
    elif figure.weighed is None:
        raise NotHeld
    else:
        missing = either(missing, _without_value(weights, elements))
        found = figure.weighed(column, weights, elements, options)
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
    sizes, at = np.unique(everyone, return_inverse=True)
    return np.array([ceil(size * due) for size in sizes.tolist()], np.int64)[at]
