"""Cells of a period column (a whole year or a quarter) and of a date column (a day); nothing is guessed."""

from __future__ import annotations

import re
from datetime import date

from kaohe.data.cells.numbers import Refusal
from kaohe.data.cells.shown_numbers import MarkedCell
from kaohe.language.periods import Period, read_period
from kaohe.language.text import UNSEEN_IN_CELLS, code_point, half_width
from kaohe.policy.model import Policy, Table

_TWO_DIGITS = re.compile(r"'?\d{2}(?:年|[- ]?[Qq][1-4]|-Q).*")
_HALF = re.compile(r".*(?:上|下)半年.*|.*[Hh][12]")
_NO_YEAR = re.compile(r"第?[一二三四1-4]季度?|[Qq][1-4]")
_MONTH = re.compile(r".*月.*|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|[A-Za-z]{3}-\d{2,4}|\d{6}|\d{8}")
_SERIAL = re.compile(r"[34]\d{4}")


_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年([0-9]{1,2})月)([0-9]{1,2})(日?)")


def read_period_cell(cell: object, table: Table) -> Period | Refusal:
    """The period, of the kind that the table has, or why the cell names none."""
    if type(cell) is int:
        cell = str(cell)
    if isinstance(cell, Period):
        period = cell
    elif isinstance(cell, MarkedCell) and "date" in cell.marks:
        ended = _ending(str(cell), table)
        if ended is None:
            return Refusal("D335", {"text": str(cell)})
        period = ended
    elif cell is not None and not isinstance(cell, str):
        return Refusal("D215", {"text": repr(cell), "kind": type(cell).__name__, "column": "期间", "row": ""})
    else:
        text = half_width((cell or "").strip())
        if not text:
            return Refusal("D320", {})
        # Digits of other scripts are digits to Python's patterns.
        ascii_digits = all(character.isascii() for character in text if character.isdecimal())
        read = read_period(text) if ascii_digits else None
        if read is None:
            return _refusal(text)
        period = read
    if period.kind == table.period:
        return period
    return Refusal("D325" if period.kind == "year" else "D326", {"text": str(period)})


def quarter_without_year(cell: object) -> str | None:
    """The digit of the quarter where a cell writes one without its year: 一季度, 第1季度, Q1."""
    text = half_width(cell.strip()) if isinstance(cell, str) else ""
    found = re.search("[一二三四1-4]", text) if _NO_YEAR.fullmatch(text) else None
    return found and found[0]


def _ending(text: str, table: Table) -> Period | None:
    """The period that ends on a day. Any other day may be one: a spreadsheet makes a day of 2022-2 (二季度) too."""
    for period_end, quarter in (("-03-31", 1), ("-06-30", 2), ("-09-30", 3), ("-12-31", 4)):
        if text[4:] == period_end:
            if table.period == "quarter":
                return read_period(f"{text[:4]}Q{quarter}")
            return read_period(text[:4]) if quarter == 4 else None
    return None


def _refusal(text: str) -> Refusal:
    arguments: dict[str, object] = {"text": text}
    if found := UNSEEN_IN_CELLS.search(text):
        return Refusal("D208", {**arguments, "column": "期间", "row": "", "character": code_point(found[0])})
    for pattern, code in ((_NO_YEAR, "D322"), (_TWO_DIGITS, "D323"), (_HALF, "D324"), (_MONTH, "D327")):
        if pattern.fullmatch(text):
            return Refusal(code, arguments)
    return Refusal("D328" if _SERIAL.fullmatch(text) else "D321", arguments)


def is_in_force(period: Period, policy: Policy) -> bool:
    """Whether the period, or any part of it, lies between the policy's first and last."""
    first, last = policy.in_force
    return not (first is not None and _end(period) < _start(first)) and not (
        last is not None and _start(period) > _end(last)
    )


def _start(period: Period) -> tuple[int, int]:
    return period.year, period.quarter or 1


def _end(period: Period) -> tuple[int, int]:
    return period.year, period.quarter or 4


def read_date(text: str) -> str | Refusal:
    """The day that a text writes, or why it writes none (D236)."""
    found = _DAY.fullmatch(half_width(text))
    if found is None or ("年" in text) != bool(found[7]):
        return Refusal("D236", {"text": text})
    year, month, day = int(found[1]), int(next(filter(None, found.groups()[1:5]))), int(found[6])
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # the thirtieth of February
        return Refusal("D236", {"text": text})
