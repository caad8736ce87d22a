"""Below the rows of a table: totals, notes and signatures are left out and said; whatever may be data is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kaohe.data.sheets.totals_and_notes import is_day, is_note, is_total
from kaohe.policy.model import Group

from tests.data.books import Cell, sheet, write
from tests.data.policies import BODY, DISTRICT, HEADER, codes, members, policy, read
from tests.data.xlsx.test_workbook import HEAD, ROWS, taken


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ("注：数据截至3月31日", 1),
        ("注：数据截至3月31日,,,", 1),
        ("说明：1. 数据为快报数,,,\n2. 保留一位小数,,,\n（三）以上由县统计局提供,,,", 3),
        ("填报人：张三,,审核人：李四,", 1),
        ("填报人：,张三,联系电话：,13800000000", 1),
        ("单位负责人,,填报日期,2022年4月8日", 1),
        (",,县统计局（盖章）,\n,,2022年4月8日,", 2),
        ("甲区（盖章）,,,", 1),
        ("备注,数据已经核实,,", 1),
        ("审核人（签字）：,,,", 1),
    ],
)
def test_notes_and_signatures_at_the_end_are_left_out_and_said(tmp_path: Path, rows: str, count: int) -> None:
    data, found = read(tmp_path, {"district.csv": f"{HEADER}{BODY}{rows}\n"})
    assert codes(found) == ["D157"] and not found[0].is_error
    assert f"{count} 行" in found[0].message("zh") and rows.split(",")[0].split("\n")[0] in found[0].message("zh")
    assert found[0].place is not None and found[0].place.line == 5
    assert len(data.tables["district"].keys) == 3


def test_totals_and_notes_may_follow_each_other(tmp_path: Path) -> None:
    rows = ["合 计,,285.75,3", "平均,,95.25,1", ",,,", "注：快报数,,,", "填报人：张三,,,"]
    data, found = read(tmp_path, {"district.csv": HEADER + BODY + "\n".join(rows) + "\n"})
    assert codes(found) == ["D152", "D152", "D157"] and len(data.tables["district"].keys) == 3
    assert "8 “注：快报数”、9 “填报人：张三”" in found[2].message("zh")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("注：丙区,2022-Q2,88,0", "D304"),  # a period and figures
        ("注：丙区,,88,0", "D304"),
        ("备注区,2022-Q2,88,0", "D301"),
        ("说明,2022-Q2,,", "D304"),
        ("丙 区,,,", "D301"),  # a unit with a slip of the pen
        ("丙區：,,,", "D301"),
        ("2. 以上为快报数,,,", "D301"),  # goes on with nothing
        ("以上为快报数,,,", "D301"),
        ("填报人：,5,,", "D304"),
        ("填报人：张三,88,,", "D304"),
        ("注：见右,是,,", "D304"),
        ("2022年4月8日,,,", "D301"),
    ],
)
def test_what_may_be_data_is_never_left_out(tmp_path: Path, row: str, code: str) -> None:
    _, found = read(tmp_path, {"district.csv": f"{HEADER}{BODY}{row}\n"})
    assert codes(found) == [code]


def test_notes_in_a_workbook_lie_in_merged_cells_and_under_the_serial_number(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["序号", *HEAD], *([number, *row] for number, row in enumerate(ROWS, 1)), [4], [None, "合计", None, 285.75, 3],
        ["说明：\n一、数据为快报数；\n二、保留两位小数。"], ["县统计局（公章）", None, None, "2022年4月8日"],
    ]  # fmt: skip
    path = write(tmp_path / "b.xlsx", {"区季报": sheet(rows, ["A7:E7"])})
    data, found = taken(path)
    assert codes(found) == ["D152", "D157"] and len(data.tables["district"].keys) == 3
    assert [str(each.place).rpartition("!")[2] for each in found] == ["B6]", "A7]"]


def test_a_unit_that_is_called_like_a_total_is_a_unit(tmp_path: Path) -> None:
    units = policy(DISTRICT).units["district"]
    known = type(units)("district", "区", "quarter", units.place, None, members("甲区", "乙区", "总计"), {})
    data, found = read(tmp_path, {"district.csv": HEADER + BODY.replace("丙区", "总计")}, units=[known])
    assert found == [] and len(data.tables["district"].keys) == 3


@pytest.mark.parametrize("text", ["园区类", "一、园区类", "（一）园区类", "1.园区类："])
def test_the_title_of_a_group_is_named_as_that(tmp_path: Path, text: str) -> None:
    units = policy(DISTRICT).units["district"]
    known = type(units)("district", "区", "quarter", units.place, None, units.members, {"one": Group("one", "园区类")})
    _, found = read(tmp_path, {"district.csv": f"{HEADER}{text},,,\n{BODY}"}, units=[known])
    assert codes(found) == ["D304"] and text in found[0].message("zh")


@pytest.mark.parametrize("text", ["注水镇", "说明一", "备注乡", "填单位", "审核", "2022年", "合计镇"])
def test_names_that_begin_like_a_note_are_none(text: str) -> None:
    assert not (is_note(text) or is_total(text) or is_day(text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    st.text("甲乙丙区注说明备：:.、1填报人（盖章）合计", min_size=1, max_size=8).filter(
        lambda text: text.strip() == text
    ),
    st.sampled_from(["2022Q2", "2022年二季度", ""]),
    st.sampled_from(["88", "0", "1,5", "12.5%", "—"]),
)
def test_a_row_with_a_figure_is_read_or_refused(tmp_path: Path, unit: str, period: str, figure: str) -> None:
    row = f'{unit},{period},"{figure}",0\n'
    data, found = read(tmp_path, {"district.csv": HEADER + BODY + row})
    taken_in = len(data.tables["district"].keys) == 4
    if is_total(unit):
        assert codes(found) == ["D152"]
    else:
        assert "D157" not in codes(found) and (taken_in or any(each.is_error for each in found))


@pytest.mark.parametrize(
    "rows",
    [
        "填报人：张三,审核人：李四,日期：2022年4月8日,",
        "合计,,285.75,3\n填报人：张三,审核人：李四,日期：2022年4月8日,",
        ",,,\n填报人：张三,审核：李四,,日期：2022-04-08",
        "填报人,张三,日期,2022年4月8日",
        "财务负责人：王五,填报人：张三,联系电话：0731-1234,日期：   年  月  日",
    ],
)
def test_several_signatures_may_stand_in_one_row(tmp_path: Path, rows: str) -> None:
    data, found = read(tmp_path, {"district.csv": f"{HEADER}{BODY}{rows}\n"})
    assert codes(found)[-1] == "D157" and not any(each.is_error for each in found)
    assert len(data.tables["district"].keys) == 3


@pytest.mark.parametrize("first", ["甲区", "丙 区", "丙區："])
def test_a_row_that_begins_with_a_unit_is_never_left_out(tmp_path: Path, first: str) -> None:
    header, body = "序号,单位,周期,完成率,扣分\n", "".join(f"1,{line}\n" for line in BODY.splitlines())
    _, found = read(tmp_path, {"district.csv": f"{header}{body}{first},填报人：张三,,,日期：2022年4月8日\n"})
    assert any(each.is_error for each in found) and "D157" not in codes(found)
