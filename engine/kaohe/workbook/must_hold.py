"""What must hold of every row (`must_hold`): a column beside the inputs, which shows a change that breaks it."""

from __future__ import annotations

from dataclasses import replace

from kaohe.policy.model import Condition
from kaohe.workbook.code import whole
from kaohe.workbook.compiler import Compiler
from kaohe.workbook.grid import Cell
from kaohe.workbook.labels import in_words
from kaohe.workbook.sheets import Sheet, SheetColumn

HOLDS, BROKEN = "符合", "不符合"


def watched(compiler: Compiler) -> list[tuple[Sheet, SheetColumn]]:
    """The columns of all conditions on tables that the paper has."""
    tables = compiler.run.dataset.tables
    return [_watch(compiler, condition) for condition in compiler.policy.conditions if condition.table in tables]


def _watch(compiler: Compiler, condition: Condition) -> tuple[Sheet, SheetColumn]:
    table = compiler.policy.tables[condition.table]
    grid, sheet, _ = compiler.layout.input(table, next(iter(table.columns)))
    words = in_words(compiler.policy, condition.rule) or condition.text
    compiler.subject = words
    compiler.prepare(grid)
    ready = []
    for position in grid.positions:
        here = Cell(grid, position, sheet)
        code = compiler.value(condition.rule, here)
        holds = compiler.values.of(condition.rule, grid.frame, position)
        text = f'IF({code.text},"{HOLDS}","{BROKEN}")'
        shown = code if code.kind == "nothing" else replace(code, kind="text", text=text, const=None)
        ready.append((here, whole(shown), "" if holds is None else HOLDS if holds else BROKEN))
    column = sheet.add(words, above=("须符合", ""), role="check")
    for here, text, value in ready:
        compiler.write(column, here, text, value)
    return sheet, column


def broken(sheet: Sheet, column: SheetColumn, host: str) -> str:
    """In how many rows a condition does not hold, as a formula on another sheet."""
    stranger = Sheet(host, "", "", (), ())
    return f'SUMPRODUCT(({sheet.whole(column.number, stranger)}="{BROKEN}")*1)'
