"""Results of many units: made when somebody asks for one, and the record says how they were calculated."""

from __future__ import annotations

import pytest
from kaohe.evaluate import evaluator, run
from kaohe.report.json_text import record_entry

from tests import inner
from tests.evaluate.small import figures, shops

pytest.importorskip("numpy")

POLICY = "formula: x / y"
ROWS = figures(x=[1, 2, 3, 4], y=[3, 3, 7, 3])


def test_a_result_is_made_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = inner.score_rows(shops(POLICY), ROWS)
    monkeypatch.setattr(evaluator, "ARRAYS_FROM", 0)
    made: list[int] = []
    make = run._made
    monkeypatch.setattr(run, "_made", lambda *given: made.append(1) or make(*given))
    results = inner.score_rows(shops(POLICY), ROWS)
    assert made == []
    assert len(results.results) == 4
    assert results.results == expected.results
    assert results.results[1:3] == list(expected.results)[1:3]
    assert made == [1]


def test_the_record_counts_values_only_where_there_are_arrays(monkeypatch: pytest.MonkeyPatch) -> None:
    lists = inner.score_rows(shops(POLICY), ROWS).record
    assert lists.counts is None
    assert "over_arrays" not in record_entry(lists)
    monkeypatch.setattr(evaluator, "ARRAYS_FROM", 0)
    arrays = record_entry(inner.score_rows(shops(POLICY), ROWS).record)
    assert arrays["over_arrays"] == 12  # x, y and their quotient, for four shops
    assert arrays["by_lists"] == 0
    roots = record_entry(inner.score_rows(shops("formula: sqrt(x)"), ROWS).record)
    assert roots["by_lists"] == 4
