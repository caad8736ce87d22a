"""`last_place` (最后一名): true for the lowest of the group and for all who share its value."""

from __future__ import annotations

from kaohe.language.nodes import Mapping
from kaohe.language.tree import Compare, Node, Step
from kaohe.words.context import Context
from kaohe.words.group import comparison_group


def lower(rule: Mapping, context: Context) -> Node:
    """Whether the unit's value is the lowest of its group; absent for a unit that does not take part."""
    entry = rule.entries["last_place"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    body = Compare("==", group.of, group.figure("lowest", place), place=place)
    return Step("last_place", (("of", group.of),), group.for_participants(body, place), context.clause, place=place)
