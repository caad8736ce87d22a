"""One number as a cell writes it, to exact digits, and what the cell shows beside the number that it stores.

Whatever is not surely one number is refused by kind. Python's own int() and float() are of no use here: they read other
scripts' digits, 1_000, nan, inf and 1e308. The stored number counts. Decimals that a format cuts off are no
contradiction; a unit, a scale, a sign or digits that the number does not have are.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Literal

from kaohe.diagnostics import Words
from kaohe.language.measures import NUMBER, Measure, stated_measure
from kaohe.language.text import UNSEEN_IN_CELLS, code_point, half_width
from kaohe.lazy import dataclass, pattern

LONGEST = 25
"""The most digits a number may have, written out: more is a slip of the hand or an attack."""

_NUMBER = pattern(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)?(?:\.(?P<part>[0-9]+))?"
    r"(?:[eE](?P<power>[+-]?[0-9]{1,4}))?(?P<percent>[ \u3000]*%)?"
)
_SHORT = pattern(r"(-?[0-9]{1,15})(?:\.([0-9]{1,9}))?")
_NOTHING = frozenset(
    word
    for words in (
        "— —— - -- － / \\ 、 . .. … …… * ? ？",
        "无 暂无 没有 空 缺 未知 不详 不适用 待定 待报 待统计 未报 未统计 暂缺",
        "n/a na null none nil nan nat tbd unknown",
    )
    for word in words.split()
)
_NOTHING_SAID = pattern(
    r"[(（]?(?:本(?:年|年度|季|季度|月|月度|期|次))?(?:暂?无|没有|空)(?:数据|内容|记录|此项|项目)?[)）]?"
)
NOTHING_BEGINS = frozenset({word[0] for word in _NOTHING} | set("本暂无没空(（") | set("NTU－＼．＊"))
"""The first characters of what says that there is nothing."""
_DATE = pattern(
    r"[0-9]{2,4}[-/.年][0-9]{1,2}([-/.月][0-9]{1,2}日?|月)?|[0-9]{1,2}月([0-9]{1,2}日)?|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?"
    r"|[a-zA-Z]{3}-[0-9]{1,4}|[0-9]{1,2}-[a-zA-Z]{3}(-[0-9]{2,4})?"
)
_WITH_WORD = pattern(r"(?P<number>[+-]?[0-9][0-9,]*(\.[0-9]+)?) *(?P<word>[^\W\d_]+|‰)")
_WITH_SIGN = pattern(r"[<>≤≥≈~＜＞～约近超不足]+ *[+-]?[0-9.,%]+|[+-]?[0-9.,%]+ *[*+＊※①-⑳多余以上下左右]+")


_RANGE = pattern(
    r"(?P<low>[+-]?[0-9]+(?:\.[0-9]+)?)%? *(?:-|--|—|——|–|~|～|至|到) *(?P<high>[+-]?[0-9]+(?:\.[0-9]+)?)%?"
)
_TOO_NARROW = Words(
    "在原表中把这一列拉宽，直到显示出数来，再重新导出（列太窄时表格软件显示 ####）",
    "make the column wider in the original until it shows the number, and export again (#### is shown where it is too "
    "narrow)",
)
_WRONG_FORMULA = Words("在原表中改正公式后重新导出", "mend the formula in the original and export again")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell is not taken: a code of the catalogue and what its message is filled with."""

    code: str
    arguments: dict[str, object]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as written: numerator / denominator in the column's own measure, and whether a % follows it."""

    numerator: int
    denominator: int = 1
    percent: bool = False

    @property
    def fraction(self) -> Fraction:
        """The number itself, in the column's own measure."""
        return Fraction(self.numerator, self.denominator)


def read_figure(text: str) -> Figure | Refusal:
    """The number that a text (stripped, not blank) writes, else the refusal that says why it is none."""
    if short := _SHORT.fullmatch(text):  # as nearly all are written
        digits, part = short.groups()
        return Figure(int(digits)) if part is None else Figure(int(digits + part), 10 ** len(part))
    plain = half_width(text)
    found = _NUMBER.fullmatch(plain)
    if found is None or not (found["whole"] or found["part"]):
        return _refusal(text, plain)
    whole, part = (found["whole"] or "").replace(",", ""), found["part"] or ""
    digits = (whole + part).lstrip("0")
    power = int(found["power"] or 0) if len(digits) <= LONGEST else LONGEST
    # Written out, a power of ten adds zeros at the one end or places after the dot at the other.
    if len(digits) + max(power - len(part), 0) > LONGEST or len(part) - power > LONGEST:
        return Refusal("D209", {"text": text, "longest": LONGEST})
    places = len(part) - power
    value = int(digits or "0") * (-1 if found["sign"] == "-" else 1)
    percent = found["percent"] is not None
    return Figure(value, 10**places, percent) if places >= 0 else Figure(value * 10**-places, 1, percent)


def says_nothing(text: str) -> bool:
    """Whether a text stands where there is nothing: 无, —, /, N/A, 本季度无."""
    plain = half_width(text).strip().casefold()
    return plain in _NOTHING or _NOTHING_SAID.fullmatch(plain) is not None


def error_value(text: str) -> Refusal:
    """D203: what a spreadsheet shows where it has no number, #N/A, or no room for it, ####."""
    return Refusal("D203", {"text": text, "todo": _WRONG_FORMULA if text.strip("#＃") else _TOO_NARROW})


def _is_range(plain: str) -> bool:
    """Whether what looks like a year and a month, or a month and a day, can be neither: 80-90."""
    found = _RANGE.fullmatch(plain)
    if found is None or "." in plain:
        return False
    low, high = int(found["low"]), int(found["high"])
    return not 1 <= high <= 31 or (high > 12 and not 1 <= low <= 12)


def _refusal(text: str, plain: str) -> Refusal:
    """Which kind of no-number a text is, so that the message can name the mend for that kind."""
    if found := UNSEEN_IN_CELLS.search(text):
        return Refusal("D208", {"text": text, "character": code_point(found[0])})
    if says_nothing(text):
        return Refusal("D202", {"text": text})
    if plain.startswith("#"):
        return error_value(text)
    if plain.startswith("=") or plain.startswith("@"):
        return Refusal("D204", {"text": text})
    if _DATE.fullmatch(plain) and not _is_range(plain):
        return Refusal("D207", {"text": text})
    if _WITH_SIGN.fullmatch(plain) or _RANGE.fullmatch(plain):
        return Refusal("D206", {"text": text})
    if found := _WITH_WORD.fullmatch(plain):
        return Refusal("D205", {"text": text, "number": found["number"], "word": found["word"]})
    if len(plain) > 4 * LONGEST and plain.isdecimal():
        return Refusal("D209", {"text": text, "longest": LONGEST})
    if re.fullmatch(r"[+-]?[0-9]+(?:[,' ][0-9]+)+(?:\.[0-9]+)?", plain):
        parts = re.split("[,' ]", plain)
        return Refusal("D210", {"text": text, "point": f"{''.join(parts[:-1])}.{parts[-1]}", "whole": "".join(parts)})
    return Refusal("D211", {"text": text})


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


LACKING = MarkedCell("", "no_row")
"""The cell of a row that may be missing, and is."""


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


_SHOWN_NUMBER = pattern(r"(?:[0-9][0-9,]*)?\.?[0-9]+(?:E[+-]?[0-9]+)?|[0-9]+\.")
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
    found = list(_SHOWN_NUMBER.finditer(plain))
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
