"""What is declared and never used: inputs, tables, values, questions, methods."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.diagnostics import Findings
from kaohe.language.tree import Column, Fold, Node, Reading, Ref, Step, walk
from kaohe.policy.model import Policy


def check_unused(policy: Policy, findings: Findings) -> None:
    """K516 an input, K517 a table, K518 a value, K519 a question, K520 a method that nothing uses."""
    used = [node for rule in rules_of(policy) for node in walk(rule)]
    conditions = [node for condition in policy.conditions for node in walk(condition.rule)]
    columns = {(node.table, node.column) for node in (*used, *conditions) if isinstance(node, Column)}
    # A condition makes use of an input, to see that others are right; but a table is used by what is calculated.
    tables = {node.table for node in used if isinstance(node, Column | Fold)}
    _check_tables(policy, columns, tables, findings)
    values = {(node.unit_type, node.id) for node in (*used, *conditions) if isinstance(node, Ref)}
    for identity, definition in policy.definitions.items():
        if not definition.published and identity not in values:
            findings.add("K518", definition.place, id=definition.id)
    questions = {node.question for node in (*used, *conditions) if isinstance(node, Reading)}
    for question in policy.questions.values():
        if question.id not in questions:
            findings.add("K519", question.place, id=question.id)
    called = {node.keyword for node in (*used, *conditions) if isinstance(node, Step)}
    for name, place in policy.methods.items():
        if name not in called:
            findings.add("K520", place, id=name)


def rules_of(policy: Policy) -> Iterator[Node]:
    """Every rule that is calculated."""
    yield from (definition.rule for definition in policy.definitions.values())
    for target in policy.targets:
        yield from target.rules or ()


def _check_tables(policy: Policy, columns: set[tuple[str, str]], tables: set[str], findings: Findings) -> None:
    """Texts and days tell rows apart for people, and keys and groups are used by being there."""
    for table in policy.tables.values():
        unit_type = policy.units[table.unit_type]
        named = {column for id_, column in columns if id_ == table.id}
        if table.id not in tables and unit_type.source_table != table.id:
            findings.add("K517", table.place, id=table.id)
            continue
        for column in table.columns.values():
            is_key = column.id in table.further_keys or (
                unit_type.source_table == table.id and column.id == unit_type.group_column
            )
            if column.type not in ("text", "date") and column.id not in named and not is_key:
                findings.add("K516", column.place, id=column.id, name=column.name)
