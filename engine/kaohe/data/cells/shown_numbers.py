"""What a cell of a workbook shows, beside the number that it stores: the two may not contradict each other.

The stored number counts. Decimals that a format cuts off are no contradiction; a unit, a scale, a sign or digits that
the number does not have are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from kaohe.data.cells.stated_measures import stated_measure
from kaohe.language.characters import half_width
from kaohe.language.measures import NUMBER, Measure

_NUMBER = re.compile(r"(?:[0-9][0-9,]*)?\.?[0-9]+(?:E[+-]?[0-9]+)?|[0-9]+\.")
_DOWN = re.compile(r"下降|减少|降低|下滑|负增长|[降减负↓▼]|-")
_UP = re.compile(r"上升|增加|增长|提高|上涨|[升增正↑▲]|\+")
_DOWNWARDS, _UPWARDS = re.compile("[↓▼]"), re.compile("[↑▲]")
_UNCERTAIN = re.compile(r"[<>≤≥≈~约近超余多不足上下]")
_AROUND = re.compile(r"[\s()（）¥￥'‘’“”\"，,、:：]|人民币|RMB|CNY", re.IGNORECASE)
_DASHES = re.compile(r"[-–—－/]*")


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
