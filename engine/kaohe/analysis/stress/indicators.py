"""What units are compared by, and what it is made of: the points of each indicator, its full marks and real weight.

Also what the rules themselves reward by mistake, without any data: scores without a cap, and inputs that count twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe.analysis.composition import Total, children, composition, limits, points_of, totals_of, whole_scores
from kaohe.analysis.gap.standing import word_of
from kaohe.analysis.stress.repeats import Options
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import shown_values
from kaohe.evaluate.scalars import plain
from kaohe.language import tree
from kaohe.language.entry import Meaning
from kaohe.language.periods import Period
from kaohe.language.ranges import Range, exactly
from kaohe.lazy import dataclass
from kaohe.policy.dependency_graph import needed_by
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import Definition, Policy, Vertex, calculated, row_table
from kaohe.words.cap_floor_round import LimitRoles, RoundRoles
from kaohe.words.rank_and_ties import RankRoles


@dataclass(frozen=True, slots=True)
class Indicator:
    """One addend of a whole. `points` are the full marks that the policy prints, None where it prints none, or several.

    `values` has its points by unit. `source` is the score or the column that it is, None for what has no weight of its
    own: a limit, a decision, another unit's score. `effective` is its share in the variance of the whole, between units
    that are compared; all shares add up to 1. None where all units have the same.
    """

    id: str
    name: str
    clause: str
    points: Fraction | None
    values: Mapping[str, Fraction]
    source: Vertex | None
    effective: Fraction | None

    @property
    def spread(self) -> Fraction:
        """From the lowest to the highest of its points."""
        return max(self.values.values()) - min(self.values.values())


@dataclass(frozen=True, slots=True)
class Whole:
    """A score that units are compared by, in one period, as far as they have it.

    `rank` is the place that it gives, None where there is none. `groups` are the units that are compared with each
    other, `group_ids`, aligned with them, the ids of their groups (None where it is no one group of the policy);
    `totals` and `places` are their values. The points of the indicators add up to the total of each unit.
    """

    definition: Definition
    rank: Definition | None
    period: Period
    groups: tuple[tuple[str, ...], ...]
    group_ids: tuple[str | None, ...]
    totals: Mapping[str, Fraction]
    places: Mapping[str, Fraction]
    indicators: tuple[Indicator, ...]

    def group_of(self, unit: str) -> str | None:
        """The id of the group that a unit is compared in."""
        return next((id_ for id_, units in zip(self.group_ids, self.groups, strict=True) if unit in units), None)


def wholes_of(run: Evaluation, period: Period | None) -> Iterator[Whole]:
    """For each unit type every score that places are given by, in the period asked for or the last that has places.

    Where no place is given, the total that its points add up to. Where no unit has both there is nothing to look at.
    """
    return (whole for whole in _wholes(run, period) if whole.totals)


def _wholes(run: Evaluation, period: Period | None) -> Iterator[Whole]:
    policy = run.policy
    for unit_type in policy.units:
        found = [each for each in _ranked(policy, run.readings, unit_type) if _periods(run, each[1], period)]
        if found:
            yield from (_whole(run, of, rank, _periods(run, rank, period)[-1]) for of, rank in found)
            continue
        for of in whole_scores(policy):
            if of.unit_type == unit_type and (there := _periods(run, of, period)):
                yield _whole(run, of, None, there[-1])


def _ranked(policy: Policy, readings: Mapping[str, str], unit_type: str) -> Iterator[tuple[Definition, Definition]]:
    """The values by which a published place is given, each with the first such place."""
    seen = set()
    for rank in policy.scores:
        roles = word_of(rank, readings)
        if rank.unit_type == unit_type and isinstance(roles, RankRoles):
            of = named(policy, roles.means.of, readings)
            if of is not None and of.table is None and of.id not in seen:
                seen.add(of.id)
                yield of, rank


def named(policy: Policy, node: tree.Node, readings: Mapping[str, str]) -> Definition | None:
    """The value that a formula of nothing but its name names."""
    while not isinstance(node, tree.Ref):
        if isinstance(node, tree.Reading):
            node = dict(node.cases)[readings[node.question]]
        elif isinstance(node, tree.Step) and node.entry.kind == "structure" and isinstance(node.roles, Meaning):
            node = node.roles.means
        else:
            return None
    return policy.definitions.get((node.unit_type, node.id))


def _periods(run: Evaluation, definition: Definition, period: Period | None) -> list[Period]:
    """The periods in which some unit has the value, in their order; the one asked for alone."""
    frame = run.frames.of(run.policy.value_types[definition.owner, definition.id].grain)
    values = zip(frame.keys, shown_values(run, definition), strict=True)
    there = {key[1] for key, value in values if value is not None and key[1] is not None}
    return sorted((each for each in there if period in (None, each)), key=lambda each: each.calendar_order)


def values_in(run: Evaluation, definition: Definition, period: Period) -> dict[str, Fraction]:
    """The numbers of a value by unit, in the measure that is shown; a unit without one is not among them."""
    frame = run.frames.of(run.policy.value_types[definition.owner, definition.id].grain)
    rows = zip(frame.keys, shown_values(run, definition), strict=True)
    there = (each for each in rows if each[0][1] == period)
    return {unit: value for (unit, _, _), value in there if unit is not None and isinstance(value, Fraction)}


def _whole(run: Evaluation, of: Definition, rank: Definition | None, period: Period) -> Whole:
    places = {} if rank is None else values_in(run, rank, period)
    made = {unit: _pieces(run, of, unit, period) for unit in values_in(run, of, period)}
    parts = {unit: pieces for unit, pieces in made.items() if pieces and (rank is None or unit in places)}
    totals = {unit: sum((each.value for each in pieces.values()), Fraction(0)) for unit, pieces in parts.items()}
    groups = tuple(_groups(run, rank, period, list(parts)))
    first: dict[object, _Piece] = {}
    for pieces in parts.values():
        first |= {key: piece for key, piece in pieces.items() if key not in first}
    indicators = []
    for key, piece in first.items():
        part = run.policy.definitions.get((of.unit_type, key)) if isinstance(key, str) else None
        is_all = part is None or part.where is None  # else a unit without it is one to whom it does not apply
        there = {unit: pieces for unit, pieces in parts.items() if is_all or key in pieces}
        values = {unit: pieces[key].value if key in pieces else Fraction(0) for unit, pieces in there.items()}
        effective = effective_weight(groups, values, totals)
        source = _source(run.policy, of.unit_type, key)
        printed = {pieces[key].points for pieces in parts.values() if key in pieces}
        points = piece.points if len(printed) == 1 else None
        indicators.append(Indicator(piece.id, piece.name, piece.clause, points, values, source, effective))
    own = run.dataset.groups.get(of.unit_type, {})
    ids = [{own.get(unit) for unit in units} for units in groups]
    group_ids = tuple(known.pop() if len(known) == 1 else None for known in ids)
    return Whole(of, rank, period, groups, group_ids, totals, places, tuple(indicators))


def effective_weight(
    groups: Sequence[Sequence[str]], values: Mapping[str, Fraction], totals: Mapping[str, Fraction]
) -> Fraction | None:
    """The covariance with the total over the variance of the total, both from the means of the units' own groups."""
    together, alone = Fraction(0), Fraction(0)
    for units in groups:
        mean = sum((totals[unit] for unit in units), Fraction(0)) / len(units)
        together += sum(((totals[unit] - mean) * values.get(unit, Fraction(0)) for unit in units), Fraction(0))
        alone += sum(((totals[unit] - mean) ** 2 for unit in units), Fraction(0))
    return together / alone if alone else None


def _groups(run: Evaluation, rank: Definition | None, period: Period, units: list[str]) -> Iterator[tuple[str, ...]]:
    """The units that are compared with each other; all of them where no place is given."""
    roles = None if rank is None else word_of(rank, run.readings)
    if rank is None or not isinstance(roles, RankRoles):
        yield tuple(units)
        return
    frame = run.frames.of(run.policy.value_types[rank.owner, rank.id].grain)
    within = roles.means.within
    group_of = [True] * len(frame) if within is None else plain(run.calculated(within, frame, rank.name))
    found: dict[object, list[str]] = {}
    for (unit, when, _), group in zip(frame.keys, group_of, strict=True):
        if when == period and unit in units:
            found.setdefault(group, []).append(str(unit))
    yield from map(tuple, found.values())


@dataclass(frozen=True, slots=True)
class _Piece:
    id: str
    name: str
    clause: str
    points: Fraction | None
    value: Fraction


def _pieces(run: Evaluation, whole: Definition, unit: str, period: Period) -> dict[object, _Piece]:
    """What a unit's total is made of, down to the parts that have none; nothing where a part is absent."""
    made = composition(run, whole, unit, period)
    if made is None:
        value = values_in(run, whole, period)[unit]
        return {whole.id: _Piece(whole.id, whole.name, whole.clause or "", whole.points, value)}
    if made.missing:
        return {}
    found: dict[object, _Piece] = {}
    for piece in made.pieces:
        part = run.policy.definitions.get((whole.unit_type, piece.key)) if isinstance(piece.key, str) else None
        if part is not None and children(run.policy, part):
            below = _pieces(run, part, unit, period)
            if not below:
                return {}
            found |= below
            continue
        key = piece.key or ("rest", whole.id)
        found[key] = _Piece(_id(whole, key), piece.name, piece.clause, piece.full, piece.value)
    return found


def _id(whole: Definition, key: object) -> str:
    """What an indicator is called by programs; what has no id of its own hangs on that of its score."""
    if not isinstance(key, tuple):
        return str(key)
    if key[0] == "column":
        return str(key[2])
    if key[0] == whole.unit_type or row_table(key[0]) is not None:
        return str(key[1])
    return f"{whole.id}:{key[1]}" if key[0] == "at" else f"{key[1]}:{key[0]}"


def _source(policy: Policy, unit_type: str, key: object) -> Vertex | None:
    if isinstance(key, tuple) and key[0] == "column":
        return Vertex("column", key[1], key[2])
    identity = key if isinstance(key, tuple) else (unit_type, key)
    definition = policy.definitions.get(identity)
    return None if definition is None else calculated(policy, definition).vertex


_MOST_ITEMS = 10**9
"""An input that does not outweigh the rest with so many does not outweigh it."""


@dataclass(frozen=True, slots=True)
class Uncapped:
    """A score without a cap, which `items` of an input alone can bring above all the other points of the total.

    `column` is None where whole records count; `rest` are the other points of the total; with data `unit` is for whom.
    """

    total: Total
    score: Definition
    table: str
    column: str | None
    items: int
    rest: Fraction
    unit: str = ""
    runs: tuple[Options, ...] = ()


@dataclass(frozen=True, slots=True)
class CountedTwice:
    """Inputs by which the same change moves several scores of one total; with data `unit` is where that was tried."""

    total: Total
    inputs: tuple[Vertex, ...]
    scores: tuple[Definition, ...]
    unit: str = ""
    runs: tuple[Options, ...] = ()


def uncapped(policy: Policy, readings: Mapping[str, str]) -> Iterator[Uncapped]:
    """Every input by which a score without a cap can outweigh the rest, others being at their least."""
    ranges = Ranges(policy, decided=False, readings=readings)
    for whole, score in leaves(policy):
        within = [one for one in _around(policy, score) if one is not whole.definition] or [score]
        if score.points is None or any(_is_capped(one, ranges) for one in within):
            continue
        rest = whole.points - score.points
        inputs = _inputs(policy, score)
        for one in inputs:
            items = _items(policy, readings, score, one, inputs, rest)
            if items is not None:
                yield Uncapped(whole, score, one.owner, one.id or None, items, rest)


def _around(policy: Policy, score: Definition) -> Iterator[Definition]:
    """A score, and those that it is part of."""
    yield score
    for one in policy.scores:
        if one.unit_type == score.unit_type and one.id == score.parent:
            yield from _around(policy, one)


def _is_capped(score: Definition, ranges: Ranges) -> bool:
    """Whether a score has a highest value, or ends with a cap, however high that may be."""
    node: tree.Node | None = score.rule
    while isinstance(node, tree.Step):
        if limits(node, ranges.readings):
            return True
        node = node.roles.of if isinstance(node.roles, LimitRoles | RoundRoles) else node.means
    return ranges.of_value((score.owner, score.id)).high is not None


def leaves(policy: Policy) -> Iterator[tuple[Total, Definition]]:
    """The scores that a total's points are printed by, each with its total."""
    for whole in totals_of(policy):
        for entry in points_of(policy, whole):
            score = policy.definitions.get((whole.definition.unit_type, entry.of))
            if score is not None:
                yield whole, score


def _inputs(policy: Policy, score: Definition) -> list[Vertex]:
    """What the score may grow by without end: record tables first, then columns of numbers without a maximum."""
    below = needed_by(policy.graph, [score.vertex])
    tables = dict.fromkeys(each.owner for each in below if each.kind in ("table", "column"))
    found = [Vertex("table", id_) for id_ in policy.tables if id_ in tables and policy.tables[id_].records]
    for id_, table in policy.tables.items():
        for spec in table.columns.values():
            vertex = Vertex("column", id_, spec.id)
            if vertex in below and spec.type == "number" and spec.maximum is None:
                found.append(vertex)
    return found


def _items(
    policy: Policy, readings: Mapping[str, str], score: Definition, one: Vertex, inputs: list[Vertex], rest: Fraction
) -> int | None:
    """The fewest of an input that can bring the score above the rest, found by its range; None where none can."""
    least: dict[tuple[str, str], Range] = {}
    for each in inputs:
        if each.kind == "column" and each.owner != (one.owner if one.kind == "table" else None):
            least[each.owner, each.id] = exactly(policy.tables[each.owner].columns[each.id].minimum or Fraction(0))
    records = {each.owner: 1 if each.owner == one.owner else 0 for each in inputs if each.kind == "table"}
    scale = policy.value_types[score.owner, score.id].measure.scale

    def high(items: int) -> Fraction | None:
        bounds, most = dict(least), dict(records)
        if one.kind == "table":
            most[one.owner] = items
        else:
            spec = policy.tables[one.owner].columns[one.id]
            bounds[one.owner, one.id] = Range(spec.minimum or Fraction(0), items * spec.measure.scale)
        ranges = Ranges(policy, decided=False, readings=readings, inputs=bounds, records=most)
        found = ranges.of_value((score.owner, score.id)).high
        return None if found is None else found / scale

    few, many = 0, 1
    while (reached := high(many)) is not None and reached <= rest:
        few, many = many, many * 2
        if many > _MOST_ITEMS:
            return None
    if reached is None:
        return None  # another input has no end either: it is told by itself
    while many - few > 1:
        middle = (few + many) // 2
        value = high(middle)
        few, many = (few, middle) if value is not None and value > rest else (middle, many)
    return many


def counted_twice(policy: Policy) -> Iterator[CountedTwice]:
    """Inputs that several scores of one total rest on, those of the same scores together."""
    for whole in totals_of(policy):
        scores = [score for total, score in leaves(policy) if total.definition is whole.definition]
        needed = {score.id: needed_by(policy.graph, [score.vertex]) for score in scores}
        apart: dict[tuple[str, tuple[str, ...]], list[Vertex]] = {}
        for id_, table in policy.tables.items():
            for spec in table.columns.values():
                vertex = Vertex("column", id_, spec.id)
                users = tuple(score.id for score in scores if vertex in needed[score.id])
                if len(users) > 1 and spec.type in ("number", "truth", "choice"):
                    apart.setdefault((id_, users), []).append(vertex)
        for (_, users), inputs in apart.items():
            yield CountedTwice(whole, tuple(inputs), tuple(score for score in scores if score.id in users))
