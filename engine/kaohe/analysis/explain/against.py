"""Why one unit stands before another: the difference of what they are compared by, split into the indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from kaohe.analysis.explain.absences import absences
from kaohe.analysis.explain.beneath import beneath
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.model import Against, Amount, Phrase, Share
from kaohe.analysis.explain.names import definition_of
from kaohe.analysis.explain.point import Point, point_of
from kaohe.analysis.explain.shares import Addend, Split
from kaohe.analysis.explain.units import Units
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.policy.dependency_graph import questions_of
from kaohe.policy.model import Definition


def against(run: Evaluation, asked: Sequence[Definition], unit: str, other: str, period: Period) -> Against | None:
    """Compares what the first rank among the values asked for goes by, else the first number; None without either."""
    ranks = {definition.id: rank for definition in asked if (rank := _rank(definition)) is not None}
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
    splits = {who: Split(Explainer(run), of, at) for who, at in points.items() if at is not None}
    missing = dict.fromkeys(f"{who}的“{name}”" for who, split in splits.items() for name in split.missing)
    if missing or len(splits) < 2 or found.difference is None:
        return replace(found, missing=tuple(missing), absent=tuple(_absent(run, of, points)))
    shares = _shares(run, splits[unit].addends, splits[other].addends, (unit, other))
    assert sum((share.difference for share in shares), Fraction(0)) == found.difference
    return replace(found, shares=shares)


def _absent(run: Evaluation, of: Definition, points: Mapping[str, Point | None]) -> Iterator[Phrase]:
    """Why either has no value."""
    for who, point in points.items():
        told = Explainer(run).value((of.unit_type, of.id), point)
        yield from ((f"{who}：", *said) for said in absences(told))


def _rank(definition: Definition) -> tree.Rank | None:
    """The rank that a value is, behind its readings."""
    if not isinstance(definition.rule, tree.Step | tree.Reading):
        return None
    steps = (node for node in tree.walk(definition.rule) if isinstance(node, tree.Step))
    step = next((step for step in steps if step.keyword in ("rank", "quota", "last_place")), None)
    if step is None or step.keyword != "rank":
        return None
    return next(node for node in tree.walk(step) if isinstance(node, tree.Rank))


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
        return [(f"{rank.name}：", unit, " ", places[0], "，", other, " ", places[1])]
    told: Phrase = (f"{rank.name}：", unit, " 第 ", places[0], " 名，", other, " 第 ", places[1], " 名")
    found = _rank(rank)
    if found is not None and found.within is not None and _apart(run, rank.unit_type, unit, other):
        return [told, ("名次在各自的组里排",)]
    return [told, ("名次并列：比的数完全相同",)] if places[0] == places[1] else [told]


def _apart(run: Evaluation, unit_type: str, unit: str, other: str) -> list[Phrase]:
    """Says that the two are not in one group."""
    units = Units(run, [unit_type])
    groups = [units.group(unit_type, who) for who in (unit, other)]
    return [] if groups[0] == groups[1] else [(f"两家不在同一组：{unit}在{groups[0]}，{other}在{groups[1]}",)]


def _shares(
    run: Evaluation, first: Mapping[object, Addend], second: Mapping[object, Addend], units: tuple[str, str]
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
        below = tuple(beneath(run, one, two, units)) if adds[0] != adds[1] else ()
        shares.append(Share(known.name, known.id, known.clause, known.points, totals[0], totals[1], periods, below))
    return tuple(sorted(shares, key=lambda share: -abs(share.difference)))


def _questions(run: Evaluation, definitions: Sequence[Definition]) -> frozenset[str]:
    """The open questions that values rest on."""
    return frozenset(questions_of(run.policy.graph, (definition.vertex for definition in definitions)))
