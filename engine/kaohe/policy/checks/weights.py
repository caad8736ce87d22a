"""The weights of a year's quarters, or of scores that are blended into one, add up to the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from kaohe.diagnostics import Findings
from kaohe.language.tree import Add, At, FoldPeriods, Mul, Node, Ref, walk
from kaohe.policy.checks.sums import unwrapped
from kaohe.policy.model import Definition, Policy
from kaohe.policy.ranges import Ranges
from kaohe.words.quarters import weight_lists


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
