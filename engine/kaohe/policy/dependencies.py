"""What rests on what in a policy, as it is kept: vertices, edges, and what the results rest on.

networkx works all of it out when a policy is read. It costs more to import than a small run, so what every run asks for
is kept beside the edges, and its graph is made where its algorithms are wanted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from kaohe.lazy import dataclass

if TYPE_CHECKING:
    import networkx as nx

VertexKind = Literal["table", "column", "grid", "key", "value", "target", "condition", "question", "method"]


class Vertex(NamedTuple):
    """What another thing can rest on, or what rests on others, in the dependency graph.

    `owner` is the table of an input, of a column of the document or of a condition, the unit type of a target or a part
    of the key, the first half of the identity of a value; tables, questions and methods are their own, without an `id`.
    """

    kind: VertexKind
    owner: str
    id: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """The identity of a value: a key of `Policy.definitions`."""
        return (self.owner, self.id)


@dataclass(frozen=True)
class Dependencies:
    """The edges go from what is needed to what needs it, in the order in which they were found.

    `of_values` is all that any value rests on, `of_scores` all that the published ones do, themselves included.
    """

    vertices: tuple[Vertex, ...] = ()
    edges: tuple[tuple[Vertex, Vertex], ...] = ()
    of_values: frozenset[Vertex] = frozenset()
    of_scores: frozenset[Vertex] = frozenset()

    @cached_property
    def sources(self) -> Mapping[Vertex, Sequence[Vertex]]:
        """What each vertex that needs anything needs at once."""
        found: dict[Vertex, list[Vertex]] = {}
        for source, vertex in self.edges:
            found.setdefault(vertex, []).append(source)
        return found

    @cached_property
    def graph(self) -> nx.DiGraph[Vertex]:
        """The graph, its vertices in the order of the file; nobody changes it."""
        import networkx as nx

        graph: nx.DiGraph[Vertex] = nx.DiGraph()
        graph.add_nodes_from(self.vertices)
        graph.add_edges_from(self.edges)
        nx.freeze(graph)
        return graph


NO_DEPENDENCIES = Dependencies()
