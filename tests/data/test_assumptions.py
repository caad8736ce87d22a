"""What was assumed is said in as few lines as can be read."""

from __future__ import annotations

from pathlib import Path

from kaohe.language.periods import Period

from tests.data.books import Cell, formula, sheet, write
from tests.data.policies import codes, column, read, table
from tests.data.xlsx.test_workbook import HEAD, ROWS, taken

WIDE = table("wide", "宽表", *(column(f"c{number}", f"第{number}项") for number in range(6)))


def wide(number: int) -> str:
    """A table whose first columns have full-width digits."""
    head = ",".join(["单位", "周期", *(spec.name for spec in WIDE.columns.values())])
    cells = ",".join(["１"] * number + ["1"] * (6 - number))
    return "\n".join([head, *(f"{unit},2022Q1,{cells}" for unit in ("甲区", "乙区", "丙区"))]) + "\n"


def test_the_same_of_a_few_columns_is_said_of_each(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"wide.csv": wide(3)}, WIDE)
    assert codes(found) == ["D234"] * 3
    assert "“第1项”有 3 格" in found[1].message("zh") and "2:13、3:13、4:13" in found[1].message("zh")


def test_the_same_of_many_columns_is_said_once(tmp_path: Path) -> None:
    _, found = read(tmp_path, {"wide.csv": wide(5)}, WIDE)
    assert codes(found) == ["D234"]
    assert "“第0项、第1项、第2项……共 5 列”有 15 格" in found[0].message("zh")
    assert "15 cells of 第0项, 第1项, 第2项 … (5 columns)" in found[0].message("en")
    assert str(found[0].place).endswith(":2:11") and "2:11、2:13、2:15" in found[0].message("zh")


def test_the_same_key_in_many_rows_is_refused_once(tmp_path: Path) -> None:
    content = "单位,周期,完成率,扣分\n" + "".join(f"丁区,2022Q{quarter},1,1\n" for quarter in range(1, 5))
    _, found = read(tmp_path, {"district.csv": content})
    assert codes(found) == ["D301"] and "（4 格：2:1、3:1、4:1、5:1）" in found[0].message("zh")
    _, found = read(tmp_path, {"district.csv": "".join(content.splitlines(keepends=True)[:2])})
    assert codes(found) == ["D301"] and "格" not in found[0].message("zh")


def test_a_long_list_of_like_findings_is_kept_whole(tmp_path: Path) -> None:
    content = "单位,周期,完成率,扣分\n" + "".join(f"丁{number}区,2022Q1,—,1\n" for number in range(25))
    _, found = read(tmp_path, {"district.csv": content})
    assert codes(found) == ["D301"] * 25
    rows = "".join(f"甲区,{year}Q1,1,1\n乙区,{year}Q1,1,1\n丙区,{year}Q1,1,1\n" for year in range(1990, 2015))
    _, found = read(tmp_path, {"district.csv": "单位,周期,完成率,扣分\n" + rows}, in_force=(Period(2022), None))
    assert codes(found) == ["D329"] * 25


def test_a_formula_that_shows_nothing_is_blank(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [[*row] for row in ROWS]
    rows[1][2] = formula('IF(D3="","",D3)', "", "str")
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD, *rows])}))
    assert codes(found) == ["D201"]
    rows[1][3] = formula('IF(C3="","",C3)', "", "str")
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD, *rows])}))
    assert codes(found) == ["D318"]
    rows[1][3] = formula('IF(NOW()>1,"","")', "", "str")
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD, *rows])}))
    assert codes(found) == ["D201", "D223"]
    rows[1][2:] = [formula("1+1"), formula("1+1", "")]  # no result, which is no empty one
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet([HEAD, *rows])}))
    assert codes(found) == ["D222", "D222"]


def test_the_header_of_a_workbook_may_run_over_lines(tmp_path: Path) -> None:
    head: list[Cell] = ["单位", "周\n期", "完成率\r\n（%）", "扣\n分"]
    data, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet([head, *ROWS])}))
    assert found == [] and data.tables["district"].fields["rate"] == "完成率（%）"
    head[3] = "扣\u200b分"
    _, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet([head, *ROWS])}))
    assert codes(found) == ["D124", "D127"]
