"""`interpolate` (线性插值): straight lines through points, such as the standards of 优秀、良好、平均."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from kaohe.language.entry import Doc, Meaning
from kaohe.language.measures import agreed
from kaohe.language.nodes import Mapping, Scalar
from kaohe.language.ranges import Range, union
from kaohe.language.tree import Add, Div, Mul, Node, Number, Step, Sub, Tier, Tiers, Unknown
from kaohe.words.lowering import Context, Keyword

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
