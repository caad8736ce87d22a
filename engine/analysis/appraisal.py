"""Everything that a policy says of one set of data: its scores with the run behind them, and its targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.data.build import read_data
from engine.diagnostics import Diagnostic, Findings
from engine.evaluate.evaluator import Evaluation
from engine.evaluate.results import Results
from engine.evaluate.run import needed_tables, score
from engine.evaluate.targets import TargetResults, assess
from engine.language.periods import Period
from engine.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What there is: a policy may have scores or targets alone, and the data may come without the targets' table.

    `run` is there where `results` are; `untold` is the name of the targets' table where the data does not have it.
    """

    policy: Policy
    results: Results | None = None
    run: Evaluation | None = None
    targets: TargetResults | None = None
    untold: str = ""

    @property
    def warnings(self) -> list[Diagnostic]:
        """The warnings of both; what both warn of stands once."""
        found = [warning for each in (self.results, self.targets) if each is not None for warning in each.warnings]
        return list({(each.code, str(each.place), each.message("en")): each for each in found}.values())

    @property
    def periods(self) -> list[Period]:
        """The periods that there are results for, a year after its quarters."""
        scored = {result.period for result in self.results.results} if self.results is not None else set()
        judged = {result.period for result in self.targets.results} if self.targets is not None else set()
        return sorted(scored | judged, key=lambda each: (each.year, each.quarter or 5))


def appraise(policy: Policy, data: Path, readings: Mapping[str, str], include_hidden: bool = False) -> Appraisal:
    """Scores the data and judges the targets. Raises Refused.

    Both read what they need by themselves, so that their digests are those of a run that asks for one of them alone.
    """
    results, run = None, None
    if policy.scores or policy.target_table is None:
        findings = Findings()
        dataset = read_data(policy, data, needed_tables(policy), findings, include_hidden)
        findings.stop_on_errors()
        results, run = score(policy, dataset, readings, findings)
    if policy.target_table is None:
        return Appraisal(policy, results, run)
    findings = Findings()
    dataset = read_data(policy, data, [policy.target_table], findings, include_hidden)
    if results is not None and findings.errors and all(found.code == "D103" for found in findings.errors):
        return Appraisal(policy, results, run, untold=policy.tables[policy.target_table].name)
    findings.stop_on_errors()
    return Appraisal(policy, results, run, assess(policy, dataset, readings, findings))
