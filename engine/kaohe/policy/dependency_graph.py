"""The dependency graph (依赖图) of a policy: what each of its values rests on, down to the inputs.

A `networkx.DiGraph` of `Vertex`, from what is needed to what needs it, is built when a policy is read. Order of
calculation, circles, what is unused, what a question reaches and the picture are all read from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kaohe.diagnostics import Findings
from kaohe.language.tree import Column, FoldRows, Key, LookUp, Node, Reading, Ref, Step, walk
from kaohe.lazy import replace
from kaohe.policy.dependencies import Dependencies
from kaohe.policy.model import Policy, Vertex

if TYPE_CHECKING:
    import networkx as nx

Identity = tuple[str, str]


def dependencies(policy: Policy) -> Dependencies:
    """What rests on what in a policy, and what its results rest on."""
    found = dependencies_under(policy, None)
    values = needed_by(found, (each.vertex for each in policy.definitions.values()))
    scores = needed_by(found, (score.vertex for score in policy.scores))
    return replace(found, of_values=frozenset(values), of_scores=frozenset(scores))


def dependency_graph(policy: Policy, readings: Mapping[str, str] | None = None) -> nx.DiGraph[Vertex]:
    """The graph of a policy, its vertices in the order of the file.

    With `readings` (a reading for each question) only what these ask for is a dependency.
    """
    return dependencies_under(policy, readings).graph


def dependencies_under(policy: Policy, readings: Mapping[str, str] | None) -> Dependencies:
    """The vertices and edges of that graph, for whoever needs no algorithm of networkx."""
    rules = dict(_rules(policy))
    vertices = dict.fromkeys([*_declared(policy), *rules])
    edges: dict[tuple[Vertex, Vertex], None] = {}
    for vertex, (unit_type, nodes) in rules.items():
        for node in nodes:
            edges |= dict.fromkeys((source, vertex) for source in _named(policy, unit_type, node, readings))
    for definition in policy.definitions.values():
        columns = (Vertex("grid", *column) for column in sorted(definition.read))
        edges |= dict.fromkeys((column, definition.vertex) for column in columns)
    for unit in policy.units.values():
        if unit.source_table is not None and unit.group_column is not None:
            group = Vertex("key", unit.id, "group")
            edges[Vertex("column", unit.source_table, unit.group_column), group] = None
    return Dependencies(tuple(vertices), tuple(edges))


def _declared(policy: Policy) -> Iterator[Vertex]:
    """Every input, question and method, used or not."""
    for table in policy.tables.values():
        yield Vertex("table", table.id)
        yield from (Vertex("column", table.id, column) for column in table.columns)
    for grid in policy.grids.values():
        yield from (Vertex("grid", grid.id, column) for column in grid.columns)
    yield from (Vertex("question", question) for question in policy.questions)
    yield from (Vertex("method", method) for method in policy.methods)


def _rules(policy: Policy) -> Iterator[tuple[Vertex, tuple[str, Sequence[Node]]]]:
    """Everything that has rules, with its unit type and these."""
    for definition in policy.definitions.values():
        rules = [definition.rule] if definition.points_by is None else [definition.rule, definition.points_by]
        yield definition.vertex, (definition.unit_type, rules)
    for target in policy.targets:
        yield target.vertex, (target.unit_type, list(target.rules or ()))
    for number, condition in enumerate(policy.conditions):
        unit_type = policy.tables[condition.table].unit_type
        yield Vertex("condition", condition.table, str(number)), (unit_type, [condition.rule])


def _named(policy: Policy, unit_type: str, rule: Node, readings: Mapping[str, str] | None) -> Iterator[Vertex]:
    """What a rule names, in its order: values, inputs, parts of the key, tables whose rows it folds, and the rest."""
    for node in walk(rule, readings):
        match node:
            case Ref() if (node.unit_type, node.id) in policy.definitions:
                yield Vertex("value", node.unit_type, node.id)
            case Column():
                yield Vertex("column", node.table, node.column)
            case LookUp():
                yield Vertex("grid", node.table, node.column)
            case Key():
                yield Vertex("key", unit_type, node.part)
            case FoldRows():
                yield Vertex("table", node.table)
            case Reading():
                yield Vertex("question", node.question)
            case Step() if node.entry.is_own:
                yield Vertex("method", node.keyword)


def calculation_order(graph: nx.DiGraph[Vertex], policy: Policy, findings: Findings) -> tuple[Identity, ...]:
    """Every value after those it rests on, and otherwise as the file has them.

    Each circle is a finding with its path (K501); its values, and what rests on them, have no place in the order.
    """
    import networkx as nx

    position = {vertex: number for number, vertex in enumerate(graph)}
    endless: set[Vertex] = set()
    for circle in circles(graph):
        findings.add("K501", policy.definitions[circle[0].identity].place, path=" → ".join(one.id for one in circle))
        endless |= {circle[0]} | nx.descendants(graph, circle[0])
    known = graph.subgraph(vertex for vertex in graph if vertex not in endless)
    order = nx.lexicographical_topological_sort(known, key=position.__getitem__)
    return tuple(vertex.identity for vertex in order if vertex.kind == "value")


def circles(graph: nx.DiGraph[Vertex]) -> list[list[Vertex]]:
    """A shortest path through each knot of values that rest on each other: the first of the file at both ends.

    Each value of a path rests on the next.
    """
    import networkx as nx

    position = {vertex: number for number, vertex in enumerate(graph)}
    found = []
    for knot in nx.strongly_connected_components(graph):
        first = min(knot, key=position.__getitem__)
        if len(knot) > 1 or graph.has_edge(first, first):
            inside = graph.subgraph(knot).reverse()
            ways = [nx.shortest_path(inside, source, first) for source in inside.successors(first)]
            found.append([first, *min(ways, key=len)])
    return sorted(found, key=lambda circle: position[circle[0]])


def needed_by(graph: nx.DiGraph[Vertex] | Dependencies, vertices: Iterable[Vertex]) -> set[Vertex]:
    """The vertices and all that they rest on, however far down; without networkx, which costs more to import."""
    sources: Mapping[Vertex, Iterable[Vertex]] = graph.sources if isinstance(graph, Dependencies) else graph.pred
    waiting, found = list(vertices), set[Vertex]()
    while waiting:
        vertex = waiting.pop()
        if vertex not in found:
            found.add(vertex)
            waiting += sources.get(vertex, ())
    return found


def reached_from(graph: nx.DiGraph[Vertex], vertices: Iterable[Vertex]) -> set[Vertex]:
    """The vertices and all that rests on them, however far up."""
    import networkx as nx

    return {vertex for layer in nx.bfs_layers(graph, list(vertices)) for vertex in layer}


def tables_of(vertices: Iterable[Vertex]) -> set[str]:
    """The tables that inputs among the vertices stand in."""
    return {vertex.owner for vertex in vertices if vertex.kind in ("table", "column")}


def questions_of(graph: nx.DiGraph[Vertex] | Dependencies, vertices: Iterable[Vertex]) -> set[str]:
    """The open questions that the vertices rest on."""
    return {vertex.owner for vertex in needed_by(graph, vertices) if vertex.kind == "question"}
