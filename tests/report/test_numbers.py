"""Rounding for display: the vectors of the bad-input corpus, and what a spreadsheet keeps."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kaohe.report.values import to_places, to_significant

VECTORS = Path(__file__).parent.parent / "vectors"
MODES = ("half_up", "half_even", "down")


@pytest.mark.parametrize("vector", json.loads((VECTORS / "rounding.json").read_text("utf-8")))
def test_rounding_vectors(vector: dict[str, str]) -> None:
    for mode in MODES:
        if mode in vector:
            assert to_places(Fraction(vector["value"]), int(vector["places"]), mode) == vector[mode]


@pytest.mark.parametrize("vector", json.loads((VECTORS / "no_double_rounding.json").read_text("utf-8")))
def test_rounded_once_and_not_by_way_of_more_decimals(vector: dict[str, str]) -> None:
    assert to_places(Fraction(vector["value"]), int(vector["final_places"]), "half_up") == vector["right_half_up"]


def test_up_is_away_from_zero() -> None:
    assert to_places(Fraction("-1.21"), 1, "up") == "-1.3"
    assert to_places(Fraction("1.2"), 1, "up") == "1.2"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(7, 2), "3.5"),
        (Fraction(0), "0"),
        (Fraction(10**20), "100000000000000000000"),
        (Fraction(2, 3), "0.666666666666667"),
        (Fraction(-200, 3), "-66.6666666666667"),
        (Fraction(1, 300), "0.00333333333333333"),
        (Fraction(10**16) + Fraction(1, 3), "10000000000000000"),
        (Fraction(1, 10), "0.1"),
    ],
)
def test_significant_digits_without_an_exponent(value: Fraction, text: str) -> None:
    assert to_significant(value) == text


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 6))
def test_half_up_stays_within_half_a_step(value: Fraction, places: int) -> None:
    shown = to_places(value, places, "half_up")
    assert abs(Fraction(shown) - value) <= Fraction(1, 2 * 10**places)
    assert len(shown.partition(".")[2]) == places


@given(st.fractions())
def test_significant_digits_are_near_enough(value: Fraction) -> None:
    assert abs(Fraction(to_significant(value)) - value) <= abs(value) / 10**14
