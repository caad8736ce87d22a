"""Amounts near 10^12 in yuan, beside small ones: places, ends, roundings and sums are those of the engine."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.policy.load import load_source
from kaohe.source_places import Source
from kaohe.workbook.writer import written

from tests.workbook.excel import troubles
from tests.workbook.recalculated import book_of, calculated_books, check_cells, values

POLICY = """
kaohe: 2
policy: taxes
title: 虚构办法
units: {town: {name: 单位, period: year, members: [甲, 乙, 丙, 丁]}}
tables:
  taxes: {name: 年报, key: [town, year], columns: [{measure: 元, names: {x: 税收, before: 上年}}]}
scores:
  - {id: place, name: 名次, for: town, rank: {of: x, within: all, ties: competition}}
  - {id: grown, name: 增收, for: town, measure: 元, formula: x - before}
  - {id: grown_place, name: 增收名次, for: town, rank: {of: grown, within: all, ties: competition}}
  - {id: last, name: 末位, for: town, last_place: {of: x, within: all}}
  - {id: up, name: 进一, for: town, measure: 元, formula: x × 1, round: {decimals: 0, mode: up}}
  - {id: even, name: 取双, for: town, measure: 元, formula: x × 1, round: {decimals: 1, mode: half_even}}
  - {id: tier, name: 分档, for: town, tiers: {of: grown, at_least: {1000 元: 2, 999.99 元: 1}, below: 0}}
"""
AMOUNTS = {
    "甲": ("987654321012.27", "987654320012.27"),
    "乙": ("1234567.25", "1233567.25"),
    "丙": ("1234567.29", "1233567.30"),
    "丁": ("100000000000.05", "99999998999.04"),
}


@pytest.mark.office
def test_amounts_near_a_trillion(tmp_path: Path) -> None:
    """甲 and 乙 have grown by 1000 exactly, 丙 by 999.99, 丁 by 1001.01; every figure is also held to the engine's."""
    rows = [
        {"unit": unit, "period": "2024", "x": Fraction(now), "before": Fraction(then)}
        for unit, (now, then) in AMOUNTS.items()
    ]
    book = book_of(load_source(Source("taxes.yaml", POLICY)), {"taxes": rows}, {})
    assert troubles(written(book)) == [] and book.notes == []
    (cells,) = calculated_books([book], tmp_path)
    found = {(key[1], key[3]): value for key, _, value, _ in values(book, cells)}
    assert [found[unit, "place"] for unit in AMOUNTS] == [1, 4, 3, 2]
    assert [found[unit, "grown_place"] for unit in AMOUNTS] == [2, 2, 4, 1]
    assert [found[unit, "last"] for unit in AMOUNTS] == ["否", "是", "否", "否"]
    assert [found[unit, "up"] for unit in AMOUNTS] == [987654321013, 1234568, 1234568, 100000000001]
    assert [found[unit, "even"] for unit in AMOUNTS] == [987654321012.3, 1234567.2, 1234567.3, 100000000000.0]
    assert [found[unit, "tier"] for unit in AMOUNTS] == [2, 2, 1, 2]
    for key, wanted, value, _ in values(book, cells):
        if key[3] != "grown":  # of a difference a sheet has no more decimals than of what it is taken from
            assert (value == "是") == wanted if isinstance(wanted, bool) else abs(value - wanted) <= Fraction(1, 10**9)
    assert list(check_cells(book, cells)) == []
