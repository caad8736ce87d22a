"""A question about data in files, answered: the scores or the targets that it is about are calculated for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kaohe.analysis.explain.ask import explain
from kaohe.analysis.explain.ask_targets import asks_for_targets, explain_targets
from kaohe.analysis.explain.model import Explanation
from kaohe.analysis.explain.units import NotThere
from kaohe.data.read_data import STRICT, ReadOptions, read_data
from kaohe.diagnostics import Findings
from kaohe.evaluate.scores import needed_tables, score
from kaohe.evaluate.targets import assess
from kaohe.language.periods import Period
from kaohe.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose value, when and which; `against` is the unit to compare with. What is left out is the obvious one."""

    unit: str | None = None
    period: Period | None = None
    of: str | None = None
    against: str | None = None


def answer(
    policy: Policy, data: Path, asked: Asked, readings: Mapping[str, str], options: ReadOptions = STRICT
) -> Explanation:
    """The explanation. Raises Refused, and NotThere where a word of the question names nothing (C178: a target)."""
    findings = Findings()
    about_targets = asks_for_targets(policy, asked.unit, asked.of)
    if about_targets and asked.against is not None:
        raise NotThere("C178")
    needed = [policy.target_table] if about_targets and policy.target_table else needed_tables(policy)
    dataset = read_data(policy, data, needed, findings, options)
    findings.stop_on_errors()
    if about_targets:
        goals, run = assess(policy, dataset, readings, findings)
        return explain_targets(goals, run, asked.unit, asked.period, asked.of)
    results, run = score(policy, dataset, readings, findings)
    return explain(results, run, asked.unit, asked.period, asked.of, asked.against)
