"""Decisions as a run applies them, and the list of them that comes with the results."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from kaohe.diagnostics import Refused
from kaohe.language.periods import Period
from kaohe.results import Results
from kaohe.source_places import Source

from tests import inner
from tests.evaluate.adjusted import DECISIONS, decision, rows, small


def _scored(*decisions: dict[str, Any]) -> Results:
    return inner.score_rows(small(), rows(*decisions), verify=True)


def _refused(*decisions: dict[str, Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        _scored(*decisions)
    assert all(found.message(lang) and found.mend(lang) for found in refused.value.diagnostics for lang in ("zh", "en"))
    return [found.code for found in refused.value.diagnostics if found.is_error]


def test_the_results_list_every_adjusted_score() -> None:
    found = _scored(*DECISIONS).adjusted
    told = [(each.score.id, each.unit, str(each.period), each.calculated, each.result) for each in found]
    assert told == [
        ("total", "乙镇", "2023", Fraction(173, 2), Fraction(84)),
        ("total", "丙镇", "2023", None, Fraction(80)),
        ("part_b", "甲镇", "2023", Fraction(45), Fraction(47)),
    ]
    first, second = found[0].decisions
    assert (first.kind, first.amount, first.reason, first.date, first.document) == (
        "change", Fraction(-3), "发生事故", "2024-01-20", "〔2024〕1号",
    )  # fmt: skip
    assert (second.amount, second.date, second.document) == (Fraction(1, 2), "2024-01-22", None)
    assert (found[1].decisions[0].kind, found[1].decisions[0].amount) == ("set", Fraction(80))
    assert (first.place.cell, found[1].decisions[0].place.cell) == ("1.change", "3.set")


def test_ranks_follow() -> None:
    places = {result.unit: result.values["place"] for result in _scored(*DECISIONS).results}
    assert places == {"甲镇": 1, "乙镇": 2, "丙镇": 3}
    assert {r.unit: r.values["place"] for r in _scored().results} == {"甲镇": 2, "乙镇": 1, "丙镇": None}


def test_a_change_of_what_is_absent_is_listed_and_changes_nothing() -> None:
    found = _scored(decision("丙镇", "总分", change=5))
    (each,) = found.adjusted
    assert (each.calculated, each.result) == (None, None)


def test_without_decisions_nothing_is_listed() -> None:
    assert _scored().adjusted == ()


def test_bounds() -> None:
    assert _refused(decision("甲镇", "总分", change=20)) == ["D402"]
    assert _refused(decision("甲镇", "总分", change=-90)) == ["D402"]
    assert _refused(decision("甲镇", "总分", set=101)) == ["D218"]
    assert _refused(decision("甲镇", "总分", set=-1)) == ["D217"]


def test_what_leaves_open_what_holds() -> None:
    assert _refused(decision("甲镇", "总分")) == ["D237"]
    assert _refused(decision("甲镇", "总分", change=1, set=90)) == ["D237"]
    assert _refused(decision("甲镇", "总分", set=90), decision("甲镇", "总分", set=91)) == ["D336"]
    assert _refused(decision("甲镇", "总分", change=1), decision("甲镇", "总分", set=91)) == ["D336"]
    assert _refused(decision("甲镇", "总分", change=1), decision("甲镇", "总分", change=1)) == ["D337"]


def test_a_cell_that_is_refused_is_not_told_to_be_blank_too() -> None:
    assert _refused(decision("甲镇", "总分", change="约3")) == ["D206"]


def test_a_decision_needs_its_reason_and_its_day() -> None:
    assert _refused(decision("甲镇", "总分", change=1, reason=" ")) == ["D201"]
    assert _refused(decision("甲镇", "总分", change=1, date=None)) == ["D201"]


def test_who_when_and_what_have_to_be_known() -> None:
    assert _refused(decision("戊镇", "总分", change=1)) == ["D301"]
    assert _refused({**decision("甲镇", "总分", change=1), "period": "2022"}) == ["D313"]
    assert _refused(decision("甲镇", "甲项得分", change=1)) == ["D221"]


def test_other_units_and_scores_may_be_set_beside() -> None:
    both = _scored(
        decision("甲镇", "总分", set=90), decision("甲镇", "乙项得分", set=40), decision("乙镇", "总分", set=90)
    )
    assert len(both.adjusted) == 3


def test_a_reason_that_has_not_been_sent_is_waited_for(tmp_path: Path) -> None:
    (tmp_path / "town.csv").write_text("单位,期间,甲项,乙项\n甲镇,2023,80,90\n", encoding="utf-8")
    text = "单位,期间,项目,调整,调整为,理由,日期,文号\n甲镇,2023,总分,1,,,2024-01-20,\n"
    (tmp_path / "decision.csv").write_text(text, encoding="utf-8")
    found = inner.score(small(), tmp_path, provisional=True)
    assert [(each.result, each.result_is_provisional) for each in found.adjusted] == [(None, True)]
    assert "total" in found.results[0].provisional
    assert ("decision", ("reason",)) in [(gap.table, gap.columns) for gap in found.missing]


def test_a_quarter_lists_the_decisions_on_the_year_that_it_rests_on() -> None:
    text = """\
kaohe: 2
policy: towns
title: 年度分进季度（虚构）
units: {town: {name: 乡镇, period: quarter, members: [甲镇]}}
tables:
  own: {name: 季报, key: [town, quarter], columns: [{measure: 分, names: {x: 甲项}}]}
  whole: {name: 年报, key: [town, year], columns: [{measure: 分, names: {z: 乙项}}]}
adjustments: {decision: {records_of: [town, year], scores: [year_points]}}
scores:
  - {id: year_points, name: 年度分, for: town, formula: z}
  - {id: points, name: 季度分, for: town, formula: x + year_points}
"""
    found = inner.score_rows(
        inner.load_source(Source("policy.yaml", text)),
        {
            "own": [{"unit": "甲镇", "period": f"2023Q{quarter}", "x": 1} for quarter in (1, 2)],
            "whole": [{"unit": "甲镇", "period": "2023", "z": 1}],
            "decision": [
                {
                    "unit": "甲镇",
                    "period": "2023",
                    "score": "年度分",
                    "change": 5,
                    "reason": "表彰",
                    "date": "2024-01-05",
                }
            ],
        },
    )
    first = found.of(Period(2023, 1, "quarter"))
    assert [each.values["points"] for each in first.results] == [7]
    assert [each.score.id for each in first.adjusted] == ["year_points"]
