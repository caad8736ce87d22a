"""What simpleeval calculates with: exact operators that take numbers alone, and never a truth for a number."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from fractions import Fraction
from math import floor
from typing import Any

from kaohe.verify.text import Unanswered

Value = Fraction | str | bool | None


def number(value: object) -> Fraction:
    """A number that is there; Unanswered for anything else."""
    if type(value) is not Fraction:
        raise Unanswered(f"{value!r} ?")
    return value


def optional(value: Value) -> Fraction | None:
    """A number that may be absent; Unanswered for anything else."""
    return None if value is None else number(value)


def half_up(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    nearest = floor(abs(value) + Fraction(1, 2))
    return nearest if value >= 0 else -nearest


def _exact(operation: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: operation(*(number(value) for value in values))


def divided(left: Fraction, right: Fraction) -> Fraction:
    """The quotient; nothing is divided by nought."""
    if not right:
        raise Unanswered(f"{left} / 0")
    return left / right


def remainder(left: Fraction, right: Fraction) -> Fraction:
    """What is left over whole multiples of `right`, with its sign."""
    return left - right * floor(divided(left, right))


def _equal(left: Value, right: Value) -> bool:
    if type(left) is not type(right) or isinstance(left, bool):
        raise Unanswered(f"{left!r} == {right!r} ?")
    return left == right


def _opposite(value: Value) -> bool:
    if not isinstance(value, bool):
        raise Unanswered(f"not {value!r} ?")
    return not value


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _exact(operator.add),
    ast.Sub: _exact(operator.sub),
    ast.Mult: _exact(operator.mul),
    ast.Div: _exact(divided),
    ast.USub: _exact(operator.neg),
    ast.Lt: _exact(operator.lt),
    ast.LtE: _exact(operator.le),
    ast.Gt: _exact(operator.gt),
    ast.GtE: _exact(operator.ge),
    ast.Eq: _equal,
    ast.NotEq: lambda left, right: not _equal(left, right),
    ast.Not: _opposite,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": _exact(min),
    "max": _exact(max),
    "abs": _exact(abs),
    "mod": _exact(remainder),
}
