"""The few shapes that drawings are made of, as SVG text: the same numbers give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from kaohe.shown_text import code


def number(value: float) -> str:
    """A coordinate with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def text_of(text: str) -> str:
    """A text as it stands in XML, which cannot hold the two characters that are none even where they are escaped."""
    return escape("".join(code(c) if c in "\ufffe\uffff" else c for c in text))


def words(text: str, x: float, y: float, size: float, style: str = "") -> str:
    """A line of text that starts at (x, y) on its base line."""
    kind = f' class="{style}"' if style else ""
    return f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}"{kind}>{text_of(text)}</text>'


def rectangle(x: float, y: float, width: float, height: float, style: str, round_: float = 0) -> str:
    """A rectangle, its corners rounded by so much."""
    corners = f' rx="{number(round_)}"' if round_ else ""
    size = f'width="{number(width)}" height="{number(height)}"'
    return f'<rect class="{style}" x="{number(x)}" y="{number(y)}" {size}{corners}/>'


def curve(points: Sequence[tuple[float, float]]) -> str:
    """A way through the points from left to right: level over every second stretch, gently curved over the others."""
    parts = [f"M{number(points[0][0])} {number(points[0][1])}"]
    for at, ((x, y), (to_x, to_y)) in enumerate(pairwise(points)):
        if at % 2 or number(y) == number(to_y):
            parts.append(f"L{number(to_x)} {number(to_y)}")
        else:
            middle = number((x + to_x) / 2)
            parts.append(f"C{middle} {number(y)} {middle} {number(to_y)} {number(to_x)} {number(to_y)}")
    return f'<path class="line" d="{"".join(parts)}"/>'


def head(x: float, y: float) -> str:
    """The head of an arrow that points right to (x, y)."""
    return f'<path class="head" d="M{number(x)} {number(y)}l-5 -2.4v4.8z"/>'


def double_edge(x: float, y: float, height: float) -> str:
    """A second left edge for a rectangle at (x, y), as of a pile of sheets."""
    return f'<path class="line" d="M{number(x + 2.5)} {number(y)}v{number(height)}"/>'
