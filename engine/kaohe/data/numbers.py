"""One number as a cell writes it, to exact digits; whatever is not surely one number is refused by kind.

Python's own int() and float() are of no use here: they read other scripts' digits, 1_000, nan, inf and 1e308.
"""

from __future__ import annotations

import re
from fractions import Fraction

from kaohe.diagnostics import Words
from kaohe.language.text import UNSEEN_IN_CELLS, code_point, half_width
from kaohe.patterns import pattern
from kaohe.records import dataclass

LONGEST = 25
"""The most digits a number may have, written out: more is a slip of the hand or an attack."""

_NUMBER = pattern(
    r"(?P<sign>[+-]?)(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)?(?:\.(?P<part>[0-9]+))?"
    r"(?:[eE](?P<power>[+-]?[0-9]{1,4}))?(?P<percent>[ \u3000]*%)?"
)
_NOTHING = frozenset(
    word
    for words in (
        "— —— - -- － / \\ 、 . .. … …… * ? ？",
        "无 暂无 没有 空 缺 未知 不详 不适用 待定 待报 待统计 未报 未统计 暂缺",
        "n/a na null none nil nan nat tbd unknown",
    )
    for word in words.split()
)
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
    if plain.casefold() in _NOTHING:
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
