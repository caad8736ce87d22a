"""A part of the dependency graph that is small enough to read.

What is left out is not forgotten: a value that rests on another through values that are not shown gets an edge from
it, and their open questions; inputs behind them are shown as their table, once for each section that uses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import networkx as nx

from kaohe.analysis.dependencies import Graph, GraphNode
from kaohe.diagnostics import nearest

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


def resting_on(graph: Graph, chosen: Sequence[str], depth: int | None = None) -> Graph:
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
    waiting = list(reversed(sources[key]))
    while waiting:
        source = waiting.pop()
        if source in shown or graph.nodes[source].kind in _INPUTS:
            direct[source] = None
        elif source not in hidden:
            hidden[source] = None
            waiting.extend(reversed(sources[source]))
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
