"""Periods in rules: folds over them (按期汇总), what stands in each part of a longer one; and `since` (自某期起)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from kaohe.diagnostics import Words
from kaohe.language import nodes
from kaohe.language.entry import Doc, KeyPart, Meaning, total
from kaohe.language.nodes import Mapping
from kaohe.language.periods import (
    LEVELS,
    PERIOD_LEVELS,
    InYear,
    Part,
    Period,
    PeriodLevel,
    finest,
    is_finer,
    read_period,
)
from kaohe.language.tree import (
    Add,
    And,
    Cases,
    Compare,
    Element,
    FoldList,
    If,
    IfAbsent,
    Key,
    Mod,
    Mul,
    Node,
    Not,
    Number,
    Or,
    OtherPeriod,
    Reading,
    Step,
    Tier,
    Tiers,
    Truth,
    Unknown,
)
from kaohe.lazy import dataclass
from kaohe.source_places import Place
from kaohe.translations import either
from kaohe.words.lowering import Context, Keyword
from kaohe.words.rank_and_ties import all_of


def ways_to_parts(over: nodes.Scalar, so_far: bool, context: Context) -> list[Part]:
    """The parts, in their order. K443 where the entry does not say per what; K444 where that is no longer period;
    K451 for years of which nobody says which.
    """
    level, per = cast(PeriodLevel, over.text), context.per
    if level == "year":
        context.find("K451", over.place)
        return []
    if per is None and not so_far:
        context.find(
            "K443", over.place, level=over.text, levels=tuple(each for each in LEVELS if is_finer(level, each))
        )
        return []
    whole = per or level
    if is_finer(whole, level) or (whole == level and not so_far):
        context.find("K444", over.place, level=Words(LEVELS[level].zh, LEVELS[level].en), per=whole)
        return []
    within: PeriodLevel = "year" if so_far else whole
    most = _DAYS[within][1] if level == "day" else LEVELS[within].months // LEVELS[level].months
    return [Part(number, level, whole, within) for number in range(1, most + 1)]


MOST_YEARS = 60
"""Of a term."""


def ways_to_years(over: nodes.Scalar, years: Mapping, context: Context) -> list[InYear]:
    """The years from–to; K283 beside another level, K450 where they do not stand in order or are too many."""
    if over.text != "year":
        context.find("K283", years.place, word="years", set=over.text)
        return []
    ends = [int(context.plain_word(years.get(word), "0")) for word in ("from", "to")]
    if not 0 <= ends[1] - ends[0] < MOST_YEARS:
        context.find("K450", years.place, first=ends[0], last=ends[1], most=MOST_YEARS)
        return []
    return [InYear(year) for year in range(ends[0], ends[1] + 1)]


def in_year(way: InYear, of: Node, where: Node | None, weight: Node | None, place: Place) -> Element:
    """What counts in one of several years, none later than that of the result; one without data is missing."""
    year = Number(Fraction(way.year), place=place)
    conditions: list[Node] = [Compare(">=", Key("year", place=place), year, place=place)]
    if where is not None:
        there = OtherPeriod(where, way, True, place=where.place)
        conditions.append(IfAbsent(there, Truth(True, place=place), place=place))
    weighed = None if weight is None else OtherPeriod(weight, way, place=weight.place)
    return Element(OtherPeriod(of, way, place=of.place), where=all_of(*conditions), weight=weighed)


def in_periods(ways: Sequence[Part], of: Node, where: Node | None, weight: Node | None, place: Place) -> list[Element]:
    """What counts in each of these periods, parts of one; one without data is meant, so that it is missing."""
    until_end = _days_until_end(ways[0], place) if ways and ways[0].level == "day" else None
    return [_in_period(way, of, where, weight, until_end, place) for way in ways]


def _in_period(
    way: Part, of: Node, where: Node | None, weight: Node | None, until_end: Node | None, place: Place
) -> Element:

    def there(node: Node | None, is_certain: bool = False) -> Node | None:
        return None if node is None else OtherPeriod(node, way, is_certain, place=node.place)

    conditions: list[Node] = []
    if until_end is not None:
        if way.number > _DAYS[way.within][0] or way.within != way.whole:
            number = Number(Fraction(way.number), place=place)
            conditions.append(Compare("<=", number, until_end, place=place))
    elif way.within != way.whole and way.whole != "year":
        length = LEVELS[way.whole].months // LEVELS[way.level].months
        number = Number(Fraction(-(-way.number // length)), place=place)
        conditions.append(Compare("<=", number, Key(way.whole, place=place), place=place))
    if (found := there(where, is_certain=True)) is not None:
        conditions.append(IfAbsent(found, Truth(True, place=place), place=place))
    value = OtherPeriod(of, way, place=of.place)
    return Element(value, where=all_of(*conditions), weight=there(weight))


_DAYS: dict[PeriodLevel, tuple[int, int]] = total(
    "words.periods of days",
    PERIOD_LEVELS,
    {"day": (1, 1), "month": (28, 31), "quarter": (90, 92), "half_year": (181, 184), "year": (365, 366)},
)
"""How many days a period has at least and at most."""
_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _days_until_end(way: Part, place: Place) -> Node:
    """How many days there are from the beginning of the longer period around a part to the end of the period itself."""

    def number(value: int) -> Node:
        return Number(Fraction(value), place=place)

    def divides(divisor: int) -> Node:
        return Compare("==", Mod(Key("year", place=place), number(divisor), place=place), number(0), place=place)

    century = And((divides(4), Not(divides(100), place=place)), place=place)
    leap = If(Or((divides(400), century), place=place), number(1), number(0), place=place)
    if way.whole == "year":
        return Add((number(365), leap), place=place)
    level: PeriodLevel = "month" if way.whole == "day" else way.whole
    length = LEVELS[level].months
    cases: list[tuple[int, Node]] = []
    for each in range(1, 12 // length + 1):
        first = 0 if way.within == "year" else (each - 1) * length
        months = range(first, (each - 1 if way.whole == "day" else each) * length)
        days = number(sum(_MONTHS[month] for month in months))
        cases.append((each, Add((days, leap), place=place) if 1 in months else days))
    before: Node = Cases(Key(level, place=place), tuple(cases), None, place=place)
    return Add((before, Key("day", place=place)), place=place) if way.whole == "day" else before


def periods_of(node: FoldList) -> tuple[str, Node] | None:
    """What a fold over periods is of, 各月, 年初以来各月, 2021年至2025年, and the value in each; None for any other."""
    ways = [each.of.way for each in node.elements if isinstance(each.of, OtherPeriod)]
    of = {each.of.of for each in node.elements if isinstance(each.of, OtherPeriod)}
    parts, years = [way for way in ways if isinstance(way, Part)], [way.year for way in ways if isinstance(way, InYear)]
    if len(of) == 1 and len(years) == len(node.elements):
        return either(f"{years[0]}年至{years[-1]}年", f"each year from {years[0]} to {years[-1]}"), of.pop()
    if len(of) != 1 or len(parts) < len(node.elements):
        return None
    level = LEVELS[parts[0].level]
    if parts[0].within == parts[0].whole:
        return either(f"各{level.zh}", f"each {level.en}"), of.pop()
    return either(f"年初以来各{level.zh}", f"each {level.en} of the year so far"), of.pop()


def period_weights(node: Node) -> Sequence[Node]:
    """The weights that periods of a longer one count with, in their order; none where the node is no such fold."""
    fold = node.means if isinstance(node, Step) and isinstance(node.roles, Meaning) else None
    if not isinstance(fold, FoldList) or not all(isinstance(each.of, OtherPeriod) for each in fold.elements):
        return ()
    return [each.weight for each in fold.elements if each.weight is not None]


def weight_lists(weights: Sequence[Node]) -> list[Sequence[Node]]:
    """The lists of weights that can hold together: a word or a reading that chooses chooses all at once."""
    choices = [weight for weight in weights if isinstance(weight, Reading | Cases)]
    labels = {tuple(label for label, _ in each.cases) for each in choices}
    if not weights or len(choices) < len(weights) or len(labels) > 1:
        return [weights] if weights else []
    rows = [[case for _, case in each.cases] for each in choices]
    others = [each.otherwise for each in choices if isinstance(each, Cases) and each.otherwise is not None]
    lists = [*zip(*rows, strict=True), *([tuple(others)] if others else [])]
    return [chosen for each in lists for chosen in weight_lists(each)]


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
