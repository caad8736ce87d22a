"""`since`: a rule that an amended document replaces from a date on, beside the one that held before."""

from __future__ import annotations

from fractions import Fraction

from kaohe.language.entry import Doc, KeyPart, Meaning
from kaohe.language.nodes import Mapping
from kaohe.language.periods import LEVELS, Period, PeriodLevel, finest, read_period
from kaohe.language.tree import Add, Cases, Key, Mul, Node, Number, Step, Tier, Tiers, Unknown
from kaohe.places import Place
from kaohe.records import dataclass
from kaohe.words.lowering import Context, Keyword

_PARTS: dict[PeriodLevel, KeyPart] = {level: level for level in LEVELS}


@dataclass(frozen=True, slots=True, eq=False)
class SinceRoles(Meaning):
    """The rules with the periods from which they hold, the earliest first; `current` is the number of the one in force.

    Before the first there is none, and `current` is the number of the period itself.
    """

    current: Node
    rules: tuple[tuple[str, Node], ...]
    first: int
    """The day that the first begins with, as calendars count them."""


def running_number(period: Period, level: PeriodLevel) -> int:
    """The number of a period among all of its level, of a coarser one that of the first in it: of a year the year."""
    first = period.parts(level)[0]
    if level == "day":
        return 10_000 * first.year + first.number
    return period.year if level == "year" else 12 * first.year + LEVELS[level].months * first.number


def current_period(level: PeriodLevel, place: Place) -> Node:
    """The number of the period that a rule is calculated for."""
    part = Key(_PARTS[level], place=place)
    if level == "year":
        return part

    def times(key: KeyPart, number: int) -> Node:
        return Mul(Key(key, place=place), Number(Fraction(number), place=place), place=place)

    if level == "day":
        return Add((times("year", 10_000), times("month", 100), part), place=place)
    return Add((times("year", 12), times(_PARTS[level], LEVELS[level].months)), place=place)


def lower_since(rule: Mapping, context: Context) -> Node:
    """The rule of the last date that the period has reached; K719 for what is no period, or stands twice."""
    entry = rule.entries["since"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    periods = {word: read_period(word) for word in written.entries}
    level = finest(period.level for period in periods.values() if period is not None)
    rules: dict[int, tuple[str, Node]] = {}
    first: list[int] = []
    for word, under in written.entries.items():
        found, period = context.rule(under.value), periods[word]
        number = None if period is None or level is None else running_number(period, level)
        if number is None or number in rules or period is None:
            context.find("K719", under.key.place, text=word)
            continue
        rules[number] = (word, found)
        first.append(period.first_day)
    if not rules or level is None:
        return Unknown(place=place)
    ordered = sorted(rules)
    now = current_period(level, place)
    tiers = tuple(
        Tier(bound := Number(Fraction(number), place=place), True, bound, place=place) for number in reversed(ordered)
    )
    current = Tiers(now, tiers, now, place=place)
    body = Cases(current, tuple((number, rules[number][1]) for number in ordered), None, place=place)
    roles = SinceRoles(body, current, tuple(rules[number] for number in ordered), min(first))
    return Step(SINCE, roles, body, context.clause, place=place)


SINCE = Keyword(
    "since",
    "按起始时间",
    "since",
    SinceRoles,
    "structure",
    "carried",
    lower=lower_since,
    doc=Doc(
        zh="从哪一期起用哪条规则：到了的最后一个日期的规则",
        en="From when which rule holds: that of the last date that was reached",
        written="since: {2022: R, 2024: R}",
        more_zh="日期写年、季度等期间；第一个日期之前没有规则，`in_force` 更早的会报出来（K720）",
        more_en="A date is a period; before the first there is no rule, and `in_force` may not begin earlier (K720)",
        known_zh="自 2024 年起调整为",
        known_en="a document that was amended",
        example="since: {2020: x + 1, 2023: x × 2, 2024: 0}",
        gives=("4", "8", "16"),
    ),
)
