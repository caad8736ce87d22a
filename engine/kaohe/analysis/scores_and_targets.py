"""Everything that a policy says of one set of data: its scores and its targets, each with the run behind it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from kaohe.data.read_data import STRICT, DataRead, ReadOptions, read_all, read_data
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.evaluate.columns import Given
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import assess, needed_tables, score
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.model import Policy
from kaohe.results import Results, TargetResults

Side = Literal["scores", "targets"]
"""A policy has two sides, each with results and tables of its own."""


def sides_of(policy: Policy) -> list[Side]:
    """The sides that a policy has; it may be nothing but targets."""
    scores: list[Side] = ["scores"] if policy.scores or policy.target_table is None else []
    return scores if policy.target_table is None else [*scores, "targets"]


def needed(policy: Policy, side: Side) -> list[str]:
    """The tables (ids) that a side rests on, in the order of the policy."""
    if side == "scores":
        return needed_tables(policy)
    return [] if policy.target_table is None else [policy.target_table]


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

    `left_out` is the name of that table then; `reads` say how the data of each side was read.
    """

    policy: Policy
    scored: Scored | None = None
    judged: Judged | None = None
    reads: tuple[DataRead, ...] = ()
    left_out: str = ""

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
    policy: Policy,
    dataset: Dataset,
    findings: Findings,
    readings: Mapping[str, str],
    verify: bool = False,
    given: Given | None = None,
) -> Scored:
    """Scores the data; with `verify` by the second opinion too, which has to agree. Raises Refused."""
    results, run = score(policy, dataset, readings, findings, given)
    if verify:
        from kaohe.verify.second_opinion import confirmed

        results = confirmed(results, dataset)
    return Scored(results, run)


def scored_files(
    policy: Policy, data: Path, readings: Mapping[str, str], options: ReadOptions = STRICT, verify: bool = False
) -> Scored:
    """Reads the files that the scores need, and scores them. Raises Refused."""
    return scored(policy, *_read(policy, data, "scores", options), readings, verify=verify)


def judged_files(policy: Policy, data: Path, readings: Mapping[str, str], options: ReadOptions = STRICT) -> Judged:
    """Reads the table of the targets, and judges them. Raises Refused."""
    dataset, findings = _read(policy, data, "targets", options)
    return Judged(*assess(policy, dataset, readings, findings))


def _read(policy: Policy, data: Path, side: Side, options: ReadOptions) -> tuple[Dataset, Findings]:
    findings = Findings()
    dataset = read_data(policy, data, needed(policy, side), findings, options)
    findings.stop_on_errors()
    return dataset, findings


def appraise(policy: Policy, data: Path, readings: Mapping[str, str], options: ReadOptions = STRICT) -> Appraisal:
    """Scores the data and judges the targets. Raises Refused.

    Both read what they need by themselves, so that their digests are those of a run that asks for one of them alone.
    """
    scores: Scored | None = None
    reads: tuple[DataRead, ...] = ()
    if "scores" in sides_of(policy):
        findings = Findings()
        read = read_all(policy, data, needed_tables(policy), findings, options)
        findings.stop_on_errors()
        scores, reads = scored(policy, read.dataset, findings, readings), (read,)
    if policy.target_table is None:
        return Appraisal(policy, scores, None, reads)
    findings = Findings()
    read = read_all(policy, data, [policy.target_table], findings, options)
    is_there = all(found.code != "D103" for found in findings.errors) and read.dataset.tables[policy.target_table].sent
    if scores is not None and not is_there and len(findings.errors) < 2:
        return Appraisal(policy, scores, None, reads, policy.tables[policy.target_table].name)
    findings.stop_on_errors()
    return Appraisal(policy, scores, Judged(*assess(policy, read.dataset, readings, findings)), (*reads, read))
