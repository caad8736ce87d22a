"""Comparison groups: who has the highest and the lowest value, and where the unit stands among the others."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, cast

from kaohe.analysis.explain.draft import Draft, Telling, absent_each
from kaohe.analysis.explain.fold_operators import FILLED, counting, is_added, not_counted, weighed
from kaohe.analysis.explain.model import Amount, Listing, ListRow, Phrase
from kaohe.analysis.explain.names import plain_node, word_of
from kaohe.analysis.explain.phrases import ATOM, joined, title
from kaohe.analysis.explain.values import Members, Point
from kaohe.evaluate.groups import who
from kaohe.evaluate.provisional import provisional_groups
from kaohe.evaluate.rank_and_ties import TIES, Levels, places
from kaohe.language import tree
from kaohe.language.entry import EXTREMES, Extreme, TieRule, total
from kaohe.lazy import dataclass
from kaohe.translations import either, worded
from kaohe.words.fold_operators import OPERATORS


@dataclass(frozen=True)
class Compared:
    """The units that are compared with the one at `point`: the rows that take part, with their values of `of`.

    `missing` are those whose value is absent.
    """

    point: Point
    node: tree.FoldUnits | tree.Rank
    within: str
    members: Members

    @property
    def of(self) -> tree.Node:
        """Whose value is compared."""
        return self.node.of

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that take part."""
        return self.members.rows

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """Their values."""
        return self.members.amounts

    @property
    def takes_part(self) -> bool:
        """Whether the unit that is explained does."""
        return self.point.row in self.members.rows

    def unit(self, row: int) -> str:
        """The unit of a row of the frame; of a row of a table its period, and where it stands, too."""
        return who(self.point.run, self.point.frame, row)

    @property
    def counter(self) -> str:
        """What its members are counted in."""
        return worded("家") if self.node.rows is None else worded("条")

    def titled(self, count: int) -> str:
        """What heads a list of so many of it."""
        return worded("{}（{} {}）", self.within, count, self.counter)

    @property
    def heading(self) -> str:
        """What heads its members."""
        return worded("单位") if self.node.rows is None else worded("记录")

    @property
    def missing(self) -> dict[str, bool]:
        """Those whose value is absent, so that no figure of the group is sure; whether it is still to be sent."""
        pairs = zip(self.rows, self.amounts, strict=True)
        return {self.unit(row): found.is_provisional for row, found in pairs if found.value is None}

    @property
    def in_order(self) -> dict[int, Any]:
        """The values that there are, by row, as they are compared."""
        return self.members.in_order

    def holders(self, value: Any) -> list[int]:
        """The rows that have this value."""
        return [row for row, found in self.in_order.items() if found == value]


def compared(telling: Telling, node: tree.FoldUnits | tree.Rank, point: Point, draft: Draft) -> Compared | None:
    """The comparison group of a unit; None where it belongs to none. Says who does not take part."""
    run = telling.run
    own = point.at(run.policy.types[node].grain)
    if own is None:
        return None
    if own.row in provisional_groups(run, node, own.frame):
        draft.say("absent", worded("还不知道哪些单位一起比较，全组都定不下来"))
        return None
    members = telling.groups.of(node, own)
    if members is None:
        draft.say("absent", worded("不属于任何一组，不参加比较"))
        return None
    found = Compared(own, node, _within(telling, node.within, own), members)
    if len(members.rows) < len(members.group):
        rows = set(members.rows)
        out = worded("、").join(found.unit(row) for row in members.group if row not in rows)
        draft.say("group", worded("不参加比较的：{}", out))
    return found


def _within(telling: Telling, within: tree.Node | None, point: Point) -> str:
    """全体, or what the group is."""
    if within is None:
        return worded("全体")
    value = point.value(within)
    if isinstance(plain_node(within), tree.Key):
        return word_of(telling.run.policy, within, value)
    return worded("同一“{}”", title(telling.words.of(within, ATOM), worded("条件")))


def say_missing(group: Compared, draft: Draft) -> bool:
    """Says why the whole group has no figure, if so: nobody takes part, or somebody's value is absent."""
    if not group.rows:
        draft.say("absent", worded("没有单位参加比较"))
        return True
    if group.missing:
        draft.say("absent", worded("同组{}，全组都定不下来", absent_each(group.missing, worded("的值"))))
    return bool(group.missing)


def say_missing_key(telling: Telling, group: Compared, node: tree.Rank, draft: Draft) -> None:
    """Says which further key is absent for a unit that the keys before it left level."""
    for number, key in enumerate(node.then):
        for level in _levels(group, node, number):
            amounts = {row: group.point.moved(row).amount(key.of) for row in level if len(level) > 1}
            missing = {group.unit(row): each.is_provisional for row, each in amounts.items() if each.value is None}
            if missing:
                name = title(telling.words.of(key.of), worded("数值"))
                draft.say(
                    "absent", worded("并列的单位里{}，全组都定不下来", absent_each(missing, worded("的“{}”", name)))
                )
                return


def say_ends(telling: Telling, group: Compared, draft: Draft) -> tuple[Amount, Amount] | None:
    """Says who has the highest and who the lowest value; their inputs become parts, where the values are inputs."""
    values = group.in_order.values()
    if say_missing(group, draft):
        return None
    lowest, highest = (group.holders(end) for end in (min(values), max(values)))
    ends = group.members.known[lowest[0]], group.members.known[highest[0]]
    for word, end, holders in ((worded("最高："), ends[1], highest), (worded("最低："), ends[0], lowest)):
        draft.say("group", word, worded("、").join(map(group.unit, holders)), " ", end)
        first = holders[0]
        if first != group.point.row and isinstance(plain_node(group.of), tree.Column):
            telling.add_part(group.of, group.point.moved(first), draft, word.rstrip(worded("：")))
    return ends


def listing(group: Compared, heading: str) -> Listing:
    """The values of the group, highest first."""
    return listed(group, heading, group.members.highest_first)


def listed(group: Compared, heading: str, order: list[int]) -> Listing:
    """The values of the group in an order, those that are absent last."""
    known, ordered = group.members.known, set(order)
    rest = [row for row in group.rows if row not in ordered]
    rows = tuple(ListRow((group.unit(row), known[row]), row == group.point.row) for row in [*order, *rest])
    return Listing(group.titled(len(rows)), (group.heading, heading), rows)


def figure(telling: Telling, node: tree.FoldUnits, point: Point, draft: Draft) -> None:
    """A figure of the group: highest, lowest, total, count, mean, median."""
    draft.put(telling.words.of(node))
    if OPERATORS[node.op].counts:
        group = compared(telling, node, point, draft)
        if group is not None:
            draft.say("group", worded("{}参加的有 {} {}", group.within, len(group.rows), group.counter))
        return
    telling.fill(node.of, point, draft)
    group = compared(telling, node, point, draft)
    if group is None:
        return
    draft.listings.append(listing(group, title(telling.words.of(node.of), worded("数值"))))
    if OPERATORS[node.op].takes not in ("number", "in_order"):
        return
    if not (node.options.left_out and group.missing) and say_ends(telling, group, draft) is None:
        return
    _fill(node, group, draft)


def _fill(node: tree.FoldUnits, group: Compared, draft: Draft) -> None:
    """What the units come to, of those that count; the list of the group shows any other figure."""
    weights = [group.point.moved(row).amount(node.weight) for row in group.rows] if node.weight is not None else None
    values = [found.value for found in group.amounts]
    kept = counting(node, group.point, values, None if weights is None else [weight.value for weight in weights])
    out: dict[str, list[str]] = {}
    for number, row in enumerate(group.rows):
        if number not in kept:
            out.setdefault(not_counted(node.options, group.amounts[number]), []).append(group.unit(row))
    for why, units in out.items():
        draft.say("group", f"{worded('、').join(units)}{why}")
    if not is_added(node.op):
        return
    counts: list[Phrase] | None = None if weights is None else [(weights[number],) for number in kept]
    terms: list[Phrase] = [(group.amounts[number],) for number in kept]
    if counts is not None:
        terms = [weighed(term, count, node.op) for term, count in zip(terms, counts, strict=True)]
    if terms and group.point.value(node) is not None:
        draft.filled = FILLED[node.op](terms, counts, worded("家"))


_ORDERS: dict[Extreme, str] = total(
    "explain.groups of who is first", EXTREMES, {"highest": "由高到低", "lowest": "由低到高"}
)
_DATES: dict[Extreme, str] = total(
    "explain.groups of which date is first", EXTREMES, {"highest": "由晚到早", "lowest": "由早到晚"}
)


def order_of(telling: Telling, key: tree.RankKey) -> str:
    """In which order places go by a key."""
    return worded((_DATES if telling.run.policy.types[key.of].day else _ORDERS)[key.first])


def rank(telling: Telling, node: tree.Rank, point: Point, draft: Draft) -> None:
    """A place: the list of the group's values, and who is level."""
    draft.put((*in_order(telling, node), either("排名", ", ranked")))
    telling.fill(node.of, point, draft)
    group = compared(telling, node, point, draft)
    if group is None:
        return
    ties = ties_of(telling, node, point, draft)
    if not group.takes_part:
        draft.say("absent", worded("本单位不参加排名"))
        return
    if say_missing(group, draft):
        return
    found = places_of(group, node, ties)
    if not found:
        say_missing_key(telling, group, node, draft)
        return
    standing(telling, group, node, found, draft)
    draft.listings.append(_with_places(group, found, telling, node))


def ties_of(telling: Telling, node: tree.Rank, point: Point, draft: Draft) -> TieRule:
    """How ties are handled, with the reading that decides it."""
    ties = node.ties
    while isinstance(ties, tree.Reading):
        ties = telling.chosen(ties, draft)
    return cast(TieRule, point.value(ties))


def places_of(group: Compared, node: tree.Rank, ties: TieRule) -> dict[int, tuple[int, int]]:
    """Each row's place and how many share it, the first in front."""
    levels = _levels(group, node, len(node.then))
    shared = places(levels, TIES[ties].is_dense)
    return {row: (place, len(level)) for place, level in shared for row in level}


_MOST_KEYS = 8
"""So many keys are named in a row."""


def keys_of(node: tree.Rank | tree.RankList | None) -> Sequence[tree.Node]:
    """What a place goes by, of members that of the own one; nothing without a place."""
    keys = [] if node is None or isinstance(node, tree.RankList) else [key.of for key in node.keys]
    return node.contenders[node.own].keys if isinstance(node, tree.RankList) else keys


def in_order(telling: Telling, node: tree.Rank | tree.RankList) -> Phrase:
    """按 总分 由高到低，相同的再按 金牌 由高到低."""
    first = node.first if isinstance(node, tree.RankList) else [key.first for key in node.keys]
    keys = [tree.RankKey(*key) for key in zip(keys_of(node), first, strict=True)]
    orders: list[Phrase] = [(worded("按 "), *telling.words.of(key.of), f" {order_of(telling, key)}") for key in keys]
    if len(orders) > _MOST_KEYS:
        orders = [*orders[: _MOST_KEYS - 1], (worded("按另外 {} 项", len(orders) - _MOST_KEYS + 1),)]
    return joined(orders, worded("，相同的再"))


def _levels(group: Compared, node: tree.Rank, further: int) -> Levels:
    return group.members.levels(group.point.run, node, group.point.frame, further)


def say_what_decided(telling: Telling, group: Compared, node: tree.Rank, draft: Draft) -> None:
    """Names each further key that was asked of the unit, because those before it left it level, with all values."""
    for number, key in enumerate(node.then):
        level = next((level for level in _levels(group, node, number) if group.point.row in level), [])
        if len(level) < 2:
            return
        before = title(telling.words.of(node.keys[number].of), worded("数值"))
        others = worded("、").join(group.unit(row) for row in level if row != group.point.row)
        values = joined([(f"{group.unit(row)} ", group.point.moved(row).amount(key.of)) for row in level], worded("，"))
        ordered = (worded("再按 "), *telling.words.of(key.of), worded(" {}比：", order_of(telling, key)))
        draft.say("ties", worded("{}的{}与本单位相同，", others, before), *ordered, *values)
        telling.add_part(key.of, group.point, draft)


def standing(
    telling: Telling, group: Compared, node: tree.Rank, found: dict[int, tuple[int, int]], draft: Draft
) -> None:
    """Says the place among how many, what decided it, and with whom it is shared."""
    say_what_decided(telling, group, node, draft)
    place, level = found[group.point.row]
    draft.say("group", worded("在{} {} {}中列第 {} 名", group.within, len(found), group.counter, place))
    if level > 1:
        others = [group.unit(row) for row, each in found.items() if each[0] == place and row != group.point.row]
        draft.say("ties", worded("与{}并列第 {} 名", worded("、").join(others), place))


def _with_places(group: Compared, found: dict[int, tuple[int, int]], telling: Telling, node: tree.Rank) -> Listing:
    keys, known = further_amounts(telling, group, node), group.members.known
    rows = tuple(
        ListRow(
            (Amount(Fraction(place)), group.unit(row), known[row], *(each.get(row, "") for each in keys.values())),
            row == group.point.row,
        )
        for row, (place, _) in found.items()
    )
    headings = (worded("名次"), group.heading, title(telling.words.of(node.of), worded("数值")), *keys)
    return Listing(group.titled(len(rows)), headings, rows)


def further_amounts(telling: Telling, group: Compared, node: tree.Rank) -> dict[str, dict[int, Amount]]:
    """For each further key that anybody was asked for, by its name, the values of those who were, by row."""
    found: dict[str, dict[int, Amount]] = {}
    for number, key in enumerate(node.then):
        asked = [row for level in _levels(group, node, number) if len(level) > 1 for row in level]
        if asked:
            name = title(telling.words.of(key.of), worded("再比 {}", number + 1))
            found[name] = {row: group.point.moved(row).amount(key.of) for row in asked}
    return found
