"""Periods of every level as cells write them, and why a cell names none of its table's level."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from kaohe.data.numbers import MarkedCell, Refusal
from kaohe.data.read_cell import read_period_cell, with_its_year
from kaohe.language.periods import Period, PeriodLevel

from tests.data.policies import BODY, DISTRICT, HEADER, PROJECT, codes, read


def _read(cell: object, level: PeriodLevel) -> str:
    found = read_period_cell(cell, replace(DISTRICT, period=level))
    return found.code if isinstance(found, Refusal) else str(found)


@pytest.mark.parametrize(
    ("text", "month", "quarter", "half_year", "year"),
    [
        ("2022年3月", "2022M03", "D327", "D326", "D327"),
        ("2022-03", "2022M03", "D327", "D326", "D327"),
        ("２０２２Ｑ1", "D325", "2022Q1", "D326", "D326"),
        ("2022年第一季度", "D325", "2022Q1", "D326", "D326"),
        ("2022年上半年", "D325", "D324", "2022H1", "D324"),
        ("2022", "D325", "D325", "D325", "2022"),
        ("3月", "D322", "D327", "D327", "D327"),
        ("一季度", "D321", "D322", "D321", "D321"),
        ("上半年", "D324", "D324", "D322", "D324"),
        ("22年3月", "D323", "D323", "D323", "D323"),
        ("202203", "D327", "D327", "D327", "D327"),
        ("2022-3", "D327", "D327", "D327", "D327"),
        ("44621", "D328", "D328", "D328", "D328"),
        ("", "D320", "D320", "D320", "D320"),
    ],
)
def test_a_text(text: str, month: str, quarter: str, half_year: str, year: str) -> None:
    assert [_read(text, "month"), _read(text, "quarter"), _read(text, "half_year"), _read(text, "year")] == [
        month,
        quarter,
        half_year,
        year,
    ]


@pytest.mark.parametrize(
    ("day", "month", "quarter", "half_year", "year"),
    [
        ("2022-03-01", "2022M03", "D335", "D335", "D335"),  # what a spreadsheet makes of 2022-3
        ("2022-03-31", "2022M03", "2022Q1", "D335", "D335"),
        ("2024-02-29", "2024M02", "D335", "D335", "D335"),
        ("2024-02-28", "D335", "D335", "D335", "D335"),
        ("2022-06-30", "2022M06", "2022Q2", "2022H1", "D335"),
        ("2022-12-31", "2022M12", "2022Q4", "2022H2", "2022"),
        ("2022-03-15", "D335", "D335", "D335", "D335"),
    ],
)
def test_a_day(day: str, month: str, quarter: str, half_year: str, year: str) -> None:
    cell = MarkedCell(day, "date")
    assert [_read(cell, "month"), _read(cell, "quarter"), _read(cell, "half_year"), _read(cell, "year")] == [
        month,
        quarter,
        half_year,
        year,
    ]


def test_a_period_of_python_has_to_be_of_the_level_too() -> None:
    assert _read(Period(2022, 3, "month"), "month") == "2022M03"
    assert _read(Period(2022, 1, "half_year"), "month") == "D325"


@pytest.mark.parametrize(
    ("cell", "level", "full"),
    [
        ("3月份", "month", "2022年3月份"),
        ("M03", "month", "2022M03"),
        ("第二季度", "quarter", "2022年第二季度"),
        ("Q2", "quarter", "2022Q2"),
        ("下半年", "half_year", "2022年下半年"),
        ("H2", "half_year", "2022H2"),
        ("3月", "quarter", None),
        ("13月", "month", None),
        ("全年", "year", None),
        (None, "month", None),
    ],
)
def test_a_period_without_its_year(cell: object, level: PeriodLevel, full: str | None) -> None:
    assert with_its_year(cell, 2022, replace(DISTRICT, period=level)) == full


@pytest.mark.parametrize(
    ("text", "level", "mend"),
    [
        ("2023年1-3月", "quarter", "请写成 2023Q1"),
        ("2023年10—12月", "quarter", "请写成 2023Q4"),
        ("2023年1-6月", "half_year", "请写成 2023H1"),
        ("2023年1-12月", "year", "请写成 2023"),
        ("2023年Ⅰ季度", "quarter", "请写成 2023Q1"),
        ("一季度（2023）", "quarter", "请写成 2023Q1"),
        ("2023Q01", "quarter", "请写成 2023Q1"),
        ("2023年份", "year", "请写成 2023"),
        ("2023年1-6月", "quarter", "请写明是哪个期间，如 2022Q1 或 2022年一季度"),
        ("2023.3", "quarter", "请写明是哪个期间，如 2022Q1 或 2022年一季度"),
        ("2023年二季度累计", "quarter", "请写明是哪个期间，如 2022Q1 或 2022年一季度"),
        ("2022—2023年", "year", "请写明是哪个期间，如 2022"),
        ("2023年计划", "year", "请写明是哪个期间，如 2022"),
    ],
)
def test_what_to_write_is_made_of_what_the_cell_says(text: str, level: PeriodLevel, mend: str) -> None:
    found = read_period_cell(text, replace(DISTRICT, period=level))
    assert isinstance(found, Refusal) and found.arguments["todo"].zh == mend


def test_a_period_that_cannot_be_read_is_told_alone(tmp_path: Path) -> None:
    """Other tables have rows for it, and nobody is told that nobody has data for these."""
    files = {"district.csv": HEADER + BODY.replace("2022-Q1", "2022年首季")}
    files["project.csv"] = "单位,期间,项目名称,投资额,类别,已备案\n甲区,2022Q1,路,1,新建,是\n"
    assert set(codes(read(tmp_path, files, DISTRICT, PROJECT)[1])) == {"D321"}
