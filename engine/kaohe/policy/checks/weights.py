"""The weights of a year's quarters, or of scores that are blended into one, add up to the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from kaohe.diagnostics import Findings
from kaohe.language.tree import Add, At, FoldPeriods, Mul, Node, Ref, Round, Step, walk
from kaohe.policy.adjustments import calculated
from kaohe.policy.model import Definition, Policy
from kaohe.policy.ranges import Ranges
from kaohe.words.cap_floor_round import LimitRoles, RoundRoles
from kaohe.words.folds_and_quarters import weight_lists


def check_weights(policy: Policy, findings: Findings) -> None:
    """K505 for each list of weights whose sum is not 100%."""
    ranges = Ranges(policy)
    for definition in policy.definitions.values():
        for weights in _lists(policy, definition, ranges):
            total = _total(weights, ranges)
            if total is not None and total != 1:
                findings.add("K505", weights[0].place, total=total * 100)


def _lists(policy: Policy, definition: Definition, ranges: Ranges) -> Iterator[Sequence[Node]]:
    for node in walk(definition.rule):
        if isinstance(node, FoldPeriods) and node.weights:
            yield from weight_lists(node.weights)
        elif isinstance(node, Add) and definition.points is not None:
            weights = [_weight(policy, definition.points, term, ranges) for term in node.terms]
            if None not in weights:
                yield [weight for weight in weights if weight is not None]


def _weight(policy: Policy, points: Fraction, term: Node, ranges: Ranges) -> Node | None:
    """The share that a term gives to a score with the same printed points: then, and only then, it is a weight."""
    if not isinstance(term, Mul):
        return None
    for of, weight in ((term.left, term.right), (term.right, term.left)):
        body = unwrapped(of)
        body = unwrapped(body.of) if isinstance(body, At) else body
        known = policy.definitions.get((body.unit_type, body.id)) if isinstance(body, Ref) else None
        if known is not None and known.points == points and _total([weight], ranges) is not None:
            return weight
    return None


def _total(weights: Iterable[Node], ranges: Ranges) -> Fraction | None:
    """The sum; None where the weights are no fixed numbers."""
    total = Fraction(0)
    for weight in weights:
        known = ranges.of(weight)
        if known.low is None or known.low != known.high:
            return None
        total += known.low
    return total


def check_sums(policy: Policy, findings: Findings) -> None:
    """K503 where the points of all parts differ from the points of the whole, or those of some pass them already."""
    for definition in policy.scores:
        parts = _parts(policy, calculated(policy, definition).rule)
        printed = [part.points for part in parts if part.points is not None]
        if definition.points is None or not printed:
            continue
        total = sum(printed, Fraction(0))
        if total != definition.points if len(printed) == len(parts) else total > definition.points:
            findings.add("K503", definition.place, id=definition.id, total=total, points=definition.points)


def _parts(policy: Policy, rule: Node) -> list[Definition]:
    """The scores that a rule adds up, whether as `parts` or in a formula; none for any other rule."""
    body = unwrapped(rule)
    if not isinstance(body, Add):
        return []
    terms = [term for term in map(unwrapped, body.terms) if isinstance(term, Ref)]
    parts = [policy.definitions.get((term.unit_type, term.id)) for term in terms]
    listed = [part for part in parts if part is not None and part.published]
    return listed if len(listed) == len(body.terms) else []


def unwrapped(node: Node) -> Node:
    """What stands under formulas, limits and rounding."""
    while True:
        if isinstance(node, Step) and isinstance(node.roles, LimitRoles | RoundRoles):
            node = node.roles.of
        elif isinstance(node, Step) and node.means is not None:
            node = node.means
        elif isinstance(node, Round):
            node = node.operand
        else:
            return node
