"""Lists of shares by place fit the size of the group they are for."""

from __future__ import annotations

from collections.abc import Iterator

from engine.diagnostics import Findings
from engine.language.tree import Cases, Key, Node, Rank, Ref, Step, children, walk
from engine.policy.model import Definition, Policy, UnitType


def check_rank_tables(policy: Policy, findings: Findings) -> None:
    """K514 a place without a share, K515 a share for a place that nobody can take."""
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            if isinstance(node, Step) and node.keyword == "by_rank":
                unit_type = policy.units[definition.unit_type]
                if unit_type.source_table is None:
                    _check(policy, definition, node, unit_type, findings)


def _check(policy: Policy, definition: Definition, step: Step, unit_type: UnitType, findings: Findings) -> None:
    sizes = _group_sizes(policy, step, unit_type)
    for groups, table in _tables(step.body, frozenset(unit_type.groups) or frozenset([""])):
        applying = {size for name, size in sizes.items() if not name or name in groups}
        places = len(table.cases)
        for size in sorted(applying):
            if places < size:
                findings.add("K514", table.place, places=places, size=size)
        if applying and places > max(applying):
            findings.add("K515", table.place, places=places, size=max(applying))


def _group_sizes(policy: Policy, step: Step, unit_type: UnitType) -> dict[str, int]:
    """How many units are ranked together: by group, or all of them under an empty name."""
    rank = next(_ranks(policy, dict(step.arguments)["rank"]), None)
    if rank is None or rank.within is None:
        return {"": len(unit_type.members)}
    members = unit_type.members.values()
    return {group: sum(1 for member in members if member.group == group) for group in unit_type.groups}


def _ranks(policy: Policy, node: Node) -> Iterator[Rank]:
    for inside in walk(node):
        if isinstance(inside, Rank):
            yield inside
        elif isinstance(inside, Ref):
            yield from _ranks(policy, policy.definitions[inside.unit_type, inside.id].rule)


def _tables(node: Node, groups: frozenset[str]) -> Iterator[tuple[frozenset[str], Cases]]:
    """The tables by place, each with the groups it is for."""
    if isinstance(node, Cases) and all(isinstance(word, int) for word, _ in node.cases):
        yield groups, node
    elif isinstance(node, Cases) and _is_group(node.of):
        for word, case in node.cases:
            yield from _tables(case, frozenset([str(word)]))
        if node.otherwise is not None:
            yield from _tables(node.otherwise, groups - {str(word) for word, _ in node.cases})
    else:
        for child in children(node):
            yield from _tables(child, groups)


def _is_group(node: Node) -> bool:
    body = node.body if isinstance(node, Step) else node
    return isinstance(body, Key) and body.part == "group"
