"""What a user means by a word: an id, owner.id or a name in a dependency graph."""

from __future__ import annotations

from kaohe.analysis.dependencies import Graph
from kaohe.diagnostics import nearest


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
