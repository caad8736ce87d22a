"""Which period of a unit type a page is about, what its total is, and which periods came before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe.language.periods import Period
from kaohe.language.tree import Node, Ref, Step
from kaohe.policy.model import Definition, Policy, UnitType
from kaohe.results import Result, Results
from kaohe.words.rank_and_ties import written_ranks

_LONGEST_COURSE = 8


@dataclass(frozen=True, slots=True)
class Focus:
    """What is shown of one unit type.

    `whole` is the total of the period, `members` its results. `beside` is the year that the last quarter belongs to,
    where that has no total yet. `course` are the periods of `course_whole` up to this one.
    """

    unit_type: UnitType
    period: Period
    whole: Definition | None
    members: list[Result]
    beside: Period | None
    course: list[Period]
    course_whole: Definition | None


def focus_of(results: Results, unit_type: UnitType, chosen: Period | None) -> Focus | None:
    """The focus on a unit type; None where it has no results, or none in the period that is chosen."""
    own = [result for result in results.results if result.unit_type == unit_type.id]
    periods = sorted({result.period for result in own}, key=lambda each: each.calendar_order)
    if not periods or (chosen is not None and chosen not in periods):
        return None
    policy = results.policy
    period = chosen or _last_told(policy, own, periods)
    quarters = [each for each in periods if each.quarter]
    last = [each for each in quarters if each.year == period.year][-1:]
    year = Period(period.year)
    beside = year if period.quarter and year in periods and last == [period] else None
    course = [each for each in quarters or periods if each.calendar_order <= period.calendar_order]
    return Focus(
        unit_type,
        period,
        whole_of(policy, unit_type.id, period),
        [result for result in own if result.period == period],
        beside,
        course[-_LONGEST_COURSE:],
        whole_of(policy, unit_type.id, course[-1]) if course else None,
    )


def whole_of(policy: Policy, unit_type: str, period: Period) -> Definition | None:
    """The total of a kind of period: what the rank goes by, else the last of those with the most points."""
    own = [each for each in policy.scores if each.unit_type == unit_type and _kind(policy, each) == period.kind]
    for definition in own:
        if (found := _ranked(policy, definition)) is not None and found in own:
            return found
    wholes = [each for each in own if each.parent is None and each.points is not None]
    place = {identity: at for at, identity in enumerate(policy.order)}
    return max(wholes, key=lambda each: (each.points or Fraction(0), place.get((unit_type, each.id), 0)), default=None)


def _kind(policy: Policy, definition: Definition) -> str | None:
    return policy.value_types[definition.unit_type, definition.id].grain.period


def _ranked(policy: Policy, definition: Definition) -> Definition | None:
    """What a rank goes by, if that has a name."""
    of: Node | None = next((rank.of for rank in written_ranks(definition.rule)), None)
    while isinstance(of, Step):
        of = of.means
    return policy.definitions.get((of.unit_type, of.id)) if isinstance(of, Ref) else None


def _last_told(policy: Policy, own: Sequence[Result], periods: Sequence[Period]) -> Period:
    """The last period whose total is known for anybody, or any value where it has no total."""
    for period in reversed(periods):
        whole = whole_of(policy, own[0].unit_type, period)
        members = [result.values for result in own if result.period == period]
        known = [values.get(whole.id) for values in members] if whole else [v for m in members for v in m.values()]
        if any(value is not None for value in known):
            return period
    return periods[-1]
