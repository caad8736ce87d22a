"""`efficacy` (功效系数法) and `interpolate` (线性插值): where a value stands between others, in proportion.

The ends of an efficacy coefficient are the lowest and the highest of the group; the points of an interpolation are
written, such as the standards of 优秀、良好、平均.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from kaohe.language.entry import Doc, Meaning, Roles
from kaohe.language.measures import agreed
from kaohe.language.nodes import Mapping, Scalar
from kaohe.language.ranges import Range, union
from kaohe.language.tree import Add, Compare, Div, FoldUnits, If, Mul, Node, Number, Step, Sub, Tier, Tiers, Unknown
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
    """What is measured, the points with the value at each, in rising order, and what holds on either side of them."""

    of: Node
    points: tuple[tuple[Number, Node], ...]
    below: Node
    above: Node


def lower_interpolate(rule: Mapping, context: Context) -> Node:
    """Between two points y1 + (y2 − y1) × (of − x1) / (x2 − x1). Points out of order are a finding (K251, K278)."""
    entry = rule.entries["interpolate"]
    written = entry.value
    assert isinstance(written, Mapping)
    place = entry.key.place
    of = context.formula(written.entries["of"].value)
    through = written.entries["through"].value
    assert isinstance(through, Mapping)
    rows = [(row.key, context.formula(row.key), context.rule(row.value)) for row in through.entries.values()]
    points = [(x, y) for _, x, y in rows if isinstance(x, Number)]
    for key, x, _ in rows:
        if not isinstance(x, Number):
            context.find("K251", key.place, bound=key.text)
    if len(points) < len(rows):
        return Unknown(place=place)
    for (x1, _), (x2, _) in itertools.pairwise(points):
        if x2.value <= x1.value and agreed(x1.measure, x2.measure) is not None:
            context.find("K278", x2.place, bound=x2.place.text)
    below = _beyond(written, "below", points[0][1], context)
    above = _beyond(written, "above", points[-1][1], context)
    lines = [Tier(points[-1][0], False, above, place=points[-1][0].place)]
    for (x1, y1), (x2, y2) in reversed(list(itertools.pairwise(points))):
        along = Div(Sub(of, x1, place=place), Sub(x2, x1, place=place), place=place)
        line = Add((y1, Mul(Sub(y2, y1, place=place), along, place=place)), place=place)
        lines.append(Tier(x1, True, line, place=x1.place))
    body = Tiers(of, tuple(lines), below, place=place)
    roles = InterpolateRoles(body, of, tuple(points), below, above)
    return Step(INTERPOLATE, roles, body, context.clause, place=place)


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
        more_zh="各点由小到大；`below`、`above` 是两头以外的值（规则），写 `end` 就取那一头那个点的值",
        more_en=(
            "The points stand in rising order; `below` and `above` are rules for what lies beyond them, or `end`, "
            "the value of that point"
        ),
        formula="y₁ + (y₂ − y₁) × (of − x₁) ÷ (x₂ − x₁)",
        known_zh="插值法；标准值之间按直线取值",
        known_en="linear interpolation between standards",
        example="interpolate: {of: x, through: {2: 0, 6: 10}, below: end, above: end}",
        gives=("0", "5", "10"),
    ),
)
