"""What-if under another policy's rule: values worked out by hand; a policy under itself moves nothing."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.analysis.published_values import reader
from kaohe.analysis.whatif import WhatIf, what_if
from kaohe.diagnostics import Refused
from kaohe.policy.load import load
from kaohe.report.formats import text_of

from tests import inner
from tests.analysis.identity_mapping import identity_mapping

ROOT = Path(__file__).parents[2]

OURS = """\
kaohe: 2
policy: ours
title: 甲县办法（虚构）
units:
  village:
    name: 村
    period: quarter
    groups: {hill: {name: 山区, members: [甲村, 乙村, 丙村]}, plain: {name: 平原, members: [丁村, 戊村]}}
tables:
  village:
    name: 村季报
    key: [village, quarter]
    columns:
      - {measure: 家, whole: yes, min: 0, names: {firms: 新增企业}}
      - {measure: 万元, min: 0, names: {invested: 投资}}
      - {measure: "%", names: {growth: 增速}}
      - {type: choice, choices: {plant: 新建厂, rebuilt: 旧厂}, names: {kind: 类别}}
  road:
    name: 道路
    records_of: [village, quarter]
    identity: [name]
    columns: [{type: name, names: {name: 道路名称}}, {measure: 万元, min: 0, names: {cost: 造价}}]
values:
  - {id: road_cost, name: 道路造价, for: village, sum: {over: road, of: cost}}
scores:
  - id: total
    name: 总分
    for: village
    points: 60
    parts:
      - {id: firm_points, name: 企业得分, points: 38, formula: firms × 5}
      - {id: money_points, name: 投资得分, points: 20, formula: invested / 100 万元 + road_cost / 100 万元}
      - {id: kind_points, name: 类别得分, points: 1, formula: 1 if kind == "plant" else 0}
      - {id: growth_points, name: 增速得分, points: 1, formula: growth × 10}
    cap: 60
  - {id: rank, name: 名次, for: village, rank: {of: total, within: all, ties: competition}}
"""
THEIRS = """\
kaohe: 2
policy: theirs
title: 乙县办法（虚构）
units:
  town:
    name: 镇
    period: quarter
    groups: {a: {name: 一组, members: [东镇, 西镇]}, b: {name: 二组, members: [南镇]}}
tables:
  town:
    name: 镇季报
    key: [town, quarter]
    columns:
      - {measure: 家, whole: yes, min: 0, max: 9, names: {new_firms: 新办企业}}
      - {measure: 亿元, min: 0, names: {investment: 投资额}}
      - {measure: "%", names: {rise: 增长}}
      - {type: choice, choices: {built: 新建, changed: 改造}, names: {sort: 类型}}
  project:
    name: 项目
    records_of: [town, quarter]
    identity: [name]
    columns: [{type: name, names: {name: 项目名称}}, {measure: 亿元, min: 0, names: {cost: 总投资}}]
questions:
  Q1: {clause: 一, ask: 并列如何排名, readings: {competition: 占名次, dense: 不占名次}}
scores:
  - id: score
    name: 得分
    for: town
    points: 100
    parts:
      - {id: firm_score, name: 企业分, points: 29, per_item: {new_firms: 5}, cap: 30}
      - id: rise_score
        name: 增长分
        points: 20
        efficacy: {of: rise, within: group, base: 10, span: 10, when_equal: 20}
      - id: investment_score
        name: 投资分
        points: 30
        tiers: {of: investment, at_least: {1 亿元: 30, 0.05 亿元: 12}, below: 0}
      - id: project_score
        name: 项目分
        points: 20
        sum: {over: project, where: cost >= 0.02 亿元, of: cost / 0.01 亿元}
        cap: 20
      - {id: sort_score, name: 类型分, points: 1, by: sort, cases: {built: 2, changed: 0}}
  - {id: rank, name: 名次, for: town, rank: {of: score, within: group, ties: {reading: Q1}}}
  - id: award
    name: 奖励分
    for: town
    points: 4
    by_rank: {rank: rank, shares: {by: group, cases: {a: [100%, 50%, 25%]}, otherwise: [100%, 0%]}}
  - id: grade
    name: 等次
    for: town
    quota:
      of: score
      within: all
      grades: [优, 良, 中]
      ratio: 1:3:1
      rounding: largest_remainder
      border: first
      ties: competition
  - id: yearly
    name: 年度得分
    for: town
    points: 100
    per: year
    sum: {over: quarter, of: score, weight: [10%, 20%, 30%, 40%]}
"""
VILLAGES = """\
单位,期间,新增企业,投资,增速,类别
甲村,2023Q1,7,500,4,新建厂
乙村,2023Q1,2,499.9,8,旧厂
丙村,2023Q1,0,10000,6,旧厂
丁村,2023Q1,4,0,3,新建厂
戊村,2023Q1,4,100,3,旧厂
"""
ROADS = "单位,期间,道路名称,造价\n乙村,2023Q1,一路,300\n乙村,2023Q1,二路,199\n丁村,2023Q1,三路,250\n"
# ours: 甲 35+5+0+1+0.4 = 41.4; 乙 10+4.999+4.99+0+0.8 = 20.789;
# 丙 0+100 > 60; 丁 20+0+2.5+1+0.3 = 23.8; 戊 20+1+0.3 = 21.3
# places: 丙 甲 丁 戊 乙


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Both policies and the data."""
    (tmp_path / "ours.yaml").write_text(OURS, encoding="utf-8")
    (tmp_path / "theirs.yaml").write_text(THEIRS, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "village.csv").write_text(VILLAGES, encoding="utf-8")
    (tmp_path / "data" / "road.csv").write_text(ROADS, encoding="utf-8")
    return tmp_path


def run(folder: Path, mapping: str, **asked: object) -> WhatIf:
    """The what-if under a mapping file."""
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    ours = inner.load(folder / "ours.yaml")
    return what_if(ours, reader(folder / "data"), mapping=folder / "mapping.yaml", **asked)  # type: ignore[arg-type]


def refused(folder: Path, mapping: str) -> list[tuple[str, str]]:
    """The codes of all errors with what stands at their places."""
    with pytest.raises(Refused) as caught:
        run(folder, mapping)
    return [
        (each.code, "" if each.place is None else each.place.text) for each in caught.value.diagnostics if each.is_error
    ]


def values(found: WhatIf, value: str) -> list[object]:
    """What comes out for one value, unit by unit in the order of the policy."""
    return [each for of, each in found.after.values.items() if of.value == value]


HEAD = "policy: theirs.yaml\nunits: {town: {unit: village, groups: {a: hill, b: plain}}}\n"
CONSEQUENCES = HEAD + "scores: {score: {of: total, out_of: 60}}\n"
WHOLE = (
    HEAD
    + """\
inputs:
  town.new_firms: village.firms
  town.investment: 村季报.投资
  town.rise: village.growth
  town.sort: {of: village.kind, choices: {built: plant, changed: rebuilt}}
  project.name: road.name
  project.cost: road.cost
"""
)


def test_places_become_points_and_grades_by_the_rules_of_the_other(folder: Path) -> None:
    found = run(folder, CONSEQUENCES)
    assert values(found, "rank") == [2, 3, 1, 1, 2]
    assert values(found, "award") == [2, 1, 4, 4, 0]
    # 1:3:1 of five, highest first: 丙 | 甲 丁 戊 | 乙
    assert values(found, "grade") == ["良", "中", "优", "良", "良"]
    moved = {(each.of.unit, each.of.value): (each.old, each.new) for each in found.changes}
    assert moved["乙村", "rank"] == (5, 3)
    assert moved["丁村", "rank"] == (3, 1)
    assert ("甲村", "rank") not in moved  # second before and after
    assert moved["甲村", "award"] == (None, 2)
    assert not [key for key in moved if key[1] == "total"]  # the score is ours
    assert found.changes[0].group == "hill"


def test_points_are_converted_in_proportion_where_that_is_said(folder: Path) -> None:
    found = run(folder, CONSEQUENCES.replace("out_of: 60", "out_of: 100"))
    assert values(found, "total")[0] == Fraction(414, 10) * 100 / 60
    assert values(found, "rank") == [2, 3, 1, 1, 2]
    # total and score are no longer the same: they are compared, as both are the total
    assert {each.of.value for each in found.changes} >= {"total"}


def test_all_ours_may_be_one_group_of_theirs(folder: Path) -> None:
    everyone = CONSEQUENCES.replace("{a: hill, b: plain}", "{b: all}")
    assert [code for code, _ in refused(folder, everyone)][:2] == ["M155", "E102"]  # their table ends with place 2
    found = run(folder, everyone + "values: {award: none}\n")
    assert values(found, "rank") == [2, 5, 1, 3, 4]
    assert values(found, "award") == []


def test_a_reading_of_theirs(folder: Path) -> None:
    tied = VILLAGES.replace("戊村,2023Q1,4,100,3,旧厂", "戊村,2023Q1,4,350,3,旧厂")  # 20 + 3.5 + 0.3 = 23.8 as 丁村
    (folder / "data" / "village.csv").write_text(tied, encoding="utf-8")
    one = CONSEQUENCES.replace("{a: hill, b: plain}", "{b: all}") + "values: {award: none}\n"
    assert values(run(folder, one), "rank") == [2, 5, 1, 3, 3]
    assert values(run(folder, one + "readings: {Q1: dense}\n"), "rank") == [2, 4, 1, 3, 3]


def test_a_year_from_four_quarters_by_their_weights(folder: Path) -> None:
    rows = [
        f"{unit},2023Q{quarter},{quarter if unit == '甲村' else 1},0,0,旧厂"
        for quarter in (1, 2, 3, 4)
        for unit in ("甲村", "乙村", "丙村", "丁村", "戊村")
    ]
    (folder / "data" / "village.csv").write_text("\n".join([VILLAGES.split("\n")[0], *rows, ""]), encoding="utf-8")
    (folder / "data" / "road.csv").write_text("单位,期间,道路名称,造价\n", encoding="utf-8")
    found = run(folder, CONSEQUENCES)
    # 5 × 10% + 10 × 20% + 15 × 30% + 20 × 40%
    assert values(found, "yearly") == [15, 5, 5, 5, 5]


def test_a_quarter_may_stand_for_the_year(folder: Path) -> None:
    yearly = THEIRS.replace("rank: {of: score, within: group,", "rank: {of: yearly, within: group,")
    (folder / "theirs.yaml").write_text(yearly, encoding="utf-8")
    found = run(folder, HEAD + "scores: {yearly: {of: total, out_of: 60, quarter: 1}}\n")
    assert {str(each.of.period) for each in found.changes} == {"2023"}
    assert values(found, "rank") == [2, 3, 1, 1, 2]
    assert {(each.of.unit, each.of.value): each.old for each in found.changes}["乙村", "rank"] == 5


def test_the_whole_method_on_our_inputs(folder: Path) -> None:
    found = run(folder, WHOLE)
    assert values(found, "firm_score") == [30, 10, 0, 20, 20]  # 7 × 5 is capped
    # 500 万元 is 0.05 亿元, 499.9 is below it, 10000 is 1 亿元
    assert values(found, "investment_score") == [12, 0, 30, 0, 0]
    # hill 4, 8, 6: 10 + 10 × (x - 4) / 4; plain all equal
    assert values(found, "rise_score") == [10, 20, 15, 20, 20]
    assert values(found, "project_score") == [0, 3, 0, 2.5, 0]  # 199 万元 is below 0.02 亿元
    assert values(found, "sort_score") == [2, 0, 0, 2, 0]
    # the total of theirs stands beside ours: 54, 33, 45, 44.5, 40
    assert values(found, "total") == [54, 33, 45, Fraction(89, 2), 40]
    assert values(found, "rank") == [1, 3, 2, 1, 2]
    moved = {(each.of.unit, each.of.value): (each.old, each.new) for each in found.changes}
    assert moved["甲村", "total"] == (Fraction(414, 10), 54)
    assert moved["丙村", "rank"] == (1, 2)


def test_a_value_of_ours_and_a_constant_may_be_inputs(folder: Path) -> None:
    stated = WHOLE.replace("town.investment: 村季报.投资", "town.investment: road_cost").replace(
        "  project.name: road.name\n  project.cost: road.cost\n", "  project: {value: none, note: 没有项目}\n"
    )
    stated = stated.replace("town.new_firms: village.firms", "town.new_firms: {value: 3, note: 假定}")
    found = run(folder, stated)
    assert values(found, "investment_score") == [0, 0, 0, 0, 0]  # 乙: 499 万元
    assert values(found, "firm_score") == [15] * 5
    assert values(found, "project_score") == [0] * 5


def test_our_data_may_be_overridden_at_the_same_time(folder: Path) -> None:
    found = run(folder, WHOLE, cells=["甲村.firms=1"])
    assert values(found, "firm_score")[0] == 5


@pytest.mark.parametrize(
    ("policy", "data", "unit_types", "tables"),
    [
        (
            "policies/xiangxiang_chains.yaml",
            "xiangxiang_chains",
            ("chain",),
            ("chain", "attracted_project", "construction_project", "leading_enterprise", "platform"),
        ),
        (
            "policies/xiangtan_county.yaml",
            "xiangtan_county",
            ("township", "department"),
            ("township", "department", "unqualified"),
        ),
        ("examples/leading_group/leading_group.yaml", "leading_group", ("town",), ("town", "quarterly", "yearly")),
        ("examples/class_ranking/class_ranking.yaml", "class_ranking", ("class",), ("class", "award")),
    ],
)
def test_a_policy_under_itself_moves_nothing(
    policy: str, data: str, unit_types: tuple[str, ...], tables: tuple[str, ...], tmp_path: Path
) -> None:
    ours = load(ROOT / policy)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(identity_mapping(ours, str(ROOT / policy), unit_types, tables), encoding="utf-8")
    found = what_if(ours, reader(ROOT / "examples" / data), mapping=mapping)
    assert found.changes == ()
    scores = {of: value for of, value in found.before.values.items() if not of.value.endswith(".attained")}
    assert found.after.values == scores


def test_what_is_wrong_is_told_all_at_once(folder: Path) -> None:
    found = refused(
        folder,
        """\
policy: theirs.yaml
units: {town: {unit: village, groups: {a: hil, b: plain}}}
readings: {Q2: dense}
scores: {scor: total}
inputs:
  town.new_firms: village.growth
  town.investment: village.firms
  town.rise: 5
  project.cost: village.invested
  town.sort: village.kind
values: {ranks: rank}
""",
    )
    assert found == [
        ("M105", "hil"),
        ("M151", "Q2"),
        ("M111", "scor"),
        ("M117", "village.growth"),
        ("M117", "village.firms"),
        ("M128", "5"),
        ("M124", "village.invested"),
        ("M137", "village.kind"),
        ("M111", "ranks"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  town.sort: {of: village.kind, choices: {built: plant, changed: rebuilt}}\n", "", "M130"),
        ("  project.name: road.name\n  project.cost: road.cost\n", "", "M130"),
        ("project.cost: road.cost", "project.cost: {of: road.cost, quarter: 1}", "M120"),
        ("town.new_firms: village.firms", "town.new_firms: {value: 10, note: 假定}", "D218"),
        ("town.new_firms: village.firms", "town.new_firms: {value: 1.5, note: 假定}", "D216"),
        ("{of: village.kind, choices: {built: plant, changed: rebuilt}}", "{value: 新, note: 假定}", "D221"),
        ("policy: theirs.yaml", "policy: there.yaml", "M101"),
        ("{town: {unit: village, groups: {a: hill, b: plain}}}", "{town: village}", "M104"),
        ("  project.name", "  镇季报.新办企业: village.firms\n  project.name", "M113"),
        ("inputs:", "input:", "K201"),
    ],
)
def test_each_fault_of_a_file_has_its_code(folder: Path, old: str, new: str, code: str) -> None:
    assert old in WHOLE
    assert {each for each, _ in refused(folder, WHOLE.replace(old, new))} == {code}


def test_a_figure_that_they_do_not_allow_is_refused_at_its_place(folder: Path) -> None:
    (folder / "data" / "village.csv").write_text(VILLAGES.replace("甲村,2023Q1,7", "甲村,2023Q1,10"), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        run(folder, WHOLE)
    (found,) = caught.value.diagnostics
    assert found.code == "M143"
    assert str(found.place).endswith("village.csv:2:11")
    assert "<= 9" in found.message("zh")


def test_an_absence_that_their_rules_say_nothing_of_is_refused(folder: Path) -> None:
    absent = OURS.replace("names: {firms: 新增企业}}", "names: {firms: 新增企业}, optional: yes}")
    absent = absent.replace("formula: firms × 5", "formula: 'if_absent(firms, 0) × 5'")
    (folder / "ours.yaml").write_text(absent, encoding="utf-8")
    (folder / "data" / "village.csv").write_text(VILLAGES.replace("甲村,2023Q1,7", "甲村,2023Q1,"), encoding="utf-8")
    assert [code for code, _ in refused(folder, WHOLE)] == ["M144"]


def test_a_quarter_that_the_data_do_not_have(folder: Path) -> None:
    mapping = HEAD + "scores: {yearly: {of: total, out_of: 60, quarter: 4}}\n"
    assert refused(folder, mapping) == [("M147", "total")]


def test_their_rule_names_a_unit(folder: Path) -> None:
    named = THEIRS.replace("score, weights", "doubled, weights") + (
        "  - {id: doubled, name: 加倍, for: town, by: unit, cases: {东镇: score × 2}, otherwise: score}\n"
    )
    (folder / "theirs.yaml").write_text(named, encoding="utf-8")
    assert [code for code, _ in refused(folder, CONSEQUENCES)] == ["M108"]
    for unit, expected in (("none", Fraction("41.4")), ("甲村", Fraction("82.8"))):
        found = run(folder, CONSEQUENCES.replace("b: plain}", f"b: plain}}, members: {{东镇: {unit}}}"))
        assert values(found, "doubled")[0] == expected
        assert {each.of.unit for each in found.changes} <= {"甲村", "乙村", "丙村", "丁村", "戊村"}


EXAMPLES = ROOT / "examples"
CHAINS = EXAMPLES / "xiangxiang_chains"


def example(name: str) -> WhatIf:
    """A mapping of the examples on the chains."""
    ours = load(ROOT / "policies" / "xiangxiang_chains.yaml")
    return what_if(ours, reader(CHAINS), mapping=EXAMPLES / "another_rule" / f"{name}.yaml")


def by_unit(found: WhatIf, value: str, period: str, before: bool = False) -> dict[str, object]:
    """A value of each unit, under the other rule or as it was."""
    side = found.before if before else found.after
    return {of.unit: each for of, each in side.values.items() if (of.value, str(of.period)) == (value, period)}


def test_the_example_of_points_by_place() -> None:
    found = example("points_by_place")
    places = by_unit(found, "rank", "2023Q2", before=True)
    shares = {1: 100, 2: 90, 3: 80, 4: 80, 5: 80, 6: 70}
    assert by_unit(found, "points", "2023") == {unit: Fraction(shares[place], 20) for unit, place in places.items()}  # type: ignore[index]
    assert by_unit(found, "rank", "2023") == places
    assert not [each for each in found.changes if each.of.value in ("total", "rank")]


def test_rules_for_a_quarter_may_be_applied_once_a_year(tmp_path: Path) -> None:
    ours = load(ROOT / "policies" / "xiangtan_county.yaml")
    mapping = tmp_path / "mapping.yaml"
    text = "policy: xiangxiang_chains\nunits: {chain: {unit: township, per: year}}\nscores: {total: annual_score}\n"
    mapping.write_text(text, encoding="utf-8")
    found = what_if(ours, reader(EXAMPLES / "xiangtan_county"), mapping=mapping)
    points = by_unit(found, "annual_score", "2022", before=True)
    points = {unit: each for unit, each in points.items() if unit in by_unit(found, "rank", "2022")}
    expected = {unit: 1 + sum(other > each for other in points.values()) for unit, each in points.items()}  # type: ignore[operator]
    assert by_unit(found, "rank", "2022") == expected
    moved = {(each.of.unit, each.of.value): (each.old, each.new) for each in found.changes}
    assert moved["石鼓镇", "rank"] == (6, expected["石鼓镇"])
    assert {key[1] for key in moved} == {"rank"}


def test_a_year_is_no_quarter_unless_that_is_said(folder: Path) -> None:
    weights = "per: year, sum: {over: quarter, of: total, weight: [25%, 25%, 25%, 25%]}"
    yearly = OURS + f"  - {{id: whole, name: 全年, for: village, points: 60, {weights}}}\n"
    (folder / "ours.yaml").write_text(yearly, encoding="utf-8")
    once = HEAD + "scores: {score: {of: whole, out_of: 60}}\n"
    assert refused(folder, once) == [("M119", "whole")]
    once = once.replace("b: plain}", "b: plain}, per: year")
    assert [code for code, _ in refused(folder, once)][:2] == ["M156", "K442"]  # their year is made of quarters
    found = run(folder, once + "values: {yearly: none}\n")
    assert {str(of.period) for of in found.after.values} == {"2023"}


def test_how_the_new_results_came_about_is_told() -> None:
    text = text_of(example("points_by_place"), "table")
    assert "绩效考核得分：5 × 90% = 4.5；组别 为 农业生态类，适用“其他”；排名 为 第 2 名" in text
    told = json.loads(text_of(example("grades_by_quota"), "json"))["explained"]
    grade = next(each for each in told if each["unit"] == "电子信息" and each["value"] == "grade")
    assert grade["says"][-1] == "第 1 名，在前 2 名之内，评为“优秀”"
    text = text_of(example("whole_method"), "table")
    assert "季度得分：41.7345 + 20 ≈ 61.7345" in text  # 36 + 24 × 2.7 ÷ 11.3 = 41.7345…


def test_the_example_of_grades_by_a_quota() -> None:
    found = example("grades_by_quota")
    places = by_unit(found, "rank", "2023Q2", before=True)
    # 3 : 6 : 1 of six, half up: 1.8 is 2, 3.6 is 4, nobody is left for the last
    grades = {1: "优秀", 2: "优秀", 3: "良好", 4: "良好", 5: "良好", 6: "良好"}
    assert by_unit(found, "grade", "2023") == {unit: grades[place] for unit, place in places.items()}  # type: ignore[index]
    assert {each.of.value for each in found.changes} == {"grade", "points"}


def test_the_example_of_a_whole_method() -> None:
    found = example("whole_method")
    with (CHAINS / "chain.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["期间"] == "2023Q2"]
    growth = {row["产业链"]: Fraction(row["产值增长率"]) for row in rows}
    firms = {row["产业链"]: int(row["新增规模企业"]) for row in rows}
    low, high = min(growth.values()), max(growth.values())
    expected = {unit: 36 + 24 * (growth[unit] - low) / (high - low) + min(5 * firms[unit], 40) for unit in growth}
    assert by_unit(found, "total", "2023Q2") == expected
    places = {unit: 1 + sum(other > expected[unit] for other in expected.values()) for unit in expected}
    assert by_unit(found, "rank", "2023Q2") == places
    was = by_unit(found, "rank", "2023Q2", before=True)
    moved = {each.of.unit for each in found.changes if each.of.value == "rank" and str(each.of.period) == "2023Q2"}
    assert moved == {unit for unit in places if places[unit] != was[unit]}
    assert [each.code for each in found.warnings if each.code.startswith("M")] == ["M133", "M133"]


def test_a_unit_that_only_bears_the_name_of_theirs_is_not_theirs(folder: Path) -> None:
    named = THEIRS.replace("score, weights", "doubled, weights") + (
        "  - {id: doubled, name: 加倍, for: town, by: unit, cases: {东镇: score × 2}, otherwise: score}\n"
    )
    (folder / "theirs.yaml").write_text(named, encoding="utf-8")
    (folder / "ours.yaml").write_text(OURS.replace("丁村", "东镇"), encoding="utf-8")
    for file, text in (("village", VILLAGES), ("road", ROADS)):
        (folder / "data" / f"{file}.csv").write_text(text.replace("丁村", "东镇"), encoding="utf-8")
    plain = [Fraction(each, 1000) for each in (41400, 20789, 60000, 23800, 21300)]
    same = [*plain[:3], plain[3] * 2, plain[4]]
    assert values(run(folder, CONSEQUENCES), "doubled") == same  # who bears the name of one of theirs is that one
    for unit, expected in (("none", plain), ("甲村", [plain[0] * 2, *plain[1:]])):
        found = run(folder, CONSEQUENCES.replace("b: plain}", f"b: plain}}, members: {{东镇: {unit}}}"))
        assert values(found, "doubled") == expected
        assert {of.unit for of in found.after.values} == {"甲村", "乙村", "丙村", "东镇", "戊村"}


def test_unit_types_that_nothing_is_given_for_are_told_and_left(tmp_path: Path) -> None:
    ours = load(ROOT / "policies" / "xiangtan_county.yaml")
    mapping = tmp_path / "mapping.yaml"
    groups = "{unit: township, groups: {park: park, industry: industry, ecology: ecology}}"
    text = f"policy: xiangtan_county\nunits:\n  township: {groups}\n  department: department\n"
    mapping.write_text(text + "scores: {quarterly_score: quarterly_score}\n", encoding="utf-8")
    with pytest.raises(Refused) as caught:  # both types have a quarterly_score
        what_if(ours, reader(EXAMPLES / "xiangtan_county"), mapping=mapping)
    assert [each.code for each in caught.value.diagnostics] == ["M112"]
    mapping.write_text(text + "scores: {quarterly_score@township: quarterly_score}\n", encoding="utf-8")
    found = what_if(ours, reader(EXAMPLES / "xiangtan_county"), mapping=mapping)
    assert found.changes == ()
    assert [each.code for each in found.warnings] == ["M132"]
    assert {of.unit_type for of in found.after.values} == {"township"}


def test_decisions_of_theirs_are_checked_and_told_whole(tmp_path: Path) -> None:
    ours = load(EXAMPLES / "leading_group" / "leading_group.yaml")
    path = str(EXAMPLES / "leading_group" / "leading_group.yaml")
    text = identity_mapping(ours, path, ("town",), ("town", "quarterly", "yearly"))
    mapping = tmp_path / "mapping.yaml"
    for line, new, codes in (
        ("  quarterly.reason: quarterly.reason\n", "", {"M130"}),
        ("  quarterly.change: quarterly.change\n", "  quarterly.change: {value: none, note: 假定}\n", {"D237"}),
    ):
        assert line in text
        mapping.write_text(text.replace(line, new), encoding="utf-8")
        with pytest.raises(Refused) as caught:
            what_if(ours, reader(EXAMPLES / "leading_group"), mapping=mapping)
        assert {each.code for each in caught.value.diagnostics if each.is_error} == codes
