"""What a cell of a workbook shows, beside the number that it stores: the two may not contradict each other.

The stored number counts. Decimals that a format cuts off are no contradiction; a unit, a scale, a sign or digits that
the number does not have are.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from kaohe.data.numbers import Refusal, error_value
from kaohe.language.measures import NUMBER, Measure, stated_measure
from kaohe.language.text import half_width
from kaohe.patterns import pattern
from kaohe.records import dataclass

Mark = Literal[
    "broken", "buried", "covered", "date", "error", "formula", "noise", "no_value", "percent", "raised", "struck",
    "text", "text_result", "truth", "unreliable", "unseen", "no_row",
]  # fmt: skip
"""What is to be known of a cell:

- percent, date: how its number is shown (12.5% for 0.125; a day); unseen: what is shown is not that number alone, or
  nothing
- formula: the text is a stored result; text_result: one that is text; no_value: there is none; unreliable: it is
  taken from elsewhere or changes by itself
- text: a number that is stored as text; noise: a number with more digits than a spreadsheet shows; truth: TRUE, FALSE
- error: #N/A and the like; broken: what is stored is no number
- no_row: no sheet has the row that it would stand in, which is told once for the whole row
- covered: it lies under a merged cell, whose text it has here; buried: it does, and holds something of its own
- struck: all of it or a part is struck through; raised: a part is a superscript or subscript
"""


_NOWHERE: dict[Mark, str] = {
    "error": "D203",
    "no_value": "D222",
    "unreliable": "D223",
    "broken": "D226",
    "buried": "D247",
    "struck": "D248",
}
"""Marks that no cell may have, whatever its column."""

_NO_NUMBER: dict[Mark, str] = {
    "date": "D207",
    "text_result": "D224",
    "truth": "D225",
}
"""Marks that no number may have."""


class MarkedCell(str):
    """The text of a cell as a reader of the sheet would see it, with its marks.

    `detail` is what a message shows beside the text: a formula, or the area of a merged cell. `shown` is what the
    number format shows, where that may be another number; None elsewhere.
    """

    __slots__ = ("detail", "marks", "shown")

    marks: tuple[Mark, ...]
    detail: str
    shown: str | None

    def __new__(cls, text: str, *marks: Mark, detail: str = "", shown: str | None = None) -> MarkedCell:
        cell = super().__new__(cls, text)
        cell.marks = marks
        cell.detail = detail
        cell.shown = shown
        return cell

    @property
    def identity(self) -> tuple[str, tuple[Mark, ...], str, str | None]:
        """What tells it from another cell; as texts alone the two may be equal."""
        return (str(self), self.marks, self.detail, self.shown)


def has_no_row(cell: object) -> bool:
    """Whether a cell stands in for one that no sheet has."""
    return isinstance(cell, MarkedCell) and "no_row" in cell.marks


def refusal_of(cell: object, kind: str) -> Refusal | None:
    """Why a cell is not taken in a column of a kind: that of its type, or `unit` or `period`."""
    if not isinstance(cell, MarkedCell):
        return None
    for mark in cell.marks:
        code = _NOWHERE.get(mark) or (_NO_NUMBER.get(mark) if kind == "number" else None)
        if mark == "covered" and kind not in ("unit", "period"):
            code = "D228"
        if mark == "raised" and kind == "number":
            return Refusal("D206", {"text": cell.detail})
        if code == "D203":
            return error_value(str(cell).strip())
        if code is not None:
            return Refusal(code, {"text": str(cell).strip(), "detail": cell.detail})
    return None


_NUMBER = pattern(r"(?:[0-9][0-9,]*)?\.?[0-9]+(?:E[+-]?[0-9]+)?|[0-9]+\.")
_DOWN = pattern(r"下降|减少|降低|下滑|负增长|[降减负↓▼]|-")
_UP = pattern(r"上升|增加|增长|提高|上涨|[升增正↑▲]|\+")
_DOWNWARDS, _UPWARDS = pattern("[↓▼]"), pattern("[↑▲]")
_UNCERTAIN = pattern(r"[<>≤≥≈~约近超余多不足上下]")
_AROUND = pattern(r"[\s()（）¥￥'‘’“”\"，,、:：]|人民币|RMB|CNY", re.IGNORECASE)
_DASHES = pattern(r"[-–—－/]*")


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """The number that a text shows, half a unit of its last digit, the words beside it, and those that say nothing.

    `is_clear` is False where it is more than one number, or not a certain one.
    """

    value: Fraction
    half: Fraction
    words: tuple[str, ...]
    is_clear: bool


def shown_number(text: str) -> ShownNumber | None:
    """The number that a text shows; None where it shows none."""
    plain = half_width(text).replace("－", "-")
    found = list(_NUMBER.finditer(plain))
    if not found:
        return None
    number = found[0]
    digits, _, power = number[0].replace(",", "").partition("E")
    half = Fraction(1, 2) / 10 ** len(digits.partition(".")[2]) * Fraction(10) ** int(power or 0)
    before, behind = plain[: number.start()], plain[number.end() :]
    in_brackets = before.rstrip("¥￥ ").endswith("(") and behind.lstrip().startswith(")")
    downs = len(_DOWN.findall(before)) + len(_DOWNWARDS.findall(behind)) + in_brackets
    ups = len(_UP.findall(before)) + len(_UPWARDS.findall(behind))
    sides = _UP.sub("", _DOWN.sub("", before)), _UPWARDS.sub("", _DOWNWARDS.sub("", behind))
    words = tuple(word for side in sides if (word := _AROUND.sub("", side)))
    is_clear = len(found) == 1 and downs + ups <= 1 and not any(map(_UNCERTAIN.search, words))
    value = Fraction(digits) * Fraction(10) ** int(power or 0)
    return ShownNumber(-value if downs else value, half, words, is_clear)


def is_nothing_else(text: str, is_zero: bool) -> bool:
    """Whether what a cell shows, beside a number, is a measure or the dash of a zero."""
    shown = shown_number(text)
    if shown is None:
        return is_zero and text != "" and _DASHES.fullmatch(_AROUND.sub("", text)) is not None
    return all(stated_measure(word, NUMBER) for word in shown.words)


def contradicts(text: str, stored: Fraction, declared: Measure) -> bool:
    """Whether the text shows another number than the stored one, which is in the declared measure."""
    shown = shown_number(text)
    if shown is None:
        return False
    known = [found for word in shown.words if (found := stated_measure(word, declared))]
    if not shown.is_clear or len(known) > 1:
        return True
    measured = known[0] if known else declared
    if (measured.kind == "percent") != (declared.kind == "percent") or measured.dimension != declared.dimension:
        return True
    return abs(shown.value * measured.scale - stored * declared.scale) > shown.half * measured.scale
