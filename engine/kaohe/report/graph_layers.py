"""Layers of a graph by dependency, the order within them, and where their items stand: numbers in, numbers out.

Nothing here knows what the numbers stand for. An edge that passes layers gets a stand-in in each of them, so that
room is kept for it between the boxes; edges from one source share them.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from itertools import pairwise

import networkx as nx

from kaohe.records import dataclass, field

Edge = tuple[int, int]


_SWEEPS = 12


@dataclass
class Layered:
    """Items (boxes first, then stand-ins) by layer, from left to right, each layer from top to bottom.

    `hops` join items of neighbouring layers; `ways` are the items that an edge passes, both ends included. `source`
    is the box that an item stands for, and `towards` what a stand-in leads to (a box: what it is in itself).
    """

    layers: list[list[int]]
    hops: list[Edge]
    ways: dict[Edge, list[int]]
    source: list[int]
    towards: list[int]
    before: dict[int, list[int]] = field(default_factory=dict)
    after: dict[int, list[int]] = field(default_factory=dict)


def layers_of(count: int, edges: Sequence[Edge]) -> list[int]:
    """The layer of each box: the longest path decides; then each that something rests on moves next to it.

    What is joined to nothing stands with the last results.
    """
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(edges)
    generations = [sorted(boxes) for boxes in nx.topological_generations(graph)]
    layer = [0] * count
    for number, boxes in enumerate(generations):
        for box in boxes:
            layer[box] = number
    last = len(generations) - 1
    for boxes in reversed(generations):
        for box in boxes:
            alone = not graph.degree(box)
            layer[box] = min((layer[user] - 1 for user in graph.successors(box)), default=last if alone else layer[box])
    return layer


def layered(layer: Sequence[int], edges: Sequence[Edge], apart: Sequence[int]) -> Layered:
    """The items with stand-ins; edges of one source share those that lead to boxes with the same `apart`."""
    found = Layered([[] for _ in range(max(layer, default=-1) + 1)], [], {}, list(range(len(layer))), list(apart))
    for box, at in enumerate(layer):
        found.layers[at].append(box)
    stand_ins: dict[tuple[int, int, int], int] = {}
    hops: dict[Edge, None] = {}
    for source, user in edges:
        way = [source]
        for at in range(layer[source] + 1, layer[user]):
            name = (source, apart[user], at)
            if name not in stand_ins:
                stand_ins[name] = len(found.source)
                found.source.append(source)
                found.towards.append(apart[user])
                found.layers[at].append(stand_ins[name])
            way.append(stand_ins[name])
        way.append(user)
        found.ways[source, user] = way
        hops.update(dict.fromkeys(pairwise(way)))
    found.hops = list(hops)
    for left, right in found.hops:
        found.after.setdefault(left, []).append(right)
        found.before.setdefault(right, []).append(left)
    return found


def order(graph: Layered, block: Sequence[int]) -> None:
    """Puts each layer in an order with few crossings, by barycentres; items of one `block` stay together."""
    for layer in graph.layers:
        layer.sort(key=lambda item: block[item])
    best, fewest = [list(layer) for layer in graph.layers], _crossings(graph)
    for sweep in range(_SWEEPS):
        towards, layers = (graph.after, graph.layers[::-1]) if sweep % 2 == 0 else (graph.before, graph.layers)
        place = {item: (at + 0.5) / len(layer) for layer in graph.layers for at, item in enumerate(layer)}
        for layer in layers:
            centre = {item: _mean([place[near] for near in towards.get(item, ())], place[item]) for item in layer}
            layer.sort(key=lambda item: (block[item], centre[item]))
            place.update({item: (at + 0.5) / len(layer) for at, item in enumerate(layer)})
        crossings = _crossings(graph)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in graph.layers], crossings
    graph.layers = best


def _mean(places: Sequence[float], otherwise: float) -> float:
    return sum(places) / len(places) if places else otherwise


def _crossings(graph: Layered) -> int:
    place = {item: at for layer in graph.layers for at, item in enumerate(layer)}
    total = 0
    for layer in graph.layers:
        ends: list[int] = []
        for item in layer:
            targets = [place[target] for target in graph.after.get(item, ())]
            total += sum(len(ends) - bisect_left(ends, target + 1) for target in targets)
            for target in targets:
                insort(ends, target)
    return total


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
