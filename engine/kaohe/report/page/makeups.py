"""The section that shows what totals are made of: stacked bars with a legend, and their numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe.policy.model import Display
from kaohe.report.cells import absent, mark, number_of
from kaohe.report.numbers import to_places, trimmed
from kaohe.report.page.bars import Segment, axis_of, stacked, swatch
from kaohe.report.page.indicators import Composed, Indicator
from kaohe.report.page.shapes import PATTERNS
from kaohe.results import Result

_FEW = 3
"""So many units are named."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit's bar with its total; what is absent of it is named instead, after whether it is still to come."""

    unit: str
    total: str
    svg: str
    missing: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart: its bars, its legend (sample, name, points), and its numbers.

    `numbered`: more parts than fillings, so that the bars have the numbers of the legend instead of values.
    """

    title: str
    legend: list[tuple[str, str, str]]
    numbered: bool
    bars: list[Bar]
    headings: list[str]
    rows: list[list[str]]


def bars(made: Composed, display: Display) -> Bars:
    """The chart of one block."""
    first = made.first_level
    numbers = [str(at + 1) if len(first) > PATTERNS else "" for at in range(len(first))]
    segments = {
        unit: [_segment(at, each, unit, display, numbers[at]) for at, each in enumerate(first) if unit in each.values]
        for unit in made.makeups
    }
    axis = axis_of(list(segments.values()), made.whole.points)
    found, rows = [], []
    for result in made.block.results:
        value = result.values.get(made.whole.id)
        total = number_of(result, made.whole.id, display)
        own = made.makeups.get(result.unit)
        drawn = (
            ""
            if own is None or value is None
            else stacked(f"{result.unit}：{made.whole.name} {total}", segments[result.unit], axis, made.whole.points)
        )
        lacks = "还缺" if made.whole.id in result.provisional else "暂缺"
        missing = f"{lacks}：{'、'.join(own.missing)}" if own is not None and own.missing else ""
        found.append(Bar(result.unit, total, drawn, missing))
        rows.append([result.unit, total, *(_value(each, result, display) for each in first)])
    legend = [
        (swatch(at), f"{numbers[at]} {each.name}".strip(), _points(each, len(made.makeups)))
        for at, each in enumerate(first)
    ]
    return Bars(
        made.block.title, legend, any(numbers), found, ["单位", made.whole.name, *(each.name for each in first)], rows
    )


def _segment(at: int, each: Indicator, unit: str, display: Display, number: str) -> Segment:
    value = each.values[unit]
    assert value is not None
    return Segment(at, each.name, value, to_places(value, display.decimals, display.rounding), number)


def _points(each: Indicator, units: int) -> str:
    """The points of a part; of whom, where few have it, and who can have others: 70分；县发改局59.5分."""
    told = [f"{trimmed(each.full)}分"] if each.full else []
    if len(each.values) <= _FEW and 2 * len(each.values) < units:
        told.append(f"只有{'、'.join(each.values)}有")
    if len(each.apart) > _FEW:
        told.append(f"{len(each.apart)}个单位的分值不同")
    else:
        told += [f"{unit}{trimmed(full)}分" for unit, full in each.apart.items()]
    return "；".join(told)


def _value(each: Indicator, result: Result, display: Display) -> str:
    """A part's value; what is no score of its own, such as a limit, has neither a mark nor anything to wait for."""
    value, id_ = each.values.get(result.unit), str(each.key)
    if value is None:
        return absent(result, id_)
    return to_places(value, display.decimals, display.rounding) + mark(result, id_)
