"""Sheets with one row for each unit and period: rows may be moved, and what score refuses yields no number."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from kaohe.evaluate.run import needed_tables
from kaohe.policy.load import load_source
from kaohe.source_places import Source
from kaohe.workbook.book import Book
from kaohe.workbook.sheets import FIRST, Entry, Sheet, Stored

from tests.workbook.generated import random_rows
from tests.workbook.recalculated import Cells, book_of, calculated_books, errors, value_at, values, wrong
from tests.workbook.wide import WIDE

POLICY = """
kaohe: 2
policy: towns
title: 虚构办法
units: {town: {name: 镇, period: quarter, members: [东镇, 西镇, 南镇, 北镇]}}
tables:
  figures:
    name: 季报
    key: [town, quarter]
    columns:
      - {measure: 分, min: 0, max: 30, names: {mark: 打分}}
      - {measure: 个, whole: yes, min: 0, names: {all: 总数, done: 完成数}}
      - {type: yes/no, names: {warned: 通报}}
      - {type: choice, choices: {big: 大镇, small: 小镇}, names: {size: 规模}}
      - {names: {extra: 另加}, optional: yes}
      - {type: text, names: {remark: 备注}, optional: yes}
    must_hold: [done <= all]
  base: {name: 基数表, key: [town, year], columns: [{min: 1, names: {base: 基数}}]}
  works:
    name: 项目
    records_of: [town, quarter]
    columns: [{measure: 亿元, min: 0, names: {amount: 投资}}]
    let: {share: amount / 1 亿元 + mark / base}
scores:
  - id: points
    name: 得分
    for: town
    formula: 'mark + (5 if size == "big" else 3) - (1 if warned else 0) + if_absent(extra, 0) + base'
  - {id: works_points, name: 项目分, for: town, sum: {over: works, of: share}}
  - {id: place, name: 名次, for: town, rank: {of: points, within: all, ties: competition}}
  - id: year_points
    name: 年度得分
    for: town
    per: year
    sum: {over: quarter, of: points, weight: [10%, 20%, 30%, 40%]}
"""
TOWNS = ("东镇", "西镇", "南镇", "北镇")
HEADINGS = ("打分", "总数", "完成数", "通报", "规模", "另加", "备注")
Edit = Callable[[list[list[Stored]]], None]


def _rows() -> Mapping[str, list[dict[str, object]]]:
    figures = [
        {"unit": town, "period": f"2023Q{quarter}", "mark": 10 + 4 * number + quarter, "all": 9, "done": 3 + number}
        | {"warned": number == 1, "size": "big" if number % 2 else "small", "remark": "甲"}
        | ({"extra": 2} if number == 3 else {})
        for quarter in (1, 2, 3, 4)
        for number, town in enumerate(TOWNS)
    ]
    base = [{"unit": town, "period": "2023", "base": number + 1} for number, town in enumerate(TOWNS)]
    works = [{"unit": town, "period": "2023Q1", "amount": number + 1} for number, town in enumerate(TOWNS)]
    return {"figures": figures, "base": base, "works": works}


def _book() -> Book:
    return book_of(load_source(Source("towns.yaml", POLICY)), _rows(), {})


def _sheet(book: Book, name: str) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.name == name)


def _edited(name: str, edit: Edit) -> Book:
    """The paper whose sheet `name` was edited as rows of keys and inputs."""
    book = _book()
    sheet = _sheet(book, name)
    inputs = [column for column in sheet.columns if column.role == "input"]
    rows: list[list[Stored]] = [
        [*keys, *(column.cells[number].value for column in inputs)] for number, keys in enumerate(sheet.rows, FIRST)
    ]
    edit(rows)
    keys = len(sheet.keys)
    sheet.rows = [tuple(str(cell or "") for cell in row[:keys]) for row in rows]
    for number, row in enumerate(rows, FIRST):
        for column, cell in zip(inputs, row[keys:], strict=True):
            column.cells[number] = Entry(cell)
    return book


def _set(row: int, column: int, value: Stored) -> Edit:
    def edit(rows: list[list[Stored]]) -> None:
        rows[row][column] = value

    return edit


def _swap(rows: list[list[Stored]]) -> None:
    rows[0], rows[3] = rows[3], rows[0]


def _swap_figures(rows: list[list[Stored]]) -> None:
    """The figures of two towns change places; what they had is the other's now."""
    rows[0][2:], rows[3][2:] = rows[3][2:], rows[0][2:]


def _sort(rows: list[list[Stored]]) -> None:
    rows.sort(key=lambda row: float(row[2] or 0), reverse=True)


MOVED: dict[str, tuple[str, Edit]] = {
    "two rows swapped": ("季报", _swap),
    "the sheet sorted by a figure": ("季报", _sort),
    "the sheet turned over": ("季报", lambda rows: rows.reverse()),
    "another sheet turned over": ("基数表", lambda rows: rows.reverse()),
    "an optional remark in other words": ("季报", _set(0, 8, "乙")),
}

# What is entered into the first row (东镇 2023Q1: keys, then HEADINGS), and what the row says then.
REFUSED: dict[str, tuple[Edit, str]] = {
    "beyond the range": (_set(0, 2, 300.0), "“打分”超出范围"),
    "below the range": (_set(0, 2, -1.0), "“打分”超出范围"),
    "a text for a number": (_set(0, 2, "约20"), "“打分”填得不对"),
    "no whole number": (_set(0, 3, 8.5), "“总数”应当是整数"),
    "no yes or no": (_set(0, 5, "有"), "“通报”填得不对"),
    "an unknown word": (_set(0, 6, "中镇"), "“规模”填得不对"),
    "the id instead of the word": (_set(0, 6, "small"), "“规模”填得不对"),
    "an optional figure that is none": (_set(0, 7, "无"), "“另加”填得不对"),
    "a condition broken": (_set(0, 4, 10.0), "不符合"),
    "an unknown unit": (_set(0, 0, "东 镇"), "单位或期间认不出"),
    "an unknown period": (_set(0, 1, "2023年1季度"), "单位或期间认不出"),
    "a second row of another": (_set(0, 0, "西镇"), "与另一行重复"),
}


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Book, Cells]]:
    """Every edit by its name, all calculated in one run."""
    books = {"as it came": _book(), "figures of two changed": _edited("季报", _swap_figures)}
    books |= {name: _edited(sheet, edit) for name, (sheet, edit) in MOVED.items()}
    books |= {name: _edited("季报", edit) for name, (edit, _) in REFUSED.items()}
    books["cleared"] = _edited("季报", _set(0, 2, None))
    books["an optional figure cleared"] = _edited("季报", _set(3, 7, None))
    books["a base below its bound"] = _edited("基数表", _set(0, 2, 0.0))
    cells = calculated_books(list(books.values()), tmp_path_factory.mktemp("inputs"))
    found = dict(zip(books, zip(books.values(), cells, strict=True), strict=True))
    return lambda name: found[name]


def _found(book: Book, cells: Cells) -> dict[tuple[str, str, str], object]:
    return {key[1:]: value for key, _, value, _ in values(book, cells)}


def _told(book: Book, cells: Cells, sheet: str, row: int) -> str:
    columns = [column for column in _sheet(book, sheet).columns if column.heading == "差错"]
    return "".join(str(value_at(cells, sheet, column.number, row) or "") for column in columns)


def _count(book: Book, cells: Cells, sheet: str) -> object:
    """How many wrong rows the first page counts."""
    (row,) = (row for row in cells[book.front] if str(row[1]).startswith(f"“{sheet}”有差错"))
    return row[3]


Calculated = Callable[[str], tuple[Book, Cells]]


@pytest.mark.office
def test_what_the_engine_says(calculated: Calculated) -> None:
    """东镇 2023Q1: 11 + 3 + 0 + 1 = 15; 西镇: 15 + 5 - 1 + 2 = 21; 南镇: 19 + 3 + 3 = 25; 北镇: 23 + 5 + 2 + 4 = 34."""
    found = _found(*calculated("as it came"))
    assert [found[town, "2023Q1", "points"] for town in TOWNS] == [15, 21, 25, 34]
    assert [found[town, "2023Q1", "place"] for town in TOWNS] == [4, 3, 2, 1]
    assert found["东镇", "2023Q1", "works_points"] == 12  # 1 + 11 / 1
    assert found["东镇", "2023", "year_points"] == pytest.approx(15 * 0.1 + 16 * 0.2 + 17 * 0.3 + 18 * 0.4)


@pytest.mark.office
@pytest.mark.parametrize("name", MOVED)
def test_rows_that_were_moved(name: str, calculated: Calculated) -> None:
    assert _found(*calculated(name)) == _found(*calculated("as it came"))
    book, cells = calculated(name)
    assert [_told(book, cells, "季报", row) for row in range(FIRST, FIRST + 16)] == [""] * 16
    assert list(errors(cells)) == [] and _count(book, cells, "季报") == 0


@pytest.mark.office
def test_figures_that_changed_places_are_those_of_the_other_unit(calculated: Calculated) -> None:
    """北镇 has 东镇's figures: 11 + 3 + 4 = 18; 东镇 has 北镇's: 23 + 5 + 2 + 1 = 31."""
    found = _found(*calculated("figures of two changed"))
    assert [found[town, "2023Q1", "points"] for town in TOWNS] == [31, 21, 25, 18]


@pytest.mark.office
@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_yields_no_number(name: str, calculated: Calculated) -> None:
    book, cells = calculated(name)
    found, kept = _found(book, cells), _found(*calculated("as it came"))
    assert found["东镇", "2023Q1", "points"] is None and found["东镇", "2023", "year_points"] is None
    assert found["东镇", "2023Q1", "works_points"] is None
    assert {found[town, "2023Q1", "place"] for town in TOWNS} == {None}
    lost = {"东镇", "西镇"} if "second" in name else {"东镇"}
    assert {key: value for key, value in found.items() if key[0] not in lost and key[2] != "place"} == {
        key: value for key, value in kept.items() if key[0] not in lost and key[2] != "place"
    }
    assert REFUSED[name][1] in _told(book, cells, "季报", FIRST)
    assert _count(book, cells, "季报") == len(lost) and list(errors(cells)) == []


@pytest.mark.office
def test_a_cleared_cell_is_to_come_and_the_others_of_its_row_count(calculated: Calculated) -> None:
    book, cells = calculated("cleared")
    found = _found(book, cells)
    assert found["东镇", "2023Q1", "points"] is None and found["西镇", "2023Q1", "points"] == 21
    assert _told(book, cells, "季报", FIRST) == "" and _count(book, cells, "季报") == 0


@pytest.mark.office
def test_an_optional_figure_may_be_cleared(calculated: Calculated) -> None:
    assert _found(*calculated("an optional figure cleared"))["北镇", "2023Q1", "points"] == 32


@pytest.mark.office
def test_a_wrong_row_of_the_year_empties_its_quarters(calculated: Calculated) -> None:
    found = _found(*calculated("a base below its bound"))
    assert {found["东镇", f"2023Q{quarter}", "points"] for quarter in (1, 2, 3, 4)} == {None}
    assert found["东镇", "2023Q1", "works_points"] is None and found["西镇", "2023Q1", "points"] == 21


PRESENT = """
kaohe: 2
policy: shops
title: 虚构办法
units: {shop: {name: 店, period: year, members: [甲, 乙]}}
tables:
  report: {name: 年报, key: [shop, year], columns: [{names: {p: 利润}, optional: yes}]}
  project: {name: 项目, records_of: [shop, year], columns: [{names: {b: 额}}]}
values:
  - {id: n, name: 项目数, for: shop, count: {over: project}}
  - {id: t, name: 分档, for: shop, tiers: {of: p, at_least: {1: 2}, below: 0}}
  - {id: tn, name: 分档二, for: shop, tiers: {of: n, at_least: {1: 2}, below: 0}}
scores:
  - {id: s, name: 得分, for: shop, sum: {over: project, where: tn > 0, of: b}}
  - {id: q, name: 有无, for: shop, formula: "(1 if present(t) else 0) + if_absent(t, 5) + tn"}
"""


@pytest.mark.office
def test_whether_a_tier_is_there(tmp_path: Path) -> None:
    """甲: profit 3 and one project of 7; 乙: no profit, none. 1 + 2 + 2 and 0 + 5 + 0."""
    rows: dict[str, list[dict[str, object]]] = {
        "report": [{"unit": "甲", "period": "2024", "p": 3}, {"unit": "乙", "period": "2024", "p": None}],
        "project": [{"unit": "甲", "period": "2024", "b": 7}],
    }
    book = book_of(load_source(Source("shops.yaml", PRESENT)), rows, {})
    (cells,) = calculated_books([book], tmp_path)
    found = {(key[1], key[3]): value for key, _, value, _ in values(book, cells)}
    assert found == {("甲", "s"): 7, ("乙", "s"): 0, ("甲", "q"): 5, ("乙", "q"): 5}


NAMED = """
kaohe: 2
policy: projects
title: 虚构办法
units: {town: {name: 镇, period: year, members: [东镇, 西镇]}}
tables:
  projects:
    name: 项目
    records_of: [town, year]
    identity: [title]
    columns: [{type: name, names: {title: 项目名称}}, {measure: 亿元, min: 0, names: {amount: 投资}}]
scores:
  - {id: s, name: 得分, for: town, measure: 亿元, sum: {over: projects, of: amount}}
"""


@pytest.mark.office
def test_a_record_entered_twice(tmp_path: Path) -> None:
    """The same project of a town in another spelling counts for nothing; the same name in another town is another."""
    names = ("A路（东段）", "B路", "A路（东段）")
    rows = [
        {"unit": unit, "period": "2024", "title": name, "amount": 2}
        for unit, name in zip(("东镇", "东镇", "西镇"), names, strict=True)
    ]
    policy = load_source(Source("projects.yaml", NAMED))
    books = [book_of(policy, {"projects": rows}, {}) for _ in range(2)]
    title = next(column for column in _sheet(books[1], "项目").columns if column.heading == "项目名称")
    title.cells[FIRST + 1] = Entry("A路(东段) ")
    once, twice = calculated_books(books, tmp_path)
    assert _found(books[0], once) == {("东镇", "2024", "s"): 4, ("西镇", "2024", "s"): 2}
    assert _found(books[1], twice) == {("东镇", "2024", "s"): None, ("西镇", "2024", "s"): 2}
    assert ["与另一行重复" in _told(books[1], twice, "项目", row) for row in range(FIRST, FIRST + 3)] == [
        True,
        True,
        False,
    ]


@pytest.mark.office
def test_every_sheet_of_inputs_may_be_shuffled(tmp_path: Path) -> None:
    """Of a policy that says nearly everything, units from the data among it."""
    policy, chance = load_source(WIDE), random.Random(3)
    book = book_of(policy, random_rows(policy, chance, ["2022Q1", "2022Q2"], needed_tables(policy)), {})
    sheets = [sheet for sheet in book.sheets if sheet.kind == "inputs"]
    for sheet in sheets:
        inputs = [column for column in sheet.columns if column.role == "input"]
        rows = [(keys, [column.cells[row].value for column in inputs]) for row, keys in enumerate(sheet.rows, FIRST)]
        chance.shuffle(rows)
        sheet.rows = [keys for keys, _ in rows]
        for row, (_, entered) in enumerate(rows, FIRST):
            for column, value in zip(inputs, entered, strict=True):
                column.cells[row] = Entry(value)
    assert len(sheets) == 3
    assert wrong([book], tmp_path) == []
