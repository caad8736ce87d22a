"""From a policy and data files to a working paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.diagnostics import Diagnostic, Findings, Refused
from engine.policy.model import Policy


def working_paper(
    policy: Policy, data: Path, chosen: Mapping[str, str], include_hidden: bool = False
) -> tuple[bytes, list[Diagnostic]]:
    """The .xlsx file and the warnings of its run. Raises Refused with all that stands against it."""
    from engine.data.read_data import read_data
    from engine.evaluate.run import needed_tables, score
    from engine.report.workbook.make import workbook

    if not policy.scores:
        raise Refused([Diagnostic("E503", None, {"policy": policy.id})])
    findings = Findings()
    dataset = read_data(policy, data, needed_tables(policy), findings, include_hidden)
    findings.stop_on_errors()
    results, run = score(policy, dataset, chosen, findings)
    return workbook(results, run), results.warnings
