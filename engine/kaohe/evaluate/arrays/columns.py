"""Columns as NumPy arrays, and their way from lists and back: exact, or not held at all.

A column has an array form as long as each of its whole numbers is known to stay below 2**62, so that no sum of two of
them leaves 63 bits: bounds are known before an operation, never looked for after it. A value that is the same in all
rows is an array without a dimension, which NumPy spreads. What stands in an absent row is any number within the bounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import gcd
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kaohe.data.tables.dataset import Numbers, WholeArray
from kaohe.evaluate.columns import Column, Ratios

LIMIT = 2**62

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


class NotHeld(Exception):
    """Arrays do not hold this: it has no form there, or could pass 63 bits. The list form calculates it."""


class IntegerArray(NamedTuple):
    """Numbers that are whole multiples of `unit` (above nought), each `values` from `low` to `high`."""

    values: Whole
    unit: Fraction
    low: int
    high: int
    absent: Flags | None = None


class Term(NamedTuple):
    """above / below, row by row; below is above nought (None: 1 everywhere). Neither has absent rows of its own."""

    above: IntegerArray
    below: IntegerArray | None = None


class RatioArray(NamedTuple):
    """Numbers that are sums of terms, which are kept apart: a common divisor would soon be too long a number.

    No two terms have the same divisors.
    """

    terms: tuple[Term, ...]
    absent: Flags | None = None


class TruthArray(NamedTuple):
    values: Flags
    absent: Flags | None = None


class TextArray(NamedTuple):
    """Texts by their number in `words`, each of which is another; an absent row has any number."""

    codes: Whole
    words: tuple[str, ...]
    absent: Flags | None = None


NumberArray = IntegerArray | RatioArray
ArrayColumn = NumberArray | TruthArray | TextArray

NOWHERE: Flags = np.asarray(True)
"""Absent in every row."""
NOTHING = IntegerArray(np.asarray(0, np.int64), Fraction(1), 0, 0, NOWHERE)
"""A column that is absent throughout: of numbers, texts or truths, as it is asked."""


def constant(value: Fraction) -> IntegerArray:
    """The same number in every row."""
    sign = (value.numerator > 0) - (value.numerator < 0)
    unit = value if sign > 0 else -value if sign else Fraction(1)
    return IntegerArray(_SIGNS[sign], unit, min(sign, 0), max(sign, 0))


_SIGNS = {sign: np.asarray(sign, np.int64) for sign in (-1, 0, 1)}


def either(left: Flags | None, right: Flags | None) -> Flags | None:
    """The rows that are absent on one side or the other."""
    if left is None or right is None:
        return right if left is None else left
    return np.asarray(left | right)


def size_of(column: IntegerArray) -> int:
    """The greatest size of its numbers, at least 1: what they are multiplied by has to fit, too."""
    return max(-column.low, column.high, 1)


def is_one(values: NDArray[Any]) -> bool:
    """Whether one value stands for all rows."""
    return values.ndim == 0


def is_nothing(column: ArrayColumn) -> bool:
    """Whether a column is known to be absent throughout."""
    return column.absent is not None and is_one(column.absent) and bool(column.absent)


def tightened(column: IntegerArray) -> IntegerArray:
    """The same with the narrowest bounds, and in the largest unit of which all are whole multiples."""
    if not column.values.size:
        return column
    low, high = int(column.values.min()), int(column.values.max())
    factor = int(np.gcd.reduce(column.values)) or 1
    values = column.values if factor == 1 else column.values // factor
    return IntegerArray(values, column.unit * factor, low // factor, high // factor, column.absent)


def from_list(column: Column) -> ArrayColumn:
    """The array form of a column. Raises NotHeld."""
    if isinstance(column, Numbers):
        if column.array is not None:
            values, absent = column.array
            return _bounded(values, Fraction(1, column.denominator), absent)
        return _integers(column.numerators, Fraction(1, column.denominator))
    if isinstance(column, Ratios):
        return _ratios(column.values)
    absent = _absent(column)
    first = next((value for value in column if value is not None), None)
    if first is None:
        return NOTHING
    if isinstance(first, bool):
        return TruthArray(np.fromiter((value is True for value in column), np.bool_, len(column)), absent)
    if not isinstance(first, str):
        raise NotHeld
    known: dict[str, int] = {}
    codes = [0 if value is None else known.setdefault(value, len(known)) for value in column]
    return TextArray(np.array(codes, np.int64), tuple(known), absent)


def _absent(values: Sequence[Any]) -> Flags | None:
    flags = np.fromiter((value is None for value in values), np.bool_, len(values))
    return flags if flags.any() else None


def _integers(numerators: Sequence[Any], unit: Fraction) -> IntegerArray:
    absent = _absent(numerators)
    return _bounded(_held(numerators if absent is None else [value or 0 for value in numerators]), unit, absent)


def _bounded(values: Whole, unit: Fraction, absent: Flags | None) -> IntegerArray:
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    if low <= -LIMIT or high >= LIMIT:
        raise NotHeld
    return IntegerArray(values, unit, low, high, absent)


def _held(numbers: Sequence[int]) -> Whole:
    """Whole numbers as an array. Raises NotHeld where one is too long."""
    try:
        return np.array(numbers, np.int64)
    except (OverflowError, TypeError) as fault:
        raise NotHeld from fault


def _ratios(values: Sequence[Any]) -> RatioArray:
    absent = _absent(values)
    if any(value is not None and type(value) is not Fraction for value in values):
        raise NotHeld
    above = _integers([0 if value is None else value.numerator for value in values], Fraction(1))
    below = _integers([1 if value is None else value.denominator for value in values], Fraction(1))
    return RatioArray((Term(above, below if values else None),), absent)


def to_list(column: ArrayColumn, length: int) -> Column:
    """The list form of a column of this length."""
    absent = column.absent
    if absent is not None and absent.all():  # numbers, texts or truths, as it is asked: so is it with lists
        return [None] * length
    if absent is not None and is_one(absent):
        absent = None
    if isinstance(column, IntegerArray):
        return _numbers(column, length, absent)
    if isinstance(column, RatioArray):
        return Ratios(_without(_fractions(column, length), absent))
    if isinstance(column, TruthArray):
        return _without(_spread(column.values, length).tolist(), absent)
    words = column.words
    return _without([words[code] for code in _spread(column.codes, length).tolist()], absent)


def _spread(values: NDArray[Any], length: int) -> NDArray[Any]:
    return np.broadcast_to(values, (length,)) if is_one(values) else values


def _without(values: list[Any], absent: Flags | None) -> list[Any]:
    if absent is not None:
        for row in np.flatnonzero(absent).tolist():
            values[row] = None
    return values


def _numbers(column: IntegerArray, length: int, absent: Flags | None) -> Numbers:
    """Listed when somebody asks for the numbers one by one."""
    factor, denominator = column.unit.numerator, column.unit.denominator
    values = _spread(column.values, length)
    if size_of(column) * factor >= LIMIT:
        return Numbers(_without([value * factor for value in values.tolist()], absent), denominator)
    whole = np.asarray(values * factor)
    if absent is not None:
        whole = np.asarray(np.where(absent, 0, whole))
    return Numbers(WholeArray(whole, absent), denominator)


def _fractions(column: RatioArray, length: int) -> list[Any]:
    """Each row's terms over one divisor, and one fraction made of them."""
    above, below = [0] * length, [1] * length
    for term in column.terms:
        unit = term.above.unit if term.below is None else term.above.unit / term.below.unit
        up, down = unit.numerator, unit.denominator
        numerators = _spread(term.above.values, length).tolist()
        divisors = [1] * length if term.below is None else _spread(term.below.values, length).tolist()
        for row, (n, d) in enumerate(zip(numerators, divisors, strict=True)):
            above[row] = above[row] * d * down + n * up * below[row]
            below[row] *= d * down
    return list(map(Fraction, above, below))


def rows_of(column: ArrayColumn, rows: Whole, missing: Flags | None = None) -> ArrayColumn:
    """The rows with these numbers; absent where `missing` says that there is none (the number counts for nothing)."""
    absent = either(None if column.absent is None else _at(column.absent, rows), missing)
    if isinstance(column, IntegerArray):
        return column._replace(values=_at(column.values, rows), absent=absent)
    if isinstance(column, TruthArray):
        return TruthArray(_at(column.values, rows), absent)
    if isinstance(column, TextArray):
        return column._replace(codes=_at(column.codes, rows), absent=absent)
    return RatioArray(tuple(_term_at(term, rows) for term in column.terms), absent)


def gathered(column: ArrayColumn, rows: Whole, missing: Flags | None) -> ArrayColumn:
    """The same where rows that are missing have any number."""
    if missing is None:
        return rows_of(column, rows)
    return NOTHING if missing.all() else rows_of(column, np.asarray(np.where(missing, 0, rows)), missing)


def _term_at(term: Term, rows: Whole) -> Term:
    below = term.below and term.below._replace(values=_at(term.below.values, rows))
    return Term(term.above._replace(values=_at(term.above.values, rows)), below)


def _at(values: NDArray[Any], rows: Whole) -> NDArray[Any]:
    return values if is_one(values) else np.asarray(values[rows])


def placed(column: ArrayColumn, rows: Whole, length: int) -> ArrayColumn:
    """A column that has these values in these rows, and is absent in all others."""
    where = np.zeros(length, np.int64)
    where[rows] = np.arange(len(rows))
    missing = np.ones(length, np.bool_)
    missing[rows] = False
    if not len(rows):
        return NOTHING
    return rows_of(column, where, missing)


def unit_of(left: Fraction, right: Fraction) -> Fraction:
    """The largest unit of which both are whole multiples."""
    if left == right:
        return left
    below = left.denominator * right.denominator
    return Fraction(gcd(left.numerator * right.denominator, right.numerator * left.denominator), below)


def common_words(left: TextArray, right: TextArray) -> tuple[TextArray, TextArray]:
    """Both with the same words, so that equal texts have equal numbers."""
    if left.words == right.words:
        return left, right
    words = {word: code for code, word in enumerate(dict.fromkeys(left.words + right.words))}
    return recoded(left, words), recoded(right, words)


def recoded(column: TextArray, words: Mapping[str, int]) -> TextArray:
    """The same texts by other numbers, of which there is one for each of its words."""
    codes = np.array([words[word] for word in column.words], np.int64)[column.codes]
    return TextArray(np.asarray(codes), tuple(words), column.absent)
