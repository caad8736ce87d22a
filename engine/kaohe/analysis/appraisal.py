"""Everything that a policy says of one set of data: its scores and its targets, each with the run behind it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kaohe.data.read_data import STRICT, DataRead, ReadOptions, read_all
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.scores import needed_tables, score
from kaohe.evaluate.targets import assess
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.results import Results, TargetResults


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of a run, which may be none."""

    results: Results
    run: Evaluation


@dataclass(frozen=True, slots=True)
class Judged:
    """The targets of a run."""

    results: TargetResults
    run: Evaluation


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What there is: a policy may have scores or targets alone, and the data may come without the targets' table.

    `untold` is the name of that table then; `reads` say how the data of each side was read.
    """

    policy: Policy
    scored: Scored | None = None
    judged: Judged | None = None
    reads: tuple[DataRead, ...] = ()
    untold: str = ""

    @property
    def results(self) -> Results | None:
        """The scores."""
        return None if self.scored is None else self.scored.results

    @property
    def run(self) -> Evaluation | None:
        """The run behind the scores."""
        return None if self.scored is None else self.scored.run

    @property
    def targets(self) -> TargetResults | None:
        """The targets."""
        return None if self.judged is None else self.judged.results

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
        return sorted(scored | judged, key=lambda each: each.calendar_order)


def scored(
    policy: Policy, dataset: Dataset, readings: Mapping[str, str], findings: Findings, verify: bool = False
) -> Scored:
    """Scores the data; with `verify` by the second opinion too, which has to agree. Raises Refused."""
    results, run = score(policy, dataset, readings, findings)
    if verify:
        from kaohe.verify.confirm import confirmed

        results = confirmed(results, dataset)
    return Scored(results, run)


def appraise(policy: Policy, data: Path, readings: Mapping[str, str], options: ReadOptions = STRICT) -> Appraisal:
    """Scores the data and judges the targets. Raises Refused.

    Both read what they need by themselves, so that their digests are those of a run that asks for one of them alone.
    """
    scores: Scored | None = None
    reads: tuple[DataRead, ...] = ()
    if policy.scores or policy.target_table is None:
        findings = Findings()
        read = read_all(policy, data, needed_tables(policy), findings, options)
        findings.stop_on_errors()
        scores, reads = scored(policy, read.dataset, readings, findings), (read,)
    if policy.target_table is None:
        return Appraisal(policy, scores, None, reads)
    findings = Findings()
    read = read_all(policy, data, [policy.target_table], findings, options)
    is_there = all(found.code != "D103" for found in findings.errors) and read.dataset.tables[policy.target_table].sent
    if scores is not None and not is_there and len(findings.errors) < 2:
        return Appraisal(policy, scores, None, reads, policy.tables[policy.target_table].name)
    findings.stop_on_errors()
    return Appraisal(policy, scores, Judged(*assess(policy, read.dataset, readings, findings)), (*reads, read))
