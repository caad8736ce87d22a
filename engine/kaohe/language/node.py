"""The base of the expression tree: a node, and the roles that nodes play for a word of the language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields

from kaohe.places import Place


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Anything in the tree. `place` is where the writer wrote what it stands for."""

    place: Place = field(kw_only=True, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Roles:
    """What the arguments of a word are to it. Each word has roles of its own, which its lowering fills.

    Readers ask a step for these, and never for the shape that the word was lowered to.
    """

    @property
    def nodes(self) -> Iterator[Node]:
        """Every node that plays a role, in order."""
        return nodes_of(self)


@dataclass(frozen=True, slots=True, eq=False)
class Meaning(Roles):
    """Roles of a word that says no more than one node, which shows them itself: `sum` a Fold, `tiers` Tiers."""

    means: Node


def nodes_of(record: Node | Roles) -> Iterator[Node]:
    """The nodes in the fields of a node or of roles, in order; those inside them are their own."""
    for entry in fields(record):
        yield from _nodes(getattr(record, entry.name))


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _nodes(part)
    elif isinstance(value, Mapping):
        yield from _nodes(tuple(value.values()))
    elif isinstance(value, Roles):
        yield from nodes_of(value)
