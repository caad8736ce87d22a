"""How deep a formula may be: neither its reader nor any that walks the tree may run out of stack."""

from __future__ import annotations

from kaohe.language.tree import Node, Step, children
from kaohe.places import Place

MOST_LEVELS = 100


def is_too_deep(root: Node, own: Place | None = None) -> bool:
    """Whether a path of more than MOST_LEVELS nodes leads down: a - b - c … is deep without any brackets.

    With the place of a formula, of what is written there alone: what a method or its arguments hold beside it is no
    fault of this text.
    """
    layer = {id(root): root}
    for _ in range(MOST_LEVELS + 1):
        below = (
            part for node in layer.values() for part in (children(node) if own is None else _written_in(own, node))
        )
        layer = {id(part): part for part in below}
        if not layer:
            return False
    return True


def _written_in(own: Place, node: Node) -> list[Node]:
    """The parts of a node that are written in the same formula: of a call its arguments, of a name nothing."""
    parts = node.roles.nodes if isinstance(node, Step) else children(node)
    return [part for part in parts if own.holds(part.place)]
