"""What must hold of every row is asked beside the inputs, and counted on the first page."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.workbook.must_hold import BROKEN, HOLDS
from kaohe.workbook.sheets import FIRST, Entry

from tests.policies.worked import cases, policy
from tests.workbook.recalculated import Cells, book_of, calculated_books, value_at


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
