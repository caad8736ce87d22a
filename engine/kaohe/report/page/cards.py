"""A score card for each unit: where it stands, what it is strong and weak in, where it lost points, and why."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaohe.policy.model import Display
from kaohe.report.numbers import to_places, trimmed
from kaohe.report.page.indicators import Composed, Indicator
from kaohe.report.page.shapes import filled
from kaohe.report.results.blocks import Block
from kaohe.report.values import ABSENT, PROVISIONAL, absent, mark, value_of
from kaohe.results import Result

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
        if column.is_rank and text not in (ABSENT, PROVISIONAL):
            text = f"第{text}名（共{len(block.results)}个）"
        elif column.definition.points is not None and text not in (ABSENT, PROVISIONAL):
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
    unit, id_ = result.unit, str(each.key)
    value, full = each.values.get(unit), each.fulls.get(unit)
    part = value / full if value is not None and full else None
    return Line(
        each.name,
        each.clause,
        each.level,
        "" if full is None else trimmed(full),
        absent(result, id_) if value is None else _places(value, display) + mark(result, id_),
        "" if part is None else _percent(part),
        filled(f"{each.name} {_percent(part)}", part) if part is not None else "",
        "" if value is None or full is None else _lost(full - value, display),
        ABSENT if each.middle is None or unit in each.apart else _places(each.middle, display),
    )


def _lost(points: Fraction, display: Display) -> str:
    """More than the printed points is no loss."""
    return _places(points, display) if points > 0 else "0" if points == 0 else f"超 {_places(-points, display)}"


def _percent(part: Fraction) -> str:
    return f"{to_places(part * 100, 0, 'half_up')}%"


def _places(value: Fraction, display: Display) -> str:
    return to_places(value, display.decimals, display.rounding)
