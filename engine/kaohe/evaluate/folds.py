"""Folds: from the rows of a table up to the key they share, from the quarters to their year, over years."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any, cast

from kaohe.data.tables.dataset import Frame, Numbers
from kaohe.evaluate.arithmetic import from_figures, from_fractions, numbers, truths
from kaohe.evaluate.columns import (
    Calculation,
    Column,
    NumberColumn,
    combined,
    fractions,
    has_absent,
    merged,
    multiplied,
    taken,
)
from kaohe.evaluate.provisional import other_rows, provisional_keys
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, FOLD_OPERATORS, Extreme, FoldOp, total
from kaohe.language.periods import Period


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


def _fold(run: Calculation, node: tree.FoldRows, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _folded(run, node, own))


def _folded(run: Calculation, node: tree.FoldRows, own: Frame) -> Column:
    """The figure of each key; absent for a key of which nobody knows yet which rows count."""
    found = _figures(run, node, own)
    unsure = provisional_keys(run, node, own)
    return taken(found, [None if key in unsure else key for key in range(len(own))]) if unsure else found


def _figures(run: Calculation, node: tree.FoldRows, own: Frame) -> Column:
    rows_frame = run.frames.of_rows(own, node.table)
    if node.where is not None:
        rows = [row for row, truth in enumerate(truths(run, node.where, rows_frame)) if truth]
        rows_frame = rows_frame.part(rows)
    targets = rows_frame.gather(own)
    if has_absent(targets):  # rows of a period that nobody has, which coverage may let pass where nothing is sent
        rows_frame = rows_frame.part([row for row, target in enumerate(targets) if target is not None])
        targets = rows_frame.gather(own)
    if node.op in _COUNTED:
        names = _names(run, node, rows_frame)
        seen = set(zip(targets, names, strict=True)) if names is not None else None
        counts = [0] * len(own)
        for target in targets if seen is None else (target for target, _ in seen):
            counts[target] += 1  # type: ignore[index]
        return _COUNTED[node.op](counts)
    assert node.of is not None
    column = numbers(run, node.of, rows_frame)
    values, denominator = (column.numerators, column.denominator) if isinstance(column, Numbers) else (column.values, 1)
    lists: list[list[Any]] = [[] for _ in range(len(own))]
    for target, value in _kept(node, targets, values, _names(run, node, rows_frame)):
        lists[target].append(value)
    found = [None if has_absent(each) else _FIGURES[node.op](each) for each in lists]
    filled = from_figures(found, denominator, isinstance(column, Numbers))
    return _with_default(run, node, own, lists, filled)


def _names(run: Calculation, node: tree.FoldRows, rows_frame: Frame) -> list[Any] | None:
    return None if node.once_per is None else run.of(node.once_per, rows_frame)  # type: ignore[return-value]


def _kept(
    node: tree.FoldRows, targets: Sequence[int | None], values: Sequence[Any], names: Sequence[Any] | None
) -> list[tuple[Any, Any]]:
    """(target, value) of every row that counts: one for each name where names count once."""
    if names is None:
        return list(zip(targets, values, strict=True))
    better = _KEPT[node.keep]
    best: dict[tuple[Any, Any], Any] = {}
    for target, value, name in zip(targets, values, names, strict=True):
        key = (target, name)
        best[key] = value if key not in best else _absent_or(better, best[key], value)
    return [(target, value) for (target, _), value in best.items()]


def _absent_or(better: Callable[..., Any], one: Any, other: Any) -> Any:
    return None if one is None or other is None else better(one, other)


def _of_some(figure: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    """Absent without rows."""
    return lambda values: figure(values) if values else None


_KEPT: dict[Extreme, Callable[[Any, Any], Any]] = total(
    "evaluate.folds of what is kept", EXTREMES, {"lowest": min, "highest": max}
)
_COUNTED: dict[FoldOp, Callable[[list[int]], Column]] = {
    "count": lambda counts: Numbers([*counts]),
    "any": lambda counts: [count > 0 for count in counts],
}
_FIGURES: dict[FoldOp, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "mean": _of_some(lambda values: sum(values, Fraction(0)) / len(values)),
    "highest": _of_some(max),
    "lowest": _of_some(min),
}
total("evaluate.folds", FOLD_OPERATORS, _COUNTED, _FIGURES)


def _with_default(run: Calculation, node: tree.FoldRows, own: Frame, lists: list[list[Any]], filled: Column) -> Column:
    """`if_none` for keys without rows."""
    empty = [row for row, values in enumerate(lists) if not values]
    if node.if_none is None or not empty:
        return filled
    full = [row for row, values in enumerate(lists) if values]
    default = numbers(run, node.if_none, own.part(empty))
    return merged(len(own), [(full, taken(filled, full)), (empty, default)])


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {
    tree.FoldRows: _fold,
    tree.FoldPeriods: _fold_periods,
    tree.OtherPeriod: _other_period,
    tree.SinceYear: _since_year,
}
