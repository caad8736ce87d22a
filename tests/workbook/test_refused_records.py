"""Rows of any table that the engine would refuse, by kind of column, and what rests on them from afar."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.source_places import Source
from kaohe.workbook.book import Book
from kaohe.workbook.sheets import FIRST, Entry, Sheet, Stored
from kaohe.workbook.writer import written

from tests import inner
from tests.workbook.excel import troubles
from tests.workbook.recalculated import book_of, calculated_books, value_at, values, wrong

POLICY = """\
kaohe: 2
policy: mixed
title: 各种列
units: {town: {name: 镇, period: quarter, members: [甲, 乙]}}
tables:
  figures:
    name: 数
    key: [town, quarter]
    columns: [{names: {x: 数甲}}]
  projects:
    name: 项目
    records_of: [town, quarter]
    columns:
      - {type: text, names: {label: 名称}}
      - {names: {extra: 另加}, optional: yes}
      - {measure: 家, whole: yes, min: 0, max: 10, names: {firms: 企业}}
      - {type: yes/no, names: {listed: 入库}}
      - {type: choice, choices: {new: 新, old: 旧}, names: {kind: 类别}}
  marks:
    name: 评分
    key: [town, quarter, who]
    columns:
      - {type: text, names: {who: 评委}}
      - {measure: 分, min: 0, max: 100, names: {mark: 打分}}
scores:
  - {id: extras, name: 加分, for: town, sum: {over: projects, of: extra}}
  - {id: annual, name: 年度, for: town, per: year, sum: {over: quarter, of: extras, weight: [25%, 25%, 25%, 25%]}}
  - {id: safe, name: 年度或零, for: town, formula: "if_absent(annual, -1) × 2"}
  - {id: told, name: 有无, for: town, formula: "present(extras)"}
  - {id: marked, name: 评委分, for: town, mean: {over: marks, of: mark, if_none: none}}
"""

OF_PROJECTS: dict[str, tuple[Stored, ...]] = {
    "名称": (None, " "),
    "另加": ("约 3",),
    "企业": (None, 2.5, 11.0, -1.0, "三家"),
    "入库": (None, "可能"),
    "类别": (None, "别的", "新 "),
}


def _book() -> Book:
    quarters = ("2022Q1", "2022Q2", "2022Q3", "2022Q4")
    keys = [{"unit": unit, "period": period} for period in quarters for unit in ("甲", "乙")]
    more = {"label": "某", "extra": 2, "firms": 3, "listed": True, "kind": "new"}
    marks = [{**key, "who": who, "mark": 80} for key in keys for who in ("张", "李")]
    rows = {"figures": [{**key, "x": 1} for key in keys], "projects": [{**key, **more} for key in keys], "marks": marks}
    return book_of(inner.load_source(Source("mixed.yaml", POLICY)), rows, {})


def _sheet(book: Book, name: str) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.name == name)


def _typed(name: str, heading: str, value: Stored) -> Book:
    book = _book()
    column = next(each for each in _sheet(book, name).columns if (each.heading, each.role) == (heading, "input"))
    column.cells[FIRST] = Entry(value)
    return book


@pytest.mark.office
def test_a_cell_of_any_kind_that_would_be_refused(tmp_path: Path) -> None:
    """The whole chain is empty, also what asks whether a value is there or has another for it; others go on."""
    edits = [(heading, value) for heading, typed in OF_PROJECTS.items() for value in typed]
    books = [_typed("项目", heading, value) for heading, value in edits]
    for (heading, value), book, cells in zip(edits, books, calculated_books(books, tmp_path), strict=True):
        sheet = _sheet(book, "项目")
        unit, period = sheet.rows[0][:2]
        (state,) = (column for column in sheet.columns if column.heading == "有效")
        (told,) = (column for column in sheet.columns if column.heading == "差错")
        assert value_at(cells, "项目", state.number, FIRST) == -2, (heading, value)
        assert f"“{heading}”" in str(value_at(cells, "项目", told.number, FIRST))
        empty = {key[1:] for key, _, found, _ in values(book, cells) if found is None}
        assert empty == {
            (unit, period, "extras"),
            (unit, period, "told"),
            (unit, "2022", "annual"),
            (unit, "2022", "safe"),
        }


@pytest.mark.office
def test_a_second_row_of_an_assessor(tmp_path: Path) -> None:
    book = _typed("评分", "评委", "李")
    (cells,) = calculated_books([book], tmp_path)
    unit, period = _sheet(book, "评分").rows[0][:2]
    assert {key[1:] for key, _, found, _ in values(book, cells) if found is None} == {(unit, period, "marked")}


@pytest.mark.office
def test_rows_that_are_whole(tmp_path: Path) -> None:
    assert wrong([_book()], tmp_path) == []


def test_faults_of_a_wide_table_take_several_cells() -> None:
    """And choices beyond what a formula takes are let pass, rather than no paper at all."""
    columns = ", ".join(f"n{number}: 一个名称很长的数据列第{number}号" for number in range(150))
    choices = ", ".join(f"c{number}: 选项第{number}号" for number in range(600))
    policy = inner.load_source(
        Source(
            "wide_records.yaml",
            f"""\
kaohe: 2
policy: wide_records
title: 很宽的台账
units: {{town: {{name: 镇, period: year, members: [甲, 乙]}}}}
tables:
  projects:
    name: 项目
    records_of: [town, year]
    columns: [{{names: {{{columns}}}}}, {{type: choice, choices: {{{choices}}}, names: {{kind: 类别}}}}]
scores: [{{id: total, name: 合计, for: town, sum: {{over: projects, of: n0}}}}]
""",
        )
    )
    row = {"unit": "甲", "period": "2022", "kind": "c1", **{f"n{number}": 1 for number in range(150)}}
    book = book_of(policy, {"projects": [row, {**row, "unit": "乙"}]}, {})
    assert len([column for column in _sheet(book, "项目").columns if column.heading == "差错"]) > 1
    assert troubles(written(book)) == []
