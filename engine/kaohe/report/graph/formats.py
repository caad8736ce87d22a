"""A dependency graph in the format asked for."""

from __future__ import annotations

from pathlib import Path

from kaohe.analysis.dependencies import Graph
from kaohe.report.graph.words import heading

FORMATS = ("svg", "mermaid", "dot")
READABLE = 9.0
"""The smallest letters, in points, that are easily read on paper."""

_ENDINGS = {".svg": "svg", ".mmd": "mermaid", ".mermaid": "mermaid", ".dot": "dot", ".gv": "dot"}


def format_of(target: Path | None) -> str:
    """The format that the ending of a file's name asks for, else svg."""
    return _ENDINGS.get(target.suffix.lower(), "svg") if target else "svg"


def rendered(graph: Graph, format_: str, of: str | None, from_: str | None) -> tuple[str, float | None]:
    """The graph as text; for an SVG how large its smallest letters are on a page of A4, in points."""
    asked = heading(graph, of, from_)
    if format_ == "mermaid":
        from kaohe.report.graph import mermaid as graph_mermaid

        return graph_mermaid.render(graph, asked), None
    if format_ == "dot":
        from kaohe.report.graph import dot as graph_dot

        return graph_dot.render(graph, asked), None
    from kaohe.report.graph.svg import draw

    drawing = draw(graph, asked)
    return drawing.svg, drawing.letters
