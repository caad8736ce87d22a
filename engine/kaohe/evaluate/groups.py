"""Across the units of a comparison group: figures, places, and the value of a named unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from kaohe.data.tables.dataset import Frame, Numbers
from kaohe.evaluate.arithmetic import from_figures, numbers, plain, truths
from kaohe.evaluate.columns import Calculation, Column, NumberColumn, has_absent, taken
from kaohe.evaluate.provisional import provisional_groups
from kaohe.language import tree
from kaohe.language.entry import BORDERS, EXTREMES, GROUP_FIGURES, TIE_RULES, Border, Extreme, OverOp, TieRule, total
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
    run: Calculation, node: tree.FoldUnits | tree.Rank, own: Frame, groups: Sequence[tuple[list[int], list[int]]]
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


IS_DENSE: dict[TieRule, bool] = total("evaluate.groups.TIES", TIE_RULES, {"competition": False, "dense": True})
_IS_LAST: dict[Border, bool] = total("evaluate.groups.BORDERS", BORDERS, {"first": False, "last": True})
IS_HIGHEST_FIRST: dict[Extreme, bool] = total(
    "evaluate.groups of who is first", EXTREMES, {"highest": True, "lowest": False}
)
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
    groups = list(_participants(run, node, own))
    column = _given(run, node, own, groups)
    values: list[Any] = column.numerators if isinstance(column, Numbers) else column.values
    ties: Any = run.of(node.ties, own)
    edges: Any = run.of(node.edge, own)
    found: list[int | None] = [None] * len(own)
    for _, participants in groups:
        taking_part = [values[row] for row in participants]
        if not taking_part or has_absent(taking_part):
            continue
        ranked = places(taking_part, IS_HIGHEST_FIRST[node.first], IS_DENSE[ties[participants[0]]])
        for row, (first, level) in zip(participants, ranked, strict=True):
            found[row] = first + level - 1 if _IS_LAST[edges[row]] else first
    return Numbers(found)


def places(values: Sequence[Any], highest_first: bool, dense: bool) -> list[tuple[int, int]]:
    """For each value its place and how many share it: competition rank (1 1 3) or dense rank (1 1 2)."""
    order = sorted(range(len(values)), key=values.__getitem__, reverse=highest_first)
    found = [(0, 0)] * len(values)
    place = start = 0
    while start < len(order):
        end = start + 1
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        place = place + 1 if dense else start + 1
        for number in order[start:end]:
            found[number] = (place, end - start)
        start = end
    return found


def _at(run: Calculation, node: tree.At, frame: Frame) -> Column:
    own = run.frames.of(run.policy.types[node].grain)
    units = plain(run.of(node.unit, own))
    named = [own.positions.get((unit, key[1], None)) for unit, key in zip(units, own.keys, strict=True)]
    rows = sorted({row for row in named if row is not None})
    position: dict[int | None, int] = {row: number for number, row in enumerate(rows)}
    values = run.of(node.of, own.part(rows))
    return taken(taken(values, [position.get(row) for row in named]), frame.gather(own))


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {tree.FoldUnits: _over, tree.Rank: _rank, tree.At: _at}
