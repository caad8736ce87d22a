"""A year from its quarters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.workbook.code import ABSENT, ATOM, PRODUCT, SUM, Code, Guard, bracketed, scaled
from kaohe.workbook.spot import Spot

if TYPE_CHECKING:
    from kaohe.workbook.compiler import Compiler


def _fold_periods(compiler: Compiler, node: tree.FoldPeriods, spot: Spot) -> Code:
    """Each quarter's cell times its weight; as long as a quarter is missing the year has no value."""
    other = compiler.of_own_grain(node, spot)
    if other is not None:
        return other
    grid = compiler.layout.grid(compiler.policy.types[node.of].grain)
    unit, period, _ = spot.grid.key(spot.position)
    assert period is not None
    parts: list[Code] = []
    scale = compiler.policy.types[node.of].measure.scale
    for quarter, weight in enumerate(node.weights, 1):
        position = grid.find((unit, Period(period.year, quarter), None))
        if position is None:
            return ABSENT
        of = scaled(compiler.atom(node.of, replace(spot, grid=grid, position=position)), scale)
        if grid.is_awaited(position):
            compiler.prepare(grid)
            state = grid.steps.cell(grid.state, grid.row(position), spot.host)
            of = replace(of, hard=(), soft=(Guard("condition", f"{state}<>1"), *of.guards))
        share = scaled(compiler.value(weight, spot), Fraction(1))
        text = f"{bracketed(of, PRODUCT)}*{bracketed(share, ATOM)}"
        parts.append(Code("number", text, scale, binds=PRODUCT).at(of, share))
    return Code("number", "+".join(part.text for part in parts), scale, binds=SUM).at(*parts)


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.FoldPeriods: _fold_periods}
