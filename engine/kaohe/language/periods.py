"""Periods (期间): a year or a quarter, as one value that sorts, prints and knows its year."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
_QUARTER = re.compile(r"(\d{4})[ -]?[Qq]([1-4])|(\d{4})年(?:第)?([一二三四1-4])季度?")
_YEAR = re.compile(r"(\d{4})年?(?:度|全年)?")
_PLAUSIBLE = range(1950, 2101)


class Period(NamedTuple):
    """A year (quarter 0) or one of its quarters (1 to 4)."""

    year: int
    quarter: int = 0

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def calendar_order(self) -> tuple[int, int]:
        """What puts a year after the quarters that it is made from."""
        return self.year, self.quarter or 5

    @property
    def kind(self) -> str:
        return "quarter" if self.quarter else "year"

    def covers(self, other: Period) -> bool:
        """Whether the other is this period, or a quarter of this year."""
        return self == other or (not self.quarter and self.year == other.year)

    def meets(self, other: Period) -> bool:
        """Whether figures of one may rest on figures of the other: a year on its quarters, a quarter on its year."""
        return self.covers(other) or other.covers(self)

    def in_words(self) -> str:
        """As a Chinese reader writes it: 2022年一季度, 2022年."""
        return f"{self.year}年{'一二三四'[self.quarter - 1]}季度" if self.quarter else f"{self.year}年"


def read_period(text: str) -> Period | None:
    """The period that a text writes: 2022Q1, 2022-Q1, 2022年第一季度, 2022年一季度, 2022, 2022年; else None."""
    text = text.strip()
    if found := _QUARTER.fullmatch(text):
        year, quarter = (found[1], found[2]) if found[1] else (found[3], found[4])
        period = Period(int(year), _DIGITS.get(quarter) or int(quarter))
    elif found := _YEAR.fullmatch(text):
        period = Period(int(found[1]))
    else:
        return None
    return period if period.year in _PLAUSIBLE else None


def is_day(text: str) -> bool:
    """Whether a text is a day of the calendar, written as data is once it is read."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
