"""`cap`, `floor` and `round`, which may stand beside any rule: 最高不超过, 扣完为止, 四舍五入."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from kaohe.language.nodes import Mapping, Scalar
from kaohe.language.tree import Absent, Cases, If, Max, Min, Node, Number, Reading, Round, RoundingMode, Step, Tiers
from kaohe.words.context import Context


def limited(rule: Mapping, body: Node, context: Context) -> Node:
    """The body between floor and cap, then rounded; a cap below the floor is a finding (K260)."""
    floor, cap = rule.entries.get("floor"), rule.entries.get("cap")
    bounds: dict[str, Node] = {}
    for word, entry in (("floor", floor), ("cap", cap)):
        if entry is not None:
            bounds[word] = context.rule(entry.value)
            body = Step(
                word,
                ((word, bounds[word]),),
                bounded(body, bounds[word], Max if word == "floor" else Min),
                place=entry.key.place,
            )
    low, high = bounds.get("floor"), bounds.get("cap")
    if isinstance(low, Number) and isinstance(high, Number) and high.value < low.value:
        context.find("K260", high.place)
    rounding = rule.get("round")
    if isinstance(rounding, Mapping):
        decimals = rounding.entries["decimals"].value
        assert isinstance(decimals, Scalar)
        mode = cast(RoundingMode, context.plain_word(rounding.get("mode"), "half_up"))
        place = rule.entries["round"].key.place
        body = Step("round", (), Round(body, int(decimals.text), mode, place=place), place=place)
    return body


def bounded(body: Node, bound: Node, limit: type[Min] | type[Max]) -> Node:
    """The body, not below the bound (Max) or not above it (Min).

    `none` does not limit; what chooses between bounds chooses whether to limit at all.
    """
    if isinstance(bound, Absent):
        return body
    if isinstance(bound, Step):
        return bounded(body, bound.body, limit)
    if isinstance(bound, Reading):
        cases = tuple((reading, bounded(body, case, limit)) for reading, case in bound.cases)
        return Reading(bound.question, cases, place=bound.place)
    if isinstance(bound, If):
        then, rest = bounded(body, bound.then, limit), bounded(body, bound.otherwise, limit)
        return If(bound.condition, then, rest, place=bound.place)
    if isinstance(bound, Tiers):
        tiers = tuple(replace(tier, value=bounded(body, tier.value, limit)) for tier in bound.tiers)
        return Tiers(bound.of, tiers, bounded(body, bound.below, limit), place=bound.place)
    if isinstance(bound, Cases):
        rows = tuple((word, bounded(body, case, limit)) for word, case in bound.cases)
        other = None if bound.otherwise is None else bounded(body, bound.otherwise, limit)
        return Cases(bound.of, rows, other, place=bound.place)
    return limit((body, bound), place=bound.place)
