"""What rests on what in a policy: its inputs, named values and scores as one graph, for those who draw or ask it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from kaohe.analysis.sections import Section, sections_of
from kaohe.language.tree import Column, Fold, Node, Reading, Ref, walk
from kaohe.policy.model import Definition, Policy, Table, Target

if TYPE_CHECKING:
    import networkx as nx

Kind = Literal["table", "column", "row_value", "value", "score", "target"]


@dataclass(frozen=True, slots=True)
class GraphNode:
    """One input, value or score. `id` is what a user types to name it; `key` is unique in a graph.

    `table` is set for inputs and for values of one row; `columns` counts the inputs that a table stands for,
    and `due` is the year of a target.
    """

    key: str
    id: str
    name: str
    kind: Kind
    section: str
    table: str | None = None
    points: Fraction | None = None
    clause: str | None = None
    questions: tuple[str, ...] = ()
    is_whole: bool = False
    columns: int = 0
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in the order of the policy, and edges from what is needed to what needs it.

    `tables` gives the names of the tables; `chosen` the nodes that were asked about.
    """

    policy: Policy
    nodes: dict[str, GraphNode]
    edges: tuple[tuple[str, str], ...]
    sections: dict[str, Section]
    chosen: tuple[str, ...] = ()

    def directed(self) -> nx.DiGraph[str]:
        """The same graph for the algorithms of networkx, which is slow to load and therefore loaded here."""
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.nodes)
        graph.add_edges_from(self.edges)
        return graph


def dependency_graph(policy: Policy) -> Graph:
    """The whole graph of a policy, down to every input column."""
    rules = {key_of(definition): [definition.rule] for definition in policy.definitions.values()}
    rules |= {target_key(target): list(target.rules or ()) for target in policy.targets}
    edges = dict.fromkeys((source, key) for key, found in rules.items() for source in _sources(policy, found))
    keys = [key for table in policy.tables.values() for key in _input_keys(table)]
    sections, section = sections_of(policy, [*keys, *rules], list(edges), key_of, target_key)
    nodes = [node for table in policy.tables.values() for node in _inputs(table, section)]
    nodes += [_value(policy, definition, section) for definition in policy.definitions.values()]
    nodes += [_target(policy, target, section) for target in policy.targets]
    return Graph(policy, {node.key: node for node in nodes}, tuple(edges), sections)


def key_of(definition: Definition) -> str:
    """The key of a value: township.points, or platform[].level_points for one of a row."""
    return f"{definition.owner}.{definition.id}"


def target_key(target: Target) -> str:
    """The key of a target, which may have the id of a value, and mostly has that of its column."""
    return f"{target.unit_type}!{target.id}"


def table_key(table: str) -> str:
    """The key of a table as such, whose rows are counted; no id holds a slash, so that no value has this key."""
    return f"{table}/"


def column_key(table: str, column: str) -> str:
    """The key of an input column."""
    return f"{table}/{column}"


def _sources(policy: Policy, rules: Sequence[Node]) -> list[str]:
    """What rules name: values, columns, and tables whose rows they count without asking what stands in them."""
    found = []
    for node in (node for rule in rules for node in walk(rule)):
        if isinstance(node, Ref) and (node.unit_type, node.id) in policy.definitions:
            found.append(key_of(policy.definitions[node.unit_type, node.id]))
        elif isinstance(node, Column):
            found.append(column_key(node.table, node.column))
        elif isinstance(node, Fold) and not any(isinstance(inner, Ref | Column) for inner in walk(node)):
            found.append(table_key(node.table))
    return list(dict.fromkeys(found))


def _input_keys(table: Table) -> list[str]:
    return [table_key(table.id), *(column_key(table.id, column) for column in table.columns)]


def _inputs(table: Table, section: dict[str, str]) -> list[GraphNode]:
    whole = table_key(table.id)
    nodes = [GraphNode(whole, table.id, table.name, "table", section[whole], table.id)]
    for column in table.columns.values():
        key = column_key(table.id, column.id)
        nodes.append(GraphNode(key, f"{table.id}.{column.id}", column.name, "column", section[key], table.id))
    return nodes


def _value(policy: Policy, definition: Definition, section: dict[str, str]) -> GraphNode:
    key = key_of(definition)
    return GraphNode(
        key,
        key.replace("[]", ""),
        definition.name,
        "score" if definition.published else "row_value" if definition.table else "value",
        section[key],
        definition.table,
        definition.points,
        definition.clause,
        _questions(policy, [definition.rule]),
        is_whole=definition.published and definition.parent is None and definition.points is not None,
    )


def _target(policy: Policy, target: Target, section: dict[str, str]) -> GraphNode:
    key = target_key(target)
    return GraphNode(
        key,
        f"{target.unit_type}.{target.id}",
        target.name,
        "target",
        section[key],
        clause=target.clause,
        questions=_questions(policy, target.rules or ()),
        due=target.due or None,
    )


def _questions(policy: Policy, rules: Iterable[Node]) -> tuple[str, ...]:
    """The open questions that rules ask, in the order of the policy."""
    asked = {node.question for rule in rules for node in walk(rule) if isinstance(node, Reading)}
    return tuple(question for question in policy.questions if question in asked)
