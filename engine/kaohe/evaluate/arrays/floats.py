"""The floating-point numbers next to exact ones, all rows at once.

A ratio is divided, and sums of ratios are added, in pairs of floating-point numbers, a large one and what it lacks
(Dekker, 1971; Knuth): such a pair is right to a hundred bits. So its large part is the number next to the exact one,
unless that lies within a hair's breadth of the middle between two; such rows are told by fractions.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaohe.data.tables.dataset import Numbers
from kaohe.evaluate.arrays.arithmetic import terms_of
from kaohe.evaluate.arrays.columns import NumberArray, Whole, rows_of, to_list
from kaohe.evaluate.columns import fractions

Floats = NDArray[np.float64]
_EXACT = 2**53
"""Whole numbers up to this are floating-point ones."""
_OFF = 2.0**-90
"""What a sum of pairs may be off, of the sizes of what was added; it is right to some hundred bits."""
_HALVES = 134217729.0
"""2^27 + 1: splits a number into two of half its bits."""


class _Pair(NamedTuple):
    high: Floats
    low: Floats


def nearest(column: NumberArray, scale: Fraction, length: int) -> Floats:
    """For each row the number next to its value divided by `scale` (above nought); any number where it is absent."""
    total, size = _Pair(np.zeros(length), np.zeros(length)), np.zeros(length)
    for term in terms_of(column):
        unit = term.above.unit / scale if term.below is None else term.above.unit / term.below.unit / scale
        if max(unit.numerator, unit.denominator) > _EXACT:
            size = np.full(length, np.inf)
            break
        above = _times(_pair(term.above.values), float(unit.numerator))
        below = _times(_pair(np.asarray(1) if term.below is None else term.below.values), float(unit.denominator))
        quotient = _divided(above, below)
        total = _plus(total, quotient)
        size = size + np.abs(quotient.high)
    found = np.abs(total.high)
    apart = found - np.nextafter(found, 0.0)
    unsure = (np.abs(total.low) + size * _OFF >= apart / 2) & (size > 0)
    rows = np.flatnonzero(unsure if column.absent is None else unsure & ~column.absent)
    if len(rows):
        total.high[rows] = _by_fractions(column, scale, rows)
    return total.high


def _by_fractions(column: NumberArray, scale: Fraction, rows: Whole) -> list[float]:
    listed = to_list(rows_of(column, rows), len(rows))
    values = fractions(listed) if isinstance(listed, Numbers) else listed.values  # type: ignore[union-attr]
    return [float(value / scale) for value in values]


def _pair(values: Whole) -> _Pair:
    """Whole numbers of up to 62 bits."""
    high = values.astype(np.float64)
    return _Pair(high, (values - high.astype(np.int64)).astype(np.float64))


def _sum(left: Floats, right: Floats) -> _Pair:
    """The sum, and exactly what it lacks."""
    high = left + right
    other = high - left
    return _Pair(high, (left - (high - other)) + (right - other))


def _product(left: Floats, right: Floats | float) -> _Pair:
    """The product, and exactly what it lacks."""
    high = left * right
    left_high = _HALVES * left - (_HALVES * left - left)
    right_high = _HALVES * right - (_HALVES * right - right)
    left_low, right_low = left - left_high, right - right_high
    return _Pair(
        high, ((left_high * right_high - high) + left_high * right_low + left_low * right_high) + left_low * right_low
    )


def _times(left: _Pair, right: Floats | float) -> _Pair:
    found = _product(left.high, right)
    return _sum(found.high, found.low + left.low * right)


def _plus(left: _Pair, right: _Pair) -> _Pair:
    high, low = _sum(left.high, right.high), _sum(left.low, right.low)
    found = _sum(high.high, high.low + low.high)
    return _sum(found.high, found.low + low.low)


def _divided(left: _Pair, right: _Pair) -> _Pair:
    first = left.high / right.high
    rest = _plus(left, _negative(_times(right, first)))
    second = rest.high / right.high
    rest = _plus(rest, _negative(_times(right, second)))
    return _plus(_sum(first, second), _Pair(rest.high / right.high, np.zeros_like(first)))


def _negative(pair: _Pair) -> _Pair:
    return _Pair(-pair.high, -pair.low)
