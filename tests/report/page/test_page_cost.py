"""A comparison group is worked out once for the explanations of all its units, however many they are."""

from __future__ import annotations

import pytest
from kaohe.analysis.explain.values import ComparisonGroups
from kaohe.analysis.scores_and_targets import Appraisal, Scored
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings
from kaohe.evaluate.run import needed_tables, score
from kaohe.policy.load import load_source
from kaohe.report.page.page import render
from kaohe.source_places import Source

POLICY = """
kaohe: 2
policy: many
title: 虚构办法
units: {{town: {{name: 镇, period: quarter, members: [{members}]}}}}
tables:
  figures: {{name: 季报, key: [town, quarter], columns: [{{names: {{x: 指标}}}}]}}
scores:
  - {{id: a, name: 甲, for: town, efficacy: {{of: x, within: all, base: 60, span: 40, when_equal: 100}}}}
  - {{id: place, name: 名次, for: town, rank: {{of: a, within: all, first: highest, ties: competition}}}}
"""


def _groups_made(units: int, monkeypatch: pytest.MonkeyPatch) -> int:
    names = [f"镇{number:03}" for number in range(units)]
    policy, findings, made = load_source(Source("many.yaml", POLICY.format(members=", ".join(names)))), Findings(), 0
    rows = {"figures": [{"unit": name, "period": "2023Q1", "x": number} for number, name in enumerate(names)]}
    dataset = dataset_of_rows(policy, rows, findings, needed_tables(policy))
    make = ComparisonGroups._made

    def counting(self: ComparisonGroups, *arguments: object) -> object:
        nonlocal made
        made += 1
        return make(self, *arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ComparisonGroups, "_made", counting)
        render(Appraisal(policy, Scored(*score(policy, dataset, {}, findings))))
    return made


def test_groups_made_do_not_grow_with_units(monkeypatch: pytest.MonkeyPatch) -> None:
    few = _groups_made(5, monkeypatch)
    assert few > 0 and _groups_made(50, monkeypatch) == few
