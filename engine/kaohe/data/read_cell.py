"""One cell, by the type of its column: what it holds, BLANK, or why it is refused.

Cells are texts from files, or values of the Python interface; a binary float is refused there, as it is not
the decimal that somebody meant. Of periods and days nothing is guessed.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from kaohe.data.numbers import Figure, MarkedCell, Refusal, contradicts, read_figure, refusal_of
from kaohe.diagnostics import Words, nearest
from kaohe.language.entry import total
from kaohe.language.measures import PER_MILLE, PERCENT
from kaohe.language.periods import LEVELS, PERIOD_LEVELS, Period, PeriodLevel, day_of, is_finer, read_period
from kaohe.language.text import UNSEEN_IN_CELLS, code_point, half_width, without_blanks
from kaohe.lazy import pattern
from kaohe.policy.model import ColumnSpec, Policy, Table

_TWO_DIGITS = pattern(r"'?\d{2}(?:年|[- ]?[Qq][1-4]|-Q).*")
_HALF = pattern(r".*(?:上|下)半年.*|.*[Hh][12]")
_NO_YEAR: dict[PeriodLevel, re.Pattern[str]] = total(
    "data.read_cell of periods without their year",
    PERIOD_LEVELS,
    {
        "day": pattern(r"(?:0?[1-9]|1[0-2])(?:月[0-9]{1,2}日|[-/.][0-9]{1,2})"),
        "month": pattern(r"(?:0?[1-9]|1[0-2])月份?|[Mm](?:0?[1-9]|1[0-2])"),
        "quarter": pattern(r"第?[一二三四1-4]季度?|[Qq][1-4]"),
        "half_year": pattern(r"[上下]半年|[Hh][12]"),
        "year": pattern(r"(?!)"),
    },
)
HOW_WRITTEN: dict[PeriodLevel, Words] = total(
    "data.read_cell of how a period is written",
    PERIOD_LEVELS,
    {
        "day": Words("2022-03-05 或 2022年3月5日", "2022-03-05"),
        "month": Words("2022M03 或 2022年3月", "2022M03 or 2022-03"),
        "quarter": Words("2022Q1 或 2022年一季度", "2022Q1"),
        "half_year": Words("2022H1 或 2022年上半年", "2022H1"),
        "year": Words("2022", "2022"),
    },
)
UNREAD_PERIODS = frozenset({"D320", "D321", "D322", "D323", "D324", "D325", "D326", "D327", "D328", "D335"})
"""What is told of a period that cannot be read."""
_MONTH = pattern(r".*月.*|\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|[A-Za-z]{3}-\d{2,4}|\d{6}|\d{8}")
_FULL_WIDTH_Q = str.maketrans("Ｑｑ", "Qq")
_UNKNOWN_ONCE: dict[PeriodLevel, str] = {"month": "D327", "half_year": "D324"}
"""What is told of a month or a half-year in a table of quarters or years, which knew nothing else for long."""
_SLASHED = pattern(r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}")
"""A day that a spreadsheet may have made of something else."""
_SERIAL = pattern(r"[34]\d{4}")


_DAY = pattern(r"([0-9]{4})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.|年([0-9]{1,2})月)([0-9]{1,2})(日?)")


def read_period_cell(cell: object, table: Table) -> Period | Refusal:
    """The period, of the level that the table has, or why the cell names none."""
    if type(cell) is int:
        cell = str(cell)
    if isinstance(cell, Period):
        period = cell
    elif isinstance(cell, MarkedCell) and "date" in cell.marks:
        ended = _ending(str(cell), table)
        if ended is None:
            return Refusal("D335", {"text": str(cell), **_how(table)})
        period = ended
    elif cell is not None and not isinstance(cell, str):
        return Refusal("D215", {"text": repr(cell), "kind": type(cell).__name__, "column": "期间", "row": ""})
    else:
        text = half_width(without_blanks(cell or "")).translate(_FULL_WIDTH_Q)
        if not text:
            return Refusal("D320", _how(table))
        # Digits of other scripts are digits to Python's patterns.
        ascii_digits = all(character.isascii() for character in text if character.isdecimal())
        read = read_period(text) if ascii_digits and not UNSEEN_IN_CELLS.search(text) else None
        if read is None:
            return _refusal(text, table)
        period = read
    if period.level == table.period:
        return period
    if period.level == "day" and _SLASHED.fullmatch(str(cell).strip()):
        return Refusal("D327", {"text": str(cell).strip(), **_how(table, str(cell))})
    found = {"found": Words(LEVELS[period.level].zh, LEVELS[period.level].en), **_how(table, str(cell))}
    if table.period in ("quarter", "year") and period.level in _UNKNOWN_ONCE:
        return Refusal(_UNKNOWN_ONCE[period.level], {"text": str(cell).strip(), **found})
    is_longer = is_finer(table.period, period.level)
    near = str(period.parts(table.period)[0] if is_longer else period.at(table.period))
    return Refusal("D325" if is_longer else "D326", {"text": str(period), **found, "write": near})


def _how(table: Table, text: str = "") -> dict[str, object]:
    """The level of the table's periods, how one is written, and what to write for a text."""
    how, said = HOW_WRITTEN[table.period], _said(text, table.period)
    known, open_ = (
        Words(f"请写成 {said}", f"write {said}"),
        Words(f"请写明是哪个期间，如 {how.zh}", f"say which, as {how.en}"),
    )
    todo = known if said else open_
    return {"own": Words(LEVELS[table.period].zh, LEVELS[table.period].en), "write": how, "todo": todo}


_ONE_YEAR = pattern(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_YEAR_ALONE = pattern(r"[年度全整份.、,，\s]*")
_QUARTER_SAID = pattern(r"0?([1-4一二三四ⅠⅡⅢⅣ])季|[Qq]0?([1-4])(?!\d)")
_HALF_SAID = pattern(r"([上下])半年")
_MONTHS = pattern(r"(?<!\d)(0?[1-9]|1[0-2])月?份?[-—–~～至到]+(0?[1-9]|1[0-2])月份?")
_NUMBERS = {sign: at for at, signs in enumerate(("1一Ⅰ上", "2二Ⅱ下", "3三Ⅲ", "4四Ⅳ"), 1) for sign in signs}


def _said(text: str, level: PeriodLevel) -> Period | None:
    """The period of a level that a text surely says, though it is not written as one: 2023年Ⅰ季度, 2023年1-3月."""
    years = set(_ONE_YEAR.findall(text))
    if len(years) != 1 or "累计" in text:
        return None
    year = int(years.pop())
    rest = _ONE_YEAR.sub("", text)
    if months := _MONTHS.search(rest):
        first, last = (Period(year, int(each), "month") for each in months.groups())
        period = last if is_finer(level, "month") else last.at(level)
        return period if (period.first_month, period.last_month) == (first.first_month, last.last_month) else None
    part = {"quarter": _QUARTER_SAID, "half_year": _HALF_SAID}.get(level)
    if part is not None and len(found := part.findall(rest)) == 1:
        return Period(year, _NUMBERS["".join(found[0])], level)
    return Period(year) if level == "year" and _YEAR_ALONE.fullmatch(rest) else None


def with_its_year(cell: object, year: int, table: Table) -> str | None:
    """The period with this year where a cell writes one of the table's level without: 一季度, Q1, 3月; else None."""
    text = half_width(cell.strip()) if isinstance(cell, str) else ""
    if not _NO_YEAR[table.period].fullmatch(text):
        return None
    return f"{year}{text}" if text.isascii() else f"{year}年{text}"


def _ending(text: str, table: Table) -> Period | None:
    """The period of the table that ends on a day, or is that day. Any other may be one: a sheet makes a day of 2022-2.

    Of a month it makes its first day, and that can mean no other month. What has a time of day is no day.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    if table.period == "day":
        return day_of(day)
    month = Period(day.year, day.month, "month")
    is_last = (day + timedelta(days=1)).day == 1
    if table.period == "month":
        return month if is_last or day.day == 1 else None
    period = month.at(table.period)
    return period if is_last and period.last_month == month.last_month else None


def _refusal(text: str, table: Table) -> Refusal:
    arguments: dict[str, object] = {"text": text, **_how(table, text)}
    if found := UNSEEN_IN_CELLS.search(text):
        return Refusal("D208", {**arguments, "column": "期间", "row": "", "character": code_point(found[0])})
    for refused, code in ((_NO_YEAR[table.period], "D322"), (_TWO_DIGITS, "D323"), (_HALF, "D324"), (_MONTH, "D327")):
        if refused.fullmatch(text):
            return Refusal(code, arguments)
    return Refusal("D328" if _SERIAL.fullmatch(text) else "D321", arguments)


def is_in_force(period: Period, policy: Policy, earlier: int = 0) -> bool:
    """Whether the period, or any part of it, lies between the policy's first, or so many years before, and last."""
    first, last = policy.in_force
    begin = None if first is None else Period(first.year - earlier, first.number, first.level).first_day
    return not (begin is not None and period.last_day < begin) and not (
        last is not None and period.first_day > last.last_day
    )


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
    if type(cell) is str:
        text = without_blanks(cell)
        return _of_text(text, spec) if text else BLANK
    if isinstance(cell, str):
        if refusal := refusal_of(cell, spec.type):
            return refusal
        text = without_blanks(cell)
        read = _of_text(text, spec) if text else BLANK
        return _not_as_shown(cell, read, spec) or read
    return _of_value(cell, spec)


def _of_text(text: str, spec: ColumnSpec) -> Read:
    if spec.type == "number":
        figure = read_figure(text.removesuffix("‰") if text[-1] == "‰" and spec.measure == PER_MILLE else text)
        if isinstance(figure, Figure) and figure.percent and spec.measure != PERCENT:
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
    if text in spec.aliases:
        return spec.aliases[text]
    words = [*spec.choices.values(), *spec.choices, *spec.aliases]
    known = tuple(name if name == id_ else f"{name} ({id_})" for id_, name in spec.choices.items())
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
