"""Where everything of a drawn graph stands: inputs left, results right, in layers by dependency.

What belongs together is a zone: a lane for each section, one under the other, by unit type.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from kaohe.analysis.graph import Graph, Section
from kaohe.records import dataclass
from kaohe.report.graph_boxes import Box
from kaohe.report.graph_layers import Gap, Layered, Run, centres, layered, layers_of, order, stack

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
