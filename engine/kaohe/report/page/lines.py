"""A small line: how one unit's total went over the periods."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe.report.page.bars import Axis
from kaohe.report.page.shapes import dot, drawing, label, share
from kaohe.report.svg_shapes import number

_HEIGHT, _TOP, _ROOM = 62.0, 16.0, 28.0
_LEFT, _RIGHT = 0.09, 0.91
"""Where the first and the last period stand, so that their numbers are not cut."""

Point = tuple[str, Fraction | None, str]
"""A period, the value in it, and that as it is shown."""


def line(title: str, points: Sequence[Point], axis: Axis) -> str:
    """The values as dots with their numbers, joined where none is missing between them."""
    step = (_RIGHT - _LEFT) / max(len(points) - 1, 1)
    shapes: list[str] = []
    letters: list[str] = []
    before: tuple[float, float] | None = None
    for at, (period, value, shown) in enumerate(points):
        x = _LEFT + at * step
        letters.append(label(period, x, _HEIGHT - 3, "middle", "when"))
        if value is None:
            before = None
            letters.append(label(shown, x, _TOP + _ROOM / 2, "middle"))
            continue
        y = _TOP + (1 - axis.at(value)) * _ROOM
        if before is not None:
            shapes.append(_joined(*before, x, y))
        shapes.append(dot(x, y, 3, "unit", f"{period} {shown}"))
        letters.append(label(shown, x, y - 6, "middle"))
        before = x, y
    return drawing(title, _HEIGHT, [*shapes, *letters], "line")


def axis_of(values: Sequence[Fraction]) -> Axis:
    """From the lowest to the highest that any unit has, so that the lines of a group can be compared.

    Here nought is not among them: a course is about change, and each dot has its number.
    """
    return Axis(min(values), max(values)) if values else Axis(Fraction(0), Fraction(1))


def _joined(x: float, y: float, to_x: float, to_y: float) -> str:
    across = f'x1="{share(x)}" x2="{share(to_x)}"'
    return f'<line class="course" {across} y1="{number(y)}" y2="{number(to_y)}"/>'
