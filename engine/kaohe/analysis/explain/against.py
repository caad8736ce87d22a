"""Why one unit stands before another: the difference split into indicators, and how each came about in both."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe.analysis.explain.addends import Addend, Made, Split
from kaohe.analysis.explain.draft import absences
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.groups import order_of
from kaohe.analysis.explain.model import Against, Amount, Explained, Origin, Pair, Phrase, Share
from kaohe.analysis.explain.names import definition_of
from kaohe.analysis.explain.values import Point, point_of
from kaohe.analysis.named_cells import Units
from kaohe.analysis.published_values import Published
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.lazy import replace
from kaohe.policy.dependency_graph import questions_of
from kaohe.policy.model import Definition
from kaohe.translations import worded
from kaohe.words.quota import QuotaRoles
from kaohe.words.rank_and_ties import LastPlaceRoles, RankRoles


def against(run: Evaluation, asked: Sequence[Definition], unit: str, other: str, period: Period) -> Against | None:
    """Compares what the first rank among the values asked for goes by, else the first number; None without either."""
    ranks = {definition.id: rank for definition in asked if (rank := place_of(definition)) is not None}
    of = _compared(run, asked, ranks)
    if of is None:
        return None
    points = {who: point_of(run, of, who, period) for who in (unit, other)}
    first, second = (Amount(None) if at is None else at.named((of.unit_type, of.id)) for at in points.values())
    ranked = [definition for definition in asked if definition.id in ranks]
    standing = [said for definition in ranked for said in _standing(run, definition, unit, other, period)]
    apart = _apart(run, of.unit_type, unit, other)
    name = Explainer(run).words.called(of)
    found = Against(other, name, of.id, period, first, second, standing=(*apart, *standing))
    found = replace(found, questions=_questions(run, [of, *ranked]))
    if found.difference is None and not found.is_absent:
        return found  # a place by words, such as grades, or by days: there is no difference to split
    beside = {unit: _beside(run, other), other: _beside(run, unit)}
    splits = {who: Split(Explainer(run), of, at, beside[who]) for who, at in points.items() if at is not None}
    missing = dict.fromkeys(worded("{}的“{}”", who, name) for who, split in splits.items() for name in split.missing)
    if missing or len(splits) < 2 or found.difference is None:
        return replace(found, missing=tuple(missing), absent=tuple(_absent(run, of, points)))
    multiplied = dict.fromkeys(name for split in splits.values() for name in split.multiplied)
    told = tuple(
        (worded("“{}”是各项相乘得来的：相差按各项对数之差分摊，合起来正好是总差", name),) for name in multiplied
    )
    found = replace(found, standing=(*found.standing, *told))
    shares = _shares((run, run), splits[unit].addends, splits[other].addends, (unit, other))
    assert sum((share.difference for share in shares), Fraction(0)) == found.difference
    return replace(found, shares=shares)


def movement(before: Evaluation, after: Evaluation, of: Published, in_full: bool = True) -> Against | None:
    """Why a value of one unit is another one in a second run: `first` is that of `after`.

    None where either run has no such value. Without `in_full` nothing is told beneath the indicators.
    """
    identity = (of.unit_type, of.value)
    splits, amounts = [], []
    same = after.policy is before.policy
    for run, other in ((after, before), (before, after)):
        definition = run.policy.definitions.get(identity)
        point = None if definition is None else point_of(run, definition, of.unit, of.period)
        if definition is None or point is None:
            return None
        amounts.append(point.named(identity))
        splits.append(Split(Explainer(run), definition, point, _beside(other, of.unit) if same else None))
    name = Explainer(after).words.called(after.policy.definitions[identity])
    found = Against(of.unit, name, of.value, of.period, amounts[0], amounts[1])
    if found.difference is None and not found.is_absent:
        return found
    missing = tuple(dict.fromkeys(name for split in splits for name in split.missing))
    if missing or found.difference is None:
        return replace(found, missing=missing)
    addends = [split.addends if after.policy is before.policy else _by_name(split.addends) for split in splits]
    shares = _shares((after, before), addends[0], addends[1], (), in_full)
    assert sum((share.difference for share in shares), Fraction(0)) == found.difference
    return replace(found, shares=shares)


def _beside(run: Evaluation, unit: str) -> Callable[[Point], Point | None]:
    """The same key for another unit, or in another run."""

    def point(own: Point) -> Point | None:
        frame = run.frames.of(own.frame.grain)
        key = own.frame.keys[own.row]
        row = frame.positions.get((unit if key[0] is not None else None, *key[1:]))
        return None if row is None else Point(run, frame, row)

    return point


def _by_name(addends: Mapping[object, Addend]) -> Mapping[object, Addend]:
    """Addends that two policies share: steps inside a rule, which are other nodes in each, go by their names."""
    found: dict[object, Addend] = {}
    for key, addend in addends.items():
        same = (*key[:-1], addend.name) if isinstance(key, tuple) and key[0] == "step" else key
        found[same if same not in found else (same, len(found))] = addend
    return found


def _absent(run: Evaluation, of: Definition, points: Mapping[str, Point | None]) -> Iterator[Phrase]:
    """Why either has no value."""
    for who, point in points.items():
        explained = Explainer(run).value((of.unit_type, of.id), point)
        yield from ((worded("{}：", who), *said) for said in absences(explained))


def place_of(definition: Definition) -> tree.Rank | None:
    """The rank that a value is, behind its readings; None for what is no place."""
    if not isinstance(definition.rule, tree.Step | tree.Reading):
        return None
    steps = (node for node in tree.walk(definition.rule) if isinstance(node, tree.Step))
    places = (step.roles for step in steps if isinstance(step.roles, RankRoles | QuotaRoles | LastPlaceRoles))
    first = next(places, None)
    return first.means if isinstance(first, RankRoles) else None


def _compared(run: Evaluation, asked: Sequence[Definition], ranks: Mapping[str, tree.Rank]) -> Definition | None:
    for rank in ranks.values():
        found = definition_of(run.policy, rank.of)
        if found is not None:
            return found
    kinds = {each.id: run.policy.value_types[each.unit_type, each.id].kind for each in asked}
    return next((each for each in asked if kinds[each.id] == "number" and each.id not in ranks), None)


def _standing(run: Evaluation, rank: Definition, unit: str, other: str, period: Period) -> list[Phrase]:
    """The places of both, and that they are level."""
    points = [point_of(run, rank, who, period) for who in (unit, other)]
    places = [Amount(None) if at is None else at.named((rank.unit_type, rank.id)) for at in points]
    if any(place.value is None for place in places):
        return [(worded("{}：", rank.name), unit, " ", places[0], worded("，"), other, " ", places[1])]
    compared: Phrase = (
        worded("{}：", rank.name),
        unit,
        worded(" 第 "),
        places[0],
        worded(" 名，"),
        other,
        worded(" 第 "),
        places[1],
        worded(" 名"),
    )
    found = place_of(rank)
    if found is not None and found.within is not None and _apart(run, rank.unit_type, unit, other):
        return [compared, (worded("名次在各自的组里排"),)]
    if places[0] == places[1]:
        return [compared, (worded("名次并列：比的数完全相同"),)]
    ahead = [at for at in points if at is not None]
    return [compared, *([] if found is None else _decided(run, found, ahead))]


def _decided(run: Evaluation, rank: tree.Rank, points: Sequence[Point]) -> list[Phrase]:
    """The further key that puts one of two before the other, with both values, where what comes first is level."""
    values = [[at.amount(key.of) for at in points] for key in rank.keys]
    number = next((number for number, (first, second) in enumerate(values) if first.value != second.value), 0)
    if number == 0:
        return []
    explainer, key = Explainer(run), rank.keys[number]
    ordered = (worded("再按 "), *explainer.words.of(key.of), worded(" {}比：", order_of(explainer, key)))
    first, second = ((points[side].unit, " ", values[number][side]) for side in (0, 1))
    return [(*ordered, *first, worded("，"), *second)]


def _apart(run: Evaluation, unit_type: str, unit: str, other: str) -> list[Phrase]:
    """Says that the two are not in one group."""
    units = Units(run, [unit_type])
    groups = [units.group(unit_type, who) for who in (unit, other)]
    return (
        []
        if groups[0] == groups[1]
        else [(worded("两家不在同一组：{}在{}，{}在{}", unit, groups[0], other, groups[1]),)]
    )


Runs = tuple[Evaluation, Evaluation]
"""The runs of either side: the same one for two units."""


def _shares(
    runs: Runs,
    first: Mapping[object, Addend],
    second: Mapping[object, Addend],
    units: tuple[str, ...],
    in_full: bool = True,
) -> tuple[Share, ...]:
    """The indicators of both, the greatest difference first, in the order of the policy among equals."""
    shares = []
    for key in dict.fromkeys([*first, *second]):
        one, two = first.get(key), second.get(key)
        known = one or two
        assert known is not None
        adds = [each.adds if each else {} for each in (one, two)]
        when = sorted({period for each in adds for period in each if period is not None})
        nothing = Fraction(0)
        periods = tuple((p, adds[0].get(p, nothing), adds[1].get(p, nothing)) for p in when) if len(when) > 1 else ()
        totals = [each.total if each else nothing for each in (one, two)]
        found = tuple(origins(runs, one, two, units)) if in_full and adds[0] != adds[1] else ()
        shares.append(Share(known.name, known.id, known.clause, known.points, totals[0], totals[1], periods, found))
    return tuple(sorted(shares, key=lambda share: -abs(share.difference)))


def _questions(run: Evaluation, definitions: Sequence[Definition]) -> frozenset[str]:
    """The open questions that values rest on."""
    return frozenset(questions_of(run.policy.graph, (definition.vertex for definition in definitions)))


Key = tuple[str, str, Period | None]


def origins(runs: Runs, first: Addend | None, second: Addend | None, units: tuple[str, ...]) -> Iterator[Origin]:
    """Both sides, period by period; one side has several entries where it is added several times."""
    sides = [each.made if each else {} for each in (first, second)]
    found = {period for side in sides for period in side}
    for period in sorted(found, key=lambda each: each.calendar_order if each else (0, 0)):
        pairs = [side.get(period, []) for side in sides]
        for at in range(max(map(len, pairs))):
            made = [entries[at] if at < len(entries) else None for entries in pairs]
            explained = [_explained(run, each) for run, each in zip(runs, made, strict=True)]
            weights = (made[0].weight if made[0] else Fraction(1), made[1].weight if made[1] else Fraction(1))
            yield Origin(period, explained[0], explained[1], weights, tuple(_pairs(explained[0], explained[1], units)))


def _explained(run: Evaluation, made: Made | None) -> Explained | None:
    """The step as it is explained by itself, from its own key on."""
    if made is None:
        return None
    tell = Explainer(run)
    if isinstance(made.of, Explained):
        return made.of
    if isinstance(made.of, tuple):
        return tell.value(made.of, made.point, made.point)
    return tell.part(made.of, made.point)


def _pairs(first: Explained | None, second: Explained | None, units: tuple[str, ...]) -> Iterator[Pair]:
    """The inputs of both that differ, in the order in which they are met; then the records that count."""
    one, two = _inputs(first), _inputs(second)
    root = first or second
    assert root is not None
    for key in dict.fromkeys([*one, *two]):
        left, right = one.get(key), two.get(key)
        if (left is None or right is None) and key[1] in units:
            continue  # the highest or lowest of the group, which is the other unit's own input
        if left is None or right is None or left.value != right.value:
            some = left or right
            assert some is not None
            yield Pair(some.name, key[1] or root.unit, left, right)
    records = [list(_records(step)) for step in (first, second)]
    yield from (Pair(row.name, "", row, None) for row in _without(records[0], records[1]))
    yield from (Pair(row.name, "", None, row) for row in _without(records[1], records[0]))


def _inputs(root: Explained | None) -> Mapping[Key, Explained]:
    """The inputs of a side that stand in no record, each once."""
    return {(step.id, step.unit, step.period): step for step in _outside_records(root) if step.kind == "input"}


def _records(root: Explained | None) -> Iterator[Explained]:
    return (step for step in _outside_records(root) if step.kind == "row" and step.counts)


def _outside_records(root: Explained | None) -> Iterator[Explained]:
    """The steps down to the records, but not what lies below these."""
    to_visit = [root] if root else []
    while to_visit:
        step = to_visit.pop()
        yield step
        if step.kind != "row":
            to_visit.extend(reversed(step.parts))


def _without(records: Iterable[Explained], others: Iterable[Explained]) -> Iterator[Explained]:
    """The records but for those that the other unit has the like of."""
    known = [(row.name, row.value) for row in others]
    for row in records:
        if (row.name, row.value) in known:
            known.remove((row.name, row.value))
        else:
            yield row
