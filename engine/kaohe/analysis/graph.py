"""The graph of a policy as it is shown: its inputs, values and scores, their sections, or a part that is readable.

A section (一级指标) is that of the score that an input or value goes into. What a part leaves out is not forgotten: a
value that rests on another through values that are not shown gets an edge from it, and their open questions; inputs
behind them are shown as their table, once for each section that uses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Literal

import networkx as nx

from kaohe.diagnostics import nearest
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Definition, Policy, Table, Target, Vertex, row_table

SHOWN = ("table", "column", "grid", "value", "target")
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
    value, platform/level for a column, platform/ for a table whose rows are counted or one of the document.
    """
    if vertex.kind == "grid":
        return f"{vertex.owner}/"
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
    owners |= {key(v): _first_user(policy, v) for v in reversed([v for v in policy.graph if v.kind == "grid"])}
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


def _first_user(policy: Policy, grid: Vertex) -> str:
    """The unit type of the first value that looks something up in a table of the document."""
    users = [
        policy.definitions[user.identity].unit_type for user in policy.graph.successors(grid) if user.kind == "value"
    ]
    return users[0] if users else next(iter(policy.units))


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
    nodes += [
        GraphNode(own, grid.id, grid.name, "table", section[own], grid.id, clause=grid.clause)
        for grid in policy.grids.values()
        if (own := f"{grid.id}/") in section
    ]
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


_INPUTS = ("table", "column")


def overview(graph: Graph, depth: int | None = None) -> Graph:
    """The published scores, or targets; with a depth, what is within so many steps of what nothing else rests on."""
    values = [node for node in graph.nodes.values() if node.kind not in _INPUTS]
    scores = [node.key for node in values if node.kind == "score"]
    scores = scores or [node.key for node in values if node.kind == "target"]
    if depth is None:
        return _contracted(graph, scores or [node.key for node in values])
    needed = {source for source, _ in graph.edges}
    results = [node.key for node in values if node.key not in needed]
    return _contracted(graph, _within(graph, [key for key in results if key in scores] or results, depth, True))


def dependencies_of(graph: Graph, chosen: Sequence[str], depth: int | None = None) -> Graph:
    """What the chosen nodes rest on, down to the inputs or to so many steps."""
    return replace(_contracted(graph, _within(graph, chosen, depth, True)), chosen=tuple(chosen))


def reached_from(graph: Graph, chosen: Sequence[str], depth: int | None = None) -> Graph:
    """What rests on the chosen nodes; an input that nothing uses stays alone."""
    shown = _within(graph, chosen, depth, False)
    needed = {key for edge in graph.edges for key in edge}
    # A table as such is shown only if something counts its rows.
    shown = {key for key in shown if key in needed or graph.nodes[key].kind != "table"}
    return _cut(graph, shown, chosen)


def between(graph: Graph, start: Sequence[str], end: Sequence[str], depth: int | None = None) -> Graph:
    """The ways by which the nodes of `start` reach those of `end`, at most `depth` steps back; may be empty."""
    reached = _within(graph, start, None, False)
    behind = _within(graph, end, depth, True)
    return _cut(graph, reached & behind, [*start, *end])


def _within(graph: Graph, chosen: Iterable[str], depth: int | None, backwards: bool) -> set[str]:
    directed = graph.directed()
    if backwards:
        directed = directed.reverse(copy=False)
    shown: set[str] = set()
    for key in chosen:
        shown.update(nx.single_source_shortest_path_length(directed, key, cutoff=depth))
    return shown


def _cut(graph: Graph, shown: set[str], chosen: Iterable[str]) -> Graph:
    nodes = {key: node for key, node in graph.nodes.items() if key in shown}
    edges = tuple(edge for edge in graph.edges if edge[0] in shown and edge[1] in shown)
    return replace(graph, nodes=nodes, edges=edges, chosen=tuple(key for key in chosen if key in shown))


def _contracted(graph: Graph, keys: Iterable[str]) -> Graph:
    """Only the nodes `keys`, joined through those between them; inputs that are not among them as their tables."""
    shown = set(keys)
    sources: dict[str, list[str]] = {key: [] for key in graph.nodes}
    for source, user in graph.edges:
        sources[user].append(source)
    tables: dict[str, tuple[GraphNode, set[str]]] = {}
    values: dict[str, GraphNode] = {}
    edges: dict[tuple[str, str], None] = {}
    for key, node in graph.nodes.items():
        if key not in shown:
            continue
        direct, hidden = _behind(graph, sources, key, shown)
        for source in direct:
            if source not in shown:
                source = _table_of(graph, source, node.section, tables)
            edges[source, key] = None
        asked = {question for each in (node, *hidden) for question in each.questions}
        values[key] = replace(node, questions=tuple(q for q in graph.policy.questions if q in asked))
    collapsed = {key: replace(node, columns=len(columns)) for key, (node, columns) in tables.items()}
    return replace(graph, nodes={**collapsed, **values}, edges=tuple(edges))


def _behind(
    graph: Graph, sources: dict[str, list[str]], key: str, shown: set[str]
) -> tuple[list[str], list[GraphNode]]:
    """The shown nodes and the inputs that a node rests on through hidden values alone, and these values."""
    direct: dict[str, None] = {}
    hidden: dict[str, None] = {}
    to_visit = list(reversed(sources[key]))
    while to_visit:
        source = to_visit.pop()
        if source in shown or graph.nodes[source].kind in _INPUTS:
            direct[source] = None
        elif source not in hidden:
            hidden[source] = None
            to_visit.extend(reversed(sources[source]))
    return list(direct), [graph.nodes[each] for each in hidden]


def _table_of(graph: Graph, source: str, section: str, tables: dict[str, tuple[GraphNode, set[str]]]) -> str:
    """The key of the table that stands for an input in a section; the input is counted among its columns."""
    node = graph.nodes[source]
    whole = graph.nodes[f"{node.table}/"]
    key = f"{whole.key}{section}"
    columns = tables.setdefault(key, (replace(whole, key=key, section=section), set()))[1]
    if node.kind == "column":
        columns.add(source)
    return key


def found(graph: Graph, word: str, questions: bool = False) -> list[str]:
    """The keys of the nodes that a word names: all of them where an id stands for several, none if it is unknown.

    A table names its columns; with `questions` an open question names the values that are read by it.
    """
    word = word.replace("[]", "")
    if questions and word in graph.policy.questions:
        return [node.key for node in graph.nodes.values() if word in node.questions]
    exact = [node.key for node in graph.nodes.values() if word in (node.id, node.id.rpartition(".")[2])]
    named = exact or [node.key for node in graph.nodes.values() if node.name == word]
    tables = {graph.nodes[key].table for key in named if graph.nodes[key].kind == "table"}
    inside = [node.key for node in graph.nodes.values() if node.kind == "column" and node.table in tables]
    return list(dict.fromkeys([*named, *inside]))


def suggestion(graph: Graph, word: str, questions: bool = False) -> str | None:
    """The known word that an unknown one is most like."""
    ids = [node.id for node in graph.nodes.values()]
    known = [*(id_.rpartition(".")[2] for id_ in ids), *ids, *(node.name for node in graph.nodes.values())]
    return nearest(word, [*known, *(graph.policy.questions if questions else ())])
