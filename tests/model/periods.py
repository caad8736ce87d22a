"""Periods: a level and the day it begins with; days lie in months, these in quarters, half-years, years and terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

LEVELS = ("day", "month", "quarter", "half_year", "year", "term")
MONTHS = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
_SPELLINGS = (
    ("day", r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"),
    ("day", r"(\d{4})年(\d{1,2})月(\d{1,2})日"),
    ("term", r"(\d{4})[-—至](\d{4})年?"),
    ("month", r"(\d{4})(?:M|-|年)(\d{1,2})(?:月份?)?"),
    ("quarter", r"(\d{4})-?Q(\d)"),
    ("quarter", r"(\d{4})年第?([一二三四])季度"),
    ("half_year", r"(\d{4})-?H(\d)"),
    ("half_year", r"(\d{4})年([上下])半年"),
    ("year", r"(\d{4})年?()"),
)
_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2, "": 1}


@dataclass(frozen=True, order=True)
class Period:
    """A term has its last year besides."""

    begin: date
    level: str
    last: int = 0

    def __str__(self) -> str:
        year, month = self.begin.year, self.begin.month
        return {
            "day": self.begin.isoformat(),
            "month": f"{year}M{month:02}",
            "quarter": f"{year}Q{(month + 2) // 3}",
            "half_year": f"{year}H{(month + 5) // 6}",
            "year": f"{year}",
            "term": f"{year}-{self.last}",
        }[self.level]

    def number(self, level: str) -> int:
        """Which year, half-year, quarter or month it lies in; which day of its month it is."""
        if level == "day":
            return self.begin.day
        return self.begin.year if level == "year" else (self.begin.month - 1) // MONTHS[level] + 1

    def end(self) -> date:
        """The day after it."""
        if self.level == "day":
            return self.begin + timedelta(1)
        if self.level == "term":
            return date(self.last + 1, 1, 1)
        return _months(self.begin, MONTHS[self.level])

    def contains(self, other: Period) -> bool:
        return self.begin <= other.begin and other.end() <= self.end()

    def up(self, level: str, terms: tuple[Period, ...] = ()) -> Period | None:
        """The period of a longer level around it, itself if it is as long; None if it lies in no term."""
        if LEVELS.index(level) <= LEVELS.index(self.level):
            return self
        if level == "term":
            return next((term for term in terms if term.contains(self)), None)
        month = (self.begin.month - 1) // MONTHS[level] * MONTHS[level] + 1
        return Period(date(self.begin.year, month, 1), level)

    def parts(self, level: str) -> Iterator[Period]:
        """The periods of a shorter level in it, in their order."""
        at = Period(self.begin, level)
        while at.begin < self.end():
            yield at
            at = Period(at.end(), level)

    def before(self) -> Period:
        """The one before."""
        if self.level == "day":
            return Period(self.begin - timedelta(1), "day")
        return Period(_months(self.begin, -MONTHS[self.level]), self.level)

    def years_ago(self, years: int) -> Period | None:
        """The same in an earlier year; None of a day that it does not have."""
        try:
            return Period(self.begin.replace(year=self.begin.year - years), self.level)
        except ValueError:
            return None


def _months(day: date, months: int) -> date:
    whole = day.year * 12 + day.month - 1 + months
    return date(whole // 12, whole % 12 + 1, 1)


def in_year(period: Period, year: int) -> Period | None:
    """The same period of another year; None of a day that it does not have."""
    return period.years_ago(period.begin.year - year)


def read(text: str) -> Period | None:
    """A period as data and policies write it; None if it is none."""
    for level, spelling in _SPELLINGS:
        if found := re.fullmatch(spelling, text.strip()):
            year = int(found[1])
            rest = [int(_NUMBERS.get(each, each)) for each in found.groups()[1:]]
            if level == "term":
                return Period(date(year, 1, 1), "term", rest[0])
            if level == "day":
                return Period(date(year, *rest), "day")
            return Period(date(year, (rest[0] - 1) * MONTHS[level] + 1, 1), level)
    return None
