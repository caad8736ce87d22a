"""What the boxes and marks of a drawn graph mean, in as many lines as its width asks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from kaohe.analysis.dependencies import Graph, Kind
from kaohe.report.graph.boxes import FACT, main_tables
from kaohe.report.graph.text import ems, shortened
from kaohe.report.graph.words import word
from kaohe.report.svg_shapes import curve, double_edge, head, rectangle, words
from kaohe.shown_text import visible

_SAMPLE, _LINE, _ABOVE = 22.0, 15.0, 14.0
_ROUNDED = ("value", "score", "mark")


@dataclass(frozen=True, slots=True)
class Legend:
    """The lines of SVG, from (0, 0) down, and their height."""

    svg: list[str]
    height: float


def legend(graph: Graph, room: float) -> Legend:
    """The legend of what occurs in a graph."""
    svg = []
    x, y = 0.0, _ABOVE + FACT
    for sample, text in _entries(graph):
        text = shortened(text, (room - _SAMPLE) / FACT)
        needed = (_SAMPLE if sample else 0.0) + ems(text) * FACT
        if x and x + needed > room:
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
