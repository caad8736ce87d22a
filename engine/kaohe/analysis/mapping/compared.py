"""What moves under another policy's rule: its results on our data beside our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

from kaohe.analysis.explain.against import place_of
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.model import Explained
from kaohe.analysis.explain.values import point_of
from kaohe.analysis.mapping.apply import OtherRun, run_other
from kaohe.analysis.mapping.model import Compared, RuleMapping
from kaohe.analysis.mapping.read import read_mapping
from kaohe.analysis.published_values import Change, Inputs, Published, PublishedValues, in_period
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.model import Policy
from kaohe.results import Value, as_named

IN_FULL = 3
"""Of so many units it is told how each result came about, besides those whose place moves."""


@dataclass(frozen=True, slots=True)
class Move:
    """A published value that is another one under the other rule.

    `compared` says which value of theirs it is; `own_period` is the quarter of ours that its year is compared with.
    `their_unit` is what the unit is called under their rules.
    """

    change: Change
    compared: Compared
    own_period: Period | None
    their_unit: str


@dataclass(frozen=True, slots=True)
class OtherRule:
    """The run under another policy's rule, and every result that moves, in our order of units, then of periods.

    `explained` are the wholes and consequences among the moves, of those whose place moves and of the first units,
    each with how it came about under their rules.
    """

    run: OtherRun
    moves: tuple[Move, ...]
    published: PublishedValues
    explained: tuple[tuple[Move, Explained], ...] = ()

    @property
    def mapping(self) -> RuleMapping:
        """What corresponds to what."""
        return self.run.mapping

    @property
    def moved(self) -> tuple[Change, ...]:
        """The moves in the form of every command."""
        return tuple(move.change for move in self.moves)


def other_rule(
    path: Path,
    ours: Policy,
    inputs: Inputs,
    readings: Mapping[str, str],
    before: PublishedValues,
    period: Period | None,
) -> OtherRule:
    """What moves against `before`, our own results. Raises Refused, and NotThere for a period that nobody has."""
    run = run_other(read_mapping(path, ours), ours, inputs, readings)
    values: dict[Published, Value] = {}
    moves = []
    for move in _moves(run, ours, before):
        values[move.change.of] = move.change.new
        if move.change.old != move.change.new:
            moves.append(move)
    warnings = [*run.mapping.warnings, *run.results.warnings]
    after = PublishedValues(values, before.groups, frozenset(each.period for each in run.results.results), warnings)
    before, after = in_period(period, before, after)
    kept = tuple(move for move in moves if period in (None, move.change.of.period))
    return OtherRule(run, kept, after, tuple(_explained(run, kept)))


def _explained(run: OtherRun, moves: Sequence[Move]) -> Iterator[tuple[Move, Explained]]:
    placed = {move.change.of.unit for move in moves if move.change.old is not None and place_of(move.compared.theirs)}
    in_full = placed | {*list(dict.fromkeys(move.change.of.unit for move in moves))[:IN_FULL]}
    for move in moves:
        theirs = move.compared.theirs
        identity = (theirs.owner, theirs.id)
        if move.change.of.unit in in_full and theirs.parent is None and identity not in run.mapping.values:
            definition = run.policy.definitions[identity]
            point = point_of(run.run, definition, move.their_unit, move.change.of.period)
            if point is not None:
                yield move, Explainer(run.run).value(identity, point)


def _moves(run: OtherRun, ours: Policy, before: PublishedValues) -> Iterator[Move]:
    """Every value of theirs that is calculated, with ours."""
    compared = {(each.theirs.owner, each.theirs.id): each for each in run.mapping.compared}
    for result in run.results.results:
        pair = run.mapping.pair(result.unit_type)
        unit = pair.our_name(result.unit)
        for id_, calculated in result.values.items():
            each = compared[result.unit_type, id_]
            value = as_named(each.theirs, calculated)
            own = None if each.quarter is None else Period(result.period.year, each.quarter, "quarter")
            old: Value = None
            if each.ours is not None:
                old = before.values.get(Published(pair.ours, unit, own or result.period, each.ours.id))
                value = _in_our_measure(value, each, run.policy, ours)
            of = Published(pair.ours, unit, result.period, each.name)
            change = Change(of, before.groups.get((pair.ours, unit)), old, value)
            yield Move(change, each, own, result.unit)


def _in_our_measure(value: Value, each: Compared, theirs: Policy, ours: Policy) -> Value:
    assert each.ours is not None
    if not isinstance(value, Fraction):
        return value
    shown = theirs.value_types[each.theirs.owner, each.theirs.id].measure.scale
    return value * shown / ours.value_types[each.ours.owner, each.ours.id].measure.scale
