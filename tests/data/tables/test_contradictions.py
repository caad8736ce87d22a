"""Rows that contradict each other, or the words beside them, are warned of; what may well be so is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.data.read_data import read_data
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.policy.model import ColumnSpec, UnitType

from tests.data.policies import NOWHERE, codes, column, policy, read, table

UNITS = ("甲区", "乙区", "丙区")
OUTPUT, TAX, SPENT = (column(id_, name, of="亿元") for id_, name in (("o", "产值"), ("t", "税收"), ("s", "投资")))


def found_in(folder: Path, periods: dict[str, str], *columns: ColumnSpec, **more: object) -> list[Diagnostic]:
    """What is told of units whose figures stand behind each other, those of a unit parted by `;`."""
    rows = [
        f"{unit},{period},{figures.replace(' ', ',')}\n"
        for period, units in periods.items()
        for unit, figures in zip(UNITS, units.split("; "), strict=True)
    ]
    heads = ",".join(spec.name for spec in columns)
    text = f"单位,期间,{heads}\n" + "".join(rows)
    return read(folder, {"季报.csv": text}, table("t", "季报", *columns, **more))[1]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("spec", "so_far", "second", "year", "told"),
    [
        (OUTPUT, True, "24.1; 16.9; 10.2", 2024, []),
        (OUTPUT, True, "24.1; 8.2; 10.2", 2024, ["D252"]),
        (OUTPUT, True, "12.4; 8.3; 5.1", 2024, []),  # nothing was made in the second quarter
        (OUTPUT, True, "12.3; 8.2; 5", 2025, []),  # a year begins anew
        (OUTPUT, False, "12.3; 8.2; 5", 2024, []),
        (column("o", "累计产值", of="亿元"), False, "24.1; 8.2; 10.2", 2024, ["D252"]),
        (column("o", "利润", of="亿元"), True, "12.3; 8.2; 5", 2024, []),  # losses come after gains
        (OUTPUT, True, "24.1; -1; 10.2", 2024, []),
        (column("o", "未建立项数", of="项"), True, "2; 0; 1", 2024, []),
    ],
)
def test_a_running_total_does_not_fall_within_a_year(
    tmp_path: Path, spec: ColumnSpec, so_far: bool, second: str, year: int, told: list[str]
) -> None:
    periods = {"2024Q1": "12.4; 8.3; 5.1", f"{year}Q2": second}
    found = found_in(tmp_path, periods, spec, so_far=so_far)
    assert codes(found) == told
    if told:
        assert str(found[0].place).endswith("季报.csv:6:11") and "1 格" in found[0].message("zh")
        assert "乙区 2024Q2 是 8.2亿元，前面是 8.3亿元" in found[0].message("zh")


FIRST = "12.35 1.23 3.41; 8.27 0.85 2.96; 5.13 0.51 1.07"


@pytest.mark.parametrize(
    ("periods", "told"),
    [
        ({"2024Q1": FIRST, "2024Q2": FIRST}, ["D253 3"]),
        ({"2024Q1": FIRST, "2024Q2": "12.35 1.23 3.41; 8.66 0.91 2.42; 5.57 0.53 1.36"}, ["D253 1"]),
        ({"2024Q1": FIRST, "2024Q2": "12.35 1.23 3.42; 8.27 0.85 2.97; 5.13 0.51 1.08"}, []),
        ({"2024Q1": FIRST, "2024Q2": FIRST, "2024Q3": FIRST}, []),  # an area, a plan
        ({"2024Q1": "12 1 3; 8 1 2; 5 0 1", "2024Q2": "12 1 3; 8 1 2; 5 0 1"}, []),  # few digits are alike by chance
        ({"2024Q1": "100 1000 200; 0 0 0; 0 0 0", "2024Q2": "100 1000 200; 0 0 0; 0 0 0"}, []),
        ({"2024Q1": "12.35 1.23 3.41; 8.27 0.85 2.96; 12.35 1.23 3.41"}, ["D257 1"]),
        ({"2024Q1": "12.35 1.23 3.41; 12.35 1.23 3.41; 12.35 1.23 3.41"}, []),  # figures of the county
    ],
)
def test_rows_with_the_same_figures(tmp_path: Path, periods: dict[str, str], told: list[str]) -> None:
    found = found_in(tmp_path, periods, OUTPUT, TAX, SPENT)
    assert [f"{each.code} {each.arguments['count']}" for each in found] == told


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ("1.31 13.02; 0.91 8.66; 0.53 5.57", ["D256"]),
        ("13.02 1.31; 8.66 0.91; 5.57 0.53", []),
        ("1.31 13.02; 8.66 0.91; 0.53 5.57", []),  # one of them is as before
    ],
)
def test_two_columns_the_other_way_round(tmp_path: Path, second: str, told: list[str]) -> None:
    found = found_in(tmp_path, {"2024Q1": "12.35 1.23; 8.27 0.85; 5.13 0.51", "2024Q2": second}, OUTPUT, TAX)
    assert codes(found) == told
    assert not told or str(found[0].place).endswith("季报.csv:5:11")


@pytest.mark.parametrize(
    ("years", "told"),
    [
        ("2024 2024 2042", "2042"),
        ("2024 2024 2014", "2014"),
        ("2024 2024 2021", ""),
        ("2023 2024 2025", ""),
        ("2010 2010 2010 2024 2024 2024", ""),  # with which the others are compared
        ("2010 2015 2020", ""),
        ("2023 2024 2030", ""),  # what is planned
    ],
)
def test_a_year_far_from_all_others(tmp_path: Path, years: str, told: str) -> None:
    firm = UnitType("firm", "企业", "year", NOWHERE, None, {}, {}, "firm")
    rows = "".join(f"厂{at},{year},{at + 1}.5\n" for at, year in enumerate(years.split()))
    (tmp_path / "企业年报.csv").write_text(f"企业,年度,产值\n{rows}", "utf-8")
    known = policy(table("firm", "企业年报", OUTPUT, of="firm", period="year"), units=[firm])
    read_data(known, tmp_path, known.tables, findings := Findings())
    assert [each.arguments["text"] for each in findings.all] == [told] * bool(told)
    assert not told or (codes(findings.all) == ["D354"] and "2024" in findings.all[0].message("zh"))


@pytest.mark.parametrize(
    ("name", "points", "reason", "told"),
    [
        ("加分", "5", "信访扣5分", True),
        ("加分", "-5", "信访扣5分", False),
        ("加分", "2", "获奖加2分", False),
        ("加分", "-2", "获奖加2分", True),
        ("加分", "-2", "通报批评", True),
        ("扣分", "5", "信访扣5分", False),
        ("扣分", "2", "获奖加2分", True),
        ("加减分", "5", "信访扣5分", True),
        ("加减分", "-5", "信访扣5分", False),
        ("加减分", "5", "退回上次误扣5分", False),
        ("加减分", "5", "每次扣2分", False),
        ("加减分", "-2", "重复加2分，扣2分", False),
        ("得分", "5", "其中扣5分", False),
    ],
)
def test_a_sign_against_the_words_beside_it(tmp_path: Path, name: str, points: str, reason: str, told: bool) -> None:
    record = table("t", "奖惩", column("p", name, of="分"), column("r", "事由", "text"), records=True)
    text = f"单位,期间,{name},事由\n甲区,2024Q1,{points},{reason}\n"
    found = read(tmp_path, {"奖惩.csv": text}, record)[1]
    assert codes(found) == ["D254"] * told
