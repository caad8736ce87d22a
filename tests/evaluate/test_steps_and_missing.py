"""What a run tells besides its results: the values behind them, what is not sent yet, and who is level."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.run import score, with_steps
from kaohe.source_places import Source

from tests import inner

STEPS = """\
kaohe: 2
policy: shops
title: 门店
units: {shop: {name: 门店, period: year, members: [甲店]}}
tables:
  figures: {name: 年报, key: [shop, year], columns: [{names: {x: 数}}]}
  order: {name: 订单, records_of: [shop, year], columns: [{names: {n: 件}}], let: {twice: n * 2}}
values:
  - {id: unused, for: shop, formula: x * 9}
  - {id: one, for: shop, formula: x + 1}
  - {id: constant, for: shop, formula: 4 + 3}
  - {id: late, for: shop, formula: x + 2}
  - {id: orders, for: shop, sum: {over: order, of: twice}}
scores:
  - {id: first, for: shop, formula: one + constant}
  - {id: second, for: shop, formula: late + orders}
"""


def test_all_values_behind_scores_are_told_and_no_others() -> None:
    policy = inner.load_source(Source("policy.yaml", STEPS))
    rows = {
        "figures": [{"unit": "甲店", "period": "2023", "x": 5}],
        "order": [{"unit": "甲店", "period": "2023", "n": 3}],
    }
    results, run = score(policy, dataset_of_rows(policy, rows, Findings()), {}, Findings())
    (found,) = with_steps(results, run).results
    assert found.steps == {"one": 6, "constant": 7, "late": 7, "orders": 6}


def test_members_whose_rows_are_not_sent_are_named_with_their_unit(tmp_path: Path) -> None:
    text = """\
kaohe: 2
policy: shops
title: 门店
units: {shop: {name: 门店, period: year, members: [甲店, 乙店]}}
tables:
  mark:
    name: 打分
    key: [shop, year, item]
    columns: [{type: choice, choices: {one: 甲项, two: 乙项}, names: {item: 项目}}, {names: {v: 分数}}]
  figures: {name: 年报, key: [shop, year], columns: [{names: {x: 数}}]}
scores:
  - {id: s, for: shop, sum: {over: mark, of: v * x}}
"""
    (tmp_path / "打分.csv").write_text(
        "单位,期间,项目,分数\n甲店,2023,甲项,1\n甲店,2023,乙项,\n乙店,2023,甲项,1\n乙店,2023,乙项,2\n"
    )
    (tmp_path / "年报.csv").write_text("单位,期间,数\n甲店,2023,1\n乙店,2023,\n")
    results = inner.score(inner.load_source(Source("policy.yaml", text)), tmp_path, provisional=True)
    told = {(each.table, each.units, each.members) for each in results.missing}
    assert told == {("mark", ("甲店",), ("乙项",)), ("figures", ("乙店",), ())}


def test_level_units_are_told_with_their_period(tmp_path: Path) -> None:
    text = """\
kaohe: 2
policy: shops
title: 门店
units: {shop: {name: 门店, period: quarter, members: [甲店, 乙店]}}
tables: {figures: {name: 季报, key: [shop, quarter], columns: [{names: {x: 数}}]}}
scores:
  - {id: s, for: shop, rank: {of: x, within: all, ties: refused}}
"""
    (tmp_path / "季报.csv").write_text("单位,期间,数\n甲店,2023Q1,1\n乙店,2023Q1,2\n甲店,2023Q2,3\n乙店,2023Q2,3\n")
    with pytest.raises(Refused) as refused:
        inner.score(inner.load_source(Source("policy.yaml", text)), tmp_path)
    (found,) = refused.value.diagnostics
    assert found.code == "E106" and "甲店" in found.message("en") and "2023Q2" in found.message("en")
