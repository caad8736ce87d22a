"""`formula`: the formula as it is written."""

from __future__ import annotations

from engine.language.nodes import Mapping
from engine.language.tree import Node
from engine.methods.context import Context


def lower(rule: Mapping, context: Context) -> Node:
    """The formula's own tree."""
    return context.formula(rule.entries["formula"].value)
