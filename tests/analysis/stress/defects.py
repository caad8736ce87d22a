"""A made-up policy that has each defect, and data on which all of it is worked out by hand."""

from __future__ import annotations

from pathlib import Path

from kaohe.analysis.published_values import reader
from kaohe.analysis.stress.stress import Settings, Stress, stress
from kaohe.policy.model import Policy
from kaohe.source_places import Source

from tests import inner

TEXT = """\
kaohe: 2
policy: defects
title: 有毛病的办法（虚构）
units:
  town: {name: 镇, period: year, members: [甲镇, 乙镇, 丙镇, 丁镇]}
tables:
  town:
    name: 镇年报
    key: [town, year]
    columns:
      - {measure: 家, whole: yes, min: 0, names: {firms: 新增企业}}
      - {measure: 件, whole: yes, min: 0, names: {faults: 差错}}
      - {measure: 亿元, min: 0, names: {output: 产值}}
      - {type: yes/no, names: {task: 完成任务}}
scores:
  - id: total
    name: 总分
    for: town
    clause: 一
    points: 60
    parts:
      - {id: firms_score, name: 企业, clause: 二, points: 20, per_item: {firms: 2}}
      - {id: faults_score, name: 差错得分, points: 10, deduct: {from: 10, each: {faults: 1}, floor: 0}}
      - id: output_score
        name: 产值得分
        points: 10
        tiers: {of: output, at_least: {2 亿元: 10, 1 亿元: 4}, below: 0}
      - {id: again_score, name: 又计产值, points: 8, formula: "min(output / 1 亿元 × 2, 8)"}
      - {id: task_score, name: 任务, points: 2, full_if: task}
      - id: help_score
        name: 帮扶
        points: 10
        first:
          - {when: faults >= 3, give: 10}
          - {otherwise: 10 if faults == 0 else 2}
  - {id: rank, name: 名次, for: town, rank: {of: total, within: all, first: highest, ties: competition}}
"""

TOWNS = """\
单位,期间,新增企业,差错,产值,完成任务
甲镇,2023,5,0,2.5,是
乙镇,2023,4,2,1.95,是
丙镇,2023,3,1,1.2,是
丁镇,2023,2,0,0.4,是
"""
#        企业 差错 产值 又计 任务 帮扶
# 甲镇     10   10   10    5    2   10   47
# 乙镇      8    8    4  3.9    2    2   27.9
# 丙镇      6    9    4  2.4    2    2   25.4
# 丁镇      4   10    0  0.8    2   10   26.8


def policy(text: str = TEXT) -> Policy:
    """The policy."""
    return inner.load_source(Source("defects.yaml", text))


def folder(path: Path, towns: str = TOWNS) -> Path:
    """The data in a folder."""
    path.mkdir(exist_ok=True)
    (path / "town.csv").write_text(towns, encoding="utf-8")
    return path


def stressed(path: Path, settings: Settings, text: str = TEXT, towns: str = TOWNS) -> Stress:
    """The policy stressed on the data."""
    return stress(policy(text), reader(folder(path, towns)), settings=settings)
