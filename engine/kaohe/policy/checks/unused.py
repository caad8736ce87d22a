"""What nothing rests on (unused inputs, values, questions, methods), and scores that rest on nothing."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.diagnostics import Findings
from kaohe.language.tree import Node, Unknown, walk
from kaohe.policy.dependency_graph import reached_from, tables_of
from kaohe.policy.model import Policy, Vertex


def check_unused(policy: Policy, findings: Findings) -> None:
    """K516 an input, K517 a table, K518 a value, K519 a question, K520 a method that nothing uses."""
    used = {vertex for vertex in policy.graph if policy.graph.out_degree(vertex)}
    _check_tables(policy, used, findings)
    for definition in policy.definitions.values():
        if not definition.published and definition.vertex not in used:
            findings.add("K518", definition.place, id=definition.id)
    for question in policy.questions.values():
        if Vertex("question", question.id) not in used:
            findings.add("K519", question.place, id=question.id)
    for name, place in policy.methods.items():
        if Vertex("method", name) not in used:
            findings.add("K520", place, id=name)


def rules_of(policy: Policy) -> Iterator[Node]:
    """Every rule that is calculated."""
    yield from (definition.rule for definition in policy.definitions.values())
    for target in policy.targets:
        yield from target.rules or ()


def _check_tables(policy: Policy, used: set[Vertex], findings: Findings) -> None:
    """Texts and days tell rows apart for people, and keys and groups are used by being there."""
    # A condition makes use of an input, to see that others are right; but a table is used by what is calculated.
    calculated = tables_of(v for v in used if any(user.kind != "condition" for user in policy.graph.successors(v)))
    for table in policy.tables.values():
        unit_type = policy.units[table.unit_type]
        if table.id not in calculated and unit_type.source_table != table.id:
            findings.add("K517", table.place, id=table.id)
            continue
        for column in table.columns.values():
            is_told = column.type in ("text", "name", "date") or column.id in table.further_keys
            if not is_told and Vertex("column", table.id, column.id) not in used:
                findings.add("K516", column.place, id=column.id, name=column.name)


def check_constants(policy: Policy, findings: Findings) -> None:
    """K502 for each score that rests on no input and no part of the key.

    Nothing is known of what is part of a circle or could not be read.
    """
    known = set(policy.order)
    varied = {vertex for vertex in policy.graph if vertex.kind in ("table", "column", "key")}
    for identity, definition in policy.definitions.items():
        if identity not in known or any(isinstance(node, Unknown) for node in walk(definition.rule)):
            varied.add(definition.vertex)
    varied = reached_from(policy.graph, varied)
    for definition in policy.scores:
        if definition.vertex not in varied:
            findings.add("K502", definition.place, id=definition.id)
