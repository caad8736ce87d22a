"""Bureaus that send columns: a row or a column that one of them left out is told of that bureau, and of no other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kaohe.data.read_data import ReadOptions, read_data
from kaohe.diagnostics import Diagnostic, Findings

from tests.data.books import Cell, sheet, write
from tests.data.policies import DISTRICT, codes, column, policy, read, table
from tests.data.xlsx.test_workbook import taken

RATES = "单位,期间,完成率\n甲区,2022Q1,1\n乙区,2022Q1,2\n丙区,2022Q1,3\n"
CUTS = "单位,期间,扣分\n甲区,2022Q1,1\n乙区,2022Q1,0\n丙区,2022Q1,2\n"


def _sheet(lines: Sequence[str]) -> str:
    """The same as a sheet, with numbers as numbers."""
    rows: list[list[Cell]] = [[int(cell) if cell.isdigit() else cell for cell in line.split(",")] for line in lines]
    return sheet(rows)


def test_rows_that_the_one_sheet_with_a_column_lacks_are_told_once(tmp_path: Path) -> None:
    write(tmp_path / "统计局.xlsx", {"区季报": _sheet(RATES.splitlines())})
    write(tmp_path / "督查室.xlsx", {"区季报": _sheet(CUTS.splitlines()[:2])})
    _, found = taken(tmp_path)
    assert codes(found) == ["D315"] and str(found[0].place).endswith("督查室.xlsx[区季报!A1]")
    assert "督查室.xlsx[区季报] 缺 2 行：2022Q1 乙区、丙区；" in found[0].message("zh")
    assert "“扣分”只在这里填" in found[0].message("zh")


def test_a_period_that_it_lacks_stands_by_itself(tmp_path: Path) -> None:
    later = RATES + RATES.replace("2022Q1", "2022Q2").partition("\n")[2]
    _, found = read(tmp_path, {"district.csv": later, "区季报.csv": CUTS.rsplit("丙区", 1)[0]})
    assert codes(found) == ["D315", "D315"]
    assert [each.arguments["text"] for each in found] == ["2022Q1", "2022Q2"]
    assert [each.arguments["count"] for each in found] == [1, 3]


def test_where_several_sheets_have_the_column_none_of_them_is_picked(tmp_path: Path) -> None:
    lines = CUTS.splitlines()
    write(tmp_path / "a.xlsx", {"区季报": _sheet(lines[:2])})
    write(tmp_path / "b.xlsx", {"区季报": _sheet([lines[0], lines[2]])})
    _, found = read(tmp_path, {"district.csv": RATES})
    assert codes(found) == ["D315"] and str(found[0].place) == str(tmp_path)
    assert "a.xlsx[区季报]、b.xlsx[区季报] 缺 1 行：2022Q1 丙区" in found[0].message("zh")


def test_a_row_whose_unit_cannot_be_read_may_be_the_one(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"district.csv": RATES, "区季报.csv": CUTS.replace("丙区", "丙山")})
    assert codes(found) == ["D301"]


def test_what_has_not_been_sent_yet_is_absent(tmp_path: Path) -> None:
    (tmp_path / "district.csv").write_text(RATES, "utf-8")
    (tmp_path / "区季报.csv").write_text(CUTS.rsplit("丙区", 1)[0], "utf-8")
    findings, known = Findings(), policy(DISTRICT)
    data = read_data(known, tmp_path, known.tables, findings, ReadOptions(provisional=True))
    assert findings.all == [] and data.tables["district"].columns["cut"].numerators == [1, 0, None]  # type: ignore[union-attr]


def test_a_row_twice_in_one_sheet_is_one_error_in_that_sheet(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"district.csv": RATES, "区季报.csv": CUTS + "乙区,2022年一季度,5\n"})
    assert codes(found) == ["D311"] and str(found[0].place).endswith("区季报.csv:5:1")
    assert "区季报.csv:3:1" in found[0].message("zh")


def test_a_column_that_no_sheet_has_is_told_of_all(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"district.csv": RATES, "区季报.csv": RATES})
    assert codes(found) == ["D163"] and str(found[0].place) == str(tmp_path)
    assert "“扣分”列：district.csv、区季报.csv" in found[0].message("zh")


def test_a_header_that_may_be_meant_is_to_be_renamed_where_it_stands(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"district.csv": RATES, "区季报.csv": CUTS.replace("扣分", "扣分数")})
    assert codes(found) == ["D127"] and str(found[0].place).endswith("区季报.csv:1:7")
    assert "改名" in found[0].mend("zh") and "加上" not in found[0].mend("zh")
    (tmp_path / "区季报.csv").unlink()
    _, found = read(
        tmp_path, {"district.csv": "单位,期间,完成率,扣分数\n甲区,2022Q1,1,1\n乙区,2022Q1,2,1\n丙区,2022Q1,3,1\n"}
    )
    assert codes(found) == ["D127"] and str(found[0].place).endswith("district.csv:1:11")
    assert "把“扣分数”列改名" in found[0].mend("zh") and "rename the column 扣分数" in found[0].mend("en")


def test_merged_cells_of_a_sheet_that_joins_another_are_said(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["单位", "期间", "扣分"], ["甲区", "2022Q1", 1], ["乙区", None, 0], ["丙区", None, 2]]
    write(tmp_path / "督查室.xlsx", {"区季报": sheet(rows, ["B2:B4"])})
    data, found = read(tmp_path, {"district.csv": RATES})
    assert codes(found) == ["D332"] and "B3、B4" in found[0].message("zh")
    assert str(found[0].place).endswith("督查室.xlsx[区季报!B3]") and len(data.tables["district"].keys) == 3


BUREAUS = ("教育局", "财政局", "商务局", "统计局", "督查室")


def _of_bureaus(folder: Path, quarters: dict[str, str], provisional: bool = False) -> list[Diagnostic]:
    """What is found where each bureau has a column of its own, in the quarters given, else in 2022Q1."""
    columns = [column(f"c{number}", bureau) for number, bureau in enumerate(BUREAUS)]
    known = policy(table("district", "区季报", *columns))
    for bureau in BUREAUS:
        rows = "".join(f"{unit}区,{quarters.get(bureau, '2022Q1')},1\n" for unit in "甲乙丙")
        (folder / f"区季报_{bureau}.csv").write_text(f"单位,期间,{bureau}\n{rows}", "utf-8")
    read_data(known, folder, known.tables, findings := Findings(), ReadOptions(provisional=provisional))
    return [each for each in findings.all if not each.is_note]


def test_a_wrong_quarter_is_told_of_the_bureau_that_wrote_it(tmp_path: Path) -> None:
    (told,) = _of_bureaus(tmp_path, {"商务局": "2022Q2"})
    assert told.code == "D345" and str(told.place).endswith("区季报_商务局.csv:2:4")
    assert all(word in told.message("zh") for word in ("商务局", "2022Q2", "其余 4 个文件", "2022Q1"))
    assert "财政局" not in told.message("zh")


def test_two_wrong_quarters_are_two_bureaus(tmp_path: Path) -> None:
    found = _of_bureaus(tmp_path, {"商务局": "2022Q2", "统计局": "2023Q1"})
    assert codes(found) == ["D345", "D345"] and "其余 3 个文件" in found[0].message("zh")
    assert codes(_of_bureaus(tmp_path, {"商务局": "2022Q2", "统计局": "2022Q2"})) == ["D345", "D345"]


def test_where_most_are_of_another_quarter_nobody_is_picked_out(tmp_path: Path) -> None:
    quarters = {"教育局": "2022Q2", "财政局": "2022Q3", "商务局": "2022Q4"}
    assert set(codes(_of_bureaus(tmp_path, quarters))) == {"D315"}


def test_while_results_are_provisional_it_is_asked_about(tmp_path: Path) -> None:
    assert codes(_of_bureaus(tmp_path, {"商务局": "2022Q2"}, provisional=True)) == ["D346"]


def test_a_quarter_in_one_file_and_another_in_two_is_no_wrong_quarter(tmp_path: Path) -> None:
    files = {
        "district_东.csv": "单位,期间,完成率,扣分\n甲区,2022Q1,90,1\n",
        "district_西.csv": "单位,期间,完成率,扣分\n乙区,2022Q1,90,1\n丙区,2022Q1,90,1\n",
        "district_二季度.csv": "单位,期间,完成率,扣分\n甲区,2022Q2,90,1\n乙区,2022Q2,90,1\n丙区,2022Q2,90,1\n",
    }
    assert [each.code for each in read(tmp_path, files)[1] if not each.is_note] == []
