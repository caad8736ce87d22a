"""Columns of days: what is read as one, from texts, from cells of a workbook and from Python, and what is not."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from kaohe.data.numbers import Refusal
from kaohe.data.read_cell import read_date
from kaohe.data.read_data import read_data
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Findings

from tests.data.books import Cell, number, sheet, write
from tests.data.policies import codes, column, of_rows, policy, table

WHAT = column("what", "事项", "text", default="查")
DAYS = table("day", "检查", column("day", "日期", "date"), WHAT, records=True)
OPTIONAL = table("day", "检查", column("day", "日期", "date", optional=True), WHAT, records=True)


@pytest.mark.parametrize(
    "text",
    [
        "2023-01-05",
        "2023-1-5",
        "2023/1/5",
        "2023/01/05",
        "2023.1.5",
        "2023年1月5日",
        "2023年01月05日",
        "２０２３．１．５",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_date(text) == "2023-01-05"


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29", "2023-13-01", "2023-00-05", "2023-1", "2023年1月", "1月5日", "23-1-5", "2023-1/5", "20230105",
        "44931", "2023年1月5", "2023-1-5日", "5/1/2023", "Jan 5, 2023", "2023-01-05 12:00", "2023-01-05T00:00:00",
        "二〇二三年一月五日", "2023-0١-05", "0000-01-01",
    ],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    assert read_date(text) == Refusal("D236", {"text": text})


def _days(data: Dataset) -> object:
    return data.tables["day"].columns["day"]


def _book(folder: Path, *cells: Cell) -> tuple[Dataset, list[str]]:
    rows: list[list[Cell]] = [["单位", "期间", "日期", "事项"], *(["甲区", "2022Q1", cell, "查"] for cell in cells)]
    path = write(folder / "data.xlsx", {"检查": sheet(rows)})
    findings = Findings()
    known = policy(OPTIONAL)
    return read_data(known, path, known.tables, findings), codes(findings.all)


def test_cells_of_a_workbook_that_show_a_day(tmp_path: Path) -> None:
    data, found = _book(tmp_path, number(44931, 2), "2023年1月6日", None)
    assert _days(data) == ["2023-01-05", "2023-01-06", None]
    assert found == []


def test_a_number_is_no_day_and_a_time_is_none_either(tmp_path: Path) -> None:
    assert _book(tmp_path, number(44931))[1] == ["D236"]
    assert _book(tmp_path, number(44931.5, 2))[1] == ["D236"]
    assert _book(tmp_path, number(0.125, 1))[1] == ["D236"]


def test_days_from_python() -> None:
    row = {"unit": "甲区", "period": "2022Q1"}
    data, found = of_rows({"day": [row | {"day": date(2023, 1, 5)}, row | {"day": "2023/1/6"}]}, DAYS)
    assert (_days(data), codes(found)) == (["2023-01-05", "2023-01-06"], [])
    assert codes(of_rows({"day": [row | {"day": datetime(2023, 1, 5)}]}, DAYS)[1]) == ["D215"]
    assert codes(of_rows({"day": [row | {"day": 44931}]}, DAYS)[1]) == ["D215"]


def test_a_blank_day() -> None:
    row = {"unit": "甲区", "period": "2022Q1", "day": None, "what": "检查"}
    assert codes(of_rows({"day": [row]}, DAYS)[1]) == ["D201"]
    assert codes(of_rows({"day": [row]}, OPTIONAL)[1]) == []
