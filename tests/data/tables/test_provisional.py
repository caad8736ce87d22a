"""Rows that came back with a unit and a period alone, and columns that came back blank: told once, counted nowhere."""

from __future__ import annotations

from pathlib import Path

from kaohe.language.periods import Period
from kaohe.policy.model import UnitType

from tests.data.books import Cell, sheet, write
from tests.data.policies import BODY, CUT, DISTRICT, HEADER, PROJECT, RATE, codes, column, members, of_rows, read, table
from tests.data.tables.test_keys import ENROLMENT, RESULT, SCHOOL
from tests.data.xlsx.test_workbook import HEAD, taken

BLANK = "甲区,2022Q2,,\n乙区,2022Q2, ,\u3000\n丙区,2022Q2,,\n"


def test_rows_that_were_not_filled_in_are_told_once_a_period_with_their_units(tmp_path: Path) -> None:
    data, found = read(tmp_path, {"district.csv": HEADER + BODY + BLANK + BLANK.replace("Q2", "Q3")})
    assert codes(found) == ["D318", "D318"]
    assert "2022Q2 有 3 行" in found[0].message("zh") and "甲区、乙区、丙区（5:1、6:1、7:1）" in found[0].message("zh")
    assert "甲区, 乙区, 丙区" in found[0].message("en") and str(found[1].place).endswith(":8:1")
    assert [key[1] for key in data.tables["district"].keys] == [Period(2022, 1, "quarter")] * 3
    assert ("甲区", Period(2022, 3, "quarter")) in data.tables["district"].incomplete


def test_a_unit_without_a_row_is_told_beside_those_whose_rows_are_blank(tmp_path: Path) -> None:
    more = "甲区,2022Q2,90,0\n乙区,2022Q2,,\n"
    _, found = read(tmp_path, {"district.csv": HEADER + BODY + more})
    assert codes(found) == ["D318", "D310"]
    assert (
        "乙区" in found[0].message("zh") and "丙区" in found[1].message("zh") and "乙区" not in found[1].message("zh")
    )


def test_a_form_of_many_units_fits_a_line(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [[f"某某某某某某镇{number}", "2022Q1"] for number in range(60)]
    sourced = table("district", "区季报", RATE, CUT, of="school")
    unit_type = UnitType("school", "学校", "quarter", SCHOOL.place, None, {}, {}, "district")
    (tmp_path / "x.csv").write_text(HEADER + "".join(f"{row[0]},{row[1]},,\n" for row in rows), "utf-8")
    _, found = read(tmp_path, {"district.csv": (tmp_path / "x.csv").read_bytes()}, sourced, units=[unit_type])
    (unfilled,) = [each for each in found if each.code == "D318"]
    assert "60 行" in unfilled.message("zh") and len(unfilled.message("zh")) < 600 and "…" in unfilled.message("zh")


def test_a_row_is_filled_in_by_whichever_bureau_sends_its_figures(tmp_path: Path) -> None:
    units: list[Cell] = ["甲区", "乙区", "丙区"]
    write(tmp_path / "a.xlsx", {"区季报": sheet([HEAD, *([unit, "2022Q1"] for unit in units)])})
    write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD, *([unit, "2022Q1", 90, 0] for unit in units)])})
    assert taken(tmp_path)[1] == []


def test_what_may_be_blank_is_no_row_that_was_not_filled_in() -> None:
    optional = table("t", "表", column("x", "某项", optional=True))
    data, found = of_rows({"t": [{"unit": f"{unit}区", "period": "2022Q1", "x": None} for unit in "甲乙丙"]}, optional)
    assert found == [] and len(data.tables["t"].keys) == 3
    mixed = table("t", "表", CUT, column("x", "某项", optional=True))
    rows = [{"unit": f"{unit}区", "period": "2022Q1", "cut": None, "x": None} for unit in "甲乙丙"]
    assert codes(of_rows({"t": rows}, mixed)[1]) == ["D318"]
    rows[0]["x"] = 1
    assert codes(of_rows({"t": rows}, mixed)[1]) == ["D318", "D201"]


def test_who_filled_it_in_is_no_figure() -> None:
    assessed = table("t", "评分", column("assessor", "评委", "text"), CUT, RATE, further_keys=("assessor",))
    keys = [{"unit": f"{u}区", "period": "2022Q1", "assessor": a} for u in "甲乙丙" for a in ("李", "王")]
    rows = [{**key, "cut": 1, "rate": 1} for key in keys]
    rows[1] |= {"cut": None, "rate": None}
    _, found = of_rows({"t": rows}, assessed)
    assert codes(found) == ["D318"] and "甲区" in found[0].message("zh")


def test_a_blank_row_of_one_input_is_a_blank_cell() -> None:
    one = table("t", "表", CUT)
    rows = [{"unit": f"{unit}区", "period": "2022Q1", "cut": None if unit == "甲" else 1} for unit in "甲乙丙"]
    assert codes(of_rows({"t": rows}, one)[1]) == ["D201"]


def test_a_record_of_nothing_is_refused_and_not_counted(tmp_path: Path) -> None:
    project = "单位,期间,项目名称,投资额,类别,已备案\n甲区,2022Q1,路,1.5,新建,是\n乙区,2022Q1,,,,\n丙区,2022Q1,,,,\n"
    data, found = read(tmp_path, {"district.csv": HEADER + BODY, "project.csv": project}, DISTRICT, PROJECT)
    assert codes(found) == ["D319"] and "乙区、丙区" in found[0].message("zh") and "删去" in found[0].mend("zh")
    assert len(data.tables["project"].keys) == 1


def test_a_blank_row_of_the_table_that_names_the_units_hides_no_unit_from_the_others() -> None:
    enrolment = [
        {"unit": "一中", "period": 2022, "stage": "初中", "pupils": 100},
        {"unit": "二小", "period": 2022, "stage": None, "pupils": None},
    ]
    marks = [{"unit": unit, "period": 2022, "mark": 1} for unit in ("一中", "二小")]
    _, found = of_rows({"enrolment": enrolment, "result": marks}, RESULT, ENROLMENT, units=[SCHOOL])
    assert codes(found) == ["D318"]


def test_a_column_that_is_blank_is_told_once_a_period(tmp_path: Path) -> None:
    units = [f"某镇{number}" for number in range(8)]
    known = UnitType("district", "区", "quarter", SCHOOL.place, None, members(*units), {})
    lines = [f"{unit},2022Q1,1," for unit in units] + [
        f"{unit},2022Q2,1,{0 if at else ''}" for at, unit in enumerate(units)
    ]
    _, found = read(tmp_path, {"district.csv": HEADER + "\n".join(lines) + "\n"}, units=[known])
    assert codes(found) == ["D201", "D201"]
    assert "2022Q1 某镇0、某镇1、某镇2、某镇3、某镇4、某镇5……共 8 个单位 的“扣分”是空白（8 格：2:" in found[0].message(
        "zh"
    )
    assert "某镇0 2022Q2 的“扣分”是空白" in found[1].message("zh") and "格" not in found[1].message("zh")


def test_a_few_blanks_are_told_one_by_one(tmp_path: Path) -> None:
    body = BODY.replace(",1\n", ",\n").replace(",0\n", ",\n")
    _, found = read(tmp_path, {"district.csv": HEADER + body})
    assert codes(found) == ["D201", "D201"] and [str(each.place).split(":")[-2] for each in found] == ["2", "3"]
