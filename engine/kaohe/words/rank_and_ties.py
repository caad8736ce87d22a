"""`rank` (排名), `last_place` (最后一名) and `by_rank` (points by place): the place of a unit in its comparison group.

Ties share the better place; the next place is skipped (competition rank, 1 1 3) or not (dense rank, 1 1 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from kaohe.language import nodes
from kaohe.language.entry import TIE_RULES, Extreme, Meaning, Roles
from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.tree import Cases, Compare, Mul, Node, Over, Rank, Step, Text, walk
from kaohe.words.comparison_group import comparison_group
from kaohe.words.lowering import Context, Keyword, printed_points


@dataclass(frozen=True, slots=True, eq=False)
class RankRoles(Meaning):
    """The place itself, a Rank that has whose value it is (`of`), the group, who takes part, and the tie rule."""

    means: Rank


@dataclass(frozen=True, slots=True, eq=False)
class LastPlaceRoles(Roles):
    """Whose value is compared, who takes part (all if None), and the lowest of the group."""

    of: Node
    among: Node | None
    lowest: Over

    @property
    def measured(self) -> tuple[Node, ...]:
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class ByRankRoles(Meaning):
    """The place, the table of shares by place (Cases), which a word or a reading may choose, and the points shared."""

    rank: Node
    shares: Node
    points: Node


def lower_rank(rule: Mapping, context: Context) -> Node:
    """The rank by exact values; absent for a unit that does not take part."""
    entry = rule.entries["rank"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    first = cast(Extreme, context.plain_word(written.get("first"), "highest"))
    ties = context.word(written.entries["ties"].value, TIE_RULES)
    edge = Text("first", place=place)
    body = Rank(group.of, group.within, group.among, first, ties, edge, place=place)
    return Step(RANK, RankRoles(body), body, context.clause, place=place)


def written_ranks(rule: Node) -> Iterator[Rank]:
    """The places that a rule asks for with `rank`, and not those that a grade rests on."""
    for node in walk(rule):
        if isinstance(node, Step) and isinstance(node.roles, RankRoles):
            yield node.roles.means


def lower_last_place(rule: Mapping, context: Context) -> Node:
    """Whether the unit's value is the lowest of its group; absent for a unit that does not take part."""
    entry = rule.entries["last_place"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    lowest = group.figure("lowest", place)
    body = group.for_participants(Compare("==", group.of, lowest, place=place), place)
    return Step(LAST_PLACE, LastPlaceRoles(group.of, group.among, lowest), body, context.clause, place=place)


def lower_by_rank(rule: Mapping, context: Context) -> Node:
    """points × the share of the place; a place beyond the list is refused when it occurs."""
    entry = rule.entries["by_rank"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    rank = context.formula(written.entries["rank"].value)

    def shares(listed: nodes.Node) -> tuple[Node, ...]:
        if not isinstance(listed, Sequence):
            context.find("K259", listed.place, keyword="shares")
            return ()
        rows = tuple((number, context.formula(share)) for number, share in enumerate(listed.items, 1))
        return (Cases(rank, rows, None, place=listed.place),)

    (share,) = context.alternatives(written.entries["shares"].value, shares) or (rank,)
    points = printed_points(context, "by_rank", place)
    body = Mul(points, share, place=place)
    return Step(BY_RANK, ByRankRoles(body, rank, share, points), body, context.clause, place=place)


RANK = Keyword("rank", "名次", "rank", RankRoles, "relative", "whole_group", lower=lower_rank)
LAST_PLACE = Keyword(
    "last_place", "最后一名", "last place", LastPlaceRoles, "relative", "whole_group", lower=lower_last_place
)
BY_RANK = Keyword("by_rank", "按名次得分", "points by rank", ByRankRoles, "relative", "carried", lower=lower_by_rank)
