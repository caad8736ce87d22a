"""Characters: which ones a policy or a cell of data may not hold, and which ones make a name.

Those refused are seen by nobody or read differently by different readers: they make two names that look the same
differ, turn a line round on the screen, or end a line for one reader and not for the next.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff"
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_INVISIBLE = (
    "\u00ad\u034f\u115f\u1160\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\U000e0000-\U000e007f"
)
_LINE_ENDS = "\x85\u2028\u2029"

_REFUSED = re.compile(
    f"(?P<K110>[{_CONTROL}])|(?P<K111>[{_TURNING}])|(?P<K112>[{_INVISIBLE}])|(?P<K113>[{_LINE_ENDS}])"
)
_ZERO_WIDTH = re.compile(f"[{_TURNING}{_INVISIBLE}]")

# Blanks that look like a space, and that YAML takes for letters.
ODD_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"


class Hidden(NamedTuple):
    """A refused character: the code of its finding, where it stands in the text, and U+….."""

    code: str
    offset: int
    code_point: str


def refused_characters(text: str) -> Iterator[Hidden]:
    """Every refused character (K110 control, K111 turning, K112 invisible, K113 line end), in order."""
    for found in _REFUSED.finditer(text):
        yield Hidden(found.lastgroup or "", found.start(), code_point(found[0]))


def code_point(character: str) -> str:
    """The way Unicode writes it: U+200B."""
    return f"U+{ord(character):04X}"


def without_invisible(text: str) -> str:
    """The text as a reader sees it."""
    return _ZERO_WIDTH.sub("", text)


NAME_LENGTH = 80
_SUPERSCRIPTS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ")


def belongs_to_name(character: str) -> bool:
    """Whether a name is read on over this character; marks too, so that a finding shows the whole name."""
    return character.isalnum() or unicodedata.category(character) in ("Mn", "Mc", "Me", "Pc")


def is_ordinary(name: str) -> bool:
    """Letters of any script, digits and _, in the one spelling that looks so: what NFKC leaves as it is."""
    plain = all(character == "_" or character.isalnum() for character in name)
    return plain and name.isidentifier() and name == unicodedata.normalize("NFKC", name)


def is_power(name: str) -> bool:
    """A name with a raised digit: x² means x * x, and NFKC would make x2 of it."""
    return not _SUPERSCRIPTS.isdisjoint(name)


def ordinary(name: str) -> str | None:
    """The ordinary spelling of a name or of digits; None where there is none."""
    folded = unicodedata.normalize("NFKC", name)
    digits = folded.isascii() and folded.isdigit()
    return folded if digits or is_ordinary(folded) else None


def odd_character(name: str) -> str:
    """The first character that keeps a name from being ordinary; the name's first, if only the whole is at fault."""
    return next((one for one in name if one != "_" and not is_ordinary("a" + one)), name[0])


UNSEEN_IN_CELLS = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
"""Controls, zero-width and bidirectional characters, variation selectors, lone surrogates, U+FFFD."""

CONTROL_IN_CSV = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
"""What no CSV file may hold anywhere: controls but tab and line ends, and Unicode's own line ends."""

LOST = "\ufffd"

_HALF_WIDTH = str.maketrans("０１２３４５６７８９．％－＋，−", "0123456789.%-+,-")


def half_width(text: str) -> str:
    """Full-width digits and the signs of a number (and the true minus sign) as ASCII; all else as it is."""
    return text.translate(_HALF_WIDTH)
