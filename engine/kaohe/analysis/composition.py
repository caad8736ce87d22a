"""What a total is made of: the scores under it, or what its formula adds up, so that they come to it exactly.

Of the policy alone: where the points are, in the leaves of each total, by theme and by the kind of measure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Literal, get_args

from kaohe.analysis.explain.addends import DECIDED, Addend, Split
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.names import definition_of
from kaohe.analysis.explain.values import Point, point_of, points_together, printed_points
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.language.entry import total
from kaohe.language.measures import POINTS
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.dependency_graph import needed_by
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import ColumnSpec, Definition, Policy, Vertex, calculated
from kaohe.results import Value
from kaohe.translations import worded
from kaohe.words.cap_floor_round import CAP, LimitRoles, RoundRoles
from kaohe.words.formula_and_parts import PartsRoles


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a total. `full` are the points that it can have, where the policy prints them.

    `key` is the same for the same part of another unit's total.
    """

    key: object
    name: str
    clause: str
    full: Fraction | None
    value: Fraction


@dataclass(frozen=True, slots=True)
class Composition:
    """The parts of one unit's total, in the order of the policy; what is absent has only a name."""

    pieces: tuple[Piece, ...]
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> Fraction:
        """What the parts come to."""
        return sum((piece.value for piece in self.pieces), Fraction(0))


def composition(run: Evaluation, whole: Definition, unit: str, period: Period) -> Composition | None:
    """The parts of a unit's total in a period; None where it is no sum, or the data has no such unit and period."""
    point = point_of(run, whole, unit, period)
    return None if point is None else _made_up(Explainer(run), whole, point)


def compositions(run: Evaluation, whole: Definition, units: Iterable[str], period: Period) -> dict[str, Composition]:
    """The same of several units; those without are left out."""
    tell = Explainer(run)
    found = {unit: _made_up(tell, whole, point) for unit, point in points_together(run, whole, units, period).items()}
    return {unit: made for unit, made in found.items() if made is not None}


def _made_up(tell: Explainer, whole: Definition, point: Point) -> Composition | None:
    policy = tell.run.policy
    parts = children(policy, whole) if _is_sum(policy, whole) else []
    made = _of_parts(whole, parts, point) if parts else _of_addends(tell, whole, point)
    return made if len(made.pieces) > 1 or made.missing else None


def _is_sum(policy: Policy, whole: Definition) -> bool:
    """Whether a score is the plain sum of its parts, limits and roundings apart."""
    return all(
        node.roles.are_added
        for node in tree.walk(calculated(policy, whole).rule)
        if isinstance(node, tree.Step) and isinstance(node.roles, PartsRoles)
    )


def children(policy: Policy, whole: Definition) -> list[Definition]:
    """The published scores right under a score."""
    return [each for each in policy.scores if each.unit_type == whole.unit_type and each.parent == whole.id]


def _of_parts(whole: Definition, parts: list[Definition], point: Point) -> Composition:
    pieces, missing = [], []
    for part in parts:
        given = point.named((part.unit_type, part.id))
        if isinstance(given.value, Fraction):
            pieces.append(Piece(part.id, part.name, part.clause or "", printed_points(part, point), given.value))
        elif given.applies:
            missing.append(part.name)
    total = point.named((whole.unit_type, whole.id)).value
    before = _calculated(whole, point)
    rest = before - sum(piece.value for piece in pieces) if isinstance(before, Fraction) else Fraction(0)
    if rest and not missing:
        pieces.append(Piece("", worded("{}的上下限、取整", whole.name), whole.clause or "", None, rest))
    if before != total and isinstance(before, Fraction) and isinstance(total, Fraction):
        decided = point.run.policy.adjustments[whole.adjusted_by or ""]
        name = point.run.policy.tables[decided.table].name
        pieces.append(Piece((DECIDED, whole.id), name, decided.clause or "", None, total - before))
    return Composition(tuple(pieces), tuple(missing))


def _calculated(whole: Definition, point: Point) -> Value:
    """The total before any decision, which the parts come to."""
    before = calculated(point.run.policy, whole)
    return point.named((before.unit_type, before.id)).value


def _of_addends(tell: Explainer, whole: Definition, point: Point) -> Composition:
    split = Split(tell, whole, point)
    periods = {period for addend in split.addends.values() for period in addend.made}
    if point.named((whole.unit_type, whole.id)).value is None and len(periods) > 1:
        # Some of the quarters are not the year: a sum of these would look like a low one.
        return Composition((), tuple(dict.fromkeys([*(each.name for each in split.addends.values()), *split.missing])))
    fulls = _fulls(tell.run.policy, whole, split)
    pieces = tuple(
        Piece(key, addend.name, addend.clause, fulls.get(key), addend.total) for key, addend in split.addends.items()
    )
    return Composition(pieces, tuple(dict.fromkeys(split.missing)))


def _fulls(policy: Policy, whole: Definition, split: Split) -> dict[object, Fraction]:
    """What each addend can have at most: its points, as often as it counts; as they are where quarters are missing.

    Nothing is known of any of them if together they are not the points of the whole.
    """
    ruled = {key: each for key, each in split.addends.items() if not (isinstance(key, tuple) and key[0] == DECIDED)}
    printed = {key: full for key, addend in ruled.items() if (full := _full(policy, key, addend)) is not None}
    weighed = {key: full * ruled[key].weight for key, full in printed.items()}
    for fulls in (weighed, printed):
        if len(fulls) == len(ruled) and sum(fulls.values()) == whole.points:
            return fulls
    return {}


def _full(policy: Policy, key: object, addend: Addend) -> Fraction | None:
    """The points that a named score prints (of another unit too), or the most that a column of points takes."""
    if not isinstance(key, tuple):
        return None
    if key[0] == "column":
        column = policy.tables[key[1]].columns[key[2]]
        return column.maximum if column.measure.label == POINTS.label and column.minimum == 0 else None
    made = next(made.of for entries in addend.made.values() for made in entries)
    definition = definition_of(policy, made.of) if isinstance(made, tree.At) else policy.definitions.get(key)
    return None if definition is None else definition.points


MeasureKind = Literal["relative", "deduction", "count_uncapped", "count_capped", "judgement", "fixed"]
MEASURE_KINDS: tuple[MeasureKind, ...] = get_args(MeasureKind)

KIND_NAMES: dict[MeasureKind, tuple[str, str]] = total(
    "analysis.composition of kinds",
    MEASURE_KINDS,
    {
        "relative": ("与别人比", "relative to others"),
        "deduction": ("扣分", "deductions"),
        "count_uncapped": ("按件数，不封顶", "counts without a cap"),
        "count_capped": ("按件数，封顶", "counts with a cap"),
        "judgement": ("单位打分", "an office's judgement"),
        "fixed": ("按固定标准", "fixed scale"),
    },
)
"""What each kind is called, Chinese and English."""


@dataclass(frozen=True, slots=True)
class Total:
    """A score that points of a unit type add up to; `can_exceed` by its rules under the readings in force.

    `made_of` are the scores with printed points that it is the plain sum of; itself where it prints its own.
    """

    definition: Definition
    points: Fraction
    can_exceed: bool
    made_of: tuple[Definition, ...]


@dataclass(frozen=True, slots=True)
class PointsEntry:
    """Points of a total that go by one rule: a leaf, or an office's column. `theme` is None where nothing is said."""

    total: Total
    of: str
    name: str
    theme: str | None
    kind: MeasureKind
    points: Fraction
    clause: str | None

    @property
    def share(self) -> Fraction:
        """Its share of the total, in percent."""
        return 100 * self.points / self.total.points


def totals_of(policy: Policy) -> tuple[Total, ...]:
    """For each unit type that is scored: the scores with points that are no part and rest on no other such.

    Several that one score is the plain sum of are one total: that score."""
    readings = {question.id: question.default for question in policy.questions.values()}
    found: dict[Vertex, Total] = {}
    for unit_type in policy.units:
        wholes = [one for one in policy.scores if one.unit_type == unit_type and one.points and one.parent is None]
        ids = {one.vertex for one in wholes}
        lowest = [one for one in wholes if needed_by(policy.graph, [one.vertex]) & ids == {one.vertex}]
        for one in lowest:
            of = topmost(policy, one)
            terms = _terms(policy, of.rule) or []
            added = tuple(each for each in lowest if each in terms)
            if len(added) < 2 or of.points not in (None, _printed(added)):
                of, added = one, (one,)
            points, high = _printed(added), _highest(policy, of, readings)
            found.setdefault(of.vertex, Total(of, points, high is None or high > points * _scale(policy, of), added))
    return tuple(found.values())


def _printed(scores: Iterable[Definition]) -> Fraction:
    return sum((each.points or Fraction(0) for each in scores), Fraction(0))


def _terms(policy: Policy, node: tree.Node) -> list[Definition] | None:
    """The published scores that a rule is the plain sum of, its limits and roundings apart; None where it is none."""
    if isinstance(node, tree.Step):
        within = node.roles.of if isinstance(node.roles, LimitRoles | RoundRoles) else node.means
        return None if within is None else _terms(policy, within)
    if isinstance(node, tree.Ref):
        definition = policy.definitions[node.unit_type, node.id]
        return [definition] if definition in policy.scores else _terms(policy, definition.rule)
    if not isinstance(node, tree.Add):
        return None
    found = [_terms(policy, term) for term in node.terms]
    return None if None in found else [each for terms in found for each in terms or ()]


def whole_scores(policy: Policy) -> tuple[Definition, ...]:
    """The scores that are wholes of their unit types: what points add up to, or what adds that up beside others."""
    found = {whole.vertex: whole for whole in (topmost(policy, total.definition) for total in totals_of(policy))}
    return tuple(found.values())


def topmost(policy: Policy, score: Definition) -> Definition:
    """The published score of the same kind of periods that adds a score up beside others, and so on; else itself."""
    types = policy.value_types
    own = types[score.owner, score.id]
    for other in policy.scores:
        type_ = types[other.owner, other.id]
        alike = (type_.kind, type_.measure.kind, type_.grain) == (own.kind, own.measure.kind, own.grain)
        if alike and other.parent is None and other is not score:
            added = set(_added(policy, other.rule))
            if (score.owner, score.id) in added and len(added) > 1:
                return topmost(policy, other)
    return score


_ADDING = (tree.Add, tree.Sub, tree.Mul, tree.Div, tree.Neg, tree.Round, tree.FoldList, tree.Reading)


def _added(policy: Policy, node: tree.Node) -> Iterator[tuple[str, str]]:
    """The published scores that a rule adds up, itself or by way of values that are not published."""
    if isinstance(node, tree.Ref):
        definition = policy.definitions[node.unit_type, node.id]
        if definition in policy.scores:
            yield node.unit_type, node.id
        elif definition.table is None:
            yield from _added(policy, definition.rule)
    elif isinstance(node, tree.Step):
        within = node.roles.of if isinstance(node.roles, LimitRoles | RoundRoles) else node.means
        if within is not None:
            yield from _added(policy, within)
    elif isinstance(node, _ADDING):
        for part in tree.children(node):
            yield from _added(policy, part)


def _highest(policy: Policy, of: Definition, readings: Mapping[str, str]) -> Fraction | None:
    """The highest that the rules give any unit, before any decision: group by group, where points differ by them."""
    groups: list[str | None] = [*policy.units[of.unit_type].groups] or [None]
    ranges = (Ranges(policy, readings=readings, decided=False, group=group) for group in groups)
    highs = [each.of_value((of.owner, of.id)).high for each in ranges]
    return None if None in highs else max(high for high in highs if high is not None)


def _scale(policy: Policy, definition: Definition) -> Fraction:
    return policy.value_types[definition.owner, definition.id].measure.scale


def points_of(policy: Policy, whole: Total) -> Iterator[PointsEntry]:
    """The entries of a total, which add up to its points."""
    for one in whole.made_of:
        columns = _marks(policy, one)
        for spec in columns:
            assert spec.maximum is not None
            points = spec.maximum / spec.measure.scale
            yield PointsEntry(whole, spec.id, spec.name, spec.theme, "judgement", points, one.clause)
        for leaf, theme in () if columns else _leaves(policy, one, None):
            assert leaf.points is not None
            yield PointsEntry(whole, leaf.id, leaf.name, theme, kind_of(policy, leaf), leaf.points, leaf.clause)


def _leaves(policy: Policy, whole: Definition, theme: str | None) -> Iterator[tuple[Definition, str | None]]:
    """The scores that have no parts, each with its own theme or that of what it is part of.

    Where the parts do not print the points of the whole, the whole is the leaf.
    """
    theme = whole.theme or theme
    parts = [one for one in policy.scores if one.parent == whole.id and one.unit_type == whole.unit_type]
    if not parts or _printed(parts) != whole.points:
        yield whole, theme
        return
    for part in parts:
        if part.points:
            yield from _leaves(policy, part, theme)


def _marks(policy: Policy, whole: Definition) -> list[ColumnSpec]:
    """The columns of a score that is a plain sum of an office's marks each, whose highest are its points."""
    rule = _written(whole.rule)
    terms = rule.terms if isinstance(rule, tree.Add) else (rule,)
    columns = [_written(term) for term in terms]
    if not all(isinstance(column, tree.Column) for column in columns):
        return []
    specs = [policy.tables[c.table].columns[c.column] for c in columns if isinstance(c, tree.Column)]
    if any(spec.maximum is None or spec.type != "number" for spec in specs):
        return []
    highest = sum((spec.maximum or Fraction(0)) / spec.measure.scale for spec in specs)
    return specs if highest == whole.points else []


def _written(node: tree.Node) -> tree.Node:
    """What a formula says."""
    while isinstance(node, tree.Step):
        if node.entry.kind != "structure" or node.means is None:
            return node
        node = node.means
    return node


def kind_of(policy: Policy, leaf: Definition) -> MeasureKind:
    """How a leaf measures, under the readings in force: the first that holds of the kinds in their order."""
    readings = {question.id: question.default for question in policy.questions.values()}
    nodes = list(_all_nodes(policy, leaf.rule, readings))
    kinds = {node.entry.kind for node in nodes if isinstance(node, tree.Step)}
    if any(map(_compares_units, nodes)):
        return "relative"
    if "deduction" in kinds:
        return "deduction"
    if "count" in kinds:
        return "count_capped" if any(limits(node, readings) for node in nodes) else "count_uncapped"
    return "judgement" if _is_mark(policy, leaf) else "fixed"


def _compares_units(node: tree.Node) -> bool:
    """Whether a node rests on other units: a place among a unit's own members, or rows within the unit, does not."""
    if isinstance(node, tree.RankList):
        return node.across and not all(_is_within_unit(each.within) for each in node.contenders)
    if isinstance(node, tree.FoldUnits | tree.Rank):
        return not _is_within_unit(node.within)
    return tree.is_across_units(node)


def _is_within_unit(within: tree.Node | None) -> bool:
    listed = within.parts if isinstance(within, tree.Combination) else () if within is None else (within,)
    return any(isinstance(part, tree.Key) and part.part == "unit" for part in map(_written, listed))


def _all_nodes(policy: Policy, rule: tree.Node, readings: Mapping[str, str]) -> Iterator[tree.Node]:
    """Every node that a rule rests on, those of the values that it names among them."""
    to_visit, seen = [rule], set[tuple[str, str]]()
    while to_visit:
        for node in tree.walk(to_visit.pop(), readings):
            yield node
            if isinstance(node, tree.Ref) and (node.unit_type, node.id) not in seen:
                seen.add((node.unit_type, node.id))
                to_visit.append(policy.definitions[node.unit_type, node.id].rule)


def limits(node: tree.Node, readings: Mapping[str, str]) -> bool:
    """Whether a node is a cap that limits anything."""
    if not isinstance(node, tree.Step) or node.entry is not CAP or not isinstance(node.roles, LimitRoles):
        return False
    bound: tree.Node | None = node.roles.bound
    while isinstance(bound, tree.Reading | tree.Step):
        bound = dict(bound.cases)[readings[bound.question]] if isinstance(bound, tree.Reading) else bound.means
    return not isinstance(bound, tree.Absent)


def _is_mark(policy: Policy, leaf: Definition) -> bool:
    """Whether a score is what an office writes into a column of points."""
    mark = _written(leaf.rule)
    return isinstance(mark, tree.Column) and policy.tables[mark.table].columns[mark.column].measure == POINTS
