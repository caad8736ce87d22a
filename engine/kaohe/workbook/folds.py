"""Folds over records: each row's share stands beside it, and a unit's figure adds up the rows that name it.

Units are compared with EXACT: the conditions of SUMIFS take `*` and `>0` in a name for patterns and know no capitals.
Rows that the engine would refuse make figures empty (see `faults`); they would be lost without a word otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from kaohe.language import tree
from kaohe.language.entry import FOLD_OPERATORS, FoldOp
from kaohe.language.register import total
from kaohe.policy.model import Table
from kaohe.workbook.best_rows import Pick, filled, picked
from kaohe.workbook.cell import Cell
from kaohe.workbook.check_columns import state_of_records
from kaohe.workbook.code import ONE, Code, Guard, guarded, in_cell, merged, number, scaled
from kaohe.workbook.compilation import Compilation, Made
from kaohe.workbook.faulty_inputs import faulty_rows
from kaohe.workbook.grid import Grid
from kaohe.workbook.labels import label
from kaohe.workbook.lookups import mask
from kaohe.workbook.sheets import UNSENT, Sheet, Stored
from kaohe.workbook.values import stored


@dataclass(frozen=True, slots=True)
class _Rows:
    """The columns of a fold on the sheet of its records."""

    values: int
    counted: int | None
    scale: Fraction


def _fold(compiler: Compilation, node: tree.Fold, here: Cell) -> Code:
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    grid = compiler.layout.grid(compiler.policy.tables[node.table].grain)
    state = state_of_records(compiler, grid)
    sheet, host = grid.steps, here.host
    unit = f"$A{here.row}"
    rows = mask(sheet, host, unit, f"$B{here.row}")
    shares = compiler.remembered(("shares", node), lambda: _shares(compiler, node, grid))
    values = sheet.whole(shares.values, host)
    faulty = faulty_rows(compiler, node.table, here)
    wrong = Guard("condition", f"COUNTIF({sheet.whole(state, host)},-1)>0")
    unknown = Guard("condition", f"SUMPRODUCT({rows}*(1-ISNUMBER({values})))>0")
    count = f"SUMPRODUCT({rows})"
    counted = rows
    if shares.counted is not None:
        counted = f"{rows}*({sheet.whole(shares.counted, host)}=1)"
        count = f"SUMPRODUCT({counted})"
    sum_ = Code("number", f"SUMPRODUCT({counted},{values})", shares.scale)
    absent = node.of is not None and compiler.policy.types[node.of].absent
    to_come = _to_come(compiler.policy.tables[node.table], sheet, host, rows)
    guards: dict[str, tuple[Guard, ...]] = {
        "hard": (*to_come, wrong, faulty) if absent else (*to_come, wrong, faulty, unknown),
        "soft": (unknown,) if absent else (),
    }
    form = _FORMS[node.op]
    text = form.text(sum_.text, count)
    if form.is_truth:
        return Code("truth", text, binds=0, **guards)  # type: ignore[arg-type]
    found = replace(sum_, text=text, **guards)  # type: ignore[arg-type]
    if not form.needs_rows:
        return found
    if node.if_none is None:
        return replace(found, soft=merged((Guard("condition", f"{count}=0"),), found.soft))
    fallback = compiler.code(node.if_none, here.within())
    text = guarded(scaled(fallback, shares.scale), fallback.soft)
    hard = merged(found.hard, fallback.hard)
    return replace(found, text=f"IF({count}=0,{text},{in_cell(found)})", hard=hard, lazy=bool(fallback.soft))


@dataclass(frozen=True, slots=True)
class _Form:
    """An operator in a sheet: its formula from the sum over the rows that count and from how many these are.

    `picks` says which single row counts; `needs_rows` that there is nothing without any.
    """

    text: Callable[[str, str], str] = lambda sum_, count: sum_
    picks: Literal["highest", "lowest"] | None = None
    needs_rows: bool = False
    is_truth: bool = False


_FORMS: dict[FoldOp, _Form] = total(
    "workbook.folds",
    FOLD_OPERATORS,
    {
        "sum": _Form(),
        "count": _Form(),
        "any": _Form(lambda sum_, count: f"{sum_}>0", is_truth=True),
        "highest": _Form(picks="highest", needs_rows=True),
        "lowest": _Form(picks="lowest", needs_rows=True),
        "mean": _Form(lambda sum_, count: f"{sum_}/MAX(1,{count})", needs_rows=True),
    },
)


def _to_come(table: Table, sheet: Sheet, host: Sheet, rows: str) -> tuple[Guard, ...]:
    """That records have been sent, of which there may be none; a row for each key has to be there in any case."""
    if sheet.unsent:
        return (Guard("condition", f'{sheet.fixed(UNSENT, host)}<>""'),)
    return () if table.records or table.optional else (Guard("condition", f"SUMPRODUCT({rows})=0"),)


def _shares(compiler: Compilation, node: tree.Fold, grid: Grid) -> _Rows:
    """What each row adds (0 where it does not count), and for a pick the column that says which rows it is of."""
    values, scale = _values(compiler, node, grid)
    form = _FORMS[node.op]
    if node.once_per is None and not form.needs_rows:
        return _Rows(values, None, scale)
    counted, rows = _counted(compiler, node, grid)
    if node.once_per is not None:
        pick = Pick("同名取一", node.keep != "lowest", node.once_per)
        counted, rows = picked(compiler, node, grid, values, counted, rows, pick)
    if form.picks is not None:
        counted, _ = picked(compiler, node, grid, values, counted, rows, Pick("取此行", form.picks == "highest", None))
    return _Rows(values, counted, scale)


def _values(compiler: Compilation, node: tree.Fold, grid: Grid) -> tuple[int, Fraction]:
    type_ = None if node.of is None else compiler.policy.types[node.of]
    scale = ONE if type_ is None else type_.measure.scale
    frame = grid.frame
    if node.of is not None and node.where is None and node.once_per is None:
        of = node.of
        codes = compiler.each(grid, grid.steps, grid.positions, lambda here: compiler.value(of, here))
        if codes and codes[0].column is not None and codes[0].column[0] is grid.steps:
            return codes[0].column[1], codes[0].scale

    def there(position: int) -> Stored:
        inside = node.where is None or compiler.values.of(node.where, frame, position) is True
        value = ONE if node.of is None else compiler.values.of(node.of, frame, position)
        return stored(value if inside else Fraction(0), scale) if position < len(frame) else ""

    def made(aside: Cell) -> Made:
        of = number(ONE) if node.of is None else scaled(compiler.value(node.of, aside), scale)
        if node.once_per is not None:
            of = of.at(replace(compiler.value(node.once_per, aside), soft=()))
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


def _counted(compiler: Compilation, node: tree.Fold, grid: Grid) -> tuple[int, list[int]]:
    """The column of 1 for the rows that count, and which they are."""
    where = node.where
    rows = [each for each in grid.order if where is None or compiler.values.of(where, grid.frame, each) is True]

    counted = set(rows)

    def there(position: int) -> Stored:
        return float(position in counted) if position < len(grid.frame) else ""

    def made(aside: Cell) -> Made:
        if where is None:
            return number(ONE), there
        test = compiler.value(where, aside)
        return Code("number", f"IF({test.text},1,0)", ONE, test.hard, test.soft), there

    return filled(compiler, (node, "counted"), grid, "是否计入", ONE, made), rows


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.Fold: _fold}
