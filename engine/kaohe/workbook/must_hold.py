"""What must hold of every row (`must_hold`): a column that shows a change which breaks it, and counts such rows.

What a row's own inputs decide is a fault of that row. What takes other values to decide, which may rest on that very
row, withholds every score that it names or that rests on the table, as the engine refuses these: the score's cell only
repeats a step that does not ask for the condition, so that nothing goes round in a circle. Of decisions (领导小组调整)
that an auditor enters or changes, no row may leave open what holds, and no score its bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from kaohe.language import tree
from kaohe.lazy import dataclass, replace
from kaohe.policy.dependency_graph import needed_by, tables_of
from kaohe.policy.model import CALCULATED, SCORE, SET, Condition, Definition, Table, Vertex, bounds_of
from kaohe.translations import worded
from kaohe.words.formula_and_parts import AdjustedRoles
from kaohe.workbook.code import DIGITS, ONE, Code, Guard, literal, merged, scaled, shown, text_literal, whole
from kaohe.workbook.compilation import Compilation, Made, shown_choices
from kaohe.workbook.labels import in_words
from kaohe.workbook.sheet_rows import Cell, Grid
from kaohe.workbook.sheets import Entry, Sheet, SheetColumn, Stored


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
    said = worded("超出 {}～{}", _end(low), _end(high))

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

    heading = worded("{}：调整后核对", score.name)
    check = compiler.column(("bounds", node, here.grid), here, heading, "text", Fraction(1), True, made)
    return replace(found, hard=merged(found.hard, (Guard("condition", f'{check.text}<>""'),)))


def _end(bound: Fraction | None) -> str:
    return worded("不限") if bound is None else shown(bound)


HOLDS, BROKEN = "符合", "不符合"


_OF_OTHERS = (
    *(tree.Ref, tree.Fold, tree.Rank, tree.RankList, tree.At),
    *(tree.OtherPeriod, tree.SinceYear, tree.Seats),
)
"""Nodes whose value is not to be had from a row of inputs alone."""


def watched(compiler: Compilation) -> list[tuple[Sheet, SheetColumn]]:
    """The columns of all conditions on tables that the paper has."""
    return [
        column_of(compiler, number)
        for number, condition in enumerate(compiler.policy.conditions)
        if condition.table in compiler.run.dataset.tables
    ]


def conditions_in_row(compiler: Compilation, table: Table) -> dict[str, int]:
    """The columns of the conditions on a table that a row's own inputs decide, by their words."""
    found = {}
    for number, condition in enumerate(compiler.policy.conditions):
        if condition.table == table.id and _is_in_row(compiler, condition):
            _, column = column_of(compiler, number)
            found[column.heading] = column.number
    return found


@dataclass(frozen=True, slots=True)
class Withheld:
    """A score's column, filled at last, and the conditions, by number, that have to hold for it."""

    sheet: Sheet
    column: SheetColumn
    conditions: tuple[int, ...]


def withholding(compiler: Compilation, definition: Definition) -> tuple[int, ...]:
    """The conditions, by number, that take other values to decide and withhold a score.

    It rests on their table, or they on it.
    """
    graph, found = compiler.policy.dependencies, []
    for number, condition in enumerate(compiler.policy.conditions):
        if condition.table in compiler.run.dataset.tables and not _is_in_row(compiler, condition):
            asked = needed_by(graph, [Vertex("condition", condition.table, str(number))])
            if definition.vertex in asked or condition.table in tables_of(needed_by(graph, [definition.vertex])):
                found.append(number)
    return tuple(found)


def withhold(compiler: Compilation, scores: Mapping[tuple[str, str], Withheld]) -> None:
    """The scores that wait for conditions: blank while a row breaks one of these. Their columns are there by now."""
    for identity, score in scores.items():
        sheet, calculated = compiler.defined[identity]
        columns = [column_of(compiler, number) for number in score.conditions]
        broken = [f"{place.count(column, score.sheet)}>0" for place, column in columns]
        asked = broken[0] if len(broken) == 1 else f"OR({','.join(broken)})"
        score.column.sure = calculated.sure
        for row, entry in calculated.cells.items():
            cell = sheet.cell(calculated.number, row, score.sheet)
            score.column.cells[row] = Entry(entry.value, f'=IF({asked},"",{cell})')


def column_of(compiler: Compilation, number: int) -> tuple[Sheet, SheetColumn]:
    """The column of a condition, by its number in the policy, and its sheet."""
    condition = compiler.policy.conditions[number]
    table = compiler.policy.tables[condition.table]
    grid, sheet, _ = compiler.layout.input(table, next(iter(table.columns)))
    place = grid.on(sheet, table) if _is_in_row(compiler, condition) else grid
    return place.steps, _column(compiler, number, condition, place)


def _is_in_row(compiler: Compilation, condition: Condition) -> bool:
    nodes = list(tree.walk(condition.rule, compiler.run.readings))
    is_of_group = any(isinstance(node, tree.Key) and node.is_group for node in nodes)
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
            return "" if holds is None else worded(HOLDS) if holds else worded(BROKEN)

        def said(here: Cell) -> tuple[Cell, str]:
            code = compiler.cell(condition.rule, here, ONE)
            if code.lazy or code.array:
                code = compiler.step(condition.rule, here)
            text = f'IF({code.text},"{worded(HOLDS)}","{worded(BROKEN)}")'
            shown = code if code.kind == "nothing" else replace(code, kind="text", text=text, const=None)
            return here, whole(shown)

        ready = compiler.each(grid, grid.steps, grid.positions, said)
        column = grid.steps.add(words, above=(worded("须符合"), ""), role="check")
        column.count = f'SUMPRODUCT(({grid.steps.whole(column.number, grid.steps)}="{worded(BROKEN)}")*1)'
        for here, text in ready:
            compiler.write(column, here, text, value)
        compiler.subject = outer
        return column

    return compiler.remembered(("condition", number), made)
