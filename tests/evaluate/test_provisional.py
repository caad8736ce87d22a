"""Which values wait for inputs that have not been sent: through each word that changes the grain, and decisions."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.diagnostics import Refused
from kaohe.source_places import Source

from tests import inner

POLICY = """\
kaohe: 2
policy: towns
title: 试行办法（虚构）
units:
  town: {name: 乡镇, period: year, members: [甲镇, 乙镇]}
  shop: {name: 门店, period: quarter, members: [甲店]}
tables:
  figures:
    name: 年报
    key: [town, year]
    columns: [{names: {x: 甲项, y: 乙项}}, {names: {z: 丙项}, optional: yes}]
  projects: {name: 项目, records_of: [town, year], columns: [{names: {size: 规模}}]}
  quarterly: {name: 季报, key: [shop, quarter], columns: [{names: {q: 季}}]}
adjustments:
  decision: {name: 决定, records_of: [town, year], scores: [total]}
scores:
  - {id: best, name: 最大项目, for: town, highest: {over: projects, of: size, if_none: x}}
  - {id: theirs, name: 甲镇的, for: town, formula: 'x("甲镇")'}
  - {id: total, name: 总分, for: town, formula: y}
  - {id: tier, name: 分档, for: town, tiers: {of: y, at_least: {5: x}, below: z}}
  - {id: annual, name: 年度, for: shop, per: year, sum: {over: quarter, of: q, weight: [25%, 25%, 25%, 25%]}}
"""
FILES = {
    "年报.csv": "单位,期间,甲项,乙项,丙项\n甲镇,2023,1,2,3\n乙镇,2023,4,6,\n",
    "项目.csv": "单位,期间,规模\n乙镇,2023,7\n",
    "季报.csv": "单位,期间,季\n甲店,2023Q1,1\n甲店,2023Q2,2\n甲店,2023Q3,3\n甲店,2023Q4,6\n",
    "决定.csv": "单位,期间,项目,调整,调整为,理由,日期,文号\n",
}


def provisional(folder: Path, **files: str) -> tuple[dict[str, dict[str, object]], set[tuple[str, str]], list[object]]:
    """The values by unit and id, those that wait, and the scores that decisions changed."""
    for name, text in {**FILES, **files}.items():
        (folder / (name if name.endswith(".csv") else f"{name}.csv")).write_text(text, encoding="utf-8")
    policy = inner.load_source(Source("policy.yaml", POLICY))
    found = inner.score(policy, folder, verify=True, provisional=True)
    values: dict[str, dict[str, object]] = {}
    for each in found.results:
        values.setdefault(each.unit, {}).update(each.values)
    waiting = {(each.unit, id_) for each in found.results for id_ in each.provisional}
    return values, waiting, [*found.adjusted]


def test_nothing_waits_where_all_is_sent(tmp_path: Path) -> None:
    values, waiting, adjusted = provisional(tmp_path)
    assert (waiting, adjusted) == (set(), [])
    assert values["甲镇"] == {"best": 1, "theirs": 1, "total": 2, "tier": 3}
    assert values["乙镇"] == {"best": 7, "theirs": 1, "total": 6, "tier": 4}
    assert values["甲店"] == {"annual": 3}


def test_a_fold_without_rows_waits_for_what_holds_then(tmp_path: Path) -> None:
    """乙镇 has a project, and does not ask for it."""
    values, waiting, _ = provisional(tmp_path, 年报="单位,期间,甲项,乙项,丙项\n甲镇,2023,,2,3\n乙镇,2023,,6,\n")
    assert {id_ for unit, id_ in waiting if unit == "甲镇"} == {"best", "theirs"}
    assert values["乙镇"]["best"] == 7 and ("乙镇", "best") not in waiting


def test_a_named_unit_is_waited_for_and_no_other(tmp_path: Path) -> None:
    _, waiting, _ = provisional(tmp_path, 年报="单位,期间,甲项,乙项,丙项\n甲镇,2023,,2,3\n乙镇,2023,4,6,\n")
    assert {unit for unit, id_ in waiting if id_ == "theirs"} == {"甲镇", "乙镇"}
    values, waiting, _ = provisional(tmp_path, 年报="单位,期间,甲项,乙项,丙项\n甲镇,2023,1,2,3\n乙镇,2023,,6,\n")
    assert not {unit for unit, id_ in waiting if id_ == "theirs"}
    assert values["乙镇"]["theirs"] == 1


def test_a_row_that_is_not_there_and_a_blank_cell_both_wait(tmp_path: Path) -> None:
    _, waiting, _ = provisional(tmp_path, 年报="单位,期间,甲项,乙项,丙项\n甲镇,2023,1,,3\n")
    assert {("甲镇", "total"), ("乙镇", "total")} <= waiting


def test_a_tier_waits_for_its_own_value_alone(tmp_path: Path) -> None:
    """甲镇 is below, and waits for no x; 乙镇 reaches the tier, and would have x. Its optional z never waits."""
    text = "单位,期间,甲项,乙项,丙项\n甲镇,2023,,2,\n乙镇,2023,,6,\n"
    values, waiting, _ = provisional(tmp_path, 年报=text)
    assert {unit for unit, id_ in waiting if id_ == "tier"} == {"乙镇"}
    assert values["甲镇"]["tier"] is None


def test_a_year_waits_for_a_quarter_that_is_blank(tmp_path: Path) -> None:
    text = "单位,期间,季\n甲店,2023Q1,1\n甲店,2023Q2,\n甲店,2023Q3,3\n甲店,2023Q4,6\n"
    _, waiting, _ = provisional(tmp_path, 季报=text)
    assert ("甲店", "annual") in waiting


@pytest.mark.parametrize(
    ("row", "y", "told"),
    [
        ("甲镇,2023,总分,1,,表彰,2024-01-20,", "2", (2, 3, False, False)),
        ("甲镇,2023,总分,,9,核定,2024-01-20,", "", (None, 9, True, False)),
        ("甲镇,2023,总分,1,,表彰,2024-01-20,", "", (None, None, True, True)),
        ("甲镇,2023,总分,,9,核定,,", "2", (2, None, False, True)),
    ],
    ids=["all is sent", "set before it is calculated", "a change of what waits", "no date yet"],
)
def test_what_waits_of_a_score_that_is_decided(
    tmp_path: Path, row: str, y: str, told: tuple[int | None, int | None, bool, bool]
) -> None:
    header = "单位,期间,项目,调整,调整为,理由,日期,文号\n"
    figures = f"单位,期间,甲项,乙项,丙项\n甲镇,2023,1,{y},3\n乙镇,2023,4,6,\n"
    values, waiting, (found,) = provisional(tmp_path, 决定=f"{header}{row}\n", 年报=figures)
    shown = (
        found.calculated,  # type: ignore[attr-defined]
        found.result,  # type: ignore[attr-defined]
        found.calculated_is_provisional,  # type: ignore[attr-defined]
        found.result_is_provisional,  # type: ignore[attr-defined]
    )
    assert shown == told
    assert values["甲镇"]["total"] == told[1] and (("甲镇", "total") in waiting) == told[3]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("单位,期间,评分人,分数\n甲镇,2023,张,8\n甲镇,2023,,3\n甲镇,2023,,1\n", "D201"),
        ("单位,期间,分数\n甲镇,2023,8\n甲镇,2023,3\n", "D127"),
    ],
)
def test_a_part_of_the_key_never_waits(rows: str, code: str, tmp_path: Path) -> None:
    """Rows that nothing tells apart were taken for one."""
    text = """\
kaohe: 2
policy: towns
title: 试行办法（虚构）
units: {town: {name: 乡镇, period: year, members: [甲镇]}}
tables:
  mark:
    name: 打分
    key: [town, year, who]
    some: [who]
    columns: [{type: name, names: {who: 评分人}}, {names: {given: 分数}}]
scores:
  - {id: s, name: 得分, for: town, median: {over: mark, of: given}}
"""
    (tmp_path / "打分.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        inner.score(inner.load_source(Source("policy.yaml", text)), tmp_path, provisional=True)
    assert {each.code for each in refused.value.diagnostics if each.is_error} == {code}


def test_an_average_over_years_waits_for_those_before_and_not_for_later_ones(tmp_path: Path) -> None:
    text = """\
kaohe: 2
policy: counties
title: 试行办法（虚构）
units: {county: {name: 县, period: year, members: [某县]}}
targets:
  unit: county
  table: goals
  name: 目标
  due: 2024
  list:
    - {id: growth, name: 增速, measure: "%", at_least: 8%, average: {from: 2021, to: 2024}}
"""
    (tmp_path / "目标.csv").write_text(
        "单位,期间,增速\n某县,2021,9\n某县,2022,9\n某县,2023,\n某县,2024,9\n", encoding="utf-8"
    )
    found = inner.targets(inner.load_source(Source("policy.yaml", text)), tmp_path, provisional=True)
    assert [(str(each.period), each.provisional) for each in found.results] == [
        ("2021", False),
        ("2022", False),
        ("2023", True),
        ("2024", True),
    ]
