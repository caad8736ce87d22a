"""Arithmetic on arrays: exact, each result within bounds that are known before; what could pass them is NotHeld."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from typing import Any, NamedTuple

import numpy as np

from kaohe.evaluate.arrays.columns import (
    LIMIT,
    Flags,
    IntegerArray,
    NotHeld,
    NumberArray,
    RatioArray,
    Term,
    TruthArray,
    Whole,
    constant,
    either,
    is_one,
    size_of,
    tightened,
    unit_of,
)
from kaohe.language.entry import COMPARISONS, ROUNDING_MODES, CompareOp, RoundingMode, total
from kaohe.language.vocabulary import COMPARING


def checked(column: IntegerArray) -> IntegerArray:
    """A column whose bounds may be too wide, though its numbers are within 63 bits. Raises NotHeld."""
    if column.low > -LIMIT and column.high < LIMIT:
        return column
    column = tightened(column)
    if column.low > -LIMIT and column.high < LIMIT:
        return column
    raise NotHeld


def scaled(column: IntegerArray, unit: Fraction) -> IntegerArray:
    """The same numbers as multiples of a unit that theirs is a multiple of. Raises NotHeld."""
    factor = _factor(column.unit, unit)
    if factor == 1:
        return column
    if factor * size_of(column) >= LIMIT:
        column = tightened(column)
        factor = _factor(column.unit, unit)
        if factor * size_of(column) >= LIMIT:
            raise NotHeld
    values = np.asarray(column.values * factor)
    return IntegerArray(values, unit, column.low * factor, column.high * factor, column.absent)


def _factor(multiple: Fraction, unit: Fraction) -> int:
    """How many of the unit a multiple of it is."""
    return (multiple.numerator * unit.denominator) // (multiple.denominator * unit.numerator)


def in_common(left: IntegerArray, right: IntegerArray) -> tuple[IntegerArray, IntegerArray]:
    """Both as multiples of one unit. Raises NotHeld."""
    unit = unit_of(left.unit, right.unit)
    return scaled(left, unit), scaled(right, unit)


def terms_of(column: NumberArray) -> tuple[Term, ...]:
    """A column as terms; one of whole numbers is a single one."""
    return column.terms if isinstance(column, RatioArray) else (Term(column._replace(absent=None)),)


def added(left: NumberArray, right: NumberArray) -> NumberArray:
    if isinstance(left, IntegerArray) and isinstance(right, IntegerArray):
        absent = either(left.absent, right.absent)
        for one, other in ((left, right), (right, left)):
            if is_one(one.values) and one.low == one.high == 0:
                return other._replace(absent=absent)
        left, right = in_common(left, right)
        values = np.asarray(left.values + right.values)
        return checked(IntegerArray(values, left.unit, left.low + right.low, left.high + right.high, absent))
    return _merged([left, right])


def _merged(columns: Sequence[NumberArray]) -> RatioArray:
    """The sum as terms, those of one divisor added up."""
    terms: dict[object, Term] = {}
    for column in columns:
        for term in terms_of(column):
            divisor = _divisor(term)
            known = terms.get(divisor)
            terms[divisor] = term if known is None else Term(_sum(known.above, term.above), term.below)
    return RatioArray(tuple(terms.values()), reduce(either, (column.absent for column in columns)))


def summed(columns: Sequence[NumberArray]) -> NumberArray:
    """The sum of columns. Raises NotHeld."""
    ratios = [column for column in columns if isinstance(column, RatioArray)]
    whole = [column for column in columns if isinstance(column, IntegerArray)]
    if not whole:
        return _merged(ratios)
    found = _at_once(whole) or reduce(_sum, whole)
    return _merged([found, *ratios]) if ratios else found


def _at_once(columns: Sequence[IntegerArray]) -> IntegerArray | None:
    """The sum in the unit that is common to all; None for a few, and where the sizes of all leave no room for it."""
    more = [column for column in columns if column.low or column.high]  # nought is nought in any unit
    if len(more) < 3:
        return None
    unit = reduce(unit_of, (column.unit for column in more))
    if sum(size_of(column) * _factor(column.unit, unit) for column in more) >= LIMIT:
        return None
    parts = [scaled(column, unit) for column in more]
    values = np.zeros(np.broadcast_shapes(*(part.values.shape for part in parts)), np.int64)
    for part in parts:
        values += part.values
    absent = reduce(either, (column.absent for column in columns))
    return IntegerArray(values, unit, sum(part.low for part in parts), sum(part.high for part in parts), absent)


def _sum(left: IntegerArray, right: IntegerArray) -> IntegerArray:
    found = added(left, right)
    assert isinstance(found, IntegerArray)
    return found


def _product(left: IntegerArray, right: IntegerArray | None) -> IntegerArray:
    """The product; None is 1."""
    if right is None:
        return left
    found = multiplied(left, right)
    assert isinstance(found, IntegerArray)
    return found


def _divisor(term: Term) -> object:
    """What is equal where terms have the same divisor."""
    return term.below and (id(term.below.values), *term.below.unit.as_integer_ratio())


def single(column: NumberArray) -> Term:
    """All terms over one divisor. Raises NotHeld where that would be too long."""
    first, *others = terms_of(column)
    for other in others:
        below = other.below if first.below is None else _product(first.below, other.below)
        first = Term(_sum(_product(first.above, other.below), _product(other.above, first.below)), below)
    return first


def negated(column: NumberArray) -> NumberArray:
    if isinstance(column, IntegerArray):
        return IntegerArray(np.asarray(-column.values), column.unit, -column.high, -column.low, column.absent)
    terms = tuple(Term(_negative(term.above), term.below) for term in column.terms)
    return RatioArray(terms, column.absent)


def _negative(column: IntegerArray) -> IntegerArray:
    return IntegerArray(np.asarray(-column.values), column.unit, -column.high, -column.low, column.absent)


def absolute(column: NumberArray) -> NumberArray:
    if isinstance(column, IntegerArray):
        low, high = column.low, column.high
        least = 0 if low <= 0 <= high else min(abs(low), abs(high))
        return IntegerArray(np.asarray(np.abs(column.values)), column.unit, least, max(-low, high), column.absent)
    above, below = single(column)
    found = absolute(above)
    assert isinstance(found, IntegerArray)
    return RatioArray((Term(found, below),), column.absent)


def multiplied(left: NumberArray, right: NumberArray) -> NumberArray:
    absent = either(left.absent, right.absent)
    if isinstance(left, IntegerArray) and isinstance(right, IntegerArray):
        if is_one(left.values):
            left, right = right, left
        if is_one(right.values):
            return _times(left, int(right.values) * right.unit)._replace(absent=absent)
        if max(-left.low, left.high) * max(-right.low, right.high) >= LIMIT:
            left, right = tightened(left), tightened(right)
            if max(-left.low, left.high) * max(-right.low, right.high) >= LIMIT:
                raise NotHeld
        ends = [one * other for one in (left.low, left.high) for other in (right.low, right.high)]
        values = np.asarray(left.values * right.values)
        return IntegerArray(values, left.unit * right.unit, min(ends), max(ends), absent)
    if isinstance(left, IntegerArray):
        left, right = right, left
    assert isinstance(left, RatioArray)
    if isinstance(right, IntegerArray):
        factor = right._replace(absent=None)
        return RatioArray(tuple(Term(_product(term.above, factor), term.below) for term in left.terms), absent)
    one, other = single(left), single(right)
    below = other.below if one.below is None else _product(one.below, other.below)
    return RatioArray((Term(_product(one.above, other.above), below),), absent)


def _times(column: IntegerArray, factor: Fraction) -> IntegerArray:
    if factor == 0:
        return constant(factor)
    unit = column.unit * abs(factor)
    if factor > 0:
        return column._replace(unit=unit)
    return _negative(column)._replace(unit=unit)


def zero_rows(column: NumberArray) -> Flags:
    """The rows that hold nought; of absent ones nobody knows."""
    return np.asarray(single(column).above.values == 0)


def divided(left: NumberArray, right: NumberArray) -> NumberArray:
    """The quotient; in a row whose divisor is nought, which the caller has seen to, any number."""
    if isinstance(right, IntegerArray) and is_one(right.values) and right.low == right.high != 0:
        return multiplied(left, constant(1 / (right.low * right.unit))._replace(absent=right.absent))
    divisor = single(right)
    absent = either(left.absent, right.absent)
    by = divisor.above
    if by.low <= 0:
        values = by.values
        negative = values < 0
        size = np.asarray(np.where(values == 0, 1, np.abs(values)))
        by = IntegerArray(size, by.unit, 1, max(-by.low, by.high, 1))
        if negative.any():
            left = selected(np.asarray(negative), negated(left), left)
    if isinstance(left, IntegerArray) and divisor.below is None:
        above = left._replace(unit=left.unit / by.unit, absent=None)
        return RatioArray((Term(above, by._replace(unit=Fraction(1))),), absent)
    above, below = single(left)
    by = by if below is None else _product(by, below)
    return RatioArray((Term(_product(above, divisor.below), by),), absent)


def remainder(left: NumberArray, right: NumberArray) -> NumberArray:
    """The remainder with the sign of the divisor; in a row whose divisor is nought any number."""
    if not isinstance(left, IntegerArray) or not isinstance(right, IntegerArray):
        raise NotHeld
    left, right = in_common(left, right)
    divisors = np.asarray(np.where(right.values == 0, 1, right.values))
    most = max(-right.low, right.high, 1)
    return IntegerArray(np.asarray(left.values % divisors), left.unit, -most, most, either(left.absent, right.absent))


class _Compared(NamedTuple):
    """How arrays are compared, and to which whole number a border between two of them may be moved, if to any."""

    of: Callable[[Any, Any], Any]
    moved: Callable[[Fraction], int] | None = None


_COMPARED: dict[CompareOp, _Compared] = total(
    "evaluate.arrays.arithmetic of comparisons",
    COMPARISONS,
    {
        "<": _Compared(np.less, ceil),
        "<=": _Compared(np.less_equal, floor),
        ">": _Compared(np.greater, floor),
        ">=": _Compared(np.greater_equal, ceil),
        "==": _Compared(np.equal),
        "!=": _Compared(np.not_equal),
    },
)


def compared(op: CompareOp, left: NumberArray, right: NumberArray) -> TruthArray:
    """A comparison, row by row. Raises NotHeld."""
    absent = either(left.absent, right.absent)
    if not isinstance(left, IntegerArray) or not isinstance(right, IntegerArray):
        difference = single(added(left, negated(right))).above
        return TruthArray(np.asarray(_COMPARED[op].of(difference.values, 0)), absent)
    if is_one(right.values) and right.low == right.high:
        border = right.low * right.unit / left.unit
        if left.low <= border <= left.high and not is_one(left.values):
            return TruthArray(_beside(op, left.values, border), absent)
    left, right = in_common(left, right)
    return TruthArray(np.asarray(_COMPARED[op].of(left.values, right.values)), absent)


def _beside(op: CompareOp, values: Whole, border: Fraction) -> Flags:
    """Whole numbers compared with a border within their bounds, which may lie between two of them."""
    compare, moved = _COMPARED[op]
    if moved is not None:
        return np.asarray(compare(values, moved(border)))
    if border.denominator == 1:
        return np.asarray(compare(values, border.numerator))
    return np.asarray(COMPARING[op].equal is False)


def extreme(smaller: bool, left: NumberArray, right: NumberArray) -> NumberArray:
    """The lesser or the greater, row by row. Raises NotHeld."""
    absent = either(left.absent, right.absent)
    if not isinstance(left, IntegerArray) or not isinstance(right, IntegerArray):
        chosen = selected(compared("<=" if smaller else ">=", left, right).values, left, right)
        return chosen._replace(absent=absent)
    left, right = in_common(left, right)
    keep, choose = (min, np.minimum) if smaller else (max, np.maximum)
    values = np.asarray(choose(left.values, right.values))
    return IntegerArray(values, left.unit, keep(left.low, right.low), keep(left.high, right.high), absent)


_ZERO = constant(Fraction(0))


def selected(chosen: Flags, left: NumberArray, right: NumberArray) -> NumberArray:
    """The left number in the rows that are chosen, the right one in the others. Raises NotHeld."""
    absent = absent_of_selected(chosen, left.absent, right.absent)
    if isinstance(left, IntegerArray) and isinstance(right, IntegerArray):
        return _selected(chosen, left, right)._replace(absent=absent)
    others = {_divisor(term): term for term in terms_of(right)}
    found: list[Term] = []
    for term in terms_of(left):
        other = others.pop(_divisor(term), None)
        found.append(Term(_selected(chosen, term.above, _ZERO if other is None else other.above), term.below))
    found += [Term(_selected(chosen, _ZERO, other.above), other.below) for other in others.values()]
    return RatioArray(tuple(found), absent)


def _selected(chosen: Flags, left: IntegerArray, right: IntegerArray) -> IntegerArray:
    left, right = in_common(left, right)
    values = np.asarray(np.where(chosen, left.values, right.values))
    return IntegerArray(values, left.unit, min(left.low, right.low), max(left.high, right.high))


def absent_of_selected(chosen: Flags, left: Flags | None, right: Flags | None) -> Flags | None:
    """The rows that are absent of what is selected."""
    if left is None and right is None:
        return None
    none = np.asarray(False)
    return np.asarray(np.where(chosen, none if left is None else left, none if right is None else right))


_AWAY: dict[RoundingMode, Callable[[Any, Any, Any], Any]] = total(
    "evaluate.arrays.arithmetic of rounding",
    ROUNDING_MODES,
    {
        "half_up": lambda whole, rest, one: 2 * rest >= one,
        "half_even": lambda whole, rest, one: (2 * rest > one) | ((2 * rest == one) & (whole % 2 == 1)),
        "down": lambda whole, rest, one: np.asarray(False),
        "up": lambda whole, rest, one: rest > 0,
    },
)
"""Whether one more is due of a size, given its whole part, the rest, and how much of a rest is one."""


def rounded(column: NumberArray, step: Fraction, mode: RoundingMode) -> NumberArray:
    """The numbers as whole multiples of a step. Raises NotHeld."""
    above, below = single(column)
    share = above.unit / step if below is None else above.unit / below.unit / step
    if share.denominator == 1 and below is None:
        return above._replace(absent=column.absent)
    most = size_of(above) * share.numerator
    if most >= LIMIT or share.denominator * (1 if below is None else below.high) >= LIMIT:
        raise NotHeld
    one = share.denominator if below is None else below.values * share.denominator
    size = np.abs(above.values) * share.numerator
    whole = size // one
    whole = whole + _AWAY[mode](whole, size - whole * one, one)  # divmod takes twice as long
    values = np.asarray(np.where(above.values < 0, -whole, whole))
    bound = most // share.denominator + 1
    return IntegerArray(values, step, -bound if above.low < 0 else 0, bound if above.high > 0 else 0, column.absent)
