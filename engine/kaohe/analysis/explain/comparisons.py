"""The methods that compare a unit with its group: 功效系数, 最后一名, 比例评定等次."""

from __future__ import annotations

from fractions import Fraction

from kaohe.analysis.explain import formulas, groups
from kaohe.analysis.explain.draft import Draft, Telling
from kaohe.analysis.explain.key_values import Point
from kaohe.analysis.explain.model import Amount, Listing, ListRow
from kaohe.analysis.explain.phrases import PRODUCT, title
from kaohe.evaluate.arithmetic import plain
from kaohe.language import tree
from kaohe.language.apportionment import seats
from kaohe.language.numerals import exact_digits

_ROUNDINGS = {"largest_remainder": "最大余数法", "half_up": "四舍五入，末等取剩余", "floor": "舍去小数，末等取剩余"}


def _for_participants(telling: Telling, body: tree.Node, point: Point, draft: Draft) -> tree.Node | None:
    """The rule for those that take part; None, having said so, for a unit that does not.

    A bare `present` is no condition of the writer's, whose conditions are formulas: quota asks it of everybody.
    """
    if isinstance(body, tree.If) and isinstance(body.condition, tree.Present):
        return body
    if isinstance(body, tree.If) and isinstance(body.otherwise, tree.Absent):
        if point.value(body.condition) is True:
            return body.then
        known = "还不知道参不参加：" if point.waits(body.condition) else "不参加："
        draft.say("absent", known, *formulas.truth_of(telling, body.condition, point, draft))
        return None
    return body


def efficacy(telling: Telling, step: tree.Step, point: Point, draft: Draft) -> None:
    """base + span × (x − lowest) ÷ (highest − lowest), or what holds where all are equal."""
    given = dict(step.arguments)
    name = telling.words.of(given["of"], PRODUCT)
    base, span = (telling.words.of(given[word], PRODUCT) for word in ("base", "span"))
    draft.put((*base, " + ", *span, " × (", *name, " − 本组最低) ÷ (本组最高 − 本组最低)"))
    body = _for_participants(telling, step.body, point, draft)
    if body is None:
        return
    assert isinstance(body, tree.If) and isinstance(body.condition, tree.Compare)
    over = body.condition.left
    assert isinstance(over, tree.Over)
    own = telling.fill(given["of"], point, draft)
    group = groups.compared(telling, over, point, draft)
    if group is None:
        return
    draft.listings.append(groups.listing(group, title(telling.words.of(given["of"]), "数值")))
    ends = groups.say_ends(telling, group, draft)
    if ends is None:
        return
    lowest, highest = ends
    if lowest.value == highest.value:
        draft.say("condition", "最高与最低相等，另有规定")
        telling.rule(body.then, point, draft)
        return
    own = (point.amount(given["of"]),) if len(own) != 1 else own
    first, second = (telling.fill(given[word], point, draft, PRODUCT) for word in ("base", "span"))
    quotient = (" × (", *own, " − ", lowest, ") ÷ (", highest, " − ", lowest, ")")
    draft.filled = (*first, " + ", *second, *quotient)


def last_place(telling: Telling, step: tree.Step, point: Point, draft: Draft) -> None:
    """Whether nobody in the group is lower."""
    of = dict(step.arguments)["of"]
    draft.put((*telling.words.of(of), " 是不是本组最低"))
    body = _for_participants(telling, step.body, point, draft)
    if body is None:
        return
    assert isinstance(body, tree.Compare) and isinstance(body.right, tree.Over)
    telling.fill(of, point, draft)
    group = groups.compared(telling, body.right, point, draft)
    if group is None:
        return
    draft.listings.append(groups.listing(group, title(telling.words.of(of), "数值")))
    ends = groups.say_ends(telling, group, draft)
    if ends is not None:
        draft.filled = (point.amount(of), " = " if point.value(step) else " > ", ends[0])


def quota(telling: Telling, step: tree.Step, point: Point, draft: Draft) -> None:
    """The seats of each grade, the place of the unit, and the grade that it reaches."""
    of = dict(step.arguments)["of"]
    draft.put(("按 ", *telling.words.of(of), " 由高到低的名次，依比例评定等次"))
    body = _for_participants(telling, step.body, point, draft)
    if body is None:
        return
    telling.fill(of, point, draft)
    assert isinstance(body, tree.If)
    if point.value(body.condition) is not True:
        return
    body = body.then
    if isinstance(body, tree.If) and not _is_seat(body):
        if formulas.said(telling, body.condition, point, draft, "例外："):
            telling.rule(body.then, point, draft)
            return
        body = body.otherwise
    _seated(telling, step, body, point, draft)


def _is_seat(node: tree.Node) -> bool:
    """Whether a choice is between a grade and the lower ones, by place and seats."""
    return (
        isinstance(node, tree.If)
        and isinstance(node.condition, tree.Compare)
        and isinstance(node.condition.right, tree.Seats)
    )


def _seated(telling: Telling, step: tree.Step, body: tree.Node, point: Point, draft: Draft) -> None:
    bounds: list[tuple[str, tree.Compare]] = []
    while isinstance(body, tree.If):
        assert isinstance(body.condition, tree.Compare) and isinstance(body.then, tree.Text)
        bounds.append((body.then.value, body.condition))
        body = body.otherwise
    assert isinstance(body, tree.Text)
    if not bounds:
        draft.say("group", "只有一个等次")
        return
    place, seat = bounds[0][1].left, bounds[0][1].right
    assert isinstance(place, tree.Rank) and isinstance(seat, tree.Seats)
    group = groups.compared(telling, place, point, draft)
    if group is None or groups.say_missing(group, draft):
        return
    rounding = seat.rounding
    while isinstance(rounding, tree.Reading):
        rounding = telling.chosen(rounding, draft)
    edge = place.edge
    while isinstance(edge, tree.Reading):
        edge = telling.chosen(edge, draft)
    word = str(point.value(rounding))
    given = seats(len(group.rows), seat.ratio, word)
    grades = [*(grade for grade, _ in bounds), body.value]
    ratio = "：".join(map(str, seat.ratio))
    share = "，".join(
        f"{grade} {number} 家（{_share(len(group.rows), part, sum(seat.ratio))}）"
        for grade, number, part in zip(grades, given, seat.ratio, strict=True)
    )
    draft.say("group", f"{group.within}参评 {len(group.rows)} 家，按 {ratio} 分（{_ROUNDINGS[word]}）：{share}")
    _say_place(telling, bounds, body.value, str(point.value(edge)), point, draft, group, place)
    found = groups.places_of(group, place, groups.ties_of(telling, place, point, draft))
    draft.listings.append(_grades(step, group, found))


def _share(count: int, part: int, whole: int) -> str:
    """What a grade would get before it is made whole: 18 × 3 ÷ 10 = 5.4."""
    return f"{count} × {part} ÷ {whole} = {exact_digits(Fraction(count * part, whole))}"


def _say_place(
    telling: Telling,
    bounds: list[tuple[str, tree.Compare]],
    last: str,
    edge: str,
    point: Point,
    draft: Draft,
    group: groups.Compared,
    rank: tree.Rank,
) -> None:
    """The place that counts, and the grade whose seats it still falls in."""
    place = point.number(rank)
    if place is None:
        return
    first, level = groups.places_of(group, rank, groups.ties_of(telling, rank, point, draft))[group.point.row]
    if level > 1:
        counted = "最后" if edge == "last" else "最前"
        draft.say("ties", f"{level} 家并列第 {first} 名，跨等次时按并列中{counted}的名次，即第 {place} 名")
    for grade, compare in bounds:
        reached = point.number(compare.right)
        if reached is not None and place <= reached:
            draft.say("tier", f"第 {place} 名，在前 {reached} 名之内，评为“{grade}”")
            return
    draft.say("tier", f"第 {place} 名，在前面各等次的名额之外，评为“{last}”")


def _grades(step: tree.Step, group: groups.Compared, found: dict[int, tuple[int, int]]) -> Listing:
    """Everybody's place, value and grade."""
    given = plain(group.point.run.of(step, group.point.frame))
    known = dict(zip(group.rows, group.amounts, strict=True))
    rows = tuple(
        ListRow(
            (Amount(Fraction(found[row][0])), group.unit(row), known[row], given[row] or Amount(None)),
            row == group.point.row,
        )
        for row in sorted(found, key=lambda row: found[row][0])
    )
    return Listing(f"{group.within}（{len(rows)} 家）", ("名次", "单位", "得分", "等次"), rows)
