"""Over arrays the comparison groups: who belongs to them, their figures, and places by one whole number a row."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any, cast

import numpy as np

from kaohe.evaluate.arrays.folds import Segments, fold_units_figures
from kaohe.evaluate.arrays.keys import Groups, codes_of, groups_of
from kaohe.evaluate.arrays.kinds import (
    LIMIT,
    ArrayColumn,
    Flags,
    IntegerArray,
    NotHeld,
    RatioArray,
    Term,
    TextArray,
    TruthArray,
    Whole,
    either,
    gathered,
    is_nothing,
    is_one,
    recoded,
    rows_of,
    to_list,
)
from kaohe.evaluate.arrays.views import ArrayRun, View, as_texts, holding, in_order, truths
from kaohe.evaluate.rank_and_ties import IS_HIGHEST_FIRST, TIES
from kaohe.language import tree
from kaohe.language.entry import BORDERS, Border, total


def partition(arrays: ArrayRun, node: tree.FoldUnits | tree.Rank, own: View) -> Groups:
    """The comparison group of each row, as `Evaluation.partition` has them; -1 for a unit that is in none."""
    spread = ("period",) if node.rows is None else arrays.run.policy.tables[node.rows].spread
    units, periods, period_codes = arrays.key_codes(own.frame)
    parts: list[tuple[Whole, int]] = [(np.zeros(len(own), np.int64), 1)]
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
            return Groups(np.full(len(own), -1, np.int64), 0)
        parts.append(codes_of(column, len(own)))
        absent = either(absent, column.absent)
    return groups_of(parts, absent)


def _taking_part(arrays: ArrayRun, node: tree.FoldUnits | tree.Rank, own: View) -> View:
    """The rows that take part."""
    return own if node.where is None else own.of(holding(truths(arrays, node.where, own)))


def fold_units(arrays: ArrayRun, node: tree.FoldUnits, view: View) -> ArrayColumn:
    return arrays.at_own_grain(node, view, lambda own: _figure(arrays, node, own))


def _figure(arrays: ArrayRun, node: tree.FoldUnits, own: View) -> ArrayColumn:
    rows = _taking_part(arrays, node, own)
    groups = partition(arrays, node, own)
    return fold_units_figures(arrays, node, own, Segments(groups.ids, groups.many, None), rows)


_IS_LAST: dict[Border, bool] = total("evaluate.arrays.groups of borders", BORDERS, {"first": False, "last": True})


def rank(arrays: ArrayRun, node: tree.Rank, view: View) -> ArrayColumn:
    return arrays.at_own_grain(node, view, lambda own: _places(arrays, node, own))


def _places(arrays: ArrayRun, node: tree.Rank, own: View) -> ArrayColumn:
    ties, edge = (_word(arrays.of(each, own)) for each in (node.ties, node.edge))
    rule = TIES[cast(Any, ties)]
    rows = _taking_part(arrays, node, own)
    groups = partition(arrays, node, own)
    rows = rows.of(np.asarray(groups.ids >= 0))
    levels = _levels(arrays, node, rows, groups)
    placed = np.flatnonzero(levels.ids >= 0)
    if not rule.allowed and levels.many < len(placed):
        raise NotHeld  # level units are told by the list form
    found = np.zeros(len(own), np.int64)
    found[placed] = _place(groups.ids[placed], levels.ids[placed], rule.is_dense, _IS_LAST[cast(Border, edge)])
    return IntegerArray(found, Fraction(1), 0, len(own), np.asarray(levels.ids < 0))


def _word(column: ArrayColumn) -> str:
    """The one word that stands in all rows. Raises NotHeld."""
    words = as_texts(column)
    if words.absent is not None or not is_one(words.codes):
        raise NotHeld
    return words.words[int(words.codes)]


def _levels(arrays: ArrayRun, node: tree.Rank, rows: View, groups: Groups) -> Groups:
    """Who is level with whom: levels rise within their group and from group to group; -1 without a place.

    Each key is asked of those alone that those before it left level. A group has no places where one of these has none.
    """
    levels = np.asarray(np.where(_flags(rows), groups.ids, -1))
    count = groups.many
    for number, key in enumerate(node.keys):
        asked = rows if number == 0 else rows.of(_are_level(levels, count))
        if not asked.rows.size:
            continue
        column = in_order(arrays, key.of, asked)
        if column.absent is not None:
            lacking = np.zeros(groups.many, np.bool_)
            lacking[groups.ids[np.asarray(_flags(asked) & column.absent)]] = True
            levels = np.asarray(np.where(lacking[groups.ids] & (levels >= 0), -1, levels))
            asked = asked.of(np.asarray(levels >= 0))
        there = asked.rows
        codes = rising_codes(column, there, levels[there], IS_HIGHEST_FIRST[key.first])
        finer = np.zeros(len(levels), np.int64)
        finer[there] = codes
        levels, count = _split(levels, finer)
    return Groups(levels, count)


def _flags(view: View) -> Flags:
    return np.ones(len(view), np.bool_) if view.mask is None else view.mask


def _are_level(levels: Whole, count: int) -> Flags:
    """The rows whose level has others too."""
    sizes = np.bincount(levels[levels >= 0], minlength=max(count, 1))
    return np.asarray((levels >= 0) & (sizes[levels] > 1))


def _split(levels: Whole, finer: Whole) -> tuple[Whole, int]:
    """Levels told apart by further numbers, lower ones first; again without gaps, and -1 where there was none."""
    there = np.flatnonzero(levels >= 0)
    one, other = levels[there], finer[there]
    low, high = (int(other.min()), int(other.max())) if len(there) else (0, 0)
    if (int(one.max(initial=0)) + 1) * (high - low + 1) < LIMIT:
        keys = one * (high - low + 1) + (other - low)
        order = np.argsort(keys, kind="stable")
        new = np.diff(keys[order]) != 0
    else:
        order = np.lexsort((other, one))
        new = (np.diff(one[order]) != 0) | (np.diff(other[order]) != 0)
    numbers = np.zeros(len(there), np.int64)
    numbers[order[1:]] = np.cumsum(new)
    found = np.full(len(levels), -1, np.int64)
    found[there] = numbers
    return found, int(numbers.max(initial=-1)) + 1


def _place(groups: Whole, levels: Whole, is_dense: bool, is_last: bool) -> Whole:
    """The places of rows by their levels, which rise from group to group without gaps."""
    if not len(levels):
        return levels
    sizes = np.bincount(levels)
    group_of = np.zeros(len(sizes), np.int64)
    group_of[levels] = groups
    first_level = np.zeros(len(sizes), np.bool_)
    first_level[0] = True
    first_level[1:] = np.diff(group_of) != 0
    number = np.arange(len(sizes))
    start = np.maximum.accumulate(np.where(first_level, number, 0))  # the first level of each level's group
    if is_dense:
        place = number - start + 1
    else:
        before = np.concatenate(([0], np.cumsum(sizes)[:-1]))
        place = before - before[start] + 1
    if is_last:
        place = place + sizes - 1
    found: Whole = place[levels]
    return found


def rising_codes(column: ArrayColumn, rows: Whole, within: Whole, highest_first: bool) -> Whole:
    """Whole numbers that rise as the values do from the first to the last place, among rows of one number `within`."""
    if isinstance(column, RatioArray):
        codes = _of_ratios(column, rows, within)
    else:
        codes = _plain_codes(column)
        codes = np.broadcast_to(codes, (len(rows),)) if is_one(codes) else codes[rows]
    return np.asarray(-codes if highest_first else codes)


def _plain_codes(column: IntegerArray | TruthArray | TextArray) -> Whole:
    """Whole numbers that rise as the values do."""
    if isinstance(column, IntegerArray):
        return column.values
    if isinstance(column, TruthArray):
        return column.values.astype(np.int64)
    return recoded(column, {word: code for code, word in enumerate(sorted(column.words))}).codes


_PRECISION = 2**61


def _of_ratios(column: RatioArray, rows: Whole, within: Whole) -> Whole:
    """Numbers that rise as sums of ratios do.

    Each term is rounded down to a fine grid, so that the sum of the rounded is less than one step a term below the
    exact sum. Rows further apart are in order; those that are nearer are looked at again: equal terms, then fractions.
    """
    some = rows_of(column._replace(absent=None), rows)
    assert isinstance(some, RatioArray)
    terms = some.terms
    shares = [term.above.unit / (Fraction(1) if term.below is None else term.below.unit) for term in terms]
    sizes = [
        max(-term.above.low, term.above.high, 1) * share.numerator for term, share in zip(terms, shares, strict=True)
    ]
    scale = _PRECISION // (max(sizes) * len(terms))  # no numerator, and no sum of terms, passes 61 bits in steps
    if not scale:
        raise NotHeld
    keys: Whole = np.zeros(len(rows), np.int64)
    for term, share in zip(terms, shares, strict=True):
        keys = keys + _floor(term, share * scale)
    order = np.lexsort((keys, within))
    return _in_order(some, keys, order, within, len(terms))


def _floor(term: Term, share: Fraction) -> Whole:
    """floor(above × share / below). Raises NotHeld where the product could pass 63 bits."""
    if max(-term.above.low, term.above.high) * share.numerator >= LIMIT:
        raise NotHeld
    below = 1 if term.below is None else term.below.values
    most = 1 if term.below is None else term.below.high
    if most * share.denominator >= LIMIT:
        raise NotHeld
    found: Whole = (term.above.values * share.numerator) // (below * share.denominator)
    return found


def _in_order(some: RatioArray, keys: Whole, order: Whole, within: Whole, steps: int) -> Whole:
    """The number of each row in the exact order, equal for equal ones, given the order by keys."""
    count = len(order)
    near = np.zeros(count, np.bool_)  # whether a row is not certainly apart from the one before it
    near[1:] = (np.diff(within[order]) == 0) & (np.diff(keys[order]) <= steps)
    equal = np.zeros(count, np.bool_)
    if near.any():
        at = np.flatnonzero(near)
        equal[at] = _are_alike(some, order[at - 1], order[at])
    unsure = near & ~equal
    if unsure.any():
        order, equal = _looked_at_again(some, order, near, equal)
    numbers = np.zeros(count, np.int64)
    numbers[order] = np.cumsum(~equal)
    return numbers


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
    run = np.cumsum(~near)
    unsure = np.unique(run[near & ~equal])
    starts = np.searchsorted(run, unsure, side="left")
    ends = np.searchsorted(run, unsure, side="right")
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        rows = order[start:end]
        values = to_list(rows_of(some, rows), len(rows)).values  # type: ignore[union-attr]  # ratios
        rising = sorted(range(len(rows)), key=values.__getitem__)
        order[start:end] = rows[rising]
        for at, (before, after) in enumerate(pairwise(rising), start + 1):
            equal[at] = values[before] == values[after]
    return order, equal


def other_period(arrays: ArrayRun, node: tree.OtherPeriod, view: View) -> ArrayColumn:
    """What each key has in its other period; of what nobody looks back to, no value is asked for."""
    return arrays.at_own_grain(node, view, lambda own: _from_other(arrays, node, own))


def _from_other(arrays: ArrayRun, node: tree.OtherPeriod, own: View) -> ArrayColumn:
    source = arrays.run.frames.of(arrays.run.policy.types[node.of].grain)
    rows, missing = arrays.elsewhere(own.frame, source, node.way.other)
    there = arrays.whole(source, own)
    asked = np.zeros(len(source), np.bool_)
    asked[rows if missing is None else rows[~missing]] = True
    return gathered(arrays.of(node.of, there.of(asked)), rows, missing)
