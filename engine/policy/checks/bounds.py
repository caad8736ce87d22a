"""Inputs whose bounds are turned round."""

from __future__ import annotations

from engine.diagnostics import Findings
from engine.policy.model import Policy


def check_bounds(policy: Policy, findings: Findings) -> None:
    """K523 where the least value that may come in is above the greatest."""
    for table in policy.tables.values():
        for column in table.columns.values():
            if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
                findings.add("K523", column.place, name=column.name)
