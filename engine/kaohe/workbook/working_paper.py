"""The working paper of one run: every published value compiled, and the sheets around them."""

from __future__ import annotations

from kaohe.diagnostics import Diagnostic, Refused
from kaohe.progress import each_told
from kaohe.results import Results
from kaohe.workbook.book import Book, Paper
from kaohe.workbook.compiler import Compiler
from kaohe.workbook.definitions import define, reached, reached_nodes, say_use, score_column
from kaohe.workbook.layout import Layout
from kaohe.workbook.missing_quarters import awaited_keys, notes
from kaohe.workbook.must_hold import watched
from kaohe.workbook.published_results import add_checks
from kaohe.workbook.ranks import near_ties
from kaohe.workbook.sheet_limits import SheetNames, check_size
from kaohe.workbook.targets import add_goals
from kaohe.workbook.values import Run
from kaohe.workbook.writer import written


def workbook(paper: Paper) -> bytes:
    """The workbook as the bytes of an .xlsx file. Raises Refused (E501, E502, E504) for what no sheet takes.

    E503 says that the policy has nothing to calculate.
    """
    return written(compiled(paper))


def compiled(paper: Paper) -> Book:
    """All sheets with their formulas, not yet written."""
    if not paper.policy.scores and paper.judged is None:
        raise Refused([Diagnostic("E503", None, {"policy": paper.policy.id})])
    names = SheetNames()
    book = Book(paper, names.claim("说明"))
    if paper.scored is not None:
        _add_scores(book, paper.scored.results, paper.scored.run, names)
    if paper.judged is not None:
        layout = Layout(paper.judged.run, names)
        add_goals(book, Compiler(paper.judged.run, layout), paper.judged.rows, names)
        book.grids += layout.grids.values()
    check_size(book.sheets)
    return book


def _add_scores(book: Book, results: Results, run: Run, names: SheetNames) -> None:
    layout = Layout(run, names, awaited_keys(run, reached_nodes(run)))
    compiler = Compiler(run, layout)
    known = set(reached(run))
    published = [definition for definition in run.policy.scores if (definition.owner, definition.id) in known]
    for definition in published:
        grid = layout.grid(run.policy.value_types[definition.owner, definition.id].grain)
        sheet = layout.scores(grid)
        compiler.defined[definition.owner, definition.id] = (sheet, score_column(compiler, sheet, definition))
    for table in run.policy.tables.values():
        if table.id in run.dataset.tables and not table.is_finer:
            for column in table.columns:
                layout.input(table, column)
    ordered = [run.policy.definitions[identity] for identity in run.policy.order if identity in known]
    for definition in each_told("formulas", ordered, lambda definition: definition.name):
        define(compiler, definition)
        say_use(compiler, definition)
    book.watched += watched(compiler)
    book.grids += layout.grids.values()
    add_checks(book, names, results.policy.display)
    book.notes += [*notes(book.grids), *near_ties(compiler, published)]
