"""Blank rows amid a table: left out, and noted without a warning."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.data.sheets.totals_and_notes import is_blank_row, serial_columns

from tests.data.books import Cell, sheet, write
from tests.data.policies import BODY, HEADER, codes, read
from tests.data.xlsx.test_workbook import HEAD, ROWS, taken


def test_blank_rows_are_counted_and_named_by_their_numbers(tmp_path: Path) -> None:
    first, second, third = BODY.splitlines(keepends=True)
    content = f"某区数据\n\n{HEADER}{first}\n,,,\n \n{second},,,\n{third}\n,,,\n"
    data, found = read(tmp_path, {"district.csv": content})
    assert codes(found) == ["D121", "D138"] and len(data.tables["district"].keys) == 3
    assert found[1].is_note and not found[1].is_error
    assert "4 行" in found[1].message("zh") and "第 5–7、9 行" in found[1].message("zh")


def test_a_row_with_a_serial_number_alone_is_blank(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["序号", *HEAD], [1, *ROWS[0]], [2], [], [3, *ROWS[1]], [4, *ROWS[2]], [5], [6]]
    data, found = taken(write(tmp_path / "b.xlsx", {"区季报": sheet(rows)}))
    assert codes(found) == ["D138"] and "第 3–4 行" in found[0].message("zh")
    assert len(data.tables["district"].keys) == 3


@pytest.mark.parametrize(
    ("cells", "blank"),
    [
        (["12", "", ""], True),
        (["（三）", "", " "], True),
        (["１２", "", ""], True),
        (["四、", "", ""], True),
        (["12", "", "0"], False),
        (["12", "甲区", ""], False),
        (["甲区", "", ""], False),
        (["12.5", "", ""], False),
        (["注：", "", ""], False),
    ],
)
def test_what_is_no_more_than_a_serial_number(cells: list[str], blank: bool) -> None:
    assert is_blank_row(cells, serial_columns(["序 号", "单位", "完成率"])) is blank
    assert not is_blank_row(cells, serial_columns(["编号", "单位", "序号说明"]))


def test_a_table_without_blank_rows_has_no_note(tmp_path: Path) -> None:
    assert read(tmp_path, {"district.csv": "\n" + HEADER + BODY + "\n\n"})[1] == []
