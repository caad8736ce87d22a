"""The same record twice in one sheet: both are counted, and somebody has to look."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.policies import BODY, DISTRICT, HEADER, PROJECT, codes, column, policy, read, table
from tests.data.tables.test_merge import RECORDS

ROAD = "甲区,2022Q1,路,1.5,新建,是\n"


def test_rows_that_are_the_same_throughout_are_told_once_with_their_places(tmp_path: Path) -> None:
    files = {"district.csv": HEADER + BODY, "project.csv": RECORDS + ROAD + "乙区,2022Q1,桥,2,续建,否\n" + ROAD * 2}
    data, found = read(tmp_path, files, DISTRICT, PROJECT)
    assert codes(found) == ["D165"] and not found[0].is_error
    assert "3 行" in found[0].message("zh") and "（2:1、4:1、5:1）" in found[0].message("zh")
    assert str(found[0].place).endswith("project.csv:4:1")
    assert len(data.tables["project"].keys) == 4  # each of them counts


def test_one_cell_that_differs_makes_another_record(tmp_path: Path) -> None:
    for other in ("乙区,2022Q1,路,1.5,新建,是\n", "甲区,2022Q1,路,1.6,新建,是\n", "甲区,2022Q1,路,1.5,新建,否\n"):
        files = {"district.csv": HEADER + BODY, "project.csv": RECORDS + ROAD + other}
        assert read(tmp_path, files, DISTRICT, PROJECT)[1] == []


def test_another_spelling_is_the_same_record(tmp_path: Path) -> None:
    for same in (
        "甲区,2022年一季度,路,1.5,新建,是\n",
        "甲区,2022Q1,路,1.50,新建,1\n",
        "甲区,2022-Q1,路,１.5,新建,yes\n",
    ):
        files = {"district.csv": HEADER + BODY, "project.csv": RECORDS + ROAD + same}
        told = [each for each in read(tmp_path, files, DISTRICT, PROJECT)[1] if each.code == "D165"]
        assert len(told) == 1 and same.strip().replace(",", ", ") in told[0].message("zh")


def test_a_record_that_says_little_may_be_the_same_twice(tmp_path: Path) -> None:
    late = table("late", "迟报", column("times", "次数"), records=True)
    files = {"district.csv": HEADER + BODY, "late.csv": "单位,期间,次数\n甲区,2022Q1,1\n甲区,2022Q1,1\n"}
    assert read(tmp_path, files, DISTRICT, late)[1] == []


def test_blank_records_are_told_as_that_alone(tmp_path: Path) -> None:
    files = {"district.csv": HEADER + BODY, "project.csv": RECORDS + ROAD + "甲区,2022Q1,,,,\n" * 2}
    assert codes(read(tmp_path, files, DISTRICT, PROJECT)[1]) == ["D319"]


def test_one_pair_among_many_records_is_found() -> None:
    """A comparison of each with each would take hours."""
    from kaohe.data.raw import TableCells
    from kaohe.data.table_findings import TableReport
    from kaohe.data.tables.build import merged
    from kaohe.diagnostics import Findings
    from kaohe.places import Place, Source

    number, findings, whole = 60_000, Findings(), Place(Source("x"))
    texts = {id_: [f"{id_}{row % 59_999}" for row in range(number)] for id_ in ("unit", "period", *PROJECT.columns)}
    cells = TableCells(PROJECT, {**texts}, lambda row, _: Place(Source("x"), row + 2, 1), whole)
    merged(policy(PROJECT), [cells], TableReport(findings, PROJECT))
    assert codes(findings.all) == ["D165"] and findings.all[0].arguments["count"] == 2


@pytest.mark.parametrize("name", ["小计", "合 计", "甲区小计：", "合计（2个）", "总计(2项)", "其中：引桥", "其中"])
@pytest.mark.parametrize("type_", ["text", "name"])
def test_a_total_among_records_is_no_record(tmp_path: Path, name: str, type_: str) -> None:
    ledger = table("p", "项目", column("name", "项目名称", type_), column("x", "投资额", of="亿元"), records=True)  # type: ignore[arg-type]
    rows = f"甲区,2022Q1,桥,1.5\n甲区,2022Q1,{name},1.5\n乙区,2022Q1,路,2\n"
    _, found = read(tmp_path, {"项目.csv": f"单位,周期,项目名称,投资额\n{rows}"}, ledger)
    assert codes(found) == ["D249"] and str(found[0].place).endswith("项目.csv:3:11")


@pytest.mark.parametrize("name", ["计量中心", "设计总院", "统计楼", "合计桥项目"])
def test_a_name_with_a_word_of_totals_in_it_is_a_name(tmp_path: Path, name: str) -> None:
    ledger = table("p", "项目", column("name", "项目名称", "text"), column("x", "投资额", of="亿元"), records=True)
    _, found = read(tmp_path, {"项目.csv": f"单位,周期,项目名称,投资额\n甲区,2022Q1,{name},1.5\n"}, ledger)
    assert codes(found) == []
