"""Earlier periods, folds over months and records of a year are live formulas of the working paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from kaohe.source_places import Source

from tests import inner
from tests.workbook.recalculated import book_of, calculated_books, differences, errors

CASES = Path(__file__).parents[1] / "conformance" / "cases"
NAMED = {"other_periods.yaml": (0, 1, 4), "period_folds.yaml": (0, 1, 2), "periods.yaml": (5,)}


CHOSEN_BY_VALUE = {"最好两月", "大月合计", "有过", "都有", "平均", "够三个月", "大的", "空格", "半年"}
"""What rests on months that are chosen by their values has no form of its own: the engine's value stands there."""


def _cases() -> list[Any]:
    found = []
    for name, numbers in NAMED.items():
        cases = list(yaml.load_all((CASES / name).read_text(encoding="utf-8"), yaml.CBaseLoader))
        found += [cases[number] for number in numbers]
    return found


def _rows(text: str) -> list[dict[str, object]]:
    head, *lines = text.splitlines()
    heads = [{"单位": "unit", "期间": "period"}.get(each, each) for each in head.split(",")]
    return [{k: v or None for k, v in zip(heads, line.split(","), strict=True)} for line in lines]


@pytest.mark.office
def test_libreoffice_gives_the_same(tmp_path: Path) -> None:
    books = []
    for case in _cases():
        policy = inner.load_source(Source("policy.yaml", case["policy"]))
        ids = {table.name: table for table in policy.tables.values()}
        rows = {}
        for file, text in case["data"].items():
            table = ids[file.removesuffix(".csv")]
            named = {column.name: column.id for column in table.columns.values()}
            rows[table.id] = [{named.get(k, k): v for k, v in row.items()} for row in _rows(text)]
        books.append(book_of(policy, rows, {}))
    for book, cells in zip(books, calculated_books(books, tmp_path), strict=True):
        assert list(differences(book, cells)) == []
        assert list(errors(cells)) == []
    kept = {
        column.above[0]
        for book in books
        for sheet in book.sheets
        for column in sheet.columns
        if column.role == "engine"
    }
    assert kept == CHOSEN_BY_VALUE
