"""The same run over lists and over arrays: everything that it gives, and everything that it tells, in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from kaohe.analysis.scores_and_targets import judged_files, scored_files, sides_of
from kaohe.data.read_data import ReadOptions
from kaohe.diagnostics import Diagnostic, Refused
from kaohe.evaluate import evaluator
from kaohe.evaluate.columns import Ratios, exact
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import with_steps
from kaohe.policy.model import Policy
from kaohe.report.results.arrow import table_of

NEVER = 10**9
"""So many rows that no data have them."""


def outcome(policy: Policy, data: Path, readings: dict[str, str], least: int, side: str) -> tuple[Any, int, int]:
    """What a run gives and tells, and how many values it calculated over arrays and by lists.

    Arrays are used from `least` rows on.
    """
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(evaluator, "ARRAYS_FROM", least)
        try:
            if side == "targets":
                judged = judged_files(policy, data, readings, ReadOptions())
                return (judged.results.results, _told(judged.results.warnings)), *_counts(judged.run)
            scored = scored_files(policy, data, readings, ReadOptions())
            table = table_of(scored.results, scored.run)
            shown = with_steps(scored.results, scored.run)
        except Refused as refused:
            return ("refused", _told(refused.diagnostics)), 0, 0
        values = {identity: _values(scored.run, identity) for identity in policy.order}
        columns = table.schema, table.to_pylist()
        return (shown.results, shown.adjusted, _told(shown.warnings), values, columns), *_counts(scored.run)


def _told(findings: list[Diagnostic]) -> list[tuple[Any, ...]]:
    return [(each.code, each.place, dict(each.arguments)) for each in findings]


def _counts(run: Evaluation) -> tuple[int, int]:
    return run.counts or (0, 0)


def _values(run: Evaluation, identity: Any) -> Any:
    """Every row of a value that the run has calculated, and why a row has none."""
    if run.has_faults(identity) is None:
        return None
    column = run.value(identity)
    values = [str(each) for each in column.values] if isinstance(column, Ratios) else list(map(str, exact(column)))
    return values, {row: _told(fault.diagnostics) for row, fault in run.faults(identity).items()}


def same(policy: Policy, data: Path, readings: dict[str, str]) -> tuple[int, int]:
    """Asserts that both forms give and tell the same; gives what the array form counted."""
    arrays = lists = 0
    for side in sides_of(policy):
        expected, *_ = outcome(policy, data, readings, NEVER, side)
        found, *counts = outcome(policy, data, readings, 0, side)
        assert found == expected
        arrays, lists = arrays + counts[0], lists + counts[1]
    return arrays, lists
