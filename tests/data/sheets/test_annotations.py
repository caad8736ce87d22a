"""A measure that a workbook states beside its cells: comments, input messages, page headers, text boxes, formats."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from kaohe.diagnostics import Diagnostic

from tests.data.policies import codes, column, table
from tests.data.xlsx.test_workbook import places, taken

KNOWN = table(
    "t", "季报", column("x", "投资额", of="万元"), column("y", "增长率", of="%"), column("n", "企业数", of="家")
)
ROWS = [["甲区", 120, 5, 1], ["乙区", 90, 6, 2], ["丙区", 150, 7, 3]]

Put = Callable[[Any, Any], None]
"""What puts something on a sheet (xlsxwriter's book and sheet), whose header stands in row 2."""


def read(folder: Path, put: Put, header: str = "投资额") -> list[Diagnostic]:
    book = xlsxwriter.Workbook(str(folder / "b.xlsx"))
    sheet = book.add_worksheet("季报")
    sheet.write(0, 0, "各区季报")
    sheet.write_row(1, 0, ["单位", "周期", header, "增长率", "企业数"])
    for at, (unit, *figures) in enumerate(ROWS, 2):
        sheet.write_row(at, 0, [unit, "2024Q1", *figures])
    put(book, sheet)
    book.close()
    _, found = taken(folder / "b.xlsx", KNOWN)
    return [each for each in found if each.code != "D121"]  # the title


def comment(cell: str, text: str) -> Put:
    return lambda book, sheet: sheet.write_comment(cell, text)


def message(cells: str, title: str, text: str) -> Put:
    options = {"validate": "any", "input_title": title, "input_message": text}
    return lambda book, sheet: sheet.data_validation(cells, options)


def conditional(cells: str, code: str) -> Put:
    def put(book: Any, sheet: Any) -> None:
        format_ = book.add_format({"num_format": code})
        sheet.conditional_format(cells, {"type": "cell", "criteria": ">", "value": 100, "format": format_})

    return put


OTHER: list[tuple[str, Put]] = [
    ("C2", comment("C2", "单位：亿元")),
    ("C2", comment("C2", "亿元")),
    ("C2", comment("C2", "张三:\n以亿元填报")),
    ("C2", comment("C2", "本列数据为亿元")),
    ("C2", comment("C2", "投资额（亿元）")),
    ("C4", comment("C4", "此数为亿元")),
    ("A1", comment("A1", "金额单位：亿元")),
    ("A2", comment("A2", "金额单位：亿元")),
    ("C3", message("C3:C5", "投资额", "单位：亿元")),
    ("C3", message("C3:C5", "亿元", "只填数")),
    ("A1", lambda book, sheet: sheet.set_header("&L&10各区季报&R单位：亿元")),
    ("A1", lambda book, sheet: sheet.insert_textbox("H2", "单位：亿元")),
    ("C3", conditional("C3:C5", '0.00"亿元"')),
    ("C3", conditional("C3:C5", '[>100]0.00"亿元";0.00')),
]


@pytest.mark.parametrize(("cell", "put"), OTHER)
def test_another_measure_is_refused_wherever_it_is_stated(tmp_path: Path, cell: str, put: Put) -> None:
    found = read(tmp_path, put)
    assert codes(found) == ["D146"] and places(found) == [f"季报!{cell}"]
    assert "亿元" in found[0].message("zh") and "万元" in found[0].message("en")


SAME: list[Put] = [
    comment("C2", "单位：万元"),
    comment("A1", "金额单位：万元，增长率单位：%"),
    comment("C2", "投资额\n填法：数，单位：万元，不小于 0\n由谁填：某局"),
    comment("C4", "比上年同期多 0.3（亿元）"),
    comment("C4", "其中某项目 2 亿元"),
    comment("E2", "亿元以上企业的个数"),
    message("C3:C5", "投资额", "单位：万元"),
    message("C3:C5", "投资额", "比上年多的请说明"),
    lambda book, sheet: sheet.set_header("&L某局&C第 &P 页，共 &N 页&R单位：万元"),
    lambda book, sheet: sheet.insert_textbox("H2", "填报人：某人"),
    conditional("C3:C5", '0.00"万元"'),
    conditional("C3:C5", "0.00"),
    lambda book, sheet: sheet.conditional_format("C3:C5", {"type": "data_bar"}),
]


@pytest.mark.parametrize("put", SAME)
def test_the_declared_measure_and_other_words_are_silent(tmp_path: Path, put: Put) -> None:
    assert [code for code in codes(read(tmp_path, put)) if code != "D184"] == []


def test_a_comment_on_another_column_says_nothing_of_this_one(tmp_path: Path) -> None:
    assert codes(read(tmp_path, comment("E2", "单位：亿元"))) == []


def test_what_belongs_to_a_column_counts_whatever_its_header_says(tmp_path: Path) -> None:
    assert codes(read(tmp_path, comment("C2", "单位：亿元"), "投资额（万元）")) == ["D146"]
    assert codes(read(tmp_path, comment("A1", "单位：亿元"), "投资额（万元）")) == []


@pytest.mark.parametrize("code", ["0!.0000", "0.0,", ";;;"])
def test_a_conditional_format_that_shows_other_figures_is_told(tmp_path: Path, code: str) -> None:
    found = read(tmp_path, conditional("C3:C5", code))
    assert codes(found) == ["D183"] and not found[0].is_error and code in found[0].message("zh")
