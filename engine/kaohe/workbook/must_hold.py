"""What must hold of every row (`must_hold`): a column beside the inputs, which shows a change that breaks it."""

from __future__ import annotations

from dataclasses import replace

from kaohe.language import tree
from kaohe.policy.model import Condition, Table
from kaohe.workbook.code import whole
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.grid import Cell, Grid
from kaohe.workbook.labels import in_words
from kaohe.workbook.sheets import Sheet, SheetColumn, Stored

HOLDS, BROKEN = "符合", "不符合"


_OF_OTHERS = (tree.Ref, tree.Over, tree.Rank, tree.At, tree.Fold, tree.FoldPeriods, tree.SinceYear, tree.Seats)
"""Nodes whose value is not to be had from a row of inputs alone."""


def watched(compiler: Compilation) -> list[tuple[Sheet, SheetColumn]]:
    """The columns of all conditions on tables that the paper has."""
    found = []
    for number, condition in enumerate(compiler.policy.conditions):
        if condition.table in compiler.run.dataset.tables:
            table = compiler.policy.tables[condition.table]
            grid, sheet, _ = compiler.layout.input(table, next(iter(table.columns)))
            place = grid.on(sheet, table) if _is_in_row(compiler, condition) else grid
            found.append((place.steps, _column(compiler, number, condition, place)))
    return found


def conditions_in_row(compiler: Compilation, table: Table) -> dict[str, int]:
    """The columns of the conditions on a table that a row's own inputs decide, by their words."""
    grid, sheet, _ = compiler.layout.input(table, next(iter(table.columns)))
    found = {}
    for number, condition in enumerate(compiler.policy.conditions):
        if condition.table == table.id and _is_in_row(compiler, condition):
            column = _column(compiler, number, condition, grid.on(sheet, table))
            found[column.heading] = column.number
    return found


def _is_in_row(compiler: Compilation, condition: Condition) -> bool:
    nodes = list(tree.walk(condition.rule, compiler.run.readings))
    is_of_group = any(isinstance(node, tree.Key) and node.part == "group" for node in nodes)
    is_of_others = any(isinstance(node, tree.Column) and node.table != condition.table for node in nodes)
    return not (is_of_group or is_of_others or any(isinstance(node, _OF_OTHERS) for node in nodes))


def _column(compiler: Compilation, number: int, condition: Condition, grid: Grid) -> SheetColumn:
    """The column that says of each row whether a condition holds."""

    def made() -> SheetColumn:
        words = in_words(compiler.policy, condition.rule) or condition.text
        outer, compiler.subject = compiler.subject, words
        compiler.prepare(grid)

        def value(position: int) -> Stored:
            holds = compiler.values.of(condition.rule, grid.frame, position)
            return "" if holds is None else HOLDS if holds else BROKEN

        def said(here: Cell) -> tuple[Cell, str]:
            code = compiler.value(condition.rule, here)
            text = f'IF({code.text},"{HOLDS}","{BROKEN}")'
            shown = code if code.kind == "nothing" else replace(code, kind="text", text=text, const=None)
            return here, whole(shown)

        ready = compiler.each(grid, grid.steps, grid.positions, said)
        column = grid.steps.add(words, above=("须符合", ""), role="check")
        for here, text in ready:
            compiler.write(column, here, text, value)
        compiler.subject = outer
        return column

    return compiler.remembered(("condition", number), made)


def broken(sheet: Sheet, column: SheetColumn, host: str) -> str:
    """In how many rows a condition does not hold, as a formula on another sheet."""
    page = Sheet(host, "", "", (), ())
    return f'SUMPRODUCT(({sheet.whole(column.number, page)}="{BROKEN}")*1)'
