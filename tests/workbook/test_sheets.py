"""What a working paper holds before anybody calculates it: names, stored values, texts, what it refuses."""

from __future__ import annotations

import io
import random
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.analysis.scores_and_targets import appraise
from kaohe.data.read_data import ReadOptions
from kaohe.diagnostics import Refused
from kaohe.report.working_paper import workbook
from kaohe.source_places import Source
from kaohe.workbook.book import stored
from kaohe.workbook.code import letters, literal, text_literal
from kaohe.workbook.sheets import Sheet, SheetNames
from kaohe.workbook.writer import written

from tests import inner
from tests.policies.worked import cases, policy
from tests.workbook.generated import random_rows
from tests.workbook.recalculated import book_of
from tests.workbook.wide import WIDE


def test_names_of_sheets_are_legal_and_distinct() -> None:
    names = SheetNames()
    found = [names.claim(wanted) for wanted in ("a/b", "A:B", "History", "'x'", "", "长" * 40, "长" * 40, "𠀀" * 20)]
    assert len({name.casefold() for name in found}) == len(found)
    assert all(0 < len(name.encode("utf-16-le")) // 2 <= 31 and not set(name) & set("[]:*?/\\") for name in found)
    assert "history" not in {name.casefold() for name in found}
    assert not any(name.startswith("'") or name.endswith("'") for name in found)


def test_letters_of_columns() -> None:
    assert [letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("value", "text"),
    [("1/8", "0.125"), ("-3", "(-3)"), ("1/3", "(1/3)"), ("-1/3", "(-1/3)"), ("0", "0"), ("100000000", "100000000")],
)
def test_numbers_in_formulas(value: str, text: str) -> None:
    assert literal(Fraction(value)) == text


def test_texts_in_formulas() -> None:
    assert text_literal('a"b') == '"a""b"'
    assert text_literal("x" * 300).count("&") == 2


def _wide_book() -> tuple[bytes, list[Sheet]]:
    loaded = inner.load_source(WIDE)
    rows = random_rows(loaded, random.Random(3), ["2022Q1"], [*loaded.tables])
    for row in rows["enrolment"]:
        row["stage"] = "primary"
    book = book_of(loaded, rows, {})
    return written(book), book.sheets


def test_hostile_names_stay_texts() -> None:
    content, sheets = _wide_book()
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if name.startswith("xl/worksheets/sheet"):
            text = archive.read(name).decode()
            assert "<f>1+1</f>" not in text and "<f>HYPERLINK" not in text and "<hyperlink" not in text
    assert "=1+1" in archive.read("xl/sharedStrings.xml").decode()
    assert len({sheet.name.casefold() for sheet in sheets}) == len(sheets)


def test_formulas_keep_within_what_a_sheet_takes() -> None:
    _, sheets = _wide_book()
    formulas = [e.formula for sheet in sheets for column in sheet.columns for e in column.cells.values() if e.formula]
    assert len(formulas) > 500
    assert max(map(len, formulas)) < 8192


def test_stored_values_are_the_engines() -> None:
    (case,) = (case for case in cases("xiangxiang_chains") if case.name == "ordinary")
    book = book_of(policy(case.policy), case.folder, {})
    assert book.paper.scored is not None
    expected = {(each.unit, each.period): each.values for each in book.paper.scored.results.results}
    (grid,) = (grid for grid in book.grids if grid.scores is not None)
    assert grid.scores is not None
    for column in grid.scores.columns:
        assert column.definition is not None
        for position in grid.order:
            unit, period, _ = grid.key(position)
            value = expected[unit, period][column.definition.id]  # type: ignore[index]
            assert column.cells[grid.row(position)].value == stored(value)


def test_the_same_bytes_for_the_same_run() -> None:
    (case,) = (case for case in cases("xiangxiang_chains") if case.name == "ordinary")
    book = book_of(policy(case.policy), case.folder, {})
    assert written(book) == written(book)


def test_the_front_page_names_readings_and_sources(tmp_path: Path) -> None:
    (case,) = (case for case in cases("xiangxiang_chains") if case.name == "ordinary")
    content = workbook(appraise(policy(case.policy), case.folder, {"X1": "base"}))
    texts = zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml").decode()
    for expected in ("湘乡市优势产业链工作考核办法", "取60%", "本次选用", "默认", "三（一）1", "kaohe "):
        assert expected in texts


def test_a_policy_without_scores_and_targets_is_refused(tmp_path: Path) -> None:
    neither = inner.load_source(NEITHER)
    with pytest.raises(Refused) as refused:
        workbook(appraise(neither, tmp_path, {}))
    assert [found.code for found in refused.value.diagnostics] == ["E503"]


def test_targets_without_their_table_are_refused(tmp_path: Path) -> None:
    for provisional, code in ((False, "D103"), (True, "E203")):
        with pytest.raises(Refused) as refused:
            appraise(policy("hengdong"), tmp_path, {}, ReadOptions(provisional=provisional))
        assert [found.code for found in refused.value.diagnostics] == [code]


NEITHER = Source(
    "neither.yaml",
    """\
kaohe: 2
policy: neither
title: 什么也不算
units: {town: {name: 镇, period: quarter, members: [甲, 乙]}}
tables:
  figures:
    name: 数
    key: [town, quarter]
    columns: [{names: {x: 数}}]
""",
)

NEAR = Source(
    "near.yaml",
    """\
kaohe: 2
policy: near
title: 差得极少
units: {town: {name: 镇, period: quarter, members: [甲, 乙]}}
tables:
  figures:
    name: 数
    key: [town, quarter]
    columns: [{names: {x: 数}}]
scores:
  - {id: place, name: 名次, for: town, rank: {of: x, within: all, ties: competition}}
""",
)


def test_values_too_near_to_tell_apart_are_flagged() -> None:
    third, near = Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**12)
    rows = [{"unit": unit, "period": "2022Q1", "x": x} for unit, x in (("甲", third), ("乙", near))]
    assert book_of(inner.load_source(NEAR), {"figures": rows}, {}).notes
    rows[1]["x"] = third
    assert not book_of(inner.load_source(NEAR), {"figures": rows}, {}).notes
