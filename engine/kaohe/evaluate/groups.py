"""Across the units of a comparison group: figures, places, and the value of a named unit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.frames import Frame
from kaohe.evaluate.columns import Calculation, Column, elsewhere, exact, fractions, has_absent, taken
from kaohe.evaluate.fold_operators import Elements, folded, values_of
from kaohe.evaluate.provisional import provisional_best, provisional_groups
from kaohe.evaluate.rank_and_ties import TIES, Ties, levels_among, levels_of, places, provisional_contenders
from kaohe.evaluate.scalars import numbers, plain, refuse, truths
from kaohe.language import tree
from kaohe.language.entry import BORDERS, Border, total
from kaohe.language.numerals import exact_digits
from kaohe.language.reals import Real
from kaohe.words.fold_operators import OPERATORS


def hashable(group: Any, reals: list[Real]) -> Any:
    """What a dictionary can tell a group by: of a real the first that it equals, by its number."""
    if isinstance(group, tuple):
        return tuple(hashable(part, reals) for part in group)
    if not isinstance(group, Real):
        return group
    for number, known in enumerate(reals):
        if group == known:
            return (number,)
    reals.append(group)
    return (len(reals) - 1,)


def _participants(
    run: Calculation, node: tree.FoldUnits | tree.Rank, own: Frame
) -> Iterator[tuple[list[int], list[int]]]:
    """The rows of each comparison group, and those of them that take part; no group of which that is not known."""
    taking_part = None if node.where is None else truths(run, node.where, own)
    unsure = provisional_groups(run, node, own)
    for rows in run.partition(own, node):
        if not unsure.isdisjoint(rows):
            continue
        yield rows, rows if taking_part is None else [row for row in rows if taking_part[row]]


def _asked(own: Frame, groups: Sequence[tuple[list[int], list[int]]]) -> tuple[Frame, dict[int, int]]:
    """The part of a frame whose rows take part, which alone are asked, and where each of them stands in it."""
    rows = sorted(row for _, participants in groups for row in participants)
    part = own if len(rows) == len(own) else own.part(rows)
    return part, {row: number for number, row in enumerate(rows)}


def _fold_units(run: Calculation, node: tree.FoldUnits, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _figure(run, node, own))


def _figure(run: Calculation, node: tree.FoldUnits, own: Frame) -> Column:
    """The figure of each group, known to all its rows; a unit that is in no group has none."""
    groups = list(_participants(run, node, own))
    part, position = _asked(own, groups)
    alike = _alike(run, node, own, groups)
    values: Sequence[Any] = [True] * len(part)
    found = Elements([])
    if not OPERATORS[node.op].counts:
        values, found.denominator, found.whole = values_of(run, node, node.of, part)
    lists = [[values[position[row]] for row in participants] for _, participants in groups]
    found.values = [lists[group] for group, _ in alike]
    if node.weight is not None:
        weights = fractions(numbers(run, node.weight, part))
        lists = [[weights[position[row]] for row in participants] for _, participants in groups]
        found.weights = [lists[group] for group, _ in alike]
    figures = folded(run, node, own.part([rows[0] for _, rows in alike]), found)
    figure_of = {row: number for number, (_, rows) in enumerate(alike) for row in rows}
    return taken(figures, [figure_of.get(row) for row in range(len(own))])


def _alike(
    run: Calculation, node: tree.FoldUnits, own: Frame, groups: Sequence[tuple[list[int], list[int]]]
) -> list[tuple[int, list[int]]]:
    """The rows that have the same figure, with the number of their group: all of it, or those with the same options."""
    if node.options.best is None and isinstance(node.if_none, tree.Number | tree.Absent | None):
        return [(number, rows) for number, (rows, _) in enumerate(groups)]
    unsure = provisional_best(run, node, own)
    return [(number, [row]) for number, (rows, _) in enumerate(groups) for row in rows if row not in unsure]


_IS_LAST: dict[Border, bool] = total("evaluate.groups.BORDERS", BORDERS, {"first": False, "last": True})


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


def _rank_list(run: Calculation, node: tree.RankList, frame: Frame) -> Column:
    return run.at_own_grain(node, frame, lambda own: _place_of_one(run, node, own))


def _place_of_one(run: Calculation, node: tree.RankList, own: Frame) -> Column:
    """The place at each key; absent where it takes no part, and where nobody knows yet who does."""
    ties: Any = run.of(node.ties, own)
    edges: Any = run.of(node.edge, own)
    unsure, count = provisional_contenders(run, node, own), len(node.contenders)
    found: list[int | None] = [None] * len(own)
    for levels in levels_among(run, node, own):
        if not levels or any(one // count in unsure for one in levels[0]):
            continue
        tie_rule = TIES[ties[levels[0][0] // count]]
        for first, level in places(levels, tie_rule.is_dense):
            if len(level) > 1 and not tie_rule.allowed:
                _refuse_level_contenders(run, node, own, level)
            for one in level:
                if one % count == node.own:
                    found[one // count] = first + len(level) - 1 if _IS_LAST[edges[one // count]] else first
    return Numbers(found)


def listed_name(node: tree.RankList, own: Frame, one: int) -> str:
    """What one of those that are ranked is called: a member, across units with its unit."""
    row, number = divmod(one, len(node.contenders))
    return " ".join(filter(None, [own.keys[row][0] if node.across else "", node.contenders[number].name]))


def _refuse_level_contenders(run: Calculation, node: tree.RankList, own: Frame, level: list[int]) -> None:
    """E106 for members that all keys leave level; raises NoValue."""
    row, number = divmod(level[0], len(node.contenders))
    part = own.part([row])
    figures = _figures(run, node.contenders[number].keys, part)
    names = "、".join(listed_name(node, own, one) for one in level)
    unit, period, _ = own.keys[row]
    units = " ".join(filter(None, ["" if node.across else unit, names, str(period or "")]))
    refuse(run, "E106", node, part, 0, units=units, figures=figures)


def _figures(run: Calculation, keys: Iterable[tree.Node], part: Frame) -> str:
    """What the keys of a place come to in a row."""
    figures: list[str] = []
    for key in keys:
        (value,), type_ = plain(run.of(key, part)), run.policy.types[key]
        of_list = {} if type_.list is None else run.policy.lists[type_.list].members
        figures.append(
            of_list.get(value, value) if type_.is_text_in_order else exact_digits(value / type_.measure.scale)
        )
    return "、".join(figures)


def who(run: Calculation, frame: Frame, row: int) -> str:
    """The unit of a row; of a row of a table its period, and where it stands, too."""
    unit, period, _ = frame.keys[row]
    if frame.grain.table is None:
        return unit or ""
    own = frame.gather(run.frames.of(run.policy.tables[frame.grain.table].grain))[row]
    places = run.dataset.tables[frame.grain.table].places
    at = places[own].in_file if own is not None and len(places) > own else f"#{row + 1}"
    return f"{unit} {period} {at}"


def _refuse_tie(run: Calculation, node: tree.Rank, own: Frame, level: list[int]) -> None:
    """E106: units that all keys leave level, though the policy has none be level; raises NoValue."""
    part = own.part(level[:1])
    units = "、".join(who(run, own, row) for row in level)
    if node.rows is None:
        units = f"{units} {own.keys[level[0]][1] or ''}".strip()
    refuse(run, "E106", node, part, 0, units=units, figures=_figures(run, (key.of for key in node.keys), part))


def _at(run: Calculation, node: tree.At, frame: Frame) -> Column:
    own = run.frames.of(run.policy.types[node].grain)
    there, named = elsewhere(run, node, own, plain(run.of(node.unit, own)))
    rows = sorted({row for row in named if row is not None})
    position: dict[int | None, int] = {row: number for number, row in enumerate(rows)}
    values = run.of(node.of, there.part(rows))
    return taken(taken(values, [position.get(row) for row in named]), frame.gather(own))


def _combination(run: Calculation, node: tree.Combination, frame: Frame) -> Column:
    columns_ = [exact(run.of(part, frame)) for part in node.parts]
    return [None if has_absent(values) else values for values in zip(*columns_, strict=True)]


OPERATIONS: dict[type[tree.Node], Callable[..., Column]] = {
    tree.FoldUnits: _fold_units,
    tree.Rank: _rank,
    tree.RankList: _rank_list,
    tree.Combination: _combination,
    tree.At: _at,
}
