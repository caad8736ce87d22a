"""What places give: grades (`quota`, 比例评定等次) and shares of the points (`by_rank`, 按名次得分).

Of a quota each grade has so many seats: in fixed proportions, or fixed numbers.

Seats are filled from the best grade down. In proportions (`ratio`) the last grade takes what is left; of fixed numbers
(`seats`) one grade has the `rest`. Where the proportions do not
divide the group, `rounding` says how: largest_remainder (equal remainders: the better grade first), half_up or
floor. `border` says which place counts for units that are level across a border: the first they fill, or the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe.language import nodes
from kaohe.language.entry import BORDERS, SEAT_ROUNDINGS, Border, Doc, Meaning, Roles, SeatRounding, total
from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.language.tree import (
    Absent,
    Add,
    Cases,
    Choice,
    Compare,
    FoldList,
    FoldUnits,
    If,
    Mul,
    Node,
    Not,
    Number,
    Or,
    Present,
    Rank,
    RankList,
    Seats,
    Step,
    Sub,
    Text,
    Unknown,
)
from kaohe.lazy import dataclass
from kaohe.words.lowering import Context, Keyword, printed_points
from kaohe.words.rank_and_ties import comparison_group, for_participants, place_of

SEAT_ROUNDING_NAMES: dict[SeatRounding, str] = total(
    "words.quota of seat roundings",
    SEAT_ROUNDINGS,
    {"largest_remainder": "最大余数法", "half_up": "四舍五入，末等取剩余", "floor": "舍去小数，末等取剩余"},
)
REST = "rest"
"""What stands among fixed numbers of seats for the grade that has what they leave."""
BORDER_NAMES: dict[Border, str] = total("words.quota of borders", BORDERS, {"first": "最前", "last": "最后"})


@dataclass(frozen=True, slots=True, eq=False)
class ExceptionRoles(Roles):
    """Units that are graded apart: which, with what grade, and whether they take a seat of the others all the same."""

    when: Node
    grade: Text
    counted: Node


@dataclass(frozen=True, slots=True, eq=False)
class QuotaRoles(Roles):
    """Whose value is ranked, who takes part (all if None), what a group has in common, and how the grades come of it.

    `grades` stand from the best down; `seats` are, for each grade but the last, those of it and all better ones
    together, out of `size`: Seats where they are shared out in proportions. `rank` has the tie rule and the border;
    among members of lists it is a RankList.
    """

    of: Node
    where: Node | None
    within: Node | None
    grades: tuple[Text, ...]
    rank: Rank | RankList
    size: FoldUnits | FoldList
    seats: tuple[Node, ...]
    exception: ExceptionRoles | None

    @property
    def measured(self) -> tuple[Node, ...]:
        return ()

    @property
    def ratios(self) -> tuple[tuple[int, ...], ...]:
        """The proportions, each once: several where a reading or a word chooses, none where the seats are fixed."""
        found = (end.ratio for seats in self.seats for end in ends(seats) if isinstance(end, Seats))
        return tuple(dict.fromkeys(found))


def ends(node: Node) -> Iterator[Node]:
    """What a reading or a word may choose."""
    if isinstance(node, Choice):
        for branch in node.branches:
            yield from ends(branch)
    else:
        yield node


def lower_quota(rule: Mapping, context: Context) -> Node:
    """The grade of each unit; absent without a value to rank and for units that do not take part."""
    entry = rule.entries["quota"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    if group is None:
        return Unknown(place=place)
    grades = _grades(written)
    exception = _exception(written, context)
    counted = group
    if exception is not None:
        apart = [each for context in group.contexts if (each := _exception(written, context)) is not None]
        counted = group.only([Or((each.counted, Not(each.when, place=place)), place=place) for each in apart])
    size = counted.figure("count", place)
    seats = _seats(written, grades, size, context)
    rank = place_of(written, counted, context.word(written.entries["border"].value, BORDERS), context, written.place)
    roles = QuotaRoles(group.of, group.where, group.within, grades, rank, size, seats, exception)
    body = _seated(roles)
    if exception is not None:
        body = If(exception.when, exception.grade, body, place=place)
    ranked = If(Present(group.of, place=place), body, Absent(place=place), place=place)
    return Step(QUOTA, roles, for_participants(group, ranked, place), context.clause, place=place)


def _exception(written: Mapping, context: Context) -> ExceptionRoles | None:
    exception = written.get("except")
    if not isinstance(exception, Mapping):
        return None
    when = context.formula(exception.entries["when"].value)
    counted = context.rule(exception.entries["counted"].value)
    grade = exception.entries["grade"].value
    assert isinstance(grade, Scalar)
    return ExceptionRoles(when, Text(grade.text, place=grade.place), counted)


def _seated(roles: QuotaRoles) -> Node:
    """The grade by rank against the seats of this grade and all better ones together."""
    body: Node = roles.grades[-1]
    for grade, seats in reversed(list(zip(roles.grades, roles.seats, strict=False))):
        reached = Compare("<=", roles.rank, seats, place=grade.place)
        body = If(reached, grade, body, place=grade.place)
    return body


def _grades(written: Mapping) -> tuple[Text, ...]:
    grades = written.entries["grades"].value
    assert isinstance(grades, Sequence)
    return tuple(Text(grade.text, place=grade.place) for grade in grades.items if isinstance(grade, Scalar))


def _seats(written: Mapping, grades: tuple[Text, ...], size: Node, context: Context) -> tuple[Node, ...]:
    """For each grade but the last, the seats of it and all better ones together."""
    if "seats" in written.entries:
        return context.alternatives(
            written.entries["seats"].value, lambda listed: _fixed(listed, len(grades), size, context)
        )
    rounding = context.word(written.entries["rounding"].value, SEAT_ROUNDINGS)

    def shared(ratio: nodes.Node) -> tuple[Node, ...]:
        shares = _ratio(ratio, len(grades), context)
        numbered = enumerate(grades[:-1], 1)
        return tuple(Seats(size, shares, number, rounding, place=grade.place) for number, grade in numbered)

    return context.alternatives(written.entries["ratio"].value, shared)


def _ratio(ratio: nodes.Node, grades: int, context: Context) -> tuple[int, ...]:
    """3:6:1 as (3, 6, 1); one share for each grade (K258)."""
    assert isinstance(ratio, Scalar)
    shares = tuple(int(share) for share in ratio.text.replace("：", ":").split(":"))
    if len(shares) != grades or not sum(shares):
        context.find("K258", ratio.place, ratio=ratio.text, grades=grades)
        return (1,) * grades
    return shares


def _fixed(listed: nodes.Node, grades: int, size: Node, context: Context) -> tuple[Node, ...]:
    """[2, 3, rest]: numbers of seats, and one `rest` that has what they leave (K290 otherwise)."""
    items = listed.items if isinstance(listed, Sequence) else ()
    rests = [number for number, item in enumerate(items) if isinstance(item, Scalar) and item.text == REST]
    if len(items) != grades or len(rests) != 1:
        context.find("K290", listed.place, grades=grades)
        return (Number(Fraction(0), place=listed.place),) * (grades - 1)
    numbers = [None if number in rests else context.formula(item) for number, item in enumerate(items)]
    before, after = numbers[: rests[0]], numbers[rests[0] + 1 :]
    held = [_sum(before[: number + 1]) for number in range(len(before))]
    held += [Sub(size, _sum(after[number:]), place=listed.place) for number in range(len(after))]
    return tuple(held)


def _sum(numbers: list[Node | None]) -> Node:
    terms = tuple(number for number in numbers if number is not None)
    return terms[0] if len(terms) == 1 else Add(terms, place=terms[0].place)


QUOTA = Keyword(
    "quota",
    "比例评定等次",
    "grades by quota",
    QuotaRoles,
    "relative",
    "whole_group",
    lower=lower_quota,
    doc=Doc(
        zh="按比例或名额评定等次",
        en="Grades by rank, in fixed proportions or numbers",
        written="quota: {…}",
        more_zh="见下",
        more_en="See below",
        known_zh="按 3:6:1 评定；最大余数法（Hare、Hamilton）",
        known_en="fixed proportions; largest remainder (Hare, Hamilton)",
        example=(
            "quota: {of: x, within: all, grades: [优秀, 合格], ratio: 1:2, rounding: largest_remainder, border: "
            "first, ties: competition}"
        ),
        gives=("合格", "合格", "优秀"),
    ),
)


@dataclass(frozen=True, slots=True, eq=False)
class ByRankRoles(Meaning):
    """The place, the table of shares by place (Cases), which a word or a reading may choose, and the points shared."""

    rank: Node
    shares: Node
    points: Node


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
