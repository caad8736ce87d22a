"""The few shapes that drawings are made of, as SVG text, and how wide a text is drawn.

The same numbers give the same bytes. No font is at hand, so that widths are chosen to be enough in the fonts that are
asked for. Bars and dots on the page are as wide as a share of what there is, so that letters keep their size on a phone
and on paper.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from fractions import Fraction
from html import escape
from itertools import accumulate, pairwise

from kaohe.lazy import dataclass
from kaohe.text_width import character_width, code, visible


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


_CLOSING = "，。、；：？！）〕】》」』”’,.;:?!)]}%％"


_OPENING = "（〔【《「『“‘([{"


def ems(text: str) -> float:
    """The width of a text in its own size."""
    return sum(map(_em, text))


def wrapped(text: str, limit: float) -> tuple[list[str], bool]:
    """The text in one line or two of nearly equal length, and whether it had to be cut to fit them."""
    text = " ".join(text.split())
    whole = ems(text)
    if whole <= limit:
        return [text], False
    if whole <= 2 * limit + ems(" "):  # two lines and the blank between them hold no more
        breaks = [at for at in range(1, len(text)) if _may_break(text, at)] or range(1, len(text))
        folds = [(text[:at].rstrip(), text[at:].lstrip()) for at in breaks]
        fitting = [fold for fold in folds if max(map(ems, fold)) <= limit]
        if fitting:
            natural = [fold for fold in fitting if fold[0][-1] in _CLOSING]
            return list(min(natural or fitting, key=lambda fold: max(map(ems, fold)))), False
    at = max(_reach(text, limit), 1)
    rest = shortened(text[at:], limit)
    return [text[:at], rest], rest != text[at:]


def shortened(text: str, limit: float) -> str:
    """The text, cut with … where it is too long."""
    return text if ems(text) <= limit else f"{text[: _reach(text, limit - 1)]}…"


def _reach(text: str, limit: float) -> int:
    """How many of the first characters fit."""
    widths = accumulate(map(_em, text))
    return next((at for at, used in enumerate(widths) if used > limit), len(text))


def _em(character: str) -> float:
    if not character_width(character):
        return 0.0
    if character.isascii():
        return 0.95 if character in "mwMW@%" else 0.75 if character.isupper() else 0.6
    # Fonts for Chinese draw the ambiguous characters (“ ” · ×) as wide as Chinese ones.
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.75


def _may_break(text: str, at: int) -> bool:
    before, after = text[at - 1], text[at]
    if after in _CLOSING or before in _OPENING:
        return False
    inside_word = before.isascii() and after.isascii() and before.isalnum() and after != " "
    return not inside_word and not unicodedata.combining(after)


GAUGE = 10.0
"""The height of a bar that stands in a cell of a table."""

PATTERNS = 10
"""So many fillings can be told apart in print without colours; the template defines them."""


def share(value: float) -> str:
    """A coordinate across, as a percentage of the width."""
    text = f"{value * 100:.2f}".rstrip("0").rstrip(".")
    return f"{'0' if text == '-0' else text}%"


def drawing(title: str, height: float, shapes: Iterable[str], style: str) -> str:
    """A picture as wide as what holds it. `title` says what it shows to those who do not see it."""
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
    shapes = [box(0, 1, 1, GAUGE - 2, "whole"), box(0, width, 1, GAUGE - 2, "has beyond" if part > 1 else "has")]
    return drawing(title, GAUGE, shapes, "gauge")


def plain(title: str, value: Fraction, axis: Axis) -> str:
    """One value as a bar."""
    start, end = sorted((axis.at(Fraction(0)), axis.at(value)))
    return drawing(title, GAUGE, [box(start, end - start, 1, GAUGE - 2, "has")], "gauge")
