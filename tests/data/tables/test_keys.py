"""Units and periods, and that every table speaks of all whom it has to speak of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaohe.data.read_data import ReadOptions, read_data
from kaohe.diagnostics import Findings
from kaohe.language.periods import Period
from kaohe.policy.model import UnitType
from kaohe.source_places import NOWHERE

from tests.data.policies import (
    BODY,
    CUT,
    DISTRICT,
    HEADER,
    PROJECT,
    RATE,
    codes,
    column,
    of_rows,
    policy,
    read,
    table,
)  # fmt: skip

SCHOOL = UnitType("school", "学校", "year", NOWHERE, None, {}, {}, "enrolment", "stage")
ENROLMENT = table(
    "enrolment", "在校生", column("stage", "学段", "text"), column("pupils", "人数"), of="school", period="year"
)
RESULT = table("result", "成绩", column("mark", "分数"), of="school", period="year")


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("甲區", "D301"), ("1", "D301"), ("甲区（新）", "D301"), ("Ａ区", "D301"), ("县教育局", "D302"), ("", "D303"),
        ("无", "D304"), ("满分", "D304"),
        ("说明：略", "D304"), ("填表人：张三", "D304"), ("合计", "D305"), ("全县平均", "D305"), ("甲\u200b区", "D306"),
    ],
)  # fmt: skip
def test_units_that_are_none(tmp_path: Path, unit: str, code: str) -> None:
    _, found = read(tmp_path, {"district.csv": HEADER + BODY.replace("甲区", unit)})
    assert codes(found) == [code]
    assert str(found[0].place).endswith("district.csv:2:1")


def test_blanks_and_aliases_of_a_unit(tmp_path: Path) -> None:
    data, found = read(tmp_path, {"district.csv": HEADER + BODY.replace("甲区", "\u3000甲城区 ")})
    assert codes(found) == ["D330", "D331"]
    assert data.tables["district"].keys[0] == ("甲区", Period(2022, 1, "quarter"))
    assert data.groups["district"] == {"甲区": "one", "乙区": "one", "丙区": "one"}


def test_an_unknown_unit_is_offered_the_nearest(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"district.csv": HEADER + BODY.replace("甲区", "甲區")})
    assert found[0].mend("zh").startswith("是不是 甲区？")


@pytest.mark.parametrize("period", ["2022Q1", "2022 Q1", "2022年一季度", "2022年第一季度", "２０２２-Q1", " 2022q1 "])
def test_spellings_of_a_quarter(tmp_path: Path, period: str) -> None:
    data, found = read(tmp_path, {"district.csv": HEADER + BODY.replace("2022-Q1", period, 1)})
    assert found == [] and data.periods["district"] == [Period(2022, 1, "quarter")]


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("", "D320"), ("2022-Q0", "D321"), ("2222Q1", "D321"), ("٢٠٢٢Q1", "D321"), ("第一季度", "D322"), ("Q1", "D322"),
        ("22-Q1", "D323"), ("2022上半年", "D324"), ("2022", "D325"), ("2022-1", "D327"), ("2022-01", "D327"),
        ("2022年1-3月", "D327"), ("Jan-22", "D327"), ("44651", "D328"), ("2022\u200bQ1", "D208"),
    ],
)  # fmt: skip
def test_periods_that_are_none(tmp_path: Path, period: str, code: str) -> None:
    _, found = read(tmp_path, {"district.csv": HEADER + BODY.replace("2022-Q1", period, 1)})
    assert codes(found) == [code]
    assert str(found[0].place).endswith("district.csv:2:4")


def test_a_quarter_in_a_table_by_year() -> None:
    yearly = table("t", "表", CUT, period="year", records=True)
    _, found = of_rows({"t": [{"unit": "甲区", "period": "2022Q1", "cut": 1}]}, yearly)
    assert codes(found) == ["D326"]


def test_python_rows_may_give_periods_as_such() -> None:
    yearly = table("t", "表", CUT, period="year", records=True)
    rows = [{"unit": "甲区", "period": period, "cut": 1} for period in (2022, Period(2022), "2022年", 2022.0)]
    data, found = of_rows({"t": rows}, yearly)
    assert codes(found) == ["D215"] and {key[1] for key in data.tables["t"].keys} == {Period(2022)}


@pytest.mark.parametrize(
    ("first", "last", "warned"),
    [
        (Period(2022, 1, "quarter"), Period(2022, 4, "quarter"), []),
        (Period(2022), Period(2022), []),
        (Period(2022, 2, "quarter"), None, ["D329"]),
        (None, Period(2021), ["D329"]),
    ],
)
def test_periods_outside_the_policy_are_warned_of(
    tmp_path: Path, first: Period | None, last: Period | None, warned: list[str]
) -> None:
    _, found = read(tmp_path, {"district.csv": HEADER + BODY}, in_force=(first, last))
    assert codes(found) == warned and not any(diagnostic.is_error for diagnostic in found)


def test_a_missing_unit_is_named_once_a_period(tmp_path: Path) -> None:
    more = BODY.replace("Q1", "Q2").splitlines()[0] + "\n"
    _, found = read(tmp_path, {"district.csv": HEADER + BODY + more})
    assert codes(found) == ["D310"]
    assert "2022Q2" in found[0].message("zh") and "乙区、丙区" in found[0].message("zh")


def test_a_period_that_one_table_lacks_altogether(tmp_path: Path) -> None:
    other = table("other", "另表", CUT)
    content = "单位,周期,扣分\n" + "".join(f"{unit}区,2022Q1,0\n" for unit in "甲乙丙")
    files = {"district.csv": HEADER + BODY + BODY.replace("Q1", "Q2"), "other.csv": content}
    _, found = read(tmp_path, files, DISTRICT, other)
    assert codes(found) == ["D312"] and "另表" in found[0].message("zh")


def test_two_rows_of_one_unit_and_period_name_both_places(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"district.csv": HEADER + BODY + "甲城区,2022年一季度,95.5,1\n"})
    assert codes(found) == ["D331", "D311"]
    assert str(found[1].place).endswith(":5:1") and "district.csv:2:1" in found[1].message("en")


def test_an_empty_table_is_an_error_for_keys_and_none_for_records(tmp_path: Path) -> None:
    assert codes(read(tmp_path, {"district.csv": HEADER})[1]) == ["D133"]
    files = {"district.csv": HEADER + BODY, "project.csv": "单位,期间,项目名称,投资额,类别,已备案\n"}
    data, found = read(tmp_path, files, DISTRICT, PROJECT)
    assert codes(found) == ["D338"] and data.tables["project"].keys == []


def test_a_record_needs_a_period_that_the_keyed_tables_have(tmp_path: Path) -> None:
    project = "单位,期间,项目名称,投资额,类别,已备案\n甲区,{},路,1.5,新建,是\n"
    data, found = read(
        tmp_path, {"district.csv": HEADER + BODY, "project.csv": project.format("2022Q1")}, DISTRICT, PROJECT
    )
    assert found == [] and data.tables["project"].keys == [("甲区", Period(2022, 1, "quarter"), 1)]
    _, found = read(tmp_path, {"project.csv": project.format("2022Q2")}, DISTRICT, PROJECT)
    assert codes(found) == ["D313"] and str(found[0].place).endswith("project.csv:2:1")


def test_a_year_of_a_quarterly_type_needs_its_quarters() -> None:
    yearly = table("yearly", "年报", CUT, period="year")
    quarters = [{"unit": f"{u}区", "period": f"2022Q{q}", "rate": 1, "cut": 0} for q in range(1, 5) for u in "甲乙丙"]
    years = [{"unit": f"{u}区", "period": 2022, "cut": 0} for u in "甲乙丙"]
    assert of_rows({"district": quarters, "yearly": years}, DISTRICT, yearly)[1] == []
    assert codes(of_rows({"district": quarters, "yearly": years[:1]}, DISTRICT, yearly)[1]) == ["D310"]
    strange = [*years, {"unit": "甲区", "period": 2023, "cut": 0}]
    assert "D313" in codes(of_rows({"district": quarters, "yearly": strange}, DISTRICT, yearly)[1])
    # A year that has begun has no yearly figures yet: said, and no error.
    begun = [*quarters, *({**row, "period": "2023Q1"} for row in quarters[:3])]
    assert codes(of_rows({"district": begun, "yearly": years}, DISTRICT, yearly)[1]) == ["D316"]


def test_further_keys_belong_to_the_key() -> None:
    assessed = table("t", "评分", column("assessor", "评委", "text"), CUT, further_keys=("assessor",))
    rows = [{"unit": f"{u}区", "period": "2022Q1", "assessor": a, "cut": 1} for u in "甲乙丙" for a in ("李", "王")]
    data, found = of_rows({"t": rows}, assessed)
    assert found == [] and data.tables["t"].keys[0] == ("甲区", Period(2022, 1, "quarter"), "李")
    assert codes(of_rows({"t": [*rows, rows[0]]}, assessed)[1]) == ["D311"]
    assert codes(of_rows({"t": rows[2:]}, assessed)[1]) == ["D310"]


@pytest.mark.parametrize(
    ("written", "code"), [("2", []), ("2.0", []), ("２", ["D234"]), ("2.5", ["D250"]), ("3", ["D250"])]
)
def test_the_number_of_a_list_is_that_number_however_it_is_written(
    tmp_path: Path, written: str, code: list[str]
) -> None:
    slot = column("slot", "时段", numbers=frozenset({1, 2}), choices={"1": "1", "2": "2"})
    air = table("t", "表", slot, CUT, further_keys=("slot",), some=("slot",))
    rows = "".join(f"{unit}区,2022Q1,1,0\n" for unit in "甲乙丙")
    assert codes(read(tmp_path, {"t.csv": f"单位,周期,时段,扣分\n{rows}甲区,2022Q1,{written},0\n"}, air)[1]) == code


def schools(*rows: tuple[str, str]) -> list[dict[str, object]]:
    return [{"unit": unit, "period": 2022, "stage": stage, "pupils": 100} for unit, stage in rows]


def test_units_and_groups_that_come_from_a_table() -> None:
    enrolment = schools(("二小", "小学"), ("一中", "初中"))
    marks: list[dict[str, object]] = [{"unit": unit, "period": 2022, "mark": 1} for unit in ("一中", "二小")]
    data, found = of_rows({"enrolment": enrolment, "result": marks}, RESULT, ENROLMENT, units=[SCHOOL])
    assert found == []
    assert data.units["school"] == ["二小", "一中"]
    assert data.groups["school"] == {"二小": "小学", "一中": "初中"}
    assert [key[0] for key in data.tables["result"].keys] == ["二小", "一中"]
    marks[0]["unit"] = "三中"
    _, found = of_rows({"enrolment": enrolment, "result": marks}, RESULT, ENROLMENT, units=[SCHOOL])
    assert sorted(codes(found)) == ["D310", "D314"]


@pytest.mark.parametrize(
    ("unit", "code"), [("", "D303"), ("一\u202e中", "D306"), ("一中\ufe00", "D306"), ("总计", "D305")]
)
def test_a_unit_from_the_data_has_a_name_that_can_be_seen(unit: str, code: str) -> None:
    _, found = of_rows({"enrolment": schools((unit, "小学"), ("二小", "小学"))}, ENROLMENT, units=[SCHOOL])
    assert codes(found) == [code]


TOTALS = [
    "其中：机械",
    "共计",
    "合计（8家）",
    "机械（小计）",
    "汇总",
    "合计数",
    "均值",
    "Total",
    "SUM",
    "全县平均水平",
    "其中",
]
NO_UNITS = [
    "全县",
    "去年同期",
    "目标值",
    "示例",
    "一、机械",
    "（二）食品",
    "中位数",
    "增幅",
    "例：某公司",
    "XX公司",
    "N/A",
    "本季度无",
]
UNITS = [
    "合计科技有限公司",
    "总部大楼",
    "一、二期项目",
    "全县公路局",
    "一中（小学部）",
    "示例镇",
    "无锡厂",
    "同比特公司",
    "三一重工",
]


@pytest.mark.parametrize(
    ("unit", "code"), [*((each, "D305") for each in TOTALS), *((each, "D304") for each in NO_UNITS)]
)
def test_what_names_a_total_or_a_comparison_is_no_unit_of_the_data(unit: str, code: str) -> None:
    _, found = of_rows(
        {"enrolment": schools(("一中", "初中"), (unit, "小学"), ("二小", "小学"))}, ENROLMENT, units=[SCHOOL]
    )
    assert codes(found) == [code] and "写全称" in (found[0].mend("zh") or "")


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_with_such_a_word_in_its_name_is_one(unit: str) -> None:
    rows = schools(("一中", "初中"), (unit, "小学"), ("二小", "小学"))
    assert of_rows({"enrolment": rows}, ENROLMENT, units=[SCHOOL])[1] == []


def test_all_units_together_are_the_unit_where_there_is_no_other() -> None:
    data, found = of_rows({"enrolment": schools(("全县", "小学"))}, ENROLMENT, units=[SCHOOL])
    assert found == [] and data.units["school"] == ["全县"]


@pytest.mark.parametrize("other", ["一 中", "“一中”", "1中"])
def test_a_unit_of_the_data_in_two_spellings_is_refused(other: str) -> None:
    rows = schools(("一中", "初中"), ("二小", "小学"), (other, "初中"), ("二小", "小学"))
    for row in rows[2:]:
        row["period"] = 2023
    _, found = of_rows({"enrolment": rows}, ENROLMENT, units=[SCHOOL])
    assert "D351" in codes(found)
    assert {each.arguments["text"] for each in found if each.code == "D351"} == {other}


def test_a_unit_in_two_groups_is_refused() -> None:
    rows = schools(("一中", "初中"), ("一中", "高中"))
    rows[1]["period"] = 2023
    _, found = of_rows({"enrolment": rows}, ENROLMENT, units=[SCHOOL])
    assert codes(found) == ["D317"]


def test_faults_of_the_python_interface() -> None:
    row = {"unit": "甲区", "period": "2022Q1", "rate": 1, "cut": 0}
    assert "D136" in codes(of_rows({"district": [{**row, "ratte": 1}]})[1])
    assert "D127" in codes(of_rows({"district": [{"unit": "甲区", "period": "2022Q1", "cut": 0}]})[1])
    assert codes(of_rows({"distrikt": []})[1]) == ["D134"]


@settings(deadline=None, max_examples=40)
@given(st.permutations(range(6)), st.permutations(["unit", "period", "rate", "cut"]))
def test_the_order_of_rows_and_columns_changes_nothing(order: list[int], columns: list[str]) -> None:
    rows = [
        {"unit": unit, "period": period, "rate": f"{index}.5", "cut": index}
        for index, (period, unit) in enumerate((p, u) for p in ("2022Q1", "2022Q2") for u in ("甲区", "乙区", "丙区"))
    ]
    plain, _ = of_rows({"district": rows})
    data, found = of_rows({"district": [{id_: rows[at][id_] for id_ in columns} for at in order]})
    assert found == []
    assert data.tables["district"].keys == plain.tables["district"].keys
    assert data.tables["district"].columns == plain.tables["district"].columns
    assert data.digest == plain.digest


def test_the_digest_is_of_values_and_of_nothing_else() -> None:
    def digest(rate: object, name: str = "甲区") -> str:
        return of_rows({"t": [{"unit": name, "period": "2022Q1", "rate": rate}]}, table("t", "表", RATE, records=True))[
            0
        ].digest

    assert digest("95.5") == digest("95.50%") == digest("9.55E1")
    assert len({digest("95.5"), digest("95.6"), digest("95.5", "乙区")}) == 3


def test_places_follow_the_rows_into_their_order(tmp_path: Path) -> None:
    lines = BODY.splitlines(keepends=True)
    data, _ = read(tmp_path, {"district.csv": HEADER + "".join(reversed(lines))})
    known = data.tables["district"]
    assert [str(known.place_of(row, "rate")).rsplit(".csv:")[1] for row in range(3)] == ["4:12", "3:12", "2:12"]
    assert [place.line for place in known.places] == [4, 3, 2]


def test_a_period_without_any_record_is_asked_about(tmp_path: Path) -> None:
    both = HEADER + BODY + BODY.replace("2022-Q1", "2022-Q2") + BODY.replace("2022-Q1", "2022-Q3")
    project = "单位,期间,项目名称,投资额,类别,已备案\n"
    _, found = read(
        tmp_path, {"district.csv": both, "project.csv": project + "甲区,2022Q1,路,1,新建,是\n"}, DISTRICT, PROJECT
    )
    assert codes(found) == ["D338"] and not found[0].is_error and not found[0].is_note
    assert found[0].message("zh") == "数据表“项目”2022年二季度、2022年三季度 一行也没有，按没有计"
    optional = replace(PROJECT, optional=True)
    assert read(tmp_path, {"district.csv": both, "project.csv": project}, DISTRICT, optional)[1] == []


def test_yearly_records_of_a_quarterly_type_are_asked_about_by_year() -> None:
    fault = table("fault", "问题", column("cut", "扣分"), records=True, period="year")
    quarter = [{"unit": f"{u}区", "period": p, "rate": 1, "cut": 0} for p in ("2021Q1", "2022Q1") for u in "甲乙丙"]
    rows = [{"unit": "甲区", "period": 2021, "cut": 1}]
    _, found = of_rows({"district": quarter, "fault": rows}, DISTRICT, fault)
    assert codes(found) == ["D338"] and "2022年 一行也没有" in found[0].message("zh")


def test_records_that_are_still_to_come_are_not_asked_about(tmp_path: Path) -> None:
    (tmp_path / "district.csv").write_text(HEADER + BODY, "utf-8")
    for files, expected in (({}, []), ({"project.csv": "单位,期间,项目名称,投资额,类别,已备案\n"}, ["D338"])):
        for name, text in files.items():
            (tmp_path / name).write_text(text, "utf-8")
        findings, known = Findings(), policy(DISTRICT, PROJECT)
        read_data(known, tmp_path, known.tables, findings, ReadOptions(provisional=True))
        assert codes(findings.all) == expected
