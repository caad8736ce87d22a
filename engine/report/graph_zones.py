"""The stretches of a drawing that belong together: a lane for each section, one under the other, by unit type.

To the left and right of all its sections a unit type needs no lanes, so that a total may stand in the middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.analysis.dependencies import Graph
from engine.analysis.sections import Section
from engine.report.graph_layers import Layered
from engine.report.graph_place import Gap, Run, stack

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
    """Which lane every item is in (`block`, which also orders them); lanes are sections by their number."""

    sections: list[Section]
    block: list[int]
    span: dict[str, tuple[int, int]]

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
    return Zones(sections, block, span)


def stretches(
    zone: Zones, layers: Layered, height: Sequence[float], gap: Gap, titled: set[int], top: float
) -> tuple[list[list[Run]], list[Band], float]:
    """The runs of each layer, the bands under them, and where the last one ends. `titled` lanes need a title."""
    grouped: list[dict[tuple[str, int | None], list[int]]] = []
    needs: dict[tuple[str, int | None], float] = {}
    for at, layer in enumerate(layers.layers):
        here: dict[tuple[str, int | None], list[int]] = {}
        for item in layer:
            here.setdefault(zone.lane(item, at), []).append(item)
        grouped.append(here)
        for key, items in here.items():
            gaps = [gap(above, below) for above, below in zip(items, items[1:], strict=False)]
            needs[key] = max(needs.get(key, 0), stack([height[item] for item in items], gaps))
    units = list(dict.fromkeys(section.unit_type for section in zone.sections))
    units = [unit for unit in units if any(unit == owner for owner, _ in needs)]
    bounds: dict[tuple[str, int | None], tuple[float, float]] = {}
    bands: list[Band] = []
    y = top
    for unit in units:
        begin = y
        y += TITLE if len(units) > 1 else 0.0
        inside = y
        lanes = sorted(lane for owner, lane in needs if owner == unit and lane is not None)
        for lane in lanes:
            start = y
            y += LANE_PAD + (TITLE if lane in titled else 0.0)
            bounds[unit, lane] = (y, y + needs[unit, lane])
            y += needs[unit, lane] + LANE_PAD
            if zone.sections[lane].score is not None and len(lanes) > 1:
                bands.append(Band(zone.sections[lane].name if lane in titled else "", *zone.span[unit], start, y, False))
            y += LANE_GAP
        y = max(y - LANE_GAP if lanes else y, inside + needs.get((unit, None), 0.0))
        bounds[unit, None] = (inside, y)
        if len(units) > 1:
            y += LANE_PAD
            at = [number for number, here in enumerate(grouped) if any(owner == unit for owner, _ in here)]
            name = next(s.name for s in reversed(zone.sections) if s.unit_type == unit)
            bands.insert(0, Band(name, min(at), max(at), begin, y, True))
        y += LANE_GAP
    runs = [[Run(tuple(items), *bounds[key]) for key, items in here.items()] for here in grouped]
    return runs, bands, max(y - LANE_GAP, top)
