"""Policies and data that hold a hostile name of the corpus."""

from __future__ import annotations

import csv
import json
from pathlib import Path

PLAIN = "甲区"
"""A name that nothing obeys: what is written of any other name is what is written of this one, but for the name."""

RESULTS = ("out", "odd")
"""The folders of a case that results are written to; the file in the second one is called by the hostile name."""

HEAD, TAIL = "单位,周期,完成率,扣分\n", ",2022-Q1,95.5,1\n乙区,2022-Q1,88,0\n丙区,2022-Q1,102.25,2\n"

# The name is that of a unit, of an indicator and of a target, so that it reaches every kind of output.
SCORES = """\
kaohe: 2
policy: corpus
title: 测试办法
in_force: {from: 2022, to: 2022}
units: {district: {name: 区, period: quarter, members: [NAME, 乙区, 丙区]}}
tables:
  data:
    name: 数据
    key: [district, quarter]
    columns:
      - {names: {rate: 完成率}, measure: "%", min: 0%, max: 2000%}
      - {names: {cut: 扣分}, min: 0}
scores:
  - id: total
    name: 总分
    for: district
    parts:
      - {id: done, name: NAME, formula: rate / 100% * 100}
      - {id: kept, name: 扣减, formula: 0 - cut}
  - {id: rank, name: 排名, for: district, rank: {of: total, within: all, first: highest, ties: competition}}
"""
# The same where the data alone say who there is.
UNLISTED = SCORES.replace("members: [NAME, 乙区, 丙区]", "from: data").replace("name: NAME", "name: 完成")
TARGETS = """\
kaohe: 2
policy: goals
title: 测试规划
in_force: {from: 2022, to: 2022}
units: {district: {name: 区, period: year, members: [NAME, 乙区, 丙区]}}
targets:
  unit: district
  table: goals
  name: 年度目标
  due: 2022
  list:
    - {id: goal, name: NAME, at_least: 90}
"""
POLICIES = {"scores.yaml": SCORES, "unlisted.yaml": UNLISTED, "targets.yaml": TARGETS}


def name_in(data: bytes) -> str:
    """The hostile name of a file of the corpus."""
    text = data.decode("utf-8").removeprefix(HEAD).removesuffix(TAIL)
    return text[1:-1].replace('""', '"') if text.startswith('"') else text


def prepare(folder: Path, name: str, data: bytes) -> None:
    """The policies and data of a case, and the folders that its commands are run in and write to."""
    for made in ("data", "goals", "empty", *RESULTS):
        (folder / made).mkdir(parents=True)
    quoted = json.dumps(name, ensure_ascii=False)
    for file, text in POLICIES.items():
        (folder / file).write_text(text.replace("NAME", quoted), encoding="utf-8")
    (folder / "data" / "数据.csv").write_bytes(data)
    rows = [["单位", "期间", "goal"], *([unit, "2022", "90"] for unit in (name, "乙区", "丙区"))]
    with (folder / "goals" / "goals.csv").open("w", encoding="utf-8", newline="") as goals:
        csv.writer(goals).writerows(rows)
