"""Text as it is shown: what a terminal or editor would obey is written out, and how many columns the rest takes."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# Control and format characters (bidirectional marks and zero-width ones among them), lone surrogates, and the
# line and paragraph separators. Everything else, spaces of any width included, is shown as it stands.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_NOTHING = {"Mn", "Me", "Cf"}


def visible(text: str, keep: str = "") -> str:
    """`text` with every character that is not seen written as its code, \\u001b; those in `keep` stay."""
    if text.isprintable():
        return text
    return "".join(c if c in keep or not is_unseen(c) else code(c) for c in text)


def is_unseen(character: str) -> bool:
    """Whether a character steers what shows it, instead of being seen itself."""
    return unicodedata.category(character) in _UNSEEN


def code(character: str) -> str:
    """The escape of a character as JSON and Python write it; two halves beyond the first 65,536."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i] * 256 + units[i + 1]:04x}" for i in range(0, len(units), 2))


@lru_cache(maxsize=4096)
def character_width(character: str) -> int:
    """0, 1 or 2 columns. Ambiguous characters count as one, as terminals have it unless told otherwise."""
    if character.isascii():
        return 1
    if unicodedata.category(character) in _NOTHING:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese and full-width characters two, combining ones none."""
    return len(text) if text.isascii() else _width(text)


@lru_cache(maxsize=4096)
def _width(text: str) -> int:
    return sum(map(character_width, text))
