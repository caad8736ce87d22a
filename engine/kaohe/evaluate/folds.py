"""Folds: over the rows of a table, over values that are listed, from the quarters to their year, over years."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any, cast

from kaohe.data.tables.dataset import Frame
from kaohe.evaluate.arithmetic import from_fractions, numbers, truths
from kaohe.evaluate.columns import (
    Calculation,
    Column,
    NumberColumn,
    combined,
    exact,
    fractions,
    has_absent,
    merged,
    multiplied,
    taken,
)
from kaohe.evaluate.fold_operators import Elements, folded, values_of
from kaohe.evaluate.provisional import other_rows, provisional_keys, provisional_list
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, Extreme, total
from kaohe.language.periods import Period
from kaohe.words.fold_operators import OPERATORS


def _fold_periods(run: Calculation, node: tree.FoldPeriods, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _year(run, node, own))


def _year(run: Calculation, node: tree.FoldPeriods, own: Frame) -> Column:
    quarters = run.frames.of(run.policy.types[node.of].grain)
    values = numbers(run, node.of, quarters)
    weighted: list[NumberColumn] = []
    for quarter, weight in enumerate(node.weights, 1):
        rows = [
            quarters.positions.get((unit, Period(period.year, quarter, "quarter"), None)) if period else None
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
        four = [Period(period.year, quarter, "quarter") for quarter in (1, 2, 3, 4)]
        missing = tuple(quarter for quarter in four if (unit, quarter, None) not in quarters.positions)
        counts[period.year] = counts.get(period.year, 0) + 1
        if missing:
            gaps.setdefault((period.year, missing), []).append(unit)
    for (year, missing), units in gaps.items():
        some = "" if len(units) == counts[year] else f"（{'、'.join(units[:5])}{'…' if len(units) > 5 else ''}）"
        who = unit_type.name + some
        run.findings.add("E201", node.place, unit_type=who, missing=missing, year=year, value=run.subject)


def _other_period(run: Calculation, node: tree.OtherPeriod, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _from_other(run, node, own))


def _from_other(run: Calculation, node: tree.OtherPeriod, own: Frame) -> Column:
    """What each key has in its other period; of what nobody looks back to, no value is asked for."""
    source = run.frames.of(run.policy.types[node.of].grain)
    rows = other_rows(node, own, source)
    asked = sorted({row for row in rows if row is not None})
    place = {row: number for number, row in enumerate(asked)}
    return taken(run.of(node.of, source.part(asked)), [None if row is None else place[row] for row in rows])


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


def _fold_rows(run: Calculation, node: tree.FoldRows, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _folded_rows(run, node, own))


def _folded_rows(run: Calculation, node: tree.FoldRows, own: Frame) -> Column:
    """The figure of each key; absent for a key of which nobody knows yet which rows count."""
    found = folded(run, node, own, _rows(run, node, own))
    unsure = provisional_keys(run, node, own)
    return taken(found, [None if key in unsure else key for key in range(len(own))]) if unsure else found


def _rows(run: Calculation, node: tree.FoldRows, own: Frame) -> Elements:
    """The rows of each key that count, in the order of the table."""
    rows_frame = run.frames.of_rows(own, node.table)
    if node.where is not None:
        rows = [row for row, truth in enumerate(truths(run, node.where, rows_frame)) if truth]
        rows_frame = rows_frame.part(rows)
    targets = rows_frame.gather(own)
    if has_absent(targets):  # rows of a period that nobody has, which coverage may let pass where nothing is sent
        rows_frame = rows_frame.part([row for row, target in enumerate(targets) if target is not None])
        targets = rows_frame.gather(own)
    found = Elements([[] for _ in range(len(own))])
    values: Sequence[Any] = [True] * len(targets)
    if node.of is not None and not OPERATORS[node.op].counts:
        values, found.denominator, found.whole = values_of(run, node, node.of, rows_frame)
    kept: Sequence[int] = range(len(targets))
    if node.once_per is not None:
        kept = _kept(node, targets, values, run.of(node.once_per, rows_frame))  # type: ignore[arg-type]
    for row in kept:
        found.values[targets[row]].append(values[row])  # type: ignore[index]
    if node.weight is not None:
        weights = fractions(numbers(run, node.weight, rows_frame))
        found.weights = [[] for _ in range(len(own))]
        for row in kept:
            found.weights[targets[row]].append(weights[row])  # type: ignore[index]
    return found


def _kept(
    node: tree.FoldRows, targets: Sequence[int | None], values: Sequence[Any], names: Sequence[Any]
) -> Sequence[int]:
    """One row for each name of each key: the best, a row without a value if there is one, the first of equal ones."""
    best: dict[tuple[Any, Any], int] = {}
    for row, (target, name) in enumerate(zip(targets, names, strict=True)):
        held = best.setdefault((target, name), row)
        if held == row or values[held] is None or OPERATORS[node.op].takes == "text":
            continue
        if values[row] is None or _IS_BETTER[node.keep](values[row], values[held]):
            best[target, name] = row
    return [*best.values()]


_IS_BETTER: dict[Extreme, Callable[[Any, Any], bool]] = total(
    "evaluate.folds of what is kept", EXTREMES, {"lowest": operator.lt, "highest": operator.gt}
)


def _fold_list(run: Calculation, node: tree.FoldList, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _folded_list(run, node, own))


def _folded_list(run: Calculation, node: tree.FoldList, own: Frame) -> Column:
    """The figure of the elements that are meant at each key; an element is asked for its value there alone."""
    found = Elements([[] for _ in range(len(own))])
    if any(each.weight is not None for each in node.elements):
        found.weights = [[] for _ in range(len(own))]
    for each in node.elements:
        rows: Sequence[int] = range(len(own))
        if each.where is not None:
            rows = [row for row, truth in enumerate(truths(run, each.where, own)) if truth]
        part = own if len(rows) == len(own) else own.part(rows)
        for row, value in zip(rows, exact(run.of(each.of, part)), strict=True):
            found.values[row].append(value)
        if found.weights is not None and each.weight is not None:
            for row, weight in zip(rows, fractions(numbers(run, each.weight, part)), strict=True):
                found.weights[row].append(weight)
    unsure = provisional_list(run, node, own)
    if not unsure:
        return folded(run, node, own, found)
    known = [row for row in range(len(own)) if row not in unsure]
    some = Elements([found.values[row] for row in known], found.weights and [found.weights[row] for row in known])
    return merged(len(own), [(known, folded(run, node, own.part(known), some))])


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {
    tree.FoldRows: _fold_rows,
    tree.FoldList: _fold_list,
    tree.FoldPeriods: _fold_periods,
    tree.OtherPeriod: _other_period,
    tree.SinceYear: _since_year,
}
