"""What a key may not be: blank, a merge, oddly spaced, or the same as one before it."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from kaohe.diagnostics import Findings
from kaohe.language.characters import ODD_BLANKS, code_point, without_invisible
from kaohe.language.node_types import Entry, Scalar
from kaohe.language.scalar_checks import check_escapes
from kaohe.language.slips import tell_once

# YAML reads no longer key.
LONGEST = 1024

_ODD_BLANK = re.compile(f"[{ODD_BLANKS}]")


def check_key(key: Scalar, findings: Findings) -> bool:
    """Notes what is wrong with a key by itself (K123, K134, K135, K138, K149, K156, K157); whether it can be used."""
    place = key.place
    if not key.text.strip():
        findings.add("K134", place)
    elif len(key.text) > LONGEST:
        findings.add("K157", place)
    elif key.text == "<<":
        findings.add("K123", place)
    elif found := _ODD_BLANK.search(key.text):
        indents = found.start() == 0 and key.style == "plain"
        code, character = "K156" if indents else "K135", code_point(found[0])
        tell_once(code, key.at(found.start()), findings, character=character)
    elif key.style == "plain" and key.text[0] in "｛［":
        findings.add("K149", place, sign=key.text[0], plain="{" if key.text[0] == "｛" else "[")
    elif key.style == "plain" and 0 < key.text.find("：") < len(key.text) - 1:
        findings.add("K149", key.at(key.text.index("：")), sign="：", plain=": ")
    else:
        return check_escapes(key, findings)
    return False


def same_as(key: Scalar) -> tuple[str, str]:
    """What makes two keys the same: how they look (A and Ａ), or the number they write (1 and 1.0)."""
    value = key.value
    if not isinstance(value, str | bool):
        return "number", str(Fraction(value))
    return "text", unicodedata.normalize("NFKC", without_invisible(key.text)).strip()


def tell_duplicate(key: Scalar, first: Entry, findings: Findings) -> None:
    """K131 the same key again; K132 one that only looks different."""
    code = "K131" if key.text == first.key.text else "K132"
    findings.add(code, key.place, key=key.text, first=first.key.text, line=first.key.place.line)
