"""Folds over periods (按期汇总): what stands in each part of a longer one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from kaohe.diagnostics import Words
from kaohe.language import nodes
from kaohe.language.entry import Meaning, total
from kaohe.language.periods import LEVELS, PERIOD_LEVELS, Part, PeriodLevel, is_finer
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
from kaohe.words.lowering import Context
from kaohe.words.rank_and_ties import all_of


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
