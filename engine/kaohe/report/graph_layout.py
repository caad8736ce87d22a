"""Where everything of a drawn graph stands: inputs left, results right, in layers by dependency.

What belongs together is a zone: a lane for each section, one under the other, by unit type. An edge that passes layers
gets a stand-in in each of them, so that room is kept for it between the boxes; edges from one source share them.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from itertools import pairwise

import networkx as nx

from kaohe.analysis.graph import Graph, Section
from kaohe.lazy import dataclass, field
from kaohe.report.graph_boxes import Box

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


LANE_PAD, LANE_GAP, TITLE = 4.0, 5.0, 14.0


@dataclass(frozen=True, slots=True)
class Band:
    """A ground that is drawn under what belongs together, from one layer to another; a frame for a unit type."""

    title: str
    first: int
    last: int
    top: float
    bottom: float
    frame: bool


@dataclass
class Zones:
    """Which lane every item is in (`block`, which also orders them); lanes are sections by their number.

    `span` is from which layer to which a unit type has sections; `names` are those of the unit types.
    """

    sections: list[Section]
    block: list[int]
    span: dict[str, tuple[int, int]]
    names: dict[str, str]

    def lane(self, item: int, layer: int) -> tuple[str, int | None]:
        """The unit type of an item, and its lane, None where all lanes of the unit type are one."""
        unit = self.sections[self.block[item]].unit_type
        first, last = self.span.get(unit, (0, -1))
        return unit, self.block[item] if first <= layer <= last else None


def zones(graph: Graph, layers: Layered, section: Sequence[str], layer: Sequence[int]) -> Zones:
    """The zones of boxes with these sections and layers, and of the stand-ins that lead to them."""
    sections = list(graph.sections.values())
    number = {each.id: at for at, each in enumerate(sections)}
    span: dict[str, tuple[int, int]] = {}
    for box, id_ in enumerate(section):
        own = graph.sections[id_]
        if own.score is not None:
            first, last = span.get(own.unit_type, (layer[box], layer[box]))
            span[own.unit_type] = (min(first, layer[box]), max(last, layer[box]))
    block = []
    for item, source in enumerate(layers.source):
        own = graph.sections[section[source]]
        block.append(number[own.id] if own.score is not None or item == source else layers.towards[item])
    return Zones(sections, block, span, {unit.id: unit.name for unit in graph.policy.units.values()})


Lane = tuple[str, int | None]


def stretches(
    zone: Zones, layers: Layered, height: Sequence[float], gap: Gap, titled: set[int]
) -> tuple[list[list[Run]], list[Band], float]:
    """The runs of each layer, the bands under them, and how high it all is. `titled` lanes need a title."""
    grouped = [_by_lane(zone, layer, at) for at, layer in enumerate(layers.layers)]
    needs: dict[Lane, float] = {}
    for here in grouped:
        for lane, items in here.items():
            gaps = [gap(above, below) for above, below in pairwise(items)]
            needs[lane] = max(needs.get(lane, 0.0), stack([height[item] for item in items], gaps))
    units = [unit for unit in dict.fromkeys(s.unit_type for s in zone.sections) if any(unit == u for u, _ in needs)]
    bounds: dict[Lane, tuple[float, float]] = {}
    bands: list[Band] = []
    y = 0.0
    for unit in units:
        begin, title = y, TITLE if len(units) > 1 else 0.0
        y = _unit(zone, unit, begin + title, needs, titled, bounds, bands)
        if len(units) > 1:
            y += LANE_PAD
            filled = [at for at, here in enumerate(grouped) if any(unit == owner for owner, _ in here)]
            bands.insert(0, Band(zone.names[unit], filled[0], filled[-1], begin, y, True))
        y += LANE_GAP
    return [[Run(tuple(items), *bounds[lane]) for lane, items in here.items()] for here in grouped], bands, y - LANE_GAP


def _by_lane(zone: Zones, layer: Sequence[int], at: int) -> dict[Lane, list[int]]:
    found: dict[Lane, list[int]] = {}
    for item in layer:
        found.setdefault(zone.lane(item, at), []).append(item)
    return found


def _unit(
    zone: Zones,
    unit: str,
    top: float,
    needs: dict[Lane, float],
    titled: set[int],
    bounds: dict[Lane, tuple[float, float]],
    bands: list[Band],
) -> float:
    """Puts the lanes of a unit type under each other, from `top`; gives where they end."""
    y = top
    lanes = sorted(lane for owner, lane in needs if owner == unit and lane is not None)
    for lane in lanes:
        section, start = zone.sections[lane], y
        y += LANE_PAD + (TITLE if lane in titled else 0.0)
        bounds[unit, lane] = (y, y + needs[unit, lane])
        y += needs[unit, lane] + LANE_PAD
        if section.score is not None and len(lanes) > 1:
            name = section.name if lane in titled else ""
            bands.append(Band(name, *zone.span[unit], start, y, False))
        y += LANE_GAP
    bottom = max(y - LANE_GAP if lanes else y, top + needs.get((unit, None), 0.0))
    bounds[unit, None] = (top, bottom)
    return bottom


Point = tuple[float, float]
_BOX_GAP, _LINE_GAP, _LINE_HEIGHT = 5.0, 4.0, 1.0
_LAYER_GAP, _WIDER, _BAND_PAD = 19.0, 10.0, 4.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A box with its left upper corner; the boxes of a layer are as wide as the widest."""

    box: Box
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True)
class Ground:
    """A band with its rectangle."""

    band: Band
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The drawing: `lines` run through these points, straight over a layer and curved between two."""

    boxes: list[Placed]
    lines: list[list[Point]]
    grounds: list[Ground]
    width: float
    height: float


def layout(graph: Graph, boxes: Sequence[Box], edges: Sequence[tuple[int, int]]) -> Layout:
    """The places of boxes and edges, from (0, 0)."""
    if not boxes:
        return Layout([], [], [], 0.0, 0.0)
    section = [box.node.section for box in boxes]
    number = {id_: at for at, id_ in enumerate(graph.sections)}
    layer = layers_of(len(boxes), edges)
    items = layered(layer, edges, [number[id_] for id_ in section])
    zone = zones(graph, items, section, layer)
    order(items, zone.block)
    height = [box.height for box in boxes] + [_LINE_HEIGHT] * (len(items.source) - len(boxes))

    def gap(above: int, below: int) -> float:
        return _BOX_GAP if above < len(boxes) and below < len(boxes) else _LINE_GAP

    shown = {node.key for box in boxes for node in box.nodes}
    titled = {number[s.id] for s in graph.sections.values() if s.score is not None and s.score not in shown}
    runs, bands, bottom = stretches(zone, items, height, gap, titled)
    centre = centres(items, runs, height, gap)
    widths = [max((boxes[item].width for item in line if item < len(boxes)), default=0.0) for line in items.layers]
    lefts = _lefts(items, widths)
    placed = [
        Placed(box, lefts[at], centre[number] - box.height / 2, widths[at])
        for number, (box, at) in enumerate(zip(boxes, layer, strict=True))
    ]
    lines = [_line(items, way, layer, centre, lefts, widths) for way in items.ways.values()]
    grounds = []
    for band in bands:
        pad = _BAND_PAD * (2 if band.frame else 1)
        start = lefts[band.first] - pad
        grounds.append(Ground(band, start, lefts[band.last] + widths[band.last] + pad - start))
    return Layout(placed, lines, grounds, lefts[-1] + widths[-1] + _BAND_PAD * 2, bottom)


def _lefts(items: Layered, widths: Sequence[float]) -> list[float]:
    """Where each layer starts; the more lines there are between two, the further they are apart."""
    at = {item: number for number, layer in enumerate(items.layers) for item in layer}
    found = [_BAND_PAD * 2]
    for number, width in enumerate(widths[:-1]):
        lines = sum(at[left] == number for left, _ in items.hops)
        found.append(found[-1] + width + _LAYER_GAP + min(lines * 0.25, _WIDER))
    return found


def _line(
    items: Layered,
    way: Sequence[int],
    layer: Sequence[int],
    centre: dict[int, float],
    lefts: Sequence[float],
    widths: Sequence[float],
) -> list[Point]:
    """From the right side of the source over its stand-ins to the left side of what needs it."""
    start = layer[way[0]]
    points = [(lefts[start] + widths[start], centre[way[0]])]
    for at, item in enumerate(way[1:-1], start + 1):
        points += [(lefts[at], centre[item]), (lefts[at] + widths[at], centre[item])]
    return [*points, (lefts[layer[way[-1]]], centre[way[-1]])]
