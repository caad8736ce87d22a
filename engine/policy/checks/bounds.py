"""Ranges that are turned round: of inputs, of the years in force, of the years of an average."""

from __future__ import annotations

from fractions import Fraction

from engine.diagnostics import Findings
from engine.places import Place
from engine.policy.model import ColumnSpec, Policy


def check_bounds(policy: Policy, findings: Findings) -> None:
    """K523 an input, K533 the period in force, K273 the years of an average; K532 a default out of bounds."""
    for table in policy.tables.values():
        for column in table.columns.values():
            _check_column(column, findings)
    first, last = policy.in_force
    if first is not None and last is not None and (last.year, last.quarter or 4) < (first.year, first.quarter or 1):
        findings.add("K533", Place(policy.source), first=first, last=last)
    for target in policy.targets:
        if target.since is not None and target.due < target.since:
            findings.add("K273", target.place)


def _check_column(column: ColumnSpec, findings: Findings) -> None:
    if column.minimum is not None and column.maximum is not None and column.minimum > column.maximum:
        findings.add("K523", column.place, name=column.name)
    elif isinstance(column.default, Fraction):
        low, high, whole = column.minimum, column.maximum, column.whole
        outside = (low is not None and column.default < low) or (high is not None and column.default > high)
        if outside or (whole and (column.default / column.measure.scale).denominator > 1):
            findings.add("K532", column.place, name=column.name)
