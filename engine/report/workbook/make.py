"""The working paper of one run: every published value compiled, and the sheets around them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from engine.evaluate.evaluator import Evaluation
from engine.evaluate.results import Results
from engine.language import tree
from engine.policy.graph import Identity
from engine.policy.model import Definition
from engine.report.blocks import heading
from engine.report.numbers import trimmed
from engine.report.workbook.book import Book
from engine.report.workbook.checks import add_checks
from engine.report.workbook.code import scaled, whole
from engine.report.workbook.compiler import Compiler
from engine.report.workbook.front import near_ties
from engine.report.workbook.layout import Layout
from engine.report.workbook.names import SheetNames
from engine.report.workbook.sheets import Sheet, SheetColumn
from engine.report.workbook.spot import Spot
from engine.report.workbook.values import stored
from engine.report.workbook.written import written


def workbook(results: Results, run: Evaluation) -> bytes:
    """The workbook as the bytes of an .xlsx file. Raises Refused (E501) for what it cannot be made to calculate."""
    return written(compiled(results, run))


def compiled(results: Results, run: Evaluation) -> Book:
    """All sheets with their formulas, not yet written."""
    names = SheetNames()
    front = names.claim("说明")
    layout = Layout(run, names)
    compiler = Compiler(run, layout)
    reached = set(_reached(run))
    published = [definition for definition in run.policy.scores if (definition.owner, definition.id) in reached]
    for definition in published:
        grid = layout.grid(run.policy.value_types[definition.owner, definition.id].grain)
        sheet = layout.scores(grid)
        compiler.defined[definition.owner, definition.id] = (sheet, _column(compiler, sheet, definition))
    for table in run.policy.tables.values():
        if table.id in run.dataset.tables and not table.is_finer:
            for column in table.columns:
                layout.input(table, column)
    for identity in run.policy.order:
        if identity in reached:
            _define(compiler, run.policy.definitions[identity])
            _say_use(compiler, run.policy.definitions[identity])
    book = Book(results, front, list(layout.grids.values()))
    add_checks(book, names)
    book.notes = near_ties(compiler, published)
    return book


def _reached(run: Evaluation) -> Iterator[Identity]:
    """What the published values rest on under the readings in force, themselves included."""
    waiting = [(score.owner, score.id) for score in run.policy.scores if run.dataset.units.get(score.unit_type)]
    seen = set(waiting)
    while waiting:
        identity = waiting.pop()
        yield identity
        for node in _bound(run.policy.definitions[identity].rule, run):
            if isinstance(node, tree.Ref) and (node.unit_type, node.id) not in seen:
                seen.add((node.unit_type, node.id))
                waiting.append((node.unit_type, node.id))


def _bound(root: tree.Node, run: Evaluation) -> Iterator[tree.Node]:
    waiting, seen = [root], {id(root)}
    while waiting:
        node = waiting.pop()
        yield node
        below = (
            [dict(node.cases)[run.readings[node.question]]] if isinstance(node, tree.Reading) else tree.children(node)
        )
        for child in below:
            if id(child) not in seen:
                seen.add(id(child))
                waiting.append(child)


def _say_use(compiler: Compiler, definition: Definition) -> None:
    """On each input that a value names, its clause and name."""
    for node in _bound(definition.rule, compiler.run):
        if isinstance(node, tree.Column):
            _, _, column = compiler.layout.input(compiler.policy.tables[node.table], node.column)
            use = " ".join(filter(None, (definition.clause, definition.name)))
            column.uses = tuple(dict.fromkeys((*column.uses, use)))


def _column(compiler: Compiler, sheet: Sheet, definition: Definition) -> SheetColumn:
    policy = compiler.policy
    type_ = policy.value_types[definition.owner, definition.id]
    points = "" if definition.points is None else f"{trimmed(definition.points)} 分"
    decimals = None
    if type_.kind == "number" and not _is_place(definition.rule):
        decimals = policy.display.decimals
    return sheet.add(
        heading(policy, definition),
        above=(definition.clause or "", points),
        role="score" if definition.published else "step",
        decimals=decimals,
        definition=definition,
    )


def _is_place(node: tree.Node) -> bool:
    """Whether a value is a place or a count, which has no decimals."""
    while isinstance(node, tree.Step):
        node = node.body
    if isinstance(node, tree.If):
        return _is_place(node.then) or _is_place(node.otherwise)
    return isinstance(node, tree.Rank) or (isinstance(node, tree.Fold | tree.Over) and node.op == "count")


def _define(compiler: Compiler, definition: Definition) -> None:
    """A named value in every row of its grid. Steps on the way are made first, so that they stand before it."""
    identity = (definition.owner, definition.id)
    type_ = compiler.policy.value_types[identity]
    grid = compiler.layout.grid(type_.grain)
    compiler.subject = definition.name
    compiler.prepare(grid)
    host = grid.scores if definition.published and grid.scores is not None else grid.steps
    scale = type_.measure.scale if type_.kind == "number" else Fraction(1)
    ready = []
    for position in grid.positions:
        spot = Spot(grid, position, host)
        code = scaled(compiler.code(definition.rule, spot), scale)
        value = compiler.values.of(definition.rule, grid.frame, position)
        ready.append((spot, whole(code), stored(value, scale), code.array))
    if identity not in compiler.defined:
        compiler.defined[identity] = (host, _column(compiler, host, definition))
    for spot, text, value_, array in ready:
        compiler.write(compiler.defined[identity][1], spot, text, value_, array)
