"""Values of other periods: earlier ones, parts of longer ones, and a span of years.

Parts that nobody has sent yet are blank rows where parts are put together to longer periods. Whoever gets such a
quarter later types it in, and the year has its value. Until anything is entered for it a quarter has no values at all,
as a sum of no records would be 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from kaohe.data.tables.dataset import FrameKey
from kaohe.language import tree
from kaohe.language.periods import Part, Period, PeriodLevel
from kaohe.lazy import replace
from kaohe.policy.model import Table
from kaohe.policy.types import Grain
from kaohe.translations import worded
from kaohe.workbook.book import Run
from kaohe.workbook.code import ABSENT, ATOM, ONE, PRODUCT, Code, Guard, bracketed, scaled
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.lookups import found_rows
from kaohe.workbook.sheet_rows import Cell, Grid, MissingKeys, other_period
from kaohe.workbook.sheets import Entry


def _other_period(compiler: Compilation, node: tree.OtherPeriod, here: Cell) -> Code:
    """The cell of the other period; as long as nothing has been entered for it, it has no value."""
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    grid = compiler.layout.grid(compiler.policy.types[node.of].grain)
    there = other_period(here, grid, node)
    return ABSENT if there is None else replace(_entered_alone(compiler, node.of, grid, there), column=None)


def _entered_alone(compiler: Compilation, node: tree.Node, grid: Grid, there: Cell) -> Code:
    """A value in rows that may be of a period that nobody has sent yet: then it has none."""
    of = compiler.atom(node, there)
    if not there.same(grid.is_missing):
        return of
    compiler.prepare(grid)
    state = grid.steps.cell(grid.state, there.row, there.host)
    return replace(of, hard=(), soft=(Guard("condition", f"{state}<>1"), *of.guards))


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


def missing_keys(run: Run, nodes: Iterable[tree.Node]) -> MissingKeys:
    """For each grain that a node puts together to longer periods, the parts that these lack.

    Where the data itself names the units, nobody knows yet who will be there.
    """
    wholes: dict[Grain, set[PeriodLevel]] = {}
    for node in nodes:
        if isinstance(node, tree.OtherPeriod) and isinstance(node.way, Part):
            wholes.setdefault(run.policy.types[node.of].grain, set()).add(node.way.within)
    found: dict[Grain, list[FrameKey]] = {}
    for grain, levels in wholes.items():
        if grain.period is None or grain.unit is None or run.policy.units[grain.unit].source_table:
            continue
        there = {key[1] for key in run.frames.of(grain).keys if key[1] is not None}
        due = {part for period in there for level in levels for part in period.at(level).parts(grain.period)}
        units = run.dataset.units[grain.unit]
        found[grain] = [(unit, period, None) for period in sorted(due - there) for unit in units]
    return found


def state_of_missing_periods(compiler: Compilation, grid: Grid) -> None:
    """The column that says of each missing row whether anything has been entered for its period."""
    if grid.state >= 0 or not grid.missing:
        return
    column = grid.steps.add(worded("本期已报"), above=(worded("未到的期间"), worded("1 已有数据，0 还没有")))
    grid.state = column.number
    for position in filter(grid.is_missing, grid.order):
        parts = "+".join(_entered(compiler, table, grid, position) for table in _telling(compiler, grid))
        column.cells[grid.row(position)] = Entry(0.0, f"=IF({parts or '0'}>0,1,0)")


def _telling(compiler: Compilation, grid: Grid) -> list[Table]:
    """The tables that say which periods there are: those that every unit has to be in, if there are any."""
    tables = [
        table
        for table in compiler.policy.tables.values()
        if table.unit_type == grid.unit_type.id
        and table.period == grid.frame.grain.period
        and table.id in compiler.run.dataset.tables
    ]
    keyed = [table for table in tables if not table.records]
    return [table for table in keyed if not table.optional] or keyed or tables


def _entered(compiler: Compilation, table: Table, grid: Grid, position: int) -> str:
    """How much has been entered of a table for the period of a row."""
    own, sheet, _ = compiler.layout.input(table, next(iter(table.columns)))
    if table.is_finer:
        period = grid.steps.cell(1, grid.row(position), grid.steps)
        return f"SUMPRODUCT(EXACT({sheet.whole(1, grid.steps)},{period})*1)"
    first, last = own.block(position, False)
    return f'COUNTIF({grid.steps.span(found_rows(compiler, table), first, last, grid.steps)},">0")'


def notes(grids: Iterable[Grid]) -> Iterator[str]:
    """What the first page says of them."""
    for grid in grids:
        periods = list(dict.fromkeys(str(key[1]) for key in grid.missing))
        if periods:
            yield (
                worded(
                    "{} {} 还没有数据：有关各表最后已经留好这些期间的空行，填齐以后年度的得分和名次就会算出来；"
                    "没有填齐时，年度的结果空着。",
                    grid.unit_type.name,
                    worded("、").join(periods),
                )
            )


RULES: dict[type[tree.Node], Callable[..., Code]] = {
    tree.OtherPeriod: _other_period,
    tree.SinceYear: _since_year,
}
