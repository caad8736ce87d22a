"""A dependency graph in the DOT language of Graphviz."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.analysis.dependencies import Graph, GraphNode
from kaohe.report.graph.words import clusters, label, title
from kaohe.shown_text import visible

_SHAPES = {
    "table": "shape=cylinder",
    "column": "shape=box",
    "row_value": "shape=box style=dashed",
    "value": 'shape=box style="rounded,dashed"',
    "score": "shape=box style=rounded",
    "target": "shape=hexagon",
}
_FONT = 'fontname="Noto Sans CJK SC"'
# A backslash would be an escape, and Graphviz reads the entities of HTML in every label.
_SIGNS = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;"})


def render(graph: Graph, heading: str) -> str:
    """The whole graph, left to right."""
    return "\n".join(_lines(graph, visible(heading))) + "\n"


def quoted(*lines: str) -> str:
    """A label of these lines, each shown as it stands."""
    return '"' + "\\n".join(line.translate(_SIGNS) for line in lines) + '"'


def _lines(graph: Graph, heading: str) -> Iterator[str]:
    yield f"digraph {quoted(graph.policy.id)} {{"
    yield f"  graph [rankdir=LR labelloc=t {_FONT} label={quoted(title(graph), heading)}]"
    yield f"  node [{_FONT}]"
    names = {key: f"n{number}" for number, key in enumerate(graph.nodes, 1)}
    for number, (name, nodes) in enumerate(clusters(graph), 1):
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={quoted(name)}"
        yield from (f"    {names[node.key]} [{_attributes(graph, node)}]" for node in nodes)
        yield "  }"
    yield from (f"  {names[source]} -> {names[user]}" for source, user in graph.edges)
    yield "}"


def _attributes(graph: Graph, node: GraphNode) -> str:
    width = " penwidth=3" if node.key in graph.chosen else ""
    return f"label={quoted(*label(graph, node))} {_SHAPES[node.kind]}{width}"
