"""What all units of a block share is calculated once: twice as many units take no more than twice as long."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.report.page import indicators, ranking, strip_plots
from kaohe.report.page.page import render

from tests.report.page.pages import appraised

POLICY = """
kaohe: 1
policy: many
title: 多个单位
units:
  unit: {name: 单位, period: year, from: points}
tables:
  points:
    name: 得分
    key: {unit: unit, period: year}
    columns:
      - {measure: 分, min: 0, max: 100, names: {first: 第一, second: 第二}}
scores:
  - id: total
    name: 总分
    for: unit
    points: 200
    parts:
      - {id: one, name: 甲项, points: 100, formula: first}
      - {id: two, name: 乙项, points: 100, formula: second}
"""


def medians(units: int, folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many medians a page over so many units needs."""
    asked = 0

    def counted(values: Sequence[Fraction]) -> Fraction:
        nonlocal asked
        asked += 1
        return median(values)

    median = indicators.median
    rows = [["单位", "期间", "第一", "第二"], *([f"单位{at}", "2022", str(at), str(at)] for at in range(units))]
    with monkeypatch.context() as patch:
        for module in (indicators, ranking, strip_plots):
            patch.setattr(module, "median", counted)
        render(appraised(POLICY, {"points": rows}, folder))
    return asked


def test_medians_are_those_of_indicators_and_not_of_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = medians(3, tmp_path, monkeypatch)
    assert 0 < few == medians(30, tmp_path, monkeypatch)
