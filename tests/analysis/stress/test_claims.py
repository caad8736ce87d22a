"""Each claim on a policy that has each defect, against what is worked out by hand."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from kaohe.analysis.stress.cliffs_and_self_harm import Cliff, SelfHarm, TierCliff
from kaohe.analysis.stress.indicators import CountedTwice, Uncapped
from kaohe.analysis.stress.stress import Flat, Settings, Stress, stress
from kaohe.diagnostics import NotThere

from tests import inner
from tests.analysis.stress.defects import TEXT, TOWNS, policy, stressed

ROOT = Path(__file__).parents[3]
FEW = Settings(samples=1)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Stress:
    return stressed(tmp_path_factory.mktemp("data"), FEW)


def of(found: Stress, kind: type) -> list:
    return [claim for claim in found.claims if isinstance(claim, kind)]


def test_what_has_no_cap_outweighs_the_rest_with_so_many_items(found: Stress) -> None:
    (claim,) = of(found, Uncapped)
    # The others print 60 − 20; 2 points each: 20 firms are 40, and 21 are more.
    assert (claim.score.id, claim.column, claim.items, claim.rest) == ("firms_score", "firms", 21, 40)
    assert claim.runs == (("--set", "town.丙镇.2023.firms=21"),)


def test_the_rules_alone_tell_what_needs_no_data() -> None:
    found = stress(policy(), None)
    kinds = [type(claim) for claim in found.claims]
    assert kinds == [Uncapped, CountedTwice, CountedTwice, TierCliff, TierCliff]
    assert all(not claim.runs for claim in found.claims)
    jumps = [(claim.of.id, claim.column, claim.border, claim.jump) for claim in of(found, TierCliff)]
    assert jumps == [("output_score", "output", 2, 6), ("output_score", "output", 1, 4)]
    fewer = stress(policy(), None, settings=Settings(cliff=Fraction(4)))
    assert [claim.border for claim in of(fewer, TierCliff)] == [2]


TABLES = """\
kaohe: 2
policy: tables
title: 分档在表里（虚构）
lists: {band: {name: 档, members: {one: 一档, two: 二档, three: 三档}}}
units:
  town: {name: 镇, period: year, groups: {plain: {name: 平, members: [甲镇]}, hill: {name: 丘, members: [乙镇]}}}
tables:
  town:
    name: 镇年报
    key: [town, year]
    columns:
      - {measure: 亿元, min: 0, names: {paid: 投资}}
      - {measure: 天, min: 0, names: {days: 天数}}
      - {measure: 家, whole: yes, min: 0, names: {firms: 企业, shops: 商铺}}
      - {measure: 分, min: 1, names: {most: 上限}}
  bands:
    name: 分档表
    key: [group, band]
    columns: [{measure: 亿元, optional: yes, names: {from_: 界线}}, {measure: 分, optional: yes, names: {mark: 得分}}]
    grid:
      - [group, band, from_, mark]
      - [plain, one, 5, 10]
      - [plain, two, 2, 6]
      - [plain, three, 1, 1]
      - [hill, one, 3, 10]
      - [hill, two, none, 5]
      - [hill, three, 1, 4]
  limits:
    name: 时限
    key: [year, band]
    columns: [{measure: 天, names: {until: 上限天数}}, {measure: 分, names: {in_time: 及时分}}]
    grid:
      - [since, band, until, in_time]
      - [2020, one, 10, 8]
      - [2020, two, 20, 4]
      - [2020, three, 30, 1]
      - [2024, two, 15, 4]
scores:
  - id: total
    name: 总分
    for: town
    points: 60
    parts:
      - id: by_group
        name: 投资得分
        points: 10
        tiers: {of: paid, over: band, at_least: from_, give: mark × 1, below: 0}
      - {id: by_year, name: 办结, points: 8, tiers: {of: days, over: band, at_most: until, give: in_time, above: 0}}
      - id: capped
        name: 封顶的一项
        points: 20
        cap: 20
        parts:
          - {id: firms_score, name: 企业, points: 15, per_item: {firms: 2}}
          - {id: fixed, name: 固定, points: 5, formula: "5"}
      - {id: shops_score, name: 商铺, points: 22, per_item: {shops: 1}, cap: most}
"""


def test_borders_of_a_table_are_cliffs_for_each_rest_of_its_key() -> None:
    """On the plain 5, 2 and 1 give 10, 6 and 1; in the hills 3 and 1 give 10 and 4, the second having no border."""
    found = stress(policy(TABLES), None)
    jumps = [(claim.of.id, claim.border, claim.jump) for claim in of(found, TierCliff)]
    assert [each[1:] for each in jumps if each[0] == "by_group"] == [(5, 4), (2, 5), (3, 6), (1, 4)]
    # Up to 10 days 8, 20 (15 from 2024 on) 4, 30 1, then 0: the steps are 4, 3 and 1, which is no more than a point.
    assert [each[1:] for each in jumps if each[0] == "by_year"] == [(20, -3), (10, -4), (15, -3)]


def test_what_a_cap_holds_is_not_without_one() -> None:
    """Of a part it is the cap of what it is part of, or a cap that the data say."""
    assert [claim.score.id for claim in of(stress(policy(TABLES), None), Uncapped)] == []
    bare = stress(policy(TABLES.replace("        cap: 20\n", "").replace(", cap: most}", "}")), None)
    assert [claim.score.id for claim in of(bare, Uncapped)] == ["firms_score", "shops_score"]


def test_inputs_that_several_scores_rest_on(found: Stress) -> None:
    twice = [([one.id for one in claim.inputs], [one.id for one in claim.scores]) for claim in of(found, CountedTwice)]
    assert twice == [(["faults"], ["faults_score", "help_score"]), (["output"], ["output_score", "again_score"])]


def test_a_capped_score_that_is_used_once_is_no_claim() -> None:
    text = TEXT.replace("per_item: {firms: 2}}", "per_item: {firms: 2}, cap: 20}").replace("again_score", "firms_again")
    text = (
        text.replace("min(output / 1 亿元 × 2, 8)", "8").replace("faults >= 3", "task").replace("faults == 0", "task")
    )
    found = stress(policy(text), None)
    assert [claim.inputs[0].id for claim in of(found, CountedTwice)] == ["task"] and not of(found, Uncapped)


def test_cliffs_are_where_the_total_jumps_and_who_is_nearest(found: Stress) -> None:
    cliffs = {(claim.spec.id, claim.high): claim for claim in of(found, Cliff)}
    jumps = {key: (claim.low, claim.jump, claim.cell.unit) for key, claim in cliffs.items()}
    step = Fraction(1, 100)
    assert jumps == {
        ("faults", 1): (0, -9, "甲镇"),  # one fault less, and 2 instead of 10 for help
        ("faults", 3): (2, 7, "乙镇"),  # one fault less, and 10 instead of 2 for help
        ("output", 1): (1 - step, Fraction("4.02"), "丙镇"),  # the tier, and 0.01 × 2
        ("output", 2): (2 - step, Fraction("6.02"), "乙镇"),
    }
    assert cliffs["output", 2].distance == Fraction("0.05")
    assert len(cliffs["output", 2].runs) == 2 and len(cliffs["faults", 1].runs) == 1


def test_a_slope_and_a_cap_are_no_cliffs(tmp_path: Path) -> None:
    # 3 points for each firm, and a cap that is met within a step: the total bends at 7, and jumps nowhere.
    text = TEXT.replace("per_item: {firms: 2}}", "per_item: {firms: 3}, cap: 20}")
    found = stressed(tmp_path, FEW, text)
    assert all(claim.spec.id != "firms" for claim in of(found, Cliff))


def test_a_cliff_is_told_from_so_many_points_on(tmp_path: Path) -> None:
    found = stressed(tmp_path, Settings(samples=1, cliff=Fraction(7)))
    assert [(claim.spec.id, claim.high) for claim in of(found, Cliff)] == [("faults", 1)]


def test_a_place_is_taken_by_doing_worse(found: Stress) -> None:
    (claim,) = of(found, SelfHarm)
    # 丙镇 with 3 faults has 7 and 10 instead of 9 and 2: 31.4, before 乙镇 with 27.9.
    told = (claim.cell.unit, claim.spec.id, claim.now, claim.worse, claim.place, claim.better)
    assert told == ("丙镇", "faults", 1, 3, 4, 2)
    assert claim.runs == (("--set", "town.丙镇.2023.faults=3"),)


def test_yes_that_costs_a_place(tmp_path: Path) -> None:
    # A task done pays three towns 2 points, and takes 4 from the last one, which has the most faults.
    text = TEXT.replace("full_if: task}", "formula: (2 if faults < 5 else 0) if task else (0 if faults < 5 else 4)}")
    towns = TOWNS.replace("丙镇,2023,3,1", "丙镇,2023,4,5")  # 8 + 5 + 4 + 2.4 + 0 + 10 = 29.4
    towns = towns.replace("乙镇,2023,4,2", "乙镇,2023,6,2")  # 12 + 8 + 4 + 3.9 + 2 + 2 = 31.9
    harms = [claim for claim in of(stressed(tmp_path, FEW, text, towns), SelfHarm) if claim.spec.id == "task"]
    told = [(claim.cell.unit, claim.now, claim.worse, claim.place, claim.better) for claim in harms]
    assert told == [("丙镇", True, False, 3, 2)]


def test_indicators_that_do_not_tell_units_apart(found: Stress, tmp_path: Path) -> None:
    (claim,) = of(found, Flat)
    assert (claim.indicator.id, claim.is_alike, claim.full, claim.moved) == ("task_score", True, 4, ())
    towns = TOWNS.replace("丁镇,2023,2,0,0.4,是", "丁镇,2023,2,0,0.4,否")
    three_of_four = stressed(tmp_path, Settings(samples=1, saturated=Fraction(3, 4)), towns=towns)
    (claim,) = of(three_of_four, Flat)
    # 丙镇 25.4 stands before 丁镇, now 24.8; without the task's points it has 23.4, and 丁镇 as many as before.
    assert (claim.indicator.id, claim.is_alike, claim.full) == ("task_score", False, 3)
    assert claim.moved == ("丙镇", "丁镇")


def test_points_that_lie_near_each_other(tmp_path: Path) -> None:
    found = stressed(tmp_path, Settings(samples=1, alike=Fraction(1, 5)))
    # The faults give 8 to 10 of 10 points: no further apart than a fifth.
    assert [claim.indicator.id for claim in of(found, Flat)] == ["faults_score", "task_score"]


def test_records_outweigh_the_rest(tmp_path: Path) -> None:
    text = TEXT.replace(
        "scores:\n",
        """\
  project:
    name: 项目
    records_of: [town, year]
    optional: yes
    columns:
      - {type: name, names: {name: 名称}}
      - {measure: 亿元, min: 0, names: {investment: 投资额}}
      - {type: yes/no, names: {reported: 备案}}
    let:
      tier: {name: 档, tiers: {of: investment, at_least: {2 亿元: 6, 1 亿元: 2}, below: 0}}
scores:
""",
        1,
    ).replace("per_item: {firms: 2}}", "sum: {over: project, where: reported, of: tier}}")
    (claim,) = of(stress(policy(text), None), Uncapped)
    assert (claim.table, claim.column, claim.items) == ("project", None, 7)  # 6 × 6 = 36, 7 × 6 = 42 > 40
    path = tmp_path / "data"
    path.mkdir()
    (path / "project.csv").write_text("单位,期间,名称,投资额,备案\n", encoding="utf-8")
    (claim,) = of(stressed(path, FEW, text), Uncapped)
    assert claim.items == 7 and claim.runs[0].count("--add") == 7


def test_a_policy_without_scores_is_refused() -> None:
    with pytest.raises(NotThere, match="C231"):
        stress(inner.load(ROOT / "policies" / "hengdong.yaml"), None)
