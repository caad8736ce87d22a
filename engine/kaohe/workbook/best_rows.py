"""The best row of each unit and period, or of each name there: 1 beside it, 0 beside the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from kaohe.language import tree
from kaohe.workbook.cell import Cell
from kaohe.workbook.code import ONE, SUM, Code, own_text
from kaohe.workbook.compilation import Compilation, Made
from kaohe.workbook.grid import Grid
from kaohe.workbook.lookups import mask
from kaohe.workbook.notation import letters
from kaohe.workbook.sheets import FIRST


@dataclass(frozen=True, slots=True)
class Pick:
    """Which row is best: the highest or the lowest, of each name if names count once."""

    heading: str
    higher: bool
    names: tree.Node | None


def picked(
    compiler: Compilation, node: tree.Fold, grid: Grid, values: int, counted: int, rows: list[int], pick: Pick
) -> tuple[int, list[int]]:
    """The column of the best rows among those `counted`, the first of equal ones, and which rows they are."""
    sheet, count = grid.steps, len(grid.frame)
    best = _best(compiler, node, grid, rows, pick)

    def made(aside: Cell) -> Made:
        row, letter = aside.row, letters(values)
        mine = sheet.cell(values, row, sheet)
        rivals = mask(sheet, sheet, f"$A{row}", f"$B{row}")
        if pick.names is not None:
            name = own_text(compiler.atom(pick.names, aside))
            assert name.column is not None
            rivals += f"*EXACT({sheet.whole(name.column[1], sheet)},{name.text})"
        rivals += f"*({sheet.whole(counted, sheet)}=1)"
        span = sheet.whole(values, sheet)
        above = f"(ROW(${letter}${FIRST}:${letter}${sheet.last})<{row})"
        better = f"({span}{'>' if pick.higher else '<'}{mine})+({span}={mine})*{above}"
        text = f"IF({sheet.cell(counted, row, sheet)}=1,IF(SUMPRODUCT({rivals}*({better}))=0,1,0),0)"
        return Code("number", text, binds=SUM), lambda position: float(position in best) if position < count else ""

    return filled(compiler, (node, pick.heading), grid, pick.heading, ONE, made), best


def _best(compiler: Compilation, node: tree.Fold, grid: Grid, rows: list[int], pick: Pick) -> list[int]:
    """The rows that the engine takes; rows without a value are nobody's."""
    found: dict[object, int] = {}
    for row in rows:
        value = ONE if node.of is None else compiler.values.of(node.of, grid.frame, row)
        name = None if pick.names is None else compiler.values.of(pick.names, grid.frame, row)
        if not isinstance(value, Fraction):
            continue
        key = (*grid.key(row)[:2], name)
        held = found.get(key)
        other = value if held is None else ONE if node.of is None else compiler.values.of(node.of, grid.frame, held)
        assert isinstance(other, Fraction)
        if held is None or (value > other if pick.higher else value < other):
            found[key] = row
    return list(found.values())


def filled(
    compiler: Compilation,
    key: object,
    grid: Grid,
    heading: str,
    scale: Fraction,
    made: Callable[[Cell], Made],
) -> int:
    """A column of the records' sheet, all rows of it."""

    def column(here: Cell) -> Code:
        return compiler.column((key, grid), here, heading, "number", scale, False, made)

    found = compiler.each(grid, grid.steps, grid.positions, column)[0]
    assert found.column is not None
    return found.column[1]
