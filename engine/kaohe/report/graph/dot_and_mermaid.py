"""A dependency graph as text for drawing programs: the DOT language of Graphviz, and Mermaid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kaohe.analysis.graph import Graph, GraphNode
from kaohe.report.graph.boxes import clusters, headed, label, title
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


def dot(graph: Graph, heading: str) -> str:
    """The whole graph, left to right."""
    return "\n".join(_dot_lines(graph, visible(heading))) + "\n"


def quoted(*lines: str) -> str:
    """A label of these lines, each shown as it stands."""
    return '"' + "\\n".join(line.translate(_SIGNS) for line in lines) + '"'


def _dot_lines(graph: Graph, heading: str) -> Iterator[str]:
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


_BORDERS = {
    "table": ("[(", ")]"),
    "column": ("[", "]"),
    "row_value": ("(", ")"),
    "value": ("(", ")"),
    "score": ("([", "])"),
    "target": ("{{", "}}"),
}


# What Mermaid, the Markdown inside its labels or the page around it would obey.
_OBEYED = re.compile(r'["#&<>;\\`*~|{}\[\]$%]|(?<![^\W_])_|_(?![^\W_])|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=:)//')


def mermaid(graph: Graph, heading: str) -> str:
    """The whole diagram, left to right."""
    return "\n".join(_mermaid_lines(graph, visible(heading))) + "\n"


def escaped(text: str) -> str:
    """A text that stands in a label as it is; Mermaid writes a character as #code;."""
    coded = _OBEYED.sub(lambda match: "".join(f"#{ord(sign)};" for sign in match[0]), text)
    # Mermaid breaks the line at \n even where the backslash is written so: an empty space keeps the two apart.
    return coded.replace("#92;n", "#92;#8203;n")


def _mermaid_lines(graph: Graph, heading: str) -> Iterator[str]:
    yield from (
        "---",
        f"title: {json.dumps(headed(graph, heading), ensure_ascii=False)}",
        "---",
        "flowchart LR",
    )
    names = {key: f"n{number}" for number, key in enumerate(graph.nodes, 1)}
    for number, (name, nodes) in enumerate(clusters(graph), 1):
        yield f'  subgraph g{number}["{escaped(name)}"]'
        yield from (f"    {names[node.key]}{_mermaid_box(graph, node)}" for node in nodes)
        yield "  end"
    yield from (f"  {names[source]} --> {names[user]}" for source, user in graph.edges)
    hidden = [names[node.key] for node in graph.nodes.values() if node.kind in ("value", "row_value")]
    if hidden:
        yield from ("  classDef inner stroke-dasharray:4 3", f"  class {','.join(hidden)} inner")
    if graph.chosen:
        yield from ("  classDef chosen stroke-width:3px", f"  class {','.join(names[k] for k in graph.chosen)} chosen")


def _mermaid_box(graph: Graph, node: GraphNode) -> str:
    left, right = _BORDERS[node.kind]
    return f'{left}"{"<br/>".join(map(escaped, label(graph, node)))}"{right}'
