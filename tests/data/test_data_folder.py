"""Sub-folders that are named by a quarter, and files that only their header says the table of."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.data.read_data import read_data
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.language.periods import Period

from tests.data.books import sheet, write
from tests.data.policies import BODY, CUT, DISTRICT, HEADER, PROJECT, RATE, codes, column, policy, read, table
from tests.data.xlsx.test_workbook import HEAD, ROWS

WITHOUT = "单位,完成率,扣分\n甲区,95.5,1\n乙区,88,0\n丙区,102.25,2\n"


def _read(folder: Path, files: dict[str, str]) -> tuple[Dataset, list[Diagnostic]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    known = policy(DISTRICT)
    data = read_data(known, folder, known.tables, findings := Findings())
    return data, [each for each in findings.all if not each.is_note]


@pytest.mark.parametrize("second", ["2022Q2", "2022-Q2", "2022年二季度", "2022年第二季度", "２０２２Q2"])
def test_the_same_file_name_in_two_quarters_is_two_files(tmp_path: Path, second: str) -> None:
    files = {"2022Q1/区季报.csv": HEADER + BODY, f"{second}/区季报.csv": HEADER + BODY.replace("Q1", "Q2")}
    data, found = _read(tmp_path, files)
    assert found == [] and data.periods["district"] == [Period(2022, 1, "quarter"), Period(2022, 2, "quarter")]
    assert len(data.tables["district"].keys) == 6


def test_the_folder_says_the_quarter_where_no_column_does(tmp_path: Path) -> None:
    data, found = _read(tmp_path, {"2022Q1/区季报.csv": WITHOUT, "2022Q2/区季报.csv": WITHOUT})
    assert data.periods["district"] == [Period(2022, 1, "quarter"), Period(2022, 2, "quarter")]
    assert codes(found) == ["D177", "D177"] and "3 行" in found[0].message("zh") and "2022Q1" in found[0].message("zh")
    (tmp_path / "year").mkdir()
    assert codes(_read(tmp_path / "year", {"区季报.csv": WITHOUT})[1]) == ["D126"]


def test_a_row_of_another_quarter_is_refused_at_its_period(tmp_path: Path) -> None:
    _, found = _read(tmp_path, {"2022Q2/区季报.csv": HEADER + BODY})
    assert codes(found) == ["D178"] and str(found[0].place).endswith("区季报.csv:2:4")
    assert (
        "3 行" in found[0].message("zh") and "2022Q1" in found[0].message("zh") and "2022Q2" in found[0].message("zh")
    )


def test_a_quarter_without_its_year_has_that_of_the_folder(tmp_path: Path) -> None:
    data, found = _read(tmp_path, {"2022Q1/区季报.csv": HEADER + BODY.replace("2022-Q1", "一季度")})
    assert codes(found) == ["D333"] and data.periods["district"] == [Period(2022, 1, "quarter")]


def test_a_folder_of_any_other_name_is_not_read(tmp_path: Path) -> None:
    for name in ("2022", "一季度", "旧数据", "2022Q5"):
        folder = tmp_path / name
        folder.mkdir()
        _, found = _read(folder, {"区季报.csv": HEADER + BODY, f"{name}/区季报.csv": HEADER + BODY})
        assert codes(found) == ["D161"]


COMMERCE = "单位,期间,扣分\n甲区,2022Q1,1\n乙区,2022Q1,0\n丙区,2022Q1,2\n"
RATES = "单位,期间,完成率\n甲区,2022Q1,95.5\n乙区,2022Q1,88\n丙区,2022Q1,102.25\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_export_with_the_header_of_one_table_is_that_table_where_it_lacks_its_columns(
    tmp_path: Path, encoding: str
) -> None:
    whole, _ = read(tmp_path, {"district.csv": HEADER + BODY})
    (tmp_path / "district.csv").unlink()
    files = {"district.csv": RATES.encode(), "县商务局.csv": COMMERCE.encode(encoding)}
    data, found = read(tmp_path, files, DISTRICT, PROJECT)
    assert [each.code for each in found if each.code in ("D174", "D105", "D163")] == ["D174"]
    assert "县商务局.csv" in next(each for each in found if each.code == "D174").message("zh")
    assert data.tables["district"].columns == whole.tables["district"].columns


def test_a_renamed_sheet_of_a_filed_workbook_is_read_and_told(tmp_path: Path) -> None:
    write(tmp_path / "统计局.xlsx", {"区季报": sheet([HEAD[:3], *(row[:3] for row in ROWS)])})
    cut = [[HEAD[0], HEAD[1], "扣分（分）"], *([row[0], row[1], row[3]] for row in ROWS)]
    write(tmp_path / "县商务局.xlsx", {"填表说明": sheet([["说明"]]), "Sheet1": sheet(cut)})
    measured = table("district", "区季报", RATE, CUT)
    known = policy(measured)
    data = read_data(known, tmp_path, known.tables, findings := Findings())
    (told,) = (each for each in findings.all if not each.is_note)
    assert told.code == "D174" and str(told.place).endswith("县商务局.xlsx[Sheet1!A1]")
    assert len(data.tables["district"].keys) == 3


def test_what_the_table_has_already_is_not_read_twice(tmp_path: Path) -> None:
    for text in (HEADER + BODY, COMMERCE):
        _, found = read(tmp_path, {"district.csv": HEADER + BODY, "县商务局.csv": text})
        assert codes(found) == ["D105"]
        assert found[0].arguments["suggestion"] == "区季报_县商务局.csv"


def test_a_sheet_that_cannot_be_told_is_named_and_no_good_file_with_it(tmp_path: Path) -> None:
    write(tmp_path / "统计局.xlsx", {"区季报": sheet([HEAD[:3], *(row[:3] for row in ROWS)])})
    write(tmp_path / "财政局.xlsx", {"区季报": sheet([HEAD[:3], *(row[:3] for row in ROWS)])})
    cut = [[HEAD[0], HEAD[1], HEAD[3]], *([row[0], row[1], row[3]] for row in ROWS)]
    write(tmp_path / "县商务局.xlsx", {"区季报打分": sheet(cut)})
    known = policy(DISTRICT)
    read_data(known, tmp_path, known.tables, findings := Findings())
    (told,) = findings.errors
    assert told.code == "D156" and str(told.place).endswith("县商务局.xlsx[区季报打分!A1]")


def test_a_sheet_that_is_like_two_tables_is_told_as_the_one_with_most_of_its_header(tmp_path: Path) -> None:
    rumour = table("rumour", "线索", column("name", "项目名称", "text"), column("size", "规模"), records=True)
    write(
        tmp_path / "县商务局.xlsx",
        {
            "区季报": sheet([HEAD, *ROWS]),
            "线索": sheet([["单位", "周期", "项目名称", "规模"], ["甲区", "2022Q1", "一", "3"]]),
            "在建": sheet(
                [["单位", "周期", "项目名称", "投资额", "类别", "已备案"], ["甲区", "2022Q1", "二", "3", "新建", "是"]]
            ),
        },
    )
    known = policy(DISTRICT, rumour, PROJECT)
    read_data(known, tmp_path, known.tables, findings := Findings())
    (told,) = findings.errors
    assert (told.code, told.arguments["table"]) == ("D156", "项目")


YEARLY = table("district", "区年报", RATE, CUT, period="year")


def _of_years(folder: Path, files: dict[str, str]) -> tuple[Dataset, list[Diagnostic]]:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    known = policy(YEARLY)
    data = read_data(known, folder, known.tables, findings := Findings())
    return data, [each for each in findings.all if not each.is_note]


def test_a_year_s_folder_is_a_part_of_yearly_data(tmp_path: Path) -> None:
    year = HEADER + BODY.replace("2022-Q1", "2023")
    data, found = _of_years(tmp_path, {"2022/区年报.csv": WITHOUT, "2023年/区年报.csv": year})
    assert codes(found) == ["D177"] and "2022" in found[0].message("zh")
    assert data.periods["district"] == [Period(2022), Period(2023)] and len(data.tables["district"].keys) == 6


def test_a_row_of_another_year_than_its_folder_is_refused(tmp_path: Path) -> None:
    _, found = _of_years(tmp_path, {"2023/区年报.csv": HEADER + BODY.replace("2022-Q1", "2022")})
    assert codes(found) == ["D178"] and str(found[0].place).endswith("区年报.csv:2:4")


@pytest.mark.parametrize(
    ("head", "period", "time", "told"),
    [
        ("时间", "", "2022年二季度", ["D177", "D178"]),
        ("时间", "", "二季度", ["D177", "D178"]),
        ("时间", "", "2022Q1", ["D177"]),
        ("时间", "", "2022-04-08", ["D177"]),  # when it was filled in
        ("时间", "", "2021-12-08", ["D177", "D191"]),
        ("日期", "2022Q1", "2022年上半年", []),
        ("日期", "2022Q1", "2022年二季度", ["D191"]),
        ("年度", "2022Q1", "2023", ["D191"]),
        ("竣工时间", "2022Q1", "2022年二季度", []),
    ],
)
def test_another_column_that_contradicts_the_folder(
    tmp_path: Path, head: str, period: str, time: str, told: list[str]
) -> None:
    rows = "".join(f"{unit},{period},{time},90,1\n" for unit in ("甲区", "乙区", "丙区"))
    text = f"单位,期间,{head},完成率,扣分\n{rows}"
    text = text if period else text.replace(",,", ",").replace("单位,期间", "单位")
    _, found = _read(tmp_path, {"2022Q1/区季报.csv": text})
    assert codes(found) == told
