"""`formula`: as it is written. `parts`: a score that is the sum of the scores listed under it (一级指标、二级指标)."""

from __future__ import annotations

from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.tree import Add, Node
from kaohe.words.context import Context


def lower_formula(rule: Mapping, context: Context) -> Node:
    """The formula's own tree."""
    return context.formula(rule.entries["formula"].value)


def lower_parts(rule: Mapping, context: Context) -> Node:
    """The sum of the parts, each a value of its own."""
    entry = rule.entries["parts"]
    assert isinstance(entry.value, Sequence)
    return Add(tuple(context.part(item) for item in entry.value.items), place=entry.key.place)
