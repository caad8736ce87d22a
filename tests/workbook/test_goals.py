"""Targets in the working paper: what the engine says of them, live."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from kaohe.analysis.scores_and_targets import appraise
from kaohe.report.working_paper import workbook
from kaohe.workbook.book import Book
from kaohe.workbook.published_results import ACTUAL, ATTAINED, STATE
from kaohe.workbook.sheets import FIRST, Entry

from tests import inner
from tests.workbook.recalculated import Cells, calculated_books, compiled_appraisal, value_at, wrong

ROOT = Path(__file__).parent.parent.parent


def _book(name: str) -> Book:
    return compiled_appraisal(appraise(inner.load(ROOT / "policies" / f"{name}.yaml"), ROOT / "examples" / name, {}))


def _figure(book: Book, cells: Cells, heading: str, target: str, year: str) -> object:
    (sheet,) = book.goals
    (column,) = (column for column in sheet.columns if column.heading == heading)
    (row,) = (row for row, key in enumerate(sheet.rows, FIRST) if (key[0], key[2]) == (target, year))
    return value_at(cells, sheet.name, column.number, row)


def _enter(book: Book, target: str, value: float | None, row: int) -> None:
    (column,) = (
        column
        for sheet in book.sheets
        if sheet.kind == "inputs"
        for column in sheet.columns
        if column.heading == target
    )
    column.cells[row] = Entry(value)


@pytest.mark.office
def test_every_policy_with_targets(tmp_path: Path) -> None:
    names = ("taojiang", "hengdong", "xiangtan_city", "xiangxiang_chains", "xiangtan_county")
    books = [_book(name) for name in names]
    for book in books:
        (sheet,) = book.goals
        assert book.paper.judged is not None
        assert len(sheet.rows) == len(book.paper.judged.rows)
        assert sheet.name in {check.results.name for check in book.checks}
    assert wrong(books, tmp_path) == []


@pytest.mark.office
def test_an_average_is_judged_by_its_product(tmp_path: Path) -> None:
    """8% and 10.0186…% are 9% a year exactly when 1.08 × 1.100093 is 1.09²; a blank year leaves no average."""
    growth = "制造业增加值年均增速"
    exact = (1.09**2 / 1.08 - 1) * 100
    books = [_book("taojiang") for _ in range(4)]
    for book, (first, second) in zip(
        books, ((8.0, exact), (8.0, exact - 1e-6), (8.0, None), (-150.0, 5.0)), strict=True
    ):
        _enter(book, growth, first, FIRST)
        _enter(book, growth, second, FIRST + 1)
    cells = calculated_books(books, tmp_path)
    said = [
        [_figure(book, found, heading, growth, "2023") for heading in (ATTAINED, STATE)]
        for book, found in zip(books, cells, strict=True)
    ]
    assert said[:3] == [["是", "已达到"], ["否", "未达到"], [None, "尚无结果"]]
    actual = [_figure(book, found, ACTUAL, growth, "2023") for book, found in zip(books, cells, strict=True)]
    assert actual[0] == pytest.approx(9, abs=1e-9)
    assert actual[2:] == [None, None]  # of what has shrunk below nothing there is no root either


def test_scores_without_a_table_of_targets(tmp_path: Path) -> None:
    """Whoever has only the scores' data gets their paper, and is told what is not in it."""
    for file in (ROOT / "examples" / "xiangxiang_chains").glob("*.csv"):
        if file.stem != "city":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    policy = inner.load(ROOT / "policies" / "xiangxiang_chains.yaml")
    paper = appraise(policy, tmp_path, {})
    assert paper.left_out == "全市目标" and compiled_appraisal(paper).goals == []


def test_the_first_page_lists_the_files_of_both_sides() -> None:
    policy = inner.load(ROOT / "policies" / "xiangxiang_chains.yaml")
    content = workbook(appraise(policy, ROOT / "examples" / "xiangxiang_chains", {}))
    front = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in front.iter_rows()]
    assert ["产业链季报", None, "chain.csv", None, 12] in rows
    assert ["全市目标", None, "city.csv", None, 3] in rows
    labels = {row[0]: row[1] for row in rows}
    assert labels["数据摘要"] != labels["目标数据摘要"]
    assert str(ROOT) not in str(rows)
