"""Every command line that is printed is run, and shows what is claimed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from kaohe.analysis.published_values import published_values_of, reader
from kaohe.analysis.stress.repeats import Weighing
from kaohe.analysis.whatif import what_if
from kaohe.command import main as cli
from kaohe.language.periods import Period
from kaohe.policy.model import Vertex
from kaohe.source_places import Source

from tests import inner
from tests.analysis.stress.defects import TEXT, folder, policy

Run = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def run_(*arguments: str) -> Any:
        assert cli.main(["--lang", "zh", *arguments, "--format", "json"]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    return run_


@pytest.fixture
def named(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "defects.yaml").write_text(TEXT, encoding="utf-8")
    return str(tmp_path / "defects.yaml"), str(folder(tmp_path / "data"))


def changes(run: Run, words: Sequence[str]) -> dict[tuple[str, str], tuple[Any, Any]]:
    """What a printed run moves: (unit, value) to from and to."""
    return {(each["unit"], each["value"]): (each["from"], each["to"]) for each in run(*words)["changes"]}


def test_every_claim_is_seen_in_its_runs(run: Run, named: tuple[str, str]) -> None:
    seen = set()
    for claim in run("stress", *named, "--samples", "1")["claims"]:
        moved = [changes(run, each) for each in claim["whatif"]]
        assert moved, claim
        seen.add(claim["kind"])
        unit = claim.get("unit")
        match claim["kind"]:
            case "uncapped":
                assert moved[0][unit, claim["score"]][1] > claim["rest"]
            case "counted_twice":
                assert sum((unit, score) in moved[0] for score in claim["scores"]) > 1
            case "cliff":
                totals = [each[unit, claim["total"]][1] for each in moved]
                before = moved[0][unit, claim["total"]][0]
                low, high = totals if len(totals) == 2 else (before, totals[0])
                if claim["now"] == claim["high"]:
                    low, high = high, low
                assert high - low == pytest.approx(claim["jump"])
            case "self_harm":
                assert moved[0][unit, claim["rank"]] == (claim["from"], claim["to"])
            case "alike" | "saturated":
                assert {key[0] for key in moved[0] if key[1] == "rank"} == set(claim["moved"])
    assert seen == {"uncapped", "counted_twice", "cliff", "self_harm", "alike"}


def test_who_moves_is_seen_when_an_indicator_counts_otherwise(run: Run, named: tuple[str, str]) -> None:
    factors = {"more": 1.25, "less": 0.75, "without": 0}
    tried = 0
    for one in run("stress", *named, "--samples", "1", "--weights", "25")["weights"]:
        for way, factor in factors.items():
            moved = changes(run, one[way]["whatif"][0])
            assert {unit for unit, value in moved if value == "rank"} == set(one[way]["moved"])
            old, new = moved.get(("甲镇", one["of"]), (0, 0))  # what 甲镇 has none of, stays nothing
            assert new == pytest.approx(old * factor)
            tried += 1
    assert tried == 18


def test_the_effective_weight_is_seen_when_an_indicator_is_left_out(run: Run, named: tuple[str, str]) -> None:
    found = run("stress", *named, "--samples", "1")["weights"]
    totals = {each["unit"]: Fraction(str(each["values"]["total"])) for each in run("score", *named)["results"]}
    mean = sum(totals.values()) / len(totals)
    variance = sum((total - mean) ** 2 for total in totals.values())
    for one in found:
        moved = changes(run, one["without"]["whatif"][0])
        points = {unit: Fraction(0) for unit in totals}
        for unit in totals:
            if (unit, "total") in moved:
                old, new = (Fraction(str(value)) for value in moved[unit, "total"])
                points[unit] = old - new
        share = sum((totals[unit] - mean) * points[unit] for unit in totals) / variance
        assert str(share) == one["exact"]


def test_a_place_that_does_not_hold_is_seen_in_its_run(run: Run, named: tuple[str, str]) -> None:
    found = run("stress", *named, "--samples", "60", "--weights", "30", "--error", "20")
    tried = 0
    for place in found["places"]:
        assert bool(place["whatif"]) == (place["holds"] < place["samples"])
        for each in place["whatif"]:
            old, new = changes(run, each)[place["unit"], "rank"]
            assert old == place["place"] != new
            tried += 1
    assert tried > 5


def test_the_text_has_the_same_command_lines(
    run: Run, named: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("stress", *named, "--samples", "30", "--error", "20")
    document = run(*asked)
    runs = [each for claim in document["claims"] for each in claim["whatif"]]
    runs += [each for place in document["places"] for each in place["whatif"]]
    for format_ in ("table", "markdown"):
        assert cli.main(["--lang", "zh", *asked, "--format", format_]) == 0
        lines = map(str.strip, capsys.readouterr().out.splitlines())
        printed = [shlex.split(line)[1:] for line in lines if line.startswith("kaohe whatif")]
        assert all(each in printed for each in runs)


def test_readings_are_part_of_the_command_line(run: Run, tmp_path: Path) -> None:
    text = TEXT.replace("scores:\n", "questions:\n  Q1: {ask: 封顶吗, readings: {no: 不, yes: 封}}\nscores:\n", 1)
    text = text.replace(
        "per_item: {firms: 2}}", "per_item: {firms: 2}, cap: {reading: Q1, cases: {no: none, yes: 20}}}"
    )
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    asked = ("stress", str(tmp_path / "p.yaml"), str(folder(tmp_path / "d")), "--samples", "1")
    assert any(claim["kind"] == "uncapped" for claim in run(*asked)["claims"])
    capped = run(*asked, "--interpret", "Q1=yes")["claims"]
    assert all(claim["kind"] != "uncapped" for claim in capped)
    assert capped[0]["whatif"][0][3:5] == ["--interpret", "Q1=yes"]


RULES = """\
per_item: {firms: 2}
deduct: {from: 10, each: {faults: 1}, floor: 2}
efficacy: {of: output, within: all, base: 6, span: 4, when_equal: 10}
tiers: {of: firms, at_least: {4: 6}, more_than: {6: 8}, below: 1}
first: [{when: firms >= 4, give: 3}, {otherwise: firms}]
full_if: task
pro_rata: firms / 6
steps: {of: firms, from: 3, start: 4, above: {each: 1, add: 1}, below: [{each: 2, take: 1}], part_step: counted}
interpolate: {of: firms, through: {1: 1, 5: 9}, below: end, above: end}
formula: firms × 2 + 1
"""


@pytest.mark.parametrize("rule", RULES.splitlines())
def test_the_words_that_multiply_each_kind_of_rule(rule: str, tmp_path: Path) -> None:
    text = TEXT.replace("per_item: {firms: 2}}", f"{rule}, cap: 9}}", 1)
    method = inner.load_source(Source("rule.yaml", text))
    read = reader(folder(tmp_path))
    factor = Fraction("1.3")
    options = Weighing(method).times({Vertex("value", "town", "firms_score"): factor}, set())
    assert options is not None
    found = what_if(method, read, words=options[1::2])
    before = published_values_of(method, read(method), {}, Period(2023)).values
    scores = {key: value for key, value in before.items() if key.value == "firms_score"}
    assert len(scores) == 4
    for key, value in scores.items():
        assert isinstance(value, Fraction)
        assert found.after.values[key] == value * factor


def test_no_words_multiply_what_is_rounded() -> None:
    text = TEXT.replace("per_item: {firms: 2}}", "per_item: {firms: 2}, round: {decimals: 0}}")
    assert Weighing(policy(text)).times({Vertex("value", "town", "firms_score"): Fraction(2)}, set()) is None
