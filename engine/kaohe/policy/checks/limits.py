"""Limits that never act or always do, and printed maxima that the rule passes or cannot reach."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.diagnostics import Findings, Words
from kaohe.language.tree import Cases, If, Max, Min, Node, Reading, Step, Tiers, walk
from kaohe.places import Place
from kaohe.policy.model import Definition, Policy
from kaohe.policy.ranges import Ranges

_ENDLESS = Words("不封顶", "without limit")


def check_limits(policy: Policy, findings: Findings) -> None:
    """K506 a cap, K507 a floor that never acts, K527 one that always does; K508 a maximum passed, K509 out of reach."""
    ranges = Ranges(policy)
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            if isinstance(node, Step) and node.keyword in ("cap", "floor", "deduct"):
                for limit in _limits(node.body):
                    _check_limit(limit, ranges, findings)
    # A whole passes its maximum, or falls short of it, because a part does: it is said of the part.
    told = {definition.place for definition in policy.scores if _has_wrong_sum(definition, findings)}
    by_rule = Ranges(policy, decided=False)  # what the document prints is what its rules give
    for definition in reversed(policy.scores):
        if definition.points is not None and _check_maximum(definition, by_rule, told, findings):
            whole = policy.definitions.get((definition.unit_type, definition.parent or ""))
            told.update([] if whole is None else [whole.place])


def _limits(body: Node) -> Iterator[Min | Max]:
    """The limit, or each of those that a reading, a word or a condition chooses between."""
    if isinstance(body, Min | Max):
        yield body
        return
    chosen: list[Node | None] = []
    if isinstance(body, Reading | Cases):
        chosen = [*(case for _, case in body.cases), body.otherwise if isinstance(body, Cases) else None]
    elif isinstance(body, If):
        chosen = [body.then, body.otherwise]
    elif isinstance(body, Tiers):
        chosen = [*(tier.value for tier in body.tiers), body.below]
    for node in chosen:
        if node is not None:
            yield from _limits(node)


def _check_limit(limit: Min | Max, ranges: Ranges, findings: Findings) -> None:
    value, bound = (ranges.of(term) for term in limit.terms)
    place = limit.terms[1].place
    if isinstance(limit, Min):
        if value.high is not None and bound.low is not None and value.high <= bound.low:
            findings.add("K506", place, high=value.high)
        elif value.low is not None and bound.high is not None and value.low >= bound.high:
            findings.add("K527", place, low=value.low, limit=bound.high)
    elif value.low is not None and bound.high is not None and value.low >= bound.high:
        findings.add("K507", place, low=value.low)
    elif value.high is not None and bound.low is not None and value.high <= bound.low:
        findings.add("K527", place, limit=bound.low)


def _has_wrong_sum(definition: Definition, findings: Findings) -> bool:
    return any(found.code == "K503" and found.place == definition.place for found in findings.all)


def _check_maximum(definition: Definition, ranges: Ranges, told: set[Place], findings: Findings) -> bool:
    """Whether the rule passes the printed points, or cannot reach them."""
    high = ranges.of(definition.rule).high
    if high == definition.points:
        return False
    if definition.place not in told:
        known = {"id": definition.id, "points": definition.points}
        if high is not None and high < (definition.points or 0):
            findings.add("K509", definition.place, **known, high=high)
        else:
            most = _ENDLESS if high is None else Words(f"最多 {float(high):.12g}", f"up to {float(high):.12g}")
            findings.add("K508", definition.place, **known, most=most)
    return True
