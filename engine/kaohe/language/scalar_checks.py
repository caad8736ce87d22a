"""What a scalar may not be: empty, invisible, cut in two, or longer than any figure."""

from __future__ import annotations

import re

from kaohe.diagnostics import Findings
from kaohe.language.characters import refused_characters
from kaohe.language.node_types import Scalar
from kaohe.language.plain_values import is_empty, is_long_number
from kaohe.language.slips import is_cut, list_sign, tell_slip
from kaohe.places import Source

_BRACKETED = re.compile(r"[｛［].*[｝］]")
_COMMENT = re.compile(r"\s+(#[^\s#].*)")
_SIGN_FIRST = re.compile(r"#[-+*/×÷<>=≤≥≠)）]")
_CALCULATES = re.compile(r"[\w)）%％] *[-+*/×÷<>=≤≥≠]+ *[\w(（]")


def check_scalar(scalar: Scalar, source: Source, last_line: int, within: str, findings: Findings) -> bool:
    """Notes what is wrong with a value or item; whether it can be used.

    `within` is the bracket it stands in, or empty; `last_line` the line it ends in. Findings K136–K138, K147, K149,
    K150, K160, K161.
    """
    if scalar.style == "plain":
        return _check_plain(scalar, source, last_line, within, findings)
    return check_escapes(scalar, findings)


def check_escapes(scalar: Scalar, findings: Findings) -> bool:
    """K138: a quoted text makes a character by an escape that could not stand in the file as it is."""
    for one in refused_characters(scalar.text):
        findings.add("K138", scalar.place, character=one.code_point)
        return False
    return True


def _check_plain(scalar: Scalar, source: Source, last_line: int, within: str, findings: Findings) -> bool:
    text, place = scalar.text, scalar.place
    if is_empty(text):
        # What was meant to stand below may be indented by a blank that YAML takes for a letter.
        if text or within or not tell_slip(source, _next_line(source, place.line), findings):
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
    if last_line > place.line and tell_slip(source, list(range(place.line + 1, last_line + 1)), findings):
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
