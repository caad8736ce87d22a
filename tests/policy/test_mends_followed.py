"""Mends followed to the letter: what they say is written, and it means what the document meant."""

from __future__ import annotations

import pytest
from kaohe.diagnostics import Diagnostic
from kaohe.source_places import Source

from tests import inner
from tests.analysis.explain.asked import run_rows
from tests.policy import closely

HEAD = """\
units: {town: {name: 镇, period: year, members: [甲镇]}}
tables:
  t:
    name: 年报
    key: [town, year]
    columns:
      - {measure: 次, min: 0, names: {patrols: 巡河, plan: 计划}}
      - {measure: 亿元, min: 0, names: {money: 投资}}
      - {measure: "%", names: {rate: 完成率}}
      - {type: yes/no, names: {beds: 有床位}}
      - {type: date, names: {due: 期限, done: 完成}}
"""


def _told(score: str) -> list[Diagnostic]:
    text = f"{HEAD}scores: [{{id: s, name: 得分, for: town, {score}}}]\n"
    return [each for each in closely.findings(text) if each.is_error]


@pytest.mark.parametrize(
    ("of", "full_at", "gate", "text"),
    [
        ("patrols", "12 次", "60%", "7.2 次"),
        ("patrols", "12", "60%", "7.2"),
        ("money", "2 亿元", "12.5%", "0.25 亿元"),
    ],
)
def test_a_gate_in_percent_is_so_much_of_what_gives_all_points(of: str, full_at: str, gate: str, text: str) -> None:
    rule = f"points: 20, pro_rata: {{of: {of}, full_at: {full_at}, zero_below: %s}}"
    (finding,) = _told(rule % gate)
    assert finding.code == "K410"
    assert finding.fix is not None
    assert (finding.fix.place.text, finding.fix.text) == (gate, text)
    assert not _told(rule % text)


def test_a_gate_of_what_is_no_number_written_out() -> None:
    rule = "points: 20, pro_rata: {of: patrols, full_at: plan + 2 次, zero_below: %s}"
    (finding,) = _told(rule % "60%")
    assert (finding.code, finding.fix) == ("K410", None)
    assert "(plan + 2 次) * 60%" in finding.mend("zh")
    assert not _told(rule % "(plan + 2 次) * 60%")


def test_a_gate_in_percent_of_a_ratio_is_right() -> None:
    assert not _told("points: 20, pro_rata: {of: patrols / plan, full_at: 0.9, zero_below: 60%}")


@pytest.mark.parametrize("condition", ["patrols >= 60%", "money >= 60%", "(patrols / 1 次) >= 60% × 12 次"])
def test_nobody_is_told_to_leave_out_the_sign_of_a_percentage(condition: str) -> None:
    for finding in _told(f"points: 5, full_if: '{condition}'"):
        assert finding.fix is None
        assert "去掉单位" not in finding.mend("zh")


def test_points_that_a_yes_or_no_decides_are_two_entries() -> None:
    (finding,) = _told("points: {by: beds, cases: {yes: 40, no: 50}}, formula: full_points × rate")
    assert finding.code == "K407"
    assert "where: not beds" in finding.mend("zh")
    entries = "".join(
        f"  - {{id: {id_}, name: {id_}, for: town, where: {where}, points: {points}, formula: full_points × rate}}\n"
        for id_, where, points in (("a", "beds", 40), ("b", "not beds", 50))
    )
    policy = inner.load_source(Source("small.yaml", f"{closely.AROUND}{HEAD}scores:\n{entries}"))
    row = {"unit": "甲镇", "period": "2024", "patrols": 1, "plan": 1, "money": 1, "rate": 80, "beds": False}
    results, _ = run_rows(policy, {"t": [{**row, "due": "2024-01-02", "done": "2024-01-03"}]})
    assert results.results[0].values == {"a": None, "b": 40}  # 80% of 50


@pytest.mark.parametrize(
    "points", ["{first: [{when: beds, give: 40}, {otherwise: 50}]}", "[40, 50]", "{by: unit, cases: {甲镇: rate}}"]
)
def test_points_that_are_no_number_are_told_and_that_alone(points: str) -> None:
    (finding,) = _told(f"points: {points}, formula: full_points × rate")
    assert finding.code in ("K201", "K203", "K207")


@pytest.mark.parametrize(
    ("score", "mend", "followed"),
    [
        ("formula: plan, round: 2", "in { }", "formula: plan, round: {decimals: 2}"),
        ("formula: plan, cap: [20]", "a single value", "formula: plan, cap: 20"),
        ("formula: plan, clause: {甲: 乙}", "a single value", "formula: plan, clause: 甲乙"),
        ("first: [plan]", "“key: value”", "first: [{otherwise: plan}]"),
    ],
)
def test_another_kind_of_value_is_written_as_the_mend_says(score: str, mend: str, followed: str) -> None:
    (finding,) = (each for each in _told(score) if each.code == "K203")
    assert mend in finding.mend("en")
    assert _told(followed) == []


def test_of_a_day_less_a_day_it_is_said_what_can_be_done() -> None:
    found = _told("formula: (done - due) × 0.1")
    assert [(each.code, each.place and each.place.text) for each in found] == [("K407", "done"), ("K407", "due")]
    for finding in found:
        assert "日期" in finding.message("zh")
        assert "天数" in finding.mend("zh")
    assert not _told("points: 5, full_if: done <= due")
    assert [each.code for each in _told("formula: done × 0.1")] == ["K407"]
