"""Named values as columns: what is reached from the scores, each in every row of its grid."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe.language import tree
from kaohe.policy.dependency_graph import Identity, dependency_graph, needed_by
from kaohe.policy.model import Definition
from kaohe.words.comparison_group import FIGURES
from kaohe.words.folds import OPERATORS
from kaohe.workbook.cell import Cell
from kaohe.workbook.code import Code, scaled, whole
from kaohe.workbook.compiler import Compiler
from kaohe.workbook.notation import shown
from kaohe.workbook.precision import precision_of
from kaohe.workbook.sheets import Sheet, SheetColumn
from kaohe.workbook.values import Run


def reached(run: Run) -> Iterator[Identity]:
    """What the published values and the conditions rest on under the readings in force, themselves included."""
    graph = dependency_graph(run.policy, run.readings)
    asked = [score.vertex for score in run.policy.scores if run.dataset.units.get(score.unit_type)]
    asked += [vertex for vertex in graph if vertex.kind == "condition" and vertex.owner in run.dataset.tables]
    needed = needed_by(graph, asked)
    yield from (vertex.identity for vertex in graph if vertex.kind == "value" and vertex in needed)


def reached_nodes(run: Run) -> Iterator[tree.Node]:
    """Every node of their rules."""
    for identity in reached(run):
        yield from tree.walk(run.policy.definitions[identity].rule, run.readings)


def say_use(compiler: Compiler, definition: Definition) -> None:
    """On each input that a value names, its clause and name."""
    for node in tree.walk(definition.rule, compiler.run.readings):
        if isinstance(node, tree.Column):
            _, _, column = compiler.layout.input(compiler.policy.tables[node.table], node.column)
            use = " ".join(filter(None, (definition.clause, definition.name)))
            column.uses = tuple(dict.fromkeys((*column.uses, use)))


def score_column(compiler: Compiler, sheet: Sheet, definition: Definition) -> SheetColumn:
    """The column of a named value."""
    policy = compiler.policy
    type_ = policy.value_types[definition.owner, definition.id]
    points = "" if definition.points is None else f"{shown(definition.points)} 分"
    decimals = None
    if type_.kind == "number" and not _is_place(definition.rule):
        decimals = policy.display.decimals
    return sheet.add(
        policy.heading(definition),
        above=(definition.clause or "", points),
        role="score" if definition.published else "step",
        decimals=decimals,
        definition=definition,
    )


def _is_place(node: tree.Node) -> bool:
    """Whether a value is a place or a count, which has no decimals."""
    match node:
        case tree.Step():
            return node.means is not None and _is_place(node.means)
        case tree.If():
            return _is_place(node.then) or _is_place(node.otherwise)
        case tree.Fold():
            return OPERATORS[node.op].gives == "rows"
        case tree.Over():
            return FIGURES[node.op].counts
        case _:
            return isinstance(node, tree.Rank)


def define(compiler: Compiler, definition: Definition) -> None:
    """A named value in every row of its grid. Steps on the way are made first, so that they stand before it."""
    identity = (definition.owner, definition.id)
    type_ = compiler.policy.value_types[identity]
    grid = compiler.layout.grid(type_.grain)
    compiler.subject = definition.name
    compiler.prepare(grid)
    host = grid.scores if definition.published and grid.scores is not None else grid.steps
    scale = type_.measure.scale if type_.kind == "number" else Fraction(1)

    def made(here: Cell) -> tuple[Cell, Code]:
        return here, scaled(compiler.code(definition.rule, here), scale)

    ready = compiler.each(grid, host, grid.positions, made)
    if identity not in compiler.defined:
        compiler.defined[identity] = (host, score_column(compiler, host, definition))
    if definition.published and type_.kind == "number":
        precision = precision_of(compiler, (definition.rule,), Cell.of(grid, [0], host), scale)
        compiler.defined[identity][1].sure = precision.decimals
    value = compiler.stored(definition.rule, grid, scale)
    for here, code in ready:
        compiler.write(compiler.defined[identity][1], here, whole(code), value, code.array)
