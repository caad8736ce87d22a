"""`quota` (比例评定等次): grades by rank, so many seats for each in fixed proportions.

Seats are filled from the best grade down, and the last grade takes what is left. Where the proportions do not
divide the group, `rounding` says how: largest_remainder (equal remainders: the better grade first), half_up or
floor. `border` says which place counts for units that are level across a border: the first they fill, or the last.
"""

from __future__ import annotations

from kaohe.language.nodes import Mapping, Scalar, Sequence
from kaohe.language.tree import Absent, And, Compare, If, Node, Not, Or, Over, Present, Rank, Seats, Step, Text
from kaohe.words.comparison_group import ComparisonGroup, comparison_group
from kaohe.words.context import Context
from kaohe.words.rank_and_ties import TIES

ROUNDINGS = ("largest_remainder", "half_up", "floor")
BORDERS = ("first", "last")


def lower(rule: Mapping, context: Context) -> Node:
    """The grade of each unit; absent without a value to rank and for units that do not take part."""
    entry = rule.entries["quota"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    grades = _grades(written)
    ratio = _ratio(written, len(grades), context)
    exception = written.get("except")
    counted = group
    if isinstance(exception, Mapping):
        when = context.formula(exception.entries["when"].value)
        inside = context.rule(exception.entries["counted"].value)
        takes_seat = Or((inside, Not(when, place=place)), place=place)
        among = takes_seat if group.among is None else And((group.among, takes_seat), place=place)
        counted = ComparisonGroup(group.of, group.within, among)
    body = _seated(written, counted, grades, ratio, context)
    if isinstance(exception, Mapping):
        grade = exception.entries["grade"].value
        assert isinstance(grade, Scalar)
        body = If(when, Text(grade.text, place=grade.place), body, place=place)
    ranked = If(Present(group.of, place=place), body, Absent(place=place), place=place)
    return Step("quota", (("of", group.of),), group.for_participants(ranked, place), context.clause, place=place)


def _seated(
    written: Mapping, group: ComparisonGroup, grades: list[Scalar], ratio: tuple[int, ...], context: Context
) -> Node:
    """The grade by rank against the seats of this grade and all better ones together."""
    place = written.place
    ties = context.word(written.entries["ties"].value, TIES)
    border = context.word(written.entries["border"].value, BORDERS)
    rounding = context.word(written.entries["rounding"].value, ROUNDINGS)
    rank = Rank(group.of, group.within, group.among, "highest", ties, border, place=place)
    size = Over("count", group.of, group.within, group.among, place=place)
    body: Node = Text(grades[-1].text, place=grades[-1].place)
    for number, grade in reversed(list(enumerate(grades[:-1], 1))):
        seats = Seats(size, ratio, number, rounding, place=grade.place)
        reached = Compare("<=", rank, seats, place=grade.place)
        body = If(reached, Text(grade.text, place=grade.place), body, place=grade.place)
    return body


def _grades(written: Mapping) -> list[Scalar]:
    grades = written.entries["grades"].value
    assert isinstance(grades, Sequence)
    return [grade for grade in grades.items if isinstance(grade, Scalar)]


def _ratio(written: Mapping, grades: int, context: Context) -> tuple[int, ...]:
    """3:6:1 as (3, 6, 1); one share for each grade (K258)."""
    ratio = written.entries["ratio"].value
    assert isinstance(ratio, Scalar)
    shares = tuple(int(share) for share in ratio.text.replace("：", ":").split(":"))
    if len(shares) != grades or not sum(shares):
        context.find("K258", ratio.place, ratio=ratio.text, grades=grades)
        return (1,) * grades
    return shares
