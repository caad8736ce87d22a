"""From the rows of a table up to the key they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.frames import Frame
from kaohe.evaluate.arithmetic import from_fractions, numbers, truths
from kaohe.evaluate.calculation import Calculation
from kaohe.evaluate.columns import Column, has_absent, merged, taken
from kaohe.evaluate.provisional import provisional_keys
from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, FoldOp
from kaohe.language.register import total


def _fold(run: Calculation, node: tree.Fold, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _folded(run, node, own))


def _folded(run: Calculation, node: tree.Fold, own: Frame) -> Column:
    """The figure of each key; absent for a key of which nobody knows yet which rows count."""
    found = _figures(run, node, own)
    unsure = provisional_keys(run, node, own)
    return taken(found, [None if key in unsure else key for key in range(len(own))]) if unsure else found


def _figures(run: Calculation, node: tree.Fold, own: Frame) -> Column:
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
    found = [_of_list(node.op, each) for each in lists]
    filled = _whole(found, denominator, isinstance(column, Numbers))
    return _with_default(run, node, own, lists, filled)


def _names(run: Calculation, node: tree.Fold, rows_frame: Frame) -> list[Any] | None:
    return None if node.once_per is None else run.of(node.once_per, rows_frame)  # type: ignore[return-value]


def _kept(
    node: tree.Fold, targets: Sequence[int | None], values: Sequence[Any], names: Sequence[Any] | None
) -> list[tuple[Any, Any]]:
    """(target, value) of every row that counts: one for each name where names count once."""
    if names is None:
        return list(zip(targets, values, strict=True))
    better = _KEPT[node.keep or "highest"]
    best: dict[tuple[Any, Any], Any] = {}
    for target, value, name in zip(targets, values, names, strict=True):
        key = (target, name)
        best[key] = value if key not in best else _absent_or(better, best[key], value)
    return [(target, value) for (target, _), value in best.items()]


def _absent_or(better: Callable[..., Any], one: Any, other: Any) -> Any:
    return None if one is None or other is None else better(one, other)


def _of_list(op: FoldOp, values: list[Any]) -> Any:
    """The figure of one key's rows; absent if any of them is, and, but for a sum, without rows."""
    return None if has_absent(values) or (not values and op != "sum") else _FIGURES[op](values)


_KEPT: dict[str, Callable[[Any, Any], Any]] = {"lowest": min, "highest": max}
_COUNTED: dict[FoldOp, Callable[[list[int]], Column]] = {
    "count": lambda counts: Numbers([*counts]),
    "any": lambda counts: [count > 0 for count in counts],
}
_FIGURES: dict[FoldOp, Callable[[list[Any]], Any]] = {
    "sum": sum,
    "mean": lambda values: Fraction(sum(values)) / len(values),
    "highest": max,
    "lowest": min,
}
total("evaluate.folds", FOLD_OPERATORS, _COUNTED, _FIGURES)


def _whole(found: list[Any], denominator: int, whole: bool) -> Column:
    if whole and not any(isinstance(value, Fraction) for value in found):
        return Numbers(found, denominator)
    return from_fractions([None if value is None else Fraction(value) / denominator for value in found])


def _with_default(run: Calculation, node: tree.Fold, own: Frame, lists: list[list[Any]], filled: Column) -> Column:
    """`if_none` for keys without rows."""
    empty = [row for row, values in enumerate(lists) if not values]
    if node.if_none is None or not empty:
        return filled
    full = [row for row, values in enumerate(lists) if values]
    default = numbers(run, node.if_none, own.part(empty))
    return merged(len(own), [(full, taken(filled, full)), (empty, default)])


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {tree.Fold: _fold}
