"""Rows that may be missing (`some`): the paper says nothing of these, and takes no blank cell for one of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from kaohe.policy.load import load_source
from kaohe.source_places import Source
from kaohe.workbook.book import Book
from kaohe.workbook.sheets import FIRST, Entry

from tests.workbook.recalculated import book_of, calculated_books, values, wrong

POLICY = """
kaohe: 2
policy: towns
title: 虚构办法
lists: {slot: {name: 时段, members: {a: 早, b: 晚}}}
units: {town: {name: 镇, period: year, members: [东镇, 西镇, 南镇]}}
tables:
  figures: {name: 年报, key: [town, year], columns: [{names: {x: 数}}]}
  plan:
    name: 计划
    key: [town, year]
    some: [town]
    columns: [{names: {due: 任务, spare: 备用}}, {measure: "%", default: 20%, names: {share: 份额}}]
  slots: {name: 时段表, key: [town, year, slot], some: [slot], columns: [{names: {level: 浓度, wind: 风速}}]}
scores:
  - {id: done, name: 完成, for: town, formula: "if_absent(due, 1) + x"}
  - {id: part, name: 份, for: town, formula: share * 10}
  - {id: seen, name: 测, for: town, each: slot, formula: "if_absent(level + wind, -1)"}
"""
ROWS: Mapping[str, list[dict[str, object]]] = {
    "figures": [{"unit": town, "period": "2023", "x": 1} for town in ("东镇", "西镇", "南镇")],
    "plan": [
        {"unit": "东镇", "period": "2023", "due": 3, "spare": 4},
        {"unit": "西镇", "period": "2023", "due": 3, "spare": 4, "share": 50},
    ],
    "slots": [
        {"unit": "东镇", "period": "2023", "slot": "a", "level": 5, "wind": 1},
        {"unit": "西镇", "period": "2023", "slot": "b", "level": 5, "wind": 1},
        {"unit": "南镇", "period": "2023", "slot": "a", "level": 5, "wind": 1},
    ],
}


def _book(**cleared: tuple[str, int]) -> Book:
    """The paper with one cell cleared: sheet=(heading, row)."""
    book = book_of(load_source(Source("towns.yaml", POLICY)), ROWS, {})
    for name, (heading, row) in cleared.items():
        sheet = next(sheet for sheet in book.sheets if sheet.name == name)
        column = next(column for column in sheet.columns if column.heading == heading)
        column.cells[row] = Entry(None)
    return book


@pytest.mark.office
def test_rows_that_are_missing_say_nothing(tmp_path: Path) -> None:
    assert wrong([_book()], tmp_path) == []


@pytest.mark.office
def test_a_cell_that_is_cleared_is_no_missing_row(tmp_path: Path) -> None:
    books = [
        _book(),
        _book(计划=("任务", FIRST)),
        _book(时段表=("浓度（早）", FIRST)),
        _book(时段表=("风速（早）", FIRST)),
    ]
    found = []
    for book, cells in zip(books, calculated_books(books, tmp_path), strict=True):
        found.append({key[1:2] + key[3:]: value for key, _, value, _ in values(book, cells)})
    first = {"done": 4, "part": 2, "seen[a]": 6, "seen[b]": -1}
    assert [{id_: found[at]["东镇", id_] for id_ in first} for at in range(4)] == [
        first,
        first | {"done": None},
        first | {"seen[a]": None},
        first | {"seen[a]": None},
    ]
    assert found[0]["南镇", "done"] == 2 and found[0]["南镇", "part"] == 2 and found[0]["西镇", "part"] == 5
