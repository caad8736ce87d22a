"""The section that shows how each indicator is spread over the units: a strip each, and their numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from kaohe.policy.model import Display
from kaohe.report.page.indicators import Composed, Indicator, median, quartiles
from kaohe.report.svg_shapes import Axis, box, dot, drawing, ems, label, level, shortened, upright
from kaohe.report.values import to_places, trimmed

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
    """Nothing where no two units can be compared; the total comes first where its bars do not show everybody."""
    totals = [_total(made)] if len(made.block.results) > MOST_DOTS else []
    dots = [(each, _dots(each, display)) for each in (*totals, *made.lowest)]
    strips = [_strip(each, own, display) for each, own in dots if len(own) > 1]
    return Spread(made.block.title, strips) if strips else None


def _total(made: Composed) -> Indicator:
    """The total itself as an indicator."""
    found = {result.unit: result.values.get(made.whole.id) for result in made.block.results}
    values = {unit: value if isinstance(value, Fraction) else None for unit, value in found.items()}
    points = made.whole.points
    return Indicator(made.whole.id, made.whole.name, "", points, values=values, fulls=dict.fromkeys(values, points))


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


MOST_DOTS = 100
"""So many units have a dot each; of more the middle half is drawn as a box."""

_HEIGHT, _LINE = 46.0, 23.0


_RIGHT_HALF, _ROOM = 0.5, 14.0
"""A name stands in one half, which on a phone has room for so many letters."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One unit's value, and that as it is shown."""

    unit: str
    value: Fraction
    shown: str


def axis_of(dots: Sequence[Dot], full: Fraction | None) -> Axis:
    """From nought, or the lowest value below it, to the points that can be had, or the highest value above them."""
    values = [each.value for each in dots]
    return Axis(min([Fraction(0), *values]), max([full or Fraction(0), *values]))


def strip(title: str, dots: Sequence[Dot], full: Fraction | None) -> str:
    """The dots on a line, or a box for the middle half of many; the ends are named, the highest above the line."""
    axis = axis_of(dots, full)
    shapes = [level(_LINE, 0, 1, "axis"), upright(axis.at(Fraction(0)), _LINE - 5, _LINE + 5, "nought")]
    if full is not None:
        shapes.append(upright(axis.at(full), _LINE - 7, _LINE + 7, "full"))
    values = [each.value for each in dots]
    low, high = min(values), max(values)
    shown = dots
    if len(dots) > MOST_DOTS:
        shown = [next(each for each in dots if each.value == end) for end in (low, high)]
        left, right = map(axis.at, quartiles(values))
        shapes += [level(_LINE, axis.at(low), axis.at(high), "reach"), box(left, right - left, _LINE - 7, 14, "half")]
    shapes.append(upright(axis.at(median(values)), _LINE - 9, _LINE + 9, "median"))
    for each in shown:
        style = "end" if each.value in (low, high) else "unit"
        shapes.append(dot(axis.at(each.value), _LINE, 4.5, style, f"{each.unit} {each.shown}"))
    if low == high:
        shapes.append(_named(f"各单位都是 {dots[0].shown}", axis.at(high), _LINE - 11))
    else:
        shapes.append(_named(_ends(dots, high), axis.at(high), _LINE - 11))
        shapes.append(_named(_ends(dots, low), axis.at(low), _LINE + 20))
    return drawing(title, _HEIGHT, shapes, "strip")


def _ends(dots: Sequence[Dot], value: Fraction) -> str:
    """电子信息 5.00, or 电子信息等3个 5.00."""
    found = [each for each in dots if each.value == value]
    rest = f"{f'等{len(found)}个' if len(found) > 1 else ''} {found[0].shown}"
    return shortened(found[0].unit, _ROOM - ems(rest)) + rest


def _named(text: str, x: float, y: float) -> str:
    """Right of its place in the left half, left of it in the right half: a name has half of the room."""
    return label(text, x, y, "end" if x > _RIGHT_HALF else "start")
