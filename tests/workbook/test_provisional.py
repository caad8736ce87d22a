"""Data of which some has not been sent: what needs it is empty, all else is as the engine says, and it can be added."""

from __future__ import annotations

import io
import random
from pathlib import Path

import openpyxl
import pytest
from kaohe.analysis.scores_and_targets import appraise
from kaohe.data.read_data import ReadOptions
from kaohe.diagnostics import Refused
from kaohe.evaluate.run import needed_tables
from kaohe.policy.model import Policy
from kaohe.workbook.book import Book
from kaohe.workbook.labels import NOT_SENT_WORD
from kaohe.workbook.writer import written

from tests import inner
from tests.policies.worked import policy
from tests.workbook.generated import random_readings, random_rows
from tests.workbook.partly_sent import send_some
from tests.workbook.recalculated import (
    agrees,
    book_of,
    calculate,
    calculated_books,
    compiled_appraisal,
    spoil,
    values,
    wrong,
)
from tests.workbook.wide import WIDE

EXAMPLES = Path(__file__).parent.parent.parent / "examples"


def _books(chosen: Policy, count: int, folder: Path) -> list[Book]:
    chance, found, tried = random.Random(7), list[Book](), 0
    while len(found) < count:
        rows = random_rows(chosen, chance, ["2022Q1", "2022Q2"], needed_tables(chosen))
        tried += 1
        send_some(chosen, rows, folder / f"data{tried}", chance)
        try:
            paper = appraise(
                chosen, folder / f"data{tried}", random_readings(chosen, chance), ReadOptions(provisional=True)
            )
        except Refused:
            continue
        found.append(compiled_appraisal(paper))
    return found


@pytest.mark.office
@pytest.mark.parametrize("name", ["xiangxiang_chains", "xiangtan_county"])
def test_what_has_been_sent_is_calculated_as_the_engine_does(name: str, tmp_path: Path) -> None:
    assert wrong(_books(policy(name), 4, tmp_path), tmp_path) == []


@pytest.mark.office
def test_no_value_rests_on_what_has_not_been_sent(tmp_path: Path) -> None:
    """The paper may be emptier than the engine (a branch that nobody takes counts here), and never the other way."""
    books = _books(inner.load_source(WIDE), 4, tmp_path)
    for book, cells in zip(books, calculated_books(books, tmp_path), strict=True):
        assert [
            key
            for key, wanted, found, exactly in values(book, cells)
            if found is not None and not agrees(wanted, found, exactly)
        ] == []


def _without(name: str, table: str, folder: Path) -> Policy:
    """An example of which one table is missing."""
    folder.mkdir()
    for file in (EXAMPLES / name).glob("*.csv"):
        if file.stem != table:
            (folder / file.name).write_bytes(file.read_bytes())
    return policy(name)


@pytest.mark.office
def test_records_that_come_later(tmp_path: Path) -> None:
    """Cleared without a row, the word says that there were none."""
    chosen = _without("xiangxiang_chains", "platform", tmp_path / "data")
    content = written(compiled_appraisal(appraise(chosen, tmp_path / "data", {}, ReadOptions(provisional=True))))
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert workbook["平台"]["A2"].value == NOT_SENT_WORD
    assert any("平台" in str(cell.value) for row in workbook.worksheets[0].iter_rows() for cell in row[1:2])
    workbook["平台"]["A2"] = None
    workbook.save(tmp_path / "cleared.xlsx")
    (tmp_path / "data" / "platform.csv").write_text("单位,期间,平台名称,级别\n", encoding="utf-8")
    empty = book_of(chosen, tmp_path / "data", {})
    (cells,) = calculate([tmp_path / "cleared.xlsx"], tmp_path)
    found = list(values(empty, cells))
    assert found and [each for each in found if not agrees(*each[1:])] == []


@pytest.mark.office
def test_records_that_have_not_come(tmp_path: Path) -> None:
    chosen = _without("xiangxiang_chains", "platform", tmp_path / "data")
    book = compiled_appraisal(appraise(chosen, tmp_path / "data", {}, ReadOptions(provisional=True)))
    spoil(book)
    (cells,) = calculated_books([book], tmp_path)
    found = {key: value for key, _, value, _ in values(book, cells)}
    for score in ("platforms_score", "cultivation", "total", "rank"):
        assert {value for key, value in found.items() if key[3] == score} == {None}
    assert None not in {value for key, value in found.items() if key[3] in ("effectiveness", "groundwork")}
