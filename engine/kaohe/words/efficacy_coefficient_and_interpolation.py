"""`efficacy` (功效系数法) and `interpolate` (线性插值): where a value stands between others, in proportion.

The ends of an efficacy coefficient are the lowest and the highest of the group; the points of an interpolation are
written, such as the standards of 优秀、良好、平均.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kaohe.language.entry import Doc, Meaning, Roles
from kaohe.language.measures import agreed
from kaohe.language.nodes import Mapping, Scalar
from kaohe.language.ranges import Range, union
from kaohe.language.tree import (
    Add,
    Compare,
    Div,
    FoldUnits,
    If,
    LookUp,
    Mul,
    Node,
    Number,
    Step,
    Sub,
    Tier,
    Tiers,
    Unknown,
)
from kaohe.places import Place
from kaohe.words.comparison_group import comparison_group
from kaohe.words.lowering import Context, Keyword


@dataclass(frozen=True, slots=True, eq=False)
class EfficacyRoles(Roles):
    """Whose value is compared and who takes part (all if None), the figures of the group, and the scale."""

    of: Node
    among: Node | None
    lowest: FoldUnits
    highest: FoldUnits
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
    roles = EfficacyRoles(group.of, group.among, lowest, highest, base, span, when_equal)
    return Step(EFFICACY, roles, group.for_participants(body, place), context.clause, place=place)


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

    Points of the members of a list may rise or fall.
    """

    of: Node
    points: tuple[tuple[Node, Node], ...]
    below: Node
    above: Node
    of_members: bool = False


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
    below = _beyond(written, "below", points[0][1], context)
    above = _beyond(written, "above", points[-1][1], context)
    body: Node = _lines(of, points, below, above, place)
    if of_members:
        rises = Compare("<=", points[0][0], points[-1][0], place=place)
        body = If(rises, body, _lines(of, points[::-1], above, below, place), place=place)
    roles = InterpolateRoles(body, of, tuple(points), below, above, of_members)
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
    for (x1, y1), (x2, y2) in reversed(list(itertools.pairwise(points))):
        along = Div(Sub(of, x1, place=place), Sub(x2, x1, place=place), place=place)
        line = Add((y1, Mul(Sub(y2, y1, place=place), along, place=place)), place=place)
        lines.append(Tier(x1, True, line, place=x1.place))
    return Tiers(of, tuple(lines), below, place=place)


def _beyond(written: Mapping, word: str, at_end: Node, context: Context) -> Node:
    value = written.entries[word].value
    return at_end if isinstance(value, Scalar) and value.text == END else context.rule(value)


def _between(roles: InterpolateRoles, of: Callable[[Node], Range]) -> Range:
    """A line lies between its ends, which plain interval arithmetic forgets."""
    return union([of(value) for value in (*(value for _, value in roles.points), roles.below, roles.above)])


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
            "`below` 是第一个成员那头，`above` 是最后一个成员那头"
        ),
        more_en=(
            "The points stand in rising order; `below` and `above` are rules for what lies beyond them, or `end`, "
            "the value of that point. Points that a table of the document has: `{of: F, over: LIST, at: COLUMN, give: "
            "F, …}`, one for each member in the order of the list, which may rise or fall; `below` is the side of the "
            "first member, `above` that of the last"
        ),
        formula="y₁ + (y₂ − y₁) × (of − x₁) ÷ (x₂ − x₁)",
        known_zh="插值法；标准值之间按直线取值",
        known_en="linear interpolation between standards",
        example="interpolate: {of: x, through: {2: 0, 6: 10}, below: end, above: end}",
        gives=("0", "5", "10"),
    ),
)
