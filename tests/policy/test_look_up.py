"""What is known of a look-up before data is read: the range of the cells that its key may come to, and its measure."""

from __future__ import annotations

from fractions import Fraction

import pytest
from kaohe.language.ranges import Range
from kaohe.places import Source
from kaohe.policy.ranges import Ranges

from tests import inner

POLICY = """
kaohe: 1
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
