"""Folds over records: each row's share stands beside it, and a unit's figure adds up the rows that name it.

Units are compared with EXACT: the conditions of SUMIFS take `*` and `>0` in a name for patterns and know no capitals.
Rows that the engine would refuse make figures empty (see `faults`); they would be lost without a word otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.data.tables.frames import projection
from kaohe.language import tree
from kaohe.policy.model import Table
from kaohe.workbook.code import (
    ABSENT,
    Code,
    Guard,
    guarded,
    in_cell,
    merged,
    number,
    own_text,
    scaled,
)
from kaohe.workbook.faults import state_of
from kaohe.workbook.grid import Grid
from kaohe.workbook.labels import label
from kaohe.workbook.masks import mask
from kaohe.workbook.picks import Pick, filled, picked
from kaohe.workbook.resting import faulty_rows
from kaohe.workbook.sheets import FIRST, UNSENT, Sheet
from kaohe.workbook.spot import Spot
from kaohe.workbook.values import stored

if TYPE_CHECKING:
    from kaohe.workbook.compiler import Compiler

ONE = Fraction(1)


def from_other_grid(
    compiler: Compiler,
    spot: Spot,
    own: Grid,
    named: Callable[[Spot], Code],
    key: tuple[object, object],
    node: tree.Node,
) -> Code:
    """What `named` says of the row of another grid that belongs to this row."""
    if spot.grid.table is None:
        found = own.find(projection(own.frame.grain)(spot.grid.key(spot.position)))
        if found is None:
            return ABSENT
        return replace(named(replace(spot, grid=own, position=found)), column=None)

    def made(aside: Spot) -> tuple[Code, float | str | None]:
        codes = [named(Spot(own, position, aside.host)) for position in own.order]
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

    probe = [named(Spot(own, position, spot.grid.steps)) for position in own.order[:1]]
    first = probe[0] if probe else ABSENT
    kind = first.kind if first.kind != "nothing" else "number"
    return compiler.column(
        (key, spot.grid, own), spot, label(compiler.policy, node), kind, first.scale, bool(first.soft), made
    )


def _swapped(guards: tuple[Guard, ...], old: str, new: str) -> tuple[Guard, ...]:
    return tuple(replace(guard, text=guard.text.replace(old, new)) for guard in guards)


def _row_in(compiler: Compiler, own: Grid, spot: Spot) -> Code:
    """The row of another grid's sheets that a record belongs to."""

    def made(aside: Spot) -> tuple[Code, float | str]:
        sheet = aside.host
        unit, period = (sheet.cell(number_, aside.row, sheet) for number_ in (0, 1))
        grain = own.frame.grain
        when = None if grain.period is None else period
        if grain.period == "year" and aside.grid.frame.grain.period == "quarter":
            when = f"LEFT({period},4)"
        text = f"SUMPRODUCT({mask(own.home, sheet, unit, when)}*ROW({own.home.whole(0, sheet)}))"
        found = own.find(projection(grain)(aside.grid.key(aside.position)))
        return Code("number", text), "" if found is None else float(own.row(found))

    return compiler.column(("row", own, spot.grid), spot, "所在行", "number", ONE, False, made)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The columns of a fold on the sheet of its records."""

    values: int
    counted: int | None
    scale: Fraction


def _fold(compiler: Compiler, node: tree.Fold, spot: Spot) -> Code:
    other = compiler.of_own_grain(node, spot)
    if other is not None:
        return other
    grid = compiler.layout.grid(compiler.policy.tables[node.table].grain)
    state = state_of(compiler, grid)
    sheet, host = grid.steps, spot.host
    unit = f"$A{spot.row}"
    rows = mask(sheet, host, unit, f"$B{spot.row}")
    shares = compiler.remembered(("shares", node), lambda: _shares(compiler, node, grid))
    values = sheet.whole(shares.values, host)
    faulty = faulty_rows(compiler, node.table, spot)
    wrong = Guard("condition", f"COUNTIF({sheet.whole(state, host)},-1)>0")
    unknown = Guard("condition", f"SUMPRODUCT({rows}*(1-ISNUMBER({values})))>0")
    count = f"SUMPRODUCT({rows})"
    counted = rows
    if shares.counted is not None:
        counted = f"{rows}*({sheet.whole(shares.counted, host)}=1)"
        count = f"SUMPRODUCT({counted})"
    total = Code("number", f"SUMPRODUCT({counted},{values})", shares.scale)
    absent = node.of is not None and compiler.policy.types[node.of].absent
    to_come = _to_come(compiler.policy.tables[node.table], sheet, host, rows)
    guards: dict[str, tuple[Guard, ...]] = {
        "hard": (*to_come, wrong, faulty) if absent else (*to_come, wrong, faulty, unknown),
        "soft": (unknown,) if absent else (),
    }
    if node.op == "any":
        return Code("truth", f"{total.text}>0", binds=0, **guards)  # type: ignore[arg-type]
    if node.op in ("sum", "count"):
        return replace(total, **guards)  # type: ignore[arg-type]
    if node.op == "mean":
        total = replace(total, text=f"{total.text}/MAX(1,{count})")
    total = replace(total, **guards)  # type: ignore[arg-type]
    if node.if_none is None:
        return replace(total, soft=merged((Guard("condition", f"{count}=0"),), total.soft))
    fallback = compiler.code(node.if_none, spot.within())
    text = guarded(scaled(fallback, shares.scale), fallback.soft)
    hard = merged(total.hard, fallback.hard)
    return replace(total, text=f"IF({count}=0,{text},{in_cell(total)})", hard=hard, lazy=bool(fallback.soft))


def _to_come(table: Table, sheet: Sheet, host: Sheet, rows: str) -> tuple[Guard, ...]:
    """That records have been sent, of which there may be none; a row for each key has to be there in any case."""
    if sheet.unsent:
        return (Guard("condition", f'{sheet.fixed(UNSENT, host)}<>""'),)
    return () if table.records or table.optional else (Guard("condition", f"SUMPRODUCT({rows})=0"),)


def _shares(compiler: Compiler, node: tree.Fold, grid: Grid) -> _Rows:
    """What each row adds (0 where it does not count), and for a pick the column that says which rows it is of."""
    values, scale = _values(compiler, node, grid)
    if node.once_per is None and node.op in ("sum", "count", "any"):
        return _Rows(values, None, scale)
    counted, rows = _counted(compiler, node, grid)
    if node.once_per is not None:
        pick = Pick("同名取一", node.keep != "lowest", node.once_per)
        counted, rows = picked(compiler, node, grid, values, counted, rows, pick)
    if node.op in ("highest", "lowest"):
        counted, _ = picked(compiler, node, grid, values, counted, rows, Pick("取此行", node.op == "highest", None))
    return _Rows(values, counted, scale)


def _values(compiler: Compiler, node: tree.Fold, grid: Grid) -> tuple[int, Fraction]:
    type_ = None if node.of is None else compiler.policy.types[node.of]
    scale = ONE if type_ is None else type_.measure.scale
    frame = grid.frame
    if node.of is not None and node.where is None and node.once_per is None:
        codes = [compiler.value(node.of, Spot(grid, position, grid.steps)) for position in grid.positions]
        if codes and codes[0].column is not None and codes[0].column[0] is grid.steps:
            return codes[0].column[1], codes[0].scale

    def made(aside: Spot) -> tuple[Code, float | str | None]:
        of = number(ONE) if node.of is None else scaled(compiler.value(node.of, aside), scale)
        if node.once_per is not None:
            of = of.at(replace(compiler.value(node.once_per, aside), soft=()))
        inside = node.where is None or compiler.values.of(node.where, frame, aside.position) is True
        value = ONE if node.of is None else compiler.values.of(node.of, frame, aside.position)
        there = stored(value if inside else Fraction(0), scale) if aside.position < len(frame) else ""
        if node.where is None:
            return of, there
        where = compiler.value(node.where, aside)
        if isinstance(where.const, bool):
            return of if where.const else scaled(number(Fraction(0)), scale), there
        body = guarded(of, of.soft)
        text = f"IF({where.text},{body},0)"
        return Code("number", text, scale, merged(where.hard, of.hard), where.soft, lazy=True), there

    heading = "计入" if node.of is None else f"计入：{label(compiler.policy, node.of)}"
    return filled(compiler, (node, "share"), grid, heading, scale, made), scale


def _counted(compiler: Compiler, node: tree.Fold, grid: Grid) -> tuple[int, list[int]]:
    """The column of 1 for the rows that count, and which they are."""
    where = node.where
    rows = [each for each in grid.order if where is None or compiler.values.of(where, grid.frame, each) is True]

    def made(aside: Spot) -> tuple[Code, float | str | None]:
        there = float(aside.position in rows) if aside.position < len(grid.frame) else ""
        if where is None:
            return number(ONE), there
        test = compiler.value(where, aside)
        return Code("number", f"IF({test.text},1,0)", ONE, test.hard, test.soft), there

    return filled(compiler, (node, "counted"), grid, "是否计入", ONE, made), rows


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.Fold: _fold}
