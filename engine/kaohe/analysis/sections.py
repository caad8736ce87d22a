"""The section (一级指标) that an input, value or score belongs to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter

from kaohe.policy.model import Definition, Policy, Target


@dataclass(frozen=True, slots=True)
class Section:
    """A first-level score with what is part of it, a field of targets, or what else there is of a unit type.

    `score` is the key of the section's own node, which a field has none of; None for the rest of a unit type.
    """

    id: str
    unit_type: str
    name: str
    score: str | None = None


def sections_of(
    policy: Policy,
    keys: Sequence[str],
    edges: Sequence[tuple[str, str]],
    key_of: Callable[[Definition], str],
    target_key: Callable[[Target], str],
) -> tuple[dict[str, Section], dict[str, str]]:
    """The sections in the order of the policy, and the id of the section of each node.

    A score is in the section that encloses it, a target in that of its field; anything else where all that needs it
    is, or else with the rest of its unit type.
    """
    rest = {unit.id: Section(f"{unit.id}.", unit.id, unit.name) for unit in policy.units.values()}
    found: dict[str, Section] = {}
    placed: dict[str, str] = {}
    for definition in policy.definitions.values():
        first = _first_level(policy, definition)
        if first is not None:
            own = key_of(first)
            found[own] = Section(own, first.unit_type, first.name, own)
            placed[key_of(definition)] = own
        elif definition.published:
            placed[key_of(definition)] = rest[definition.unit_type].id
    for target in policy.targets:
        own = rest[target.unit_type].id
        if target.field is not None:
            own = f"{target.unit_type}!!{target.field}"
            found.setdefault(own, Section(own, target.unit_type, target.field, own))
        placed[target_key(target)] = own
    owners = {key_of(definition): definition.unit_type for definition in policy.definitions.values()}
    users = _users(keys, edges)
    for key in TopologicalSorter(users).static_order():
        if key not in placed:
            around = {placed[user] for user in users[key]}
            unit_type = owners.get(key) or policy.tables[key.partition("/")[0]].unit_type
            placed[key] = around.pop() if len(around) == 1 else rest[unit_type].id
    used = set(placed.values())
    ordered = [s for unit in policy.units for s in (*found.values(), rest[unit]) if s.unit_type == unit]
    return {section.id: section for section in ordered if section.id in used}, placed


def _first_level(policy: Policy, definition: Definition) -> Definition | None:
    """The score right under the whole that a definition is part of; None for a whole, and for what is no part."""
    inside: Definition | None = None
    while definition.parent is not None:
        inside = definition
        definition = policy.definitions[definition.unit_type, definition.parent]
    return inside


def _users(keys: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    users: dict[str, list[str]] = {key: [] for key in keys}
    for source, user in edges:
        users[source].append(user)
    return users
