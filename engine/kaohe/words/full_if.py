"""`full_if`: all points of the entry, or none (完成任务计 5 分，未完成计 0 分)."""

from __future__ import annotations

from fractions import Fraction

from kaohe.language.measures import POINTS
from kaohe.language.nodes import Mapping
from kaohe.language.tree import If, Node, Number, Step
from kaohe.words.context import Context


def lower(rule: Mapping, context: Context) -> Node:
    """The printed points where the rule is true, else 0; without points there is nothing to give (K257)."""
    entry = rule.entries["full_if"]
    nothing = Number(Fraction(0), POINTS, place=entry.key.place)
    points = context.points
    if points is None:
        context.find("K257", entry.key.place, keyword="full_if")
        points = nothing
    body = If(context.rule(entry.value), points, nothing, place=entry.key.place)
    return Step("full_if", (), body, context.clause, place=entry.key.place)
