"""Tier tables whose rows are out of order, give the wrong way round, or can never be reached."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from kaohe.diagnostics import Findings
from kaohe.language.ranges import Range
from kaohe.language.tree import Node, Tiers, walk
from kaohe.places import Place
from kaohe.policy.checks.spans import Cut, Span, holds_any, of_range, shared
from kaohe.policy.every_use import EveryUse
from kaohe.policy.model import Policy
from kaohe.policy.ranges import Ranges


def check_tiers(policy: Policy, findings: Findings) -> None:
    """K510 order, K511 a tier that gives against the direction of the others, K512 a tier out of reach."""
    ranges, uses = Ranges(policy), EveryUse()
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            if isinstance(node, Tiers):
                _check_order(node, findings)
                _check_values([*(tier.value for tier in node.tiers), node.below], ranges, findings)
                _check_reach(node, ranges, uses)
    uses.tell(findings)


def _check_order(node: Tiers, findings: Findings) -> None:
    """Tiers are kept from high to low; their places tell the order in which they were written, list by list."""
    for inclusive in (True, False):
        lines = [(tier.place.line, tier.place.column) for tier in node.tiers if tier.inclusive == inclusive]
        if lines not in (sorted(lines), sorted(lines, reverse=True)):
            findings.add("K510", node.place)


def _check_reach(node: Tiers, ranges: Ranges, uses: EveryUse) -> None:
    """Each row reaches from its own bound to that of the row above it."""
    inside, is_whole = of_range(ranges.of(node.of)), ranges.is_whole(node.of)
    above: Cut = None
    rows: list[tuple[Place, Span]] = []
    for tier in node.tiers:
        bound = ranges.of(tier.bound)
        if bound.low is None or bound.low != bound.high:
            rows = []
            break
        own = (bound.low, 0 if tier.inclusive else 1)
        rows.append((tier.place, Span(own, above)))
        above = own
    for place, row in (*rows, (node.below.place, Span(None, above))):
        reached = not rows or holds_any(shared((row,), inside), is_whole)
        uses.add(place, None if reached else "K512")


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
