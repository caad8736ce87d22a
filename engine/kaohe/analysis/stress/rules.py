"""What the rules themselves reward by mistake, without any data: scores without a cap, and inputs that count twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kaohe.analysis.compare.points import Total, points_of, totals_of
from kaohe.analysis.stress.repeats import Options
from kaohe.language.ranges import Range, exactly
from kaohe.policy.dependency_graph import needed_by
from kaohe.policy.model import Definition, Policy, Vertex
from kaohe.policy.ranges import Ranges

_MOST_ITEMS = 10**9
"""An input that does not outweigh the rest with so many does not outweigh it."""


@dataclass(frozen=True, slots=True)
class Uncapped:
    """A score without a cap, which `items` of an input alone can bring above all the other points of the total.

    `column` is None where whole records count; `rest` are the other points that the total prints. `items` is in the
    column's own measure; with data `items` that were tried are those that did it, and `unit` is for whom.
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
    for whole, score in _leaves(policy):
        if ranges.of_value((score.owner, score.id)).high is not None or score.points is None:
            continue
        rest = whole.points - score.points
        inputs = _inputs(policy, score)
        for one in inputs:
            items = _items(policy, readings, score, one, inputs, rest)
            if items is not None:
                yield Uncapped(whole, score, one.owner, one.id or None, items, rest)


def _leaves(policy: Policy) -> Iterator[tuple[Total, Definition]]:
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
        scores = [score for total, score in _leaves(policy) if total.definition is whole.definition]
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
