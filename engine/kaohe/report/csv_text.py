"""Cells of a CSV table that opens in a spreadsheet and stays what it is.

Numbers are plain decimals of up to 15 significant digits, which is what a spreadsheet keeps; yes and no are 是 and
否; an absent value is an empty cell. A text that a spreadsheet would run or turn into something else (a formula, a
number, a date) has an apostrophe before it, and so has one that begins with an apostrophe; taking the first
apostrophe off gives the text back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from fractions import Fraction

from kaohe.report.cells import yes_no
from kaohe.report.numbers import to_significant
from kaohe.results import Value
from kaohe.shown_text import visible

# What begins a formula, in half and full width, also behind spaces; and what undoes the apostrophe.
_OBEYED = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r\n']")
# Digits with only what numbers, dates, times and exponents are written with: 0123, 1E5, 3-1, 12:30, 5月1日, 50%.
_CONVERTED = re.compile(r"\s*[\d.,:/\-年月日时分秒%％¥$()\s]*\d[\d.,:/\-年月日时分秒%％eE+()\s]*")


def written(rows: Iterable[Iterable[str]]) -> str:
    """The rows as one text, lines ended as RFC 4180 has it."""
    lines = io.StringIO()
    csv.writer(lines).writerows(rows)
    return lines.getvalue()


def cell(value: Value) -> str:
    """A value as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yes_no(value)
    return to_significant(value) if isinstance(value, Fraction) else protected(value)


def protected(text: str) -> str:
    """A text that a spreadsheet takes for nothing but a text; line breaks stay, other control characters do not."""
    guarded = _OBEYED.match(text) or _CONVERTED.fullmatch(text)
    return ("'" if guarded else "") + visible(text, keep="\n")
