"""One cell, by the type of its column: what it holds, BLANK, or why it is refused.

Cells are texts from files, or values of the Python interface; a binary float is refused there, as it is not
the decimal that somebody meant. Of periods (a whole year or a quarter) and days nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kaohe.data.cells.numbers import Figure, Refusal, read_figure
from kaohe.data.cells.shown_numbers import MarkedCell, contradicts, refusal_of
from kaohe.diagnostics import nearest
from kaohe.language.periods import Period, read_period
from kaohe.language.text import UNSEEN_IN_CELLS, code_point, half_width
from kaohe.policy.model import ColumnSpec, Policy, Table

_TWO_DIGITS = re.compile(r"'?\d{2}(?:年|[- ]?[Qq][1-4]|-Q).*")
_HALF = re.compile(r".*(?:上|下)半年.*|.*[Hh][12]")
_NO_YEAR = re.compile(r"第?[一二三四1-4]季度?|[Qq][1-4]")
_MONTH = re.compile(r".*月.*|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|[A-Za-z]{3}-\d{2,4}|\d{6}|\d{8}")
_FULL_WIDTH_Q = str.maketrans("Ｑｑ", "Qq")
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
        text = half_width((cell or "").strip()).translate(_FULL_WIDTH_Q)
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


class Blank:
    """The type of BLANK, an empty cell."""


BLANK: Final = Blank()
_YES = ("1", "true", "yes", "y", "是", "对", "√", "✓", "✔", "☑")
_NO = ("0", "false", "no", "n", "否", "错", "×", "✕", "✗", "✘", "╳")
_TRUTH = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)

Read = Figure | str | bool | Blank | Refusal


def read_cell(cell: object, spec: ColumnSpec) -> Read:
    """What the cell holds: numbers in the column's own measure, choices as ids, days as 2023-01-20, texts stripped."""
    if cell is None:
        return BLANK
    if isinstance(cell, str):
        if refusal := refusal_of(cell, spec.type):
            return refusal
        text = cell.strip()
        read = _of_text(text, spec) if text else BLANK
        return _not_as_shown(cell, read, spec) or read
    return _of_value(cell, spec)


def _of_text(text: str, spec: ColumnSpec) -> Read:
    if spec.type == "number":
        figure = read_figure(text)
        if isinstance(figure, Figure) and figure.percent and spec.measure.kind != "percent":
            return Refusal("D212", {"text": text, "measure": spec.measure.label or "—"})
        return figure
    if found := UNSEEN_IN_CELLS.search(text):
        return Refusal("D208", {"text": text, "character": code_point(found[0])})
    if spec.type == "truth":
        truth = _TRUTH.get(half_width(text).casefold())
        return Refusal("D220", {"text": text}) if truth is None else truth
    if spec.type == "date":
        return read_date(text)
    return _choice(text, spec) if spec.type == "choice" else text


def _not_as_shown(cell: str, read: Read, spec: ColumnSpec) -> Refusal | None:
    """D227 where what a cell shows is another number, or another answer, than what it holds."""
    if not isinstance(cell, MarkedCell) or cell.shown is None:
        return None
    if isinstance(read, Figure):
        differs = contradicts(cell.shown, read.fraction, spec.measure)
    else:
        differs = isinstance(read, bool) and _TRUTH.get(half_width(cell.shown).casefold(), read) is not read
    return Refusal("D227", {"text": str(cell).strip(), "shown": cell.shown}) if differs else None


def _choice(text: str, spec: ColumnSpec) -> str | Refusal:
    if text in spec.choices:
        return text
    for id_, name in spec.choices.items():
        if name == text:
            return id_
    words = [*spec.choices.values(), *spec.choices]
    known = tuple(f"{name} ({id_})" for id_, name in spec.choices.items())
    return Refusal("D221", {"text": text, "choices": known, "suggestion": nearest(text, words)})


def _of_value(cell: object, spec: ColumnSpec) -> Read:
    """A value that is no text; exact types only, so that a subclass or another library's number is never misread."""
    if spec.type == "truth" and (type(cell) is bool or (type(cell) is int and cell in (0, 1))):
        return bool(cell)
    if spec.type == "date" and type(cell) is date:
        return cell.isoformat()
    if spec.type == "number":
        if type(cell) is int:
            return Figure(cell)
        if type(cell) is Fraction:
            return Figure(cell.numerator, cell.denominator)
        if type(cell) is Decimal and cell.is_finite():
            # str() rather than as_integer_ratio(): the same limits hold as for the text of a file.
            return read_figure(str(cell))
        if type(cell) is float:
            return Refusal("D214", {"text": repr(cell)})
    return Refusal("D215", {"text": repr(cell), "kind": type(cell).__name__})
