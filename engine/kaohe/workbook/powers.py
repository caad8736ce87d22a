"""Powers, roots and products of years: what an average growth is made of."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.workbook.code import ABSENT, ATOM, PRODUCT, Code, Guard, bracketed, number, scaled
from kaohe.workbook.spot import Spot

if TYPE_CHECKING:
    from kaohe.workbook.compiler import Compiler

ONE = Fraction(1)
_DATA = (tree.Column, tree.Ref, tree.Fold, tree.Over, tree.Rank, tree.At, tree.FoldPeriods, tree.SinceYear)


def _power(compiler: Compiler, node: tree.Power, spot: Spot) -> Code:
    base = scaled(compiler.value(node.base, spot), ONE)
    exponent = _whole(compiler, node.exponent, spot)
    return Code("number", f"POWER({base.text},{exponent.text})").at(base, exponent)


def _root(compiler: Compiler, node: tree.Root, spot: Spot) -> Code:
    """Of a number below zero there is none; the engine refuses it, and here it has no value."""
    operand = scaled(compiler.atom(node.operand, spot), ONE)
    degree = _whole(compiler, node.degree, spot)
    found = Code("number", f"POWER({operand.text},1/{bracketed(degree, ATOM)})").at(operand, degree)
    below = Guard("condition", f"IFERROR({bracketed(operand, PRODUCT)}<0,TRUE)")  # a blank divided is an error
    return found.at(Code("number", "", soft=(below,)))


def _whole(compiler: Compiler, node: tree.Node, spot: Spot) -> Code:
    """An exponent. How many years there are is a plain number, as nothing of it is data."""
    if not any(isinstance(each, _DATA) for each in tree.walk(node)):
        value = compiler.values.of(node, spot.grid.frame, spot.position)
        if isinstance(value, Fraction):
            return number(value)
    return scaled(compiler.atom(node, spot), ONE)


def _since_year(compiler: Compiler, node: tree.SinceYear, spot: Spot) -> Code:
    """The factors of all years up to this one; a year that the data does not have leaves it without a value."""
    other = compiler.of_own_grain(node, spot)
    if other is not None:
        return other
    unit, period, _ = spot.grid.key(spot.position)
    assert period is not None
    factors: list[Code] = []
    for year in range(node.first, min(period.year, node.last) + 1):
        position = spot.grid.find((unit, Period(year), None))
        if position is None:
            return ABSENT
        factors.append(scaled(compiler.atom(node.of, spot.at(position)), ONE))
    if not factors:
        return ABSENT
    text = "*".join(bracketed(factor, ATOM) for factor in factors)
    return Code("number", text, binds=PRODUCT).at(*factors)


RULES: dict[type[tree.Node], Callable[..., Code]] = {
    tree.Power: _power,
    tree.Root: _root,
    tree.SinceYear: _since_year,
}
