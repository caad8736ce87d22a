"""What a unit loses against the maximum, and where each of its inputs next changes what an indicator does.

A threshold (分段点) is the next value of an input, upwards or downwards, from which on an indicator is another function
of it: a tier, a cap, a gate, the best of the group. It is walked to from breakpoint to breakpoint of the rules. A
rounding that an indicator ends with is none, though its digits change all the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe.analysis.explain.values import point_of, printed_points
from kaohe.analysis.gap.function_of_input import FunctionOfInput, is_same, next_step, value_at
from kaohe.analysis.gap.run_over_input import RunOverInput
from kaohe.analysis.gap.search import Steps
from kaohe.analysis.gap.standing import UNCALCULABLE, Standing
from kaohe.analysis.published_values import is_place
from kaohe.lazy import dataclass, replace
from kaohe.policy.dependency_graph import Identity, needed_by
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import Definition
from kaohe.results import Value

MOST_BREAKPOINTS = 200
"""So many breakpoints in one direction are looked at: those of a rule that rounds inside have no end."""


@dataclass(frozen=True, slots=True)
class Loss:
    """An indicator, its maximum as it is printed or else follows from the rule (None: it has none), and its value."""

    definition: Definition
    most: Fraction | None
    now: Fraction | None

    @property
    def lost(self) -> Fraction | None:
        """What is missing to the maximum; negative where the rule gives more than is printed."""
        return None if self.most is None or self.now is None else self.most - self.now


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """Where indicators become another function of an input: the step, and their ids.

    With `is_flat` the input does nothing more to them from there on, however far.
    """

    at: int
    indicators: tuple[str, ...]
    is_flat: bool


def indicators(standing: Standing) -> list[Definition]:
    """The published numbers of the unit that are no place and rest on no other such number."""
    policy = standing.policy
    numbers = [
        one
        for one in standing.published()
        if policy.value_types[one.owner, one.id].kind == "number" and not is_place(policy, one.rule, standing.readings)
    ]
    identities = {(one.owner, one.id) for one in numbers}
    return [one for one in numbers if not identities & _below(standing, one)]


def _below(standing: Standing, one: Definition) -> set[Identity]:
    """What a value rests on."""
    found = needed_by(standing.policy.graph, [one.vertex])
    return {vertex.identity for vertex in found if vertex.kind == "value"} - {(one.owner, one.id)}


def losses(standing: Standing, found: Sequence[Definition], ranges: Ranges) -> Iterator[Loss]:
    """What each indicator lacks."""
    now = standing.values()
    for one in found:
        at = point_of(standing.run, one, standing.unit, standing.period)
        most = one.points if at is None else printed_points(one, at)
        if most is None:
            high = ranges.of(one.rule).high
            most = None if high is None else high / standing.scale(one)
        value = now[one.id]
        yield Loss(one, most, value if isinstance(value, Fraction) else None)


def breakpoint_beyond(
    run: RunOverInput, found: Sequence[Definition], steps: Steps, now: Fraction, direction: int
) -> Breakpoint | None:
    """The next breakpoint of indicators from `now` (in base measure) in a direction; None where there is none.

    `run` follows the input; the indicators rest on it. Through a root, a power or a logarithm nothing is
    followed: every digit would be a breakpoint, and none is told.
    """
    trail = run.begin(now)
    try:
        here = _functions(run, found)
    except UNCALCULABLE:
        return None
    if trail.opaque:
        return None
    at: int | None = steps.first_beyond(now, direction)
    border: Breakpoint | None = None
    for number in range(MOST_BREAKPOINTS):
        if at is None or not steps.allows(at):
            return border
        trail = run.begin(at * steps.scale)
        try:
            there = _functions(run, found) if run.is_allowed() else None
        except UNCALCULABLE:
            there = None
        if there is None or trail.opaque:
            return border
        others = [id_ for id_ in here if not is_same(here[id_], there[id_])]
        if border is not None and set(others) & set(border.indicators):
            return replace(border, is_flat=False)
        before = now if number == 0 else (at - direction) * steps.scale
        meets = all(value_at(here[id_], before) == value_at(there[id_], before) for id_ in others)
        if border is None and others and not (meets and number == 0):
            last = at * steps.scale
            is_met = all(value_at(here[id_], last) == value_at(there[id_], last) for id_ in others)
            if is_met and not steps.allows(at + direction):
                return None  # what would change lies outside of what is allowed
            is_flat = not any(isinstance(there[id_], FunctionOfInput) for id_ in others)
            border = Breakpoint(at - direction if meets else at, tuple(others), is_flat)
            if not is_flat:
                return border
        here = there  # on a breakpoint at first: what the input does in this direction begins here
        at = next_step(trail, at, steps.scale, direction)
    return None if border is None else replace(border, is_flat=False)


def _functions(run: RunOverInput, found: Sequence[Definition]) -> Mapping[str, Value]:
    return {one.id: run.unrounded(one) for one in found}
