"""What a sheet cannot calculate is the engine's value: marked, told at the front, and withheld when its inputs change.

Every form is forgotten in turn, as that of a word would be for which sheets have none.
"""

from __future__ import annotations

import io
import random
from pathlib import Path

import openpyxl
import pytest
from kaohe.language import tree
from kaohe.source_places import Source
from kaohe.workbook import compiler
from kaohe.workbook.book import Book
from kaohe.workbook.compilation import NoForm
from kaohe.workbook.sheets import CHANGED, FIRST, Entry, Sheet
from kaohe.workbook.writer import written

from tests import inner
from tests.workbook.excel import troubles
from tests.workbook.generated import random_rows
from tests.workbook.recalculated import book_of, calculated_books, value_at, values, wrong
from tests.workbook.wide import WIDE

WHY = "百分位数没有写成公式"  # any reason that has its words in English

TWO_VALUES = Source(
    "mods.yaml",
    """\
kaohe: 2
policy: mods
title: 虚构办法
units: {town: {name: 镇, period: quarter, members: [甲, 乙, 丙]}}
tables:
  figures: {name: 季报, key: [town, quarter], columns: [{names: {x: 产值, y: 另一项}}]}
  works: {name: 项目, records_of: [town, quarter], columns: [{names: {amount: 投资}}]}
scores:
  - {id: left, name: 余数, for: town, formula: "mod(x, 7)"}
  - {id: built, name: 项目分, for: town, sum: {over: works, of: "mod(amount, 4)"}}
  - {id: other, name: 另一分, for: town, formula: y * 2}
  - {id: total, name: 总分, for: town, formula: left + built}
  - {id: place, name: 名次, for: town, rank: {of: total, within: all, first: highest, ties: competition}}
""",
)
ROWS = {
    "figures": [{"unit": unit, "period": "2022Q1", "x": x, "y": 5} for unit, x in (("甲", 16), ("乙", 11), ("丙", 22))],
    "works": [{"unit": unit, "period": "2022Q1", "amount": 7} for unit in ("甲", "甲", "丙")],
}


def _without_mod(monkeypatch: pytest.MonkeyPatch) -> Book:
    with monkeypatch.context() as patch:
        patch.setitem(compiler._RULES, tree.Mod, NoForm(WHY))
        return book_of(inner.load_source(TWO_VALUES), ROWS, {})


def _sheet(book: Book, name: str) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.name == name)


def _enter(book: Book, sheet: str, heading: str, value: float) -> None:
    column = next(each for each in _sheet(book, sheet).columns if (each.heading, each.role) == (heading, "input"))
    column.cells[FIRST] = Entry(value)


def test_the_cell_and_the_first_page_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    content = written(_without_mod(monkeypatch))
    assert troubles(content) == []
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    said = [str(cell.value) for row in workbook["说明"].iter_rows() for cell in row if WHY in str(cell.value)]
    assert len(said) == 2 and "余数" in said[0] and "“季报原值”" in said[0] and "“项目原值”" in said[1]
    steps = workbook["镇季度过程"]
    (heading,) = (cell for cell in steps[FIRST - 2] if cell.value == "引擎值，不重算")
    values_ = [steps.cell(row, heading.column) for row in range(FIRST, FIRST + 3)]
    assert [cell.value for cell in values_] == [2, 4, 1]
    assert {cell.fill.fgColor.rgb for cell in values_} == {"FFFFD9A0"}
    assert steps.cell(FIRST - 1, heading.column).comment is not None
    assert str(workbook["季报原值"][CHANGED].value).startswith("=")


@pytest.mark.office
def test_values_whose_inputs_were_changed_are_withheld(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    books = [_without_mod(monkeypatch) for _ in range(4)]
    _enter(books[1], "季报", "产值", 17.0)
    _enter(books[2], "项目", "投资", 8.0)
    _enter(books[3], "季报", "产值", 16.0)
    found = []
    for book, cells in zip(books, calculated_books(books, tmp_path), strict=True):
        found.append({key[1:4:2]: value for key, _, value, _ in values(book, cells)})
        changed = 0 if book in (books[0], books[3]) else 1
        assert sum(int(value_at(cells, each.name, 0, 2) or 0) for each in book.originals) == changed
    whole = {"甲": (2, 6, 10, 8, 1), "乙": (4, 0, 10, 4, 2), "丙": (1, 3, 10, 4, 2)}
    ids = ("left", "built", "other", "total", "place")
    assert (
        found[0] == found[3] == {(unit, id_): x for unit, row in whole.items() for id_, x in zip(ids, row, strict=True)}
    )
    withheld = [{key for key, value in each.items() if value is None} for each in found]
    everybody = {"甲", "乙", "丙"}
    assert withheld[1] == {(unit, id_) for unit in everybody for id_ in ("left", "total", "place")}
    with_works = {(unit, id_) for unit in ("甲", "丙") for id_ in ("built", "total")}
    assert withheld[2] == with_works | {(unit, "place") for unit in everybody}
    for each, gone in zip(found, withheld, strict=True):
        assert all(value == found[0][key] for key, value in each.items() if key not in gone)


@pytest.mark.office
def test_every_form_is_forgotten_in_turn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The paper of nearly everything still gives what the engine gives, and Excel takes it."""
    policy = inner.load_source(WIDE)
    rows = random_rows(policy, random.Random(3), ["2022Q1", "2022Q2"], [*policy.tables])
    books = []
    for node in (tree.FoldUnits, tree.Rank, tree.FoldRows, tree.Column, tree.Ref):
        with monkeypatch.context() as patch:
            patch.setitem(compiler._RULES, node, NoForm(WHY))
            books.append(book_of(policy, rows, {}))
        assert WHY in "".join(books[-1].notes), node
        assert troubles(written(books[-1])) == []
    assert wrong(books, tmp_path) == []


@pytest.mark.office
def test_formulas_that_are_too_long_are_engine_values(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    policy = inner.load_source(WIDE)
    rows = random_rows(policy, random.Random(3), ["2022Q1", "2022Q2"], [*policy.tables])
    with monkeypatch.context() as patch:
        patch.setattr(compiler, "LONGEST", 200)
        book = book_of(policy, rows, {})
    assert any("公式太长" in note for note in book.notes)
    assert wrong([book], tmp_path) == []
