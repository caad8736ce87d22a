"""Weights and points that add up to the whole; tiers (order, direction, out of reach); shares by place that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from kaohe.diagnostics import EveryUse, Findings
from kaohe.language.ranges import Cut, Range, Span, holds_any, of_range, shared
from kaohe.language.tree import (
    Add,
    At,
    Cases,
    FoldPeriods,
    Key,
    Mul,
    Node,
    Rank,
    Reading,
    Ref,
    Round,
    Step,
    Tiers,
    children,
    walk,
)
from kaohe.places import Place
from kaohe.policy.adjustments import calculated
from kaohe.policy.model import Definition, Policy, UnitType
from kaohe.policy.ranges import Ranges
from kaohe.words.cap_floor_round import LimitRoles, RoundRoles
from kaohe.words.folds_and_quarters import weight_lists
from kaohe.words.rank_and_ties import ByRankRoles


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
    """Tiers are kept from high to low; the places of the borders tell the order as written, list by list."""
    for inclusive in (True, False):
        places = [tier.bound.place for tier in node.tiers if tier.inclusive == inclusive]
        lines = [(place.line, place.column) for place in places]
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


Readings = Mapping[str, str]


def check_rank_tables(policy: Policy, findings: Findings) -> None:
    """K514 a place without a share, K515 a share for a place that nobody can take."""
    uses = EveryUse()
    for definition in policy.definitions.values():
        unit_type = policy.units[definition.unit_type]
        for node in walk(definition.rule):
            if isinstance(node, Step) and isinstance(node.roles, ByRankRoles) and unit_type.source_table is None:
                _Tables(policy, unit_type, node.roles.rank, findings, uses).check(node.roles.shares)
    uses.tell(findings)


@dataclass(frozen=True)
class _Tables:
    """The tables of one `by_rank`, each with the groups and the readings it is for."""

    policy: Policy
    unit_type: UnitType
    rank: Node
    findings: Findings
    uses: EveryUse

    def check(self, body: Node) -> None:
        """Every table against the groups that it is for."""
        for groups, readings, table in _tables(body, frozenset(self.unit_type.groups), {}):
            self._check(table, groups, readings)

    def _check(self, table: Cases, groups: frozenset[str], readings: Readings) -> None:
        ranks = list(self._ranks(self.rank, readings, frozenset()))
        if None in ranks:
            self.uses.add(table.place)
            return
        places, most = len(table.cases), 0
        for rank in ranks:
            assert rank is not None
            for size in self._sizes(rank, groups):
                most = max(most, size)
                # Who takes part may be fewer than the group, so that the table may be shorter; never longer.
                if places < size and rank.among is None:
                    self.findings.add("K514", table.place, places=places, size=size)
        self.uses.add(table.place, "K515" if most and places > most else None, places=places, size=most)

    def _sizes(self, rank: Rank, groups: frozenset[str]) -> list[int]:
        """How many units are ranked together, in each of the groups that the table is for."""
        members = self.unit_type.members.values()
        if rank.within is None:
            return [len(members)]
        return sorted({sum(member.group == group for member in members) for group in groups})

    def _ranks(self, node: Node, readings: Readings, passed: frozenset[tuple[str, str]]) -> Iterator[Rank | None]:
        """The ranks that a node can stand for; None where it is anything else, or nobody knows how large groups are."""
        if isinstance(node, Step) and node.means is not None:
            yield from self._ranks(node.means, readings, passed)
        elif isinstance(node, Reading):
            for reading, case in node.cases:
                if readings.get(node.question, reading) == reading:
                    yield from self._ranks(case, readings, passed)
        elif isinstance(node, Ref) and (node.unit_type, node.id) not in passed:
            identity = (node.unit_type, node.id)
            yield from self._ranks(self.policy.definitions[identity].rule, readings, passed | {identity})
        else:
            yield node if isinstance(node, Rank) and (node.within is None or _is_group(node.within)) else None


def _tables(node: Node, groups: frozenset[str], readings: Readings) -> Iterator[tuple[frozenset[str], Readings, Cases]]:
    if isinstance(node, Cases) and all(isinstance(word, int) for word, _ in node.cases):
        yield groups, readings, node
    elif isinstance(node, Reading):
        for reading, case in node.cases:
            yield from _tables(case, groups, {**readings, node.question: reading})
    elif isinstance(node, Cases) and _is_group(node.of):
        for word, case in node.cases:
            yield from _tables(case, groups & {str(word)}, readings)
        if node.otherwise is not None:
            yield from _tables(node.otherwise, groups - {str(word) for word, _ in node.cases}, readings)
    else:
        for child in children(node):
            yield from _tables(child, groups, readings)


def _is_group(node: Node) -> bool:
    body = node.means if isinstance(node, Step) else node
    return isinstance(body, Key) and body.is_group
