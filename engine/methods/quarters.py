"""`quarters`: a year from its four quarters, each with its weight (年度得分)."""

from __future__ import annotations

from engine.language import nodes
from engine.language.tree import FoldPeriods, Node, Step
from engine.methods.context import Context


def lower(rule: nodes.Mapping, context: Context) -> Node:
    """The weighted sum; as long as a quarter is missing the year has no value (`incomplete: none`)."""
    entry = rule.entries["quarters"]
    written = entry.value
    assert isinstance(written, nodes.Mapping)

    def weights(listed: nodes.Node) -> tuple[Node, ...]:
        if not isinstance(listed, nodes.Sequence) or len(listed.items) != 4:
            context.find("K259", listed.place, keyword="weights")
            return ()
        return tuple(context.formula(weight) for weight in listed.items)

    of = context.formula(written.entries["of"].value)
    found = context.alternatives(written.entries["weights"].value, weights)
    body = FoldPeriods(of, found, place=entry.key.place)
    return Step("quarters", (("of", of),), body, context.clause, place=entry.key.place)
