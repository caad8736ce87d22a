"""How often places hold: known chances, no errors at all, always the same samples, and intervals by the book."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest
from kaohe.analysis.published_values import reader
from kaohe.analysis.stress.indicators import wholes_of
from kaohe.analysis.stress.input_errors import Errors
from kaohe.analysis.stress.robustness import OFF, Off, Sampling, Share
from kaohe.analysis.stress.stress import Settings, stress
from kaohe.data.tables.dataset import Numbers
from kaohe.diagnostics import Findings, NotThere
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import score
from kaohe.source_places import Source

from tests import inner
from tests.analysis.stress.defects import TEXT, TOWNS, folder, policy, stressed

TWO = """\
kaohe: 2
policy: two
title: 两项（虚构）
units:
  town: {name: 镇, period: year, members: [甲镇, 乙镇]}
tables:
  town:
    name: 镇年报
    key: [town, year]
    columns:
      - {measure: 分, min: 0, max: 200, names: {one: 甲项, two: 乙项}}
      - {measure: 家, whole: yes, names: {firms: 企业}}
    must_hold: [one + two <= 200]
scores:
  - id: total
    name: 总分
    for: town
    points: 400
    parts:
      - {id: first_score, name: 甲项得分, points: 200, formula: one}
      - {id: second_score, name: 乙项得分, points: 200, formula: two}
  - {id: rank, name: 名次, for: town, rank: {of: total, within: all, first: highest, ties: competition}}
"""


def run_of(path: Path, text: str, towns: str) -> Evaluation:
    policy_ = inner.load_source(Source("two.yaml", text))
    inputs = reader(folder(path, towns))(policy_)
    assert inputs.scores is not None
    return score(policy_, inputs.scores, {}, Findings())[1]


def sampling(path: Path, towns: str, error: Fraction | None, weights: Fraction) -> Sampling:
    run = run_of(path, TWO, towns)
    (whole,) = wholes_of(run, None)
    return Sampling(run, whole, error, weights)


def held(drawn: Sampling, off: Off, samples: int) -> Share:
    draw = Random(7)
    holds = sum(drawn.places(drawn.draw(off, draw)) == drawn.whole.places for _ in range(samples))
    return Share.of(holds, samples, Fraction("99.9"))


def test_a_place_holds_as_often_as_two_errors_allow(tmp_path: Path) -> None:
    # 100 and 99, each off by up to 1%: the second passes the first where its error is 1 larger. The chance of that is
    # the triangle 0.99² ÷ 2 in the rectangle of 2 × 1.98.
    towns = "单位,期间,甲项,乙项,企业\n甲镇,2023,100,0,1\n乙镇,2023,99,0,1\n"
    share = held(sampling(tmp_path, towns, Fraction(1, 100), Fraction(0)), "inputs", 1500)
    assert share.low < 1 - 0.99**2 / 2 / (2 * 1.98) < share.high
    assert share.high - share.low < 0.07


def test_a_place_holds_as_often_as_two_weights_allow(tmp_path: Path) -> None:
    # 11 of the one, 10 of the other: it turns round where the other's weight is 1.1 times the one's. In the square from
    # 0.9 to 1.1 that is the triangle between 0.9 and 1: ∫ (1.1 − 1.1x) dx = 0.0055 of 0.04.
    towns = "单位,期间,甲项,乙项,企业\n甲镇,2023,11,0,1\n乙镇,2023,0,10,1\n"
    share = held(sampling(tmp_path, towns, Fraction(0), Fraction(1, 10)), "weights", 1500)
    assert share.low < 1 - 0.0055 / 0.04 < share.high


def test_rounding_is_half_a_last_digit_and_whole_numbers_stay(tmp_path: Path) -> None:
    towns = "单位,期间,甲项,乙项,企业\n甲镇,2023,5.1,0,3\n乙镇,2023,5,0,4\n"
    drawn = sampling(tmp_path, towns, None, Fraction(0))
    assert [(each.spec.id, Fraction(100 * each.step, each.denominator)) for each in drawn.errors.columns] == [
        ("one", Fraction("0.05")),
        ("two", Fraction("0.5")),
    ]
    draw = Random(1)
    for _ in range(200):
        column = drawn.errors.drawn(draw).tables["town"].columns["one"]
        assert isinstance(column, Numbers)
        first, second = (Fraction(n or 0, column.denominator) for n in column.numerators)
        assert Fraction("5.05") <= first <= Fraction("5.15") and Fraction("4.95") <= second <= Fraction("5.05")


def test_errors_keep_within_bounds_and_what_must_hold(tmp_path: Path) -> None:
    towns = "单位,期间,甲项,乙项,企业\n甲镇,2023,150,50,3\n乙镇,2023,200,0,4\n"
    run = run_of(tmp_path, TWO, towns)
    (whole,) = wholes_of(run, None)
    errors, draw = Errors(run, whole, Fraction(1, 10)), Random(3)
    seen = set()
    for _ in range(100):
        columns = errors.drawn(draw).tables["town"].columns
        one, two = columns["one"], columns["two"]
        assert isinstance(one, Numbers) and isinstance(two, Numbers)
        for row in range(2):
            sums = Fraction(one.numerators[row] or 0, one.denominator) + Fraction(
                two.numerators[row] or 0, two.denominator
            )
            assert sums <= 200
            seen.add(sums)
    assert len(seen) > 20


def test_without_errors_every_place_holds_in_every_sample(tmp_path: Path) -> None:
    settings = Settings(samples=20, error=Fraction(0), weights=Fraction(0))
    (found,) = stressed(tmp_path, settings).robustness
    assert {(each.share.holds, each.share.samples, each.runs) for each in found.places} == {(20, 20, ())}
    assert {each.share.holds for each in found.firsts} == {20}


def test_the_first_ones_are_the_same_units_in_whatever_order(tmp_path: Path) -> None:
    # 甲镇 and 乙镇 are 0.1 apart and swap; 丙镇 is far behind: the first two are always the same.
    text = TWO.replace("[甲镇, 乙镇]", "[甲镇, 乙镇, 丙镇]")
    towns = "单位,期间,甲项,乙项,企业\n甲镇,2023,100.1,0,1\n乙镇,2023,100,0,1\n丙镇,2023,10,0,1\n"
    settings = Settings(samples=60, error=Fraction(1, 100))
    path = folder(tmp_path, towns)
    (found,) = stress(inner.load_source(Source("two.yaml", text)), reader(path), settings=settings).robustness
    firsts = {(each.off, each.count): each.share.holds for each in found.firsts}
    assert firsts["inputs", 2] == 60 and 0 < firsts["inputs", 1] < 60
    own = {each.unit: each for each in found.places if each.off == "inputs"}
    assert own["甲镇"].taken == own["乙镇"].taken[::-1] or dict(own["甲镇"].taken).keys() == {1, 2}


def test_the_same_seed_gives_the_same_samples(tmp_path: Path) -> None:
    def shares(seed: int) -> list[int]:
        (found,) = stressed(tmp_path, Settings(samples=40, seed=seed, error=Fraction(1, 5))).robustness
        return [each.share.holds for each in found.places]

    assert shares(1) == shares(1) != shares(2)


def test_weights_are_brought_back_to_the_full_marks(tmp_path: Path) -> None:
    towns = "单位,期间,甲项,乙项,企业\n甲镇,2023,11,0,1\n乙镇,2023,0,10,1\n"
    drawn, draw = sampling(tmp_path, towns, None, Fraction(1, 10)), Random(5)
    for _ in range(20):
        assert sum(200 * factor for factor in drawn.draw("weights", draw).factors.values()) == 400


@pytest.mark.parametrize(
    ("holds", "samples", "low", "high"),
    # Wilson's interval at 95%, with z² = 3.841459: of 8 in 10 as it is printed in textbooks.
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_intervals(holds: int, samples: int, low: float, high: float) -> None:
    share = Share.of(holds, samples, Fraction(95))
    assert share.low == pytest.approx(low, abs=1e-4) and share.high == pytest.approx(high, abs=1e-4)


# Sensitivities

needs_salib = pytest.mark.skipif(find_spec("SALib") is None, reason="the extra `sensitivity` is not installed")


@needs_salib
def test_what_no_place_rests_on_has_no_share_in_their_shifts(tmp_path: Path) -> None:
    settings = Settings(samples=1, error=Fraction(0), weights=Fraction(1, 4), base=32)
    (found,) = stressed(tmp_path, settings).sensitivities
    totals = {each.id: each.total for each in found.factors}
    assert found.runs == 32 * (6 + 1 + 2) and found.shift > 0
    assert totals["task_score"] == totals[""] == 0  # all have the task's points, and no input is off
    assert totals["help_score"] > 0.1


@needs_salib
def test_sensitivities_are_the_same_each_time(tmp_path: Path) -> None:
    settings = Settings(samples=1, weights=Fraction(1, 4), base=16)
    assert (
        stressed(tmp_path, settings).sensitivities[0].factors == stressed(tmp_path, settings).sensitivities[0].factors
    )


@pytest.fixture
def without_salib(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in [each for each in sys.modules if each.partition(".")[0] == "SALib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    yield


@pytest.mark.usefixtures("without_salib")
def test_without_the_library_its_mend_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotThere, match=r"C232.*pip install SALib"):
        stress(policy(), reader(folder(tmp_path)), settings=Settings(samples=1, base=2))
    assert stressed(tmp_path, Settings(samples=1)).robustness  # all else needs it not


def test_every_kind_of_error_is_sampled(tmp_path: Path) -> None:
    (found,) = stressed(tmp_path, Settings(samples=2), TEXT, TOWNS).robustness
    assert {each.off for each in found.places} == set(OFF)
