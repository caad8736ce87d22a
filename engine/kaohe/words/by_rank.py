"""`by_rank`: a share of the entry's points for each place (第一名得满分，第二名得 90%)."""

from __future__ import annotations

from kaohe.language import nodes
from kaohe.language.tree import Cases, Mul, Node, Step
from kaohe.words.context import Context


def lower(rule: nodes.Mapping, context: Context) -> Node:
    """points × the share of the place; a place beyond the list is refused when it occurs."""
    entry = rule.entries["by_rank"]
    written = entry.value
    assert isinstance(written, nodes.Mapping)
    place = entry.key.place
    rank = context.formula(written.entries["rank"].value)

    def shares(listed: nodes.Node) -> tuple[Node, ...]:
        if not isinstance(listed, nodes.Sequence):
            context.find("K259", listed.place, keyword="shares")
            return ()
        rows = tuple((number, context.formula(share)) for number, share in enumerate(listed.items, 1))
        return (Cases(rank, rows, None, place=listed.place),)

    (share,) = context.alternatives(written.entries["shares"].value, shares) or (rank,)
    points = context.points
    if points is None:
        context.find("K257", place, keyword="by_rank")
    body = share if points is None else Mul(points, share, place=place)
    return Step("by_rank", (("rank", rank),), body, context.clause, place=place)
