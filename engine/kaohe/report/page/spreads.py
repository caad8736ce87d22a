"""The section that shows how each indicator is spread over the units: a strip each, and their numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe.policy.model import Display
from kaohe.report.numbers import to_places, trimmed
from kaohe.report.page.indicators import Composed, Indicator
from kaohe.report.page.strips import Dot, median, strip

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Strip:
    """One indicator: its points, who can have others and is left out, its strip; its lowest, middle, highest value."""

    name: str
    full: str
    apart: str
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
    dots = [(each, _dots(each, display)) for each in made.lowest]
    strips = [_strip(each, own, display) for each, own in dots if len(own) > 1]
    return Spread(made.block.title, strips) if strips else None


def _strip(each: Indicator, dots: list[Dot], display: Display) -> Strip:
    values = [found.value for found in dots]
    low, middle, high = (
        to_places(value, display.decimals, display.rounding) for value in (min(values), median(values), max(values))
    )
    title = f"{each.name}：最低 {low}，中位数 {middle}，最高 {high}"
    return Strip(
        each.name,
        trimmed(each.full) if each.full else "",
        _listed(list(each.apart)),
        strip(title, dots, each.full),
        low,
        middle,
        high,
    )


def _listed(units: list[str]) -> str:
    return "、".join(units[:_NAMED]) + (f"等{len(units)}个单位" if len(units) > _NAMED else "")


def _dots(each: Indicator, display: Display) -> list[Dot]:
    return [
        Dot(unit, value, to_places(value, display.decimals, display.rounding))
        for unit, value in each.comparable.items()
    ]
