"""One table from several bureaus: rows and columns put together by key, and every disagreement named twice."""

from __future__ import annotations

from pathlib import Path

from tests.data.books import sheet, write
from tests.data.policies import DISTRICT, HEADER, PROJECT, codes, read
from tests.data.xlsx.test_workbook import HEAD, ROWS, rates, taken

RECORDS = "单位,期间,项目名称,投资额,类别,已备案\n"


def test_columns_of_two_bureaus_are_one_table(tmp_path: Path) -> None:
    write(tmp_path / "统计局.xlsx", {"区季报": sheet([HEAD[:3], *(row[:3] for row in ROWS)])})
    write(
        tmp_path / "督查室.xlsx",
        {"区季报": sheet([[HEAD[0], HEAD[1], HEAD[3]], *([r[0], "2022年一季度", r[3]] for r in ROWS)])},
    )
    together, found = taken(tmp_path)
    alone, _ = taken(write(tmp_path / "all.xlsx", {"区季报": sheet([HEAD, *ROWS])}))
    assert found == [] and together.digest == alone.digest


def test_rows_of_two_bureaus_are_one_table_csv_and_workbook_mixed(tmp_path: Path) -> None:
    write(tmp_path / "乙区.xlsx", {"区季报": sheet([HEAD, ROWS[1]])})
    data, found = read(tmp_path, {"district.csv": HEADER + "丙区,2022-Q1,102.25,2\n甲区,2022-Q1,95.5,1\n"})
    assert found == [] and [key[0] for key in data.tables["district"].keys] == ["甲区", "乙区", "丙区"]


def test_two_values_for_one_cell_are_named_with_both_places(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", {"区季报": sheet([HEAD, *ROWS])})
    write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD[:3], ["乙区", "2022Q1", 18]])})
    _, found = taken(tmp_path)
    assert codes(found) == ["D153"] and str(found[0].place).endswith("b.xlsx[区季报!C2]")
    assert "a.xlsx[区季报!C3]" in found[0].message("zh") and "18" in found[0].message("zh")


def test_the_same_value_twice_is_no_conflict_and_a_blank_is_filled(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", {"区季报": sheet([HEAD, ROWS[0], ["乙区", "2022Q1", None, 0], ROWS[2]])})
    write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD[:3], ["乙区", "2022Q1", 88], ["丙区", "2022Q1", 102.250]])})
    data, found = taken(tmp_path)
    assert found == [] and rates(data)[1] == 88


def test_what_no_bureau_sent_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", {"区季报": sheet([HEAD[:3], *(row[:3] for row in ROWS)])})
    write(tmp_path / "b.xlsx", {"区季报": sheet([[*HEAD[:2], "扣一分"], *([r[0], r[1], r[3]] for r in ROWS)])})
    _, found = taken(tmp_path)
    assert codes(found) == ["D127"] and "把“扣一分”列改名" in found[0].mend("zh")
    assert str(found[0].place).endswith("b.xlsx[区季报!C1]")
    write(tmp_path / "b.xlsx", {"区季报": sheet([[*HEAD[:2], "扣分"], *([r[0], r[1], r[3]] for r in ROWS[:2])])})
    _, found = taken(tmp_path)
    assert codes(found) == ["D315"] and "丙区" in found[0].message("zh")


def test_two_rows_in_one_sheet_stay_two_rows(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", {"区季报": sheet([HEAD, *ROWS, ROWS[1]])})
    write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD, ROWS[0]])})
    assert codes(taken(tmp_path)[1]) == ["D311"]


def test_records_are_put_below_each_other_and_none_counts_twice(tmp_path: Path) -> None:
    write(tmp_path / "区季报.xlsx", {"区季报": sheet([HEAD, *ROWS])})
    (tmp_path / "project.csv").write_text(RECORDS + "甲区,2022Q1,路,1.5,新建,是\n甲区,2022Q1,路,1.5,新建,是\n", "utf-8")
    (tmp_path / "项目.csv").write_text(RECORDS + "乙区,2022Q1,桥,2,续建,否\n", "utf-8")
    data, found = taken(tmp_path, DISTRICT, PROJECT)
    assert codes(found) == ["D165"] and len(data.tables["project"].keys) == 3
    (tmp_path / "项目.csv").write_text(RECORDS + "甲区,2022Q1,路,1.5,新建,是\n", "utf-8")
    _, found = taken(tmp_path, DISTRICT, PROJECT)
    assert codes(found) == ["D165", "D154"] and "project.csv" in found[1].message("en")


def test_a_corrected_table_beside_the_old_one_is_told_how_to_say_so(tmp_path: Path) -> None:
    files = {"区季报.csv": HEADER + "甲区,2022Q1,95,1\n乙区,2022Q1,88,0\n丙区,2022Q1,90,2\n"}
    files["区季报（更正）.csv"] = files["区季报.csv"].replace("95", "96")
    (told,) = (each for each in read(tmp_path, files)[1] if each.is_error)
    assert told.code == "D153" and '--replaces "区季报（更正）.csv=区季报.csv"' in told.mend("zh")
