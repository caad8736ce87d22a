"""LibreOffice calculates from inputs and formulas what the engine does: worked cases, examples, data at random."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from kaohe.diagnostics import Refused
from kaohe.evaluate.run import needed_tables
from kaohe.policy.model import Policy
from kaohe.workbook.book import Book

from tests import inner
from tests.policies.worked import cases, policy
from tests.workbook.generated import random_readings, random_rows
from tests.workbook.recalculated import book_of, wrong
from tests.workbook.wide import WIDE

ROOT = Path(__file__).parent.parent.parent
SETS = int(os.environ.get("KAOHE_WORKBOOK_SETS", "6"))
"""How many data sets are generated, over all policies."""

QUARTERS = (["2022Q1"], ["2022Q1", "2022Q2", "2022Q3", "2022Q4"], ["2021Q4", "2022Q1"])


@pytest.mark.office
def test_worked_cases(tmp_path: Path) -> None:
    scored = [
        case for case in cases("xiangxiang_chains", "xiangtan_county") if (case.folder / "expected.json").exists()
    ]
    books = [book_of(policy(case.policy), case.folder, case.readings) for case in scored if case.name != "targets"]
    assert len(books) >= 10
    assert wrong(books, tmp_path) == []


@pytest.mark.office
def test_examples(tmp_path: Path) -> None:
    books = [book_of(policy(name), ROOT / "examples" / name, {}) for name in ("xiangxiang_chains", "xiangtan_county")]
    for name in ("class_ranking", "leading_group"):
        folder = ROOT / "examples" / name
        books.append(book_of(inner.load(folder / f"{name}.yaml"), folder, {}))
    assert wrong(books, tmp_path) == []


@pytest.mark.office
@pytest.mark.parametrize("name", ["xiangxiang_chains", "xiangtan_county", "wide"])
def test_data_at_random(name: str, tmp_path: Path) -> None:
    """The wide policy says what the two real ones do not."""
    chosen = inner.load_source(WIDE) if name == "wide" else policy(name)
    generated = generated_books(chosen, random.Random(name))
    books = [next(generated) for _ in range(-(-SETS // 3))]
    assert wrong(books, tmp_path) == []


def generated_books(policy: Policy, chance: random.Random) -> Iterator[Book]:
    """Working papers of data at random; what the engine refuses (a condition that a row breaks) is left out."""
    needed = needed_tables(policy)
    while True:
        rows = random_rows(policy, chance, chance.choice(QUARTERS), needed)
        try:
            yield book_of(policy, rows, random_readings(policy, chance))
        except Refused:
            continue
