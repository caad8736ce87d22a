"""`rank` (排名): the place of a unit within its comparison group.

Ties share the better place; the next place is skipped (competition rank, 1 1 3) or not (dense rank, 1 1 2).
"""

from __future__ import annotations

from typing import Literal

from kaohe.language.nodes import Mapping
from kaohe.language.tree import Node, Rank, Step, Text
from kaohe.words.context import Context
from kaohe.words.group import comparison_group

TIES = ("competition", "dense")


def lower(rule: Mapping, context: Context) -> Node:
    """The rank by exact values; absent for a unit that does not take part."""
    entry = rule.entries["rank"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    first: Literal["highest", "lowest"] = (
        "lowest" if context.plain_word(written.get("first"), "highest") == "lowest" else "highest"
    )
    ties = context.word(written.entries["ties"].value, TIES)
    edge = Text("first", place=place)
    body = Rank(group.of, group.within, group.among, first, ties, edge, place=place)
    return Step("rank", (("of", group.of),), body, context.clause, place=place)
