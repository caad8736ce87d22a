"""The boxes of a drawn graph: what stands in each and how large that makes it.

Inputs of one table that go to the same values share a box, and so do targets of one clause that rest on the same.
Which table inputs are of is written in their box only where it is not the one that most of a unit type's are from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kaohe.analysis.graph import Graph, GraphNode
from kaohe.lazy import dataclass
from kaohe.report.svg_shapes import ems, shortened, wrapped
from kaohe.report.values import to_significant
from kaohe.text_width import visible
from kaohe.translations import worded

WORDS = {
    "column": ("数据项", "input column"),
    "table": ("数据表", "input table"),
    "row_value": ("逐行计算的值", "value of one row"),
    "value": ("中间值", "value that is not published"),
    "score": ("公布的结果", "published result"),
    "target": ("目标", "target"),
    "whole": ("总得分", "score that is no part of another"),
    "question": ("待释事项", "open question"),
    "chosen": ("所问", "what was asked about"),
    "edge": ("左为依据，右为结果", "what rests on it is to the right"),
    "unnamed": ("未注表名的数据项：{}", "inputs without a table's name: {}"),
    "empty": ("没有可画的内容", "there is nothing to draw"),
    "overview": ("计分关系", "what rests on what"),
    "targets": ("目标与数据", "targets and what they rest on"),
    "of": ("“{}”依据什么", "what “{}” rests on"),
    "from": ("“{}”影响什么", "what “{}” reaches"),
    "between": ("从“{}”到“{}”", "from “{}” to “{}”"),
    "due": ("{}年", "{}"),
    "points": ("{}分", "{} points"),
    "columns": ("{}项数据", "{} inputs"),
    "and": ("、", ", "),
}
"""Every text: (Chinese, English)."""


def word(graph: Graph, key: str, *filled: str) -> str:
    """A text in the language of the policy."""
    return WORDS[key][graph.policy.language != "zh"].format(*filled)


def title(graph: Graph) -> str:
    """The policy's title."""
    return visible(graph.policy.title)


def headed(graph: Graph, heading: str) -> str:
    """Title and heading in one line."""
    return worded("{}\u3000{}", title(graph), heading)


def points(graph: Graph, node: GraphNode) -> str:
    """10分; 2025年 for a target; for a table how many of its columns it stands for. Empty where nothing is known."""
    if node.points is not None:
        return word(graph, "points", to_significant(node.points))
    if node.due is not None:
        return word(graph, "due", str(node.due))
    return word(graph, "columns", str(node.columns)) if node.columns else ""


def label(graph: Graph, node: GraphNode) -> list[str]:
    """The lines of a node where its format draws the box: name, points and clause, open questions."""
    facts = " · ".join(filter(None, (points(graph, node), visible(node.clause or ""))))
    questions = " ".join(worded("？{}", visible(question)) for question in node.questions)
    return [line for line in (visible(node.name), facts, questions) if line]


def clusters(graph: Graph) -> list[tuple[str, list[GraphNode]]]:
    """The nodes by what they are grouped under: tables for inputs and values of rows, sections for the others."""
    found: dict[tuple[str, str], list[GraphNode]] = {}
    for node in graph.nodes.values():
        of_table = node.kind in ("column", "row_value")
        found.setdefault(("table", node.table or "") if of_table else ("section", node.section), []).append(node)
    names = {("table", table.id): table.name for table in graph.policy.tables.values()}
    names |= {("section", section.id): section.name for section in graph.sections.values()}
    return [(visible(names[group]), nodes) for group, nodes in found.items()]


def heading(graph: Graph, of: str | None, from_: str | None) -> str:
    """What a drawing answers."""
    asked = {key: name for key, name in (("from", from_), ("of", of)) if name is not None}
    if len(asked) == 2:
        return word(graph, "between", *asked.values())
    names = {graph.nodes[key].name for key in graph.chosen}
    for key, name in asked.items():
        known_by_name = len(names) == 1 and name not in graph.policy.questions
        return word(graph, key, names.pop() if known_by_name else name)
    scores = any(node.kind == "score" for node in graph.nodes.values())
    return word(graph, "overview" if scores else "targets")


NAME, FACT = 9.6, 9.0
"""Sizes of text, in points: names, and what stands under them."""

PAD_X, PAD_Y = 5.0, 2.5
LEADING = 1.22


@dataclass(frozen=True, slots=True)
class Piece:
    """A text at its place in a box, from the box's left upper corner to the text's base line."""

    text: str
    x: float
    y: float
    size: float
    style: str = ""

    @property
    def width(self) -> float:
        return ems(self.text) * self.size


@dataclass(frozen=True, slots=True)
class Box:
    """One box: a node, or inputs that go the same way."""

    nodes: tuple[GraphNode, ...]
    pieces: tuple[Piece, ...]
    width: float
    height: float
    chosen: bool
    cut: bool

    @property
    def node(self) -> GraphNode:
        return self.nodes[0]


def boxes(graph: Graph, limit: float) -> tuple[list[Box], list[tuple[int, int]]]:
    """The boxes with no line of a name longer than `limit` ems, and the edges between them by number."""
    members = _together(graph)
    number = {node.key: at for at, nodes in enumerate(members) for node in nodes}
    main = main_tables(graph)
    drawn = [_box(graph, nodes, main, limit) for nodes in members]
    return drawn, list(dict.fromkeys((number[source], number[user]) for source, user in graph.edges))


def main_tables(graph: Graph) -> dict[str, str]:
    """For each unit type the table that most of the columns shown are from, which goes without saying."""
    tables = graph.policy.tables
    counts = Counter(node.table for node in graph.nodes.values() if node.kind == "column" and node.table)
    found: dict[str, str] = {}
    for table, count in counts.items():
        unit = tables[table].unit_type
        if not tables[table].is_finer and (unit not in found or count > counts[found[unit]]):
            found[unit] = table
    return found


def _together(graph: Graph) -> list[list[GraphNode]]:
    joined: dict[str, list[str]] = {key: [] for key in graph.nodes}
    for source, user in graph.edges:
        joined[source].append(user)
        joined[user].append(source)
    found: dict[tuple[object, ...], list[GraphNode]] = {}
    for node in graph.nodes.values():
        alone = node.kind not in ("column", "target")
        way = (node.table, node.section, node.clause, node.due, node.questions, frozenset(joined[node.key]))
        found.setdefault((node.key,) if alone else (node.kind, node.key in graph.chosen, *way), []).append(node)
    return list(found.values())


def _box(graph: Graph, nodes: list[GraphNode], main: dict[str, str], limit: float) -> Box:
    first = nodes[0]
    lines: list[list[Piece]] = []
    cut = False
    if first.kind == "column":
        table = graph.policy.tables[first.table or ""]
        if main.get(table.unit_type) != table.id:
            lines.append([Piece(shortened(visible(table.name), limit * NAME / FACT), 0, 0, FACT, "table")])
    if first.kind == "column" or len(nodes) > 1:
        texts, cut = _listed([visible(node.name) for node in nodes], word(graph, "and"), limit)
        lines += [[Piece(text, 0, 0, NAME)] for text in texts]
    else:
        texts, cut = wrapped(visible(first.name), limit)
        lines += [[Piece(text, 0, 0, NAME, "strong" if first.is_whole else "")] for text in texts]
    lines += _facts([points(graph, first), visible(first.clause or "")], first, limit * NAME / FACT)
    pieces, width, height = _stacked(lines)
    return Box(tuple(nodes), tuple(pieces), width, height, first.key in graph.chosen, cut)


def _listed(names: Sequence[str], joint: str, limit: float) -> tuple[list[str], bool]:
    """Names one after the other, a new line where the next does not fit."""
    lines: list[str] = []
    any_cut = False
    for name in names:
        folded, cut = wrapped(name, limit - ems(joint))
        any_cut = any_cut or cut
        if lines and len(folded) == 1 and ems(lines[-1] + folded[0] + joint) <= limit:
            lines[-1] += folded[0]
        else:
            lines += folded
        lines[-1] += joint
    lines[-1] = lines[-1].removesuffix(joint)
    return [line.rstrip() for line in lines], any_cut


def _facts(texts: Sequence[str], node: GraphNode, limit: float) -> Iterator[list[Piece]]:
    """Points, clause and open questions, as many on a line as fit."""
    facts = [Piece(text, 0, 0, FACT) for text in texts if text]
    marks = [Piece(visible(question), 0, 0, FACT, "mark") for question in node.questions]
    line: list[Piece] = []
    used = 0.0
    for piece in (*facts, *marks):
        fits = Piece(shortened(piece.text, limit - 1), 0, 0, FACT, piece.style)
        if line and used + fits.width > limit * FACT:
            yield line
            line, used = [], 0.0
        line.append(fits)
        used += fits.width + FACT * 0.8
    if line:
        yield line


def _stacked(lines: Sequence[Sequence[Piece]]) -> tuple[list[Piece], float, float]:
    pieces = []
    widest, y = 0.0, PAD_Y
    for line in lines:
        y += line[0].size * LEADING
        x = PAD_X
        for piece in line:
            x += 2.0 if piece.style == "mark" else 0.0
            pieces.append(Piece(piece.text, x, y - piece.size * 0.28, piece.size, piece.style))
            x += piece.width + FACT * 0.6
        widest = max(widest, x - FACT * 0.6)
    return pieces, widest + PAD_X, y + PAD_Y
