"""`rank` (排名), `last_place` (最后一名) and `by_rank` (points by place): the place of a unit in its comparison group.

Ties share the better place; the next place is skipped (competition rank, 1 1 3) or not (dense rank, 1 1 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from kaohe.language import nodes
from kaohe.language.entry import TIE_RULES, Doc, Extreme, Meaning, Roles
from kaohe.language.nodes import Mapping, Sequence
from kaohe.language.tree import Cases, Compare, FoldUnits, Mul, Node, Rank, Step, Text, walk
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
    lowest: FoldUnits

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


RANK = Keyword(
    "rank",
    "名次",
    "rank",
    RankRoles,
    "relative",
    "whole_group",
    lower=lower_rank,
    doc=Doc(
        zh="名次",
        en="The place in the comparison group",
        written="rank: {of: F, within: group, among: C, first: highest, ties: competition}",
        more_zh="`first` 可写 `lowest`（低的在前），不写为 `highest`。`ties`：`competition` 1、1、3；`dense` 1、1、2",
        more_en="`first: lowest` puts the lowest first. `ties`: `competition` 1, 1, 3 or `dense` 1, 1, 2",
        known_zh="排名；标准竞赛排名（1 1 3）、密集排名（1 1 2）",
        known_en="standard competition ranking, dense ranking",
        example="rank: {of: x, within: all, ties: competition}",
        gives=("3", "2", "1"),
    ),
)
LAST_PLACE = Keyword(
    "last_place",
    "最后一名",
    "last place",
    LastPlaceRoles,
    "relative",
    "whole_group",
    lower=lower_last_place,
    doc=Doc(
        zh="是否最后一名；并列最后的都是",
        en="Whether it is last; all who share the last value are",
        written="last_place: {of: F, within: group, among: C}",
        more_zh="即数值最低，与最低相同的都是",
        more_en="That is lowest",
        formula="of = min",
        known_zh="末位",
        known_en="末位",
        example="last_place: {of: x, within: all}",
        gives=("yes", "no", "no"),
    ),
)
BY_RANK = Keyword(
    "by_rank",
    "按名次得分",
    "points by rank",
    ByRankRoles,
    "relative",
    "carried",
    lower=lower_by_rank,
    doc=Doc(
        zh="按名次得 points 的一部分",
        en="The points times the share of the rank",
        written="by_rank: {rank: F, shares: [100%, 90%, …]}",
        more_zh="名次超出这一列，计算时报错",
        more_en="A place beyond the list is an error of the run",
        formula="points × share",
        known_zh="第一名得满分，第二名得 90%",
        known_en="the best gets all, the next 90%",
        example="points: 10\nby_rank: {rank: place, shares: [100%, 80%, 50%]}",
        gives=("5", "8", "10"),
    ),
)
