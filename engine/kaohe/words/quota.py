"""`quota` (比例评定等次): grades by rank, so many seats for each in fixed proportions.

Seats are filled from the best grade down, and the last grade takes what is left. Where the proportions do not
divide the group, `rounding` says how: largest_remainder (equal remainders: the better grade first), half_up or
floor. `border` says which place counts for units that are level across a border: the first they fill, or the last.
"""

from __future__ import annotations

from dataclasses import dataclass

from kaohe.language.entry import BORDERS, SEAT_ROUNDINGS, TIE_RULES, Border, Doc, Roles, SeatRounding, total
from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.language.tree import Absent, And, Compare, FoldUnits, If, Node, Not, Or, Present, Rank, Seats, Step, Text
from kaohe.words.comparison_group import ComparisonGroup, comparison_group
from kaohe.words.lowering import Context, Keyword

SEAT_ROUNDING_NAMES: dict[SeatRounding, str] = total(
    "words.quota of seat roundings",
    SEAT_ROUNDINGS,
    {"largest_remainder": "最大余数法", "half_up": "四舍五入，末等取剩余", "floor": "舍去小数，末等取剩余"},
)
BORDER_NAMES: dict[Border, str] = total("words.quota of borders", BORDERS, {"first": "最前", "last": "最后"})


@dataclass(frozen=True, slots=True, eq=False)
class ExceptionRoles(Roles):
    """Units that are graded apart: which, with what grade, and whether they take a seat of the others all the same."""

    when: Node
    grade: Text
    counted: Node


@dataclass(frozen=True, slots=True, eq=False)
class QuotaRoles(Roles):
    """Whose value is ranked and who takes part (all if None), and how the grades come of it.

    `grades` stand from the best down, with their shares in `ratio`; `seats` are, for each grade but the last, those of
    it and all better ones together, out of `size`. `rank` has the tie rule and the border, `rounding` is a word node.
    """

    of: Node
    among: Node | None
    grades: tuple[Text, ...]
    ratio: tuple[int, ...]
    rank: Rank
    size: FoldUnits
    seats: tuple[Seats, ...]
    rounding: Node
    exception: ExceptionRoles | None

    @property
    def measured(self) -> tuple[Node, ...]:
        return ()


def lower_quota(rule: Mapping, context: Context) -> Node:
    """The grade of each unit; absent without a value to rank and for units that do not take part."""
    entry = rule.entries["quota"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    grades = _grades(written)
    ratio = _ratio(written, len(grades), context)
    exception = _exception(written, context)
    counted = group
    if exception is not None:
        takes_seat = Or((exception.counted, Not(exception.when, place=place)), place=place)
        among = takes_seat if group.among is None else And((group.among, takes_seat), place=place)
        counted = ComparisonGroup(group.of, group.within, among)
    roles = _roles(written, group, counted, grades, ratio, exception, context)
    body = _seated(roles)
    if exception is not None:
        body = If(exception.when, exception.grade, body, place=place)
    ranked = If(Present(group.of, place=place), body, Absent(place=place), place=place)
    return Step(QUOTA, roles, group.for_participants(ranked, place), context.clause, place=place)


def _exception(written: Mapping, context: Context) -> ExceptionRoles | None:
    exception = written.get("except")
    if not isinstance(exception, Mapping):
        return None
    when = context.formula(exception.entries["when"].value)
    counted = context.rule(exception.entries["counted"].value)
    grade = exception.entries["grade"].value
    assert isinstance(grade, Scalar)
    return ExceptionRoles(when, Text(grade.text, place=grade.place), counted)


def _roles(
    written: Mapping,
    group: ComparisonGroup,
    counted: ComparisonGroup,
    grades: tuple[Text, ...],
    ratio: tuple[int, ...],
    exception: ExceptionRoles | None,
    context: Context,
) -> QuotaRoles:
    """The places and seats among those of the group that are `counted`."""
    place = written.place
    ties = context.word(written.entries["ties"].value, TIE_RULES)
    border = context.word(written.entries["border"].value, BORDERS)
    rounding = context.word(written.entries["rounding"].value, SEAT_ROUNDINGS)
    rank = Rank(counted.of, counted.within, counted.among, "highest", ties, border, place=place)
    size = counted.figure("count", place)
    seats = tuple(
        Seats(size, ratio, number, rounding, place=grade.place) for number, grade in enumerate(grades[:-1], 1)
    )
    return QuotaRoles(group.of, group.among, grades, ratio, rank, size, seats, rounding, exception)


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


def _ratio(written: Mapping, grades: int, context: Context) -> tuple[int, ...]:
    """3:6:1 as (3, 6, 1); one share for each grade (K258)."""
    ratio = written.entries["ratio"].value
    assert isinstance(ratio, Scalar)
    shares = tuple(int(share) for share in ratio.text.replace("：", ":").split(":"))
    if len(shares) != grades or not sum(shares):
        context.find("K258", ratio.place, ratio=ratio.text, grades=grades)
        return (1,) * grades
    return shares


QUOTA = Keyword(
    "quota",
    "比例评定等次",
    "grades by quota",
    QuotaRoles,
    "relative",
    "whole_group",
    lower=lower_quota,
    doc=Doc(
        zh="比例评定等次",
        en="Grades in fixed proportions, by rank",
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
