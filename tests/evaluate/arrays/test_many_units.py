"""Ranks of sums of efficacy coefficients over arrays: ties, near ties, absent values, groups of any size."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaohe.evaluate import evaluator

from tests import inner
from tests.evaluate.small import policy

pytest.importorskip("numpy")

TOWNS = """\
units:
  town: {name: 镇, period: year, from: figures, group: district}
tables:
  figures:
    name: 数据
    key: [town, year]
    columns:
      - {type: text, names: {district: 片区}}
      - {measure: 分, names: {x: 某数, y: 又一数}, optional: yes}
"""
RULES = """\
methods:
  relative:
    name: 功效系数
    parameters: [value]
    means: {efficacy: {of: value, within: group, base: 60%, span: 40%, when_equal: 100%}}
  overall:
    name: 全体里的功效系数
    parameters: [value]
    means: {efficacy: {of: value, within: all, base: 60%, span: 40%, when_equal: 100%}}
values:
  - {id: beside, name: 全体里的合计, for: town, formula: overall(y) × 7 + overall(y × (4 - y)) × 3 + x ÷ 3}
  - {id: both, name: 全体里的两项, for: town, formula: overall(y) × 7 + overall(y × (4 - y)) × 3}
  - {id: whole, name: 合计, for: town, formula: relative(x) × 7 + relative(y) × 3}
scores:
  - {id: place, name: 名次, for: town, rank: {of: whole, within: group, first: highest, ties: competition}}
  - {id: dense, name: 名次2, for: town, rank: {of: whole, within: all, first: lowest, ties: dense}}
  - {id: of_all, name: 名次3, for: town, rank: {of: both, within: all, first: highest, ties: competition}}
  - {id: in_group, name: 名次4, for: town, rank: {of: beside, within: group, first: lowest, ties: competition}}
  - {id: middle, name: 中位, for: town, median: {over: unit, within: group, of: x}}
"""
FIGURE = st.none() | st.integers(0, 3) | st.integers(10**12, 10**12 + 3)
TOWN = st.tuples(st.sampled_from("东西南"), FIGURE, st.integers(0, 4))


@settings(max_examples=60, deadline=None)
@given(st.lists(TOWN, min_size=2, max_size=60))
def test_places_are_those_of_lists(towns: list[tuple[str, int | None, int]]) -> None:
    rows: dict[str, list[dict[str, Any]]] = {
        "figures": [
            {"unit": f"镇{number}", "period": "2023", "district": district, "x": x, "y": y}
            for number, (district, x, y) in enumerate(towns)
        ]
    }
    read = policy(RULES, TOWNS)
    expected = inner.score_rows(read, rows).results
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(evaluator, "ARRAYS_FROM", 0)
        found = inner.score_rows(read, rows)
    assert found.record.counts is not None and found.record.counts[1] == 0
    assert found.results == expected
