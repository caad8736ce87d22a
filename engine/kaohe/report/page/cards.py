"""A score card for each unit: where it stands, what it is strong and weak in, where it lost points, and why."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe.analysis.composition import topmost
from kaohe.language.periods import Period, finest
from kaohe.language.tree import Node, Ref, Step
from kaohe.lazy import dataclass
from kaohe.policy.model import Definition, Display, Policy, UnitType
from kaohe.report.page.composition import Composed, Indicator
from kaohe.report.results.blocks import Block
from kaohe.report.svg_shapes import filled
from kaohe.report.values import ABSENT, absent, mark, to_places, trimmed, value_of
from kaohe.results import Result, Results
from kaohe.translations import language, worded
from kaohe.words.rank_and_ties import written_ranks

_LONGEST_COURSE = 8


@dataclass(frozen=True, slots=True)
class Focus:
    """What is shown of one unit type.

    `whole` is the total of the period, `members` its results. `full_year` is the year whose last part the period is,
    where that has no total yet. `course` are the periods of `course_whole` up to this one.
    """

    unit_type: UnitType
    period: Period
    whole: Definition | None
    members: list[Result]
    full_year: Period | None
    course: list[Period]
    course_whole: Definition | None


def focus_of(results: Results, unit_type: UnitType, chosen: Period | None) -> Focus | None:
    """The focus on a unit type; None where it has no results, or none in the period that is chosen."""
    own = [result for result in results.results if result.unit_type == unit_type.id]
    periods = sorted({result.period for result in own}, key=lambda each: each.calendar_order)
    if not periods or (chosen is not None and chosen not in periods):
        return None
    policy = results.policy
    period = chosen or _last_complete(policy, own, periods)
    level = finest(each.level for each in periods)
    parts = [each for each in periods if each.level == level]
    last = [each for each in parts if each.year == period.year][-1:]
    year = Period(period.year)
    full_year = year if period != year and year in periods and last == [period] else None
    course = [each for each in parts if each.calendar_order <= period.calendar_order]
    return Focus(
        unit_type,
        period,
        whole_of(policy, unit_type.id, period),
        [result for result in own if result.period == period],
        full_year,
        course[-_LONGEST_COURSE:],
        whole_of(policy, unit_type.id, course[-1]) if course else None,
    )


def whole_of(policy: Policy, unit_type: str, period: Period) -> Definition | None:
    """The total of a level: what the rank goes by, else the last of those with the most points, or what adds it up."""
    own = [each for each in policy.scores if each.unit_type == unit_type and _kind(policy, each) == period.level]
    for definition in own:
        if (found := _ranked(policy, definition)) is not None and found in own:
            return found
    wholes = [each for each in own if each.parent is None and each.points is not None]
    place = {identity: at for at, identity in enumerate(policy.order)}
    most = max(wholes, key=lambda each: (each.points or Fraction(0), place.get((unit_type, each.id), 0)), default=None)
    return None if most is None else topmost(policy, most)


def _kind(policy: Policy, definition: Definition) -> str | None:
    return policy.value_types[definition.unit_type, definition.id].grain.period


def _ranked(policy: Policy, definition: Definition) -> Definition | None:
    """What a rank goes by, if that has a name."""
    of: Node | None = next((rank.of for rank in written_ranks(definition.rule)), None)
    while isinstance(of, Step):
        of = of.means
    return policy.definitions.get((of.unit_type, of.id)) if isinstance(of, Ref) else None


def _last_complete(policy: Policy, own: Sequence[Result], periods: Sequence[Period]) -> Period:
    """The last period whose total is known for anybody, or any value where it has no total."""
    for period in reversed(periods):
        whole = whole_of(policy, own[0].unit_type, period)
        members = [result.values for result in own if result.period == period]
        known = [values.get(whole.id) for values in members] if whole else [v for m in members for v in m.values()]
        if any(value is not None for value in known):
            return period
    return periods[-1]


_NAMED = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of one unit; every cell as text, `bar` the share of its points."""

    name: str
    clause: str
    level: int
    full: str
    value: str
    share: str
    bar: str
    lost: str
    middle: str


@dataclass(frozen=True, slots=True)
class Card:
    """One unit. `facts` are its place, total and other values; `lines` are empty where the total is no sum."""

    unit: str
    group: str
    facts: list[tuple[str, str]]
    strong: list[str]
    weak: list[str]
    lost: list[str]
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class _Held:
    """What a unit has of the points of an indicator."""

    name: str
    value: Fraction
    full: Fraction

    @property
    def share(self) -> Fraction:
        return self.value / self.full

    @property
    def lost(self) -> Fraction:
        return self.full - self.value


def card(result: Result, block: Block, made: Composed | None, display: Display) -> Card:
    """The card of one unit."""
    held = [] if made is None else _held(made, result.unit)
    by_share = sorted(held, key=lambda each: -each.share)
    strong = [each for each in by_share if each.value > 0][: min(_NAMED, (len(held) + 1) // 2)]
    weak = [each for each in reversed(by_share) if each.lost > 0 and each not in strong][:_NAMED]
    lost = sorted((each for each in held if each.lost > 0), key=lambda each: -each.lost)[:_NAMED]
    return Card(
        result.unit,
        block.group_of(result),
        _facts(result, block, display),
        [f"{each.name} {_percent(each.share)}" for each in strong],
        [f"{each.name} {_percent(each.share)}" for each in weak],
        [f"{each.name} {_places(each.lost, display)}" for each in lost],
        [] if made is None else [_line(each, result, display) for each in made.of_unit(result.unit)],
    )


def _facts(result: Result, block: Block, display: Display) -> list[tuple[str, str]]:
    facts = []
    for column in block.columns:
        if column.level:
            continue
        text = value_of(result, column, display)
        is_there = result.values.get(column.definition.id) is not None
        if column.is_rank and is_there:
            text = worded("第{}名（共{}个）", text, len(block.results))
        elif column.definition.points is not None and is_there:
            text = f"{text} / {trimmed(column.definition.points)}"
        facts.append((column.heading, text))
    return facts


def _held(made: Composed, unit: str) -> list[_Held]:
    found = []
    for each in made.lowest:
        value, full = each.values.get(unit), each.fulls.get(unit)
        if value is not None and full:
            found.append(_Held(each.name, value, full))
    return found


def _line(each: Indicator, result: Result, display: Display) -> Line:
    unit, id_ = result.unit, each.score_id
    value, full = each.values.get(unit), each.fulls.get(unit)
    part = value / full if value is not None and full else None
    return Line(
        each.name,
        each.clause,
        each.level,
        "" if full is None else trimmed(full),
        absent(result, id_, language()) if value is None else _places(value, display) + mark(result, id_),
        "" if part is None else _percent(part),
        filled(f"{each.name} {_percent(part)}", part) if part is not None else "",
        "" if value is None or full is None else _lost(full - value, display),
        ABSENT if each.middle is None or unit in each.apart else _places(each.middle, display),
    )


def _lost(points: Fraction, display: Display) -> str:
    """More than the printed points is no loss."""
    return (
        _places(points, display) if points > 0 else "0" if points == 0 else worded("超 {}", _places(-points, display))
    )


def _percent(part: Fraction) -> str:
    return f"{to_places(part * 100, 0, 'half_up')}%"


def _places(value: Fraction, display: Display) -> str:
    return to_places(value, display.decimals, display.rounding)
