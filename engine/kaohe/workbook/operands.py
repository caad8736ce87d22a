"""Leaves of the tree: literals, inputs, named values, parts of the key."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kaohe.language import tree
from kaohe.language.entry import KEY_PARTS, KeyPart, total
from kaohe.language.periods import LEVELS, Period
from kaohe.lazy import replace
from kaohe.translations import worded
from kaohe.words.formula_and_parts import AdjustedRoles
from kaohe.workbook.code import ABSENT, Code, Guard, number, truth, words
from kaohe.workbook.compilation import Compilation, NoSheetForm
from kaohe.workbook.lookups_and_periods import copied, input_code
from kaohe.workbook.must_hold import within_bounds
from kaohe.workbook.sheet_rows import Cell


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
    """On the sheet of its inputs a cell of the same row; elsewhere the copy in the row of its unit and period."""
    table, absent = compiler.policy.tables[node.table], compiler.policy.types[node].absent
    spec = table.columns[node.column]
    grid, sheet, column = compiler.layout.input(table, node.column)

    def named(there: Cell) -> Code:
        if table.is_finer or there.grid.steps is sheet:
            text = sheet.cell(column.number, there.row, there.host)
            return input_code(spec, absent, text, (sheet, column.number))
        return copied(compiler, table, spec, absent, there)

    if grid is here.grid or here.grid.steps is sheet:
        return named(here)
    return compiler.elsewhere(here, grid, named, (node.table, node.column), node)


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
    return (_KEY_PARTS if here.grid.table is None else _KEY_PARTS_OF_RECORDS)[node.part](compiler, node, here)


def _unit(compiler: Compilation, node: tree.Key, here: Cell) -> Code:
    return words(here.same(lambda position: here.grid.key(position)[0] or ""))


def _of_period(part: Callable[[Period], int]) -> Callable[[Compilation, tree.Key, Cell], Code]:
    def code(compiler: Compilation, node: tree.Key, here: Cell) -> Code:
        period = here.same(lambda position: here.grid.key(position)[1])
        assert period is not None
        return number(Fraction(part(period)))

    return code


def _group(compiler: Compilation, node: tree.Key, here: Cell) -> Code:
    """A group that the policy lists is fixed; one that the data names is that input."""
    unit_type = here.grid.unit_type
    if unit_type.source_table is None or unit_type.group_column is None:
        group = here.same(here.grid.group)
        return ABSENT if group is None else words(group)
    table = compiler.policy.tables[unit_type.source_table]
    grid, _, _ = compiler.layout.input(table, unit_type.group_column)

    def first_rows() -> dict[object, int]:
        return {grid.key(position)[0]: position for position in reversed(grid.order)}

    first = compiler.remembered(("first rows", grid), first_rows)

    def find(position: int) -> int | None:
        unit, period, _ = here.grid.key(position)
        found = grid.find((unit, period, None))
        return first[unit] if found is None else found

    there = here if grid is here.grid else here.to(grid, find)
    assert there is not None
    found = copied(compiler, table, table.columns[unit_type.group_column], False, there)
    return found if there is here else replace(found, column=None)


def _unit_of_record(compiler: Compilation, node: tree.Key, here: Cell) -> Code:
    unit = here.grid.steps.cell(0, here.row, here.host)
    return Code("text", unit, hard=(Guard("text", unit),))


def _of_period_of_record(months: int) -> Callable[[Compilation, tree.Key, Cell], Code]:
    """The number of the part of the year, so many months long, that a record's period is in; of 0 the year's own.

    A period says it behind the year and a sign: 2023Q4, 2023M12, 2023-12-31.
    """

    def code(compiler: Compilation, node: tree.Key, here: Cell) -> Code:
        period = here.grid.steps.cell(1, here.row, here.host)
        assert here.grid.table is not None
        own = max(LEVELS[here.grid.table.period].months, 1)
        text = f"VALUE(MID({period},6,2))" if months else f"VALUE(LEFT({period},4))"
        if months > own:
            text = f"ROUNDUP({text}*{own}/{months},0)"
        return Code("number", text, hard=(Guard("text", period),))

    return code


def _day_of_record(compiler: Compilation, node: tree.Key, here: Cell) -> Code:
    """The day of the month that a record's period is: the 31 of 2023-12-31."""
    period = here.grid.steps.cell(1, here.row, here.host)
    return Code("number", f"VALUE(MID({period},9,2))", hard=(Guard("text", period),))


def _group_of_record(compiler: Compilation, node: tree.Key, here: Cell) -> Code:
    grid = compiler.layout.grid(compiler.policy.types[node].grain)
    groups = grid.unit_type.groups
    if not groups or len({group.name for group in groups.values()}) < len(groups):
        raise NoSheetForm(worded("各组的名称分不清是哪一组"))

    def named(there: Cell) -> Code:
        text = grid.steps.cell(len(grid.steps.keys) - 1, there.row, there.host)
        shown = {id_: group.name for id_, group in groups.items()}
        return Code(
            "text", text, hard=(Guard("text", text),), words=shown, column=(grid.steps, len(grid.steps.keys) - 1)
        )

    return compiler.elsewhere(here, grid, named, ("group", "of"), node)


_KeyPart = Callable[[Compilation, tree.Key, Cell], Code]
_KEY_PARTS: dict[KeyPart, _KeyPart] = total(
    "workbook.operands of key parts",
    KEY_PARTS,
    {
        "unit": _unit,
        "group": _group,
        "year": _of_period(lambda period: period.year),
        "half_year": _of_period(lambda period: period.at("half_year").number),
        "quarter": _of_period(lambda period: period.at("quarter").number),
        "month": _of_period(lambda period: period.at("month").number),
        "day": _of_period(lambda period: period.number % 100),
    },
)
_KEY_PARTS_OF_RECORDS: dict[KeyPart, _KeyPart] = total(
    "workbook.operands of records' key parts",
    KEY_PARTS,
    {
        "unit": _unit_of_record,
        "group": _group_of_record,
        "year": _of_period_of_record(0),
        "half_year": _of_period_of_record(6),
        "quarter": _of_period_of_record(3),
        "month": _of_period_of_record(1),
        "day": _day_of_record,
    },
)

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
