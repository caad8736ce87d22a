"""A year from its quarters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.workbook.cell import Cell
from kaohe.workbook.code import ABSENT, ATOM, ONE, PRODUCT, SUM, Code, Guard, bracketed, scaled
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.grid import Grid


def _fold_periods(compiler: Compilation, node: tree.FoldPeriods, here: Cell) -> Code:
    """Each quarter's cell times its weight; as long as a quarter is missing the year has no value."""
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    grid = compiler.layout.grid(compiler.policy.types[node.of].grain)
    parts: list[Code] = []
    scale = compiler.policy.types[node.of].measure.scale
    for quarter, weight in enumerate(node.weights, 1):
        there = quarter_of(here, grid, quarter)
        if there is None:
            return ABSENT
        of = scaled(compiler.atom(node.of, there), scale)
        if there.same(grid.is_awaited):
            compiler.prepare(grid)
            state = grid.steps.cell(grid.state, there.row, here.host)
            of = replace(of, hard=(), soft=(Guard("condition", f"{state}<>1"), *of.guards))
        share = scaled(compiler.value(weight, here), Fraction(1))
        text = f"{bracketed(of, PRODUCT)}*{bracketed(share, ATOM)}"
        parts.append(Code("number", text, scale, binds=PRODUCT).at(of, share))
    return Code("number", "+".join(part.text for part in parts), scale, binds=SUM).at(*parts)


def quarter_of(here: Cell, grid: Grid, quarter: int) -> Cell | None:
    """The rows of a quarter of the years of these rows, on the grid of quarters."""

    def find(position: int) -> int | None:
        unit, year, _ = here.grid.key(position)
        assert year is not None
        return grid.find((unit, Period(year.year, quarter), None))

    return here.to(grid, find)


def _in_year(here: Cell, year: int) -> Cell | None:
    """The rows of the same units in another year."""
    return here.to(here.grid, lambda position: here.grid.find((here.grid.key(position)[0], Period(year), None)))


def _since_year(compiler: Compilation, node: tree.SinceYear, here: Cell) -> Code:
    """The factors of all years up to this one; a year that the data does not have leaves it without a value."""
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    grid = here.grid
    period = here.same(lambda position: grid.key(position)[1])
    assert period is not None
    factors: list[Code] = []
    for year in range(node.first, min(period.year, node.last) + 1):
        there = _in_year(here, year)
        if there is None:
            return ABSENT
        factors.append(scaled(compiler.atom(node.of, there), ONE))
    if not factors:
        return ABSENT
    text = "*".join(bracketed(factor, ATOM) for factor in factors)
    return Code("number", text, binds=PRODUCT).at(*factors)


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.FoldPeriods: _fold_periods, tree.SinceYear: _since_year}
