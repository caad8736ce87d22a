"""The second opinion on powers and roots, by multiplying and by halving intervals."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.language import tree
from kaohe.verify.keys import Key
from kaohe.verify.operators import Value
from kaohe.verify.scalars import numbers
from kaohe.verify.text import Unanswered

if TYPE_CHECKING:
    from kaohe.verify.nodes import Naive

DECIMALS = 50  # a root that is no rational is cut off there


def _power(run: Naive, node: tree.Power, key: Key) -> Value:
    values = numbers(run, (node.base, node.exponent), key)
    if values is None:
        return None
    base, exponent = values[0], _whole(values[1])
    if exponent < 0 and not base:
        raise Unanswered("1 / 0")
    product = Fraction(1)
    for _ in range(abs(exponent)):
        product *= base
    return product if exponent >= 0 else 1 / product


def _root(run: Naive, node: tree.Root, key: Key) -> Value:
    values = numbers(run, (node.operand, node.degree), key)
    if values is None:
        return None
    value, degree = values[0], _whole(values[1])
    if value < 0 or degree < 1:
        raise Unanswered(f"{value} ?")
    exact = Fraction(_at_most(value.numerator, degree), _at_most(value.denominator, degree))
    if exact**degree == value:
        return exact
    scale: int = 10**DECIMALS
    return Fraction(_at_most(value.numerator * scale**degree // value.denominator, degree), scale)


def _whole(value: Fraction) -> int:
    if value.denominator != 1:
        raise Unanswered(f"{value} ?")
    return value.numerator


def _at_most(power: int, degree: int) -> int:
    """The greatest whole number of which `power` is at least that power."""
    low, beyond = 0, power + 1
    while beyond - low > 1:
        middle = (low + beyond) // 2
        low, beyond = (middle, beyond) if middle**degree <= power else (low, middle)
    return low


OPERATIONS: dict[type[tree.Node], Callable[..., Value]] = {tree.Power: _power, tree.Root: _root}
