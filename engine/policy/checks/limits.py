"""Limits that never act, and printed maxima that the rule passes or cannot reach."""

from __future__ import annotations

from engine.diagnostics import Findings
from engine.language.tree import Max, Min, Node, Step, walk
from engine.policy.model import Definition, Policy
from engine.policy.ranges import Ranges


def check_limits(policy: Policy, findings: Findings) -> None:
    """K506 a cap, K507 a floor that never acts; K508 a maximum that is exceeded, K509 one out of reach."""
    ranges = Ranges(policy)
    told: set[tuple[str, str]] = set()
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            if isinstance(node, Step) and node.keyword in ("cap", "floor"):
                _check_limit(node, node.body, ranges, findings)
    # A whole passes its maximum because a part does: it is said of the part.
    for definition in reversed(policy.scores):
        _check_maximum(definition, ranges, told, findings)


def _check_limit(step: Step, body: Node, ranges: Ranges, findings: Findings) -> None:
    if not isinstance(body, Min | Max) or len(body.terms) != 2:
        return
    inside, bound = (ranges.of(term) for term in body.terms)
    if isinstance(body, Min) and inside.high is not None and bound.low is not None and inside.high <= bound.low:
        findings.add("K506", step.place, high=inside.high)
    if isinstance(body, Max) and inside.low is not None and bound.high is not None and inside.low >= bound.high:
        findings.add("K507", step.place, low=inside.low)


def _check_maximum(definition: Definition, ranges: Ranges, told: set[tuple[str, str]], findings: Findings) -> None:
    if definition.points is None:
        return
    high = ranges.of(definition.rule).high
    identity = (definition.unit_type, definition.id)
    if high is None or high > definition.points:
        if identity not in told:
            limit = "—" if high is None else high
            findings.add("K508", definition.place, id=definition.id, points=definition.points, high=limit)
        if definition.parent is not None:
            told.add((definition.unit_type, definition.parent))
    elif high < definition.points:
        findings.add("K509", definition.place, id=definition.id, points=definition.points, high=high)
