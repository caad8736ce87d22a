"""Quarters that nobody has sent yet (未到的季度): blank rows of a year whose quarters are put together.

Whoever gets such a quarter later types it in, and the year has its value. Until anything is entered for it, a quarter
has no values at all: a sum of no records would be 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaohe.data.tables.frames import FrameKey
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.policy.model import Table
from kaohe.policy.types import Grain
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.grid import Awaited, Grid
from kaohe.workbook.input_rows import found_rows
from kaohe.workbook.sheets import Entry
from kaohe.workbook.values import Run


def awaited_keys(run: Run, nodes: Iterable[tree.Node]) -> Awaited:
    """For each grain that one of the nodes puts together to years, the quarters that these years lack.

    Where the data itself names the units, nobody knows yet who will be there.
    """
    found: dict[Grain, list[FrameKey]] = {}
    for node in nodes:
        grain = run.policy.types[node.of].grain if isinstance(node, tree.FoldPeriods) else Grain()
        if grain.period == "quarter" and grain.unit is not None and not run.policy.units[grain.unit].source_table:
            units = run.dataset.units[grain.unit]
            lacking = _lacking(run.dataset.periods[grain.unit])
            found[grain] = [(unit, period, None) for period in lacking for unit in units]
    return found


def _lacking(periods: list[Period]) -> list[Period]:
    years = sorted({period.year for period in periods})
    return [quarter for year in years for n in (1, 2, 3, 4) if (quarter := Period(year, n)) not in periods]


def state_of_awaited(compiler: Compilation, grid: Grid) -> None:
    """The column that says of each awaited row whether anything has been entered for its quarter."""
    if grid.state >= 0 or not grid.awaited:
        return
    column = grid.steps.add("本期已报", above=("未到的季度", "1 已有数据，0 还没有"))
    grid.state = column.number
    for position in filter(grid.is_awaited, grid.order):
        parts = "+".join(_entered(compiler, table, grid, position) for table in _telling(compiler, grid))
        column.cells[grid.row(position)] = Entry(0.0, f"=IF({parts or '0'}>0,1,0)")


def _telling(compiler: Compilation, grid: Grid) -> list[Table]:
    """The tables that say which quarters there are: those that every unit has to be in, if there are any."""
    tables = [
        table
        for table in compiler.policy.tables.values()
        if table.unit_type == grid.unit_type.id
        and table.period == "quarter"
        and table.id in compiler.run.dataset.tables
    ]
    keyed = [table for table in tables if not table.records]
    return [table for table in keyed if not table.optional] or keyed or tables


def _entered(compiler: Compilation, table: Table, grid: Grid, position: int) -> str:
    """How much has been entered of a table for the quarter of a row."""
    own, sheet, _ = compiler.layout.input(table, next(iter(table.columns)))
    if table.is_finer:
        period = grid.steps.cell(1, grid.row(position), grid.steps)
        return f"SUMPRODUCT(EXACT({sheet.whole(1, grid.steps)},{period})*1)"
    first, last = own.block(position, False)
    return f'COUNTIF({grid.steps.span(found_rows(compiler, table), first, last, grid.steps)},">0")'


def notes(grids: Iterable[Grid]) -> Iterator[str]:
    """What the first page says of them."""
    for grid in grids:
        periods = list(dict.fromkeys(str(key[1]) for key in grid.awaited))
        if periods:
            yield (
                f"{grid.unit_type.name} {'、'.join(periods)} 还没有数据：有关各表最后已经留好这些期间的空行，"
                "填齐以后年度的得分和名次就会算出来；没有填齐时，年度的结果空着。"
            )
