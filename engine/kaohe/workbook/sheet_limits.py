"""What a spreadsheet takes: rows and columns of a sheet, names of sheets, and the text of a cell."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kaohe.diagnostics import Findings, Refused
from kaohe.shown_text import visible
from kaohe.workbook.sheets import Sheet

LONGEST_TEXT = 32_767
"""Characters that a cell holds; those beyond the first 65,536 of Unicode count as two."""

ROWS, COLUMNS = 1_048_576, 16_384
LONGEST_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_RESERVED = {"history"}


class SheetNames:
    """Gives out names that a spreadsheet takes: at most 31 characters, no forbidden sign, no two alike in any case."""

    def __init__(self) -> None:
        self._taken = set(_RESERVED)

    def claim(self, wanted: str) -> str:
        """The name itself where it can be had, else the nearest to it."""
        base = _FORBIDDEN.sub("_", wanted).strip(" '") or "_"
        name, number = _cut(base, LONGEST_NAME), 1
        while name.casefold() in self._taken:
            number += 1
            ending = f"~{number}"
            name = _cut(base, LONGEST_NAME - len(ending)) + ending
        self._taken.add(name.casefold())
        return name


def _cut(text: str, length: int) -> str:
    """Spreadsheets count a character beyond the first 65,536 as two."""
    while len(text.encode("utf-16-le")) // 2 > length:
        text = text[:-1]
    return text.rstrip(" '")


def check_size(sheets: Iterable[Sheet]) -> None:
    """Raises Refused (E504) where a sheet would be longer or wider than a spreadsheet takes: the rest would be lost."""
    findings = Findings()
    for sheet in sheets:
        width = len(sheet.keys) + len(sheet.columns)
        if sheet.last > ROWS or width > COLUMNS:
            findings.add("E504", None, sheet=sheet.title, rows=sheet.last, columns=width)
    if findings.errors:
        raise Refused(findings.all)


def cell_text(text: str) -> str:
    """A text as a cell shows it; what is longer than a cell holds is cut, and says so."""
    shown = visible(text, keep="\n")
    if fits(shown):
        return shown
    ending = f"……（共{len(text)}字，单元格放不下）"
    kept = shown.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(ending))]
    return kept.decode("utf-16-le", "ignore") + ending


def fits(text: str) -> bool:
    """Whether a cell holds the whole text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_TEXT
