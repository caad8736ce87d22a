"""Which score is the whole of a unit type: what its points add up to, or what adds that up beside others."""

from __future__ import annotations

import pytest
from kaohe.analysis.composition import whole_scores
from kaohe.analysis.mapping.needs import roles_of
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.report.page.cards import whole_of
from kaohe.source_places import Source

from tests import inner

PRINTED = "{id: printed, name: 有分值的, for: town, points: 50, formula: x}"
OTHER = "{id: other, name: 没有分值的, for: town, formula: y}"


def _policy(*scores: str, values: str = "") -> Policy:
    listed = "\n".join(f"  - {score}" for score in scores)
    return inner.load_source(
        Source(
            "wholes.yaml",
            f"""\
kaohe: 2
policy: wholes
title: 虚构办法
units: {{town: {{name: 镇, period: year, members: [甲镇, 乙镇]}}}}
tables:
  figures:
    name: 年报
    key: [town, year]
    columns: [{{names: {{x: 一项, y: 另一项}}}}, {{measure: 万元, names: {{fund: 资金}}}}]
{values}
scores:
{listed}
""",
        )
    )


WEIGHED = "{id: whole, name: 总分, for: town, sum: {over: {printed: 60%, other: 40%}}}"
BY_VALUE = "{id: whole, name: 总分, for: town, formula: own + y}"
OWN = "values: [{id: own, name: 自身, for: town, formula: printed + other}]"
LIMITED = "{id: whole, name: 总分, for: town, formula: printed + other, cap: 100, round: {decimals: 1}}"
FINAL = "{id: final, name: 公布分, for: town, formula: whole - other}"


@pytest.mark.parametrize(
    ("scores", "values", "whole"),
    [
        ((WEIGHED,), "", "whole"),
        ((BY_VALUE,), OWN, "whole"),
        ((LIMITED,), "", "whole"),
        ((LIMITED, FINAL), "", "final"),
        (("{id: share, name: 折算, for: town, formula: printed / 10}",), "", "printed"),
        (("{id: bonus, name: 另加, for: town, formula: other + y, cap: printed × 5%}",), "", "printed"),
        (("{id: money, name: 奖金, for: town, measure: 万元, formula: fund × printed / other}",), "", "printed"),
        (("{id: better, name: 领先, for: town, formula: printed > other}",), "", "printed"),
    ],
)
def test_what_adds_the_points_up_beside_others_is_the_whole(scores: tuple[str, ...], values: str, whole: str) -> None:
    policy = _policy(PRINTED, OTHER, *scores, values=values)
    assert [each.id for each in whole_scores(policy)] == [whole]
    assert [id_ for (_, id_), role in roles_of(policy).items() if role == "total"] == [whole]
    shown = whole_of(policy, "town", Period(2024))
    assert shown is not None and shown.id == whole


def test_what_a_place_goes_by_stays_the_whole_of_a_report() -> None:
    place = "{id: place, name: 名次, for: town, rank: {of: printed, within: all, ties: competition}}"
    shown = whole_of(_policy(PRINTED, OTHER, WEIGHED, place), "town", Period(2024))
    assert shown is not None and shown.id == "printed"
