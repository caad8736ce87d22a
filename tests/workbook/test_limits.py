"""Every formula keeps within what Excel takes, whatever the policy and the data."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from kaohe.analysis.scores_and_targets import appraise
from kaohe.diagnostics import Refused
from kaohe.policy.model import Policy
from kaohe.workbook.book import Book
from kaohe.workbook.writer import written

from tests import inner
from tests.workbook.excel import of_formula, troubles
from tests.workbook.extremes import many_units, wide_lists
from tests.workbook.generated import random_rows
from tests.workbook.recalculated import book_of, compiled_appraisal, wrong
from tests.workbook.wide import WIDE

ROOT = Path(__file__).parent.parent.parent


def _random(policy: Policy, tables: list[str], seed: int = 1) -> Book:
    return book_of(policy, random_rows(policy, random.Random(seed), ["2022Q1", "2022Q2"], tables), {})


@cache
def _of_lists() -> Policy:
    return inner.load_source(wide_lists())


def _lists() -> Book:
    return _random(_of_lists(), ["one", "two"])


@pytest.mark.parametrize("name", ["xiangxiang_chains", "xiangtan_county", "taojiang", "hengdong", "xiangtan_city"])
def test_papers_of_the_policies(name: str) -> None:
    policy = inner.load(ROOT / "policies" / f"{name}.yaml")
    assert troubles(written(compiled_appraisal(appraise(policy, ROOT / "examples" / name, {})))) == []


def test_the_paper_of_nearly_everything() -> None:
    policy = inner.load_source(WIDE)
    assert troubles(written(_random(policy, [*policy.tables], 3))) == []


def test_lists_longer_than_a_formula() -> None:
    assert troubles(written(_lists())) == []


def test_more_than_a_thousand_units() -> None:
    policy = inner.load_source(many_units(1100))
    book = book_of(policy, random_rows(policy, random.Random(1), ["2022Q1"], ["figures", "projects"]), {})
    assert troubles(written(book)) == []


@pytest.mark.office
def test_long_lists_and_hostile_names_are_calculated(tmp_path: Path) -> None:
    units = inner.load_source(many_units(60))
    assert wrong([_lists(), _random(units, ["figures", "projects"])], tmp_path) == []


def test_a_sheet_that_would_be_too_wide_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaohe.workbook.sheets.COLUMNS", 100)
    with pytest.raises(Refused) as refused:
        _lists()
    assert {found.code for found in refused.value.diagnostics} == {"E504"}


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("=SUM(A1:A3)", []),
        ("=SUMPRODUCT(EXACT(A1:A3,B1)*(C1:C3>1))", []),
        ("=SUMPRODUCT(IF(A1:A3>1,1,0))", ["A1:A3 where one value belongs"]),
        ("=MAX(A1:A3*2)", ["A1:A3 where one value belongs"]),
        ("=A1:A3+1", ["A1:A3 where one value belongs"]),
        ("=XLOOKUP(1,A1,B1)", ["function XLOOKUP"]),
        ('="' + "x" * 256 + '"', ["a text of more than 255 characters"]),
        ("=" + "ABS(" * 65 + "1" + ")" * 65, ["65 levels"]),
        ("=MAX(" + ",".join("1" * 256) + ")", ["too many arguments"]),
        ("=IF(AND(),1,0)", ["AND of nothing"]),
        ("=XFE1", ["XFE1 is outside of a sheet"]),
        ("=-3^2", ["a power sign, which binds less than a minus before it"]),
    ],
)
def test_the_check_itself(formula: str, said: list[str]) -> None:
    assert list(of_formula(formula, False)) == said
