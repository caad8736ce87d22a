"""The stretches of a drawing that belong together: a lane for each section, one under the other, by unit type.

To the left and right of all its sections a unit type needs no lanes, so that a total may stand in the middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kaohe.analysis.dependencies import Graph, Section
from kaohe.report.graph.layers import Gap, Layered, Run, stack

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
