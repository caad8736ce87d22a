"""What the signs and functions of a formula do with exact values, and what values are compared by.

Numbers, days and members of one ordered list come before or after each other; no operator mixes kinds.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from kaohe.policy.lists import ClosedList
from kaohe.results import Value
from kaohe.verify.keys import Key, Way
from kaohe.verify.values import (
    Unanswered,
    added,
    alike,
    cut,
    divided,
    exponential,
    less,
    logarithm,
    number,
    raised,
    remainder,
    root,
    snapped,
    times,
)


class Member(str):
    """A word that is a member of the list `known`."""

    known: ClosedList

    @classmethod
    def of(cls, word: str, known: ClosedList) -> Member:
        """The member of that id."""
        found = cls(word)
        found.known = known
        return found


def beside(left: Any, right: Any) -> tuple[Any, Any]:
    """Two values that meet: a text beside a member is the member that it names, by its id or its name."""
    if isinstance(left, Member) and type(right) is str:
        return left, _named(right, left.known)
    if isinstance(right, Member) and type(left) is str:
        return _named(left, right.known), right
    return left, right


def _named(word: str, known: ClosedList) -> str:
    ids = [id_ for id_, name in known.members.items() if word in (id_, name)]
    return Member.of(word if word in ids else ids[0], known) if ids else word


def standing(value: Any) -> Any:
    """What a value is compared by: of a member how many of its list are worse, of a day its number in the calendar.

    Raises Unanswered for what has no order.
    """
    if isinstance(value, Member):
        ids = [*value.known.members]
        better = {"best_first": ids.index(value), "worst_first": len(ids) - 1 - ids.index(value)}
        if value.known.order is None:
            raise Unanswered(f"{value} ?")
        return Fraction(len(ids) - 1 - better[value.known.order])
    if isinstance(value, str):
        try:
            return Fraction(date.fromisoformat(value).toordinal())
        except ValueError as wrong:
            raise Unanswered(f"{value} ?") from wrong
    return cut(number(value))


def comparable(values: Iterable[Any]) -> list[Any]:
    """Values that are compared with each other: numbers, days, or members of one list. Raises Unanswered for others."""
    found = list(values)
    members = [value for value in found if isinstance(value, Member)]
    found = [beside(value, members[0])[0] if members else value for value in found]
    lists = {value.known.id if isinstance(value, Member) else type(value) is str for value in found}
    if len(lists) > 1:
        raise Unanswered(f"{found} ?")
    return found


def measured(left: Any, right: Any) -> tuple[Any, Any]:
    """What two values are compared by. Raises Unanswered where they have no order among them.

    Fractions are slow to compare: each is what it is over one denominator for both.
    """
    if type(left) is type(right) is Fraction:
        left, right = cut(left), cut(right)
        return left.numerator * right.denominator, right.numerator * left.denominator
    one, other = map(standing, comparable((left, right)))
    return one, other


def first_by(pick: Callable[..., Any]) -> Callable[..., Any]:
    """The one of several values that `pick` (min or max) takes by what they are compared by."""

    def picked(*values: Any) -> Any:
        if all([type(value) is Fraction for value in values]):
            whole = lcm(*[value.denominator for value in values])
            return snapped(pick(values, key=lambda value: value.numerator * (whole // value.denominator)))
        known = comparable(values)
        return pick(known, key=standing) if isinstance(known[0], str) else snapped(pick(map(number, known)))

    return picked


def _compared(operation: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool]:
    return lambda left, right: operation(*measured(left, right))


def _exact(operation: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: snapped(operation(*map(number, values)))


def exact_of_two(operation: Callable[[Fraction, Fraction], Fraction]) -> Callable[[Value, Value], Fraction]:
    """The operation on two values that are there. Raises Unanswered where one is no number."""

    def exact(left: Value, right: Value) -> Fraction:
        found: Fraction = snapped(operation(number(left), number(right)))
        return found

    return exact


def _equal(left: Value, right: Value) -> bool:
    left, right = beside(left, right)
    if not alike(left, right) or isinstance(left, bool):
        raise Unanswered(f"{left!r} == {right!r} ?")
    return same(cut(left), cut(right))


def same(left: Any, right: Any) -> bool:
    """Whether two values of one kind are equal."""
    if type(left) is type(right) is Fraction:
        return bool(left.numerator == right.numerator and left.denominator == right.denominator)
    return bool(left == right)


def _opposite(value: Value) -> bool:
    if not isinstance(value, bool):
        raise Unanswered(f"not {value!r} ?")
    return not value


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Sub: exact_of_two(less),
    ast.Mult: exact_of_two(times),
    ast.Div: exact_of_two(divided),
    ast.USub: _exact(operator.neg),
    ast.Lt: _compared(operator.lt),
    ast.LtE: _compared(operator.le),
    ast.Gt: _compared(operator.gt),
    ast.GtE: _compared(operator.ge),
    ast.Eq: _equal,
    ast.NotEq: lambda left, right: not _equal(left, right),
    ast.Not: _opposite,
}
"""What simpleeval calculates with, and sums (`_Sum`) and powers (`POWERS`) besides."""

PLAIN_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "min": first_by(min),
    "max": first_by(max),
    "abs": _exact(abs),
    "mod": _exact(remainder),
}
"""The functions of a formula that simpleeval works out by itself."""


def _of_numbers(operation: Callable[..., Fraction]) -> Callable[..., Fraction]:
    return lambda *values: snapped(operation(*map(number, values)))


POWERS: dict[type[ast.AST], Callable[..., Fraction]] = {ast.Pow: _of_numbers(raised)}
REAL_FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "sqrt": _of_numbers(lambda value: root(value, Fraction(2))),
    "root": _of_numbers(root),
    "power": _of_numbers(raised),
    "ln": _of_numbers(logarithm),
    "exp": _of_numbers(exponential),
}
"""Those of a formula that simpleeval works out by itself."""


class AbsentError(Exception):
    """An operand has no value."""


def there(way: Way) -> Way:
    """Raises AbsentError where the operand has no value."""

    def there(key: Key) -> Value:
        value = way(key)
        if value is None:
            raise AbsentError
        return value

    return there


def absent_as_none(way: Way) -> Way:
    def found(key: Key) -> Value:
        try:
            return way(key)
        except AbsentError:
            return None

    return found


def _of_one(operation: Callable[[Value], Value]) -> Callable[[Way], Way]:
    return lambda way: lambda key: operation(way(key))


def _of_two(operation: Callable[[Value, Value], Value]) -> Callable[[Way, Way], Way]:
    return lambda left, right: lambda key: operation(left(key), right(key))


def _of_all(operation: Callable[..., Value]) -> Callable[..., Way]:
    return lambda *ways: lambda key: operation(*[way(key) for way in ways])


class _Sum:
    """What several terms, written one after the other, come to."""

    __slots__ = ("terms",)

    def __init__(self, terms: list[Way]) -> None:
        self.terms = terms

    @classmethod
    def of(cls, left: Way, right: Way) -> _Sum:
        return cls([*(left.terms if isinstance(left, cls) else [left]), right])

    def __call__(self, key: Key) -> Value:
        found: Fraction = snapped(added([number(term(key)) for term in self.terms]))
        return found


OPERATORS_OF_WAYS: dict[type[ast.AST], Callable[..., Way]] = {
    sign: _of_one(operation) if issubclass(sign, ast.unaryop) else _of_two(operation)
    for sign, operation in (OPERATORS | POWERS).items()
} | {ast.Add: _Sum.of}
FUNCTIONS_OF_WAYS: dict[str, Callable[..., Way]] = {
    name: _of_all(function) for name, function in (PLAIN_FUNCTIONS | REAL_FUNCTIONS).items()
}


def _if_else(evaluator: Any, node: ast.IfExp) -> Way:
    condition, then, otherwise = map(evaluator._eval, ast.iter_child_nodes(node))
    return lambda key: then(key) if condition(key) else otherwise(key)


def _and_or(evaluator: Any, node: ast.BoolOp) -> Way:
    ways, decides = [evaluator._eval(part) for part in node.values], isinstance(node.op, ast.Or)

    def found(key: Key) -> Value:
        value: Value = None
        for way in ways:
            value = way(key)
            if bool(value) is decides:
                break
        return value

    return found


def _chain(evaluator: Any, node: ast.Compare) -> Way:
    """Pair by pair; where one does not hold, nothing behind it is asked for."""
    first = evaluator._eval(node.left)
    pairs = [
        (OPERATORS[type(sign)], evaluator._eval(part)) for sign, part in zip(node.ops, node.comparators, strict=True)
    ]

    def found(key: Key) -> Value:
        right, holds = first(key), True
        for operation, way in pairs:
            left, right = right, way(key)
            holds = operation(left, right)
            if not holds:
                break
        return holds

    return found


CHOOSING: dict[type[ast.AST], Callable[[Any, Any], Way]] = {
    ast.IfExp: _if_else,
    ast.BoolOp: _and_or,
    ast.Compare: _chain,
}
"""What leaves out what is not asked for. simpleeval would leave it out when it has no key yet, and for good."""
