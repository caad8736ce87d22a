"""Rows of other sheets that belong to a unit and period, and their cells, as parts of a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kaohe.data.tables.frames import projection
from kaohe.language import tree
from kaohe.workbook.code import ABSENT, ONE, Code, Guard, own_text
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.grid import Cell, Grid
from kaohe.workbook.labels import label
from kaohe.workbook.sheets import FIRST, Sheet
from kaohe.workbook.values import stored


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
        found = own.find(projection(own.frame.grain)(here.grid.key(here.position)))
        if found is None:
            return ABSENT
        return replace(named(replace(here, grid=own, position=found)), column=None)

    def made(aside: Cell) -> tuple[Code, float | str | None]:
        codes = [named(Cell(own, position, aside.host)) for position in own.order]
        if not codes or codes[0].column is None:
            raise compiler.refused(node)
        row = _row_in(compiler, own, aside)
        sheet, column = codes[0].column
        assert isinstance(sheet, Sheet)
        first = codes[0]
        old = sheet.cell(column, own.row(own.order[0]), aside.host)
        cell = f"INDEX({sheet.whole(column, aside.host)},{row.text}-{FIRST - 1})"
        swapped = replace(
            first,
            text=first.text.replace(old, cell),
            hard=_swapped(first.hard, old, cell),
            soft=_swapped(first.soft, old, cell),
        )
        value = compiler.values.of(node, aside.grid.frame, aside.position)
        return own_text(swapped).at(row) if swapped.kind == "text" else swapped.at(row), stored(value, first.scale)

    probe = [named(Cell(own, position, here.grid.steps)) for position in own.order[:1]]
    first = probe[0] if probe else ABSENT
    kind = first.kind if first.kind != "nothing" else "number"
    return compiler.column(
        (key, here.grid, own), here, label(compiler.policy, node), kind, first.scale, bool(first.soft), made
    )


def _swapped(guards: tuple[Guard, ...], old: str, new: str) -> tuple[Guard, ...]:
    return tuple(replace(guard, text=guard.text.replace(old, new)) for guard in guards)


def _row_in(compiler: Compilation, own: Grid, here: Cell) -> Code:
    """The row of another grid's sheets that a record belongs to."""

    def made(aside: Cell) -> tuple[Code, float | str]:
        sheet = aside.host
        unit, period = (sheet.cell(number_, aside.row, sheet) for number_ in (0, 1))
        grain = own.frame.grain
        when = None if grain.period is None else period
        if grain.period == "year" and aside.grid.frame.grain.period == "quarter":
            when = f"LEFT({period},4)"
        text = f"SUMPRODUCT({mask(own.home, sheet, unit, when)}*ROW({own.home.whole(0, sheet)}))"
        found = own.find(projection(grain)(aside.grid.key(aside.position)))
        return Code("number", text), "" if found is None else float(own.row(found))

    return compiler.column(("row", own, here.grid), here, "所在行", "number", ONE, False, made)
