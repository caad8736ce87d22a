"""The cost of the working paper is that of its cells: what is compiled does not grow with units and records."""

from __future__ import annotations

from typing import Any

import pytest
from kaohe.policy.load import load_source
from kaohe.source_places import Source
from kaohe.workbook.compiler import Compiler

from tests.workbook.recalculated import book_of

METHODS = """
methods:
  m0: {name: 一层, parameters: [v], means: {formula: "min(m1(v) + 1, 90)"}}
  m1: {name: 二层, parameters: [v], means: {formula: "v / 2"}}
"""


def _policy(units: int) -> str:
    members = ", ".join(f"镇{number:04}" for number in range(units))
    return f"""
kaohe: 2
policy: many
title: 虚构办法
units: {{town: {{name: 镇, period: quarter, members: [{members}]}}}}
tables:
  figures: {{name: 季报, key: [town, quarter], columns: [{{min: 0, names: {{x: 指标, y: 另一项}}}}]}}
  works:
    name: 项目
    records_of: [town, quarter]
    columns: [{{measure: 亿元, names: {{amount: 投资}}}}]
{METHODS}
scores:
  - {{id: a, name: 甲, for: town, formula: m0(x)}}
  - {{id: b, name: 乙, for: town, efficacy: {{of: y, within: all, base: 60, span: 40, when_equal: 100}}}}
  - {{id: c, name: 丙, for: town, sum: {{over: works, where: amount > 1 亿元, of: amount / 1 亿元}}}}
  - {{id: total, name: 总分, for: town, formula: a + b + c}}
  - {{id: place, name: 名次, for: town, rank: {{of: total, within: all, ties: dense}}}}
  - id: yearly
    name: 年度
    for: town
    per: year
    sum: {{over: quarter, of: total, weight: [25%, 25%, 25%, 25%]}}
"""


def _compiled(units: int, records: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many pieces of code are compiled."""
    counted = 0
    code = Compiler.code

    def counting(self: Compiler, *arguments: Any) -> Any:
        nonlocal counted
        counted += 1
        return code(self, *arguments)

    keys = [{"unit": f"镇{unit:04}", "period": f"2023Q{quarter}"} for quarter in (1, 2, 3, 4) for unit in range(units)]
    rows = {
        "figures": [key | {"x": number % 7, "y": number % 11} for number, key in enumerate(keys)],
        "works": [key | {"amount": number % 5} for number, key in enumerate(keys) for _ in range(records)],
    }
    with monkeypatch.context() as patch:
        patch.setattr(Compiler, "code", counting)
        book_of(load_source(Source("many.yaml", _policy(units))), rows, {})
    return counted


@pytest.mark.parametrize(("units", "records"), [(40, 1), (8, 12)])
def test_what_is_compiled_does_not_grow(units: int, records: int, monkeypatch: pytest.MonkeyPatch) -> None:
    few = _compiled(8, 1, monkeypatch)
    assert 0 < few < 1000 and _compiled(units, records, monkeypatch) == few
