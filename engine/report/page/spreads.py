"""The section that shows how each indicator is spread over the units: a strip each, and their numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass

from engine.policy.model import Display
from engine.report.numbers import to_places, trimmed
from engine.report.page.indicators import Composed, Indicator
from engine.report.page.strips import Dot, median, strip


@dataclass(frozen=True, slots=True)
class Strip:
    """One indicator: its points, its strip, its lowest, middle and highest value."""

    name: str
    full: str
    svg: str
    lowest: str
    middle: str
    highest: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The strips of one block."""

    title: str
    strips: list[Strip]


def spread(made: Composed, display: Display) -> Spread | None:
    """Nothing where no two units can be compared."""
    strips = [_strip(each, display) for each in made.lowest if len(_dots(each, display)) > 1]
    return Spread(made.block.title, strips) if strips else None


def _strip(each: Indicator, display: Display) -> Strip:
    dots = _dots(each, display)
    values = [found.value for found in dots]
    low, middle, high = (
        to_places(value, display.decimals, display.rounding) for value in (min(values), median(values), max(values))
    )
    title = f"{each.name}：最低 {low}，中位数 {middle}，最高 {high}"
    return Strip(each.name, trimmed(each.full) if each.full else "", strip(title, dots, each.full), low, middle, high)


def _dots(each: Indicator, display: Display) -> list[Dot]:
    return [
        Dot(unit, value, to_places(value, display.decimals, display.rounding))
        for unit, value in each.values.items()
        if value is not None
    ]
