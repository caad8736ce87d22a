"""A small policy whose scores may be adjusted, and data for it."""

from __future__ import annotations

from typing import Any

from kaohe.policy.model import Policy
from kaohe.source_places import Source

from tests import inner

POLICY = """\
kaohe: 2
policy: small
title: 小办法
units:
  town: {name: 乡镇, period: year, members: [甲镇, 乙镇, 丙镇]}
tables:
  town:
    name: 乡镇年报
    key: [town, year]
    columns: [{measure: 分, names: {a: 甲项, b: 乙项}, optional: yes}]
adjustments:
  decision:
    name: 领导小组调整
    clause: 五
    assessor: 领导小组办公室
    records_of: [town, year]
    scores: [total, part_b]
    min: 0
    max: 100
scores:
  - id: total
    name: 总分
    for: town
    clause: 二
    points: 100
    assessor: 县考核办
    parts:
      - {id: part_a, name: 甲项得分, points: 50, clause: 三, formula: a / 2}
      - {id: part_b, name: 乙项得分, points: 50, clause: 四, formula: b / 2}
  - id: place
    name: 排名
    for: town
    rank: {of: total, within: all, where: present(total), ties: competition}
"""

ROWS: dict[str, list[dict[str, Any]]] = {
    "town": [
        {"unit": "甲镇", "period": "2023", "a": 80, "b": 90},
        {"unit": "乙镇", "period": "2023", "a": 85, "b": 88},
        {"unit": "丙镇", "period": "2023", "a": None, "b": 70},
    ],
}


def decision(unit: str, score: str, **more: Any) -> dict[str, Any]:
    """A row of the table of decisions."""
    return {"unit": unit, "period": "2023", "score": score, "reason": "会议决定", "date": "2024-01-20", **more}


DECISIONS = [
    decision("乙镇", "总分", change=-3, reason="发生事故", document="〔2024〕1号"),
    decision("乙镇", "总分", change="0.5", reason="获得表彰", date="2024年1月22日"),
    decision("丙镇", "total", set=80, reason="核定"),
    decision("甲镇", "乙项得分", change=2, reason="补报"),
]


def small() -> Policy:
    """The policy."""
    return inner.load_source(Source("small.yaml", POLICY))


def rows(*decisions: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The data with these decisions."""
    return {**ROWS, "decision": list(decisions)}
