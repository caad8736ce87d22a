"""`per_item`: so many points for each (每个计 0.5 分)."""

from __future__ import annotations

from kaohe.language.nodes import Mapping
from kaohe.language.tree import Add, Mul, Node, Step, Tally
from kaohe.words.context import Context


def each(written: Mapping, context: Context) -> tuple[Node, ...]:
    """The products of count and points, one for each line; a yes counts once."""
    return tuple(
        Mul(
            Tally(context.formula(entry.key), place=entry.key.place),
            context.formula(entry.value),
            place=entry.key.place,
        )
        for entry in written.entries.values()
    )


def lower(rule: Mapping, context: Context) -> Node:
    """The sum over all counts of count × points."""
    entry = rule.entries["per_item"]
    assert isinstance(entry.value, Mapping)
    body = Add(each(entry.value, context), place=entry.key.place)
    return Step("per_item", (), body, context.clause, place=entry.key.place)
