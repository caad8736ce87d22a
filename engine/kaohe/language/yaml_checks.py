"""What a key or a value of YAML may not be, and the typing mistakes that a line of YAML shows.

A key or value may not be blank, invisible, cut in two, doubled, or longer than any figure. Typing mistakes (full-width
signs, a missing blank, a formula cut by a comma) are looked for where YAML has stopped reading, and where it reads on
but cannot mean what was written.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction
from typing import NamedTuple

from kaohe.diagnostics import Findings, Fix
from kaohe.language.nodes import Entry, Scalar, is_empty, is_long_number
from kaohe.language.text import ODD_BLANKS, code_point, refused_characters, without_invisible
from kaohe.lazy import pattern, replace
from kaohe.source_places import Place, Source

_FULL_WIDTH = {"：": ": ", "，": ", ", "｛": "{", "｝": "}", "［": "[", "］": "]"}
_WORD = r"[\w（）()·.%-]+"
_KEY_FULL_WIDTH = pattern(rf"^[ ]*(?:- +)*{_WORD}\s*(：)")
_KEY_CLOSE = pattern(rf"^[ ]*(?:- +)*{_WORD}(:)[^\s:/]")
_KEY_ODD_BLANK = pattern(rf"{_WORD}:([{ODD_BLANKS}])|^ *-([{ODD_BLANKS}])")
_INDENT_TAB = pattern(r"^ *(\t)\s*\S")
_INDENT_ODD_BLANK = pattern(rf"^[ \t]*([{ODD_BLANKS}])")
_STRUCTURE_FULL_WIDTH = pattern(r"[:,\[{] *([｛［])|^[^#'\"]*[\[{][^#'\"]*?([，｝］：])")
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


# {take 1}: YAML reads a key with a blank in it and nothing behind it.
_WITHOUT_COLON = pattern(r"[{,]\s*([^\s:,{}\[\]\"']+ [^:,{}\[\]]*[^\s:,{}\[\]])$")
_BRACKETED = pattern(r"[｛［].*[｝］]")
_COMMENT = pattern(r"\s+(#[^\s#].*)")
_SIGN_FIRST = pattern(r"#[-+*/×÷<>=≤≥≠)）]")
_CALCULATES = pattern(r"[\w)）%％] *[-+*/×÷<>=≤≥≠]+ *[\w(（]")


def check_scalar(scalar: Scalar, source: Source, last_line: int, within: str, findings: Findings) -> bool:
    """Notes what is wrong with a value or item; whether it can be used.

    `within` is the bracket it stands in, or empty; `last_line` the line it ends in. Findings K136–K138, K147–K149,
    K150, K160, K161.
    """
    if scalar.style == "plain":
        return _check_plain(scalar, source, last_line, within, findings)
    return _check_escapes(scalar, findings)


def _check_escapes(scalar: Scalar, findings: Findings) -> bool:
    """K138: a quoted text makes a character by an escape that could not stand in the file as it is."""
    for one in refused_characters(scalar.text):
        findings.add("K138", scalar.place, character=one.code_point)
        return False
    return True


def _check_plain(scalar: Scalar, source: Source, last_line: int, within: str, findings: Findings) -> bool:
    text, place = scalar.text, scalar.place
    if is_empty(text):
        # What was meant to stand below may be indented by a blank that YAML takes for a letter.
        before = (source.line(place.line) or "")[: place.column - 1]
        if within and not text and (found := _WITHOUT_COLON.search(before)):
            at = Place(source, place.line, found.start(1) + 1, len(found[1]))
            findings.add("K148", at, text=found[1])
        elif text or within or not tell_mistake(source, _next_line(source, place.line), findings):
            findings.add("K136", place)
        return False
    if is_long_number(text):
        findings.add("K137", place, digits=len(text))
        return False
    if within and is_cut(text):
        findings.add("K147", place, sign=",")
        return False
    if _BRACKETED.fullmatch(text):
        findings.add("K149", place, sign=text[0], plain="{" if text[0] == "｛" else "[")
        return False
    if last_line > place.line and tell_mistake(source, list(range(place.line + 1, last_line + 1)), findings):
        return False
    sign = list_sign(text) if within == "[" else None
    if sign == "，":
        findings.add("K149", scalar.at(text.index(sign)), sign=sign, plain=", ")
        return False
    if sign:
        findings.add("K161", scalar.at(text.index(sign)), text=text)
    if not within and last_line == place.line:
        _check_comment(scalar, source, findings)
    return True


def _next_line(source: Source, number: int) -> list[int]:
    """The number of the next line that holds anything, if it begins with no ordinary character."""
    for later in range(number + 1, len(source.lines) + 1):
        line = source.lines[later - 1]
        if line.strip():
            return [later] if not line.lstrip(" ")[0].isalnum() else []
    return []


def _check_comment(scalar: Scalar, source: Source, findings: Findings) -> None:
    """K160: what looks like the rest of a formula is a comment to YAML."""
    line = source.line(scalar.place.line) or ""
    end = scalar.place.column - 1 + scalar.place.width
    found = _COMMENT.match(line, end)
    if found and (_SIGN_FIRST.match(found[1]) or _CALCULATES.search(scalar.text)):
        findings.add("K160", scalar.place.moved(found.start(1) - scalar.place.column + 1, len(found[1])), text=found[1])


# YAML reads no key of more than 1,024 characters, its quotes and the blanks behind it included.
LONGEST_KEY = 1000

_ODD_BLANK = pattern(f"[{ODD_BLANKS}]")


def check_key(key: Scalar, findings: Findings) -> bool:
    """Notes what is wrong with a key by itself (K123, K134, K135, K138, K149, K156, K157); whether it can be used."""
    place = key.place
    if not key.text.strip():
        findings.add("K134", place)
    elif len(key.text) > LONGEST_KEY:
        findings.add("K157", place, most=LONGEST_KEY)
    elif key.text == "<<":
        findings.add("K123", place)
    elif found := _ODD_BLANK.search(key.text):
        indents = found.start() == 0 and key.style == "plain"
        code, character = "K156" if indents else "K135", code_point(found[0])
        place = key.at(found.start())
        tell_once(code, place, findings, character=character, fix=fix_of(code, place))
    elif key.style == "plain" and key.text[0] in "｛［":
        findings.add("K149", place, sign=key.text[0], plain="{" if key.text[0] == "｛" else "[")
    elif key.style == "plain" and 0 < key.text.find("：") < len(key.text) - 1:
        findings.add("K149", key.at(key.text.index("：")), sign="：", plain=": ")
    else:
        return _check_escapes(key, findings)
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
