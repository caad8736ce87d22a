"""A year from its quarters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.workbook.code import ABSENT, ATOM, ONE, PRODUCT, SUM, Code, Guard, bracketed, scaled
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.grid import Cell


def _fold_periods(compiler: Compilation, node: tree.FoldPeriods, here: Cell) -> Code:
    """Each quarter's cell times its weight; as long as a quarter is missing the year has no value."""
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    grid = compiler.layout.grid(compiler.policy.types[node.of].grain)
    unit, period, _ = here.grid.key(here.position)
    assert period is not None
    parts: list[Code] = []
    scale = compiler.policy.types[node.of].measure.scale
    for quarter, weight in enumerate(node.weights, 1):
        position = grid.find((unit, Period(period.year, quarter), None))
        if position is None:
            return ABSENT
        of = scaled(compiler.atom(node.of, replace(here, grid=grid, position=position)), scale)
        if grid.is_awaited(position):
            compiler.prepare(grid)
            state = grid.steps.cell(grid.state, grid.row(position), here.host)
            of = replace(of, hard=(), soft=(Guard("condition", f"{state}<>1"), *of.guards))
        share = scaled(compiler.value(weight, here), Fraction(1))
        text = f"{bracketed(of, PRODUCT)}*{bracketed(share, ATOM)}"
        parts.append(Code("number", text, scale, binds=PRODUCT).at(of, share))
    return Code("number", "+".join(part.text for part in parts), scale, binds=SUM).at(*parts)


def _since_year(compiler: Compilation, node: tree.SinceYear, here: Cell) -> Code:
    """The factors of all years up to this one; a year that the data does not have leaves it without a value."""
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    unit, period, _ = here.grid.key(here.position)
    assert period is not None
    factors: list[Code] = []
    for year in range(node.first, min(period.year, node.last) + 1):
        position = here.grid.find((unit, Period(year), None))
        if position is None:
            return ABSENT
        factors.append(scaled(compiler.atom(node.of, here.at(position)), ONE))
    if not factors:
        return ABSENT
    text = "*".join(bracketed(factor, ATOM) for factor in factors)
    return Code("number", text, binds=PRODUCT).at(*factors)


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.FoldPeriods: _fold_periods, tree.SinceYear: _since_year}
