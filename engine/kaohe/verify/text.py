"""The second opinion's own reading of a formula's text: its pieces, by a reader that shares no code with the first.

Every value that a formula names becomes a placeholder of its own, in the order of the text, so that what is left
is ASCII that Python's parser reads, and an operand that were lost would be missing by its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from kaohe.language.measures import measure
from kaohe.lazy import dataclass, pattern
from kaohe.source_places import Place
from kaohe.verify.values import COUNT, OWN, PERCENT, Unanswered, Unit, read_unit


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that stands in the text, None for `none`; and of a number the measure that stands behind it."""

    value: Fraction | str | bool | None
    unit: Unit = COUNT


@dataclass(frozen=True, slots=True)
class Piece:
    """A constant, a name (`table.column` as one), or a sign or word that Python reads in the same way."""

    kind: Literal["constant", "name", "sign"]
    text: str
    start: int
    end: int
    constant: Constant | None = None


_FOLDED = str.maketrans("（），＋－＊／＜＞＝！％×÷＾", "(),+-*/<>=!%*/^")
_SIGN_OF = {"≤": "<=", "≥": ">=", "≠": "!=", "^": "**"}
_WORDS = {"yes": True, "是": True, "no": False, "否": False, "none": None}
_PYTHON_WORDS = frozenset({"and", "or", "not", "if", "else"})
_PATTERN = pattern(
    r"""
    (?P<blank>[ ]+)
  | (?P<number>[0-9]+(?:\.[0-9]+)?)
  | (?P<quoted>"[^"]*"|'[^']*')
  | (?P<word>[^\W\d]\w*(?:\.[^\W\d]\w*)?)
  | (?P<sign><=|>=|==|!=|[<>+\-*/^(),=≤≥≠])
    """,
    re.VERBOSE,
)
_SUFFIX = pattern(r"[ ]*(?:(?P<percent>[%‰])|(?P<quotient>(?P<word>[^\W\d]\w*)(?:/[^\W\d]\w*)?))")


def know_measures(own: Mapping[str, tuple[str | None, Fraction]]) -> None:
    """From here on the measures of a policy's own are known, as long as no other policy's are."""
    OWN.set(own)


def pieces(text: str) -> list[Piece]:
    """The pieces of a whole formula. Raises Unanswered at the first character that is none."""
    folded = text.translate(_FOLDED)
    found: list[Piece] = []
    at = 0
    while at < len(text):
        read = _PATTERN.match(folded, at)
        if read is None:
            raise Unanswered(text)
        start, at = at, read.end()
        written = read[0]
        if read["number"]:
            unit, at = _suffix(folded, at)
            constant = Constant(Fraction(written) * unit.scale, unit)
            found.append(Piece("constant", text[start:at], start, at, constant))
        elif read["quoted"]:
            found.append(Piece("constant", written, start, at, Constant(text[start + 1 : at - 1])))
        elif read["word"] and written in _WORDS:
            found.append(Piece("constant", written, start, at, Constant(_WORDS[written])))
        elif read["word"] and written not in _PYTHON_WORDS:
            found.append(Piece("name", written, start, at))
        elif not read["blank"]:
            found.append(Piece("sign", _SIGN_OF.get(written, written), start, at))
    return found


def _suffix(folded: str, at: int) -> tuple[Unit, int]:
    """The measure behind the number that ends here, and where it ends: %, 亿元, 万元/亩."""
    read = _SUFFIX.match(folded, at)
    if read is None or read["word"] in _PYTHON_WORDS:
        return COUNT, at
    if read["percent"]:
        return PERCENT if read["percent"] == "%" else read_unit("‰"), read.end()
    # Which words are measures is known to both calculations; what they stand for is read by each.
    is_whole = measure(read["quotient"]) is not None or set(read["quotient"].split("/")) & OWN.get().keys()
    name = "quotient" if is_whole else "word"
    return read_unit(read[name]), read.end(name)


def number_at(place: Place) -> Constant | None:
    """The number that stands in the file at this place, read again; None where something else stands."""
    line = place.source.line(place.line) or ""
    text = line[place.column - 1 : place.column - 1 + place.width].translate(_FOLDED)
    sign = -1 if text.startswith("-") else 1
    text = text.removeprefix("-").lstrip(" ")
    if not text[:1].isdigit():
        return None
    try:
        found = pieces(text)
    except Unanswered:
        return None
    constant = found[0].constant if len(found) == 1 else None
    if constant is None or not isinstance(constant.value, Fraction):
        return None
    return Constant(sign * constant.value, constant.unit)
