"""A dependency graph as an SVG, and as text for drawing programs: the DOT language of Graphviz, and Mermaid.

The SVG prints on one page of A4, also without colours, and needs nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import get_args

from kaohe.analysis.graph import Graph, GraphNode, Kind
from kaohe.lazy import dataclass, pattern
from kaohe.report.graph_boxes import FACT, NAME, boxes, clusters, headed, label, main_tables, title, word
from kaohe.report.graph_layout import Layout, Placed, layout
from kaohe.report.svg_shapes import curve, double_edge, ems, head, number, rectangle, shortened, text_of, words
from kaohe.text_width import visible

SHORT_SIDE, LONG_SIDE, MARGIN = 595.0, 842.0, 18.0
"""A4 in points."""


_LIMITS = (13.0, 18.0, 24.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0)


_HEADING = 38.0


_STYLE = """
text{font-family:"Noto Sans CJK SC","Microsoft YaHei","SimSun",sans-serif;fill:#111;white-space:pre}
.title{font-weight:bold}.strong{font-weight:bold}.table,.band{fill:#555}
rect{fill:#fff;stroke:#333;stroke-width:.8}
.column,.tables{fill:#eee}.row_value,.value{stroke-dasharray:3 2}.whole{stroke-width:1.6}.chosen{stroke-width:2.6}
.target{stroke-width:1.6;stroke-dasharray:7 2}
.mark{fill:#fff;stroke:#333;stroke-width:.6}.ground{fill:#f7f7f7;stroke:#bbb;stroke-width:.6}
.frame{fill:none;stroke:#888;stroke-width:.8}
.line{fill:none;stroke:#666;stroke-width:.7}
.head{fill:#666}
"""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The text of the SVG, and how large its smallest letters are on the page, in points."""

    svg: str
    letters: float


@dataclass(frozen=True, slots=True)
class _Page:
    layout: Layout
    legend: Legend
    scale: float
    width: float
    height: float


def draw(graph: Graph, heading: str) -> Drawing:
    """The drawing at the size, and with the page upright or across, that make its letters largest."""
    pages = [page for limit in _LIMITS for page in _pages(graph, limit)]
    fewest = min(_cut(page.layout) for page in pages)
    # Half a name is worse than small letters: what cuts more names than need be is no choice.
    best = max((page for page in pages if _cut(page.layout) == fewest), key=lambda page: round(page.scale, 3))
    return Drawing("\n".join(_svg(graph, visible(heading), best)) + "\n", FACT * best.scale)


def _cut(drawn: Layout) -> int:
    return sum(placed.box.cut for placed in drawn.boxes)


def _pages(graph: Graph, limit: float) -> Iterator[_Page]:
    drawn = layout(graph, *boxes(graph, limit))
    for width, height in ((LONG_SIDE, SHORT_SIDE), (SHORT_SIDE, LONG_SIDE)):
        available = max(drawn.width, (width - 2 * MARGIN) * 0.7)
        below = legend(graph, available)
        needed = _HEADING + drawn.height + below.height
        scale = min((width - 2 * MARGIN) / available, (height - 2 * MARGIN) / needed, 1.0)
        if scale == 1.0:  # what is smaller than a page needs no whole one
            yield _Page(drawn, below, scale, available + 2 * MARGIN, needed + 2 * MARGIN)
        else:
            yield _Page(drawn, below, scale, width, height)


def _svg(graph: Graph, heading: str, page: _Page) -> Iterator[str]:
    width, height, scale = page.width, page.height, page.scale
    available = (width - 2 * MARGIN) / scale
    view = f"0 0 {number(width / scale)} {number(height / scale)}"
    size = f'width="{number(width)}pt" height="{number(height)}pt"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="{view}">'
    yield f"<title>{text_of(headed(graph, heading))}</title>"
    yield f"<style>{_STYLE}</style>"
    yield '<rect width="100%" height="100%" style="fill:#fff;stroke:none"/>'
    yield f'<g transform="translate({number(MARGIN / scale)} {number(MARGIN / scale)})">'
    yield words(shortened(title(graph), available / 13), 0, 13, 13, "title")
    yield words(shortened(heading, available / NAME), 0, 29, NAME)
    side = (available - page.layout.width) / 2
    yield f'<g transform="translate({number(side)} {number(_HEADING)})">'
    yield from _drawn(graph, page.layout)
    yield "</g>"
    yield f'<g transform="translate(0 {number(_HEADING + page.layout.height)})">'
    yield from page.legend.svg
    yield from ("</g>", "</g>", "</svg>")


def _drawn(graph: Graph, drawn: Layout) -> Iterator[str]:
    for ground in drawn.grounds:
        band = ground.band
        kind = "frame" if band.frame else "ground"
        yield rectangle(ground.x, band.top, ground.width, band.bottom - band.top, kind, 4)
        if band.title:
            name = shortened(visible(band.title), ground.width / FACT - 1)
            yield words(name, ground.x + 5, band.top + 11, FACT, "band")
    for points in drawn.lines:
        yield from (curve(points), head(*points[-1]))
    for placed in drawn.boxes:
        yield from _box(graph, placed)


def _box(graph: Graph, placed: Placed) -> Iterator[str]:
    box, node = placed.box, placed.box.node
    style = style_of(node.kind) + " whole" * node.is_whole + " chosen" * box.chosen
    titles = "\n".join(" ".join((visible(node.id), *label(graph, node))) for node in box.nodes)
    yield f"<g><title>{text_of(titles)}</title>"
    yield rectangle(placed.x, placed.y, placed.width, box.height, style, 5 if node.kind in ("value", "score") else 0)
    if node.kind == "table":
        yield double_edge(placed.x, placed.y, box.height)
    for piece in box.pieces:
        x, y = placed.x + piece.x, placed.y + piece.y
        if piece.style == "mark":
            yield rectangle(x - 2, y - piece.size * 0.85, piece.width + 4, piece.size * 1.12, "mark", 4)
        yield words(piece.text, x, y, piece.size, piece.style.replace("mark", ""))
    yield "</g>"


_SAMPLE, _LINE, _ABOVE = 22.0, 15.0, 14.0


_ROUNDED = ("value", "score", "mark")


@dataclass(frozen=True, slots=True)
class Legend:
    """The lines of SVG, from (0, 0) down, and their height."""

    svg: list[str]
    height: float


def legend(graph: Graph, available: float) -> Legend:
    """The legend of what occurs in a graph."""
    svg = []
    x, y = 0.0, _ABOVE + FACT
    for sample, text in _entries(graph):
        text = shortened(text, (available - _SAMPLE) / FACT)
        needed = (_SAMPLE if sample else 0.0) + ems(text) * FACT
        if x and x + needed > available:
            x, y = 0.0, y + _LINE
        if sample == "edge":
            svg += [curve([(x, y - 3), (x + 17, y - 3)]), head(x + 17, y - 3)]
        elif sample:
            svg.append(rectangle(x, y - 8, 17, 10, sample, 4 if sample.split()[0] in _ROUNDED else 0))
            svg += [double_edge(x, y - 8, 10)] if sample == "tables" else []
        svg.append(words(text, x + (_SAMPLE if sample else 0.0), y, FACT))
        x += needed + FACT * 1.6
    return Legend(svg, y + 4)


def style_of(kind: Kind) -> str:
    """The class of a kind's boxes in the style sheet; the word table is taken by the texts that name one."""
    return "tables" if kind == "table" else kind


def _entries(graph: Graph) -> Iterator[tuple[str, str]]:
    """Each sample, by its style, with what it means."""
    nodes = graph.nodes.values()
    kinds = {node.kind for node in nodes}
    if not kinds:
        yield "", word(graph, "empty")
        return
    yield from ((style_of(kind), word(graph, kind)) for kind in get_args(Kind) if kind in kinds)
    if any(node.is_whole for node in nodes):
        yield "score whole", word(graph, "whole")
    if graph.chosen:
        yield "chosen", word(graph, "chosen")
    if any(node.questions for node in nodes):
        yield "mark", word(graph, "question")
    if graph.edges:
        yield "edge", word(graph, "edge")
    main = [visible(graph.policy.tables[table].name) for table in main_tables(graph).values()]
    if main:
        yield "", word(graph, "unnamed", word(graph, "and").join(main))


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
    for at, (name, nodes) in enumerate(clusters(graph), 1):
        yield f"  subgraph cluster_{at} {{"
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
_OBEYED = pattern(r'["#&<>;\\`*~|{}\[\]$%]|(?<![^\W_])_|_(?![^\W_])|^[-+=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=:)//')


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
    for at, (name, nodes) in enumerate(clusters(graph), 1):
        yield f'  subgraph g{at}["{escaped(name)}"]'
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
