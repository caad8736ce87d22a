"""What counts units that the data do not name in each period says so."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.diagnostics import Diagnostic
from kaohe.source_places import Source

from tests import inner

POLICY = """\
kaohe: 2
policy: towns
title: 乡镇
units: {{town: {{name: 镇, period: quarter, from: roster}}}}
tables:
  roster: {{name: 名册, key: [town, quarter], columns: [{{measure: 分, names: {{mark: 得分}}}}]}}
  facts: {{name: 概况, key: [town], columns: [{{names: {{area: 面积}}}}]}}
scores:
  - {{id: x, name: 某数, for: town, per: quarter, {rule}}}
"""
ROSTER = "镇,期间,得分\n甲镇,2024Q1,90\n乙镇,2024Q1,80\n丙镇,2024Q1,70\n甲镇,2024Q2,90\n乙镇,2024Q2,80\n"


def found(folder: Path, rule: str, roster: str = ROSTER) -> list[Diagnostic]:
    (folder / "名册.csv").write_text(roster, encoding="utf-8")
    (folder / "概况.csv").write_text("镇,面积\n甲镇,5\n乙镇,7\n丙镇,9\n", encoding="utf-8")
    results = inner.score(inner.load_source(Source("towns.yaml", POLICY.format(rule=rule))), folder)
    return [each for each in results.warnings if each.code == "E209"]


@pytest.mark.parametrize(
    "rule",
    [
        "count: {over: unit}",
        "sum: {over: unit, of: area}",
        "names: {over: unit, where: area > 6}",
        "rank: {of: area, within: all, ties: competition}",
        "efficacy: {of: area, within: all, base: 6, span: 4, when_equal: 10}",
    ],
)
def test_a_unit_without_a_row_is_told(tmp_path: Path, rule: str) -> None:
    told = found(tmp_path, rule)
    assert told and all("丙镇" in each.message("zh") and "2024年二季度" in each.message("zh") for each in told)
    assert "甲镇" not in told[0].message("zh") and "2024Q2" in told[0].message("en")


@pytest.mark.parametrize(
    "rule",
    [
        "count: {over: unit, where: present(mark)}",
        "mean: {over: unit, of: mark}",
        "rank: {of: mark, within: all, ties: competition}",
        "names: {over: unit, where: area < 6}",
    ],
)
def test_what_does_not_count_it_says_nothing(tmp_path: Path, rule: str) -> None:
    assert found(tmp_path, rule) == []


def test_where_each_unit_has_its_rows_nothing_is_told(tmp_path: Path) -> None:
    assert found(tmp_path, "count: {over: unit}", ROSTER + "丙镇,2024Q2,60\n") == []
