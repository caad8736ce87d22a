"""An auditor changes inputs: results move; what is cleared yields no number anywhere."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from kaohe.diagnostics import Refused
from kaohe.evaluate.run import needed_tables
from kaohe.policy.model import Policy
from kaohe.workbook.book import Book
from kaohe.workbook.sheets import Entry, Sheet, SheetColumn

from tests import inner
from tests.policies.worked import cases, policy
from tests.workbook.generated import random_readings, random_rows
from tests.workbook.recalculated import Cells, agrees, book_of, calculated_books, values
from tests.workbook.wide import WIDE

CLASSES = Path(__file__).parent.parent.parent / "examples" / "class_ranking"


def _book(name: str) -> Book:
    if name == "class_ranking":
        return book_of(inner.load(CLASSES / "class_ranking.yaml"), CLASSES, {})
    (case,) = (case for case in cases(name) if case.name == "ordinary")
    return book_of(policy(name), case.folder, case.readings)


def _inputs(book: Book) -> list[tuple[Sheet, SheetColumn, int]]:
    """Every input cell that has a value."""
    return [
        (sheet, column, row)
        for sheet in book.sheets
        for column in sheet.columns
        if column.role == "input"
        for row, entry in column.cells.items()
        if entry.value is not None
    ]


def _kept_or_empty(book: Book, cells: Cells) -> list[str]:
    """Values that are neither what they were nor empty."""
    return [
        f"{' '.join(key)}: {wanted!r} is {found!r}"
        for key, wanted, found, exactly in values(book, cells)
        if found is not None and not agrees(wanted, found, exactly)
    ]


@pytest.mark.office
@pytest.mark.parametrize("name", ["class_ranking", "xiangxiang_chains", "xiangtan_county"])
def test_a_cleared_input_yields_no_number(name: str, tmp_path: Path) -> None:
    """Whatever rested on it is empty, and so is everything across the group; all else stays as it was."""
    chance = random.Random(name)
    count = len(_inputs(_book(name)))
    chosen = chance.sample(range(count), 4)
    books, columns = [], []
    for number in chosen:
        book = _book(name)
        sheet, column, row = _inputs(book)[number]
        column.cells[row] = Entry(" " if chance.random() < 0.3 else None)  # many clear a cell with a space
        books.append(book)
        columns.append((sheet.name, column.heading, row))
    for book, where, cells in zip(books, columns, calculated_books(books, tmp_path), strict=True):
        assert _kept_or_empty(book, cells) == [], where
        emptied = [key for key, wanted, found, _ in values(book, cells) if found is None and wanted is not None]
        assert emptied or where[1] in ("项目名称", "企业名称", "奖项", "原因"), where


@pytest.mark.office
@pytest.mark.parametrize("name", ["class_ranking", "xiangxiang_chains", "xiangtan_county"])
def test_an_input_that_is_an_error_or_of_another_kind_yields_no_number(name: str, tmp_path: Path) -> None:
    """#N/A, a division by zero, or words where a number belongs: what rests on it is no number either."""
    chance, books, inputs = random.Random(name), [], len(_inputs(_book(name)))
    strange = (Entry(0.0, "=NA()"), Entry(0.0, "=1/0"), Entry("约 3"), Entry("-"))
    for entry in strange:
        book = _book(name)
        _, column, row = _inputs(book)[chance.randrange(inputs)]
        column.cells[row] = entry
        books.append(book)
    for book, cells in zip(books, calculated_books(books, tmp_path), strict=True):
        numbers = [each for each in _kept_or_empty(book, cells) if not each.endswith(("#N/A'", "#DIV/0!'", "#VALUE!'"))]
        assert numbers == []


@pytest.mark.office
def test_a_record_of_nobody_empties_its_table(tmp_path: Path) -> None:
    """A unit's name that is mistyped would otherwise lower a sum without a word."""
    book = _book("class_ranking")
    (sheet,) = (sheet for sheet in book.sheets if sheet.kind == "records")
    sheet.rows = [("七（9）班", *sheet.rows[0][1:]), *sheet.rows[1:]]
    (cells,) = calculated_books([book], tmp_path)
    found = {key: value for key, _, value, _ in values(book, cells)}
    assert {value for key, value in found.items() if key[3] in ("award_score", "total", "rank", "red_flag")} == {None}
    assert None not in {value for key, value in found.items() if key[3] == "routine_score"}


@pytest.mark.office
@pytest.mark.parametrize("name", ["class_ranking", "xiangxiang_chains", "xiangtan_county", "wide"])
def test_other_data_in_the_same_sheets(name: str, tmp_path: Path) -> None:
    """Inputs typed over with those of another data set give the results of that one: nothing but inputs is fixed."""
    book, typed = _alike(_policy(name), random.Random(name))
    _type_over(book, typed, True)
    (cells,) = calculated_books([book], tmp_path)
    wanted = {key: value for key, value, _, _ in values(typed, cells)}
    found_ = [(key, wanted[key], value, exactly) for key, _, value, exactly in values(book, cells)]
    assert [each for each in found_ if not agrees(*each[1:])] == []


def _alike(policy: Policy, chance: random.Random) -> tuple[Book, Book]:
    """Two data sets at random, of which the second has room in the sheets of the first."""
    needed, readings, found = needed_tables(policy), random_readings(policy, chance), list[Book]()
    while True:
        try:
            book = book_of(policy, random_rows(policy, chance, ["2022Q1", "2022Q2"], needed), readings)
        except Refused:
            continue
        for other in found:
            if _type_over(other, book, False):
                return other, book
        found.append(book)


def _policy(name: str) -> Policy:
    if name == "class_ranking":
        return inner.load(CLASSES / "class_ranking.yaml")
    return inner.load_source(WIDE) if name == "wide" else policy(name)


def _type_over(one: Book, other: Book, write: bool) -> bool:
    """Writes the inputs of another book over those of one; says whether its records have rows enough, and all units."""
    others = {sheet.name: sheet for sheet in other.sheets}
    for sheet in one.sheets:
        if sheet.kind not in ("inputs", "records"):
            continue
        source = others[sheet.name]
        room = len(sheet.rows) + sheet.spare
        if (sheet.kind == "inputs" and list(sheet.rows) != list(source.rows)) or len(source.rows) > room:
            return False
        if not write:
            continue
        if sheet.kind == "records":
            sheet.rows, sheet.spare = list(source.rows), room - len(source.rows)
        for column, typed in zip(sheet.columns, source.columns, strict=False):
            if column.role == "input":
                column.cells = dict(typed.cells)
    return True
