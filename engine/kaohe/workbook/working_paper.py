"""The working paper of one run: what is reached from the scores, each named value a column, and the sheets around."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kaohe.diagnostics import Diagnostic, Refused
from kaohe.language import tree
from kaohe.policy.dependency_graph import Identity, dependencies_under, needed_by
from kaohe.policy.model import Definition
from kaohe.progress import tracked
from kaohe.results import Results
from kaohe.translations import worded
from kaohe.words.fold_operators import OPERATORS
from kaohe.workbook.book import Book, Paper, Run
from kaohe.workbook.code import Code, shown, whole
from kaohe.workbook.comparisons import precision_of
from kaohe.workbook.compilation import Layout
from kaohe.workbook.compiler import Compiler
from kaohe.workbook.formula_limits import engine_value_notes
from kaohe.workbook.lookups_and_periods import missing_keys, notes
from kaohe.workbook.must_hold import Withheld, watched, withhold, withholding
from kaohe.workbook.published_results import add_checks, add_goals
from kaohe.workbook.ranks_and_apportionment import near_ties
from kaohe.workbook.sheet_rows import Cell
from kaohe.workbook.sheets import Sheet, SheetColumn, SheetNames, check_size
from kaohe.workbook.writer import written


def reached(run: Run) -> Iterator[Identity]:
    """What the published values and the conditions rest on under the readings in force, themselves included."""
    found = dependencies_under(run.policy, run.readings)
    asked = [score.vertex for score in run.policy.scores if run.dataset.units.get(score.unit_type)]
    asked += [vertex for vertex in found.vertices if vertex.kind == "condition" and vertex.owner in run.dataset.tables]
    needed = needed_by(found, asked)
    yield from (vertex.identity for vertex in found.vertices if vertex.kind == "value" and vertex in needed)


def reached_nodes(run: Run) -> Iterator[tree.Node]:
    """Every node of their rules."""
    for identity in reached(run):
        yield from tree.walk(run.policy.definitions[identity].rule, run.readings)


def say_use(compiler: Compiler, definition: Definition) -> None:
    """On each input that a value names, its clause and name."""
    for node in tree.walk(definition.rule, compiler.run.readings):
        if isinstance(node, tree.Column):
            compiler.layout.input(compiler.policy.tables[node.table], node.column)
            column = compiler.layout.entered_columns[node.table, node.column]
            use = " ".join(filter(None, (definition.clause, definition.name)))
            column.uses = tuple(dict.fromkeys((*column.uses, use)))


def score_column(compiler: Compiler, sheet: Sheet, definition: Definition) -> SheetColumn:
    """The column of a named value; of a score, on the sheet of steps, that of the value before it may be withheld."""
    policy = compiler.policy
    type_ = policy.value_types[definition.owner, definition.id]
    points = worded("{} 分", "/".join(map(shown, definition.printed))) if definition.prints_points else ""
    decimals = None
    if type_.kind == "number" and not _is_place(definition.rule):
        decimals = policy.display.decimals
    return sheet.add(
        policy.heading(definition),
        above=(definition.clause or "", points),
        role="score" if sheet.kind == "scores" else "step",
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
        case tree.FoldRows() | tree.FoldUnits() | tree.FoldList():
            return OPERATORS[node.op].counts
        case _:
            return isinstance(node, tree.Rank | tree.RankList)


def define(compiler: Compiler, definition: Definition) -> None:
    """A named value in every row of its grid. Steps on the way are made first, so that they stand before it."""
    identity = (definition.owner, definition.id)
    type_ = compiler.policy.value_types[identity]
    grid = compiler.layout.grid(type_.grain)
    compiler.subject = definition.name
    compiler.prepare(grid)
    host = compiler.defined[identity][0] if identity in compiler.defined else grid.steps
    scale = type_.measure.scale if type_.kind == "number" else Fraction(1)

    def made(here: Cell) -> tuple[Cell, Code]:
        return here, compiler.cell(definition.rule, here, scale)

    ready = compiler.each(grid, host, grid.positions, made)
    if identity not in compiler.defined:
        compiler.defined[identity] = (host, score_column(compiler, host, definition))
    if definition.published and type_.kind == "number":
        precision = precision_of(compiler, (definition.rule,), Cell.of(grid, [0], host), scale)
        compiler.defined[identity][1].sure = precision.decimals
    value = compiler.stored(definition.rule, grid, scale)
    for here, code in ready:
        compiler.write(compiler.defined[identity][1], here, whole(code), value, code.array)


def workbook(paper: Paper) -> bytes:
    """The workbook as the bytes of an .xlsx file. Raises Refused (E504) for what no sheet takes.

    E503 says that the policy has nothing to calculate.
    """
    return written(compiled(paper))


def compiled(paper: Paper) -> Book:
    """All sheets with their formulas, not yet written."""
    if not paper.policy.scores and paper.judged is None:
        raise Refused([Diagnostic("E503", None, {"policy": paper.policy.id})])
    names = SheetNames()
    book = Book(paper, names.claim(worded("说明")))
    if paper.scored is not None:
        _add_scores(book, paper.scored.results, paper.scored.run, names)
    if paper.judged is not None:
        layout = Layout(paper.judged.run, names)
        compiler = Compiler(paper.judged.run, layout)
        add_goals(book, compiler, paper.judged.rows, names)
        book.grids += layout.grids.values()
        book.documents += [layout.documents[id_] for id_ in book.paper.policy.grids if id_ in layout.documents]
        book.notes += engine_value_notes(compiler)
    check_size(book.sheets)
    return book


def _add_scores(book: Book, results: Results, run: Run, names: SheetNames) -> None:
    layout = Layout(run, names, missing_keys(run, reached_nodes(run)))
    compiler = Compiler(run, layout)
    known = set(reached(run))
    published = [definition for definition in run.policy.scores if (definition.owner, definition.id) in known]
    withheld: dict[Identity, Withheld] = {}
    for definition in published:
        identity = (definition.owner, definition.id)
        sheet = layout.scores(layout.grid(run.policy.value_types[identity].grain))
        score = score_column(compiler, sheet, definition)
        if conditions := withholding(compiler, definition):
            withheld[identity] = Withheld(sheet, score, conditions)
        else:
            compiler.defined[identity] = (sheet, score)
    for table in run.policy.tables.values():
        if table.id in run.dataset.tables and not table.is_finer:
            for column in table.columns:
                layout.input(table, column)
    ordered = [run.policy.definitions[identity] for identity in run.policy.order if identity in known]
    for definition in tracked("formulas", ordered, lambda definition: definition.name):
        define(compiler, definition)
        say_use(compiler, definition)
    book.watched += watched(compiler)
    withhold(compiler, withheld)
    book.grids += layout.grids.values()
    book.documents += [layout.documents[id_] for id_ in book.paper.policy.grids if id_ in layout.documents]
    add_checks(book, names, results.policy.display)
    book.notes += [*engine_value_notes(compiler), *notes(book.grids), *near_ties(compiler, published)]
