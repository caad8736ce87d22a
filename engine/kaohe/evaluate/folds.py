"""Folds: over the rows of a table, over values that are listed, in other periods, over years."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, cast

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.columns import (
    Calculation,
    Column,
    exact,
    fractions,
    has_absent,
    merged,
    taken,
)
from kaohe.evaluate.fold_operators import Elements, compared_values, folded, values_of
from kaohe.evaluate.looking_back import other_rows, tell_unreached
from kaohe.evaluate.provisional import provisional_keys, provisional_list
from kaohe.evaluate.scalars import from_fractions, numbers, truths
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, Extreme, total
from kaohe.language.periods import InYear, Part, Period, PeriodLevel, is_finer, listed
from kaohe.lazy import replace
from kaohe.words.fold_operators import OPERATORS


def _tell_missing(
    run: Calculation, node: tree.Node, missing: Mapping[int, list[Period]], own: Frame, code: str = "E201"
) -> None:
    """Warns once for each gap (E201 where the figure is absent for it); `missing` are what each row lacks."""
    appraised = own if not own.grain.earlier else run.frames.of(replace(own.grain, earlier=0))
    everyone = Counter(key[1] for key in appraised.keys)
    units_of: dict[tuple[Period, tuple[Period, ...]], list[str]] = {}
    for row, parts in missing.items():
        unit, period, _ = own.keys[row]
        assert unit is not None and period is not None
        if parts and period in everyone:
            units_of.setdefault((period, tuple(parts)), []).append(unit)
    gaps: dict[tuple[tuple[Period, ...], str], list[Period]] = {}
    for (period, lacking), units in units_of.items():
        some = "" if len(units) == everyone[period] else f"（{'、'.join(units[:5])}{'…' if len(units) > 5 else ''}）"
        gaps.setdefault((lacking, some), []).append(period)
    for (lacking, some), periods in gaps.items():
        who = run.policy.units[own.grain.unit or ""].name + some
        when = listed(periods)
        run.findings.add(code, node.place, unit_type=who, missing=lacking, when=when, value=run.subject)


def _other_period(run: Calculation, node: tree.OtherPeriod, frame: Frame) -> Column:
    own = run.frames.of(run.policy.types[node].grain)
    if frame is own or frame.whole is own:  # a branch that looks back in some rows alone is told of these
        tell_unreached(run, node, frame)
        return _from_other(run, node, frame)
    return run.at_own_grain(node, frame, lambda own: _from_other(run, node, own))


def _from_other(run: Calculation, node: tree.OtherPeriod, own: Frame) -> Column:
    """What each key has in its other period; of what nobody looks back to, no value is asked for."""
    source = run.frames.of(run.policy.grain_there(node))
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
    table = run.policy.tables[node.table]
    if own.grain.period is not None and is_finer(table.period, own.grain.period):
        _tell_part(run, node, table.period, own)
    unsure = provisional_keys(run, node, own)
    return taken(found, [None if key in unsure else key for key in range(len(own))]) if unsure else found


def _tell_part(run: Calculation, node: tree.FoldRows, level: PeriodLevel, own: Frame) -> None:
    """E206 for a period of whose parts the data do not have all: the figure is of those that there are.

    Where records alone are known by such parts, nobody says which there are.
    """
    tables = [table for table in run.policy.tables.values() if table.unit_type == own.grain.unit]
    if all(table.records for table in tables if table.period == level):
        return
    there = {key[1] for key in run.frames.of(replace(own.grain, period=level)).keys}
    missing = {
        row: [each for each in period.parts(level) if each not in there]
        for row, (_, period, _) in enumerate(own.keys)
        if period is not None
    }
    _tell_missing(run, node, missing, own, "E206")


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


def _other(way: InYear | Part, own: Frame, row: int) -> list[Period]:
    period = own.keys[row][1]
    assert period is not None
    other = way.other(period)
    return [] if other is None else [other]


def _folded_list(run: Calculation, node: tree.FoldList, own: Frame) -> Column:
    """The figure of the elements that are meant at each key; an element is asked for its value there alone."""
    found = Elements([[] for _ in range(len(own))])
    if any(each.weight is not None for each in node.elements):
        found.weights = [[] for _ in range(len(own))]
    missing: dict[int, list[Period]] = {}
    for each in node.elements:
        rows: Sequence[int] = range(len(own))
        if each.where is not None:
            rows = [row for row, truth in enumerate(truths(run, each.where, own)) if truth]
        part = own if len(rows) == len(own) else own.part(rows)
        if isinstance(each.of, tree.OtherPeriod) and isinstance(each.of.way, InYear | Part):
            there = other_rows(each.of, part, run.frames.of(run.policy.grain_there(each.of)))
            for row, other in zip(rows, there, strict=True):
                missing.setdefault(row, []).extend([] if other is not None else _other(each.of.way, own, row))
        for row, value in zip(rows, exact(compared_values(run, node, each.of, part)), strict=True):
            found.values[row].append(value)
        if found.weights is not None and each.weight is not None:
            for row, weight in zip(rows, fractions(numbers(run, each.weight, part)), strict=True):
                found.weights[row].append(weight)
    if any(missing.values()):
        _tell_missing(run, node, missing, own, "E206" if node.options.left_out else "E201")
    unsure = provisional_list(run, node, own)
    if not unsure:
        return folded(run, node, own, found)
    known = [row for row in range(len(own)) if row not in unsure]
    some = Elements([found.values[row] for row in known], found.weights and [found.weights[row] for row in known])
    return merged(len(own), [(known, folded(run, node, own.part(known), some))])


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {
    tree.FoldRows: _fold_rows,
    tree.FoldList: _fold_list,
    tree.OtherPeriod: _other_period,
    tree.SinceYear: _since_year,
}
