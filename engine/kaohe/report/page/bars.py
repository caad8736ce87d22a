"""Bars: what a total is made of, and how much of its points a score has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe.report.graph.text import ems
from kaohe.report.page.shapes import PATTERNS, box, drawing, label, share, upright
from kaohe.report.svg_shapes import number

_HEIGHT, _THIN = 22.0, 10.0
_LETTERED, _WIDE = 0.085, 0.115
"""A segment that is narrower has no room for its value on paper, or on a phone."""

_NUMBERED = 0.032
"""The same for the number of a part; on a phone it needs twice as much."""

_LETTERS = 11.5


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar: which filling it has, its name, its value, that as it is shown, and its number in the legend.

    It has a number where there are more parts than fillings.
    """

    filling: int
    name: str
    value: Fraction
    shown: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """From the lowest value that is drawn to the highest; nought is always among them."""

    low: Fraction
    high: Fraction

    def at(self, value: Fraction) -> float:
        """Where a value stands, from 0 to 1."""
        return float((value - self.low) / (self.high - self.low)) if self.high > self.low else 0.0


def axis_of(bars: Sequence[Sequence[Segment]], full: Fraction | None) -> Axis:
    """The axis that all bars of a chart share; up to `full`, the points of the whole, or further if any has more."""
    lows = [sum((part.value for part in bar if part.value < 0), Fraction(0)) for bar in bars]
    highs = [sum((part.value for part in bar if part.value > 0), Fraction(0)) for bar in bars]
    return Axis(min(lows, default=Fraction(0)), max([*highs, full or Fraction(0)]))


def stacked(title: str, bar: Sequence[Segment], axis: Axis, full: Fraction | None) -> str:
    """A bar of parts one after another; what is below nought stands to the left of it."""
    shapes, letters = [], []
    up = down = Fraction(0)
    for part in bar:
        start, up, down = (up, up + part.value, down) if part.value >= 0 else (down + part.value, up, down + part.value)
        x, width = axis.at(start), axis.at(start + abs(part.value)) - axis.at(start)
        said = f"{part.name} {part.shown}"
        shapes.append(box(x, width, 1, _HEIGHT - 2, f"part p{part.filling % PATTERNS}", said))
        if part.number:
            if width >= _NUMBERED:
                letters.append(_number(part.number, x + width / 2, "wide" if width >= 2 * _NUMBERED else "tight"))
        elif width >= _LETTERED:
            letters.append(_number(part.shown, x + width / 2, "wide" if width >= _WIDE else "tight"))
    marks = [upright(axis.at(Fraction(0)), 0, _HEIGHT, "nought")]
    if full is not None:
        marks.append(upright(axis.at(full), 0, _HEIGHT, "full"))
    return drawing(title, _HEIGHT, [*shapes, *marks, *letters], "bar")


def _number(text: str, x: float, style: str) -> str:
    """A number on a white plate, so that no filling makes it hard to read."""
    width = ems(text) * _LETTERS + 5
    size = f'width="{number(width)}" height="15" rx="3" transform="translate({number(-width / 2)} 0)"'
    plate = f'<rect class="plate" x="{share(x)}" y="{number(_HEIGHT / 2 - 7.5)}" {size}/>'
    return f'<g class="{style}">{plate}{label(text, x, _HEIGHT / 2 + 4, "middle")}</g>'


def swatch(filling: int) -> str:
    """The sample of a filling in a legend."""
    inside = f'<rect class="part p{filling % PATTERNS}" x="1" y="1" width="20" height="12"/>'
    return f'<svg class="swatch" width="22" height="14" aria-hidden="true">{inside}</svg>'


def filled(title: str, part: Fraction | None) -> str:
    """How much of the whole a part is; one that is more than the whole fills the bar in another way."""
    if part is None:
        return ""
    width = float(min(max(part, Fraction(0)), Fraction(1)))
    shapes = [box(0, 1, 1, _THIN - 2, "room"), box(0, width, 1, _THIN - 2, "has beyond" if part > 1 else "has")]
    return drawing(title, _THIN, shapes, "gauge")


def plain(title: str, value: Fraction, axis: Axis) -> str:
    """One value as a bar."""
    start, end = sorted((axis.at(Fraction(0)), axis.at(value)))
    return drawing(title, _THIN, [box(start, end - start, 1, _THIN - 2, "has")], "gauge")
