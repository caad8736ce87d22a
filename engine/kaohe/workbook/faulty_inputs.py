"""What rests on rows of records that are wrong: the figures of their unit and period, and all that names these."""

from __future__ import annotations

from fractions import Fraction

from kaohe.data.tables.dataset import projection
from kaohe.language import tree
from kaohe.translations import worded
from kaohe.workbook.code import Code, Guard, merged
from kaohe.workbook.compilation import Compilation, Made
from kaohe.workbook.labels import part_labels
from kaohe.workbook.periods import other_period
from kaohe.workbook.row_checks import state_of_records
from kaohe.workbook.sheet_rows import Cell, Grid


def faulty_rows(compiler: Compilation, table: str, here: Cell) -> Guard:
    """That rows of a table for a cell's unit and period are wrong."""
    grid = compiler.layout.grid(compiler.policy.tables[table].grain)
    state = state_of_records(compiler, grid)

    def made(aside: Cell) -> Made:
        own = compiler.policy.tables[table].period
        periods = part_labels(f"$B{aside.row}", aside.grid.frame.grain.period or own, own)
        rows = grid.steps.mask(aside.host, f"$A{aside.row}", *periods, begin=own == "day")
        return Code("number", f"SUMPRODUCT({rows}*({grid.steps.whole(state, aside.host)}=-2))"), lambda position: 0.0

    heading = worded("有差错的行：{}", compiler.policy.tables[table].name)
    found = compiler.column(("faulty", table, here.grid), here, heading, "number", Fraction(1), True, made)
    return Guard("condition", f"SUM({found.text})>0")  # a blank row of a quarter to come holds a text


def faulty_rows_under(compiler: Compilation, node: tree.Node, here: Cell) -> tuple[Guard, ...]:
    """The faulty rows that an operand rests on, through all that it names: what they empty is not absent."""
    if here.grid.table is not None:
        return ()
    waiting: list[tuple[tree.Node, Cell]] = [(node, here)]
    seen: set[tuple[object, Grid, str]] = set()
    found: list[Guard] = []
    while waiting:
        each, there = waiting.pop()
        if (id(each), there.grid, there.row) in seen:
            continue
        seen.add((id(each), there.grid, there.row))
        own = _moved(compiler, each, there)
        if own is None:
            continue
        if isinstance(each, tree.FoldRows):
            found.append(faulty_rows(compiler, each.table, own))
        elif isinstance(each, tree.OtherPeriod):
            elsewhere = other_period(own, compiler.layout.grid(compiler.policy.types[each.of].grain), each)
            waiting += [] if elsewhere is None else [(each.of, elsewhere)]
        else:
            waiting += [(child, own) for child in _named(compiler, each)]
    return merged(found)


def _named(compiler: Compilation, node: tree.Node) -> list[tree.Node]:
    if isinstance(node, tree.Ref):
        definition = compiler.policy.definitions[node.unit_type, node.id]
        return [definition.rule] if definition.table is None else []
    if isinstance(node, tree.Reading):
        return [dict(node.cases)[compiler.run.readings[node.question]]]
    return [] if tree.is_across_units(node) else list(tree.children(node))


def _moved(compiler: Compilation, node: tree.Node, here: Cell) -> Cell | None:
    """The row where a node with a grain of its own stands; what has none stands anywhere."""
    type_ = compiler.policy.types.get(node)  # a row of tiers has none
    if type_ is None or type_.grain.unit is None:
        return here
    grain = type_.grain
    own = compiler.layout.grid(grain)
    if own is here.grid:
        return here
    project = projection(grain)
    return here.to(own, lambda position: own.find(project(here.grid.key(position))))
