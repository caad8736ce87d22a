"""Figures over units and records of which none takes part, and of units that are in no group."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from kaohe.source_places import Source
from kaohe.workbook.book import Book
from kaohe.workbook.sheets import Entry

from tests import inner
from tests.workbook.recalculated import book_of, calculated_books, differences, values, wrong

OPERATORS = ("sum", "highest", "lowest", "mean", "median")
WITHIN = {"all": "", "group": "within: group, ", "district": "within: district, "}
IF_NONE = {"bare": "", "plain": ", if_none: 7", "formula": ', if_none: "a / 10"', "lacking": ", if_none: gap"}


def _entries() -> str:
    """Each operator within each, with each thing that may hold of nobody, and a sum that rests on it."""
    found = []
    for op, (name, within), (none, if_none) in product(OPERATORS, WITHIN.items(), IF_NONE.items()):
        id_ = f"{op}_{name}_{none}"
        rule = f"{op}: {{over: unit, {within}where: joins, of: a{if_none}}}"
        found.append(f"{{id: {id_}, name: {id_}, for: town, {rule}}}")
        found.append(f"{{id: on_{id_}, name: on_{id_}, for: town, formula: {id_} + 1}}")
    for name, within in WITHIN.items():
        found.append(
            f"{{id: count_{name}, name: count_{name}, for: town, count: {{over: unit, {within}where: joins}}}}"
        )
    for op in ("sum", "highest", "mean"):
        for none, if_none in IF_NONE.items():
            rule = f"{op}: {{over: works, where: listed, of: amount{if_none}}}"
            found.append(f"{{id: rows_{op}_{none}, name: rows_{op}_{none}, for: town, {rule}}}")
    return "\n".join(f"  - {each}" for each in found)


NOBODY = Source(
    "nobody.yaml",
    f"""\
kaohe: 2
policy: nobody
title: 虚构办法
units:
  town:
    name: 镇
    period: year
    groups: {{one: {{name: 甲类, members: [甲镇, 乙镇]}}, two: {{name: 乙类, members: [丙镇, 丁镇]}}}}
tables:
  figures:
    name: 年报
    key: [town, year]
    columns:
      - {{names: {{a: 产值}}}}
      - {{names: {{gap: 缺项}}, optional: yes}}
      - {{type: yes/no, names: {{joins: 参加}}}}
      - {{type: text, names: {{district: 片区}}, optional: yes}}
  works:
    name: 项目
    records_of: [town, year]
    columns: [{{names: {{amount: 投资}}}}, {{type: yes/no, names: {{listed: 入库}}}}]
values:
  - {{id: place, name: 名次, for: town, rank: {{of: a, within: all, where: joins, ties: competition}}}}
  - {{id: level, name: 同名次, for: town, count: {{over: unit, within: place}}}}
  - {{id: level_here, name: 组内同名次, for: town, count: {{over: unit, within: [group, place]}}}}
scores:
  - {{id: leads, name: 领先, for: town, formula: "if_absent(place + level + level_here <= 3, no)"}}
  - {{id: levels, name: 同名次家数, for: town, formula: level}}
{_entries()}
""",
)
TOWNS = {"甲镇": (60, 3, "东"), "乙镇": (90, None, "东"), "丙镇": (50, 4, "西"), "丁镇": (40, None, None)}


def _rows(*taking_part: str) -> dict[str, list[dict[str, Any]]]:
    """Two years; in the first nobody takes part, nor has anybody a work that counts."""
    figures = [
        {"unit": unit, "period": year, "a": a, "gap": gap, "joins": year == "2024" and unit in taking_part}
        | ({} if district is None else {"district": district})
        for year in ("2023", "2024")
        for unit, (a, gap, district) in TOWNS.items()
    ]
    works = [{"unit": "甲镇", "period": "2024", "amount": 5, "listed": True}]
    works.append({"unit": "丙镇", "period": "2023", "amount": 6, "listed": False})
    return {"figures": figures, "works": works}


def _book(*taking_part: str) -> Book:
    return book_of(inner.load_source(NOBODY), _rows(*taking_part), {})


def _value(book: Book, unit: str, year: str, id_: str) -> object:
    assert book.paper.scored is not None
    (found,) = (
        result.values[id_]
        for result in book.paper.scored.results.results
        if (result.unit, str(result.period)) == (unit, year)
    )
    return found


@pytest.mark.office
def test_every_figure_of_nobody_is_what_the_engine_says(tmp_path: Path) -> None:
    assert wrong([_book("甲镇", "乙镇"), _book("丙镇"), _book()], tmp_path) == []


@pytest.mark.office
def test_figures_follow_whoever_takes_part(tmp_path: Path) -> None:
    """Made for two, and then others are entered: what a sheet then says is what the engine says of these."""
    book, other = _book("甲镇", "乙镇"), _book("丙镇")
    (column,) = (
        column
        for sheet in book.sheets
        if sheet.kind == "inputs"
        for column in sheet.columns
        if column.spec and column.spec.id == "joins"
    )
    for row, entry in column.cells.items():
        key = next(grid.key(at) for grid in book.grids for at in range(len(grid.frame)) if grid.row(at) == row)
        column.cells[row] = Entry("是" if key[0] == "丙镇" and str(key[1]) == "2024" else "否", entry.formula)
    (cells,) = calculated_books([book], tmp_path)
    assert list(differences(other, cells)) == []
    found = {key[1:]: value for key, _, value, _ in values(other, cells)}
    assert found["甲镇", "2024", "sum_group_bare"] == 0 and found["丙镇", "2024", "sum_group_bare"] == 50
    assert found["甲镇", "2024", "mean_district_plain"] == 7 and found["丁镇", "2024", "mean_district_plain"] is None


def _formulas(book: Book, id_: str) -> list[str]:
    """The formulas of a score's column, row by row."""
    columns = (column for grid in book.grids if grid.scores is not None for column in grid.scores.columns)
    (shown,) = (column for column in columns if column.definition and column.definition.id == id_)
    return [entry.formula or "" for entry in shown.cells.values()]


@pytest.mark.parametrize("op", OPERATORS)
def test_what_the_formula_of_each_operator_says_of_nobody(op: str) -> None:
    """By hand: 丙 and 丁 are in a group of which nobody takes part, and 丁 is in no district."""
    book = _book("甲镇", "乙镇")
    none = Fraction(0) if op == "sum" else None
    for unit, year in (("丙镇", "2024"), ("丁镇", "2024"), ("甲镇", "2023")):
        said = [_value(book, unit, year, f"{op}_group_{each}") for each in IF_NONE]
        assert said == [none, 7, Fraction(TOWNS[unit][0], 10), TOWNS[unit][1]]
    assert [_value(book, "丁镇", "2024", f"{op}_district_{each}") for each in IF_NONE] == [None] * 4
    for formula in _formulas(book, f"{op}_all_plain"):
        assert re.search(r",IF\(SUMPRODUCT\([^()]*\([^()]*=1\)\*1\)=0,7,[A-Z]+\(", formula)
    for formula in _formulas(book, f"{op}_all_bare"):
        assert bool(re.search(r"\*1\)=0", formula)) == (op != "sum")


def test_how_many_are_level_is_not_known_of_who_has_no_place() -> None:
    """So a formula that names it is blank there, and one that asks for it is not."""
    book = _book("甲镇", "乙镇")
    found = {unit: [_value(book, unit, "2024", id_) for id_ in ("levels", "leads")] for unit in TOWNS}
    assert found == {"甲镇": [1, False], "乙镇": [1, True], "丙镇": [None, False], "丁镇": [None, False]}
    level = book.paper.scored and inner.load_source(NOBODY).value_types["town", "level"]
    assert level and level.absent
