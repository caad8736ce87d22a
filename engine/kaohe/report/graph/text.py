"""How wide a text is drawn, in ems, and how it is folded to fit a box.

No font is at hand, so that widths are chosen to be enough in the fonts that are asked for.
"""

from __future__ import annotations

import unicodedata
from itertools import accumulate

from kaohe.shown_text import character_width

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
