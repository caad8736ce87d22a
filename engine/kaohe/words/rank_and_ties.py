"""Comparisons by place: `rank` (排名), `last_place` (最后一名), `by_rank` (points by place), and who is compared.

Ties share the better place; the next place is skipped (competition rank, 1 1 3) or not (dense rank, 1 1 2). The
comparison group is what `within` and `where` name together: units, rows of a table, or members of lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence as SequenceOf
from fractions import Fraction
from typing import NamedTuple, cast

from kaohe.language import nodes
from kaohe.language.entry import EXTREMES, TIE_RULES, Doc, Extreme, FoldOp, Meaning, Roles, total
from kaohe.language.folds_and_choices import Contender, Element
from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.language.tree import (
    Absent,
    And,
    Combination,
    Compare,
    FoldList,
    FoldUnits,
    If,
    Node,
    Number,
    Present,
    Rank,
    RankKey,
    RankList,
    Step,
    Text,
    Unknown,
    walk,
)
from kaohe.lazy import dataclass, replace
from kaohe.source_places import Place
from kaohe.words.lowering import Context, InMember, Keyword


@dataclass(frozen=True)
class ComparisonGroup:
    """Whose value is compared (`of`), within which units, and which of these take part (all if None).

    What is asked of each is read in one context for all of them. `within` is None for all units, or what the units of
    one group have in common. With `rows` it is the rows of this table that are compared: where it is written so, or
    where a value of a row is compared in the `let` of its table.
    """

    of: Node
    within: Node | None
    where: Node | None
    contexts: tuple[Context]
    rows: str | None = None

    def figure(self, op: FoldOp, place: Place) -> FoldUnits:
        """One figure of the whole group."""
        return FoldUnits(op, self.of, self.within, self.where, rows=self.rows, place=place)

    def placed(self, first: Extreme, then: SequenceOf[Then], ties: Node, edge: Node, place: Place) -> Rank:
        """The place by `of`, then by further keys."""
        keys = tuple(RankKey(key.by[0], key.first) for key in then)
        return Rank(self.of, self.within, self.where, first, ties, edge, keys, self.rows, place=place)

    def only(self, also: SequenceOf[Node]) -> ComparisonGroup:
        """The same where those alone take part of which this holds too."""
        return replace(self, where=all_of(self.where, also[0]))


@dataclass(frozen=True)
class MemberGroup:
    """The members of lists that are compared, with the contexts in which each is current; `own` is whose value it is.

    They stand at one key: the figures and places of the group are made of what is listed here, as with RankList. With
    `across` those of all units are compared, by places alone.
    """

    contenders: tuple[Contender, ...]
    contexts: tuple[Context, ...]
    own: int
    across: bool = False

    @property
    def _mine(self) -> Contender:
        return self.contenders[self.own]

    @property
    def of(self) -> Node:
        """The value of the own member."""
        return self._mine.keys[0]

    @property
    def where(self) -> Node | None:
        """Whether the own member takes part."""
        return self._mine.where

    @property
    def within(self) -> Node | None:
        """What the members of one group have in common."""
        return self._mine.within

    def figure(self, op: FoldOp, place: Place) -> FoldList:
        """One figure of the own member's group."""
        meant = [all_of(each.where, self._is_of_group(each, place)) for each in self.contenders]
        listed = zip(self.contenders, meant, strict=True)
        return FoldList(op, tuple(Element(each.keys[0], each.name, where) for each, where in listed), place=place)

    def _is_of_group(self, each: Contender, place: Place) -> Node | None:
        """Whether a member is of the own one's group; who has nothing to go by is of none."""
        own, its = self._mine.within, each.within
        if own is None or its is None:
            return None
        known = [Present(one, place=place) for one in (own, its)]
        words = [one if isinstance(one, Combination) else Combination((one,), place=place) for one in (its, own)]
        return And((*known, Compare("==", words[0], words[1], place=place)), place=place)

    def placed(self, first: Extreme, then: SequenceOf[Then], ties: Node, edge: Node, place: Place) -> RankList:
        """The place of the own member by `of`, then by further keys."""
        listed = tuple(
            each._replace(keys=(*each.keys, *(key.by[number] for key in then)))
            for number, each in enumerate(self.contenders)
        )
        order = (first, *(key.first for key in then))
        return RankList(listed, self.own, order, ties, edge, self.across, place=place)

    def only(self, also: SequenceOf[Node]) -> MemberGroup:
        """The same where those alone take part of which this holds too."""
        meant = [all_of(each.where, this) for each, this in zip(self.contenders, also, strict=True)]
        listed = zip(self.contenders, meant, strict=True)
        return replace(self, contenders=tuple(each._replace(where=where) for each, where in listed))


Compared = ComparisonGroup | MemberGroup


def for_participants(group: Compared, body: Node, place: Place) -> Node:
    """The body for those that take part; the others have no such value."""
    return body if group.where is None else If(group.where, body, Absent(place=place), place=place)


def comparison_group(written: Mapping, context: Context, by_places: bool = False) -> Compared | None:
    """Reads `of`, `within`, and `where`, who takes part; None after a finding in the lists that are compared.

    To whom the entry or `of` does not apply takes no part. K296 for members of all units together where not places
    alone are asked for.
    """
    if is_over_lists(written, context):
        found = _members(written, context)
        if found is not None and found.across and not by_places:
            context.find("K296", written.entries["over"].value.place)
            return None
        return found
    of = context.formula(written.entries["of"].value)
    where = written.get("where")
    among = all_of(context.where, context.applies(of), None if where is None else context.formula(where))
    within, over = within_of(written.entries["within"].value, context), written.get("over")
    named = [node for node in (of, within, among) if node is not None]
    rows = context.rows_named(named) if over is None else context.own_rows(over)
    return ComparisonGroup(of, within, among, (context,), rows)


def is_over_lists(written: Mapping, context: Context) -> bool:
    """Whether members of lists are compared, and neither units nor rows."""
    over = written.get("over")
    return isinstance(over, Sequence) or (isinstance(over, Scalar) and context.is_list(over))


def _members(written: Mapping, context: Context) -> MemberGroup | None:
    """The members of the lists that `over` names, of several each combination, that agree.

    To which the entry or `of` does not apply takes no part. None after K295 for a list that the entry has no current
    member of.
    """
    over = written.entries["over"].value
    sets = [each for each in (over.items if isinstance(over, Sequence) else (over,)) if isinstance(each, Scalar)]
    units = [each for each in sets if context.is_units(each)]
    lists = [each for each in sets if each not in units]
    if any(context.units(each) is None for each in units):
        return None
    own = [(each, context.own_member(each) if context.is_list(each) else None) for each in lists]
    for each, member in own:
        if member is None:
            context.find("K295", each.place, name=each.text, suggestion=context.near_list(each))
    if not lists:
        context.find("K295", over.place, name=over.place.text)
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
    if number is None:
        return None
    listed = tuple(_contender(written, each) for _, each in found)
    return MemberGroup(listed, tuple(each.context for _, each in found), number, bool(units))


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
    """Whose value is compared, who takes part (all if None), what a group has in common, and the lowest of the group.

    `from_the_end` is the place counted from the last one, where further keys decide between those level (`then`), or
    members of lists are compared.
    """

    of: Node
    where: Node | None
    within: Node | None
    lowest: FoldUnits | FoldList
    from_the_end: Rank | RankList | None = None

    @property
    def measured(self) -> tuple[Node, ...]:
        return ()


def lower_rank(rule: Mapping, context: Context) -> Node:
    """The rank by exact values; absent for a unit that does not take part."""
    entry = rule.entries["rank"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context, by_places=True)
    if group is None:
        return Unknown(place=place)
    body = place_of(written, group, Text("first", place=place), context, place)
    roles = RankRoles(body) if isinstance(body, Rank) else MemberRankRoles(body)
    return Step(RANK, roles, body, context.clause, place=place)


def place_of(written: Mapping, group: Compared, edge: Node, context: Context, place: Place) -> Rank | RankList:
    """The place by `of`, then by the keys of `then`, the highest first if nothing else is said."""
    ties = context.word(written.entries["ties"].value, TIE_RULES)
    first = cast(Extreme, context.plain_word(written.get("first"), "highest"))
    return group.placed(first, further_keys(written, group), ties, edge, place)


class Then(NamedTuple):
    """A further key: what places go by, of each that is compared (of units and rows in one place), and who is first."""

    by: tuple[Node, ...]
    first: Extreme


def further_keys(written: Mapping, group: Compared) -> list[Then]:
    """The keys of `then`: a formula, whose highest is first, or `lowest: F`. None where one was found wrong."""
    listed = written.get("then")
    items = listed.items if isinstance(listed, Sequence) else ()
    read = [[key for item in items for key in _keys(item, context)] for context in group.contexts]
    if len(set(map(len, read))) > 1:
        return []
    return [Then(tuple(key.of for key in keys), keys[0].first) for keys in zip(*read, strict=True)]


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
    if group is None:
        return Unknown(place=place)
    lowest = group.figure("lowest", place)
    then = [key._replace(first=_OPPOSITE[key.first]) for key in further_keys(written, group)]
    from_the_end = None
    is_last: Node = Compare("==", group.of, lowest, place=place)
    if then or isinstance(group, MemberGroup):
        ties, edge = Text("competition", place=place), Text("first", place=place)
        from_the_end = group.placed("lowest", then, ties, edge, place)
        is_last = Compare("==", from_the_end, Number(Fraction(1), place=place), place=place)
    roles = LastPlaceRoles(group.of, group.where, group.within, lowest, from_the_end)
    return Step(LAST_PLACE, roles, for_participants(group, is_last, place), context.clause, place=place)


_OPPOSITE: dict[Extreme, Extreme] = total(
    "words.rank_and_ties of extremes", EXTREMES, {"highest": "lowest", "lowest": "highest"}
)


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
