"""The section (一级指标) that an input, value or score belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import networkx as nx

from kaohe.policy.model import Definition, Policy, Table, Target, Vertex, row_table

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


Kind = Literal["table", "column", "row_value", "value", "score", "target"]


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One input, value or score. `id` is what a user types to name it; `key` is unique in a graph.

    `table` is set for inputs and for values of one row; `columns` counts the inputs that a table stands for,
    and `due` is the year of a target.
    """

    key: str
    id: str
    name: str
    kind: Kind
    section: str
    table: str | None = None
    points: Fraction | None = None
    clause: str | None = None
    questions: tuple[str, ...] = ()
    is_whole: bool = False
    columns: int = 0
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in the order of the policy, and edges from what is needed to what needs it.

    `tables` gives the names of the tables; `chosen` the nodes that were asked about.
    """

    policy: Policy
    nodes: dict[str, GraphNode]
    edges: tuple[tuple[str, str], ...]
    sections: dict[str, Section]
    chosen: tuple[str, ...] = ()

    def directed(self) -> nx.DiGraph[str]:
        """The same graph for the algorithms of networkx."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.nodes)
        graph.add_edges_from(self.edges)
        return graph


def dependency_graph(policy: Policy) -> Graph:
    """The whole graph of a policy, down to every input column."""
    edges = dict.fromkeys(_edges(policy))
    sections, section = sections_of(policy, edges)
    nodes = [node for table in policy.tables.values() for node in _inputs(table, section)]
    nodes += [_value(policy, definition, section) for definition in policy.definitions.values()]
    nodes += [_target(policy, target, section) for target in policy.targets]
    return Graph(policy, {node.key: node for node in nodes}, tuple(edges), sections)


def _edges(policy: Policy) -> Iterator[tuple[str, str]]:
    """What is shown of the dependencies; a table stands as such where nothing is asked but how many rows it has."""
    for user in policy.graph:
        sources = [source for source in policy.graph.predecessors(user) if source.kind in SHOWN]
        asked = {source.owner if source.kind == "column" else row_table(source.owner) for source in sources}
        for source in sources if user.kind in SHOWN else ():
            if source.kind != "table" or source.owner not in asked:
                yield key(source), key(user)


def _inputs(table: Table, section: dict[str, str]) -> list[GraphNode]:
    whole = key(Vertex("table", table.id))
    nodes = [GraphNode(whole, table.id, table.name, "table", section[whole], table.id)]
    for column in table.columns.values():
        own = key(Vertex("column", table.id, column.id))
        nodes.append(GraphNode(own, f"{table.id}.{column.id}", column.name, "column", section[own], table.id))
    return nodes


def _value(policy: Policy, definition: Definition, section: dict[str, str]) -> GraphNode:
    own = key(definition.vertex)
    return GraphNode(
        own,
        own.replace("[]", ""),
        definition.name,
        "score" if definition.published else "row_value" if definition.table else "value",
        section[own],
        definition.table,
        definition.points,
        definition.clause,
        _questions(policy, definition.vertex),
        is_whole=definition.published and definition.parent is None and definition.points is not None,
    )


def _target(policy: Policy, target: Target, section: dict[str, str]) -> GraphNode:
    own = key(target.vertex)
    return GraphNode(
        own,
        f"{target.unit_type}.{target.id}",
        target.name,
        "target",
        section[own],
        clause=target.clause,
        questions=_questions(policy, target.vertex),
        due=target.due or None,
    )


def _questions(policy: Policy, vertex: Vertex) -> tuple[str, ...]:
    """The open questions that a rule asks, in the order of the policy."""
    return tuple(name for name in policy.questions if policy.graph.has_edge(Vertex("question", name), vertex))
