"""Places (名次): who is level with whom by one key after the other, and the place that each level has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from kaohe.data.tables.dataset import Frame
from kaohe.evaluate.arithmetic import in_order
from kaohe.evaluate.columns import Calculation, stored
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, TIE_RULES, Extreme, TieRule, total


class Ties(NamedTuple):
    """How level units are placed: whether the next place is not left out after them, and whether any may be level."""

    is_dense: bool = False
    allowed: bool = True


TIES: dict[TieRule, Ties] = total(
    "evaluate.competition_rank.TIES",
    TIE_RULES,
    {"competition": Ties(), "dense": Ties(is_dense=True), "refused": Ties(allowed=False)},
)
IS_HIGHEST_FIRST: dict[Extreme, bool] = total(
    "evaluate.competition_rank of who is first", EXTREMES, {"highest": True, "lowest": False}
)

Levels = list[list[int]]
"""The rows of a group, those that are level together, the first place in front."""


def places(levels: Levels, is_dense: bool) -> Iterator[tuple[int, list[int]]]:
    """The rows that share each place, with that place: competition rank (1 1 3) or dense rank (1 1 2)."""
    before = 0
    for number, level in enumerate(levels, 1):
        yield number if is_dense else before + 1, level
        before += len(level)


def levels_of(run: Calculation, node: tree.Rank, own: Frame, groups: Sequence[list[int]]) -> list[Levels]:
    """For each group (rows of `own` that take part) who is level with whom; nothing where a value is absent."""
    *_, found = stages_of(run, node, own, groups)
    return found


def stages_of(run: Calculation, node: tree.Rank, own: Frame, groups: Sequence[list[int]]) -> Iterator[list[Levels]]:
    """The same after each of the keys."""
    return stages(groups, node.keys, lambda key, rows: _values(run, key.of, own, rows))


def stages(
    groups: Sequence[list[int]],
    keys: Sequence[tree.RankKey],
    ask: Callable[[tree.RankKey, list[int]], Mapping[int, Any]],
) -> Iterator[list[Levels]]:
    """The same, with `ask` to give values by row: each key is asked of those alone that those before it left level."""
    found: list[Levels] = [[group] if group else [] for group in groups]
    for number, key in enumerate(keys):
        rows = sorted(row for levels in found for level in levels if number == 0 or len(level) > 1 for row in level)
        if rows:
            values = ask(key, rows)
            found = [_split(levels, values, IS_HIGHEST_FIRST[key.first]) for levels in found]
        yield found


def _values(run: Calculation, node: tree.Node, own: Frame, rows: list[int]) -> dict[int, Any]:
    """The values of these rows, as they are compared; nobody else is asked."""
    part = own if len(rows) == len(own) else own.part(rows)
    return dict(zip(rows, stored(in_order(run, node, part)), strict=True))


def _split(levels: Levels, values: Mapping[int, Any], highest_first: bool) -> Levels:
    """The levels with those that were asked split by their values; none at all where one of these is absent."""
    found: Levels = []
    for level in levels:
        if level[0] not in values:
            found.append(level)
            continue
        if any(values[row] is None for row in level):
            return []
        ordered = sorted(level, key=values.__getitem__, reverse=highest_first)
        found.append(ordered[:1])
        for before, row in pairwise(ordered):
            if values[row] == values[before]:
                found[-1].append(row)
            else:
                found.append([row])
    return found
