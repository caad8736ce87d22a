"""`formula`: the formula as it is written."""

from __future__ import annotations

from kaohe.language.nodes import Mapping
from kaohe.language.tree import Node
from kaohe.words.context import Context


def lower(rule: Mapping, context: Context) -> Node:
    """The formula's own tree."""
    return context.formula(rule.entries["formula"].value)
