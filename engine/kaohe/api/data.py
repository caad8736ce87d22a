"""Data that a policy has read: what its scores need, and what its targets need, each checked by itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from kaohe.analysis.appraisal import Side, needed, sides_of
from kaohe.analysis.outcome import Inputs, is_left_out
from kaohe.data.read_data import ReadOptions, read_data
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings, Refused
from kaohe.policy import model

Rows = Mapping[str, Iterable[Mapping[str, object]]]
"""Table id to rows of column id to int, Decimal, Fraction, str, bool, date or None (a blank cell)."""


class Data:
    """What a folder, a workbook or rows hold for one policy. `Policy.read` makes it."""

    def __init__(self, policy: model.Policy, source: str | os.PathLike[str] | Rows, options: ReadOptions) -> None:
        self._policy = policy
        self._source = "rows" if isinstance(source, Mapping) else os.fspath(source)
        self._sides: dict[Side, tuple[Dataset, Findings]] = {}
        if isinstance(source, Mapping):
            source = {table: list(rows) for table, rows in source.items()}
        self._again, self._options = source, options
        for side in sides_of(policy):
            findings, tables = Findings(), needed(policy, side)
            if isinstance(source, Mapping):
                dataset = dataset_of_rows(policy, source, findings, tables, options.provisional)
            else:
                dataset = read_data(policy, Path(source), tables, findings, options)
            self._sides[side] = dataset, findings
        if all(findings.errors for _, findings in self._sides.values()):
            raise Refused(self.findings)

    def __repr__(self) -> str:
        tables = {id_ for dataset, _ in self._sides.values() for id_ in dataset.tables}
        return f"<kaohe.Data {self._source}: {len(tables)} tables for {self._policy.id}>"

    @property
    def name(self) -> str:
        """The folder or workbook, or `rows`."""
        return self._source

    @property
    def findings(self) -> list[Diagnostic]:
        """Errors, warnings and notes of both sides; what both found stands once."""
        found = [each for _, findings in self._sides.values() for each in findings.all]
        return list({(each.code, str(each.place), each.message("en")): each for each in found}.values())

    def inputs(self, policy: model.Policy) -> Inputs:
        """The data of both sides, read by this policy or by one that was made from it. Raises Refused."""
        if policy is not self._policy:
            return Data(policy, self._again, self._options).inputs(policy)
        scores = self.of(policy, "scores") if "scores" in self._sides else None
        warnings = list(scores[1].warnings) if scores is not None else []
        targets = None
        if "targets" in self._sides:
            dataset, findings = self._sides["targets"]
            if scores is None or not is_left_out(str(policy.target_table), dataset, findings):
                findings.stop_on_errors()
                targets = dataset
                warnings += findings.warnings
        return Inputs(None if scores is None else scores[0], targets, tuple(warnings))

    def of(self, policy: model.Policy, side: Side) -> tuple[Dataset, Findings]:
        """The tables of a side, none where the policy has no such side, and a copy of what was found in reading them.

        Raises Refused if there are errors.
        """
        if policy is not self._policy:
            raise ValueError(f"these data were read for another policy, {self._policy.id}: read them again")
        dataset, known = self._sides.get(side, (Dataset({}, {}, {}, {}), Findings()))
        known.stop_on_errors()
        findings = Findings()
        findings.all = list(known.all)
        return dataset, findings
