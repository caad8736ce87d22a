"""Decisions (领导小组调整) that an auditor enters or changes: no row may leave open what holds, no score its bounds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from kaohe.language import tree
from kaohe.policy.adjustments import CALCULATED, SCORE, SET, bounds_of
from kaohe.words.formula_and_parts import AdjustedRoles
from kaohe.workbook.code import DIGITS, Code, Guard, literal, merged, scaled, shown, text_literal
from kaohe.workbook.compilation import Compilation, Made
from kaohe.workbook.grid import Cell
from kaohe.workbook.layout import shown_choices


def within_bounds(compiler: Compilation, node: tree.Step, roles: AdjustedRoles, here: Cell) -> Code:
    """The adjusted score. Where a decision takes it beyond its bounds it has no value, and a cell beside says why."""
    found = compiler.value(node.body, here)
    ref = roles.calculated
    score = compiler.policy.definitions[ref.unit_type, ref.id.removesuffix(f".{CALCULATED}")]
    table = compiler.policy.tables[score.adjusted_by or ""]
    spec = table.columns[SET]
    low, high = (None if bound is None else bound / spec.measure.scale for bound in bounds_of(table))
    if low is None and high is None:
        return found
    said = f"超出 {_end(low)}～{_end(high)}"

    def made(aside: Cell) -> Made:
        value = scaled(compiler.value(node.body, aside), spec.measure.scale)
        rounded = f"ROUND({value.text},{DIGITS})"
        ends = [f"{rounded}{sign}{literal(end)}" for sign, end in (("<", low), (">", high)) if end is not None]
        _, sheet, column = compiler.layout.input(table, SCORE)
        word = text_literal(shown_choices(table.columns[SCORE])[score.id])
        own = f"EXACT({sheet.whole(column.number, aside.host)},{word})"
        count = f"SUMPRODUCT({sheet.mask(aside.host, f'$A{aside.row}', f'$B{aside.row}')}*{own})"
        text = f'IFERROR(IF(AND({count}>0,OR({",".join(ends)})),{text_literal(said)},""),"")'
        return Code("text", text, lazy=True), lambda position: ""

    heading = f"{score.name}：调整后核对"
    check = compiler.column(("bounds", node, here.grid), here, heading, "text", Fraction(1), True, made)
    return replace(found, hard=merged(found.hard, (Guard("condition", f'{check.text}<>""'),)))


def _end(bound: Fraction | None) -> str:
    return "不限" if bound is None else shown(bound)
