"""The second opinion on conditions and what they choose: only what applies is calculated; None is absent."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kaohe.language import tree
from kaohe.language.entry import COMPARISONS, CompareOp
from kaohe.language.register import total
from kaohe.results import Value
from kaohe.verify.arithmetic import numbers
from kaohe.verify.keys import Key, Run
from kaohe.verify.values import Unanswered, alike, number


def _compare(run: Run, node: tree.Compare, key: Key) -> Value:
    left, right = run.of(node.left, key), run.of(node.right, key)
    if left is None or right is None:
        return None
    if not alike(left, right):
        raise Unanswered(f"{left!r} {node.op} {right!r} ?")
    return _COMPARED[node.op](left, right)


def _in_order(holds: Callable[[Fraction, Fraction], bool]) -> Callable[[Value, Value], bool]:
    """Numbers alone have an order."""
    return lambda left, right: holds(number(left), number(right))


_COMPARED: dict[CompareOp, Callable[[Value, Value], bool]] = total(
    "verify.conditions",
    COMPARISONS,
    {
        "<": _in_order(lambda left, right: left < right),
        "<=": _in_order(lambda left, right: not right < left),
        ">": _in_order(lambda left, right: right < left),
        ">=": _in_order(lambda left, right: not left < right),
        "==": lambda left, right: left == right,
        "!=": lambda left, right: left != right,
    },
)


def truth(run: Run, node: tree.Node, key: Key) -> bool | None:
    """A condition's value."""
    value = run.of(node, key)
    if value is None or isinstance(value, bool):
        return value
    raise Unanswered(f"{value!r} ?")


def _and(run: Run, node: tree.And, key: Key) -> Value:
    for term in node.terms:
        held = truth(run, term, key)
        if held is not True:
            return held
    return True


def _or(run: Run, node: tree.Or, key: Key) -> Value:
    for term in node.terms:
        held = truth(run, term, key)
        if held is not False:
            return held
    return False


def _not(run: Run, node: tree.Not, key: Key) -> Value:
    held = truth(run, node.operand, key)
    return None if held is None else not held


def _if(run: Run, node: tree.If, key: Key) -> Value:
    held = truth(run, node.condition, key)
    return None if held is None else run.of(node.then if held else node.otherwise, key)


def _tiers(run: Run, node: tree.Tiers, key: Key) -> Value:
    values = numbers(run, (node.of,), key)
    if values is None:
        return None
    for tier in node.tiers:
        bound = numbers(run, (tier.bound,), key)
        if bound is None:
            return None
        if values[0] > bound[0] or (tier.inclusive and values[0] == bound[0]):
            return run.of(tier.value, key)
    return run.of(node.below, key)


def _cases(run: Run, node: tree.Cases, key: Key) -> Value:
    word = run.of(node.of, key)
    if word is None:
        return None
    for case, value in node.cases:
        if word == case:
            return run.of(value, key)
    if node.otherwise is None:
        raise Unanswered(f"{word} ?")
    return run.of(node.otherwise, key)


def _present(run: Run, node: tree.Present, key: Key) -> Value:
    return run.of(node.operand, key) is not None


def _if_absent(run: Run, node: tree.IfAbsent, key: Key) -> Value:
    value = run.of(node.operand, key)
    return run.of(node.fallback, key) if value is None else value


OPERATIONS: dict[type[tree.Node], Callable[..., Value]] = {
    tree.Compare: _compare,
    tree.And: _and,
    tree.Or: _or,
    tree.Not: _not,
    tree.If: _if,
    tree.Tiers: _tiers,
    tree.Cases: _cases,
    tree.Present: _present,
    tree.IfAbsent: _if_absent,
}
