"""Across the units of a comparison group: figures, places, and the value of a named unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from kaohe.data.tables.dataset import Frame, Numbers
from kaohe.evaluate.arithmetic import from_figures, numbers, plain, refuse, truths
from kaohe.evaluate.columns import Calculation, Column, NumberColumn, exact, has_absent, taken
from kaohe.evaluate.competition_rank import TIES, Ties, levels_of, places
from kaohe.evaluate.provisional import provisional_groups
from kaohe.language import tree
from kaohe.language.entry import BORDERS, GROUP_FIGURES, Border, OverOp, total
from kaohe.language.numerals import exact_digits
from kaohe.words.comparison_group import FIGURES


def _participants(
    run: Calculation, node: tree.FoldUnits | tree.Rank, own: Frame
) -> Iterator[tuple[list[int], list[int]]]:
    """The rows of each comparison group, and those of them that take part; no group of which that is not known."""
    taking_part = None if node.among is None else truths(run, node.among, own)
    unsure = provisional_groups(run, node, own)
    for rows in run.partition(own, node.within):
        if not unsure.isdisjoint(rows):
            continue
        yield rows, rows if taking_part is None else [row for row in rows if taking_part[row]]


def _given(
    run: Calculation, node: tree.FoldUnits, own: Frame, groups: Sequence[tuple[list[int], list[int]]]
) -> NumberColumn:
    """The numbers that are compared, aligned with `own.keys`; whoever takes no part is not asked."""
    rows = sorted(row for _, participants in groups for row in participants)
    if len(rows) == len(own):
        return numbers(run, node.of, own)
    asked = numbers(run, node.of, own.part(rows))
    position = {row: number for number, row in enumerate(rows)}
    return taken(asked, [position.get(row) for row in range(len(own))])  # type: ignore[return-value]


def _over(run: Calculation, node: tree.FoldUnits, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _figure(run, node, own))


def _figure(run: Calculation, node: tree.FoldUnits, own: Frame) -> Column:
    found: list[Any] = [None] * len(own)
    groups = list(_participants(run, node, own))
    column = Numbers([0] * len(own)) if FIGURES[node.op].counts else _given(run, node, own, groups)
    values: list[Any] = column.numerators if isinstance(column, Numbers) else column.values
    for rows, participants in groups:
        figure = _FIGURES[node.op]([values[row] for row in participants])
        for row in rows:
            found[row] = figure
    denominator = column.denominator if isinstance(column, Numbers) else 1
    return from_figures(found, denominator, isinstance(column, Numbers))


def _sure(figure: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    """Absent without participants, and as long as the value of one of them is: nobody's place is sure then."""
    return lambda values: None if not values or has_absent(values) else figure(values)


def _median(values: list[Any]) -> Any:
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) * Fraction(1, 2)


_IS_LAST: dict[Border, bool] = total("evaluate.groups.BORDERS", BORDERS, {"first": False, "last": True})
_FIGURES: dict[OverOp, Callable[[list[Any]], Any]] = total(
    "evaluate.groups.FIGURES",
    GROUP_FIGURES,
    {
        "count": len,
        "total": _sure(sum),
        "highest": _sure(max),
        "lowest": _sure(min),
        "mean": _sure(lambda values: sum(values, Fraction(0)) / len(values)),
        "median": _sure(_median),
    },
)


def _rank(run: Calculation, node: tree.Rank, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _places(run, node, own))


def _places(run: Calculation, node: tree.Rank, own: Frame) -> Column:
    ties: Any = run.of(node.ties, own)
    edges: Any = run.of(node.edge, own)
    found: list[int | None] = [None] * len(own)
    groups = [participants for _, participants in _participants(run, node, own)]
    for levels in levels_of(run, node, own, groups):
        tie_rule = TIES[ties[levels[0][0]]] if levels else Ties()
        for first, level in places(levels, tie_rule.is_dense):
            if len(level) > 1 and not tie_rule.allowed:
                _refuse_tie(run, node, own, level)
            for row in level:
                found[row] = first + len(level) - 1 if _IS_LAST[edges[row]] else first
    return Numbers(found)


def _refuse_tie(run: Calculation, node: tree.Rank, own: Frame, level: list[int]) -> None:
    """E106: units that all keys leave level, though the policy has none be level; raises NoValue."""
    part = own.part(level[:1])
    shown = [plain(run.of(key.of, part))[0] / run.policy.types[key.of].measure.scale for key in node.keys]
    units = "、".join(own.keys[row][0] or "" for row in level)
    refuse(run, "E106", node, part, 0, units=units, figures="、".join(map(exact_digits, shown)))


def _at(run: Calculation, node: tree.At, frame: Frame) -> Column:
    own = run.frames.of(run.policy.types[node].grain)
    units = plain(run.of(node.unit, own))
    named = [own.positions.get((unit, key[1], None)) for unit, key in zip(units, own.keys, strict=True)]
    rows = sorted({row for row in named if row is not None})
    position: dict[int | None, int] = {row: number for number, row in enumerate(rows)}
    values = run.of(node.of, own.part(rows))
    return taken(taken(values, [position.get(row) for row in named]), frame.gather(own))


def _combination(run: Calculation, node: tree.Combination, frame: Frame) -> Column:
    columns_ = [exact(run.of(part, frame)) for part in node.parts]
    return [None if has_absent(values) else values for values in zip(*columns_, strict=True)]


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {
    tree.FoldUnits: _over,
    tree.Rank: _rank,
    tree.Combination: _combination,
    tree.At: _at,
}
