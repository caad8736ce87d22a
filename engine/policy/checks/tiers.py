"""Tier tables and lists of conditions whose rows are out of order or can never be reached."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

from engine.diagnostics import Findings
from engine.language.ranges import Range
from engine.language.tree import Column, Compare, If, Node, Number, Ref, Step, Tiers, walk
from engine.policy.model import Policy
from engine.policy.ranges import Ranges


def check_tiers(policy: Policy, findings: Findings) -> None:
    """K510 order, K511 a higher tier that gives less, K512 a tier or K513 a condition out of reach."""
    ranges = Ranges(policy)
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            if isinstance(node, Tiers):
                _check_table(node, ranges, findings)
            elif isinstance(node, Step) and node.keyword == "first":
                _check_conditions(node.body, findings)


def _check_table(node: Tiers, ranges: Ranges, findings: Findings) -> None:
    """Tiers are kept from high to low; their places tell the order in which they were written."""
    lines = [(tier.place.line, tier.place.column) for tier in node.tiers]
    if lines not in (sorted(lines), sorted(lines, reverse=True)):
        findings.add("K510", node.place)
    _check_values([*(tier.value for tier in node.tiers), node.below], ranges, findings)
    of = ranges.of(node.of)
    for tier in node.tiers:
        bound = ranges.of(tier.bound).low
        if bound is not None and of.high is not None and (of.high < bound or (of.high == bound and not tier.inclusive)):
            findings.add("K512", tier.place)
    lowest = node.tiers[-1] if node.tiers else None
    if lowest is not None and of.low is not None:
        bound = ranges.of(lowest.bound).high
        if bound is not None and (of.low > bound or (of.low == bound and lowest.inclusive)):
            findings.add("K512", node.below.place)


def _check_values(values: Sequence[Node], ranges: Ranges, findings: Findings) -> None:
    """The values go one way from tier to tier: all down, as a rule, or all up, as for deductions."""
    found = [ranges.of(value) for value in values]
    steps = [_step(higher, lower) for higher, lower in itertools.pairwise(found)]
    ups = [number for number, step in enumerate(steps) if step is not None and step < 0]
    downs = [number for number, step in enumerate(steps) if step is not None and step > 0]
    if ups and downs:
        odd = ups if len(ups) <= len(downs) else downs
        findings.add("K511", values[odd[0]].place)


def _step(higher: Range, lower: Range) -> Fraction | None:
    if higher.low is None or higher.low != higher.high or lower.low is None or lower.low != lower.high:
        return None
    return higher.low - lower.low


def _check_conditions(body: Node, findings: Findings) -> None:
    """A condition on the same value that an earlier one holds whenever it does is never reached."""
    earlier: list[Compare] = []
    while isinstance(body, If):
        condition = body.condition.body if isinstance(body.condition, Step) else body.condition
        if isinstance(condition, Compare):
            if any(_covers(one, condition) for one in earlier):
                findings.add("K513", condition.place)
            earlier.append(condition)
        body = body.otherwise


def _covers(earlier: Compare, later: Compare) -> bool:
    """Whether the earlier comparison holds wherever the later one does."""
    if _subject(earlier.left) is None or _subject(earlier.left) != _subject(later.left):
        return False
    if not isinstance(earlier.right, Number) or not isinstance(later.right, Number):
        return False
    one, other = earlier.right.value, later.right.value
    if earlier.op in (">=", ">") and later.op in (">=", ">", "=="):
        return other > one or (other == one and (earlier.op == ">=" or later.op == ">"))
    if earlier.op in ("<=", "<") and later.op in ("<=", "<", "=="):
        return other < one or (other == one and (earlier.op == "<=" or later.op == "<"))
    return False


def _subject(node: Node) -> tuple[str, str] | None:
    if isinstance(node, Column):
        return (node.table, node.column)
    return (node.unit_type, node.id) if isinstance(node, Ref) else None
