"""Made-up towns in groups, by a policy with every word that compares, whole or put into partitions."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import kaohe
import pyarrow
from pyarrow import parquet

OPERATORS = {
    "sum": "v",
    "count": "v",
    "any": "v > 3",
    "all": "v > 3",
    "highest": "v",
    "lowest": "v",
    "mean": "v",
    "median": "v",
    "percentile": "v, at: 95%",
    "geometric_mean": "v + 1",
    "harmonic_mean": "v + 1",
    "product": "v + 1",
    "deviation": "v, kind: sample",
    "skewness": "v",
    "kurtosis": "v",
    "share": "v > 3",
    "names": '\'"多" if v > 3 else "少"\'',
}
"""What each fold operator is asked of."""
GROUP = "group"


def folds(within: str = GROUP) -> str:
    """A score for each fold operator over the units of a comparison group."""
    shown = {"share": ', measure: "%"'}
    return "\n".join(
        f"  - {{id: {each}_of, name: 各镇{each}, for: town, "
        f"{each}: {{over: unit, within: {within}, of: {of}}}{shown.get(each, '')}}}"
        for each, of in OPERATORS.items()
    )


def places(within: str = GROUP) -> str:
    """A score for each other word that compares."""
    return f"""\
  - {{id: total, name: 总分, for: town, formula: v * 2 + done}}
  - id: coefficient
    name: 系数
    for: town
    efficacy: {{of: v, within: {within}, base: 60, span: 40, when_equal: 100}}
  - {{id: last, name: 末位, for: town, last_place: {{of: total, within: {within}, then: [done]}}}}
  - id: grade
    name: 等次
    for: town
    quota:
      of: total
      within: {within}
      grades: [优, 良, 差]
      ratio: 1:2:1
      rounding: largest_remainder
      border: first
      ties: competition
  - id: place
    name: 名次
    for: town
    rank: {{of: total, within: {within}, first: highest, ties: competition, then: [done]}}
"""


def policy(scores: str, members: str = "from: town, group: area") -> str:
    """The policy's text."""
    return f"""\
kaohe: 2
policy: towns
title: 某县乡镇考核办法（虚构）
units:
  town: {{name: 乡镇, period: year, {members}}}
tables:
  town:
    name: 乡镇年报
    key: [town, year]
    columns:
      - {{type: text, names: {{area: 片区}}}}
      - {{measure: 分, names: {{v: 得分}}}}
      - {{unit: town, names: {{partner: 结对}}, optional: yes}}
  project:
    name: 项目
    records_of: [town, year]
    columns: [{{type: text, names: {{title: 名称}}}}, {{measure: 分, names: {{amount: 数额}}}}]
  common:
    name: 全县
    key: [year]
    columns: [{{measure: 分, names: {{county_figure: 全县数}}}}]
values:
  - {{id: done, name: 项目数, for: town, count: {{over: project}}}}
scores:
{scores}
"""


Tables = dict[str, list[dict[str, Any]]]


def rows_of(groups: Mapping[str, Sequence[str]], years: Sequence[int] = (2022, 2023), seed: int = 1) -> Tables:
    """Rows of the towns of each area; each has the same figures in whatever partition it is."""
    found: Tables = {"town": [], "project": []}
    for area, towns in groups.items():
        for town in towns:
            made = random.Random(f"{seed} {town}")
            for year in years:
                key = {"unit": town, "period": str(year)}
                found["town"].append({**key, "area": area, "v": made.choice([0, 1, 2.5, 4, 7])})
                found["project"] += [
                    {**key, "title": f"第{number}个", "amount": made.randint(1, 9)}
                    for number in range(made.randint(0, 3))
                ]
    return found


SCHEMAS = {
    "town": pyarrow.schema(
        [("unit", "string"), ("period", "string"), ("area", "string"), ("v", "float64"), ("partner", "string")]
    ),
    "project": pyarrow.schema([("unit", "string"), ("period", "string"), ("title", "string"), ("amount", "int64")]),
    "common": pyarrow.schema([("period", "string"), ("county_figure", "int64")]),
}


def tables_of(rows: Tables) -> dict[str, pyarrow.Table]:
    """The same as tables of Arrow."""
    return {id_: pyarrow.Table.from_pylist(found, SCHEMAS[id_]) for id_, found in rows.items()}


def write(folder: Path, rows: Tables) -> Path:
    """A partition: a file for each table."""
    folder.mkdir(parents=True, exist_ok=True)
    for id_, table in tables_of(rows).items():
        parquet.write_table(table, folder / f"{id_}.parquet")
    return folder


def in_one(partitions: Mapping[str, Tables]) -> dict[str, pyarrow.Table]:
    """The tables of all partitions together, with a column `part` that says of which each row is."""
    found: dict[str, pyarrow.Table] = {}
    for id_ in ("town", "project"):
        tables = [
            tables_of(each)[id_].append_column("part", pyarrow.array([name] * len(each[id_]), pyarrow.string()))
            for name, each in partitions.items()
        ]
        found[id_] = pyarrow.concat_tables(tables)
    return found


def loaded(folder: Path, scores: str) -> kaohe.Policy:
    """The policy of these scores."""
    (folder / "towns.yaml").write_text(policy(scores), encoding="utf-8")
    return kaohe.load(folder / "towns.yaml")
