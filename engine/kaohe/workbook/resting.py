"""What rests on rows of records that are wrong: the figures of their unit and period, and all that names these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kaohe.data.tables.frames import projection
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.workbook.code import Code, Guard, merged
from kaohe.workbook.faults import state_of
from kaohe.workbook.grid import Grid
from kaohe.workbook.masks import mask
from kaohe.workbook.spot import Spot

if TYPE_CHECKING:
    from kaohe.workbook.compiler import Compiler


def faulty_rows(compiler: Compiler, table: str, spot: Spot) -> Guard:
    """That rows of a table for the spot's unit and period are wrong."""
    grid = compiler.layout.grid(compiler.policy.tables[table].grain)
    state = state_of(compiler, grid)

    def made(aside: Spot) -> tuple[Code, float]:
        rows = mask(grid.steps, aside.host, f"$A{aside.row}", f"$B{aside.row}")
        return Code("number", f"SUMPRODUCT({rows}*({grid.steps.whole(state, aside.host)}=-2))"), 0.0

    heading = f"有差错的行：{compiler.policy.tables[table].name}"
    found = compiler.column(("faulty", table, spot.grid), spot, heading, "number", Fraction(1), True, made)
    return Guard("condition", f"SUM({found.text})>0")  # a blank row of a quarter to come holds a text


def beneath(compiler: Compiler, node: tree.Node, spot: Spot) -> tuple[Guard, ...]:
    """The faulty rows that an operand rests on, through all that it names: what they empty is not absent."""
    if spot.grid.table is not None:
        return ()
    waiting: list[tuple[tree.Node, Spot]] = [(node, spot)]
    seen: set[tuple[object, Grid, int]] = set()
    found: list[Guard] = []
    while waiting:
        each, there = waiting.pop()
        if (id(each), there.grid, there.position) in seen:
            continue
        seen.add((id(each), there.grid, there.position))
        own = _moved(compiler, each, there)
        if own is None:
            continue
        if isinstance(each, tree.Fold):
            found.append(faulty_rows(compiler, each.table, own))
        elif isinstance(each, tree.FoldPeriods):
            waiting += [(each.of, quarter) for quarter in _quarters(compiler, each, own)]
        else:
            waiting += [(child, own) for child in _named(compiler, each)]
    return merged(found)


def _named(compiler: Compiler, node: tree.Node) -> list[tree.Node]:
    if isinstance(node, tree.Ref):
        definition = compiler.policy.definitions[node.unit_type, node.id]
        return [definition.rule] if definition.table is None else []
    if isinstance(node, tree.Reading):
        return [dict(node.cases)[compiler.run.readings[node.question]]]
    return [] if isinstance(node, tree.Over | tree.Rank | tree.At) else list(tree.children(node))


def _moved(compiler: Compiler, node: tree.Node, spot: Spot) -> Spot | None:
    """The spot where a node with a grain of its own stands; constants stand anywhere."""
    grain = compiler.policy.types[node].grain
    if grain.unit is None:
        return spot
    own = compiler.layout.grid(grain)
    if own is spot.grid:
        return spot
    position = own.find(projection(grain)(spot.grid.key(spot.position)))
    return None if position is None else replace(spot, grid=own, position=position)


def _quarters(compiler: Compiler, node: tree.FoldPeriods, spot: Spot) -> Iterator[Spot]:
    grid = compiler.layout.grid(compiler.policy.types[node.of].grain)
    unit, period, _ = spot.grid.key(spot.position)
    assert period is not None
    for number in range(1, len(node.weights) + 1):
        position = grid.find((unit, Period(period.year, number), None))
        if position is not None:
            yield replace(spot, grid=grid, position=position)
