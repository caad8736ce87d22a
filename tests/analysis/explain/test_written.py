"""What stands in the cells: an explanation shows it where it is not what is shown as the value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kaohe.analysis.explain.model import Explained, Explanation
from kaohe.policy.model import Display
from kaohe.report.explain import json as explain_json
from kaohe.report.explain.words import source
from kaohe.source_places import Source

from tests import inner
from tests.data.books import formula, number, sheet, write

POLICY = """\
kaohe: 2
policy: small
title: 小办法
units:
  town: {name: 镇, period: year, members: [{name: 甲镇, alias: [甲]}, 乙镇]}
tables:
  q:
    name: 年报
    key: [town, year]
    columns:
      - {measure: "%", names: {p: 完成率}}
      - {names: {x: 产值}, optional: yes}
      - {type: yes/no, names: {done: 完成}, default: no}
      - {type: choice, choices: {new: 新建, old: 续建}, names: {kind: 类别}}
  r:
    name: 项目
    records_of: [town, year]
    columns: [{type: text, names: {name: 名称}}, {names: {n: 数额}}]
scores:
  - id: s
    name: 得分
    for: town
    formula: 'p × 100 + if_absent(x, 0) + (1 if done else 0) + (1 if kind == "new" else 0) + all'
  - {id: r, name: 项目得分, for: town, sum: {over: r, of: n}}
values:
  - {id: all, name: 项目合计, for: town, sum: {over: r, of: n}}
"""
RECORDS = "单位,期间,名称,数额\n甲,2023,桥,３\n甲,2023,路,2\n"


def explained(folder: Path, unit: str = "甲镇") -> Explanation:
    (folder / "r.csv").write_bytes(RECORDS.encode("gb18030"))
    return inner.explain(inner.load_source(Source("small.yaml", POLICY)), folder, unit, None, "s")


def sources(found: Explanation) -> dict[str, str]:
    steps: list[Explained] = list(found.steps[0].walk())
    return {step.name: source(step, Display()) for step in steps if step.source}


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_of_a_csv_file(tmp_path: Path, encoding: str) -> None:
    text = '单位,期间,完成率,产值,完成,类别\n甲,2023,１２．５％,"1,234",,new\n乙镇,2023,8.0%,7,是,续建\n'
    (tmp_path / "q.csv").write_bytes(text.encode(encoding))
    assert sources(explained(tmp_path)) == {
        "完成率": "q.csv 第 2 行，原文“１２．５％”，单位写作“甲”",
        "产值": "q.csv 第 2 行，原文“1,234”",
        "完成": "q.csv 第 2 行，空白，按默认值",
        "类别": "q.csv 第 2 行，原文“new”",
        "桥": "r.csv 第 2 行，单位写作“甲”",
        "数额": "r.csv 第 3 行",
        "路": "r.csv 第 3 行，单位写作“甲”",
    }
    plain = sources(explained(tmp_path, "乙镇"))
    assert (plain["完成率"], plain["产值"], plain["类别"]) == (
        "q.csv 第 3 行，原文“8.0%”",
        "q.csv 第 3 行",
        "q.csv 第 3 行",
    )


def test_of_a_workbook(tmp_path: Path) -> None:
    rows = [
        ["单位", "期间", "完成率", "产值", "完成", "类别"],
        ["甲", "2023", number(0.125, 1), formula("B2*2", 8), None, "新建"],
        ["乙镇", "2023", number(0.08, 1), "１2", "是", "续建"],
    ]
    write(tmp_path / "q.xlsx", {"年报": sheet(rows)})
    found = explained(tmp_path)
    assert sources(found) | {"桥": "", "路": "", "数额": ""} == {
        "完成率": "q.xlsx 年报!C2，存的是 0.125，按百分数显示，单位写作“甲”",
        "产值": "q.xlsx 年报!D2，公式 =B2*2 的结果",
        "完成": "q.xlsx 年报!E2，空白，按默认值",
        "类别": "q.xlsx 年报!F2",
        "桥": "",
        "路": "",
        "数额": "",
    }
    (answer,) = json.loads(explain_json.render(found))["explained"]
    cells = {part["name"]: part["source"] for part in answer["parts"] if "source" in part}
    assert cells["完成率"]["written"] == "12.5%" and cells["产值"]["stored"] == "公式 =B2*2 的结果"
    assert sources(explained(tmp_path, "乙镇"))["产值"] == "q.xlsx 年报!D3，原文“１2”，存为文本"
