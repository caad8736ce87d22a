"""What is absent is a dash with its reason, and never nought; other kinds of policies have their page too."""

from __future__ import annotations

from pathlib import Path

from kaohe.analysis.scores_and_targets import appraise
from kaohe.language.periods import Period
from kaohe.report.page.page import render

from tests import inner
from tests.report.page.pages import ROOT, appraised, example, of_class, parsed, rows, words

GRADES = """
kaohe: 2
policy: grades
title: 只评等次
units:
  school: {name: 学校, period: year, from: enrolment, group: stage}
tables:
  enrolment:
    name: 在校生
    key: [school, year]
    columns:
      - {type: text, names: {stage: 学段}}
      - {measure: 人, whole: yes, min: 0, names: {pupils: 人数}}
scores:
  - id: grade
    name: 规模
    for: school
    tiers: {of: pupils, at_least: {1000: '"大"', 300: '"中"'}, below: '"小"'}
"""

SIGNED = """
kaohe: 2
policy: signed
title: 有加有减
units:
  unit: {name: 单位, period: year, members: [甲, 乙, 丙]}
tables:
  points:
    name: 加减分
    key: [unit, year]
    columns:
      - {measure: 分, names: {plus: 加分, minus: 减分}, optional: yes}
scores:
  - id: total
    name: 总分
    for: unit
    points: 10
    parts:
      - {id: added, name: 加, points: 10, formula: plus}
      - {id: taken, name: 减, formula: 0 - minus}
    cap: 10
"""


def test_a_year_without_its_last_quarter_is_told_beside_the_quarter(tmp_path: Path) -> None:
    source = ROOT / "examples" / "xiangtan_county"
    for table in ("township", "department"):
        lines = (source / f"{table}.csv").read_text("utf-8").splitlines()
        (tmp_path / f"{table}.csv").write_text("\n".join(each for each in lines if "2022Q4" not in each), "utf-8")
    found = appraise(inner.load(ROOT / "policies" / "xiangtan_county.yaml"), tmp_path, {})
    root = parsed(render(found))
    assert words(of_class(root, "periods")[0]).endswith("2022年三季度")
    reason = words(of_class(root, "reasons")[0])
    assert reason == "2022年年度得分、排名、绩效考核得分、奖励对象：全部6个单位——缺2022年四季度"
    assert "数据里没有目标表“全县目标”，本报告不含目标" in [words(each) for each in of_class(root, "warnings")[0]]


def test_a_policy_of_grades_with_units_from_the_data(tmp_path: Path) -> None:
    data = [["学校", "期间", "学段", "人数"], ["一小", "2021", "小学", "300"], ["一小", "2022", "小学", "320"]]
    data += [["二小", "2022", "小学", "1200"], ["一中", "2022", "中学", "100"]]
    root = parsed(render(appraised(GRADES, {"enrolment": data}, tmp_path)))
    assert [rows(table) for table in of_class(root, "ranking")] == [[["一小", "中"], ["二小", "大"]], [["一中", "小"]]]
    assert not of_class(root, "bars") and not of_class(root, "spread")
    assert len(of_class(root, "card")) == 3


def test_parts_below_nought_caps_and_blanks(tmp_path: Path) -> None:
    data = [
        ["单位", "期间", "加分", "减分"],
        ["甲", "2022", "12", "1"],
        ["乙", "2022", "3", "5"],
        ["丙", "2022", "", "2"],
    ]
    root = parsed(render(appraised(SIGNED, {"points": data}, tmp_path)))
    chart = of_class(root, "bars")[0]
    assert [words(each) for each in of_class(chart, "legend")[0]] == [
        "加（10分）",
        "减",
        "总分的上下限、取整（只有甲有）",
    ]
    assert rows(next(chart.iter("table"))) == [
        ["甲", "10.00", "12.00", "-1.00", "-1.00"],
        ["乙", "-2.00", "3.00", "-5.00", "—"],
        ["丙", "—", "—", "-2.00", "—"],
    ]
    assert [words(each) for each in of_class(root, "reasons")[0]] == ["总分、加：丙——没有“加分”的数据"]


def test_an_earlier_period_has_no_later_one_beside_it() -> None:
    root = parsed(render(example("xiangtan_county"), Period(2022, 2, "quarter")))
    assert [len(row) for row in rows(of_class(root, "ranking")[0])] == [5] * 6
    assert "目标没有" not in words(root)
    assert {row[1] for table in of_class(root, "outcomes") for row in rows(table)} == {"2022年一季度", "2022年二季度"}


def test_a_year_of_targets_alone_says_what_is_left_out() -> None:
    root = parsed(render(example("xiangtan_county"), Period(2024)))
    told = [words(each) for each in of_class(root, "warnings")[0]]
    assert told == ["乡镇没有2024年的结果，本报告不含", "部门没有2024年的结果，本报告不含"]
    assert of_class(root, "goals") and not of_class(root, "card")
