"""Leaves of the tree: literals, inputs, named values, parts of the key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from kaohe.language import tree
from kaohe.words.adjusted_score import AdjustedRoles
from kaohe.workbook.adjustments import within_bounds
from kaohe.workbook.code import ABSENT, YES, Code, Guard, number, truth, words
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.grid import Cell
from kaohe.workbook.layout import shown_choices
from kaohe.workbook.sheets import Sheet


def _number(compiler: Compilation, node: tree.Number, here: Cell) -> Code:
    return number(node.value, node.measure.scale)


def _text(compiler: Compilation, node: tree.Text, here: Cell) -> Code:
    return words(node.value)


def _truth(compiler: Compilation, node: tree.Truth, here: Cell) -> Code:
    return truth(node.value)


def _absent(compiler: Compilation, node: tree.Absent, here: Cell) -> Code:
    return ABSENT


def _reading(compiler: Compilation, node: tree.Reading, here: Cell) -> Code:
    return compiler.code(dict(node.cases)[compiler.run.readings[node.question]], here)


def _step(compiler: Compilation, node: tree.Step, here: Cell) -> Code:
    if isinstance(node.roles, AdjustedRoles):
        return within_bounds(compiler, node, node.roles, here)
    return compiler.code(node.body, here)


def _column(compiler: Compilation, node: tree.Column, here: Cell) -> Code:
    table = compiler.policy.tables[node.table]
    grid, sheet, column = compiler.layout.input(table, node.column)

    def named(there: Cell) -> Code:
        found = _input(compiler, node, sheet, sheet.cell(column.number, there.row, there.host), column.number)
        if not found.soft or table.is_finer or table.optional:
            return found
        inputs = [each.number for each in sheet.columns if each.role == "input"]
        row = sheet.area(inputs[0], inputs[-1], there.row, there.row, there.host)
        # In a row that has come a blank may be meant; one with nothing in it has not been sent.
        return replace(found, hard=(Guard("condition", f"COUNTA({row})=0"),))

    if grid is here.grid:
        return named(here)
    return compiler.elsewhere(here, grid, named, (node.table, node.column), node)


def _input(compiler: Compilation, node: tree.Column, sheet: Sheet, text: str, number_: int) -> Code:
    """An input cell. Whatever it should hold and does not, a blank or a text for a number, counts as absent."""
    spec = compiler.policy.tables[node.table].columns[node.column]
    absent = compiler.policy.types[node].absent
    shown = shown_choices(spec) if spec.type == "choice" else None
    kind: Literal["number", "truth", "text"] = (
        "number" if spec.type == "number" else "truth" if spec.type == "truth" else "text"
    )
    guard = Guard(kind, text)
    if shown and len(shown) <= 8:
        guard = Guard("choice", text, tuple(shown.values()))
    found = Code(kind, text, spec.measure.scale, plain=True, words=shown, column=(sheet, number_))
    if kind == "truth":
        found = replace(found, text=f'{text}="{YES}"', binds=0)
    return replace(found, soft=(guard,)) if absent else replace(found, hard=(guard,))


def _ref(compiler: Compilation, node: tree.Ref, here: Cell) -> Code:
    identity = (node.unit_type, node.id)
    grid = compiler.layout.grid(compiler.policy.value_types[identity].grain)

    def named(there: Cell) -> Code:
        sheet, column = compiler.defined[identity]
        type_ = compiler.policy.value_types[identity]
        scale = type_.measure.scale if type_.kind == "number" else Fraction(1)
        return compiler.reference(sheet, column.number, there.row, there.host, type_.kind, scale, type_.absent)

    if grid is here.grid:
        return named(here)
    return compiler.elsewhere(here, grid, named, identity, node)


def _key(compiler: Compilation, node: tree.Key, here: Cell) -> Code:
    if here.grid.table is not None:
        return _key_of_record(compiler, node, here)
    unit, period, _ = here.grid.key(here.position)
    if node.part == "unit":
        return words(unit or "")
    if node.part == "group":
        return _group(compiler, here, unit or "")
    assert period is not None
    return number(Fraction(period.year if node.part == "year" else period.quarter))


def _group(compiler: Compilation, here: Cell, unit: str) -> Code:
    """A group that the policy lists is fixed; one that the data names is that input."""
    unit_type = here.grid.unit_type
    if unit_type.source_table is None or unit_type.group_column is None:
        group = here.grid.groups.get(unit)
        return ABSENT if group is None else words(group)
    table = compiler.policy.tables[unit_type.source_table]
    grid, sheet, column = compiler.layout.input(table, unit_type.group_column)
    place = tree.Column(table.id, unit_type.group_column, place=unit_type.place)
    period = here.grid.key(here.position)[1]
    rows = [position for position in grid.order if grid.key(position)[0] == unit]
    same = [position for position in rows if grid.key(position)[1] == period]
    row = grid.row((same or rows)[0])
    spec = table.columns[unit_type.group_column]
    text = sheet.cell(column.number, row, here.host)
    return Code(
        "text",
        text,
        hard=(Guard("text", text),),
        words=shown_choices(spec) if spec.type == "choice" else None,
        column=(place.table, column.number) if (same or rows)[0] == here.position and grid is here.grid else None,
    )


def _key_of_record(compiler: Compilation, node: tree.Key, here: Cell) -> Code:
    sheet = here.grid.steps
    unit, period = (sheet.cell(number_, here.row, here.host) for number_ in (0, 1))
    if node.part == "unit":
        return Code("text", unit, hard=(Guard("text", unit),))
    if node.part == "year":
        return Code("number", f"VALUE(LEFT({period},4))", hard=(Guard("text", period),))
    if node.part == "quarter":
        return Code("number", f"VALUE(RIGHT({period},1))", hard=(Guard("text", period),))
    grid = compiler.layout.grid(compiler.policy.types[node].grain)
    groups = grid.unit_type.groups
    if not groups or len({group.name for group in groups.values()}) < len(groups):
        raise compiler.refused(node)

    def named(there: Cell) -> Code:
        text = grid.steps.cell(len(grid.steps.keys) - 1, there.row, there.host)
        shown = {id_: group.name for id_, group in groups.items()}
        return Code(
            "text", text, hard=(Guard("text", text),), words=shown, column=(grid.steps, len(grid.steps.keys) - 1)
        )

    return compiler.elsewhere(here, grid, named, ("group", "of"), node)


RULES: dict[type[tree.Node], Callable[..., Code]] = {
    tree.Number: _number,
    tree.Text: _text,
    tree.Truth: _truth,
    tree.Absent: _absent,
    tree.Reading: _reading,
    tree.Step: _step,
    tree.Column: _column,
    tree.Ref: _ref,
    tree.Key: _key,
}
