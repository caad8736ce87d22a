"""Weights and points that add up to the whole; tiers (order, direction, out of reach); shares by place that fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import prod

from kaohe.diagnostics import EveryUse, Findings, Words
from kaohe.language.ranges import Cut, Range, Span, holds_any, of_range, shared
from kaohe.language.tree import (
    Add,
    And,
    At,
    Cases,
    Column,
    Compare,
    FoldList,
    Key,
    Mul,
    Node,
    Not,
    Number,
    Or,
    Rank,
    Reading,
    Ref,
    Round,
    Step,
    Text,
    Tiers,
    Truth,
    children,
    walk,
)
from kaohe.language.vocabulary import COMPARING
from kaohe.lazy import dataclass
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import Definition, Policy, UnitType, calculated
from kaohe.source_places import Place
from kaohe.words.cap_floor_round import LimitRoles, RoundRoles
from kaohe.words.fold_operators import OPERATORS
from kaohe.words.periods import weight_lists
from kaohe.words.quota import ByRankRoles


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
        if isinstance(node, FoldList) and OPERATORS[node.op].has_none:
            weights = [each.weight for each in node.elements]
            counted = [weight for weight in weights if weight is not None]
            for each in weight_lists(counted) if weights and len(counted) == len(weights) else ():
                if _total(each, ranges) != definition.points:
                    yield each
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
    """K503 where the points of all parts differ from the points of the whole, or those of some pass them already.

    Where points or parts differ by group, class or reading, it is asked of each case.
    """
    for definition in policy.scores:
        parts = _parts(policy, calculated(policy, definition).rule)
        if not definition.prints_points or not any(part.prints_points for part in parts):
            continue
        wrong: dict[tuple[Fraction, Fraction], list[str]] = {}
        for case in _cases_of(policy, [definition, *parts]):
            points, total = case.points(definition), case.total(parts)
            if case.holds(definition.where) is False or points is None or total is None:
                continue
            if total[0] > points or (total[1] and total[0] != points):
                wrong.setdefault((total[0], points), []).append(case.words)
        for (found, printed), words in wrong.items():
            of = Words(f"（{'、'.join(words)}）", f" ({', '.join(words)})") if any(words) else ""
            findings.add("K503", definition.place, id=definition.id, total=found, points=printed, of=of)


Subject = tuple[str, ...]
"""What points or parts go by: the group, a column of choices or of yes and no, an open question."""

_MOST_CASES = 500


@dataclass(frozen=True)
class _Case:
    """A group, a class, a reading: what each subject is in it; `words` for people."""

    words: str
    values: Mapping[Subject, str | bool]

    def points(self, definition: Definition) -> Fraction | None:
        """The points that are printed for it."""
        return definition.points if definition.points_by is None else self._number(definition.points_by)

    def _number(self, node: Node | None) -> Fraction | None:
        if isinstance(node, Number):
            return node.value
        if isinstance(node, Reading):
            return self._number(dict(node.cases).get(str(self.values.get(("question", node.question)))))
        if isinstance(node, Cases) and (value := self.values.get(_subject(node.of))) is not None:
            return self._number(dict(node.cases).get(str(value), node.otherwise))
        return None

    def total(self, parts: Sequence[Definition]) -> tuple[Fraction, bool] | None:
        """The points of the parts that apply, and whether all of these print some; None where nobody knows."""
        applying = [(part, self.holds(part.where)) for part in parts]
        if any(applies is None for _, applies in applying):
            return None
        printed = [self.points(part) for part, applies in applying if applies and part.prints_points]
        if None in printed:
            return None
        total = sum((each for each in printed if each is not None), Fraction(0))
        return total, all(part.prints_points for part, applies in applying if applies)

    def holds(self, condition: Node | None) -> bool | None:
        """Whether a condition does; None where the case does not say."""
        node = None if condition is None else unwrapped(condition)
        match node:
            case None:
                return True
            case Truth():
                return node.value
            case Not():
                held = self.holds(node.operand)
                return None if held is None else not held
            case And() | Or():
                held_ = [self.holds(term) for term in node.terms]
                decisive = isinstance(node, Or)
                return decisive if decisive in held_ else None if None in held_ else not decisive
            case Compare() if (equal := COMPARING[node.op].equal) is not None:
                sides = [unwrapped(side) for side in (node.left, node.right)]
                words = [side.value for side in sides if isinstance(side, Text)]
                known = [self.values[subject] for side in sides if (subject := _subject(side)) in self.values]
                return None if not (words and known) else (words[0] == known[0]) == equal
        value = self.values.get(_subject(node))
        return value if isinstance(value, bool) else None


def _cases_of(policy: Policy, definitions: Sequence[Definition]) -> Iterator[_Case]:
    """Each combination of what these go by; none where there are far too many."""
    rules = [rule for each in definitions for rule in (each.where, each.points_by) if rule is not None]
    subjects: dict[Subject, Mapping[str | bool, str]] = {}
    for node in (node for rule in rules for node in walk(rule)):
        if words := _words_of(policy, definitions[0].unit_type, node):
            subjects[_subject(node)] = words
    if prod(map(len, subjects.values())) > _MOST_CASES:
        return
    for chosen in product(*(words.items() for words in subjects.values())):
        values = dict(zip(subjects, (value for value, _ in chosen), strict=True))
        yield _Case(" ".join(word for _, word in chosen), values)


def _subject(node: Node) -> Subject:
    node = unwrapped(node)
    if isinstance(node, Reading):
        return ("question", node.question)
    if isinstance(node, Column):
        return ("column", node.table, node.column)
    return ("group",) if isinstance(node, Key) and node.is_group else ()


def _words_of(policy: Policy, unit_type: str, node: Node) -> Mapping[str | bool, str]:
    """What a subject may be, with words for people; nothing for what is none."""
    found: dict[str | bool, str] = {}
    if isinstance(node, Reading):
        found.update(policy.questions[node.question].readings)
    elif isinstance(node, Key) and node.is_group:
        known = policy.types.get(node)
        ids = policy.units[unit_type].groups or (known.words or () if known is not None else ())
        found.update({group: policy.group_name(unit_type, group) for group in ids})
    elif isinstance(node, Column):
        spec = policy.tables[node.table].columns[node.column]
        found.update(spec.choices)
        if spec.type == "truth":
            found.update({True: f"{spec.name}：是", False: f"{spec.name}：否"})
    return found


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
    ranges, uses = Ranges(policy, members=True), EveryUse()
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
                if places < size and rank.where is None:
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
