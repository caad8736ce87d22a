"""Periods (期间): days to years, the levels of one axis, as values that sort and print."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Literal, NamedTuple, get_args

from kaohe.diagnostics import Words
from kaohe.language.entry import total
from kaohe.lazy import dataclass, pattern
from kaohe.translations import either, language

PeriodLevel = Literal["day", "month", "quarter", "half_year", "year"]
PERIOD_LEVELS: tuple[PeriodLevel, ...] = get_args(PeriodLevel)
"""The finest first; each lies in one period of every level behind it."""


class Period(NamedTuple):
    """A year (number 0), or one of its parts of a level, counted from 1. A day is 100 × month + day of the month."""

    year: int
    number: int = 0
    level: PeriodLevel = "year"

    def __str__(self) -> str:
        return LEVELS[self.level].label(self)

    def in_words(self) -> str:
        """As results name it: 2022年3月5日, 2022年3月, 2022年一季度, 2022年; in English as data writes it, 2022Q1."""
        return f"{self.year}年{self.in_words_of_year}" if language() == "zh" else str(self)

    @property
    def in_words_of_year(self) -> str:
        """As a part of its year: 3月5日, 3月, 一季度, 上半年, in English 2022Q1; nothing for the year itself."""
        if language() != "zh":
            return str(self) if self.number else ""
        return LEVELS[self.level].in_year(self) if self.number else ""

    @property
    def first_month(self) -> int:
        """The month that it begins with, counted from January of the year 0."""
        if self.level == "day":
            return 12 * self.year + self.number // 100 - 1
        return 12 * self.year + (self.number - 1 if self.number else 0) * LEVELS[self.level].months

    @property
    def last_month(self) -> int:
        """The month that it ends with, counted alike."""
        return self.first_month + max(LEVELS[self.level].months, 1) - 1

    @property
    def first_day(self) -> int:
        """The day that it begins with, as calendars count them; of a day that no calendar has, the one before."""
        year, month = divmod(self.first_month, 12)
        if self.level != "day":
            return date(year, month + 1, 1).toordinal()
        return date(year, month + 1, min(self.number % 100, monthrange(year, month + 1)[1])).toordinal()

    @property
    def last_day(self) -> int:
        """The day that it ends with, counted alike."""
        if self.level == "day":
            return self.first_day
        year, month = divmod(self.last_month + 1, 12)
        return date(year, month + 1, 1).toordinal() - 1

    @property
    def calendar_order(self) -> tuple[int, int]:
        """What puts a period after those that it is made from."""
        return self.last_day, PERIOD_LEVELS.index(self.level)

    def at(self, level: PeriodLevel) -> Period:
        """The period of this level, the same or a coarser one, that it lies in."""
        return self if level == self.level else _with_month(self.last_month, level)

    def parts(self, level: PeriodLevel) -> list[Period]:
        """The periods of this level, the same or a finer one, that it is made from."""
        if level == "day":
            return [day_of(date.fromordinal(each)) for each in range(self.first_day, self.last_day + 1)]
        months = range(self.first_month, self.last_month + 1, LEVELS[level].months)
        return [_with_month(month, level) for month in months]

    def covers(self, other: Period) -> bool:
        """Whether the other is this period, or a part of it."""
        return not is_finer(self.level, other.level) and other.at(self.level) == self

    def meets(self, other: Period) -> bool:
        """Whether figures of one may rest on figures of the other: a year on its quarters, a quarter on its year."""
        return self.covers(other) or other.covers(self)

    def previous(self) -> Period:
        """The one of the same level before it."""
        if self.level == "day":
            return day_of(date.fromordinal(self.first_day) - timedelta(days=1))
        return _with_month(self.first_month - 1, self.level)


def day_of(day: date) -> Period:
    """A day of the calendar as a period."""
    return Period(day.year, 100 * day.month + day.day, "day")


@cache  # asked for each row of a table of days, and there are some thousands of them
def _with_month(month: int, level: PeriodLevel) -> Period:
    """The period of a level of whole months that a month, counted from January of the year 0, lies in."""
    year, months = divmod(month, 12)
    return Period(year) if level == "year" else Period(year, months // LEVELS[level].months + 1, level)


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the axis of periods: of how many months its periods are, and how they are called and written.

    A reader writes a part of a year with one of the `numerals` and what is `counted` (一季度, 上半年). `spelled` is
    every way to write one: its groups are a year, and digits or a numeral.
    """

    months: int
    zh: str
    en: str
    label: Callable[[Period], str]
    spelled: re.Pattern[str]
    numerals: Sequence[str] = ()
    counted: str = ""

    def in_year(self, period: Period) -> str:
        """A part of a year as Chinese writes it: 3月5日, 一季度."""
        if not self.numerals:
            return f"{period.number // 100}月{period.number % 100}日"
        return f"{self.numerals[period.number - 1]}{self.counted}"


LEVELS: dict[PeriodLevel, Level] = total(
    "language.periods.LEVELS",
    PERIOD_LEVELS,
    {
        "day": Level(
            0,
            "日",
            "day",
            lambda period: f"{period.year}-{period.number // 100:02}-{period.number % 100:02}",
            pattern(
                r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})|([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})"
                r"|([0-9]{4})\.([0-9]{1,2})\.([0-9]{1,2})|([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日"
            ),
            (),
            "日",
        ),
        "month": Level(
            1,
            "月",
            "month",
            lambda period: f"{period.year}M{period.number:02}",
            pattern(r"(\d{4})年?[ -]?[Mm](0?[1-9]|1[0-2])|(\d{4})-(0[1-9]|1[0-2])|(\d{4})年(0?[1-9]|1[0-2])月份?"),
            [str(number) for number in range(1, 13)],
            "月",
        ),
        "quarter": Level(
            3,
            "季度",
            "quarter",
            lambda period: f"{period.year}Q{period.number}",
            pattern(r"(\d{4})年?[ -]?[Qq]([1-4])|(\d{4})(?:年第?|第)([一二三四1-4])季度?|(\d{4})([一二三四])季度?"),
            "一二三四",
            "季度",
        ),
        "half_year": Level(
            6,
            "半年",
            "half-year",
            lambda period: f"{period.year}H{period.number}",
            pattern(r"(\d{4})年?[ -]?[Hh]([12])|(\d{4})年?([上下])半年"),
            "上下",
            "半年",
        ),
        "year": Level(
            12,
            "年",
            "year",
            lambda period: str(period.year),
            pattern(r"(\d{4})年?(?:度|全年)?"),
        ),
    },
)

_GAPS = pattern(r"(?<=[一-鿿])\s+|\s+(?=[一-鿿])")
"""The blanks beside Chinese characters, which no reader takes to part anything: 2023 年 一季度."""
_PLAUSIBLE = range(1950, 2101)


class Back(NamedTuple):
    """The way to an earlier period: so many years back, or one step of its own level if 0."""

    years: int = 0

    def in_words(self) -> str:
        """As results say it: 上一期, 上年同期, 2年前同期."""
        known = {0: either("上一期", "the period before"), 1: either("上年同期", "a year before")}
        return known.get(self.years) or either(f"{self.years}年前同期", f"{self.years} years before")

    def other(self, period: Period) -> Period:
        """The period that is meant from this one."""
        return period._replace(year=period.year - self.years) if self.years else period.previous()


class InYear(NamedTuple):
    """The way to the same period of a year that is named."""

    year: int

    def in_words(self) -> str:
        """As results say it: 2021年."""
        return Period(self.year).in_words()

    def other(self, period: Period) -> Period:
        """The period that is meant from this one."""
        return period._replace(year=self.year)


class Part(NamedTuple):
    """The way from a period of the level `whole` to a part of it, or of the longer period `within` around it.

    It is the part of this number, of `level`.
    """

    number: int
    level: PeriodLevel
    whole: PeriodLevel
    within: PeriodLevel

    def in_words(self) -> str:
        """As results say it: 3月, 一季度 of a year; 第2个月 of anything shorter."""
        if language() != "zh":
            return f"{LEVELS[self.level].en} {self.number}"
        if self.within == "year" and self.level != "day":
            return Period(0, self.number, self.level).in_words_of_year
        return f"第{self.number}个{LEVELS[self.level].zh}"

    def other(self, period: Period) -> Period | None:
        """The period that is meant from this one; None where it has no such part, as February no 30th day."""
        if self.level == "day":
            day = date.fromordinal(period.at(self.within).first_day + self.number - 1)
            return day_of(day) if day.toordinal() <= period.at(self.within).last_day else None
        return period.at(self.within).parts(self.level)[self.number - 1]


def years_before(period: Period, years: int) -> list[Period]:
    """The periods of the same level in so many years before this one, ascending."""
    if period.level == "day":
        first = date.fromordinal(period.first_day)
        begin = Period(first.year - years, period.number, "day").first_day
        return [day_of(date.fromordinal(each)) for each in range(begin, first.toordinal())]
    months = range(period.first_month - 12 * years, period.first_month, LEVELS[period.level].months)
    return [_with_month(month, period.level) for month in months]


def listed(periods: Sequence[Period]) -> Words:
    """Periods as findings name them: 2024年一季度、2024年二季度; 2024Q1, 2024Q2."""
    return Words("、".join(each.in_words() for each in periods), ", ".join(map(str, periods)))


def is_finer(level: PeriodLevel, than: PeriodLevel) -> bool:
    """Whether periods of one level are parts of those of the other."""
    return PERIOD_LEVELS.index(level) < PERIOD_LEVELS.index(than)


def finest(levels: Iterable[PeriodLevel | None]) -> PeriodLevel | None:
    """The finest of several levels; None where there is none."""
    return min((level for level in levels if level is not None), key=PERIOD_LEVELS.index, default=None)


def read_period(text: str) -> Period | None:
    """The period that a text writes, else None.

    2022-03-05, 2022/3/5, 2022年3月5日; 2022M03, 2022-03, 2022年3月; 2022Q1, 2022-Q1, 2022年第一季度,
    2022年一季度; 2022H1, 2022年上半年; 2022, 2022年. Blanks beside a Chinese character are as good as none.
    """
    text = text.strip() if text.isascii() else _GAPS.sub("", text.strip())
    for level, known in LEVELS.items():
        if found := known.spelled.fullmatch(text):
            year, *part = (group for group in found.groups() if group is not None)
            if int(year) not in _PLAUSIBLE:
                return None
            if level == "day":
                return _day(int(year), *map(int, part))
            number = next((known.numerals.index(each) + 1 if each in known.numerals else int(each) for each in part), 0)
            return Period(int(year), number, level)
    return None


def _day(year: int, month: int, day: int) -> Period | None:
    try:
        return day_of(date(year, month, day))
    except ValueError:  # the thirtieth of February
        return None


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written as data is once it is read."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
