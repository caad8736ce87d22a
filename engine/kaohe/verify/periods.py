"""The second opinion on time: a year from its quarters, and what has grown since a year."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.verify.keys import Key
from kaohe.verify.operators import Value, optional
from kaohe.verify.text import Unanswered

if TYPE_CHECKING:
    from kaohe.verify.nodes import Naive


def _fold_periods(run: Naive, node: tree.FoldPeriods, key: Key) -> Value:
    own = run.own(node, key)
    if own is None or own.period is None:
        return None
    total: Fraction | None = Fraction(0)
    for quarter, weight in enumerate(node.weights, 1):
        then = own._replace(period=Period(own.period.year, quarter))
        value = optional(run.of(node.of, then)) if run.keys.has(then) else None
        factor = optional(run.of(weight, own))
        total = None if total is None or value is None or factor is None else total + value * factor
    return total


def _since_year(run: Naive, node: tree.SinceYear, key: Key) -> Value:
    own = run.own(node, key)
    if own is None or own.period is None or own.period.year < node.first:
        return None
    product: Fraction | None = Fraction(1)
    for year in range(node.first, min(own.period.year, node.last) + 1):
        then = own._replace(period=Period(year))
        if not run.keys.has(then):
            raise Unanswered(f"{year} ?")
        factor = optional(run.of(node.of, then))
        product = None if product is None or factor is None else product * factor
    return product


OPERATIONS: dict[type[tree.Node], Callable[..., Value]] = {
    tree.FoldPeriods: _fold_periods,
    tree.SinceYear: _since_year,
}
