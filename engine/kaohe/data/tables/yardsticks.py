"""What a policy itself compares a column with: amounts in tiers, conditions, limits and targets, and other columns.

They say of what order figures are, without anybody having to state what is usual.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from kaohe.language import tree
from kaohe.policy.model import Policy

Yardsticks = dict[tuple[str, str], frozenset[Fraction]]
"""For columns, by table and id, the amounts above zero that they are compared with, in base measure."""


def yardsticks(policy: Policy) -> Yardsticks:
    """The amounts that a column is compared with. Only a column by itself is, no sum and no quotient."""
    found: dict[tuple[str, str], set[Fraction]] = {}
    for of, amount in _compared(policy):
        column, size = _column(policy, of), _size(amount)
        if column is not None and size:
            found.setdefault((column.table, column.column), set()).add(size)
    return {column: frozenset(sizes) for column, sizes in found.items()}


def compared_columns(policy: Policy) -> dict[tuple[str, str], set[tuple[str, str]]]:
    """For columns of amounts, by table and id, those that a rule compares them with, each pair once: 消费量 with 限额.

    What is added to the other one, or taken from it, counts for nothing.
    """
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for of, amount in _compared(policy):
        one, other = _column(policy, of), _column(policy, _without_constants(amount))
        if one is None or other is None or (one.table, one.column) == (other.table, other.column):
            continue
        keys = (one.table, one.column), (other.table, other.column)
        kinds = {policy.tables[table].columns[id_].measure.kind for table, id_ in keys}
        if kinds == {"unit"} and keys[0] not in found.get(keys[1], ()):
            found.setdefault(keys[0], set()).add(keys[1])
    return found


def _without_constants(node: tree.Node) -> tree.Node:
    """Of a sum or a difference the one part that is no number."""
    while isinstance(node, tree.Step) and len(node.roles.measured) == 1:
        (node,) = node.roles.measured
    parts = node.terms if isinstance(node, tree.Add) else (node.left, node.right) if isinstance(node, tree.Sub) else ()
    others = [part for part in parts if _size(part) is None]
    return others[0] if len(others) == 1 else node


def _compared(policy: Policy) -> Iterator[tuple[tree.Node, tree.Node]]:
    """What is compared with what, on all paths of all rules."""
    rules = [definition.rule for definition in policy.definitions.values()]
    rules += [condition.rule for condition in policy.conditions]
    for target in policy.targets:
        if target.rules is not None:
            yield from ((target.rules.actual, amount) for amount in target.rules.amounts)
    for node in _walk(rules):
        match node:
            case tree.Compare():
                yield from ((node.left, node.right), (node.right, node.left))
            case tree.Tiers():
                yield from ((node.of, tier.bound) for tier in node.tiers)
            case tree.Min() | tree.Max():
                yield from ((of, amount) for of in node.terms for amount in node.terms if of is not amount)


def _walk(rules: Iterable[tree.Node]) -> Iterator[tree.Node]:
    seen: set[int] = set()
    for rule in rules:
        for node in tree.walk(rule):
            if id(node) not in seen:
                seen.add(id(node))
                yield node


def _column(policy: Policy, node: tree.Node) -> tree.Column | None:
    """The column that a node is, by whatever names and roundings."""
    passed = 0
    while passed < len(policy.definitions) + 100:
        passed += 1
        match node:
            case tree.Column():
                return node
            case tree.Round() | tree.Abs() | tree.Neg() | tree.Tally():
                node = node.operand
            case tree.Step() if len(node.roles.measured) == 1:
                (node,) = node.roles.measured
            case tree.Ref() if (node.unit_type, node.id) in policy.definitions:
                node = policy.definitions[node.unit_type, node.id].rule
            case _:
                return None
    return None


def _size(node: tree.Node) -> Fraction | None:
    match node:
        case tree.Number():
            return abs(node.value)
        case tree.Neg():
            return _size(node.operand)
        case _:
            return None
