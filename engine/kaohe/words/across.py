"""`across`: a figure of the whole comparison group, known to each of its units."""

from __future__ import annotations

from typing import cast

from kaohe.language.nodes import Mapping
from kaohe.language.tree import Node, OverOp, Step
from kaohe.words.context import Context
from kaohe.words.group import comparison_group


def lower(rule: Mapping, context: Context) -> Node:
    """total, count, highest, lowest, mean or median of `of`."""
    entry = rule.entries["across"]
    written = entry.value
    assert isinstance(written, Mapping)
    group = comparison_group(written, context)
    body = group.figure(cast(OverOp, context.plain_word(written.get("take"), "count")), entry.key.place)
    return Step("across", (("of", group.of),), body, context.clause, place=entry.key.place)
