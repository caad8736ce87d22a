"""`efficacy` (功效系数法) and `interpolate` (线性插值): where a value stands between others, in proportion.

The ends of an efficacy coefficient are the lowest and the highest of the group; the points of an interpolation are
written, such as the standards of 优秀、良好、平均.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence

from kaohe.language.entry import CompareOp, Doc, Meaning, Roles
from kaohe.language.measures import agreed
from kaohe.language.nodes import Mapping, Scalar
from kaohe.language.ranges import Range, union
from kaohe.language.tree import (
    Absent,
    Add,
    And,
    Compare,
    Div,
    FoldList,
    FoldUnits,
    If,
    LookUp,
    Mul,
    Node,
    Not,
    Number,
    Or,
    Present,
    Step,
    Sub,
    Tier,
    Tiers,
    Unknown,
)
from kaohe.lazy import dataclass
from kaohe.source_places import Place
from kaohe.words.lowering import Context, Keyword
from kaohe.words.rank_and_ties import all_of, comparison_group, for_participants


@dataclass(frozen=True, slots=True, eq=False)
class EfficacyRoles(Roles):
    """Whose value is compared and who takes part (all if None), the figures of the group, and the scale.

    Among members of lists the figures are of what is listed (FoldList).
    """

    of: Node
    where: Node | None
    lowest: FoldUnits | FoldList
    highest: FoldUnits | FoldList
    base: Node
    span: Node
    when_equal: Node

    @property
    def measured(self) -> tuple[Node, ...]:
        return (self.when_equal, self.base, self.span)


def _range(roles: EfficacyRoles, of: Callable[[Node], Range]) -> Range:
    """base to base + span, and what holds where all are equal."""
    base, span = of(roles.base), of(roles.span)
    return union([base, base + span, of(roles.when_equal)])


def lower_efficacy(rule: Mapping, context: Context) -> Node:
    """The efficacy coefficient of `of` within its comparison group."""
    entry = rule.entries["efficacy"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    group = comparison_group(written, context)
    if group is None:
        return Unknown(place=place)
    base, span = context.formula(written.entries["base"].value), context.formula(written.entries["span"].value)
    lowest, highest = group.figure("lowest", place), group.figure("highest", place)
    standing = Div(Sub(group.of, lowest, place=place), Sub(highest, lowest, place=place), place=place)
    when_equal = context.rule(written.entries["when_equal"].value)
    body = If(
        Compare("==", highest, lowest, place=place),
        when_equal,
        Add((base, Mul(span, standing, place=place)), place=place),
        place=place,
    )
    roles = EfficacyRoles(group.of, group.where, lowest, highest, base, span, when_equal)
    return Step(EFFICACY, roles, for_participants(group, body, place), context.clause, place=place)


EFFICACY = Keyword(
    "efficacy",
    "功效系数",
    "efficacy coefficient",
    EfficacyRoles,
    "relative",
    "whole_group",
    _range,
    lower=lower_efficacy,
    doc=Doc(
        zh="功效系数法：base + span ×（本单位 − 最低）÷（最高 − 最低）",
        en="Efficacy coefficient: base + span × (x − lowest) / (highest − lowest)",
        written="efficacy: {of: F, within: all, base: 60%, span: 40%, when_equal: R}",
        more_zh="最高等于最低时用 `when_equal`。`where` 可写",
        more_en="`when_equal` where highest and lowest are equal. `where` may stand here",
        formula="base + span × (of − min) ÷ (max − min)",
        known_zh="功效系数法；OECD、JRC《复合指标编制手册》（2008）的 min–max 标准化",
        known_en="功效系数法; min–max in the OECD/JRC Handbook on Constructing Composite Indicators (2008)",
        example="efficacy: {of: x, within: all, base: 60%, span: 30%, when_equal: 100%}",
        gives=("60%", "70%", "90%"),
    ),
)


END = "end"
"""What lies beyond the first or the last point has that point's value."""


@dataclass(frozen=True, slots=True, eq=False)
class InterpolateRoles(Meaning):
    """What is measured, the points with the value at each, in order, and what holds on either side of them.

    None on a side is the value of the point at that end. Points of the members of a list may rise or fall; one that has
    an absent part is left out, here already where the policy alone says so.
    """

    of: Node
    points: tuple[tuple[Node, Node], ...]
    below: Node | None
    above: Node | None
    of_members: bool = False

    @property
    def values(self) -> list[Node]:
        """All that it may come to, or to something between."""
        return [*(value for _, value in self.points), *(each for each in (self.below, self.above) if each is not None)]


Point = tuple[Node, Node]


def lower_interpolate(rule: Mapping, context: Context) -> Node:
    """Between two points y1 + (y2 − y1) × (of − x1) / (x2 − x1)."""
    entry = rule.entries["interpolate"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    of = context.formula(written.entries["of"].value)
    of_members = "over" in written.entries
    points = _of_members(written, context) if of_members else _written_out(written, context)
    if len(points) < 2:
        return Unknown(place=place)
    known = [[context.is_blank(part) for part in point] for point in points] if of_members else []
    known = known or [[]] * len(points)
    points = [point for point, blank in zip(points, known, strict=True) if True not in blank]
    known = [blank for blank in known if True not in blank]
    beyond = [_beyond(written, side, context) for side in ("below", "above")]
    body: Node = Absent(place=place)
    if any(None in blank for blank in known):
        there = [_there(point, blank) for point, blank in zip(points, known, strict=True)]
        body = _between_those_there(of, points, there, beyond[0], beyond[1], place)
    elif points:
        below, above = (value or points[at][1] for value, at in zip(beyond, (0, -1), strict=True))
        body = _lines(of, points, below, above, place)
        if of_members:
            rises = Compare("<=", points[0][0], points[-1][0], place=place)
            body = If(rises, body, _lines(of, points[::-1], above, below, place), place=place)
    roles = InterpolateRoles(body, of, tuple(points), beyond[0], beyond[1], of_members)
    return Step(INTERPOLATE, roles, body, context.clause, place=place)


def _written_out(written: Mapping, context: Context) -> list[tuple[Node, Node]]:
    """The points of `through`; a border that is no number, or out of order, is a finding (K251, K278)."""
    through = written.entries["through"].value
    assert isinstance(through, Mapping)
    rows = [(row.key, context.formula(row.key), context.rule(row.value)) for row in through.entries.values()]
    points = [(x, y) for _, x, y in rows if isinstance(x, Number)]
    for key, x, _ in rows:
        if not isinstance(x, Number):
            context.find("K251", key.place, bound=key.text)
    for (x1, _), (x2, _) in itertools.pairwise(points):
        if x2.value <= x1.value and agreed(x1.measure, x2.measure) is not None:
            context.find("K278", x2.place, bound=x2.place.text)
    return [*points] if len(points) == len(rows) else []


def _of_members(written: Mapping, context: Context) -> list[tuple[Node, Node]]:
    """A point for each member of `over`, in the order of the list; K721 where `at` is no column of the document's."""
    at, give = written.entries["at"].value, written.entries["give"].value
    members = [each for each in context.members(written.entries["over"].value) if each.agrees]
    points = [(each.context.formula(at), each.context.rule(give)) for each in members]
    for x, _ in points[:1]:
        if not isinstance(x, Unknown) and not isinstance(_bare(x), LookUp):
            context.find("K721", at.place, text=at.text if isinstance(at, Scalar) else "")
    if len(points) == 1:
        context.find("K722", written.entries["over"].value.place)
    return points


def _bare(node: Node) -> Node:
    return _bare(node.means) if isinstance(node, Step) and node.means is not None else node


def _lines(of: Node, points: Sequence[tuple[Node, Node]], below: Node, above: Node, place: Place) -> Node:
    """The lines between points that rise."""
    lines = [Tier(points[-1][0], False, above, place=points[-1][0].place)]
    for first, second in reversed(list(itertools.pairwise(points))):
        lines.append(Tier(first[0], True, _line(of, first, second, place), place=first[0].place))
    if len(points) == 1:
        lines.append(Tier(points[0][0], True, points[0][1], place=points[0][0].place))
    return Tiers(of, tuple(lines), below, place=place)


def _there(point: Point, blank: Sequence[bool | None]) -> Node | None:
    """That both parts of a point have a value; None where they always have."""
    asked = tuple(Present(part, place=part.place) for part, known in zip(point, blank, strict=True) if known is None)
    return all_of(*asked)


def _between_those_there(
    of: Node,
    points: Sequence[Point],
    there: Sequence[Node | None],
    below: Node | None,
    above: Node | None,
    place: Place,
) -> Node:
    """The line between the two points next to each other of those that have both parts; absent where none has.

    Which these are is asked pair by pair. Where a point stands alone, it rises: below it is what is less.
    """

    def compared(left: Node, op: CompareOp, right: Node) -> Node:
        return Compare(op, left, right, place=place)

    def alone(first: int, last: int, others: Sequence[Node | None], *also: Node) -> Node | None:
        """That two points are there and the others not; None where one of the others always is."""
        if None in others:
            return None
        lacking = [Not(each, place=each.place) for each in others if each is not None]
        return all_of(there[first], there[last] if first < last else None, *lacking, *also)

    body: Node = Absent(place=place)
    for first, last in reversed([*itertools.combinations_with_replacement(range(len(points)), 2)]):
        (x1, y1), (x2, y2) = points[first], points[last]
        rises = compared(x1, "<=", x2)
        before = If(rises, compared(of, "<", x1), compared(of, ">", x1), place=place)
        behind = If(rises, compared(of, ">", x2), compared(of, "<", x2), place=place)
        outside = [*there[:first], *there[last + 1 :]]
        for side, value in ((behind, above or y2), (before, below or y1)):
            if (ends := alone(first, last, outside, side)) is not None:
                body = If(ends, value, body, place=place)
        inside = And((compared(of, ">=", x1), compared(of, "<=", x2)), place=place)
        falling = And((compared(of, "<=", x1), compared(of, ">=", x2)), place=place)
        near = alone(first, last, there[first + 1 : last], Or((inside, falling), place=place))
        if near is not None:
            body = If(near, _line(of, points[first], points[last], place) if first < last else y1, body, place=place)
    return body


def _line(of: Node, first: Point, second: Point, place: Place) -> Node:
    (x1, y1), (x2, y2) = first, second
    along = Div(Sub(of, x1, place=place), Sub(x2, x1, place=place), place=place)
    return Add((y1, Mul(Sub(y2, y1, place=place), along, place=place)), place=place)


def _beyond(written: Mapping, word: str, context: Context) -> Node | None:
    """The rule for what lies beyond the points on a side; None for the value of the point at that end."""
    value = written.entries[word].value
    return None if isinstance(value, Scalar) and value.text == END else context.rule(value)


def _between(roles: InterpolateRoles, of: Callable[[Node], Range]) -> Range:
    """A line lies between its ends, which plain interval arithmetic forgets."""
    return union([of(value) for value in roles.values])


INTERPOLATE = Keyword(
    "interpolate",
    "线性插值",
    "linear interpolation",
    InterpolateRoles,
    "scale",
    "carried",
    _between,
    lower=lower_interpolate,
    doc=Doc(
        zh="线性插值：两点之间按直线取值",
        en="Straight lines between points",
        written="interpolate: {of: F, through: {60%: 0, 100%: 10}, below: end, above: end}",
        more_zh=(
            "各点由小到大；`below`、`above` 是两头以外的值（规则），写 `end` 就取那一头那个点的值。点在办法的表里的写 "
            "`{of: F, over: 清单, at: 列, give: F, …}`：清单的每个成员一个点，按成员的次序，可升可降；"
            "`below` 是第一个成员那头，`above` 是最后一个成员那头。空着的点不算，一个点也没有就没有值"
        ),
        more_en=(
            "The points stand in rising order; `below` and `above` are rules for what lies beyond them, or `end`, "
            "the value of that point. Points that a table of the document has: `{of: F, over: LIST, at: COLUMN, give: "
            "F, …}`, one for each member in the order of the list, which may rise or fall; `below` is the side of the "
            "first member, `above` that of the last. Points that are blank are left out; without any there is no value"
        ),
        formula="y₁ + (y₂ − y₁) × (of − x₁) ÷ (x₂ − x₁)",
        known_zh="插值法；标准值之间按直线取值",
        known_en="linear interpolation between standards",
        example="interpolate: {of: x, through: {2: 0, 6: 10}, below: end, above: end}",
        gives=("0", "5", "10"),
    ),
)
