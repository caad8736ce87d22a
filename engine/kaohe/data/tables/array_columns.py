"""Columns of numbers that were read all at once, as arrays, where nothing is to be said of any cell.

Whoever finds anything here leaves the column to the careful way of `kaohe.data.tables.columns`, which tells it.
NumPy is imported here, and this module late.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from kaohe.data.raw import Decimals
from kaohe.data.sheets.large_csv import LIMIT, scaled
from kaohe.data.tables.dataset import Numbers, WholeArray
from kaohe.language.measures import PERCENT
from kaohe.policy.model import ColumnSpec

Whole = NDArray[np.int64]


def numbers_of(read: Decimals | None, spec: ColumnSpec) -> Numbers | None:
    """The numbers of a column in base measure; None where a cell has to be looked at."""
    if read is None:
        return None
    absent = read.blank if bool(read.blank.any()) else None
    if absent is not None and (spec.is_required or spec.default is not None):
        return None
    places = int(read.places.max(initial=0))
    values = scaled(read, places)
    one = 10**places
    if values is None or spec.numbers or not _is_within(values, absent, one, spec):
        return None
    if spec.measure == PERCENT and _may_mix_scales(values, read.places, one):
        return None
    factor = spec.measure.scale / one
    if factor.numerator > 1:
        if not _is_below(values, LIMIT // factor.numerator):
            return None
        values = values * factor.numerator
    return Numbers(WholeArray(values, absent), factor.denominator)


def _is_below(values: Whole, limit: int) -> bool:
    return int(values.max(initial=0)) < limit and int(values.min(initial=0)) > -limit


def _is_within(values: Whole, absent: NDArray[np.bool_] | None, one: int, spec: ColumnSpec) -> bool:
    """Whether all numbers are whole and within bounds where they have to be."""
    if spec.whole and one > 1 and bool((values % one).any()):
        return False
    there = values if absent is None else values[~absent]
    if not len(there):
        return True
    low, high = (None if bound is None else bound / spec.measure.scale * one for bound in (spec.minimum, spec.maximum))
    return (low is None or int(there.min()) >= low) and (high is None or int(there.max()) <= high)


_FEW, _BEYOND, _LARGE = 3, 3, 20


def _may_mix_scales(values: Whole, places: NDArray[np.int64], one: int) -> bool:
    """Whether some figures of a column of percentages may be fractions: what `columns.check_scale` looks for."""
    sizes, places = np.abs(values[values != 0]), places[values != 0]
    if not len(sizes):
        return False
    if not _is_below(sizes, LIMIT // 300):
        return True
    is_small = sizes <= one
    if bool((sizes < one).any()) and len(sizes) >= _FEW:
        small, fine = int(is_small.sum()), int((places[is_small] > 1).sum())
        none_beyond = int(sizes.max()) <= _BEYOND * one
        if small == len(sizes) or (none_beyond and 3 * small >= 2 * len(sizes) and 2 * fine >= small):
            return True
    is_other = 2 * sizes > 3 * one
    others, rest = sizes[is_other], sizes[~is_other]
    if len(others) < 2 or not len(rest):
        return False
    least, most, digits = int(others.min()), int(others.max()), int(places[is_other].max())
    fits = (200 * rest >= least) & (200 * rest <= 3 * most) & (10 * rest < least)
    return bool((fits & ((least >= _LARGE * one) | (places[~is_other] > digits))).any())
