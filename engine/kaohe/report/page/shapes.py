"""Shapes whose widths are shares of whatever room there is, so that letters keep their size on a phone and on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from kaohe.report.svg_shapes import number, text_of
from kaohe.shown_text import visible

GAUGE = 10.0
"""The height of a bar that stands in a cell of a table."""

PATTERNS = 10
"""So many fillings can be told apart in print without colours; the template defines them."""


def share(value: float) -> str:
    """A coordinate across, as a percentage of the room."""
    text = f"{value * 100:.2f}".rstrip("0").rstrip(".")
    return f"{'0' if text == '-0' else text}%"


def drawing(title: str, height: float, shapes: Iterable[str], style: str) -> str:
    """A picture as wide as its room. `title` says what it shows to those who do not see it."""
    said = text_of(visible(title))
    inside = "".join(shapes)
    return f'<svg class="{style}" role="img" width="100%" height="{number(height)}"><title>{said}</title>{inside}</svg>'


def box(x: float, width: float, y: float, height: float, style: str, title: str = "") -> str:
    """A rectangle; `title` is what it stands for."""
    said = f"<title>{text_of(visible(title))}</title>" if title else ""
    across = f'x="{share(x)}" width="{share(width)}"'
    return f'<rect class="{style}" {across} y="{number(y)}" height="{number(height)}">{said}</rect>'


def upright(x: float, top: float, bottom: float, style: str) -> str:
    """A line from top to bottom."""
    across = f'x1="{share(x)}" x2="{share(x)}"'
    return f'<line class="{style}" {across} y1="{number(top)}" y2="{number(bottom)}"/>'


def level(y: float, start: float, end: float, style: str) -> str:
    """A line from left to right."""
    return f'<line class="{style}" x1="{share(start)}" x2="{share(end)}" y1="{number(y)}" y2="{number(y)}"/>'


def dot(x: float, y: float, radius: float, style: str, title: str) -> str:
    """A dot; `title` is what it stands for."""
    at = f'cx="{share(x)}" cy="{number(y)}" r="{number(radius)}"'
    return f'<circle class="{style}" {at}><title>{text_of(visible(title))}</title></circle>'


def label(text: str, x: float, y: float, anchor: str, style: str = "") -> str:
    """A line of text; `anchor` is start, middle or end."""
    kind = f' class="{style}"' if style else ""
    return f'<text x="{share(x)}" y="{number(y)}" text-anchor="{anchor}"{kind}>{text_of(visible(text))}</text>'


@dataclass(frozen=True, slots=True)
class Axis:
    """From the lowest value that is drawn to the highest; nought is always among them."""

    low: Fraction
    high: Fraction

    def at(self, value: Fraction) -> float:
        """Where a value stands, from 0 to 1."""
        return float((value - self.low) / (self.high - self.low)) if self.high > self.low else 0.0


def filled(title: str, part: Fraction | None) -> str:
    """How much of the whole a part is; one that is more than the whole fills the bar in another way."""
    if part is None:
        return ""
    width = float(min(max(part, Fraction(0)), Fraction(1)))
    shapes = [box(0, 1, 1, GAUGE - 2, "room"), box(0, width, 1, GAUGE - 2, "has beyond" if part > 1 else "has")]
    return drawing(title, GAUGE, shapes, "gauge")


def plain(title: str, value: Fraction, axis: Axis) -> str:
    """One value as a bar."""
    start, end = sorted((axis.at(Fraction(0)), axis.at(value)))
    return drawing(title, GAUGE, [box(start, end - start, 1, GAUGE - 2, "has")], "gauge")
