"""Decisions in explanations: what the rules gave, every decision with its cell, and what they make of a difference."""

from __future__ import annotations

from fractions import Fraction

import pytest
from kaohe.analysis.explain.model import Explained

from tests.analysis.explain.asked import Run, asked, filled, run_rows, said, step
from tests.evaluate.adjusted import DECISIONS, decision, rows, small


@pytest.fixture(scope="module")
def run() -> Run:
    return run_rows(small(), rows(*DECISIONS))


def _decisions(found: Explained) -> list[tuple[str, object]]:
    return [(part.name, part.value.value) for part in found.parts if part.decision is not None]


def test_calculated_value_each_decision_and_the_result(run: Run) -> None:
    found = step(run, "乙镇", "total")
    assert filled(found) == "86.5 − 3 + 0.5 = 84"
    assert said(found) == ["领导小组调整（五）：调整前 86.5，2 项调整，调整后 84"]
    assert found.parts[0].id == "total.calculated"
    assert [part.id for part in found.parts[0].parts] == ["part_a", "part_b"]
    assert _decisions(found) == [("发生事故", Fraction(-3)), ("获得表彰", Fraction(1, 2))]
    first = found.parts[1]
    assert said(first) == ["调整 -3，2024-01-20 决定", "文号 〔2024〕1号"]
    assert first.source is not None and first.source.place.cell == "1.change"


def test_a_value_that_was_set_stands_for_one_that_is_absent(run: Run) -> None:
    found = step(run, "丙镇", "total")
    assert found.value.value == 80
    assert found.parts[0].value.value is None
    assert said(found) == ["领导小组调整（五）：调整前 暂缺，1 项调整，调整后 80"]
    assert said(found.parts[1]) == ["调整为 80，2024-01-20 决定"]


def test_a_score_that_nobody_adjusted_is_explained_by_its_rule(run: Run) -> None:
    found = step(run, "乙镇", "part_b")
    assert (filled(found), found.keyword, said(found)) == ("88 ÷ 2 = 44", "formula", [])
    assert [part.id for part in found.parts] == ["town.b"]


def test_a_change_of_what_is_absent_says_why() -> None:
    found = step(run_rows(small(), rows(decision("丙镇", "总分", change=5))), "丙镇", "total")
    assert said(found)[-1] == "因为“总分（调整前）”暂缺"


def _shares(run: Run, unit: str, other: str) -> dict[str, tuple[Fraction, Fraction]]:
    found = asked(run, unit, other=other).against
    assert found is not None and found.difference == sum((share.difference for share in found.shares), Fraction(0))
    return {share.name: (share.first, share.second) for share in found.shares}


def test_decisions_are_shares_of_a_difference(run: Run) -> None:
    assert _shares(run, "甲镇", "乙镇") == {
        "甲项得分": (Fraction(40), Fraction(85, 2)),
        "乙项得分": (Fraction(45), Fraction(44)),
        "乙项得分：领导小组调整": (Fraction(2), Fraction(0)),
        "总分：领导小组调整": (Fraction(0), Fraction(-5, 2)),
    }


def test_what_was_set_is_all_there_is_where_the_rules_gave_nothing(run: Run) -> None:
    shares = _shares(run, "乙镇", "丙镇")
    assert shares["总分：领导小组调整"] == (Fraction(-5, 2), Fraction(80))
    assert shares["甲项得分"] == (Fraction(85, 2), Fraction(0))


def test_the_share_has_the_clause_of_the_decisions(run: Run) -> None:
    found = asked(run, "甲镇", other="乙镇").against
    assert found is not None
    assert {share.name: share.clause for share in found.shares}["总分：领导小组调整"] == "五"
