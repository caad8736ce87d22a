"""Number formats: whether a number is shown as a percentage, as a date, or divided by a thousand."""

from __future__ import annotations

import re
from typing import Literal

from kaohe.data.xlsx.archive import Archive, Attributes, parse

Shown = Literal["plain", "percent", "date", "scaled"]

_BUILT_IN: dict[int, Shown] = {9: "percent", 10: "percent"}
_BUILT_IN |= {id_: "date" for id_ in (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))}
# Texts in quotes, characters that are escaped, padded or repeated, colours, conditions and languages in brackets.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|!.|\[[^\]]*\]')
_DATE = re.compile(r"[ymdhs]|年|月|日|时|分|秒", re.IGNORECASE)
_PARTS_OF_SECONDS = re.compile(r"(?<=[sS])\.0+")
_SCALED = re.compile(r"[0#?],+(?![0#?,])")


def formats(archive: Archive, part: str | None) -> list[Shown]:
    """How each cell style shows a number, in the order that cells refer to them."""
    if part is None or part not in archive:
        return []
    codes: dict[int, str] = {}
    styles: list[Shown] = []
    inside = False

    def start(name: str, attributes: Attributes) -> None:
        nonlocal inside
        if name == "numFmt":
            codes[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            id_ = _number(attributes.get("numFmtId"))
            styles.append(shown_by(codes[id_]) if id_ in codes else _BUILT_IN.get(id_, "plain"))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    parse(archive.pieces(part), part, start, end=end)
    return styles


def shown_by(code: str) -> Shown:
    """How a format that the workbook defines shows a number."""
    plain = _LITERAL.sub("", code.split(";")[0])
    if "%" in plain:
        return "percent"
    if plain.strip().casefold() in ("", "general", "g/通用格式", "@"):
        return "date" if re.search(r"\[[hms]+\]", code, re.IGNORECASE) else "plain"
    if _SCALED.search(plain):
        return "scaled"
    # A format with digits is one of numbers, whatever word stands behind them: 0.00元, 0分.
    return "date" if _DATE.search(plain) and not re.search("[0#?]", _PARTS_OF_SECONDS.sub("", plain)) else "plain"


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else 0
