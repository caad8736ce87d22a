"""Tier tables (order, direction, rows out of reach), and lists of shares by place, which fit their group's size."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from kaohe.diagnostics import EveryUse, Findings
from kaohe.language.ranges import Cut, Range, Span, holds_any, of_range, shared
from kaohe.language.tree import Cases, Key, Node, Rank, Reading, Ref, Step, Tiers, children, walk
from kaohe.places import Place
from kaohe.policy.model import Policy, UnitType
from kaohe.policy.ranges import Ranges
from kaohe.words.rank_and_ties import ByRankRoles


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
