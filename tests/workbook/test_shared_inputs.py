"""What a table has for all units, or all periods, is entered once in a working paper, and all rows refer to it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from kaohe.policy.model import Policy
from kaohe.source_places import Source
from kaohe.workbook.book import Book
from kaohe.workbook.sheets import Entry, Sheet
from kaohe.workbook.writer import written

from tests import inner
from tests.workbook.excel import troubles
from tests.workbook.recalculated import agrees, book_of, calculated_books, values, wrong

POLICY = """
kaohe: 2
policy: shared
title: 共用的数（虚构）
units: {town: {name: 镇, period: year, members: [甲镇, 乙镇, 丙镇]}}
tables:
  index: {name: 价格指数, key: [year], columns: [{measure: "%", min: 1%, names: {price: 指数}}]}
  facts:
    name: 概况
    key: [town]
    columns: [{measure: 平方公里, names: {area: 面积}}, {optional: yes, names: {more: 另加}}]
  report: {name: 年报, key: [town, year], columns: [{measure: 亿元, names: {output: 产值}}]}
  standard:
    name: 标准
    key: [year, trade]
    some: [trade]
    columns:
      - {type: choice, choices: {farms: 农, works: 工, shops: 商}, names: {trade: 行业}}
      - {measure: 亿元, names: {due: 基准}}
  marks:
    name: 分数
    key: [work]
    columns: [{type: choice, choices: {old: 旧, new: 新}, names: {work: 工作}}, {measure: 分, names: {mark: 得分}}]
scores:
  - {id: real, name: 可比产值, for: town, measure: 亿元, formula: output / price}
  - {id: dense, name: 地均, for: town, measure: 亿元/平方公里, formula: output / area}
  - {id: others, name: 另外, for: town, formula: "if_absent(more, 0)"}
  - {id: above, name: 过线, for: town, count: {over: standard, where: output >= due}}
  - {id: marked, name: 分, for: town, measure: 分, sum: {over: marks, of: mark}}
  - {id: place, name: 名次, for: town, rank: {of: real, within: all, ties: competition}}
"""
OUTPUTS = (("2023", (8, 7, 3)), ("2024", ("10.2", "9.9", 5)))
ROWS: Mapping[str, list[Mapping[str, object]]] = {
    "index": [{"period": "2023", "price": 100}, {"period": "2024", "price": 102}],
    "facts": [
        {"unit": "甲镇", "area": 5, "more": 1},
        {"unit": "乙镇", "area": 4, "more": None},
        {"unit": "丙镇", "area": 2, "more": None},
    ],
    "report": [
        {"unit": unit, "period": period, "output": output}
        for period, outputs in OUTPUTS
        for unit, output in zip(("甲镇", "乙镇", "丙镇"), outputs, strict=True)
    ],
    "standard": [
        {"period": "2023", "trade": "农", "due": 5},
        {"period": "2023", "trade": "工", "due": 7},
        {"period": "2024", "trade": "农", "due": 8},
        {"period": "2024", "trade": "工", "due": 10},
    ],
    "marks": [{"work": "旧", "mark": 5}, {"work": "新", "mark": 7}],
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return inner.load_source(Source("shared.yaml", POLICY))


def sheet_of(book: Book, name: str) -> Sheet:
    (found,) = (sheet for sheet in book.shared if sheet.name == name)
    return found


def put(book: Book, sheet: str, row: int, value: float | None) -> None:
    """The last input of a row of a shared sheet, counted from the first."""
    sheet_of(book, sheet).columns[-1].cells[6 + row] = Entry(value)


def test_each_figure_stands_once_and_all_rows_refer_to_it(policy: Policy) -> None:
    book = book_of(policy, ROWS, {})
    assert {sheet.name: (sheet.keys, list(sheet.rows)) for sheet in book.shared} == {
        "价格指数": (("期间",), [("2023",), ("2024",)]),
        "概况": (("单位",), [("甲镇",), ("乙镇",), ("丙镇",)]),
        "标准": (("期间",), [("2023",), ("2023",), ("2024",), ("2024",)]),
        "分数": (("单位",), [("所有",), ("所有",)]),
    }
    entered = [each.name for each in book.sheets for column in each.columns if column.role == "input"]
    assert entered == ["价格指数", "概况", "概况", "年报", "标准", "标准", "分数", "分数"]
    (repeated,) = (sheet for sheet in book.sheets if sheet.name == "价格指数展开")
    assert [repeated.columns[0].cells[row].formula for row in (6, 7, 11)] == [
        """=IF('价格指数'!$B$6="","",'价格指数'!$B$6)""",
        """=IF('价格指数'!$B$6="","",'价格指数'!$B$6)""",
        """=IF('价格指数'!$B$7="","",'价格指数'!$B$7)""",
    ]
    assert troubles(written(book)) == []


@pytest.mark.office
def test_it_is_calculated_as_the_engine_does(policy: Policy, tmp_path: Path) -> None:
    assert wrong([book_of(policy, ROWS, {})], tmp_path) == []


@pytest.mark.office
def test_who_changes_one_changes_it_for_all_and_may_sort_rows_and_add_some(policy: Policy, tmp_path: Path) -> None:
    changed, cleared = book_of(policy, ROWS, {}), book_of(policy, ROWS, {})
    put(changed, "价格指数", 0, 90.0)
    put(changed, "标准", 3, 9.0)
    put(changed, "分数", 1, 1.0)
    index = sheet_of(changed, "价格指数")
    index.rows = [*index.rows][::-1]
    standard = sheet_of(changed, "标准")
    standard.rows, standard.spare = [*standard.rows, ("2024",)], standard.spare - 1
    standard.columns[0].cells[10] = Entry("商")
    put(changed, "标准", 4, 6.0)
    cells = index.columns[0].cells
    index.columns[0].cells = {6: cells[7], 7: cells[6]}
    rows = {
        **ROWS,
        "index": [{"period": "2023", "price": 90}, {"period": "2024", "price": 102}],
        "standard": [
            *ROWS["standard"][:3],
            {"period": "2024", "trade": "工", "due": 9},
            {"period": "2024", "trade": "商", "due": 6},
        ],
        "marks": [{"work": "旧", "mark": 1}, {"work": "新", "mark": 7}],  # rows stand by the ids of their words
    }
    put(cleared, "价格指数", 1, None)
    put(cleared, "标准", 0, None)
    found = calculated_books([changed, cleared], tmp_path)
    wanted = {key: value for key, value, _, _ in values(book_of(policy, rows, {}), found[0])}
    assert [
        (key, value, wanted[key])
        for key, _, value, exactly in values(changed, found[0])
        if not agrees(wanted[key], value, exactly)
    ] == []
    empty = {key[1:] for key, _, value, _ in values(cleared, found[1]) if value is None}
    assert empty == {
        (unit, period, value)
        for unit in ("甲镇", "乙镇", "丙镇")
        for period, value in (("2024", "real"), ("2024", "place"), ("2023", "above"))
    }
