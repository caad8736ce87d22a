"""Commands on policies of little: constants, yes and no alone, rows that no score rests on."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.command.main import main

POLICY = """\
kaohe: 2
policy: shops
title: 门店
lists: {item: {members: [甲项, 乙项]}}
units: {shop: {name: 门店, period: year, members: [甲店, 乙店]}}
tables:
  figures: {name: 年报, key: [shop, year], columns: [{names: {a: 数}}]}
  project: {name: 项目, records_of: [shop, year], columns: [{names: {b: 额}}], let: {twice: a * 2}}
scores:
"""
LINES = {
    "a constant that no sheet can calculate": "- {id: s, for: shop, names: {over: item}}",
    "points that are a yes or no": "- {id: s, for: shop, points: 4, formula: a > 1}",
    "rows that no score rests on": "- {id: s, for: shop, formula: a}",
}


OPTIONS = {
    "workbook": ["-o", "paper.xlsx"],
    "report": ["-o", "report.html"],
    "gap": ["--unit", "甲店", "--period", "2023"],
    "stress": ["--samples", "2"],
}


@pytest.mark.parametrize("command", OPTIONS)
@pytest.mark.parametrize("line", LINES)
def test_they_are_read(command: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAOHE_DEBUG", "1")
    Path("policy.yaml").write_text(f"{POLICY}  {LINES[line]}\n", encoding="utf-8")
    Path("data").mkdir()
    Path("data/年报.csv").write_text("单位,期间,数\n甲店,2023,1\n乙店,2023,2\n", encoding="utf-8")
    assert main([command, "policy.yaml", "data", *OPTIONS[command]]) == 0
