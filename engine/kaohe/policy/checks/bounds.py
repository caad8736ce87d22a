"""Bounds of inputs that no cell could keep to, and targets that are due when the policy is not in force."""

from __future__ import annotations

from fractions import Fraction

from kaohe.diagnostics import Findings
from kaohe.language.periods import is_day
from kaohe.policy.model import ColumnSpec, Policy


def check_bounds(policy: Policy, findings: Findings) -> None:
    """K523 for an input whose bounds are turned round, K532 for a default that no cell could be."""
    for table in policy.tables.values():
        for column in table.columns.values():
            _check_column(column, findings)


def check_due(policy: Policy, findings: Findings) -> None:
    """K539 for each target that is due before the policy is in force, or after."""
    first, last = policy.in_force
    for target in policy.targets:
        early = first is not None and target.due < first.year
        late = last is not None and target.due > last.year
        if target.due_place is not None and (early or late):
            force = f"{first or ''}—{last or ''}"
            findings.add("K539", target.due_place, name=target.name, due=target.due, force=force)


def _check_column(column: ColumnSpec, findings: Findings) -> None:
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        findings.add("K523", column.place, name=column.name)
    elif not _may_be_default(column, column.default):
        findings.add("K532", column.place, name=column.name)


def _may_be_default(column: ColumnSpec, default: Fraction | bool | str | None) -> bool:
    """Whether a blank cell may stand for it: rules know a choice by its id alone, and a day in one way of writing."""
    if isinstance(default, Fraction):
        low, high = column.minimum, column.maximum
        inside = (low is None or low <= default) and (high is None or default <= high)
        return inside and not (column.whole and (default / column.measure.scale).denominator > 1)
    if isinstance(default, str) and column.type in ("choice", "date"):
        return default in column.choices if column.type == "choice" else is_day(default)
    return True
