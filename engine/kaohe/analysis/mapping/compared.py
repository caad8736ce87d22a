"""What moves under another policy's rule: its results on our data beside our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from kaohe.analysis.mapping.apply import OtherRun, run_other
from kaohe.analysis.mapping.model import Compared, RuleMapping
from kaohe.analysis.mapping.read import read_mapping
from kaohe.analysis.outcome import Change, Inputs, Outcome, Published, in_period
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.results import Value


@dataclass(frozen=True, slots=True)
class Move:
    """A published value that is another one under the other rule.

    `compared` says which value of theirs it is; `own_period` is the quarter of ours that its year is compared with.
    """

    change: Change
    compared: Compared
    own_period: Period | None


@dataclass(frozen=True, slots=True)
class OtherRule:
    """The run under another policy's rule, and every result that moves, in our order of units, then of periods."""

    run: OtherRun
    moves: tuple[Move, ...]
    outcome: Outcome

    @property
    def mapping(self) -> RuleMapping:
        """What corresponds to what."""
        return self.run.mapping

    @property
    def moved(self) -> tuple[Change, ...]:
        """The moves in the form of every command."""
        return tuple(move.change for move in self.moves)


def other_rule(
    path: Path, ours: Policy, inputs: Inputs, readings: Mapping[str, str], before: Outcome, period: Period | None
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
    after = Outcome(values, before.groups, frozenset(each.period for each in run.results.results), warnings)
    before, after = in_period(period, before, after)
    kept = (move for move in moves if period in (None, move.change.of.period))
    return OtherRule(run, tuple(kept), after)


def _moves(run: OtherRun, ours: Policy, before: Outcome) -> Iterator[Move]:
    """Every value of theirs that is calculated, with ours."""
    compared = {(each.theirs.owner, each.theirs.id): each for each in run.mapping.compared}
    for result in run.results.results:
        pair = run.mapping.pair(result.unit_type)
        unit = pair.members.get(result.unit) or result.unit
        for id_, value in result.values.items():
            each = compared[result.unit_type, id_]
            own = None if each.quarter is None else Period(result.period.year, each.quarter)
            old: Value = None
            if each.ours is not None:
                old = before.values.get(Published(pair.ours, unit, own or result.period, each.ours.id))
                value = _in_our_measure(value, each, run.policy, ours)
            of = Published(pair.ours, unit, result.period, each.name)
            yield Move(Change(of, before.groups.get((pair.ours, unit)), old, value), each, own)


def _in_our_measure(value: Value, each: Compared, theirs: Policy, ours: Policy) -> Value:
    assert each.ours is not None
    if not isinstance(value, Fraction):
        return value
    shown = theirs.value_types[each.theirs.owner, each.theirs.id].measure.scale
    return value * shown / ours.value_types[each.ours.owner, each.ours.id].measure.scale
