"""What one formula cannot hold, and what no formula calculates.

A list that is too long has a column for each part of it, and one formula over these: a formula takes 8,192 characters
and a function 255 arguments; every operand is named twice, as it may be blank.

What a sheet cannot calculate is the engine's value, marked, a number in a column of its own. What formulas name is the
column beside it, which is blank while any cell of the inputs differs from the copy (原值) that the paper keeps of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from kaohe.language import tree
from kaohe.lazy import replace
from kaohe.policy.dependency_graph import dependencies_under, needed_by, tables_of
from kaohe.policy.model import Vertex
from kaohe.results import Value
from kaohe.translations import worded
from kaohe.workbook.book import EngineValue, stored
from kaohe.workbook.code import Code, Guard, Kind, merged, scaled
from kaohe.workbook.compilation import Compilation, Made, NoSheetForm
from kaohe.workbook.labels import label
from kaohe.workbook.sheet_rows import Cell
from kaohe.workbook.sheets import CHANGED, Entry, Stored

ROOM = 5000
"""Characters that operands and the conditions that they are there may have in one formula."""

MOST = 200
"""Operands of one formula."""

List = tree.Add | tree.Min | tree.Max | tree.And | tree.Or


def parts(
    compiler: Compilation,
    node: List,
    codes: Sequence[Code],
    here: Cell,
    joined: Callable[[Sequence[tree.Node], Cell], Code],
    value: Callable[[Sequence[Value]], Value],
) -> list[Code] | None:
    """A cell for each part of the list, which `joined` makes and whose engine's `value` is; None for a short list."""
    step = compiler.remembered(("part", node, here.grid), lambda: _length_of_parts(codes))
    if not step:
        return None
    type_ = compiler.policy.types[node]
    scale = type_.measure.scale if type_.kind == "number" else Fraction(1)

    def part(start: int) -> Code:
        some = node.terms[start : start + step]

        def made(aside: Cell) -> Made:
            def there(position: int) -> Stored:
                known = [compiler.values.of(term, aside.grid.frame, position) for term in some]
                return stored(value(known), scale)

            return scaled(joined(some, aside), scale), there

        heading = worded("{}（第 {} 段）", label(compiler.policy, node), start // step + 1)
        kind: Kind = "truth" if type_.kind == "truth" else "number"
        return compiler.column((node, here.grid, "part", start), here, heading, kind, scale, type_.absent, made)

    return [part(start) for start in range(0, len(node.terms), step)]


def _length_of_parts(codes: Sequence[Code]) -> int:
    """How many operands one formula takes; 0 if it takes all."""
    size = sum(len(code.text) + sum(len(guard.text) for guard in code.guards) for code in codes)
    if size <= ROOM and len(codes) <= MOST:
        return 0
    return max(2, min(MOST, len(codes) * ROOM // (2 * size)))


def engine_value_notes(compiler: Compilation) -> list[str]:
    """What the first page says of them."""
    return [found.notice() for found in compiler.engine_values.values()]


def engine_value(compiler: Compilation, node: tree.Node, here: Cell, why: str) -> Code:
    """The engine's value of a node. Raises NoSheetForm for a part of a value that has none of its own."""
    type_ = compiler.policy.types.get(node)
    if type_ is None:
        raise NoSheetForm(why)
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    grid, heading = here.grid, label(compiler.policy, node)
    scale = type_.measure.scale if type_.kind == "number" else Fraction(1)
    kind: Kind = type_.kind if type_.kind != "nothing" else "number"

    def column() -> EngineValue:
        tables = _inputs_of(compiler, node)
        held = grid.steps.add(heading, above=(compiler.subject, worded("引擎值，不重算")), role="engine")
        originals = tuple(compiler.layout.original(compiler.policy.tables[table]) for table in tables)
        return EngineValue(grid.steps, held, compiler.subject, why, originals)

    def made(aside: Cell) -> Made:
        found = compiler.engine_values.get((node, grid))
        if found is None:
            found = compiler.engine_values[node, grid] = column()
        value = compiler.stored(node, grid, scale)
        for position in aside.positions:
            found.column.cells[grid.row(position)] = Entry(value(position))
        changed = (Guard("condition", f"{sheet.fixed(CHANGED, aside.host)}>0") for sheet in found.originals)
        code = compiler.reference(grid.steps, found.column.number, aside.row, aside.host, kind, scale, True)
        return replace(code, hard=merged(code.hard, changed)), value

    return compiler.column((node, grid), here, heading, kind, scale, True, made)


def _inputs_of(compiler: Compilation, node: tree.Node) -> list[str]:
    """The tables that a value rests on, those that name the units among them."""
    policy, readings = compiler.policy, compiler.run.readings
    graph = compiler.remembered("dependencies", lambda: dependencies_under(policy, readings))
    found: set[str | None] = {unit_type.source_table for unit_type in policy.units.values()}
    for each in tree.walk(node, readings):
        if isinstance(each, tree.Ref):
            found |= tables_of(needed_by(graph, [Vertex("value", each.unit_type, each.id)]))
        elif isinstance(each, tree.Column | tree.FoldRows):
            found.add(each.table)
    return [table for table in policy.tables if table in found and table in compiler.run.dataset.tables]
