"""Methods side by side: what the five policies and small ones say, worked out from the documents by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from kaohe.analysis.comparison import Comparison, TargetRow, compare
from kaohe.analysis.composition import points_of, totals_of
from kaohe.policy.model import Policy
from kaohe.source_places import Source

from tests import inner

ROOT = Path(__file__).parents[2]
NAMES = ("xiangxiang_chains", "xiangtan_county", "hengdong", "taojiang", "xiangtan_city")


@pytest.fixture(scope="module")
def five() -> Comparison:
    return compare([inner.load(ROOT / "policies" / f"{name}.yaml") for name in NAMES])


def test_who_is_scored(five: Comparison) -> None:
    county = five.methods[1]
    assert [(each.type.id, each.count, dict(each.groups), len(each.offices)) for each in county.units] == [
        ("township", 17, {"park": 6, "industry": 5, "ecology": 6}, 8),
        ("department", 36, {"promotion": 18, "service": 18}, 2),
        ("county", 1, {}, 0),
    ]
    assert [method.sides for method in five.methods] == [("scores", "targets")] * 2 + [("targets",)] * 3


def test_totals_and_whether_the_rules_can_exceed_them(five: Comparison) -> None:
    found = [(total.definition.id, total.points, total.can_exceed) for m in five.methods for total in m.totals]
    # 三（一）3 has no upper limit; the marks of a quarter have.
    assert found == [("total", 100, True), ("quarterly_score", 100, False), ("quarterly_score", 100, False)]


def test_points_add_up_to_the_total_and_kinds_come_from_the_rules(five: Comparison) -> None:
    for method in five.methods:
        for total in method.totals:
            assert sum(each.points for each in method.points if each.total == total) == total.points
            assert sum(each.share for each in method.points if each.total == total) == 100
    kinds = {each.of: (each.kind, each.theme) for each in five.methods[0].points}
    assert kinds["output_growth_score"] == ("relative", "output")
    assert kinds["attraction_task_score"] == ("fixed", "investment_attraction")
    assert kinds["attraction_tier_score"] == ("count_uncapped", "investment_attraction")
    assert kinds["construction_score"] == ("count_capped", "project_construction")
    assert kinds["leaders_score"] == ("count_capped", "enterprise_cultivation")
    assert kinds["platforms_score"] == ("count_capped", "innovation")
    assert kinds["tools_score"] == ("deduction", "groundwork")
    assert kinds["news_score"] == ("count_capped", "publicity")
    marks = {(each.total.definition.unit_type, each.of): (each.points, each.kind) for each in five.methods[1].points}
    assert marks["township", "science_industry"] == (35, "judgement")
    assert marks["department", "project_office"] == (70, "judgement")


AMONG = """\
kaohe: 2
policy: among
title: 在谁里面比（虚构）
lists: {kind: {name: 类, members: {a: 甲, b: 乙}}}
units: {town: {name: 镇, period: year, members: [甲镇, 乙镇]}}
tables:
  report: {name: 年报, key: [town, year], columns: [{measure: 分, max: 10, each: kind, names: {mark: 得分}}]}
  project:
    name: 项目
    records_of: [town, year]
    columns: [{measure: 亿元, min: 0, names: {paid: 投资}}]
    let:
      of_town: {rank: {of: paid, within: [unit, year], ties: competition}}
      of_all: {rank: {of: paid, within: year, ties: competition}}
values:
  - {id: own, name: 本镇内, for: town, each: kind, rank: {of: mark, over: kind, within: all, ties: competition}}
  - id: across
    name: 各镇间
    for: town
    each: kind
    rank: {of: mark, over: [unit, kind], within: all, ties: competition}
scores:
  - id: total
    name: 总分
    for: town
    points: 40
    parts:
      - {id: members, name: 类, points: 10, formula: "10 if own(a) == 1 else 0"}
      - {id: of_others, name: 各镇的类, points: 10, formula: "10 if across(a) == 1 else 0"}
      - {id: rows, name: 项目, points: 10, sum: {over: project, of: "5 if of_town == 1 else 0"}, cap: 10}
      - {id: other_rows, name: 各镇的项目, points: 10, sum: {over: project, of: "5 if of_all == 1 else 0"}, cap: 10}
"""


def test_a_place_among_a_units_own_is_no_comparison_with_others() -> None:
    policy = inner.load_source(Source("among.yaml", AMONG))
    (total,) = totals_of(policy)
    assert {each.of: each.kind for each in points_of(policy, total)} == {
        "members": "fixed",
        "of_others": "relative",
        "rows": "count_capped",
        "other_rows": "relative",
    }


SEVERAL = """\
kaohe: 2
policy: several
title: 几个都印了分值（虚构）
units: {town: {name: 镇, period: year, members: [甲镇, 乙镇]}}
tables:
  report: {name: 年报, key: [town, year], columns: [{measure: 分, min: 0, max: 60, names: {daily: 平时, yearly: 年终}}]}
scores:
  - {id: base, name: 基本分, for: town, points: 60, formula: daily × 1}
  - {id: more, name: 附加分, for: town, points: 40, formula: "min(yearly, 40)"}
"""


@pytest.mark.parametrize(
    ("whole", "totals", "shares"),
    [
        ("formula: base + more", [("whole", 100)], {"base": 60, "more": 40}),
        ("points: 100, formula: base + more, cap: 100", [("whole", 100)], {"base": 60, "more": 40}),
        # No plain sum, or one that prints other points: each of the two is what its points add up to.
        ("formula: base × 50% + more", [("base", 60), ("more", 40)], {"base": 100, "more": 100}),
        ("points: 90, formula: base + more", [("base", 60), ("more", 40)], {"base": 100, "more": 100}),
        (None, [("base", 60), ("more", 40)], {"base": 100, "more": 100}),
    ],
)
def test_no_printed_points_are_lost_where_several_scores_have_some(
    whole: str | None, totals: list[tuple[str, int]], shares: dict[str, int]
) -> None:
    text = SEVERAL + (f"  - {{id: whole, name: 总分, for: town, {whole}}}\n" if whole else "")
    found = compare([inner.load_source(Source("several.yaml", text))]).methods[0]
    assert [(each.definition.id, each.points) for each in found.totals] == totals
    assert {each.of: each.share for each in found.points} == shares


def test_consequences(five: Comparison) -> None:
    found = {(each.definition.unit_type, each.definition.id): each.kind for each in five.methods[1].consequences}
    assert found == {
        ("department", "final_quarterly_score"): "blend",
        ("township", "annual_score"): "period_weights",
        ("department", "annual_score"): "period_weights",
        ("township", "rank"): "rank",
        ("township", "points"): "rank_to_points",
        ("department", "rank"): "rank",
        ("department", "grade"): "quota",
        ("department", "points"): "grade_to_points",
        ("township", "awarded"): "award",
        ("department", "awarded"): "award",
        ("township", "written_explanation"): "last_place",
        ("department", "written_explanation"): "last_place",
    }
    assert all(each.says for method in five.methods for each in method.consequences)


def test_every_target_stands_once_and_no_policy_twice_in_a_row(five: Comparison) -> None:
    seen = [(policy, cell.target.id) for row in five.targets for policy, cell in row.by_policy.items()]
    assert sorted(seen) == sorted((p.id, target.id) for p in five.policies for target in p.targets)
    shared = [len(row.by_policy) > 1 for row in five.targets]
    assert shared == sorted(shared, reverse=True)


def row(five: Comparison, concept: str) -> TargetRow:
    return next(each for each in five.targets if each.concept == concept)


def test_what_measures_the_same_stands_together_and_what_does_not_stands_apart(five: Comparison) -> None:
    together = row(five, "manufacturing_va_share_of_gdp").by_policy
    assert {name: (cell.value, cell.target.due) for name, cell in together.items()} == {
        "xiangtan_county": (43, 2025),
        "taojiang": (35, 2023),
    }
    for one, other in [
        ("rd_share_of_gdp", "scale_rd_share_of_revenue"),
        ("little_giants_national", "new_little_giants_national"),
        ("hightech_enterprises", "new_hightech_enterprises"),
        ("industrial_investment", "industrial_investment_growth"),
        ("park_tax_per_mu", "park_tax_per_mu_gap"),
        ("market_entities", "new_market_entities"),
    ]:
        assert not set(row(five, one).by_policy) & set(row(five, other).by_policy)


def test_who_asks_most_and_why_it_cannot_be_said(five: Comparison) -> None:
    assert row(five, "rd_share_of_gdp").asks_most == ("xiangtan_city",)
    assert row(five, "industries_over_10bn").asks_most == ("hengdong",)
    later = row(five, "manufacturing_va_share_of_gdp")
    assert (later.asks_most, later.unsaid) == ((), "earlier")
    about = row(five, "scale_industrial_va_growth")
    assert (about.asks_most, about.unsaid) == ((), "kinds")


TARGETS = """\
kaohe: 2
policy: {id}
title: {id}
units: {{county: {{name: 县, period: year, members: [某县]}}}}
targets:
  unit: county
  table: county
  due: {due}
  list:
    - {{id: output, name: 产值, concept: industrial_investment, measure: {measure}, {asked}, strength: firm}}
"""


def asking(id_: str, asked: str, measure: str = "亿元", due: int = 2025) -> Policy:
    return inner.load_source(Source(f"{id_}.yaml", TARGETS.format(id=id_, asked=asked, measure=measure, due=due)))


@pytest.mark.parametrize(
    ("policies", "most"),
    [
        ([asking("a", "at_least: 2 亿元"), asking("b", "at_least: 30000 万元", "万元")], ("b",)),
        ([asking("a", "at_least: 3 亿元"), asking("b", "at_least: 30000 万元", "万元")], ("a", "b")),
        ([asking("a", "at_least: 3 亿元"), asking("b", "more_than: 3 亿元")], ("b",)),
        ([asking("a", "at_least: 3 亿元"), asking("b", "at_least: 4 亿元", due=2026)], ()),
        ([asking("a", "at_least: 3 亿元"), asking("b", "at_least: 2 亿元", due=2026)], ("a",)),
        ([asking("a", "at_least: 3 亿元"), asking("b", "at_least: 3 亿元", due=2026)], ("a",)),
        ([asking("a", "at_least: 3 亿元, cumulative: yes"), asking("b", "at_least: 4 亿元")], ()),
        ([asking("a", "range: {from: 3 亿元, to: 5 亿元}"), asking("b", "at_least: 4 亿元")], ()),
    ],
)
def test_asks_most_of_small_policies(policies: list[Policy], most: tuple[str, ...]) -> None:
    (only,) = compare(policies).targets
    assert only.asks_most == most


def test_questions_about_one_thing_stand_together(five: Comparison) -> None:
    first, *others = five.questions
    assert first.about == "ties"
    assert dict(first.by_policy) == {
        "xiangxiang_chains": ("R1", "competition"),
        "xiangtan_county": ("R1", "competition"),
    }
    assert first.same is True
    assert all(each.same is None for each in others)
    seen = [(policy, question) for each in five.questions for policy, (question, _) in each.by_policy.items()]
    assert sorted(seen) == sorted((p.id, question) for p in five.policies for question in p.questions)


def test_two_of_one_id_are_refused(five: Comparison) -> None:
    with pytest.raises(ValueError, match="hengdong"):
        compare([five.policies[2], five.policies[2]])


def test_decisions_do_not_make_a_total_exceed_its_points() -> None:
    """60 by an efficacy coefficient of at most 36 + 24, and 40 by a cap; a decision may add what it likes."""
    method = inner.load(ROOT / "examples" / "leading_group" / "leading_group.yaml")
    (total,) = totals_of(method)
    assert (total.definition.id, total.points, total.can_exceed) == ("points", 100, False)


def test_a_second_target_of_one_concept_is_not_lost() -> None:
    text = asking("a", "at_least: 2 亿元").source.text.rstrip("\n")
    text += "\n" + text.splitlines()[-1].replace("id: output, name: 产值", "id: more, name: 另一")
    twice = inner.load_source(Source("a.yaml", text))
    rows = compare([twice, asking("b", "at_least: 3 亿元")]).targets
    named = [{name: cell.target.id for name, cell in each.by_policy.items()} for each in rows]
    assert named == [{"a": "output", "b": "output"}, {"a": "more"}]
