"""Places over arrays: who is level with whom, by one whole number a row; sums of ratios are put in order exactly."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import Any, cast

import numpy as np

from kaohe.evaluate.arrays.arithmetic import summed
from kaohe.evaluate.arrays.columns import (
    LIMIT,
    ArrayColumn,
    Flags,
    IntegerArray,
    NotHeld,
    NumberArray,
    RatioArray,
    Term,
    TextArray,
    TruthArray,
    Whole,
    is_one,
    recoded,
    rows_of,
    size_of,
    to_list,
)
from kaohe.evaluate.arrays.folds_and_groups import partition, taking_part
from kaohe.evaluate.arrays.keys import Segments, numbered
from kaohe.evaluate.arrays.views import ArrayRun, View, as_texts, in_order
from kaohe.evaluate.rank_and_ties import IS_HIGHEST_FIRST, TIES
from kaohe.language import tree
from kaohe.language.entry import BORDERS, Border, total

_IS_LAST: dict[Border, bool] = total("evaluate.arrays.groups of borders", BORDERS, {"first": False, "last": True})


def rank(arrays: ArrayRun, node: tree.Rank, view: View) -> ArrayColumn:
    return arrays.at_own_grain(node, view, lambda own: _places(arrays, node, own))


def _places(arrays: ArrayRun, node: tree.Rank, own: View) -> ArrayColumn:
    ties, edge = (_word(arrays.of(each, own)) for each in (node.ties, node.edge))
    rule = TIES[cast(Any, ties)]
    rows = taking_part(arrays, node, own)
    groups = partition(arrays, node, own)
    if groups.outside is not None:
        rows = rows.of(np.asarray(~groups.outside))
    levels = _levels(arrays, node, rows, groups)
    placed = None if levels.outside is None else np.flatnonzero(~levels.outside)
    if not rule.allowed and levels.many < len(levels.inside):
        raise NotHeld  # level units are told by the list form
    group_of = groups.ids if placed is None else groups.ids[placed]
    places = _place(group_of, levels, rule.is_dense, _IS_LAST[cast(Border, edge)])
    if placed is not None:
        found = np.zeros(len(own), np.int64)
        found[placed] = places
        places = found
    return IntegerArray(places, Fraction(1), 0, len(own), levels.outside)


def _word(column: ArrayColumn) -> str:
    """The one word that stands in all rows. Raises NotHeld."""
    words = as_texts(column)
    if words.absent is not None or not is_one(words.codes):
        raise NotHeld
    return words.words[int(words.codes)]


def _levels(arrays: ArrayRun, node: tree.Rank, rows: View, groups: Segments) -> Segments:
    """Who is level with whom: levels rise within their group and from group to group; -1 without a place.

    Each key is asked of those alone that those before it left level. A group has no places where one of these has none.
    """
    levels = groups
    if rows.mask is not None:
        levels = Segments(np.asarray(np.where(rows.mask, groups.ids, -1)), groups.many)
    for number, key in enumerate(node.keys):
        asked = rows if number == 0 else rows.of(_are_level(levels))
        if asked.mask is not None and not asked.mask.any():
            continue
        column = in_order(arrays, key.of, asked)
        if column.absent is not None:
            lacking = np.zeros(groups.many, np.bool_)
            absent = np.broadcast_to(column.absent, (len(rows),))
            lacking[groups.ids[absent if asked.mask is None else absent & asked.mask]] = True
            if lacking.any():
                levels = Segments(np.asarray(np.where(lacking[groups.ids], -1, levels.ids)), levels.many)
                asked = asked.of(np.asarray(levels.ids >= 0))
        there = None if asked.mask is None else np.flatnonzero(asked.mask)
        within = levels if there is None else Segments(levels.ids[there], levels.many)
        codes = rising_codes(column, there, within, IS_HIGHEST_FIRST[key.first])
        finer = codes if there is None else _scattered(codes, there, len(rows))
        levels = _split(levels, finer)
    return levels


def _scattered(values: Whole, rows: Whole, length: int) -> Whole:
    """These numbers in these rows, and nought in all others."""
    found = np.zeros(length, np.int64)
    found[rows] = values
    return found


def _are_level(levels: Segments) -> Flags:
    """The rows whose level has others too."""
    if not levels.many:
        return np.zeros(len(levels), np.bool_)
    return np.asarray((levels.ids >= 0) & (levels.sizes[levels.ids] > 1))


def _split(levels: Segments, finer: Whole) -> Segments:
    """Levels told apart by further numbers, lower ones first; again without gaps, and -1 where there was none."""
    if levels.outside is not None:
        there = np.flatnonzero(~levels.outside)
        inside = _split(Segments(levels.ids[there], levels.many), finer[there])
        found = np.full(len(levels), -1, np.int64)
        found[there] = inside.ids
        return Segments(found, inside.many)
    if not len(levels):
        return levels
    low, high = int(finer.min()), int(finer.max())
    if levels.many * (high - low + 1) > 4 * len(levels) + 1000 and is_small(levels):
        finer, low, high = _lower_ones(levels, finer), 0, levels.most
    span = high - low + 1
    if levels.many * span < LIMIT:
        return Segments(*numbered(levels.ids * span + (finer - low), levels.many * span))
    order = np.lexsort((finer, levels.ids))
    new = (np.diff(levels.ids[order]) != 0) | (np.diff(finer[order]) != 0)
    numbers = np.zeros(len(levels), np.int64)
    numbers[order[1:]] = np.cumsum(new)
    return Segments(numbers, int(numbers.max()) + 1)


_SMALL = 16


def is_small(groups: Segments) -> bool:
    """Whether groups are so small, and lie so, that each of their rows can be compared with every other."""
    return groups.starts is not None and groups.most <= _SMALL


def _side_by_side(groups: Segments, values: Whole) -> Whole:
    """A row for each group, with its values side by side, and a number above all others where there are no more."""
    assert groups.starts is not None
    if len(groups.starts) * groups.most == len(groups):
        return values.reshape(len(groups.starts), groups.most)
    found = np.full((len(groups.starts), groups.most), LIMIT, np.int64)
    found[groups.ordinals, groups.positions] = values
    return found


def _lower_ones(groups: Segments, values: Whole) -> Whole:
    """How many of its group are lower than each row; for groups that are small."""
    beside = _side_by_side(groups, values)
    lower = np.zeros(beside.shape, np.int64)
    for at in range(groups.most):
        lower += beside[:, at : at + 1] < beside
    return lower.reshape(-1) if lower.size == len(groups) else lower[groups.ordinals, groups.positions]


def _place(groups: Whole, levels: Segments, is_dense: bool, is_last: bool) -> Whole:
    """The places of rows by their levels, which rise from group to group without gaps."""
    if not levels.many:
        return levels.inside
    sizes = levels.sizes
    group_of = np.zeros(levels.many, np.int64)
    group_of[levels.inside] = groups
    first_level = np.ones(levels.many, np.bool_)
    first_level[1:] = np.diff(group_of) != 0
    number = np.arange(levels.many)
    start = np.maximum.accumulate(np.where(first_level, number, 0))  # the first level of each level's group
    if is_dense:
        place = number - start + 1
    else:
        before = np.cumsum(sizes) - sizes
        place = before - before[start] + 1
    if is_last:
        place = place + sizes - 1
    found: Whole = place[levels.inside]
    return found


def rising_codes(column: ArrayColumn, rows: Whole | None, within: Segments, highest_first: bool) -> Whole:
    """Whole numbers that rise as the values do from the first to the last place, among rows of one segment `within`.

    They are those of these rows of the column, or of all.
    """
    if isinstance(column, RatioArray):
        column = _as_whole(column)
    if isinstance(column, RatioArray):
        some = column._replace(absent=None) if rows is None else rows_of(column._replace(absent=None), rows)
        assert isinstance(some, RatioArray)
        codes = _of_ratios(some, within)
    else:
        codes = _plain_codes(column)
        if is_one(codes):
            codes = np.broadcast_to(codes, (len(within),))
        elif rows is not None:
            codes = codes[rows]
    return np.asarray(-codes if highest_first else codes)


def _as_whole(sums: RatioArray) -> NumberArray:
    """The same as whole numbers of one unit where each divisor is one number for all rows, and they have room."""
    if any(term.below is not None and not is_one(term.below.values) for term in sums.terms):
        return sums
    parts = [
        above if below is None else above._replace(unit=above.unit / (int(below.values) * below.unit))
        for above, below in sums.terms
    ]
    try:
        return summed(parts)._replace(absent=sums.absent)
    except NotHeld:
        return sums


def _plain_codes(column: IntegerArray | TruthArray | TextArray) -> Whole:
    """Whole numbers that rise as the values do."""
    if isinstance(column, IntegerArray):
        return column.values
    if isinstance(column, TruthArray):
        return column.values.astype(np.int64)
    return recoded(column, {word: code for code, word in enumerate(sorted(column.words))}).codes


_PRECISION = 2**61


def _of_ratios(some: RatioArray, within: Segments) -> Whole:
    """Numbers that rise as sums of ratios do.

    Each term is rounded down to a fine grid, so that the sum of the rounded is less than one step a term below the
    exact sum. Rows further apart are in order; those that are nearer are looked at again: equal terms, then fractions.
    """
    terms = some.terms
    shares = [term.above.unit / (Fraction(1) if term.below is None else term.below.unit) for term in terms]
    sizes = [size_of(term.above) * share.numerator for term, share in zip(terms, shares, strict=True)]
    scale = _PRECISION // (max(sizes) * len(terms))  # no numerator, and no sum of terms, passes 61 bits in steps
    if not scale:
        raise NotHeld
    keys: Whole = np.zeros(len(within), np.int64)
    for term, share in zip(terms, shares, strict=True):
        keys = keys + _floor(term, share * scale)[0]
    if not is_small(within):
        return _in_order(some, keys, within, scale)
    codes = _lower_ones(within, keys)
    rows = _unsure_ones(some, within, keys)
    if len(rows):
        few = rows_of(some, rows)
        assert isinstance(few, RatioArray)
        codes[rows] = _in_order(few, keys[rows], Segments(within.ids[rows], within.many), scale)
    return codes


def _unsure_ones(some: RatioArray, groups: Segments, keys: Whole) -> Whole:
    """The rows of small groups of which any two are neither certainly apart nor made of the same terms."""
    assert groups.starts is not None
    steps = len(some.terms)
    beside = _side_by_side(groups, keys)
    unsure = np.zeros(len(beside), np.bool_)
    for at in range(1, groups.most):
        apart = beside[:, at:] - beside[:, :-at]
        near = (-steps < apart) & (apart < steps) & (beside[:, at:] < LIMIT)
        if near.any():
            group, place = np.nonzero(near)
            first = groups.starts[group] + place
            unsure[group[~_are_alike(some, first, first + at)]] = True
    return np.flatnonzero(unsure[groups.ordinals]) if unsure.any() else np.zeros(0, np.int64)


def _floor(term: Term, share: Fraction) -> tuple[Whole, Whole, Whole]:
    """above × share / below: the whole part, the rest, and by what it was divided.

    Raises NotHeld where a product could pass 63 bits.
    """
    if size_of(term.above) * share.numerator >= LIMIT:
        raise NotHeld
    below = _ONE if term.below is None else term.below.values
    most = 1 if term.below is None else term.below.high
    if most * share.denominator >= LIMIT:
        raise NotHeld
    by = np.asarray(below * share.denominator)
    product = np.asarray(term.above.values * share.numerator)
    whole = np.asarray(product // by)
    return whole, np.asarray(product - whole * by), by


_ONE: Whole = np.asarray(1, np.int64)


def _in_order(some: RatioArray, keys: Whole, within: Segments, scale: int) -> Whole:
    """The number of each row in the exact order, equal for equal ones, given the order by keys."""
    steps = len(some.terms)
    order = np.lexsort((keys, within.ids))
    near = _joined(within.ids[order]) & (np.diff(keys[order]) < steps)
    equal = near.copy()
    at = np.flatnonzero(near)
    equal[at] = _are_alike(some, order[at], order[at + 1])
    if (near & ~equal).any():
        order, equal = _by_finer_keys(some, within, scale) or _looked_at_again(some, order, near, equal)
    numbers = np.zeros(len(order), np.int64)
    numbers[order[1:]] = np.cumsum(~equal)
    return numbers


def _joined(ids: Whole) -> Flags:
    """Whether each id is that of the one before it."""
    return np.asarray(np.diff(ids) == 0)


def _by_finer_keys(some: RatioArray, within: Segments, scale: int) -> tuple[Whole, Flags] | None:
    """The order, and whether each row equals the one before it, by a grid that is finer than any two sums can differ.

    Sums over one common divisor are equal, or at least one part of that divisor apart. None where it is too large.
    """
    shares = [term.above.unit / (Fraction(1) if term.below is None else term.below.unit) for term in some.terms]
    floors = [_floor(term, share * scale) for term, share in zip(some.terms, shares, strict=True)]
    most = max(int(by.max()) for *_, by in floors)
    bits = 62 - most.bit_length() - len(some.terms).bit_length()  # a rest, and the sum of all, stay below 63 bits
    divisor = lcm(*(share.denominator for share in shares))
    order = np.argsort(within.ids, kind="stable")
    joined = _joined(within.ids[order])
    for term in some.terms:
        if term.below is not None:
            below = np.broadcast_to(term.below.values, (len(within),))[order]
            is_shared = not (joined & (np.diff(below) != 0)).any()
            divisor *= term.below.high if is_shared else term.below.high**2
    if bits < 1 or 2 * len(some.terms) * divisor > scale << bits:
        return None
    low = sum((rest << bits) // by for _, rest, by in floors)
    high = sum(whole for whole, *_ in floors) + (low >> bits)
    low = np.broadcast_to(low & ((1 << bits) - 1), (len(within),))
    high = np.broadcast_to(high, (len(within),))
    order = np.lexsort((low, high, within.ids))
    apart = np.diff(high[order])
    rest = np.diff(low[order]) + np.where(apart == 1, 1 << bits, 0)
    return order, np.asarray(_joined(within.ids[order]) & (apart <= 1) & (rest < len(some.terms)))


def _are_alike(some: RatioArray, left: Whole, right: Whole) -> Flags:
    """Whether rows have the same terms."""
    found: Flags = np.ones(len(left), np.bool_)
    for term in some.terms:
        for values in (term.above.values, None if term.below is None else term.below.values):
            if values is not None and not is_one(values):
                found &= values[left] == values[right]
    return found


def _looked_at_again(some: RatioArray, order: Whole, near: Flags, equal: Flags) -> tuple[Whole, Flags]:
    """The same with each run of near rows, where one is unsure, put in order by exact fractions."""
    order, equal = order.copy(), equal.copy()
    run = np.concatenate(([0], np.cumsum(~near)))
    unsure = np.unique(run[1:][near & ~equal])
    starts = np.searchsorted(run, unsure, side="left").tolist()
    ends = np.searchsorted(run, unsure, side="right").tolist()
    for start, end in zip(starts, ends, strict=True):
        rows = order[start:end]
        values = to_list(rows_of(some, rows), len(rows)).values  # type: ignore[union-attr]  # ratios
        rising = sorted(range(len(rows)), key=values.__getitem__)
        order[start:end] = rows[rising]
        equal[start : end - 1] = [values[before] == values[after] for before, after in pairwise(rising)]
    return order, equal
