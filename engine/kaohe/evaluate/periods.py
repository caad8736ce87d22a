"""From the quarters to their year."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from math import prod
from typing import cast

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.arithmetic import from_fractions, numbers
from kaohe.evaluate.calculation import Calculation
from kaohe.evaluate.columns import Column, NumberColumn, combined, fractions, has_absent, multiplied, taken
from kaohe.language import tree
from kaohe.language.periods import Period


def _fold_periods(run: Calculation, node: tree.FoldPeriods, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _year(run, node, own))


def _year(run: Calculation, node: tree.FoldPeriods, own: Frame) -> Column:
    quarters = run.frames.of(run.policy.types[node.of].grain)
    values = numbers(run, node.of, quarters)
    weighted: list[NumberColumn] = []
    for quarter, weight in enumerate(node.weights, 1):
        rows = [
            quarters.positions.get((unit, Period(period.year, quarter), None)) if period else None
            for unit, period, _ in own.keys
        ]
        part = taken(values, rows)
        assert not isinstance(part, list)
        weighted.append(multiplied(part, numbers(run, weight, own)))
    _say_missing(run, node, quarters, own)
    return reduce(lambda left, right: combined(operator.add, (left, right)), weighted)


def _say_missing(run: Calculation, node: tree.FoldPeriods, quarters: Frame, own: Frame) -> None:
    """Warns once for each year and gap (E201): quarters that nobody has yet, or that some units were not there in."""
    unit_type = run.policy.units[own.grain.unit or ""]
    gaps: dict[tuple[int, tuple[Period, ...]], list[str]] = {}
    counts: dict[int, int] = {}
    for unit, period, _ in own.keys:
        assert unit is not None and period is not None
        four = [Period(period.year, quarter) for quarter in (1, 2, 3, 4)]
        missing = tuple(quarter for quarter in four if (unit, quarter, None) not in quarters.positions)
        counts[period.year] = counts.get(period.year, 0) + 1
        if missing:
            gaps.setdefault((period.year, missing), []).append(unit)
    for (year, missing), units in gaps.items():
        some = "" if len(units) == counts[year] else f"（{'、'.join(units[:5])}{'…' if len(units) > 5 else ''}）"
        who = unit_type.name + some
        run.findings.add("E201", node.place, unit_type=who, missing=missing, year=year, value=run.subject)


def _since_year(run: Calculation, node: tree.SinceYear, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _product(run, node, own))


def _product(run: Calculation, node: tree.SinceYear, own: Frame) -> Column:
    values = fractions(numbers(run, node.of, own))
    found: list[Fraction | None] = []
    for unit, period, _ in own.keys:
        assert period is not None
        years = range(node.first, min(period.year, node.last) + 1)
        rows = [own.positions.get((unit, Period(year), None)) for year in years]
        missing = [str(year) for year, row in zip(years, rows, strict=True) if row is None]
        if missing:
            _say_gap(run, node, missing)
        factors = [None if row is None else values[row] for row in rows]
        found.append(
            None if has_absent(factors) or not factors else prod(cast("list[Fraction]", factors), start=Fraction(1))
        )
    return from_fractions(found)


def _say_gap(run: Calculation, node: tree.SinceYear, missing: list[str]) -> None:
    """E202, an error, once for each gap: a mean over fewer years would look like the right one."""
    arguments = {"value": run.subject, "first": node.first, "missing": tuple(missing)}
    if not any(found.code == "E202" and found.arguments == arguments for found in run.findings.all):
        run.findings.add("E202", node.place, **arguments)


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {
    tree.FoldPeriods: _fold_periods,
    tree.SinceYear: _since_year,
}
