"""Tables of the document in a working paper: a sheet of their own, from which LibreOffice calculates as the engine."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.policy.model import Policy
from kaohe.source_places import Source

from tests import inner
from tests.workbook.recalculated import book_of, wrong

POLICY = """
kaohe: 2
policy: firms
title: 企业
in_force: {from: 2022, to: 2024}
units: {firm: {name: 企业, period: year, from: firm, group: size}}
lists: {band: {name: 档次, members: {good: 良好, average: 平均}}}
tables:
  firm:
    name: 企业年报
    key: [firm, year]
    columns:
      - {type: choice, optional: yes, choices: {machine: 机械, textile: 纺织}, names: {industry: 行业}}
      - {type: choice, choices: {above: 规上, below: 规下}, names: {size: 类型}}
      - {measure: 万元, names: {tax: 税收}}
      - {type: text, names: {town: 乡镇}}
  event:
    name: 赛事
    records_of: [firm, year]
    columns:
      - {whole: yes, min: 1, names: {place: 名次}}
      - {type: choice, choices: {good: 优, average: 中}, names: {level: 级别}}
    let: {points: points_for * share(level)}
  base:
    name: 行业基准值
    clause: 附件1
    key: [industry]
    columns: [{measure: 万元, names: {due: 基准}}, {type: yes/no, names: {doubled: 加倍}}]
    grid: [[industry, due, doubled], [machine, 200, 否], [textile, 3 万元, 是]]
  standard:
    name: 标准值
    key: [group, year]
    columns: [{each: band, measure: "%", names: {standard: 标准}}]
    grid: [[since, group, good, average], [2020, [above, below], 10, 5], [2023, below, 20, 8]]
  points_for:
    name: 名次分
    key: [year]
    columns: [{each: place, measure: 分, names: {points_for: 分数}, otherwise: 0}]
    grid: [[since, 1, 2, 3], [2022, 9, 6, 4], [2023, 10, 6]]
  share:
    name: 级别系数
    key: [level]
    columns: [{names: {share: 系数}}]
    grid: [[level, share], [good, 1], [average, 0.5]]
  distance:
    name: 里程
    key: [town]
    columns: [{names: {far: 里数}, otherwise: none}]
    grid: [[town, far], [甲镇, 3], [乙镇, 7]]
scores:
  - {id: paid, name: 税收比, for: firm, formula: tax / due * (2 if doubled else 1), measure: "%"}
  - {id: gap, name: 差距, for: firm, formula: standard(good) - standard(average), measure: "%"}
  - {id: each_band, name: 各档, for: firm, each: band, formula: standard + tax / due(machine), measure: "%"}
  - {id: won, name: 名次分, for: firm, sum: {over: event, of: points}}
  - {id: first, name: 冠军分, for: firm, formula: points_for(1) + far}
"""
ROWS = {
    "firm": [
        {"unit": "甲", "period": "2022", "industry": "机械", "size": "规上", "tax": 100, "town": "甲镇"},
        {"unit": "乙", "period": "2022", "industry": None, "size": "规下", "tax": 9, "town": "丙镇"},
        {"unit": "甲", "period": "2024", "industry": "纺织", "size": "规上", "tax": 6, "town": "乙镇"},
        {"unit": "乙", "period": "2024", "industry": "机械", "size": "规下", "tax": 30, "town": "甲镇"},
    ],
    "event": [
        {"unit": "甲", "period": "2022", "place": 1, "level": "优"},
        {"unit": "甲", "period": "2022", "place": 7, "level": "优"},
        {"unit": "甲", "period": "2024", "place": 3, "level": "中"},
        {"unit": "乙", "period": "2024", "place": 2, "level": "中"},
    ],
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return inner.load_source(Source("firms.yaml", POLICY))


def test_each_table_of_the_document_has_a_sheet(policy: Policy) -> None:
    book = book_of(policy, ROWS, {})
    assert [sheet.name for sheet in book.documents] == ["行业基准值", "标准值", "名次分", "级别系数", "里程"]
    assert book.notes == []
    base = book.documents[0]
    assert [column.heading for column in base.columns] == ["行业", "基准", "加倍"]
    assert [[column.cells[row].value for column in base.columns] for row in (7, 8)] == [
        ["机械", 200, "否"],
        ["纺织", 3, "是"],
    ]


@pytest.mark.office
def test_it_is_calculated_as_the_engine_does(policy: Policy, tmp_path: Path) -> None:
    assert wrong([book_of(policy, ROWS, {})], tmp_path) == []
