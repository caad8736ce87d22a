"""The explanation of one unit's values, to be folded into its card."""

from __future__ import annotations

from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.model import Explanation
from kaohe.analysis.explain.point import point_of
from kaohe.evaluate.evaluator import Evaluation
from kaohe.report.explain.html import fragment
from kaohe.report.explain.style import STYLE
from kaohe.results import Result, Results

__all__ = ["STYLE", "folded"]


def folded(results: Results, run: Evaluation, result: Result, group: str) -> str:
    """Every whole of the unit in the period of its card, down to the cells of the data."""
    tell = Explainer(run)
    steps = [
        tell.value((whole.unit_type, whole.id), point)
        for whole in run.policy.scores
        if whole.unit_type == result.unit_type
        and whole.parent is None
        and (point := point_of(run, whole, result.unit, result.period)) is not None
    ]
    return fragment(
        Explanation(run.policy, results.record, result.unit_type, result.unit, group, result.period, tuple(steps))
    )
