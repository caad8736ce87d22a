"""The working paper of adjusted scores: decisions stand in columns of their own, and an auditor can change them."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.workbook.book import Book
from kaohe.workbook.sheets import FIRST, Entry, Sheet

from tests import inner
from tests.evaluate.adjusted import DECISIONS, rows, small
from tests.workbook.recalculated import book_of, calculated_books, values, wrong

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "leading_group"


def _book() -> Book:
    return book_of(small(), rows(*DECISIONS), {})


def _sheet(book: Book, name: str) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.name == name)


def _clear(sheet: Sheet, row: int) -> None:
    """The whole row: one that names a score and says nothing of it is refused."""
    for column in sheet.columns:
        if column.role == "input":
            column.cells[row] = Entry(None)
    sheet.rows = [("", "") if number == row else keys for number, keys in enumerate(sheet.rows, FIRST)]


def test_columns_with_names_and_clauses() -> None:
    steps = _sheet(_book(), "乡镇年度过程")
    headed = {column.heading: column.above[0] for column in steps.columns}
    assert headed["总分（调整前）"] == "二"
    assert headed["总分：调整"] == headed["总分：调整为"] == "五"


@pytest.mark.office
def test_a_sheet_calculates_what_the_engine_does(tmp_path: Path) -> None:
    example = book_of(inner.load(EXAMPLE / "leading_group.yaml"), EXAMPLE, {})
    assert wrong([_book(), example], tmp_path) == []


@pytest.mark.office
def test_an_auditor_changes_a_decision_and_the_rank_moves(tmp_path: Path) -> None:
    more, cleared = _book(), _book()
    for book, value in ((more, 4.5), (cleared, None)):
        sheet = _sheet(book, "领导小组调整")
        (change,) = (column for column in sheet.columns if column.heading == "调整" and column.role == "input")
        first = min(row for row, entry in change.cells.items() if entry.value == -3.0)
        if value is None:
            _clear(sheet, first)
        else:
            change.cells[first] = Entry(value)
    for book, total, place in zip((more, cleared), (91.5, 87.0), (1, 1), strict=True):
        folder = tmp_path / str(total)
        folder.mkdir()
        (cells,) = calculated_books([book], folder)
        found = {key[1::2]: value for key, _, value, _ in values(book, cells)}
        assert found["乙镇", "total"] == total
        assert found["乙镇", "place"] == place
