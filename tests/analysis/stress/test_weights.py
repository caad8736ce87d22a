"""Effective weights by hand and as a property; who moves when an indicator counts more, less or not at all."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kaohe.analysis.published_values import reader
from kaohe.analysis.stress.indicators import effective_weight
from kaohe.analysis.stress.stress import Settings, Stress, stress
from kaohe.language.periods import Period

from tests import inner
from tests.analysis.stress.defects import TEXT, TOWNS, stressed

ROOT = Path(__file__).parents[3]
FEW = Settings(samples=1)
EXAMPLES = {
    "chains": ("policies/xiangxiang_chains.yaml", "examples/xiangxiang_chains"),
    "county": ("policies/xiangtan_county.yaml", "examples/xiangtan_county"),
    "classes": ("examples/class_ranking/class_ranking.yaml", "examples/class_ranking"),
    "adjusted": ("examples/leading_group/leading_group.yaml", "examples/leading_group"),
}


def test_the_share_in_the_variance_of_totals(tmp_path: Path) -> None:
    found = stressed(tmp_path, FEW)
    effective = {one.indicator.id: one.indicator.effective for one in found.weights}
    # Totals 47, 27.9, 25.4, 26.8 lie 15.225, −3.875, −6.375, −4.975 from their mean; the squares sum up to 312.2075.
    variance = Fraction("312.2075")
    assert effective["firms_score"] == Fraction("63.1") / variance  # 10, 8, 6, 4 points
    assert effective["task_score"] == 0
    # Help 10, 2, 2, 10: 152.25 − 7.75 − 12.75 − 49.75
    assert effective["help_score"] == Fraction(82) / variance
    assert sum(one for one in effective.values() if one is not None) == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_effective_weights_add_up_to_one_on_every_example(name: str) -> None:
    policy, data = (ROOT / each for each in EXAMPLES[name])
    found = stress(inner.load(policy), reader(data), settings=Settings(samples=1, cliff=Fraction(10**9)))
    for whole in found.wholes:
        assert sum((one.effective or Fraction(0) for one in whole.indicators), Fraction(0)) == 1
        for unit, total in whole.totals.items():
            assert sum(one.values[unit] for one in whole.indicators) == total


POINTS = st.lists(st.fractions(-100, 100, max_denominator=20), min_size=4, max_size=4)


@settings(max_examples=40)
@given(st.lists(POINTS, min_size=1, max_size=5))
def test_effective_weights_add_up_to_one(indicators: list[list[Fraction]]) -> None:
    groups = [("a", "b"), ("c", "d")]
    values = [dict(zip("abcd", points, strict=True)) for points in indicators]
    totals = {unit: sum((each[unit] for each in values), Fraction(0)) for unit in "abcd"}
    shares = [effective_weight(groups, each, totals) for each in values]
    if totals["a"] == totals["b"] and totals["c"] == totals["d"]:
        assert shares == [None] * len(values)
    else:
        assert sum(share for share in shares if share is not None) == 1


def test_only_units_of_one_group_are_compared() -> None:
    # Between the groups nothing counts: 0 and 10, 100 and 110 are 10 apart each, and so is the first indicator.
    totals = {"a": Fraction(0), "b": Fraction(10), "c": Fraction(100), "d": Fraction(110)}
    first = {"a": Fraction(0), "b": Fraction(10), "c": Fraction(7), "d": Fraction(7)}
    assert effective_weight([("a", "b"), ("c", "d")], first, totals) == Fraction(1, 2)


def test_who_moves_when_an_indicator_counts_otherwise(tmp_path: Path) -> None:
    found = stressed(tmp_path, Settings(samples=1, weights=Fraction(1, 4)))
    moved = {one.indicator.id: one for one in found.weights}
    # 乙镇 27.9 and 丁镇 26.8: help gives 2 and 10. A quarter more of it are 28.4 and 29.3; without it 25.9 and 16.8.
    assert moved["help_score"].more.units == ("乙镇", "丁镇")
    assert moved["help_score"].less.units == ("丙镇", "丁镇")  # 24.9 and 24.3
    assert moved["task_score"].without.units == ()


def test_a_year_counts_what_its_quarters_count() -> None:
    policy, data = (ROOT / each for each in EXAMPLES["county"])
    settings = Settings(samples=1, cliff=Fraction(10**9))
    found = stress(inner.load(policy), reader(data), period=Period(2022), settings=settings)
    township = next(whole for whole in found.wholes if whole.definition.unit_type == "township")
    assert [one.points for one in township.indicators] == [35, 20, 10, 5, 5, 5, 5, 15]
    assert [len(units) for units in township.groups] == [6, 5, 6]


def test_all_equal_totals_have_no_effective_weights(tmp_path: Path) -> None:
    towns = "".join(TOWNS.splitlines(keepends=True)[:1]) + "".join(f"{town}镇,2023,5,0,2.5,是\n" for town in "甲乙丙丁")
    found: Stress = stressed(tmp_path, FEW, TEXT, towns)
    assert {one.indicator.effective for one in found.weights} == {None}
