"""Text that is safe to show: what a terminal or editor would obey instead of showing is written out."""

from __future__ import annotations

import re
import unicodedata

# Control and format characters (bidirectional marks and zero-width ones among them), lone surrogates, and the
# line and paragraph separators. Everything else, spaces of any width included, is shown as it stands.
_UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_PLAIN = re.compile(r"[ -~\u3001-\u3011\u4e00-\u9fff]*")


def visible(text: str, keep: str = "") -> str:
    """`text` with every character that is not seen written as its code, \\u001b; those in `keep` stay."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(c if c in keep or not is_unseen(c) else code(c) for c in text)


def is_unseen(character: str) -> bool:
    """Whether a character steers what shows it, instead of being seen itself."""
    return unicodedata.category(character) in _UNSEEN


def code(character: str) -> str:
    """The escape of a character as JSON and Python write it; two halves beyond the first 65,536."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i] * 256 + units[i + 1]:04x}" for i in range(0, len(units), 2))
