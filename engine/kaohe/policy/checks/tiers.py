"""Tier tables whose rows are out of order, give the wrong way round, or can never be reached."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor

from kaohe.diagnostics import Findings
from kaohe.language.ranges import Range
from kaohe.language.tree import Column, Node, Step, Tiers, walk
from kaohe.policy.checks.spans import Cut, Span, of_range, shared
from kaohe.policy.model import Policy
from kaohe.policy.ranges import Ranges


def check_tiers(policy: Policy, findings: Findings) -> None:
    """K510 order, K511 a tier that gives against the direction of the others, K512 a tier out of reach."""
    ranges = Ranges(policy)
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            if isinstance(node, Tiers):
                _check_order(node, findings)
                _check_values([*(tier.value for tier in node.tiers), node.below], ranges, findings)
                _check_reach(node, policy, ranges, findings)


def _check_order(node: Tiers, findings: Findings) -> None:
    """Tiers are kept from high to low; their places tell the order in which they were written, list by list."""
    for inclusive in (True, False):
        lines = [(tier.place.line, tier.place.column) for tier in node.tiers if tier.inclusive == inclusive]
        if lines not in (sorted(lines), sorted(lines, reverse=True)):
            findings.add("K510", node.place)


def _check_reach(node: Tiers, policy: Policy, ranges: Ranges, findings: Findings) -> None:
    """Each row reaches from its own bound to that of the row above it."""
    inside = of_range(ranges.of(node.of))
    above: Cut = None
    for tier in node.tiers:
        bound = ranges.of(tier.bound)
        if bound.low is None or bound.low != bound.high:
            return
        own = (bound.low, 0 if tier.inclusive else 1)
        if not _holds_any(Span(own, above), inside, _is_whole(policy, node.of)):
            findings.add("K512", tier.place)
        above = own
    if not _holds_any(Span(None, above), inside, _is_whole(policy, node.of)):
        findings.add("K512", node.below.place)


def _holds_any(row: Span, inside: tuple[Span, ...], whole: bool) -> bool:
    """Whether any value of those that come in lies in the row."""
    found = shared((row,), inside)
    return any(_holds_a_whole_number(span) for span in found) if whole else bool(found)


def _holds_a_whole_number(span: Span) -> bool:
    if span.low is None or span.high is None:
        return True
    (low, after), (high, including) = span.low, span.high
    first = floor(low) + 1 if after or low.denominator > 1 else int(low)
    return first < high or (first == high and bool(including))


def _is_whole(policy: Policy, of: Node) -> bool:
    body = of.body if isinstance(of, Step) else of
    if not isinstance(body, Column):
        return False
    spec = policy.tables[body.table].columns[body.column]
    return spec.whole and spec.measure.scale == 1


def _check_values(values: Sequence[Node], ranges: Ranges, findings: Findings) -> None:
    """The values go one way from tier to tier: all down, as a rule, or all up, as for deductions."""
    found = [ranges.of(value) for value in values]
    steps = [_step(higher, lower) for higher, lower in pairwise(found)]
    ups = [number for number, step in enumerate(steps) if step is not None and step < 0]
    downs = [number for number, step in enumerate(steps) if step is not None and step > 0]
    if ups and downs:
        odd = ups if len(ups) <= len(downs) else downs
        findings.add("K511", values[odd[0]].place)


def _step(higher: Range, lower: Range) -> Fraction | None:
    if higher.low is None or higher.low != higher.high or lower.low is None or lower.low != lower.high:
        return None
    return higher.low - lower.low
