"""Powers, and roots of rationals: exact where they are rational, else within a bound."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kaohe.data.tables.frames import Frame
from kaohe.evaluate import columns
from kaohe.evaluate.arithmetic import from_fractions, numbers, refuse
from kaohe.evaluate.calculation import Calculation
from kaohe.evaluate.columns import Column, Ratios
from kaohe.language import tree

PLACES = 50
"""A root that is not rational is given to so many decimals, cut off: less than 10^-50 too low."""


def root(value: Fraction, degree: int) -> Fraction:
    """The root of a number that is not negative, to a degree of at least 1."""
    above, below = _whole_root(value.numerator, degree), _whole_root(value.denominator, degree)
    if above**degree == value.numerator and below**degree == value.denominator:
        return Fraction(above, below)
    scale = 10**PLACES
    return Fraction(_whole_root(value.numerator * scale**degree // value.denominator, degree), scale)


def _whole_root(number: int, degree: int) -> int:
    """The greatest whole number whose power does not pass `number`, by Newton's method from above."""
    if number < 2:
        return number
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def _power(run: Calculation, node: tree.Power, frame: Frame) -> Column:
    bases, exponents = (columns.fractions(numbers(run, part, frame)) for part in (node.base, node.exponent))
    pairs = zip(bases, exponents, strict=True)
    return from_fractions([None if b is None or e is None else b ** int(e) for b, e in pairs])


def _root(run: Calculation, node: tree.Root, frame: Frame) -> Column:
    operands, degrees = (columns.fractions(numbers(run, part, frame)) for part in (node.operand, node.degree))
    found: list[Fraction | None] = []
    for row, (operand, degree) in enumerate(zip(operands, degrees, strict=True)):
        if operand is not None and operand < 0:
            refuse(run, "E103", node, frame, row)
        found.append(None if operand is None or degree is None else root(operand, int(degree)))
    return Ratios(found)


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {tree.Power: _power, tree.Root: _root}
