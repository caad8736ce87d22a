"""What the signs and functions of a formula do with exact values, and what values are compared by.

Numbers, days and members of one ordered list come before or after each other; no operator mixes kinds.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from kaohe.policy.lists import ClosedList
from kaohe.results import Value
from kaohe.verify.values import (
    Unanswered,
    alike,
    cut,
    divided,
    exponential,
    logarithm,
    number,
    raised,
    remainder,
    root,
    snapped,
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


def first_by(pick: Callable[..., Any]) -> Callable[..., Any]:
    """The one of several values that `pick` (min or max) takes by what they are compared by."""

    def picked(*values: Any) -> Any:
        known = comparable(values)
        return pick(known, key=standing) if isinstance(known[0], str) else snapped(pick(map(number, known)))

    return picked


def _compared(operation: Callable[[Any, Any], bool]) -> Callable[[Value, Value], bool]:
    return lambda left, right: operation(*map(standing, comparable((left, right))))


def _exact(operation: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: snapped(operation(*map(number, values)))


def _equal(left: Value, right: Value) -> bool:
    left, right = beside(left, right)
    if not alike(left, right) or isinstance(left, bool):
        raise Unanswered(f"{left!r} == {right!r} ?")
    return bool(cut(left) == cut(right))


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
    ast.Lt: _compared(operator.lt),
    ast.LtE: _compared(operator.le),
    ast.Gt: _compared(operator.gt),
    ast.GtE: _compared(operator.ge),
    ast.Eq: _equal,
    ast.NotEq: lambda left, right: not _equal(left, right),
    ast.Not: _opposite,
}
"""What simpleeval calculates with, and powers besides (`POWERS`)."""

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
