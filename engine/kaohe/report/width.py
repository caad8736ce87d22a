"""How many columns of a terminal a text takes: Chinese and full-width characters two, combining ones none."""

from __future__ import annotations

import unicodedata

_NOTHING = {"Mn", "Me", "Cf"}


def character_width(character: str) -> int:
    """0, 1 or 2 columns. Ambiguous characters count as one, as terminals have it unless told otherwise."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in _NOTHING:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width(text: str) -> int:
    """The columns of a whole text."""
    return len(text) if text.isascii() else sum(map(character_width, text))
