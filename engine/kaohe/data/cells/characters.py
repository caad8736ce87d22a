"""Characters that have no business in a cell: they cannot be seen, or show that something was lost."""

from __future__ import annotations

import re

INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
"""Controls, zero-width and bidirectional characters, variation selectors, lone surrogates, U+FFFD."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
"""What no CSV file may hold anywhere: controls but tab and line ends, and Unicode's own line ends."""

LOST = "\ufffd"

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％－＋，−", "0123456789.%-+,-")


def half_width(text: str) -> str:
    """Full-width digits and the signs of a number (and the true minus sign) as ASCII; all else as it is."""
    return text.translate(_HALF_WIDTH)


def code_point(character: str) -> str:
    """U+200B and the like, for a message about a character that cannot be shown."""
    return f"U+{ord(character):04X}"
