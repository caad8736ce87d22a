"""What a cell of a form takes, as the check that a spreadsheet makes while somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kaohe.data.cells.read_cell import read_cell
from kaohe.language.numerals import exact_digits
from kaohe.policy.model import ColumnSpec
from kaohe.report.cells import yes_no
from kaohe.shown_text import visible

_FAR = "9.99E+24"  # longer numbers are refused anyway
_FIRST_DAY = date(1949, 10, 1)
_MESSAGE = 250  # a spreadsheet shows 255 characters
Check = dict[str, object]


def bounds(spec: ColumnSpec) -> str:
    """0 至 100, 不小于 0, 不大于 6; nothing where any number goes. In the column's own measure."""
    low, high = _limit(spec, "minimum"), _limit(spec, "maximum")
    if low and high:
        return f"{low} 至 {high}"
    if low or high:
        return f"不小于 {low}" if low else f"不大于 {high}"
    return ""


def words(spec: ColumnSpec) -> list[str]:
    """The words to choose from; none where there is no choice. A word that would be read as another one is its id."""
    if spec.type == "truth":
        return [yes_no(True), yes_no(False)]
    if spec.type != "choice":
        return []
    return [word if read_cell(word, spec) == id_ else id_ for id_, word in spec.choices.items()]


def number_check(spec: ColumnSpec) -> Check:
    """A number within its bounds; a whole one where that is asked for."""
    low, high = _limit(spec, "minimum") or f"-{_FAR}", _limit(spec, "maximum") or _FAR
    kind = "整数" if spec.whole else "数"
    limit = f"（{bounds(spec)}{spec.measure.label}）" if bounds(spec) else ""
    return {
        "validate": "integer" if spec.whole else "decimal",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        **_said(f"“{spec.name[:60]}”要填{kind}{limit}。没有数的留空，不要填“无”“—”“/”。"),
    }


def date_check(spec: ColumnSpec) -> Check:
    """A day, which a spreadsheet makes of what is typed as one."""
    return {
        "validate": "date",
        "criteria": ">=",
        "value": _FIRST_DAY,
        **_said(f"“{spec.name[:60]}”要填日期，写年、月、日，如 2023-01-20，不写时间。"),
    }


def list_check(name: str, listed: Sequence[str], source: Sequence[str] | str) -> Check:
    """One of some words; `source` is the words, or where they stand."""
    message = f"“{name[:60]}”请从下拉列表里选：{'、'.join(listed)}"
    short = message if len(message) <= _MESSAGE else f"“{name[:60]}”请从下拉列表里选。"
    return {"validate": "list", "source": source, **_said(short)}


def _said(message: str) -> Check:
    return {"error_title": "填得不对", "error_message": visible(message)[:_MESSAGE], "ignore_blank": True}


def _limit(spec: ColumnSpec, which: str) -> str:
    """A bound in the column's own measure, exact; a fraction without end is one that a spreadsheet divides."""
    bound = spec.minimum if which == "minimum" else spec.maximum
    return "" if bound is None else exact_digits(bound / spec.measure.scale)
