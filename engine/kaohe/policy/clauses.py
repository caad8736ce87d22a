"""`clauses`: what became of each clause of the document, and where the policy cites it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaohe.language import nodes
from kaohe.language.nodes import Node, Scalar
from kaohe.policy.model import Citation, Clause
from kaohe.policy.read import text_of

# Where `clause` may stand, down from the top (* is each of several), and whether what cites it there is calculated.
_CITING = {
    ("units", "*"): False,
    ("units", "*", "groups", "*"): False,
    ("tables", "*", "let", "*"): True,
    ("questions", "*"): False,
    ("notes", "*"): False,
    ("methods", "*"): True,
    ("values", "*"): True,
    ("scores", "*"): True,
    ("targets", "list", "*"): True,
    ("assert", "*"): True,
    ("adjustments", "*"): False,
    ("examples", "*"): False,
}
_BETWEEN = "、"


def read_clauses(section: Node | None) -> Iterator[Clause]:
    """The clauses of the document: encoded, not computable, or open."""
    for name, entry in section.entries.items() if isinstance(section, nodes.Mapping) else ():
        place = entry.key.place
        if not isinstance(entry.value, nodes.Mapping):
            yield Clause(name, "encoded", place)
        elif "open" in entry.value.entries:
            yield Clause(name, "open", place, text_of(entry.value, "open") or "")
        else:
            yield Clause(name, "not_computable", place, text_of(entry.value, "not_computable") or "")


def read_citations(root: nodes.Mapping) -> Iterator[Citation]:
    """Every clause that is cited, several in one text each by itself, with its own place."""
    for path, is_rule in _CITING.items():
        for entry in _entries(root, path):
            written = entry.get("clause")
            if isinstance(written, Scalar):
                offset = 0
                for clause in written.text.split(_BETWEEN):
                    yield Citation(clause, written.at(offset, len(clause)), is_rule)
                    offset += len(clause) + len(_BETWEEN)


def _entries(node: Node | None, path: Sequence[str]) -> Iterator[nodes.Mapping]:
    """The mappings at a path, the parts of scores with them."""
    if not path:
        if isinstance(node, nodes.Mapping):
            yield node
            yield from _entries(node.get("parts"), ("*",))
    elif path[0] != "*":
        yield from _entries(node.get(path[0]) if isinstance(node, nodes.Mapping) else None, path[1:])
    elif isinstance(node, nodes.Mapping):
        for entry in node.entries.values():
            yield from _entries(entry.value, path[1:])
    elif isinstance(node, nodes.Sequence):
        for item in node.items:
            yield from _entries(item, path[1:])
