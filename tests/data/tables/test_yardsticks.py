"""A whole column in another measure is seen by the amounts that the policy itself compares it with."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.analysis.scores_and_targets import needed
from kaohe.data.read_data import read_data
from kaohe.data.tables.yardsticks import yardsticks
from kaohe.diagnostics import Findings
from kaohe.policy.model import Policy
from kaohe.source_places import Source

from tests import inner

POLICY = """\
kaohe: 2
policy: p
title: 某县考核（虚构）
units:
  town: {name: 镇, period: year, members: [甲镇, 乙镇, 丙镇, 丁镇]}
tables:
  figures:
    name: 年报
    key: [town, year]
    columns:
      - {measure: 万元, min: 0, names: {tax: 税收, spent: 支出, plain: 往来}}
      - {measure: "%", names: {growth: 增速, share: 占比}}
      - {measure: 户, min: 0, names: {firms: 市场主体}}
  project:
    name: 项目
    records_of: [town, year]
    columns:
      - {type: text, names: {name: 项目名称}}
      - {measure: 亿元, min: 0, names: {investment: 投资额}}
values:
  - {id: taxes, name: 税收, for: town, formula: tax}
scores:
  - {id: a, name: 税收分, for: town, points: 10, tiers: {of: taxes, at_least: {5000 万元: 10, 0.1 亿元: 5}, below: 0}}
  - {id: b, name: 支出分, for: town, points: 1, formula: 1 if spent >= 2000 万元 else 0}
  - {id: c, name: 增速分, for: town, points: 10, tiers: {of: growth, at_least: {10%: 10, 8%: 5}, below: 0}}
  - {id: d, name: 占比分, for: town, points: 1, formula: '1 if round(share, 1) > 35% else 0'}
  - {id: e, name: 主体分, for: town, points: 1, formula: 1 if firms >= 70000 户 else 0}
  - {id: f, name: 项目分, for: town, count: {over: project, where: investment >= 2000 万元}}
  - {id: g, name: 往来分, for: town, formula: plain / 1 万元}
  - {id: h, name: 增速的一半, for: town, formula: growth / 200}
"""


@pytest.fixture(scope="module")
def policy() -> Policy:
    return inner.load_source(Source("p.yaml", POLICY))


def found_in(policy: Policy, folder: Path, **columns: str) -> dict[str, str]:
    """What is told of each column (its name to the message), given the figures of the four towns."""
    sound = {
        "税收": "3000 800 12000 450", "支出": "900 2500 1500 3100", "往来": "5 9 12 7", "增速": "8.5 9.2 -1.3 11",
        "占比": "36.1 28.4 33 41.2", "市场主体": "58940 71200 9000 12000",
    }  # fmt: skip
    table = {name: columns.get(name, figures).split() for name, figures in sound.items()}
    head = "单位,期间," + ",".join(table)
    body = [f"{unit}镇,2023," + ",".join(figures) for unit, *figures in zip("甲乙丙丁", *table.values(), strict=True)]
    (folder / "年报.csv").write_text("\n".join([head, *body, ""]), "utf-8")
    invested = columns.get("投资额", "1.62 0.45 2.3 0.08").split()
    rows = [f"甲镇,2023,项目{number},{each}" for number, each in enumerate(invested)]
    (folder / "项目.csv").write_text("\n".join(["单位,期间,项目名称,投资额", *rows, ""]), "utf-8")
    findings = Findings()
    read_data(policy, folder, needed(policy, "scores"), findings)
    assert findings.errors == []
    return {str(each.arguments["column"]): each.message("zh") for each in findings.all if each.code == "D243"}


def test_amounts_are_collected_from_tiers_conditions_and_by_other_names(policy: Policy) -> None:
    known = yardsticks(policy)
    assert known["figures", "tax"] == {50_000_000, 10_000_000}
    assert known["figures", "spent"] == {20_000_000} == known["project", "investment"]
    assert {float(each) for each in known["figures", "growth"]} == {0.1, 0.08}
    assert {float(each) for each in known["figures", "share"]} == {0.35}


def test_sound_figures_are_passed_in_silence(policy: Policy, tmp_path: Path) -> None:
    assert found_in(policy, tmp_path) == {}


@pytest.mark.parametrize(
    ("column", "figures"),
    [
        ("税收", "0.3 0.08 1.2 0.045"),  # 亿元 under 万元
        ("税收", "30000000 8000000 120000000 4500000"),  # 元
        ("支出", "0.09 0.25 0.15 0.31"),
        ("支出", "9000000 25000000 15000000 31000000"),
        ("投资额", "0.000162 0.000045 0.00023 0.000008"),  # 万元 twice divided
        ("投资额", "16200 4500 23000 800"),  # 万元 under 亿元
        ("投资额", "162000000 45000000"),  # two figures are enough where they are so far off
        ("增速", "850 920 1300 1100"),
        ("占比", "0.961 1.284 1.33 1.412"),  # fractions, most of them above 1
        ("占比", "3610 2840 3300 4120"),
        ("市场主体", "5.894 7.12 0.9 1.2"),  # 万户 under 户
    ],
)
def test_a_column_in_another_measure_is_told(policy: Policy, tmp_path: Path, column: str, figures: str) -> None:
    if column == "占比" and figures.startswith("0.961"):
        policy = inner.load_source(Source("p.yaml", POLICY.replace("35%", "105%")))
    assert list(found_in(policy, tmp_path, **{column: figures})) == [column]


@pytest.mark.parametrize(
    ("column", "figures"),
    [
        ("税收", "30 8 120 45"),  # a poor county: less than a hundredth of the least tier by no figure
        ("税收", "300000 80000 1200000 45000"),
        ("支出", "900000 2500 1500 3100"),
        ("投资额", "16.2 45 23 80"),
        ("增速", "0.1 0.8 -0.2 2"),
        ("市场主体", "58 71 9 12"),  # whole numbers may begin as low as they like
        ("往来", "0.5 0.9 1.2 0.7"),
        ("往来", "5000 90000 12000 7000"),  # to divide by 1 万元 is to take the number
    ],
)
def test_what_good_and_bad_years_bring_is_passed_in_silence(
    policy: Policy, tmp_path: Path, column: str, figures: str
) -> None:
    assert found_in(policy, tmp_path, **{column: figures}) == {}


def test_the_message_shows_the_amount_and_a_figure(policy: Policy, tmp_path: Path) -> None:
    (said,) = found_in(policy, tmp_path, 税收="0.3 0.08 1.2 0.045").values()
    assert "1000万元" in said and "0.3万元" in said
    (said,) = found_in(policy, tmp_path, 税收="30000000 8000000 120000000 4500000").values()
    assert "5000万元" in said


def test_what_the_policy_calls_usual_counts_alone(tmp_path: Path) -> None:
    usual = POLICY.replace(
        "names: {tax: 税收, ", "usual: 0..2 万元, names: {tax: 税收}}\n      - {measure: 万元, names: {"
    )
    policy = inner.load_source(Source("p.yaml", usual))
    assert found_in(policy, tmp_path, 税收="0.3 0.08 1.2 0.045") == {}


TARGETS = """\
kaohe: 2
policy: p
title: 某县目标（虚构）
units:
  county: {{name: 县, period: year, members: [某县]}}
targets:
  unit: county
  table: figures
  name: 年报
  due: 2025
  list:
    - {{id: x, name: 指标, clause: 一, measure: "{measure}", at_least: {least}, strength: firm}}
"""


@pytest.mark.parametrize(
    ("measure", "least", "figures", "is_told"),
    [
        ("户", "6000", "0.58 0.61", True),  # 万户
        ("户", "6000", "5 12", False),
        ("亿元", "1050 亿元", "0.098 0.1024", True),  # 万亿元
        ("亿元", "1050 亿元", "98 102", False),
        ("%", "35%", "0.341 0.359", True),
        ("%", "35%", "0.3 0.4", False),  # as well a rate near zero
        ("%", "35%", "3410 3590", True),
        ("%", "8%", "0.1", False),
    ],
)
def test_targets_are_yardsticks_of_a_figure_or_two(
    tmp_path: Path, measure: str, least: str, figures: str, is_told: bool
) -> None:
    policy = inner.load_source(Source("p.yaml", TARGETS.format(measure=measure, least=least)))
    rows = [f"某县,{year},{figure}" for year, figure in enumerate(figures.split(), 2023)]
    (tmp_path / "年报.csv").write_text("\n".join(["单位,期间,指标", *rows, ""]), "utf-8")
    findings = Findings()
    read_data(policy, tmp_path, ["figures"], findings)
    assert [each.code for each in findings.all] == ["D243"] * is_told


COMPARED = """\
kaohe: 2
policy: coal
title: 某县能耗（虚构）
units:
  town: {name: 镇, period: year, members: [甲镇, 乙镇, 丙镇, 丁镇]}
tables:
  figures:
    name: 年报
    key: [town, year]
    columns:
      - {measure: 万吨, min: 0, names: {used: 消费量, allowed: 限额}}
      - {min: 0, names: {visits: 走访, complaints: 投诉}}
scores:
  - {id: kept, name: 控制, for: town, points: 20, full_if: used <= allowed + 500 吨}
  - {id: calm, name: 投诉少, for: town, points: 20, full_if: complaints <= visits}
"""


@pytest.mark.parametrize(
    ("used", "allowed", "said"),
    [
        ("120 95 210 88", "121 100 200 90", None),
        ("1200400 950000 2100000 880000", "121 100 200 90", "比办法里与它比较的“限额”大 1000 倍以上"),
        ("120 95 210 88", "1210000 1000000 2000000 900000", "不到办法里与它比较的“限额”的 1/1000"),
        ("1200400 95 2100000 880000", "121 100 200 90", None),  # one of them is of their order
        ("0 0 0 0", "121 100 200 90", None),
    ],
)
def test_columns_that_a_rule_compares_are_of_one_order(
    tmp_path: Path, used: str, allowed: str, said: str | None
) -> None:
    policy = inner.load_source(Source("p.yaml", COMPARED))
    columns = zip("甲乙丙丁", used.split(), allowed.split(), strict=True)
    rows = "".join(f"{town}镇,2023,{one},{other},60000,3\n" for town, one, other in columns)
    (tmp_path / "年报.csv").write_text(f"单位,期间,消费量,限额,走访,投诉\n{rows}", "utf-8")
    findings = Findings()
    read_data(policy, tmp_path, needed(policy, "scores"), findings)
    assert [each.code for each in findings.all] == ["D243"] * (said is not None)
    assert said is None or said in findings.all[0].message("zh")
