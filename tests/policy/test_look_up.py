"""What is known of a look-up before data is read: the range of the cells that its key may come to, and its measure."""

from __future__ import annotations

from fractions import Fraction

import pytest
from kaohe.diagnostics import Refused
from kaohe.language.ranges import Range
from kaohe.policy.infer_ranges import Ranges
from kaohe.source_places import Source

from tests import inner

POLICY = """
kaohe: 2
policy: firms
title: 企业
units: {firm: {name: 企业, period: year, members: [甲]}}
tables:
  firm:
    key: [firm, year]
    columns: [{type: choice, choices: {a: 甲类, b: 乙类}, names: {kind: 类}}, {names: {x: 数}}]
  weight:
    key: [kind, year]
    columns: [{measure: "%", names: {weight: 权重}, otherwise: 5}]
    grid: [[kind, since, weight], [a, 2020, 30], [b, 2020, 50], [b, 2022, 70]]
scores:
  - {id: known, for: firm, formula: weight, measure: "%"}
  - {id: of_b, for: firm, formula: weight(乙类), measure: "%"}
  - {id: of_a, for: firm, formula: weight(a), measure: "%"}
"""


@pytest.mark.parametrize(("score", "low", "high"), [("known", 5, 70), ("of_b", 5, 70), ("of_a", 5, 30)])
def test_the_range_is_that_of_the_cells_that_fit(score: str, low: int, high: int) -> None:
    policy = inner.load_source(Source("policy.yaml", POLICY))
    expected = Range(Fraction(low, 100), Fraction(high, 100))  # what holds otherwise may always stand there
    assert Ranges(policy).of_value(("firm", score)) == expected
    assert policy.value_types["firm", score].measure.label == "%"


BY_GROUP = """
kaohe: 2
policy: marks
title: 评议
units: {team: {name: 队, period: year, groups: {old: {name: 老, members: [甲]}, new: {name: 新, members: [乙]}}}}
tables:
  team: {key: [team, year], columns: [{measure: 分, min: 0, max: 100, names: {a: 一, b: 二}}]}
  share:
    key: [group]
    columns: [{measure: "%", names: {of_a: 一权, of_b: 二权}}]
    grid: [[group, of_a, of_b], [old, 70%, 30%], [new, 40%, 60%]]
scores:
  - {id: total, for: team, points: 100, formula: a * of_a + b * of_b}
"""


def test_what_differs_by_group_differs_everywhere_at_once() -> None:
    """At most 100 points in either group, and never 70% of one with 60% of the other."""
    policy = inner.load_source(Source("policy.yaml", BY_GROUP))
    assert Ranges(policy).of_value(("team", "total")).high == 130
    for group in ("old", "new"):
        assert Ranges(policy, group=group).of_value(("team", "total")).high == 100
    assert not [finding for finding in policy.warnings if finding.code == "K508"]


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        (", [new, 40%, 60%]]", "]", "K708"),
        ("{names: {of_a: 一权, of_b: 二权}}", "{each: tema, names: {of_a: 一权}}", "K701"),
    ],
)
def test_one_fault_of_a_table_is_told_once(right: str, wrong: str, code: str) -> None:
    text = BY_GROUP.replace('{measure: "%", names', "{names").replace("70%, 30%", "7, 3").replace("40%, 60%", "4, 6")
    right = right.replace("40%, 60%", "4, 6")
    assert right in text
    text = text.replace(right, wrong).replace(" + b * of_b", "" if code == "K701" else " + b * of_b")
    with pytest.raises(Refused) as refused:
        inner.load_source(Source("policy.yaml", text))
    assert [found.code for found in refused.value.diagnostics if found.is_error] == [code]
