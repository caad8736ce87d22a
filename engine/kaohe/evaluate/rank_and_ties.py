"""Places (名次): who is level with whom by one key after the other, and the place that each level has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.columns import Calculation, Rows, exact, stored
from kaohe.evaluate.scalars import in_order, truths
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, TIE_RULES, Extreme, TieRule, total


class Ties(NamedTuple):
    """How level units are placed: whether the next place is not left out after them, and whether any may be level."""

    is_dense: bool = False
    allowed: bool = True


TIES: dict[TieRule, Ties] = total(
    "evaluate.rank_and_ties.TIES",
    TIE_RULES,
    {"competition": Ties(), "dense": Ties(is_dense=True), "refused": Ties(allowed=False)},
)
IS_HIGHEST_FIRST: dict[Extreme, bool] = total(
    "evaluate.rank_and_ties of who is first", EXTREMES, {"highest": True, "lowest": False}
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


def contending(run: Calculation, node: tree.RankList, own: Frame) -> list[list[int]]:
    """The groups of those that are ranked: they take part, and have something that the group has in common.

    One of them at a row is `row × how many they are + number`. There is a group for each row, that of the own one
    (empty where it is in none); across units those of all rows of a period.
    """
    count = len(node.contenders)
    parts: list[tuple[object, object, list[int]]] = []  # a group's value may be a real, which has no hash
    for number, each in enumerate(node.contenders):
        values = [True] * len(own) if each.within is None else exact(run.of(each.within, own))
        taking_part = None if each.where is None else truths(run, each.where, own)
        for row, value in enumerate(values):
            if value is not None and (taking_part is None or taking_part[row]):
                at = own.keys[row][1] if node.across else row
                same = next((found for key, group, found in parts if key == at and group == value), None)
                if same is None:
                    parts.append((at, value, same := []))
                same.append(row * count + number)
    if node.across:
        return [found for _, _, found in parts]
    mine: dict[int, list[int]] = {row: found for row, _, found in parts if row * count + node.own in found}  # type: ignore[operator,misc]
    return [mine.get(row, []) for row in range(len(own))]


def levels_among(run: Calculation, node: tree.RankList, own: Frame) -> list[Levels]:
    """Who of each group is level with whom; nothing where a value is absent."""
    *_, found = stages_among(run, node, own)
    return found


def stages_among(run: Calculation, node: tree.RankList, own: Frame) -> Iterator[list[Levels]]:
    """The same after each of the keys."""
    count = len(node.contenders)
    keys = [tree.RankKey(of, first) for of, first in zip(node.contenders[node.own].keys, node.first, strict=True)]

    def ask(key: tree.RankKey, rows: list[int]) -> dict[int, Any]:
        at, found = next(number for number, each in enumerate(keys) if each is key), dict[int, Any]()
        for number, each in enumerate(node.contenders):
            theirs = [row for row in rows if row % count == number]
            values = exact(in_order(run, each.keys[at], own.part([row // count for row in theirs]))) if theirs else []
            found |= zip(theirs, values, strict=True)
        return found

    return stages(contending(run, node, own), keys, ask)


def provisional_contenders(run: Calculation, node: tree.RankList, own: Frame) -> Rows:
    """The keys of which nobody knows yet who is ranked; across units all keys of such a period."""
    parts = (part for each in node.contenders for part in (each.where, each.within) if part is not None)
    found = frozenset[int]().union(*(run.provisional.of(part, own) for part in parts if run.dataset.provisional))
    if not node.across or not found:
        return found
    periods = {own.keys[row][1] for row in found}
    return frozenset(row for row, key in enumerate(own.keys) if key[1] in periods)


def provisional_place(run: Calculation, node: tree.RankList, own: Frame) -> Rows:
    """A place waits as long as a key does of anybody who is ranked: of a further one, of those still level."""
    found, count = set(provisional_contenders(run, node, own)), len(node.contenders)
    groups = contending(run, node, own)
    stages_ = [[[group] for group in groups], *stages_among(run, node, own)]
    for at, levels in enumerate(stages_[:-1]):
        asked = [[one for level in of for one in level if not at or level[1:]] for of in levels]
        for number, each in enumerate(node.contenders):
            rows = sorted({one // count for ones in asked for one in ones if one % count == number})
            waiting = {rows[row] for row in run.provisional.of(each.keys[at], own.part(rows))} if rows else set()
            for ones, group in zip(asked, groups, strict=True):
                if any(one % count == number and one // count in waiting for one in ones):
                    found |= {one // count for one in group if one % count == node.own}
    return frozenset(found)


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
