"""Figures that are not seen, or seen otherwise: struck through, raised, buried, white, not calculated yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from kaohe.diagnostics import Diagnostic

from tests.data.policies import codes, column, table
from tests.data.xlsx.test_workbook import places, taken

KNOWN = table("t", "季报", column("x", "投资额", of="万元"), column("n", "企业数", of="家"))
PROJECT = table("p", "项目", column("name", "项目名称", "name"), column("x", "投资额", of="亿元"), records=True)

Put = Callable[[Any, Any], None]
"""What is done to a sheet (xlsxwriter's book and sheet) after its rows were written."""


def read(folder: Path, put: Put, known: Any = KNOWN) -> list[Diagnostic]:
    book = xlsxwriter.Workbook(str(folder / "b.xlsx"))
    sheet = book.add_worksheet(known.name)
    if known is KNOWN:
        sheet.write_row(0, 0, ["单位", "周期", "投资额", "企业数"])
        rows = [["甲区", 120, 1], ["乙区", 90, 2], ["丙区", 150, 3]]
    else:
        sheet.write_row(0, 0, ["单位", "周期", "项目名称", "投资额"])
        rows = [["甲区", "桥", 1.5], ["乙区", "路", 2], ["丙区", "渠", 0.5]]
    for at, (unit, *others) in enumerate(rows, 1):
        sheet.write_row(at, 0, [unit, "2024Q1", *others])
    put(book, sheet)
    book.close()
    return taken(folder / "b.xlsx", known)[1]


def struck(book: Any) -> Any:
    return book.add_format({"font_strikeout": True})


def test_a_figure_that_is_struck_through_is_refused(tmp_path: Path) -> None:
    found = read(tmp_path, lambda book, sheet: sheet.write(1, 2, 120, struck(book)))
    assert codes(found) == ["D248"] and places(found) == ["季报!C2"] and "120" in found[0].message("zh")


def test_a_struck_column_is_told_once(tmp_path: Path) -> None:
    def put(book: Any, sheet: Any) -> None:
        for row in (1, 2, 3):
            sheet.write(row, 2, 10 * row, struck(book))

    found = read(tmp_path, put)
    assert codes(found) == ["D248"] * 3 or (codes(found) == ["D248"] and "3 格" in found[0].message("zh"))


def test_a_struck_record_is_refused(tmp_path: Path) -> None:
    put: Put = lambda book, sheet: sheet.write_row(3, 0, ["丙区", "2024Q1", "渠", 0.5], struck(book))  # noqa: E731
    assert set(codes(read(tmp_path, put, PROJECT))) == {"D248"}


def test_a_title_or_a_column_that_is_not_used_may_be_struck(tmp_path: Path) -> None:
    put: Put = lambda book, sheet: sheet.write(1, 5, "旧备注", struck(book))  # noqa: E731

    def headed(book: Any, sheet: Any) -> None:
        sheet.write(0, 4, "经办")
        sheet.write(0, 5, "备注")
        put(book, sheet)

    assert "D248" not in codes(read(tmp_path, headed))


@pytest.mark.parametrize(
    ("runs", "code", "shown"),
    [
        (lambda book: (struck(book), "120", "130"), "D248", "120130"),  # corrected in the cell: 120130 as a number
        (lambda book: ("120", book.add_format({"font_script": 1}), "2"), "D206", "120^2"),  # a note's mark: 1202
    ],
)
def test_runs_of_a_text_are_not_joined_to_a_number(
    tmp_path: Path, runs: Callable[[Any], tuple[Any, ...]], code: str, shown: str
) -> None:
    found = read(tmp_path, lambda book, sheet: sheet.write_rich_string(1, 2, *runs(book)))
    assert codes(found) == [code] and shown in found[0].message("zh")


def test_a_raised_mark_in_a_name_or_header_is_a_part_of_it(tmp_path: Path) -> None:
    raised: Put = lambda book, sheet: sheet.write_rich_string(  # noqa: E731
        1, 2, "桥", book.add_format({"font_script": 1}), "①"
    )
    assert codes(read(tmp_path, raised, PROJECT)) == []


def test_a_figure_under_a_merged_cell_is_not_seen(tmp_path: Path) -> None:
    found = read(tmp_path, lambda book, sheet: sheet.merge_range(1, 2, 2, 2, 120))  # 90 stays under it
    assert codes(found) == ["D247"] and places(found) == ["季报!C3"]
    assert "C2:C3" in found[0].message("zh") and "90" in found[0].message("zh")


def test_a_figure_to_the_right_under_a_merged_cell_is_not_seen(tmp_path: Path) -> None:
    found = read(tmp_path, lambda book, sheet: sheet.merge_range(1, 2, 1, 3, 120))
    assert codes(found) == ["D247"] or codes(found) == ["D201"]


def test_a_unit_that_stands_under_itself_is_the_unit(tmp_path: Path) -> None:
    def put(book: Any, sheet: Any) -> None:
        sheet.write_row(2, 0, ["甲区", "2024Q1", "路", 2])
        sheet.merge_range(1, 0, 2, 0, "甲区")
        sheet.write(2, 0, "甲区")

    found = read(tmp_path, put, PROJECT)
    assert codes(found) == ["D332"] and not found[0].is_error


def test_white_figures_on_no_ground_are_told(tmp_path: Path) -> None:
    white = {"font_color": "#FFFFFF"}
    found = read(tmp_path, lambda book, sheet: sheet.write(1, 2, 120, book.add_format(white)))
    assert codes(found) == ["D239"] and not found[0].is_error
    on_blue = {**white, "bg_color": "#1F4E78"}
    assert codes(read(tmp_path, lambda book, sheet: sheet.write(1, 2, 120, book.add_format(on_blue)))) == []


def test_a_formula_that_waits_to_be_calculated_has_no_value(tmp_path: Path) -> None:
    """What xlsxwriter writes: every formula has the result 0, and the workbook asks to be calculated when it opens."""
    found = read(tmp_path, lambda book, sheet: sheet.write_formula(1, 2, "=60*2"))
    assert codes(found) == ["D222"] and "=60*2" in found[0].message("zh")
    found = read(tmp_path, lambda book, sheet: sheet.write_formula(1, 2, "=60*2", None, 120))
    assert codes(found) == ["D230"]


def test_a_comment_on_a_figure_is_told(tmp_path: Path) -> None:
    found = read(tmp_path, lambda book, sheet: sheet.write_comment("C2", "某人:\n应为1300"))
    assert codes(found) == ["D184"] and "C2 “某人: 应为1300”" in found[0].message("zh") and not found[0].is_error
    assert codes(read(tmp_path, lambda book, sheet: sheet.write_comment("C1", "报统计局核定的数"))) == []
