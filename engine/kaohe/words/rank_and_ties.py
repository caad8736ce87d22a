"""Comparisons by place: `rank` (排名), `last_place` (最后一名), `by_rank` (points by place), and who is compared.

Ties share the better place; the next place is skipped (competition rank, 1 1 3) or not (dense rank, 1 1 2). The
comparison group is what `within` and `where` name together: units, rows of a table, or members of lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import cast

from kaohe.compiled_late import dataclass
from kaohe.language import nodes
from kaohe.language.entry import EXTREMES, TIE_RULES, Doc, Extreme, FoldOp, Meaning, Roles, total
from kaohe.language.folds import Contender
from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.language.tree import (
    Absent,
    And,
    Cases,
    Combination,
    Compare,
    FoldUnits,
    If,
    Mul,
    Node,
    Number,
    Rank,
    RankKey,
    RankList,
    Step,
    Text,
    Unknown,
    walk,
)
from kaohe.places import Place
from kaohe.words.lowering import Context, InMember, Keyword, printed_points


@dataclass(frozen=True)
class ComparisonGroup:
    """Whose value is compared (`of`), within which units, and which of these take part (all if None).

    `within` is None for all units, or what the units of one group have in common. With `rows` it is the rows of this
    table that are compared: where it is written so, or where a value of a row is compared in the `let` of its table.
    """

    of: Node
    within: Node | None
    where: Node | None
    rows: str | None = None

    def figure(self, op: FoldOp, place: Place) -> FoldUnits:
        """One figure of the whole group."""
        return FoldUnits(op, self.of, self.within, self.where, rows=self.rows, place=place)

    def for_participants(self, body: Node, place: Place) -> Node:
        """The body for those that take part; the others have no such value."""
        return body if self.where is None else If(self.where, body, Absent(place=place), place=place)


def comparison_group(written: Mapping, context: Context) -> ComparisonGroup:
    """Reads `of`, `within`, and `where`, who takes part.

    To whom the entry or `of` does not apply takes no part.
    """
    of = context.formula(written.entries["of"].value)
    where = written.get("where")
    among = all_of(context.where, context.applies(of), None if where is None else context.formula(where))
    within, over = within_of(written.entries["within"].value, context), written.get("over")
    named = [node for node in (of, within, among) if node is not None]
    if is_over_lists(written, context) and over is not None:
        context.find("K296", over.place, name=over.place.text)
        return ComparisonGroup(of, within, among)
    rows = context.rows_named(named) if over is None else context.own_rows(over)
    return ComparisonGroup(of, within, among, rows)


def is_over_lists(written: Mapping, context: Context) -> bool:
    """Whether members of lists are compared, and neither units nor rows."""
    over = written.get("over")
    return isinstance(over, Sequence) or (isinstance(over, Scalar) and context.is_list(over))


def contenders(written: Mapping, context: Context) -> tuple[list[tuple[InMember, Contender]], int] | None:
    """The members of the lists that `over` names, of several each combination, that agree; and which is the own one.

    Each with its context, and as one whose place goes by `of` alone. To which the entry or `of` does not apply takes no
    part. None after K295 for a list that the entry has no current member of.
    """
    over = written.entries["over"].value
    lists = [each for each in (over.items if isinstance(over, Sequence) else (over,)) if isinstance(each, Scalar)]
    own = [(each, context.own_member(each) if context.is_list(each) else None) for each in lists]
    for each, member in own:
        if member is None:
            context.find("K295", each.place, name=each.text)
    if not lists or any(member is None for _, member in own):
        return None
    found = [((), InMember("", "", context))]  # type: list[tuple[tuple[str, ...], InMember]]
    for each in lists:
        found = [
            ((*ids, inside.id), inside._replace(name="，".join(filter(None, [outer.name, inside.name]))))
            for ids, outer in found
            for inside in outer.context.members(each)
            if inside.agrees
        ]
    wanted = tuple(member for _, member in own)
    number = next((number for number, (ids, _) in enumerate(found) if ids == wanted), None)
    return None if number is None else ([(each, _contender(written, each)) for _, each in found], number)


def _contender(written: Mapping, member: InMember) -> Contender:
    context, where = member.context, written.get("where")
    of = context.formula(written.entries["of"].value)
    among = all_of(context.exists(), context.applies(of), None if where is None else context.formula(where))
    return Contender(member.name, (of,), among, within_of(written.entries["within"].value, context))


def all_of(*conditions: Node | None) -> Node | None:
    """The conditions that there are, asked in this order."""
    found = tuple(dict.fromkeys(each for each in conditions if each is not None))
    return And(found, place=found[-1].place) if len(found) > 1 else next(iter(found), None)


def within_of(written: nodes.Node, context: Context) -> Node | None:
    """`all`, what the units of one group have in common, or several such."""
    if isinstance(written, Sequence):
        return Combination(tuple(map(context.formula, written.items)), place=written.place)
    return None if context.plain_word(written, "") == "all" else context.formula(written)


@dataclass(frozen=True, slots=True, eq=False)
class RankRoles(Meaning):
    """The place of a unit or a row, a Rank that has whose value it is (`of`), the group, who takes part, and the tie
    rule."""

    means: Rank


@dataclass(frozen=True, slots=True, eq=False)
class MemberRankRoles(Meaning):
    """The place of a member of a list among the others that are compared."""

    means: RankList


@dataclass(frozen=True, slots=True, eq=False)
class LastPlaceRoles(Roles):
    """Whose value is compared, who takes part (all if None), and the lowest of the group.

    `from_the_end` is the place counted from the last one, where further keys decide between those level (`then`).
    """

    of: Node
    where: Node | None
    lowest: FoldUnits
    from_the_end: Rank | None = None

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
    if is_over_lists(written, context):
        among = place_over_list(written, Text("first", place=place), context, place)
        roles = Meaning(among) if isinstance(among, Unknown) else MemberRankRoles(among)
        return Step(RANK, roles, among, context.clause, place=place)
    body = place_of(written, comparison_group(written, context), Text("first", place=place), context, place)
    return Step(RANK, RankRoles(body), body, context.clause, place=place)


def place_of(written: Mapping, group: ComparisonGroup, edge: Node, context: Context, place: Place) -> Rank:
    """The place by `of`, then by the keys of `then`, the highest first if nothing else is said."""
    ties = context.word(written.entries["ties"].value, TIE_RULES)
    first = cast(Extreme, context.plain_word(written.get("first"), "highest"))
    then = further_keys(written, context)
    return Rank(group.of, group.within, group.where, first, ties, edge, then, group.rows, place=place)


def place_over_list(written: Mapping, edge: Node, context: Context, place: Place) -> RankList | Unknown:
    """The place among the members of the lists that `over` names; what stands for it after a finding."""
    ties = context.word(written.entries["ties"].value, TIE_RULES)
    first = cast(Extreme, context.plain_word(written.get("first"), "highest"))
    found = contenders(written, context)
    if found is None:
        return Unknown(place=place)
    members, own = found
    then = [further_keys(written, member.context) for member, _ in members]
    listed = [
        each._replace(keys=(*each.keys, *(key.of for key in further)))
        for (_, each), further in zip(members, then, strict=True)
    ]
    if any(len(each.keys) != len(listed[own].keys) for each in listed):
        return Unknown(place=place)  # a key was found wrong
    return RankList(tuple(listed), own, (first, *(key.first for key in then[own])), ties, edge, place=place)


def further_keys(written: Mapping, context: Context) -> tuple[RankKey, ...]:
    """The keys of `then`: a formula, whose highest is first, or `lowest: F`."""
    listed = written.get("then")
    items = listed.items if isinstance(listed, Sequence) else ()
    return tuple(key for item in items for key in _keys(item, context))


def _keys(item: nodes.Node, context: Context) -> Iterator[RankKey]:
    """One key, or with `each` one for each member of a list, in its order; K294 for what says none, or two."""
    if not isinstance(item, Mapping):
        yield RankKey(context.formula(item), "highest")
        return
    written = [(first, item.entries[word].value) for word, first in _FIRST.items() if word in item.entries]
    each = item.get("each")
    if len(written) != 1 or ("of" in item.entries and each is None):
        context.find("K294", item.place)
        return
    for inside in [context] if each is None else [member.context for member in context.members(each)]:
        yield RankKey(inside.formula(written[0][1]), written[0][0])


_FIRST: dict[str, Extreme] = {"of": "highest", "highest": "highest", "lowest": "lowest"}
"""What the words of a key put first."""


def written_ranks(rule: Node) -> Iterator[Rank]:
    """The places that a rule asks for with `rank`, and not those that a grade rests on."""
    for node in walk(rule):
        if isinstance(node, Step) and isinstance(node.roles, RankRoles):
            yield node.roles.means


def lower_last_place(rule: Mapping, context: Context) -> Node:
    """Whether the unit is the last of its group, by its value alone if there is no `then`.

    Absent for a unit that does not take part.
    """
    entry = rule.entries["last_place"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    lowest = group.figure("lowest", place)
    then = tuple(RankKey(key.of, _OPPOSITE[key.first]) for key in further_keys(written, context))
    from_the_end = None
    is_last: Node = Compare("==", group.of, lowest, place=place)
    if then:
        ties, edge = Text("competition", place=place), Text("first", place=place)
        from_the_end = Rank(group.of, group.within, group.where, "lowest", ties, edge, then, group.rows, place=place)
        is_last = Compare("==", from_the_end, Number(Fraction(1), place=place), place=place)
    roles = LastPlaceRoles(group.of, group.where, lowest, from_the_end)
    return Step(LAST_PLACE, roles, group.for_participants(is_last, place), context.clause, place=place)


_OPPOSITE: dict[Extreme, Extreme] = total(
    "words.rank_and_ties of extremes", EXTREMES, {"highest": "lowest", "lowest": "highest"}
)


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
    Meaning,
    "relative",
    "whole_group",
    lower=lower_rank,
    doc=Doc(
        zh="名次",
        en="The place in the comparison group",
        written="rank: {of: F, within: group, where: C, first: highest, then: [F, …], ties: competition}",
        more_zh=(
            "`first` 可写 `lowest`（低的在前），不写为 `highest`；`then` 是相同时依次再比的数，见下。"
            "`ties`：`competition` 1、1、3；`dense` 1、1、2；`refused` 不许并列。`over: 清单` 排清单的成员，见下"
        ),
        more_en=(
            "`first: lowest` puts the lowest first; `then` is what decides between equal ones, see below. `ties`: "
            "`competition` 1, 1, 3, `dense` 1, 1, 2, or `refused`: level ones are an error. `over: LIST` ranks the "
            "members of a list, see below"
        ),
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
        written="last_place: {of: F, within: group, where: C, then: [F, …]}",
        more_zh="即数值最低；有 `then` 的，最低的里再依次比",
        more_en="That is lowest; `then` decides between the lowest",
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
