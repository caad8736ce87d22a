"""One value as a reader sees it: rounded once from the exact value, yes and no in words, absent as a dash."""

from __future__ import annotations

from fractions import Fraction

from kaohe.policy.model import Display
from kaohe.report.numbers import to_places, trimmed
from kaohe.report.results.blocks import Column
from kaohe.report.wording import word
from kaohe.results import Result, Value
from kaohe.shown_text import visible

ABSENT = "—"


PROVISIONAL = word("zh", "provisional")
"""What stands for a value that rests on something that has not been sent yet."""


ADJUSTED = "*"
"""What stands behind a score that decisions changed; ※ is a reading that is not the default."""


def shown(value: Value, column: Column, display: Display) -> str:
    """The text of a value; ranks and counts have no decimals."""
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return yes_no(value, column.language)
    if isinstance(value, Fraction):
        return to_places(value, 0 if column.whole else display.decimals, display.rounding)
    return visible(value)


def value_of(result: Result, column: Column, display: Display) -> str:
    """The text of a result's value, which may still be waited for, with its mark."""
    name = column.definition.id
    return absent(result, name, column.language) or shown(result.values.get(name), column, display) + mark(result, name)


def number_of(result: Result, name: str, display: Display) -> str:
    """The text of a result's value that is a score, with its mark."""
    value = result.values.get(name)
    if not isinstance(value, Fraction):
        return PROVISIONAL if name in result.provisional else ABSENT
    return to_places(value, display.decimals, display.rounding) + mark(result, name)


def absent(result: Result, name: str, language: str = "zh") -> str:
    """What stands for a value that is not there; nothing for one that is."""
    if result.values.get(name) is not None:
        return ""
    return word(language, "provisional") if name in result.provisional else ABSENT


def mark(result: Result, name: str) -> str:
    """The mark of a score that decisions changed."""
    return ADJUSTED if name in result.adjusted and result.values.get(name) is not None else ""


def yes_no(value: bool, language: str = "zh") -> str:
    """是 or 否."""
    return word(language, "yes" if value else "no")


def points(column: Column) -> str:
    """The points that the document prints for a score, as it prints them: 5, 0.75."""
    printed = column.definition.points
    return "" if printed is None else trimmed(printed)
