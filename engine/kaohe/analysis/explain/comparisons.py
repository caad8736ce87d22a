"""The methods that compare a unit with its group: 功效系数, 最后一名, 比例评定等次."""

from __future__ import annotations

from fractions import Fraction
from itertools import accumulate, pairwise
from typing import cast

from kaohe.analysis.explain import formulas, groups
from kaohe.analysis.explain.draft import Draft, Telling, absent_each
from kaohe.analysis.explain.model import Amount, Listing, ListRow, Phrase
from kaohe.analysis.explain.phrases import PRODUCT, joined, title
from kaohe.analysis.explain.values import Point
from kaohe.evaluate.groups import listed_name
from kaohe.evaluate.rank_and_ties import TIES, Levels, contending, places, provisional_contenders, stages_among
from kaohe.evaluate.scalars import plain
from kaohe.language import tree
from kaohe.language.entry import Border, SeatRounding, TieRule
from kaohe.language.numerals import exact_digits
from kaohe.language.rounding_and_apportionment import seats
from kaohe.lazy import dataclass
from kaohe.translations import either, worded
from kaohe.words.efficacy_coefficient_and_interpolation import EfficacyRoles
from kaohe.words.quota import BORDER_NAMES, SEAT_ROUNDING_NAMES, QuotaRoles
from kaohe.words.rank_and_ties import LastPlaceRoles


def _takes_part(telling: Telling, where: tree.Node | None, point: Point, draft: Draft) -> bool:
    """Whether the unit takes part; if not, says so."""
    if where is None or point.value(where) is True:
        return True
    known = worded("还不知道参不参加：") if point.is_provisional(where) else worded("不参加：")
    draft.say("absent", known, *formulas.truth_of(telling, where, point, draft))
    return False


def efficacy(telling: Telling, step: tree.Step, roles: EfficacyRoles, point: Point, draft: Draft) -> None:
    """base + span × (x − lowest) ÷ (highest − lowest), or what holds where all are equal."""
    name = telling.words.of(roles.of, PRODUCT)
    base, span = (telling.words.of(end, PRODUCT) for end in (roles.base, roles.span))
    draft.put((*base, " + ", *span, " × (", *name, worded(" − 本组最低) ÷ (本组最高 − 本组最低)")))
    if not _takes_part(telling, roles.where, point, draft):
        return
    own = telling.fill(roles.of, point, draft)
    if isinstance(roles.highest, tree.FoldList):
        ends = _ends_of_members(telling, roles.of, roles.highest, point, draft)
    else:
        ends = _ends_of_units(telling, roles.of, roles.highest, point, draft)
    if ends is None:
        return
    lowest, highest = ends
    if lowest.value == highest.value:
        draft.say("condition", worded("最高与最低相等，另有规定"))
        telling.rule(roles.when_equal, point, draft)
        return
    own = (point.amount(roles.of),) if len(own) != 1 else own
    first, second = (telling.fill(end, point, draft, PRODUCT) for end in (roles.base, roles.span))
    quotient = (" × (", *own, " − ", lowest, ") ÷ (", highest, " − ", lowest, ")")
    draft.filled = (*first, " + ", *second, *quotient)


def _ends_of_units(
    telling: Telling, of: tree.Node, node: tree.FoldUnits, point: Point, draft: Draft
) -> tuple[Amount, Amount] | None:
    """The lowest and the highest of the group, whose values are listed."""
    group = groups.compared(telling, node, point, draft)
    if group is None:
        return None
    draft.listings.append(groups.listing(group, title(telling.words.of(of), worded("数值"))))
    return groups.say_ends(telling, group, draft)


def _ends_of_members(
    telling: Telling, of: tree.Node, node: tree.FoldList, point: Point, draft: Draft
) -> tuple[Amount, Amount] | None:
    """The same of the members of lists that are compared; None, with the reason, where one of them has no value."""
    at = point.at(telling.run.policy.types[node].grain)
    if at is None:
        return None
    if any(each.where is not None and at.is_provisional(each.where) for each in node.elements):
        draft.say("absent", worded("还不知道哪些成员一起比较，全组都定不下来"))
        return None
    meant = [each for each in node.elements if each.where is None or at.value(each.where) is True]
    known = [(at.amount(each.of), each) for each in meant]
    known.sort(key=lambda pair: (pair[0].value is None, -(at.number(pair[1].of) or Fraction(0))))
    rows = tuple(ListRow((each.name, amount), each.of is of) for amount, each in known)
    headings = (worded("成员"), title(telling.words.of(of), worded("数值")))
    draft.listings.append(Listing(worded("{} 个成员", len(rows)), headings, rows))
    if missing := {each.name: amount.is_provisional for amount, each in known if amount.value is None}:
        draft.say("absent", worded("同组{}，全组都定不下来", absent_each(missing, worded("的值"))))
        return None
    if not known:
        draft.say("absent", worded("不属于任何一组，不参加比较"))
        return None
    lowest, highest = known[-1][0], known[0][0]
    for word, end in ((worded("最高："), highest), (worded("最低："), lowest)):
        holders = worded("、").join(each.name for amount, each in known if amount.value == end.value)
        draft.say("group", word, holders, " ", end)
    return lowest, highest


def last_place(telling: Telling, step: tree.Step, roles: LastPlaceRoles, point: Point, draft: Draft) -> None:
    """Whether nobody in the group is lower."""
    then = [telling.words.of(each) for each in groups.keys_of(roles.from_the_end)[1:]]
    draft.put((*joined([telling.words.of(roles.of), *then], worded("，相同的再比 ")), worded(" 是不是本组最低")))
    if not _takes_part(telling, roles.where, point, draft):
        return
    telling.fill(roles.of, point, draft)
    if isinstance(roles.from_the_end, tree.RankList):
        rank_of_one(telling, roles.from_the_end, point, draft, from_the_end=True)
        draft.filled = (point.amount(step),)
        return
    assert isinstance(roles.lowest, tree.FoldUnits)
    group = groups.compared(telling, roles.lowest, point, draft)
    if group is None:
        return
    draft.listings.append(groups.listing(group, title(telling.words.of(roles.of), worded("数值"))))
    ends = groups.say_ends(telling, group, draft)
    if ends is not None:
        draft.filled = (point.amount(roles.of), " = " if point.amount(roles.of) == ends[0] else " > ", ends[0])
    if roles.from_the_end is not None and ends is not None:
        groups.say_what_decided(telling, group, roles.from_the_end, draft)


def quota(telling: Telling, step: tree.Step, roles: QuotaRoles, point: Point, draft: Draft) -> None:
    """The seats of each grade, the place of the unit, and the grade that it reaches."""
    by = worded("依比例评定等次") if roles.ratios else worded("依名额评定等次")
    draft.put((*groups.in_order(telling, roles.rank), worded("的名次，{}", by)))
    if not _takes_part(telling, roles.where, point, draft):
        return
    telling.fill(roles.of, point, draft)
    if point.value(roles.of) is None:
        return
    apart = roles.exception
    if apart is not None and formulas.said(telling, apart.when, point, draft, worded("例外：")):
        telling.rule(apart.grade, point, draft)
        return
    if isinstance(roles.rank, tree.Rank):
        _seated(telling, step, roles, roles.rank, point, draft)
    else:
        _members_seated(telling, roles, roles.rank, point, draft)


def _edge(telling: Telling, rank: tree.Rank | tree.RankList, point: Point, draft: Draft) -> Border:
    """Which of the places that level ones fill counts, with the reading that decides it."""
    edge = rank.edge
    while isinstance(edge, tree.Reading):
        edge = telling.chosen(edge, draft)
    return cast(Border, point.value(edge))


def _seated(telling: Telling, step: tree.Step, roles: QuotaRoles, rank: tree.Rank, point: Point, draft: Draft) -> None:
    group = groups.compared(telling, rank, point, draft)
    if group is None or groups.say_missing(group, draft):
        return
    edge, count = _edge(telling, rank, point, draft), len(group.rows)
    seated = _seats(telling, roles, group.point, (count, worded("家")), draft)
    draft.say("group", worded("{}参评 {} {}，", group.within, count, worded("家")), *seated)
    found = groups.places_of(group, rank, groups.ties_of(telling, rank, point, draft))
    if not found:
        groups.say_missing_key(telling, group, rank, draft)
        return
    groups.say_what_decided(telling, group, rank, draft)
    _say_place(roles, edge, point, draft, found.get(group.point.row), worded("家"))
    draft.listings.append(_grades(telling, step, roles, rank, group, found))


def _members_seated(telling: Telling, roles: QuotaRoles, rank: tree.RankList, point: Point, draft: Draft) -> None:
    """The same of the members of lists that are compared."""
    edge, size = _edge(telling, rank, point, draft), point.number(roles.size)
    if size is not None:
        seated = _seats(telling, roles, point, (int(size), worded("个")), draft)
        draft.say("group", worded("{}参评 {} {}，", worded("同组"), size, worded("个")), *seated)
    standing = rank_of_one(telling, rank, point, draft)
    _say_place(roles, edge, point, draft, standing, worded("个"))


def _seats(telling: Telling, roles: QuotaRoles, point: Point, size: tuple[int, str], draft: Draft) -> Phrase:
    """The seats of each grade: as they are shared out in proportions, or as they are fixed.

    `size` is among how many, and what they are counted in.
    """
    count, counter = size
    seats_: tree.Node = roles.seats[0]
    while isinstance(seats_, tree.Reading | tree.Cases):
        if isinstance(seats_, tree.Reading):
            seats_ = telling.chosen(seats_, draft)
        else:
            branch = formulas.taken_branch(telling, seats_, point, draft)
            if branch is None:
                return (worded("名额定不下来"),)
            seats_ = branch
    if not isinstance(seats_, tree.Seats):
        held = [point.number(each) or Fraction(0) for each in roles.seats]
        limits = [min(max(each, Fraction(0)), Fraction(count)) for each in held]
        ends = [Fraction(0), *accumulate(limits, max), Fraction(count)]
        numbers = (
            worded("{} {} {}", grade.value, end - begin, counter)
            for grade, (begin, end) in zip(roles.grades, pairwise(ends), strict=True)
        )
        return (worded("按名额分："), worded("，").join(numbers))
    rounding = seats_.rounding
    while isinstance(rounding, tree.Reading):
        rounding = telling.chosen(rounding, draft)
    word = cast(SeatRounding, point.value(rounding))
    whole = sum(seats_.ratio)
    share = worded("，").join(
        worded("{} {} {}（{}）", grade.value, number, counter, _share(count, part, whole))
        for grade, number, part in zip(roles.grades, seats(count, seats_.ratio, word), seats_.ratio, strict=True)
    )
    return (
        worded(
            "按 {} 分（{}）：{}",
            either("：", ":").join(map(str, seats_.ratio)),
            worded(SEAT_ROUNDING_NAMES[word]),
            share,
        ),
    )


def _share(count: int, part: int, whole: int) -> str:
    """What a grade would get before it is made whole: 18 × 3 ÷ 10 = 5.4."""
    return f"{count} × {part} ÷ {whole} = {exact_digits(Fraction(count * part, whole))}"


def _say_place(
    roles: QuotaRoles, edge: Border, point: Point, draft: Draft, standing: tuple[int, int] | None, counter: str
) -> None:
    """The place that counts, and the grade whose seats it still falls in."""
    place = point.number(roles.rank)
    if place is None or standing is None:
        return
    first, level = standing
    if level > 1:
        counted = worded(BORDER_NAMES[edge])
        draft.say(
            "ties",
            worded("{} {}并列第 {} 名，跨等次时按并列中{}的名次，即第 {} 名", level, counter, first, counted, place),
        )
    for grade, seats_ in zip(roles.grades, roles.seats, strict=False):
        reached = point.number(seats_)
        if reached is not None and place <= reached:
            draft.say("tier", worded("第 {} 名，在前 {} 名之内，评为“{}”", place, reached, grade.value))
            return
    draft.say("tier", worded("第 {} 名，在前面各等次的名额之外，评为“{}”", place, roles.grades[-1].value))


def _grades(
    telling: Telling,
    step: tree.Step,
    roles: QuotaRoles,
    rank: tree.Rank,
    group: groups.Compared,
    found: dict[int, tuple[int, int]],
) -> Listing:
    """Everybody's place, value, what else the place goes by, and grade."""
    grades = plain(group.point.run.of(step, group.point.frame))
    known, further = group.members.known, groups.further_amounts(telling, group, rank)
    rows = tuple(
        ListRow(
            (
                Amount(Fraction(found[row][0])),
                group.unit(row),
                known[row],
                *(each.get(row, "") for each in further.values()),
                grades[row] or Amount(None),
            ),
            row == group.point.row,
        )
        for row in sorted(found, key=lambda row: found[row][0])
    )
    return Listing(
        group.titled(len(rows)),
        (worded("名次"), group.heading, worded("得分"), *further, worded("等次")),
        rows,
    )


@dataclass(frozen=True)
class _Ranked:
    """Those that are ranked among what is listed, each by its number in the frame; `own` is the one explained."""

    node: tree.RankList
    at: Point
    own: int

    def name(self, one: int) -> str:
        return listed_name(self.node, self.at.frame, one)

    def amount(self, one: int, key: int = 0) -> Amount:
        """What a place goes by."""
        row, number = divmod(one, len(self.node.contenders))
        return self.at.moved(row).amount(self.node.contenders[number].keys[key])

    def others(self, level: list[int]) -> str:
        return worded("、").join(self.name(one) for one in level if one != self.own)


def rank_of_one(
    telling: Telling, node: tree.RankList, point: Point, draft: Draft, from_the_end: bool = False
) -> tuple[int, int] | None:
    """Tells the place of a member among those that are ranked; gives it, and how many share it, None without one."""
    draft.put((*groups.in_order(telling, node), either("排名", ", ranked")))
    telling.fill(node.of, point, draft)
    at = point.at(telling.run.policy.types[node].grain)
    if at is None:
        return None
    if at.row in provisional_contenders(telling.run, node, at.frame):
        draft.say("absent", worded("还不知道哪些成员一起比较，全组都定不下来"))
        return None
    if not node.across:
        at = Point(at.run, at.frame.single(at.row), 0)
    found = _Ranked(node, at, at.row * len(node.contenders) + node.own)
    ranked = contending(telling.run, node, at.frame)
    group = next((number for number, ones in enumerate(ranked) if found.own in ones), None)
    if group is None:
        draft.say("absent", worded("{}不参加排名", found.name(found.own)))
        return None
    known = {found.name(one): found.amount(one) for one in ranked[group]}
    stages = [levels[group] for levels in stages_among(telling.run, node, at.frame)]
    if missing := {name: each.is_provisional for name, each in known.items() if each.value is None}:
        draft.say("absent", worded("同组{}，全组都定不下来", absent_each(missing, worded("的值"))))
    elif not stages[-1]:
        draft.say("absent", worded("并列的成员里有的没有再比的值，全组都定不下来"))
    else:
        return _say_listed_place(telling, found, stages, draft, from_the_end)
    return None


def _say_listed_place(
    telling: Telling, found: _Ranked, stages: list[Levels], draft: Draft, from_the_end: bool
) -> tuple[int, int]:
    """The place among how many, what decided it, with whom it is shared, and the places and values of all of them."""
    node, ties = found.node, found.node.ties
    while isinstance(ties, tree.Reading):
        ties = telling.chosen(ties, draft)
    shared = list(places(stages[-1], TIES[cast(TieRule, found.at.value(ties))].is_dense))
    for number, of in enumerate(groups.keys_of(node)[1:], 1):
        level = next(level for level in stages[number - 1] if found.own in level)
        if len(level) > 1:
            order = groups.order_of(telling, tree.RankKey(of, node.first[number]))
            values: list[Phrase] = [(f"{found.name(one)} ", found.amount(one, number)) for one in level]
            ordered = (*telling.words.of(of), worded(" {}比：", order), *joined(values, worded("，")))
            draft.say("ties", worded("与{}并列，再按 ", found.others(level)), *ordered)
            telling.add_part(of, found.at, draft)
    (place, level), count = next(each for each in shared if found.own in each[1]), sum(len(of) for _, of in shared)
    way = worded("倒数") if from_the_end else ""
    draft.say("group", worded("在 {} 个成员中列{}第 {} 名", count, way, place))
    if len(level) > 1:
        draft.say("ties", worded("与{}并列{}第 {} 名", found.others(level), way, place))
    rows = tuple(
        ListRow((Amount(Fraction(each)), found.name(one), found.amount(one)), one == found.own)
        for each, of in shared
        for one in of
    )
    headings = (worded("名次"), worded("成员"), title(telling.words.of(node.of), worded("数值")))
    draft.listings.append(Listing(worded("{} 个成员", count), headings, rows))
    return place, len(level)
