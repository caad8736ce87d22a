"""Where everything of a drawn graph stands: inputs left, results right, in layers by dependency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kaohe.analysis.dependencies import Graph
from kaohe.report.graph.boxes import Box
from kaohe.report.graph.layers import Layered, centres, layered, layers_of, order
from kaohe.report.graph.zones import Band, stretches, zones

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
