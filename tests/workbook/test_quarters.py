"""A quarter that nobody has sent yet can be typed in later: the year has its values then, and not before."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from kaohe.diagnostics import Refused
from kaohe.evaluate.run import needed_tables
from kaohe.policy.model import Policy
from kaohe.workbook.book import Book

from tests import inner
from tests.policies.worked import policy
from tests.workbook.generated import Rows, random_readings, random_rows
from tests.workbook.recalculated import (
    Cells,
    agrees,
    book_of,
    calculated_books,
    errors,
    value_at,
    wrong,
)
from tests.workbook.test_changed import _type_over
from tests.workbook.wide import WIDE

YEAR = ["2022Q1", "2022Q2", "2022Q3", "2022Q4"]


def _policy(name: str) -> Policy:
    return inner.load_source(WIDE) if name == "wide" else policy(name)


def _whole_year(policy: Policy, readings: Mapping[str, str], chance: random.Random) -> tuple[Rows, Book]:
    while True:
        rows = random_rows(policy, chance, YEAR, needed_tables(policy))
        try:
            return rows, book_of(policy, rows, readings)
        except Refused:
            continue


def _first(rows: Rows, quarters: int) -> Rows:
    kept = {"2022", *YEAR[:quarters]}
    return {table: [row for row in listed if row["period"] in kept] for table, listed in rows.items()}


def _unlike(book: Book, full: Book, cells: Cells) -> list[str]:
    """Values that are not those of the whole year."""
    found = []
    for grid, whole in zip(book.grids, full.grids, strict=True):
        if grid.scores is None or whole.scores is None:
            continue
        for column, other in zip(grid.scores.columns, whole.scores.columns, strict=True):
            for position in whole.order:
                place = grid.find(whole.key(position))
                assert place is not None and column.definition is not None
                wanted = other.cells[whole.row(position)].value
                value = value_at(cells, grid.scores.name, column.number, grid.row(place))
                same = agrees(None if wanted == "" else wanted, value, False)
                near = isinstance(value, float | int) and isinstance(wanted, float) and abs(value - wanted) < 1e-7
                if not same and not near:
                    found.append(f"{column.definition.id} {whole.key(position)}: {wanted!r} is {value!r}")
    return found


@pytest.mark.office
@pytest.mark.parametrize("name", ["xiangtan_county", "wide"])
def test_a_quarter_that_comes_later_is_typed_in(name: str, tmp_path: Path) -> None:
    policy, chance = _policy(name), random.Random(5)
    readings = random_readings(policy, chance)
    has_room = False
    while not has_room:  # later quarters may have many more records than the first ones
        rows, full = _whole_year(policy, readings, chance)
        books = [book_of(policy, _first(rows, quarters), readings) for quarters in (3, 2, 3)]
        has_room = all(_type_over(book, full, False) for book in books[:2])
    assert all("2022Q4" in note for book in books for note in book.notes[:1])
    for book in books[:2]:
        _type_over(book, full, True)
    later, much_later, untouched = calculated_books(books, tmp_path)
    assert _unlike(books[0], full, later) == []
    assert _unlike(books[1], full, much_later) == []
    found = [
        value_at(untouched, grid.scores.name, column.number, grid.row(position))
        for grid in books[2].grids
        if grid.scores is not None
        for column in grid.scores.columns
        for position in grid.order
        if grid.is_missing(position)
    ]
    assert found and set(found) == {None}
    assert list(errors(untouched)) == []


@pytest.mark.office
def test_blank_quarters_change_nothing(tmp_path: Path) -> None:
    policy, chance = _policy("wide"), random.Random(6)
    rows, _ = _whole_year(policy, {}, chance)
    assert wrong([book_of(policy, _first(rows, 1), {})], tmp_path) == []


def test_no_rows_where_no_year_is_put_together() -> None:
    chosen = policy("xiangxiang_chains")
    rows = random_rows(chosen, random.Random(1), ["2022Q1"], needed_tables(chosen))
    for row in rows["chain"]:
        row["missing_tools"] = row["stale_tools"] = 0
    book = book_of(chosen, rows, {})
    assert not any(grid.missing for grid in book.grids)
    assert book.notes == []
