"""The section (一级指标) that an input, value or score belongs to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from kaohe.policy.model import Definition, Policy, Vertex

SHOWN = ("table", "column", "value", "target")
"""The kinds of vertices that have a node of their own in a picture."""


@dataclass(frozen=True, slots=True)
class Section:
    """A first-level score with what is part of it, a field of targets, or what else there is of a unit type.

    `score` is the key of the section's own node, which a field has none of; None for the rest of a unit type.
    """

    id: str
    unit_type: str
    name: str
    score: str | None = None


def key(vertex: Vertex) -> str:
    """The key of a vertex, a text for each.

    township.points, platform[].level_points for a value of a row, county!gdp for a target, which may have the id of a
    value, platform/level for a column, platform/ for a table whose rows are counted.
    """
    joint = {"value": ".", "target": "!"}.get(vertex.kind, "/")
    return f"{vertex.owner}{joint}{vertex.id}"


def sections_of(policy: Policy, edges: Iterable[tuple[str, str]]) -> tuple[dict[str, Section], dict[str, str]]:
    """The sections in the order of the policy, and the id of the section of each node.

    A score is in the section that encloses it, a target in that of its field; anything else where all that needs it
    is, or else with the rest of its unit type. `edges` lead from what is needed to what needs it.
    """
    rest = {unit.id: Section(f"{unit.id}.", unit.id, unit.name) for unit in policy.units.values()}
    found: dict[str, Section] = {}
    placed: dict[str, str] = {}
    for definition in policy.definitions.values():
        first = _first_level(policy, definition)
        if first is not None:
            own = key(first.vertex)
            found[own] = Section(own, first.unit_type, first.name, own)
            placed[key(definition.vertex)] = own
        elif definition.published:
            placed[key(definition.vertex)] = rest[definition.unit_type].id
    for target in policy.targets:
        own = rest[target.unit_type].id
        if target.field is not None:
            own = f"{target.unit_type}!!{target.field}"
            found.setdefault(own, Section(own, target.unit_type, target.field, own))
        placed[key(target.vertex)] = own
    owners = {key(v): policy.tables[v.owner].unit_type for v in policy.graph if v.kind in ("table", "column")}
    owners |= {key(definition.vertex): definition.unit_type for definition in policy.definitions.values()}
    needing: nx.DiGraph[str] = nx.DiGraph()
    needing.add_nodes_from(key(vertex) for vertex in policy.graph if vertex.kind in SHOWN)
    needing.add_edges_from((user, source) for source, user in edges)
    for each in nx.topological_sort(needing):
        if each not in placed:
            around = {placed[user] for user in needing.predecessors(each)}
            placed[each] = around.pop() if len(around) == 1 else rest[owners[each]].id
    used = set(placed.values())
    ordered = [s for unit in policy.units for s in (*found.values(), rest[unit]) if s.unit_type == unit]
    return {section.id: section for section in ordered if section.id in used}, placed


def _first_level(policy: Policy, definition: Definition) -> Definition | None:
    """The score right under the whole that a definition is part of; None for a whole, and for what is no part."""
    inside: Definition | None = None
    while definition.parent is not None:
        inside = definition
        definition = policy.definitions[definition.unit_type, definition.parent]
    return inside
