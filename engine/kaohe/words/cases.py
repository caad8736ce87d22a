"""`by` and `reading`: one case for each word, or for each reading of an open question."""

from __future__ import annotations

from kaohe.language.nodes import Mapping
from kaohe.language.tree import Node, Step
from kaohe.words.context import Context


def lower_by(rule: Mapping, context: Context) -> Node:
    """A case for each word of a choice, unit, group or grade."""
    place = rule.entries["by"].key.place
    of = context.formula(rule.entries["by"].value)
    (body,) = context.alternatives(rule, lambda written: (context.rule(written),))
    return Step("by", (("by", of),), body, context.clause, place=place)


def lower_reading(rule: Mapping, context: Context) -> Node:
    """A case for each reading of the question."""
    (body,) = context.alternatives(rule, lambda written: (context.rule(written),))
    return body
