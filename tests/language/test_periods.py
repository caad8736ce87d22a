"""Periods of all levels: how they are written, what lies in what, and what came before."""

from __future__ import annotations

import pytest
from kaohe.language.periods import LEVELS, PERIOD_LEVELS, Back, Period, finest, is_finer, read_period, years_before


@pytest.mark.parametrize(
    ("text", "label", "in_words"),
    [
        ("2024-03-05", "2024-03-05", "2024年3月5日"),
        ("2024/3/5", "2024-03-05", "2024年3月5日"),
        ("2024.3.5", "2024-03-05", "2024年3月5日"),
        ("2024年12月31日", "2024-12-31", "2024年12月31日"),
        ("2024M03", "2024M03", "2024年3月"),
        ("2024m3", "2024M03", "2024年3月"),
        ("2024-03", "2024M03", "2024年3月"),
        ("2024年3月", "2024M03", "2024年3月"),
        ("2024年12月份", "2024M12", "2024年12月"),
        ("2024Q1", "2024Q1", "2024年一季度"),
        ("2024年第四季度", "2024Q4", "2024年四季度"),
        ("2024年2季度", "2024Q2", "2024年二季度"),
        ("2024H1", "2024H1", "2024年上半年"),
        ("2024年下半年", "2024H2", "2024年下半年"),
        ("2024下半年", "2024H2", "2024年下半年"),
        ("2024 年", "2024", "2024年"),
        ("2024年 第一季度", "2024Q1", "2024年一季度"),
        ("2024 年 一 季度", "2024Q1", "2024年一季度"),
        ("2024年Q1", "2024Q1", "2024年一季度"),
        ("2024一季度", "2024Q1", "2024年一季度"),
        ("2024第1季度", "2024Q1", "2024年一季度"),
        ("2024年M3", "2024M03", "2024年3月"),
        ("2024 年 3 月 5 日", "2024-03-05", "2024年3月5日"),
        ("2024", "2024", "2024年"),
        ("2024年度", "2024", "2024年"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, label: str, in_words: str) -> None:
    period = read_period(text)
    assert (str(period), period and period.in_words()) == (label, in_words)
    assert read_period(label) == read_period(in_words) == period


@pytest.mark.parametrize(
    "text",
    [
        "2024-3",
        "202403",
        "2024M13",
        "2024M0",
        "2024H3",
        "2024Q5",
        "24年3月",
        "1024",
        "3月",
        "2023-02-29",
        "2024年3月5",
        "20241季度",
        "20 24年",
        "2024Q 1",
    ],
)
def test_what_could_be_something_else_is_no_period(text: str) -> None:
    assert read_period(text) is None


def test_what_lies_in_what() -> None:
    year, half, quarter, month = (read_period(text) for text in ("2024", "2024H2", "2024Q3", "2024M08"))
    assert year and half and quarter and month
    assert [month.at(level) for level in PERIOD_LEVELS[1:]] == [month, quarter, half, year]
    day = read_period("2024-08-31")
    assert day and [day.at(level) for level in PERIOD_LEVELS] == [day, month, quarter, half, year]
    assert list(map(str, quarter.parts("month"))) == ["2024M07", "2024M08", "2024M09"]
    assert list(map(str, half.parts("quarter"))) == ["2024Q3", "2024Q4"] and half.parts("half_year") == [half]
    assert [len(year.parts(level)) for level in PERIOD_LEVELS] == [366, 12, 4, 2, 1]
    assert len(Period(2023).parts("day")) == 365 and month.parts("day")[-1] == day
    assert half.covers(day) and not Period(2024, 1, "half_year").meets(day)
    assert half.covers(month) and not month.covers(half) and month.meets(half)
    assert not Period(2024, 1, "quarter").meets(month)


def test_what_came_before() -> None:
    for text, previous in (
        ("2024-03-01", "2024-02-29"),
        ("2024-01-01", "2023-12-31"),
        ("2024M01", "2023M12"),
        ("2024Q1", "2023Q4"),
        ("2024H2", "2024H1"),
        ("2024", "2023"),
    ):
        period = read_period(text)
        assert period is not None and str(period.previous()) == previous
    assert str(Back(1).other(Period(2024, 305, "day"))) == "2023-03-05"
    assert len(years_before(Period(2024, 305, "day"), 1)) == 366
    assert str(Back(3).other(Period(2024, 2, "month"))) == "2021M02"


def test_a_period_comes_after_what_it_is_made_from() -> None:
    texts = [
        "2024-01-31",
        "2024M01",
        "2024-02-01",
        "2024M02",
        "2024M03",
        "2024Q1",
        "2024M06",
        "2024Q2",
        "2024H1",
        "2024M12",
        "2024",
    ]
    periods = [read_period(text) for text in texts]
    assert sorted(filter(None, reversed(periods)), key=lambda each: each.calendar_order) == periods


def test_levels() -> None:
    assert is_finer("month", "quarter") and not is_finer("year", "year") and not is_finer("half_year", "quarter")
    assert finest(["year", None, "quarter"]) == "quarter" and finest([None]) is None
    assert [LEVELS[level].months for level in PERIOD_LEVELS] == [0, 1, 3, 6, 12]
