"""A made-up policy and data of a few lines on which what-if, diff and readings are worked out by hand."""

from __future__ import annotations

from pathlib import Path

from kaohe.policy.model import Policy
from kaohe.source_places import Source

from tests import inner

TEXT = """\
kaohe: 2
policy: small
title: 小办法
units:
  town: {name: 镇, period: year, members: [甲镇, 乙镇, 丙镇]}
tables:
  town:
    name: 镇年报
    key: [town, year]
    columns:
      - {measure: 家, whole: yes, min: 0, names: {firms: 新增企业}}
      - {measure: "%", names: {growth: 增速}}
  project:
    name: 项目
    records_of: [town, year]
    columns:
      - {type: text, names: {name: 项目名称}}
      - {measure: 亿元, min: 0, names: {investment: 投资额}}
questions:
  Q1: {clause: 一, ask: 超过10分的是否计入, readings: {capped: 不计, uncapped: 计入}}
  Q2: {clause: 二, ask: 小项目是否计分, readings: {all: 都计, large: 只计1亿元以上的}}
  Q3: {clause: 三, ask: 并列如何排名, readings: {competition: 占名次, dense: 不占名次}}
  Q4: {clause: 四, ask: 没有用到的问题, readings: {this: 这样, that: 那样}}
scores:
  - id: total
    name: 总分
    for: town
    clause: 一
    points: 20
    parts:
      - id: firms_score
        name: 企业
        clause: 一
        points: 10
        per_item: {firms: 2}
        cap: {reading: Q1, cases: {capped: 10, uncapped: none}}
      - id: project_score
        name: 项目得分
        clause: 二
        points: 10
        reading: Q2
        cases:
          all: {sum: {over: project, of: investment / 1 亿元}}
          large: {sum: {over: project, of: investment / 1 亿元, where: investment >= 1 亿元}}
  - {id: rank, name: 名次, for: town, clause: 三, rank: {of: total, within: all, first: highest, ties: {reading: Q3}}}
"""

TOWNS = "单位,期间,新增企业,增速\n甲镇,2023,6,1\n乙镇,2023,4,2\n丙镇,2023,5,3\n"
PROJECTS = "单位,期间,项目名称,投资额\n甲镇,2023,A.1,0.5\n乙镇,2023,B,2.5\n乙镇,2023,C,0.5\n"
# 甲: 10 (12 uncapped) + 0.5 (0 large); 乙: 8 + 3 (2.5); 丙: 10 + 0


def policy(text: str = TEXT) -> Policy:
    """The policy."""
    return inner.load_source(Source("small.yaml", text))


def data(folder: Path, towns: str = TOWNS, projects: str = PROJECTS) -> Path:
    """The data in a folder."""
    folder.mkdir(exist_ok=True)
    (folder / "town.csv").write_text(towns, encoding="utf-8")
    (folder / "project.csv").write_text(projects, encoding="utf-8")
    return folder


SCHOOLS = """\
kaohe: 2
policy: schools
title: 学校
units: {school: {name: 学校, period: year, from: list, group: stage}}
tables:
  list:
    name: 名单
    key: [school, year]
    columns: [{type: choice, choices: {low: 小学, high: 中学}, names: {stage: 学段}}, {names: {marks: 分}}]
scores:
  - {id: place, name: 名次, for: school, rank: {of: marks, within: group, ties: dense}}
"""
"""Units and their groups come from a table."""
