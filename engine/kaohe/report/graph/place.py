"""Where the items of a layer stand from top to bottom: near what they are joined to, in their order, not too close."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kaohe.report.graph.layers import Layered

_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Run:
    """Items of one layer that share a stretch from `top` to `bottom`, which has room for all of them."""

    items: tuple[int, ...]
    top: float
    bottom: float


def stack(heights: Sequence[float], gaps: Sequence[float]) -> float:
    """How much room items need under each other; there is one gap less than items."""
    return sum(heights) + sum(gaps)


def centres(graph: Layered, runs: Sequence[Sequence[Run]], height: Sequence[float], gap: Gap) -> dict[int, float]:
    """The centre of every item; `runs` are those of each layer, from left to right."""
    found: dict[int, float] = {}
    for layer in runs:
        for run in layer:
            middle = (run.top + run.bottom) / 2
            found.update(_settled(run, [middle] * len(run.items), height, gap))
    for turn in range(_ROUNDS):
        last = turn >= _ROUNDS - 2
        for layer in runs if turn % 2 else runs[::-1]:
            for run in layer:
                wanted = []
                for item in run.items:
                    before, after = graph.before.get(item, []), graph.after.get(item, [])
                    near = [*before, *after] if last else (before if turn % 2 else after) or [item]
                    wanted.append(sum(found[each] for each in near) / len(near) if near else found[item])
                found.update(_settled(run, wanted, height, gap))
    return found


Gap = Callable[[int, int], float]
"""How far an item has to keep from the next one under it."""


def _settled(run: Run, wanted: Sequence[float], height: Sequence[float], gap: Gap) -> dict[int, float]:
    """The centres closest to the wanted ones (least squares) that keep order, gaps and the stretch."""
    items = run.items
    offset = [0.0]
    for above, below in pairwise(items):
        offset.append(offset[-1] + (height[above] + height[below]) / 2 + gap(above, below))
    # Without the offsets the centres only have to rise: neighbours that do not are pooled at their mean.
    pools: list[tuple[float, int]] = []
    for centre, moved in zip(wanted, offset, strict=True):
        pools.append((centre - moved, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (low, few), (high, many) = pools[-2:]
            pools[-2:] = [((low * few + high * many) / (few + many), few + many)]
    lowest = run.top + height[items[0]] / 2
    highest = run.bottom - height[items[-1]] / 2 - offset[-1]
    free = [min(max(level, lowest), highest) for level, size in pools for _ in range(size)]
    return {item: level + moved for item, level, moved in zip(items, free, offset, strict=True)}
