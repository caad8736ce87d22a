"""Folds over periods (按期汇总): what stands in each part of a longer one; `quarters`, a year from its quarters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from kaohe.diagnostics import Words
from kaohe.language import nodes
from kaohe.language.entry import Doc, Meaning, total
from kaohe.language.periods import LEVELS, PERIOD_LEVELS, Part, PeriodLevel, is_finer
from kaohe.language.ranges import Range, exactly, union
from kaohe.language.tree import (
    Add,
    And,
    Cases,
    Compare,
    Element,
    FoldPeriods,
    If,
    IfAbsent,
    Key,
    Mod,
    Node,
    Not,
    Number,
    Or,
    OtherPeriod,
    Reading,
    Step,
    Truth,
)
from kaohe.places import Place
from kaohe.words.comparison_group import all_of
from kaohe.words.lowering import Context, Keyword


def ways_to_parts(over: nodes.Scalar, so_far: bool, context: Context) -> list[Part]:
    """The parts, in their order. K443 where the entry does not say per what; K444 where that is no longer period."""
    level, per = cast(PeriodLevel, over.text), context.per
    if per is None and not so_far:
        context.find(
            "K443", over.place, level=over.text, levels=tuple(each for each in LEVELS if is_finer(level, each))
        )
        return []
    whole = per or level
    if is_finer(whole, level) or level == "year" or (whole == level and not so_far):
        context.find("K444", over.place, level=Words(LEVELS[level].zh, LEVELS[level].en), per=whole)
        return []
    within: PeriodLevel = "year" if so_far else whole
    most = _DAYS[within][1] if level == "day" else LEVELS[within].months // LEVELS[level].months
    return [Part(number, level, whole, within) for number in range(1, most + 1)]


def in_period(way: Part, of: Node, where: Node | None, weight: Node | None, place: Place) -> Element:
    """What counts in one of the periods; one without data is meant, so that it is missing."""

    def there(node: Node | None, is_certain: bool = False) -> Node | None:
        return None if node is None else OtherPeriod(node, way, is_certain, place=node.place)

    conditions: list[Node] = []
    if way.level == "day":
        if way.number > _DAYS[way.within][0] or way.within != way.whole:
            number = Number(Fraction(way.number), place=place)
            conditions.append(Compare("<=", number, _days_until_end(way, place), place=place))
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


@dataclass(frozen=True, slots=True, eq=False)
class QuartersRoles(Meaning):
    """The quarterly value, and the weights of the four quarters, which a word or a reading may choose."""

    of: Node
    weights: tuple[Node, ...]


def lower_quarters(rule: nodes.Mapping, context: Context) -> Node:
    """The weighted sum; as long as a quarter is missing the year has no value (`incomplete: none`)."""
    entry = rule.entries["quarters"]
    written = entry.value
    assert isinstance(written, nodes.Mapping)

    def weights(listed: nodes.Node) -> tuple[Node, ...]:
        if not isinstance(listed, nodes.Sequence) or len(listed.items) != 4:
            context.find("K259", listed.place, keyword="weights")
            return ()
        return tuple(context.formula(weight) for weight in listed.items)

    of = context.formula(written.entries["of"].value)
    found = context.alternatives(written.entries["weights"].value, weights)
    body = FoldPeriods(of, found, place=entry.key.place)
    return Step(QUARTERS, QuartersRoles(body, of, found), body, context.clause, place=entry.key.place)


def weight_lists(weights: Sequence[Node]) -> list[Sequence[Node]]:
    """The lists of weights that can hold together: where a word or a reading chooses, it chooses all four at once."""
    first = weights[0]
    if isinstance(first, Reading | Cases):
        rows = [[case for _, case in weight.cases] for weight in weights if isinstance(weight, Reading | Cases)]
        others = [weight.otherwise for weight in weights if isinstance(weight, Cases) and weight.otherwise is not None]
        lists = [*zip(*rows, strict=True), *([tuple(others)] if others else [])]
        return [chosen for each in lists for chosen in weight_lists(each)]
    return [weights]


def _range(roles: QuartersRoles, of: Callable[[Node], Range]) -> Range:
    """The weighted sum, by the weights that hold together."""
    found = []
    for weights in weight_lists(roles.weights):
        total = exactly(Fraction(0))
        for weight in weights:
            total += of(roles.of) * of(weight)
        found.append(total)
    return union(found)


QUARTERS = Keyword(
    "quarters",
    "季度合成年度",
    "year from quarters",
    QuartersRoles,
    "structure",
    "incomplete",
    _range,
    lower=lower_quarters,
    doc=Doc(
        zh="由四个季度合成年度",
        en="A year from its quarters",
        written="quarters: {of: F, weights: [15%, 25%, 25%, 35%], incomplete: none}",
        more_zh="缺一个季度就没有值，并提示缺哪个季度",
        more_en="Absent while one is missing, which a warning names",
        formula="Σ weight × of",
        known_zh="季度考核加权计入年度",
        known_en="quarters with weights",
        example="quarters: {of: q, weights: [10%, 20%, 30%, 40%], incomplete: none}",
        gives=("3", "4", "3.2"),
    ),
)
