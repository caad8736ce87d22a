"""Every table speaks of all whom it has to speak of, further parts of its key included, in a straight line."""

from __future__ import annotations

from pathlib import Path

from kaohe.policy.model import UnitType
from kaohe.source_places import Source

from tests import inner
from tests.data.policies import codes, column, of_rows, read, table
from tests.data.tables.test_keys import ENROLMENT, SCHOOL

HALVES = {"first": "上半年", "second": "下半年"}
MARKS = table(
    "mark",
    "打分",
    column("half", "半年", "choice", choices=HALVES),
    column("points", "得分"),
    further_keys=("half",),
)
HEAD = "单位,期间,半年,得分\n"
FULL = "".join(f"{unit}区,2022Q1,{half},{90}\n" for unit in "甲乙丙" for half in HALVES.values())


def test_every_member_of_a_further_part_needs_a_row(tmp_path: Path) -> None:
    assert read(tmp_path, {"mark.csv": HEAD + FULL}, MARKS)[1] == []
    rows = FULL.replace("乙区,2022Q1,下半年,90\n", "").replace("丙区,2022Q1,下半年,90\n", "")
    _, found = read(tmp_path, {"mark.csv": HEAD + rows}, MARKS)
    assert codes(found) == ["D340"] and str(found[0].place).endswith("mark.csv:4:1")
    said = found[0].message("zh")
    assert all(word in said for word in ("打分", "2022Q1", "2 行", "乙区、丙区", "半年", "下半年"))
    assert "甲区" not in said


def test_a_unit_without_any_row_is_told_as_such_alone(tmp_path: Path) -> None:
    rows = "".join(line + "\n" for line in FULL.splitlines() if not line.startswith("丙区"))
    assert codes(read(tmp_path, {"mark.csv": HEAD + rows}, MARKS)[1]) == ["D310"]


def test_some_members_are_enough_where_the_policy_says_so() -> None:
    rows = [{"unit": f"{unit}区", "period": "2022Q1", "half": "first", "points": 1} for unit in "甲乙丙"]
    assert codes(of_rows({"mark": rows}, MARKS)[1]) == ["D340"]
    some = table("mark", "打分", *MARKS.columns.values(), further_keys=("half",), some=("half",))
    assert of_rows({"mark": rows}, some)[1] == []


def test_a_member_that_cannot_be_read_is_not_called_missing_too(tmp_path: Path) -> None:
    rows = FULL.replace("丙区,2022Q1,下半年", "丙区,2022Q1,下半")
    assert codes(read(tmp_path, {"mark.csv": HEAD + rows}, MARKS)[1]) == ["D221"]


YEARS = """\
kaohe: 2
policy: p
title: 某办法
units:
  town: {name: 镇, period: year, members: [甲镇, 乙镇]}
tables:
  mark:
    name: 打分
    key: [town, year, half]
    columns:
      - {type: choice, choices: {first: 上半年, second: 下半年}, names: {half: 半年}}
      - {measure: 分, names: {points: 得分}}
scores:
  - {id: total, name: 合计, for: town, sum: {over: mark, of: points}}
"""


def test_a_member_without_a_row_is_awaited_where_results_are_provisional(tmp_path: Path) -> None:
    policy = inner.load_source(Source("p.yaml", YEARS))
    (tmp_path / "mark.csv").write_text(
        "单位,期间,半年,得分\n甲镇,2023,上半年,40\n甲镇,2023,下半年,45\n乙镇,2023,上半年,42\n", "utf-8"
    )
    results = inner.score(policy, tmp_path, provisional=True)
    assert {each.unit: each.values["total"] for each in results.results} == {"甲镇": 85, "乙镇": None}
    assert [(gap.table, gap.units) for gap in results.missing] == [("mark", ("乙镇",))]


def test_one_row_in_another_period_costs_no_more_than_its_units() -> None:
    """Each of so many missing units was once looked for in a set made anew: this did not end."""
    units = [f"第{number}小学" for number in range(20_000)]
    rows = [{"unit": unit, "period": "2022", "stage": "小学", "pupils": 1} for unit in units]
    rows.append({"unit": units[0], "period": "2023", "stage": "小学", "pupils": 1})
    sourced = UnitType("school", "学校", "year", SCHOOL.place, None, {}, {}, "enrolment", "stage")
    assert codes(of_rows({"enrolment": rows}, ENROLMENT, units=[sourced])[1]) == []


def test_one_units_wrong_quarter_is_told_of_that_unit(tmp_path: Path) -> None:
    """Of its row, where the others would be called missing in its quarter, and it in theirs."""
    rows = "单位,周期,完成率,扣分\n甲区,2022Q1,95,1\n乙区,2022Q2,88,0\n丙区,2022Q1,90,2\n"
    (told,) = read(tmp_path, {"district.csv": rows})[1]
    assert told.code == "D345" and str(told.place).endswith("district.csv:3:4")
    assert all(word in told.message("zh") for word in ("乙区", "2022Q2", "其余 2 个单位", "2022Q1"))
    assert "甲区" not in told.message("zh")


def test_a_unit_that_lacks_a_quarter_is_only_missing(tmp_path: Path) -> None:
    rows = "单位,周期,完成率,扣分\n甲区,2022Q1,95,1\n乙区,2022Q1,88,0\n丙区,2022Q1,90,2\n乙区,2022Q2,88,0\n"
    assert codes(read(tmp_path, {"district.csv": rows})[1]) == ["D310"]
