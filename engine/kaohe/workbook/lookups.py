"""Rows of other sheets that belong to a unit and period, and their cells, as parts of a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kaohe.data.tables.frames import projection
from kaohe.language import tree
from kaohe.workbook.cell import Cell
from kaohe.workbook.code import ABSENT, ONE, Code, Guard, own_text
from kaohe.workbook.compilation import Compilation, Made
from kaohe.workbook.grid import Grid
from kaohe.workbook.labels import label
from kaohe.workbook.sheets import FIRST, Sheet, Stored


def mask(sheet: Sheet, host: Sheet, unit: str, period: str | None) -> str:
    """1 for the rows of `sheet` that are of this unit and period, else 0."""
    units = f"EXACT({sheet.whole(0, host)},{unit})"
    if period is None or "期间" not in sheet.keys:
        return f"{units}*1"
    return f"{units}*EXACT({sheet.whole(1, host)},{period})"


def from_other_grid(
    compiler: Compilation,
    here: Cell,
    own: Grid,
    named: Callable[[Cell], Code],
    key: tuple[object, object],
    node: tree.Node,
) -> Code:
    """What `named` says of the row of another grid that belongs to this row."""
    if here.grid.table is None:
        project = projection(own.frame.grain)
        there = here.to(own, lambda position: own.find(project(here.grid.key(position))))
        return ABSENT if there is None else replace(named(there), column=None)

    def made(aside: Cell) -> Made:
        compiler.each(own, aside.host, own.order, named)  # so that the whole column is there
        first = named(Cell.of(own, own.order[:1], aside.host)) if own.order else ABSENT
        if first.column is None:
            raise compiler.refused(node)
        row = _row_in(compiler, own, aside)
        sheet, column = first.column
        assert isinstance(sheet, Sheet)
        old = sheet.cell(column, own.row(own.order[0]), aside.host)
        cell = f"INDEX({sheet.whole(column, aside.host)},{row.text}-{FIRST - 1})"
        swapped = replace(
            first,
            text=first.text.replace(old, cell),
            hard=_swapped(first.hard, old, cell),
            soft=_swapped(first.soft, old, cell),
        )
        found = own_text(swapped).at(row) if swapped.kind == "text" else swapped.at(row)
        return found, compiler.stored(node, aside.grid, first.scale)

    first = named(Cell.of(own, own.order[:1], here.grid.steps)) if own.order else ABSENT
    kind = first.kind if first.kind != "nothing" else "number"
    return compiler.column(
        (key, here.grid, own), here, label(compiler.policy, node), kind, first.scale, bool(first.soft), made
    )


def _swapped(guards: tuple[Guard, ...], old: str, new: str) -> tuple[Guard, ...]:
    return tuple(replace(guard, text=guard.text.replace(old, new)) for guard in guards)


def _row_in(compiler: Compilation, own: Grid, here: Cell) -> Code:
    """The row of another grid's sheets that a record belongs to."""

    def made(aside: Cell) -> Made:
        sheet = aside.host
        unit, period = (sheet.cell(number_, aside.row, sheet) for number_ in (0, 1))
        grain = own.frame.grain
        when = None if grain.period is None else period
        if grain.period == "year" and aside.grid.frame.grain.period == "quarter":
            when = f"LEFT({period},4)"
        text = f"SUMPRODUCT({mask(own.home, sheet, unit, when)}*ROW({own.home.whole(0, sheet)}))"
        project = projection(grain)

        def row(position: int) -> Stored:
            found = own.find(project(aside.grid.key(position)))
            return "" if found is None else float(own.row(found))

        return Code("number", text), row

    return compiler.column(("row", own, here.grid), here, "所在行", "number", ONE, False, made)
