"""The words of a drawn graph, in the policy's language, shared by all its formats."""

from __future__ import annotations

from kaohe.analysis.dependencies import Graph, GraphNode
from kaohe.report.numbers import to_significant
from kaohe.shown_text import visible

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
    questions = " ".join(f"？{visible(question)}" for question in node.questions)
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
    asked = {key: given for key, given in (("from", from_), ("of", of)) if given is not None}
    if len(asked) == 2:
        return word(graph, "between", *asked.values())
    names = {graph.nodes[key].name for key in graph.chosen}
    for key, given in asked.items():
        known_by_name = len(names) == 1 and given not in graph.policy.questions
        return word(graph, key, names.pop() if known_by_name else given)
    scores = any(node.kind == "score" for node in graph.nodes.values())
    return word(graph, "overview" if scores else "targets")
