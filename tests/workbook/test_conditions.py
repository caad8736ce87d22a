"""What must hold of every row is asked beside the inputs, and counted on the first page."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.source_places import Source
from kaohe.workbook.must_hold import BROKEN, HOLDS
from kaohe.workbook.sheets import FIRST, Entry

from tests import inner
from tests.policies.worked import cases, policy
from tests.workbook.recalculated import Cells, book_of, calculated_books, value_at, values


def _count(cells: Cells, front: str, said: str) -> object:
    """The number behind a line of the first page."""
    (row,) = (row for row in cells[front] if said in str(row[1]))
    return row[3]


@pytest.mark.office
def test_a_change_that_breaks_a_condition_is_shown(tmp_path: Path) -> None:
    (case,) = (case for case in cases("xiangxiang_chains") if case.name == "ordinary")
    books = [book_of(policy(case.policy), case.folder, {}) for _ in range(3)]
    sheet, shown = books[0].watched[0]
    assert {entry.value for entry in shown.cells.values()} == {HOLDS}
    for book, value in zip(books[1:], (7.0, None), strict=True):
        (column,) = (each for each in book.watched[0][0].columns if each.spec and each.spec.id == "stale_tools")
        column.cells[FIRST] = Entry(value)
    held, changed, cleared = calculated_books(books, tmp_path)
    assert value_at(held, sheet.name, shown.number, FIRST) == HOLDS
    assert value_at(changed, sheet.name, shown.number, FIRST) == BROKEN
    assert value_at(cleared, sheet.name, shown.number, FIRST) is None
    assert [_count(cells, books[0].front, "不符合") for cells in (held, changed, cleared)] == [0, 1, 0]


ON_SCORES = Source(
    "held.yaml",
    """\
kaohe: 2
policy: held
title: 虚构办法
units: {town: {name: 镇, period: quarter, members: [甲镇, 乙镇]}}
tables:
  figures:
    name: 季报
    key: [town, quarter]
    columns: [{names: {x: 产值}}]
    must_hold: [total <= 100, built <= 20]
  works: {name: 项目, records_of: [town, quarter], columns: [{names: {amount: 投资}}]}
  others: {name: 另表, key: [town, quarter], columns: [{names: {y: 另一项}}]}
scores:
  - {id: built, name: 项目分, for: town, sum: {over: works, of: amount}}
  - {id: other, name: 另一分, for: town, formula: y}
  - {id: total, name: 总分, for: town, formula: x + built}
  - {id: place, name: 名次, for: town, rank: {of: total, within: all, first: highest, ties: competition}}
""",
)


@pytest.mark.office
def test_a_condition_on_scores_withholds_what_the_engine_refuses(tmp_path: Path) -> None:
    """A row that breaks it refuses the whole run; here all that it names or that rests on its table is blank."""
    rows = {
        "figures": [{"unit": "甲镇", "period": "2022Q1", "x": 80}, {"unit": "乙镇", "period": "2022Q1", "x": 70}],
        "works": [{"unit": "甲镇", "period": "2022Q1", "amount": 15}],
        "others": [{"unit": unit, "period": "2022Q1", "y": 3} for unit in ("甲镇", "乙镇")],
    }
    books = [book_of(inner.load_source(ON_SCORES), rows, {}) for _ in range(3)]
    for book, (name, heading, value) in zip(books[1:], (("季报", "产值", 86.0), ("项目", "投资", 20.5)), strict=True):
        sheet = next(each for each in book.sheets if each.name == name)
        column = next(each for each in sheet.columns if (each.heading, each.role) == (heading, "input"))
        column.cells[FIRST] = Entry(value)
    held, *broken = calculated_books(books, tmp_path)
    found = {(key[1], key[3]): value for key, _, value, _ in values(books[0], held)}
    assert found == {
        **{("甲镇", id_): value for id_, value in (("built", 15), ("other", 3), ("total", 95), ("place", 1))},
        **{("乙镇", id_): value for id_, value in (("built", 0), ("other", 3), ("total", 70), ("place", 2))},
    }
    counted = [_count(cells, books[0].front, "总分 <= 100") for cells in (held, *broken)]
    assert counted == [0, 1, 1]
    assert [_count(cells, books[0].front, "项目分 <= 20") for cells in (held, *broken)] == [0, 0, 1]
    for book, cells in zip(books[1:], broken, strict=True):
        left = {(key[1], key[3]) for key, _, value, _ in values(book, cells) if value is not None}
        assert left == {("甲镇", "other"), ("乙镇", "other")}
