"""The second opinion on numbers, each row by itself; None is absent, and what rests on it is absent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil, floor, trunc
from typing import TYPE_CHECKING, Any

from kaohe.language import tree
from kaohe.verify.apportion import apportioned
from kaohe.verify.keys import Key
from kaohe.verify.operators import Value, divided, remainder
from kaohe.verify.text import Unanswered

if TYPE_CHECKING:
    from kaohe.verify.nodes import Naive

Operation = Callable[..., Value]


def numbers(run: Naive, nodes: Iterable[tree.Node], key: Key) -> list[Fraction] | None:
    """The values of all, None if any is absent."""
    values: list[Fraction] = []
    absent = False
    for node in nodes:
        value = run.of(node, key)
        if value is None:
            absent = True
        elif isinstance(value, Fraction):
            values.append(value)
        else:
            raise Unanswered(f"{value!r} ?")
    return None if absent else values


def _of_terms(work_out: Callable[[list[Fraction]], Fraction]) -> Operation:
    def operation(run: Naive, node: Any, key: Key) -> Value:
        values = numbers(run, node.terms, key)
        return None if values is None else work_out(values)

    return operation


def _of_two(work_out: Callable[[Fraction, Fraction], Fraction]) -> Operation:
    def operation(run: Naive, node: Any, key: Key) -> Value:
        values = numbers(run, (node.left, node.right), key)
        return None if values is None else work_out(values[0], values[1])

    return operation


def _of_one(work_out: Callable[[Fraction], Fraction]) -> Operation:
    def operation(run: Naive, node: Any, key: Key) -> Value:
        values = numbers(run, (node.operand,), key)
        return None if values is None else work_out(values[0])

    return operation


_ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "half_up": lambda steps: floor(steps + Fraction(1, 2)),
    "half_even": round,
    "down": trunc,
    "up": ceil,
}


def _round(run: Naive, node: tree.Round, key: Key) -> Value:
    values = numbers(run, (node.operand,), key)
    if values is None:
        return None
    step: Fraction = run.policy.types[node].measure.scale / 10**node.places
    size: Fraction = _ROUNDINGS[node.mode](abs(values[0]) / step) * step
    return size if values[0] >= 0 else -size


def _tally(run: Naive, node: tree.Tally, key: Key) -> Value:
    value = run.of(node.operand, key)
    return Fraction(int(value)) if isinstance(value, bool) else value


def _seats(run: Naive, node: tree.Seats, key: Key) -> Value:
    size = run.of(node.size, key)
    if size is None:
        return None
    rounding = run.of(node.rounding, key)
    if not isinstance(size, Fraction) or rounding not in ("largest_remainder", "half_up", "floor"):
        raise Unanswered(f"{size} {rounding} ?")
    return Fraction(sum(apportioned(int(size), node.ratio, str(rounding))[: node.upto]))


OPERATIONS: dict[type[tree.Node], Operation] = {
    tree.Add: _of_terms(lambda values: sum(values, Fraction(0))),
    tree.Min: _of_terms(min),
    tree.Max: _of_terms(max),
    tree.Sub: _of_two(lambda left, right: left - right),
    tree.Mul: _of_two(lambda left, right: left * right),
    tree.Div: _of_two(divided),
    tree.Mod: _of_two(remainder),
    tree.Neg: _of_one(lambda value: -value),
    tree.Abs: _of_one(abs),
    tree.Round: _round,
    tree.Tally: _tally,
    tree.Seats: _seats,
}
