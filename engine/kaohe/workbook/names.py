"""Names of sheets, and references as formulas write them."""

from __future__ import annotations

import re

LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_RESERVED = {"history"}


class SheetNames:
    """Gives out names that a spreadsheet takes: at most 31 characters, no forbidden sign, no two alike in any case."""

    def __init__(self) -> None:
        self._taken = set(_RESERVED)

    def claim(self, wanted: str) -> str:
        """The name itself where it can be had, else the nearest to it."""
        base = _FORBIDDEN.sub("_", wanted).strip(" '") or "_"
        name, number = _cut(base, LONGEST), 1
        while name.casefold() in self._taken:
            number += 1
            ending = f"~{number}"
            name = _cut(base, LONGEST - len(ending)) + ending
        self._taken.add(name.casefold())
        return name


def _cut(text: str, length: int) -> str:
    """Spreadsheets count a character beyond the first 65,536 as two."""
    while len(text.encode("utf-16-le")) // 2 > length:
        text = text[:-1]
    return text.rstrip(" '")


def letters(column: int) -> str:
    """The letters of a column, the first being 0."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def quoted(sheet: str) -> str:
    """A sheet's name before a reference."""
    return "'" + sheet.replace("'", "''") + "'!"


def text_literal(text: str) -> str:
    """A text as a formula writes it; no single literal may have more than 255 characters."""
    parts = [text[start : start + 120] for start in range(0, len(text), 120)] or [""]
    written = ['"' + part.replace('"', '""') + '"' for part in parts]
    return written[0] if len(written) == 1 else f"({'&'.join(written)})"
