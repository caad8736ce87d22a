"""Typing mistakes that a line of YAML shows: full-width signs, a missing blank, a formula cut by a comma.

Used where YAML has stopped reading, and where it reads on but cannot mean what was written.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from kaohe.diagnostics import Findings, Fix
from kaohe.language.characters import ODD_BLANKS, code_point
from kaohe.language.nodes import Scalar
from kaohe.places import Place, Source

_FULL_WIDTH = {"：": ": ", "，": ", ", "｛": "{", "｝": "}", "［": "[", "］": "]"}
_WORD = r"[\w（）()·.%-]+"
_KEY_FULL_WIDTH = re.compile(rf"^[ ]*(?:- +)*{_WORD}\s*(：)")
_KEY_CLOSE = re.compile(rf"^[ ]*(?:- +)*{_WORD}(:)[^\s:/]")
_KEY_ODD_BLANK = re.compile(rf"{_WORD}:([{ODD_BLANKS}])|^ *-([{ODD_BLANKS}])")
_INDENT_TAB = re.compile(r"^ *(\t)\s*\S")
_INDENT_ODD_BLANK = re.compile(rf"^[ \t]*([{ODD_BLANKS}])")
_STRUCTURE_FULL_WIDTH = re.compile(r"[:,\[{] *([｛［])|^[^#'\"]*[\[{][^#'\"]*?([，｝］：])")
_BRACKETS = str.maketrans({"（": "(", "）": ")"})


class Mistake(NamedTuple):
    """The code of its finding, the column (from 0) of the wrong sign, and what its message is filled with."""

    code: str
    column: int
    arguments: dict[str, object]


def mistake_in_line(line: str) -> Mistake | None:
    """The mistake that a line shows, the likeliest first; None where it looks as it should.

    Codes: K141 a tab as indentation, K156 an odd blank as indentation, K149 a full-width sign of YAML, K150 no blank
    after a colon, K155 an odd blank after a colon or dash.
    """
    if found := _INDENT_TAB.search(line):
        return Mistake("K141", found.start(1), {})
    if found := _INDENT_ODD_BLANK.search(line):
        return Mistake("K156", found.start(1), {"character": code_point(found[1])})
    if found := _KEY_FULL_WIDTH.search(line):
        return _full_width("：", found.start(1))
    if found := _KEY_ODD_BLANK.search(line):
        column = found.start(1) if found[1] else found.start(2)
        return Mistake("K155", column, {"character": code_point(line[column])})
    if found := _KEY_CLOSE.search(line):
        return Mistake("K150", found.start(1), {"text": line.strip()})
    if found := _STRUCTURE_FULL_WIDTH.search(line):
        column = found.start(1) if found[1] else found.start(2)
        return _full_width(line[column], column)
    return None


def _full_width(sign: str, column: int) -> Mistake:
    return Mistake("K149", column, {"sign": sign, "plain": _FULL_WIDTH[sign]})


def fix_of(code: str, place: Place) -> Fix | None:
    """The text that a mistake at one sign is mended by: a blank behind a colon, an ordinary blank for an odd one.

    How deep a line is to be indented, no sign says (K156).
    """
    if code == "K150":
        return Fix(place.moved(1, 0), " ")
    return Fix(replace(place, width=1), " ") if code in ("K135", "K155") else None


def tell_mistake(source: Source, numbers: list[int], findings: Findings) -> bool:
    """Notes the mistake of the first of these lines (from 1) that shows one; whether there was one."""
    for number in numbers:
        line = source.line(number) or ""
        mistake = mistake_in_line(line)
        if mistake is not None:
            place = Place(source, number, mistake.column + 1)
            fix = fix_of(mistake.code, place)
            tell_once(mistake.code, place, findings, **mistake.arguments, line=number, fix=fix)
            return True
    return False


def tell_once(code: str, place: Place, findings: Findings, **arguments: object) -> None:
    """Notes a finding that what stands before it may have brought to light already."""
    if not any(known.code == code and known.place == place for known in findings.all):
        findings.add(code, place, **arguments)


def tell_colonless(key: Scalar, findings: Findings) -> bool:
    """Notes why a key in {…} has no value: its colon is full-width (K149) or has no blank behind it (K150)."""
    for sign, code in (("：", "K149"), (":", "K150")):
        column = key.text.find(sign)
        if column > 0:
            place = key.at(column)
            findings.add(code, place, sign=sign, plain=": ", text=key.text, fix=fix_of(code, place))
            return True
    return False


def is_cut(text: str) -> bool:
    """Whether brackets of an unquoted text do not match: inside {…} and […], a comma has cut a formula in two."""
    text = text.translate(_BRACKETS)
    return text.count("(") != text.count(")")


def list_sign(text: str) -> str | None:
    """，or 、 outside of brackets in one item of a list […]: most likely two items that YAML reads as one."""
    depth = 0
    for character in text.translate(_BRACKETS):
        if character in "([《〔【“":
            depth += 1
        elif character in ")]》〕】”":
            depth -= 1
        elif character in "，、" and depth <= 0:
            return character
    return None
