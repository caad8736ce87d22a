"""Ranges that are turned round: of inputs, of the years in force, of the years of an average."""

from __future__ import annotations

from fractions import Fraction

from kaohe.diagnostics import Findings
from kaohe.language.periods import is_day
from kaohe.places import Place
from kaohe.policy.model import ColumnSpec, Policy


def check_bounds(policy: Policy, findings: Findings) -> None:
    """K523 an input, K533 the period in force, K273 the years of an average; K532 a default that no cell could be."""
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
