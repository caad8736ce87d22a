"""What an auditor enters and the engine would refuse yields no number: the row says why, and the others go on."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from kaohe.analysis.scores_and_targets import appraise
from kaohe.data.read_data import ReadOptions
from kaohe.workbook.book import Book
from kaohe.workbook.sheets import FIRST, Entry, Sheet, Stored
from kaohe.workbook.writer import written

from tests import inner
from tests.evaluate.adjusted import DECISIONS, rows, small
from tests.workbook.recalculated import (
    Cells,
    agrees,
    book_of,
    calculated_books,
    compiled_appraisal,
    errors,
    value_at,
    values,
)

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
BLANK = FIRST + 3
"""The first blank row of the example's decisions."""

FIRST_DECISION = (
    "东河镇",
    "2023Q1",
    "季度得分",
    -5.0,
    None,
    "3月发生一起较大生产安全事故",
    "2023-04-18",
    "某考〔2023〕3号",
)

Edit = Mapping[int, Mapping[str, Stored]]
"""By row, what is entered under which heading."""


def _decision(*cells: Stored) -> Mapping[str, Stored]:
    return dict(zip(("单位", "期间", "项目", "调整", "调整为", "理由", "日期", "文号"), cells, strict=True))


REFUSED: dict[str, tuple[Edit, str]] = {
    "both": ({FIRST: {"调整为": 80.0}}, "只填一个"),
    "neither": ({FIRST: {"调整": None}}, "只填一个"),
    "a text for a number": ({FIRST: {"调整": "-5分"}}, "“调整”填得不对"),
    "a new value beyond the bounds": ({FIRST: {"调整": None, "调整为": 120.0}}, "“调整为”超出范围"),
    "the same twice": ({BLANK: _decision(*FIRST_DECISION)}, "重复"),
    "the same twice, a space behind": (
        {BLANK: _decision(*FIRST_DECISION[:5], f"{FIRST_DECISION[5]} ", *FIRST_DECISION[6:])},
        "重复",
    ),
    "the same twice, its day typed": ({BLANK: _decision(*FIRST_DECISION[:6], 45034.0, FIRST_DECISION[7])}, "重复"),
    "the same twice, its day in words": (
        {BLANK: _decision(*FIRST_DECISION[:6], "2023年4月18日", FIRST_DECISION[7])},
        "重复",
    ),
    "a new value beside others": (
        {BLANK: _decision("东河镇", "2023Q1", "季度得分", None, 88.0, "核定", "2023-05-01", None)},
        "又有别的决定",
    ),
    "no score": ({FIRST: {"项目": None}}, "“项目”"),
    "an unknown score": ({FIRST: {"项目": "季度得分 "}}, "“项目”"),
    "no reason": ({FIRST: {"理由": None}}, "“理由”"),
    "a space for a reason": ({FIRST: {"理由": " "}}, "“理由”"),
    "a full-width space for a reason": ({FIRST: {"理由": "\u3000"}}, "“理由”"),
    "no date": ({FIRST: {"日期": None}}, "“日期”"),
    "no day": ({FIRST: {"日期": "2023年2月30日"}}, "“日期”"),
    "a time of day": ({FIRST: {"日期": "2023-04-18 10:00"}}, "“日期”"),
    "a month for a day": ({FIRST: {"日期": "2023-04"}}, "“日期”"),
}

LET_PASS: dict[str, tuple[Edit, float]] = {
    "another change": ({FIRST: {"调整": -6.0}}, 84.5),
    "a day typed": ({FIRST: {"日期": 45034.0}}, 85.5),
    "a day in words": ({FIRST: {"日期": "2023年4月8日"}}, 85.5),
    "no document": ({FIRST: {"文号": None}}, 85.5),
    "one more, alike in capitals and signs": (
        {BLANK: _decision(*FIRST_DECISION[:5], "3月*", *FIRST_DECISION[6:])},
        80.5,
    ),
    "a new value alone": (
        {FIRST: {"调整": None, "调整为": 100.0}, FIRST + 1: {"项目": "企业培育", "调整": 2.0}},
        100.0,
    ),
    "up to the bound": ({FIRST: {"调整": 9.5}}, 100.0),
    "a decision cleared": ({FIRST: _decision(*[None] * 8)}, 90.5),
}

BEYOND: dict[str, Edit] = {"far below": {FIRST: {"调整": -200.0}}, "above": {FIRST: {"调整": 30.0}}}


def _book(name: str = "leading_group") -> Book:
    return book_of(inner.load(EXAMPLES / name / f"{name}.yaml"), EXAMPLES / name, {})


def _sheet(book: Book, name: str) -> Sheet:
    return next(sheet for sheet in book.sheets if sheet.name == name)


def _enter(sheet: Sheet, edit: Edit) -> None:
    for row, cells in edit.items():
        for heading, value in cells.items():
            if heading not in sheet.keys:
                column = next(each for each in sheet.columns if (each.heading, each.role) == (heading, "input"))
                column.cells[row] = Entry(value)
                continue
            rows = [list(keys) for keys in sheet.rows]
            if row - FIRST == len(rows):
                rows.append([""] * len(sheet.keys))
                sheet.spare -= 1
            rows[row - FIRST][sheet.keys.index(heading)] = str(value or "")
            sheet.rows = [tuple(keys) for keys in rows]


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Edit], tuple[Book, Cells]]:
    """Every edit of the decisions, all calculated in one run."""
    edits = [*(edit for edit, _ in REFUSED.values()), *(edit for edit, _ in LET_PASS.values()), *BEYOND.values()]
    books = [_book() for _ in edits]
    for book, edit in zip(books, edits, strict=True):
        _enter(_sheet(book, "季度调整"), edit)
    cells = calculated_books(books, tmp_path_factory.mktemp("decisions"))
    return lambda edit: next((book, found) for own, book, found in zip(edits, books, cells, strict=True) if own is edit)


def _at(book: Book, cells: Cells, sheet: str, heading: str, row: int) -> object:
    (column,) = (column for column in _sheet(book, sheet).columns if column.heading == heading)
    return value_at(cells, sheet, column.number, row)


def _found(book: Book, cells: Cells) -> dict[tuple[str, str, str], object]:
    return {key[1:]: value for key, _, value, _ in values(book, cells)}


RESTS = [
    ("东河镇", "2023Q1", "points"),
    *((town, "2023Q1", "place") for town in ("东河镇", "西岭镇", "南坪乡", "北川乡")),
    ("东河镇", "2023", "year_points"),
    *((town, "2023", "year_place") for town in ("东河镇", "西岭镇", "南坪乡", "北川乡")),
]


def _others_kept(book: Book, cells: Cells) -> list[object]:
    wanted = {key[1:]: (value, exactly) for key, value, _, exactly in values(book, cells)}
    kept = {key: value for key, value in _found(book, cells).items() if key not in RESTS}
    return [
        (key, value)
        for key, value in kept.items()
        if key != ("东河镇", "2023Q1", "firm_score") and not agrees(wanted[key][0], value, wanted[key][1])
    ]


@pytest.mark.office
@pytest.mark.parametrize("name", REFUSED)
def test_a_decision_that_is_refused(name: str, calculated: Callable[[Edit], tuple[Book, Cells]]) -> None:
    edit, said = REFUSED[name]
    book, cells = calculated(edit)
    found = _found(book, cells)
    assert {found[key] for key in RESTS} == {None}
    assert _others_kept(book, cells) == []
    rows = [row for row in range(FIRST, BLANK + 1) if _at(book, cells, "季度调整", "有效", row) == -2]
    assert set(edit) <= set(rows)
    assert all(said in str(_at(book, cells, "季度调整", "差错", row)) for row in edit)
    assert list(errors(cells)) == []


@pytest.mark.office
@pytest.mark.parametrize("name", LET_PASS)
def test_a_decision_that_is_none_the_worse(name: str, calculated: Callable[[Edit], tuple[Book, Cells]]) -> None:
    edit, score = LET_PASS[name]
    book, cells = calculated(edit)
    assert _found(book, cells)["东河镇", "2023Q1", "points"] == pytest.approx(score, abs=1e-9)
    states = {_at(book, cells, "季度调整", "有效", row) for row in range(FIRST, BLANK + 1)}
    assert states <= {0, 1}
    assert {_at(book, cells, "季度调整", "差错", row) for row in range(FIRST, BLANK + 1)} == {None}


@pytest.mark.office
@pytest.mark.parametrize("name", BEYOND)
def test_a_score_beyond_its_bounds(name: str, calculated: Callable[[Edit], tuple[Book, Cells]]) -> None:
    book, cells = calculated(BEYOND[name])
    found = _found(book, cells)
    assert {found[key] for key in RESTS} == {None}
    assert found["东河镇", "2023Q1", "firm_score"] == 30
    assert _at(book, cells, "乡镇季度过程", "季度得分：调整后核对", FIRST) == "超出 0～100"
    assert _others_kept(book, cells) == []


def _cells_of_records(name: str) -> list[tuple[str, str]]:
    """Each table of records and each heading of an input of it that may not be blank."""
    return [
        (sheet.name, column.heading)
        for sheet in _book(name).sheets
        if sheet.kind == "records"
        for column in sheet.columns
        if column.spec is not None and column.spec.is_required
    ]


@pytest.mark.office
@pytest.mark.parametrize("value", [None, "约 3"])
def test_every_required_cell_of_a_record(value: Stored, tmp_path: Path) -> None:
    """Of any table: its unit and period have nothing of it then, whether or not a score reads that very cell."""
    places = _cells_of_records("class_ranking")
    books = []
    for name, heading in places:
        books.append(_book("class_ranking"))
        _enter(_sheet(books[-1], name), {FIRST: {heading: value}})
    for (name, heading), book, cells in zip(places, books, calculated_books(books, tmp_path), strict=True):
        column = next(each for each in _sheet(book, name).columns if each.heading == heading)
        assert column.spec is not None
        if value is not None and column.spec.type in ("text", "name"):
            continue
        unit, period = _sheet(book, name).rows[0][:2]
        assert _at(book, cells, name, "有效", FIRST) == -2
        emptied = {key[1] for key, wanted, found, _ in values(book, cells) if found is None and wanted is not None}
        assert unit in emptied, heading
        wanted = {key: value for key, value, _, _ in values(book, cells)}
        lost = [
            key
            for key, _, found, _ in values(book, cells)
            if found is None and wanted[key] is not None and key[1:3] != (unit, period) and key[3] == "award_score"
        ]
        assert lost == []


@pytest.mark.office
def test_whoever_asks_whether_a_score_is_there_does_not_pass_over_it(tmp_path: Path) -> None:
    """A place among those that have a total: one whose decision is wrong has not dropped out of the comparison."""
    book = book_of(small(), rows(*DECISIONS), {})
    _enter(_sheet(book, "领导小组调整"), {FIRST: {"理由": None}})
    (cells,) = calculated_books([book], tmp_path)
    found = _found(book, cells)
    unit = _sheet(book, "领导小组调整").rows[0][0]
    assert found[unit, "2023", "total"] is None
    assert {value for key, value in found.items() if key[2] == "place"} == {None}


def test_an_optional_blank_is_not_coloured_as_missing() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(written(_book())))
    coloured = {
        str(area.sqref).partition(":")[0][0]
        for area in workbook["季度调整"].conditional_formatting
        for rule in area.rules
        if rule.type == "containsBlanks"
    }
    headings = [cell.value for cell in workbook["季度调整"][FIRST - 1]]
    assert {headings[ord(letter) - ord("A")] for letter in coloured} == {"项目", "理由", "日期"}


def test_published_values_are_stored_rounded() -> None:
    """A reader that calculates nothing shows what is stored; a half is rounded from the exact value."""
    policy = inner.load(EXAMPLES / "leading_group" / "leading_group.yaml")
    figures = [
        {"unit": unit, "period": "2023Q1", "output": output, "firms": 0}
        for unit, output in (("东河镇", 9), ("西岭镇", 1), ("南坪乡", Fraction(8225, 1000)), ("北川乡", 5))
    ]
    book = book_of(policy, {"town": figures, "quarterly": [], "yearly": []}, {})
    (grid,) = (grid for grid in book.grids if grid.scores is not None and grid.frame.grain.period == "quarter")
    assert grid.scores is not None
    exact = {row: entry.value for row, entry in grid.scores.columns[0].cells.items()}
    shown = {row: entry.value for row, entry in _sheet(book, "乡镇季度公布").columns[0].cells.items()}
    assert 57.675 in exact.values() and 57.68 in shown.values()
    assert {value for value in shown.values() if isinstance(value, float)} == {60.0, 36.0, 57.68, 48.0}


@pytest.mark.office
def test_a_reason_that_is_still_to_come(tmp_path: Path) -> None:
    """Provisional data may lack it: the paper waits where the engine does, and goes on once it is filled in."""
    folder = tmp_path / "data"
    folder.mkdir()
    for file in (EXAMPLES / "leading_group").glob("*.csv"):
        text = file.read_text(encoding="utf-8").replace("3月发生一起较大生产安全事故", "")
        (folder / file.name).write_text(text, encoding="utf-8")
    policy = inner.load(EXAMPLES / "leading_group" / "leading_group.yaml")
    waiting, filled = (
        compiled_appraisal(appraise(policy, folder, {}, ReadOptions(provisional=True))) for _ in range(2)
    )
    _enter(_sheet(filled, "季度调整"), {FIRST: {"理由": "发生事故"}})
    as_it_came, later = calculated_books([waiting, filled], tmp_path)
    found = _found(waiting, as_it_came)
    assert found["东河镇", "2023Q1", "points"] is None and found["西岭镇", "2023Q3", "firm_score"] == 30
    known = [each for each in values(waiting, as_it_came) if each[2] is not None]
    assert [each for each in known if not agrees(*each[1:])] == []
    assert _found(filled, later)["东河镇", "2023Q1", "points"] == 85.5


@pytest.mark.office
def test_a_decision_on_nobody_says_so(tmp_path: Path) -> None:
    book = _book()
    _enter(_sheet(book, "季度调整"), {FIRST: {"单位": "东河 镇"}})
    (cells,) = calculated_books([book], tmp_path)
    assert _at(book, cells, "季度调整", "有效", FIRST) == -1
    assert "单位或期间认不出" in str(_at(book, cells, "季度调整", "差错", FIRST))
    assert _found(book, cells)["西岭镇", "2023Q1", "points"] is None
