"""The same record twice in one sheet: both are counted, and somebody has to look."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.data.read_data import read_data
from kaohe.diagnostics import Findings
from kaohe.policy.load import load_source
from kaohe.source_places import Source

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
    from kaohe.source_places import Place

    number, findings, whole = 15_000, Findings(), Place(Source("x"))
    texts = {id_: [f"{id_}{row % 14_999}" for row in range(number)] for id_ in ("unit", "period", *PROJECT.columns)}
    cells = TableCells(PROJECT, {**texts}, lambda row, _: Place(Source("x"), row + 2, 1), whole)
    merged(policy(PROJECT), [cells], TableReport(findings, PROJECT))
    assert codes(findings.all) == ["D165"] and findings.all[0].arguments["count"] == 2


TOTALS = [
    "小计",
    "合 计",
    "甲区小计：",
    "合计（2个）",
    "总计(2项)",
    "其中：引桥",
    "其中",
    "累计",
    "汇总",
    "合计数",
    "平均",
    "均值",
    "平均分",
    "总分",
    "共计：2个",
    "桥梁（小计）",
    "Total",
    "SUBTOTAL:",
    "去年同期",
    "目标值",
    "示例项目",
    "XX项目",
]


@pytest.mark.parametrize("name", TOTALS)
@pytest.mark.parametrize("type_", ["text", "name"])
def test_a_total_among_records_is_no_record(tmp_path: Path, name: str, type_: str) -> None:
    ledger = table("p", "项目", column("name", "项目名称", type_), column("x", "投资额", of="亿元"), records=True)  # type: ignore[arg-type]
    rows = f"甲区,2022Q1,桥,1.5\n甲区,2022Q1,{name},1.5\n乙区,2022Q1,路,2\n"
    _, found = read(tmp_path, {"项目.csv": f"单位,周期,项目名称,投资额\n{rows}"}, ledger)
    assert codes(found) == ["D249"] and str(found[0].place).endswith("项目.csv:3:11")


NAMES = [
    "合计科技有限公司",
    "总部大楼",
    "一、二期项目",
    "汇总桥",
    "平均路",
    "平安公司",
    "示例镇道路",
    "目标值班楼",
    "Sumi 厂",
    "桥（二期）",
    "无锡路",
    "空港",
    "不二桥",
    "没有桥的路",
    "本田厂",
    "NA-3 线",
    "101",
    "数据中心",
]


@pytest.mark.parametrize("name", ["计量中心", "设计总院", "统计楼", "合计桥项目", *NAMES])
def test_a_name_with_a_word_of_totals_in_it_is_a_name(tmp_path: Path, name: str) -> None:
    ledger = table("p", "项目", column("name", "项目名称", "text"), column("x", "投资额", of="亿元"), records=True)
    _, found = read(tmp_path, {"项目.csv": f"单位,周期,项目名称,投资额\n甲区,2022Q1,{name},1.5\n"}, ledger)
    assert codes(found) == []


MARKS = table("mark", "测评表", column("rater", "评分人", "name"), column("x", "得分"), further_keys=("rater",))
RATED = "单位,周期,评分人,得分\n甲区,2022Q1,张三,80\n乙区,2022Q1,张三,90\n丙区,2022Q1,张三,70\n"


@pytest.mark.parametrize("name", ["平均分", "合计", "平均", "总分", "小计", "最高分", "均值"])
def test_a_total_among_the_members_of_a_key_is_no_member(tmp_path: Path, name: str) -> None:
    _, found = read(tmp_path, {"mark.csv": f"{RATED}甲区,2022Q1,{name},85\n"}, MARKS)
    assert codes(found) == ["D249"] and str(found[0].place).endswith("mark.csv:5:11")
    assert read(tmp_path, {"mark.csv": f"{RATED}甲区,2022Q1,{name}三,85\n"}, MARKS)[1] == []


def test_a_text_that_tells_nobody_apart_may_be_any(tmp_path: Path) -> None:
    name, basis = column("name", "项目名称", "name"), column("basis", "口径", "text")
    ledger = table("p", "项目", name, basis, records=True, identity=("name",))
    assert read(tmp_path, {"p.csv": "单位,周期,项目名称,口径\n甲区,2022Q1,桥,累计\n"}, ledger)[1] == []


NOTHING = ["无", "—", "/", "暂无", "N/A", "没有", "本季度无", "（无）", "无项目"]


@pytest.mark.parametrize("word", NOTHING)
@pytest.mark.parametrize("rest", ["1.5,新建,是", ",,", "无,无,无"])
def test_a_record_that_is_called_nothing_is_told_as_that_alone(tmp_path: Path, word: str, rest: str) -> None:
    files = {"district.csv": HEADER + BODY, "project.csv": RECORDS + ROAD + f"乙区,2022Q1,{word},{rest}\n"}
    data, found = read(tmp_path, files, DISTRICT, PROJECT)
    assert codes(found) == ["D251"] and str(found[0].place).endswith("project.csv:3:11")
    assert "删去这一行" in (found[0].mend("zh") or "") and len(data.tables["project"].keys) == 1


def test_a_record_of_nothing_may_say_so_in_any_column(tmp_path: Path) -> None:
    files = {"district.csv": HEADER + BODY, "project.csv": RECORDS + ROAD + "乙区,2022Q1,,,无,\n"}
    assert codes(read(tmp_path, files, DISTRICT, PROJECT)[1]) == ["D251"]


def test_nobody_among_the_members_of_a_key_is_no_member(tmp_path: Path) -> None:
    assert codes(read(tmp_path, {"mark.csv": f"{RATED}甲区,2022Q1,—,85\n"}, MARKS)[1]) == ["D251"]


def test_names_that_are_numbers_may_begin_with_nought(tmp_path: Path) -> None:
    rows = "".join(f"甲区,2022Q1,{number},{number},新建,是\n" for number in range(3))
    assert read(tmp_path, {"district.csv": HEADER + BODY, "project.csv": RECORDS + rows}, DISTRICT, PROJECT)[1] == []


def test_a_total_that_the_policy_names_is_a_name(tmp_path: Path) -> None:
    text = """
kaohe: 2
policy: p
title: 某县考核办法
units: {town: {name: 乡镇, period: quarter, members: [甲镇]}}
tables:
  item:
    name: 分项
    key: [town, quarter, what]
    columns: [{type: name, names: {what: 项目}}, {measure: 分, names: {points: 得分}}]
scores: [{id: all, name: 总分, for: town, sum: {over: item, of: points, where: what == "总分"}}]
"""
    data = {"item.csv": "单位,期间,项目,得分\n甲镇,2022Q1,总分,80\n甲镇,2022Q1,平均,85\n"}
    (tmp_path / "item.csv").write_text(data["item.csv"], encoding="utf-8")
    findings = Findings()
    named = load_source(Source("p.yaml", text), findings)
    assert named is not None
    read_data(named, tmp_path, named.tables, findings)
    assert codes(findings.all) == ["D249"] and "“平均”" in findings.all[0].message("zh")
