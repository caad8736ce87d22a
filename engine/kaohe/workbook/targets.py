"""The targets (目标): a row for each target, unit and year, with its figures as formulas from the table of targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe.language import tree
from kaohe.policy.types import Grain
from kaohe.progress import each_told
from kaohe.workbook.book import Book, TargetRow, stored
from kaohe.workbook.code import scaled, text_literal, whole
from kaohe.workbook.compiler import Compiler
from kaohe.workbook.grid import Cell
from kaohe.workbook.labels import GOAL_NOTE
from kaohe.workbook.published_results import add_check
from kaohe.workbook.sheet_limits import SheetNames
from kaohe.workbook.sheets import FIRST, Entry, Sheet, SheetColumn

_TEXTS = ("领域", "条款", "期限", "性质", "要求", "计量单位", "责任单位")
REQUIRED, UPPER, ACTUAL, RATE = "要求值", "区间上限", "实际", "完成率（%）"
ATTAINED, STATE, SHORT, OVER, PACE = "是否达到", "状态", "差距", "超出上限", "每年还需"
_FIGURES = (REQUIRED, UPPER, ACTUAL, RATE, ATTAINED, STATE, SHORT, OVER, PACE)
_OF_RANGES = (UPPER, OVER)


def add_goals(book: Book, compiler: Compiler, targets: Sequence[TargetRow], names: SheetNames) -> None:
    """The sheet of all targets, the newest year last, and the engine's figures beside them."""
    rows = [(result.target.name, result.unit, str(result.period)) for result in targets]
    sheet = Sheet(names.claim("目标"), "目标完成情况", GOAL_NOTE, ("目标", "单位", "年度"), rows, kind="goals")
    for heading in _TEXTS:
        texts = [str(values[heading] or "") for values in (result.figures for result in targets)]
        if any(texts):
            column = sheet.add(heading, role="about")
            column.cells = {row: Entry(text) for row, text in enumerate(texts, FIRST)}
    ranged = any(result.target.rules is not None and result.target.rules.upper for result in targets)
    headings = [heading for heading in _FIGURES if ranged or heading not in _OF_RANGES]
    columns = {heading: _column(sheet, heading) for heading in headings}
    for row, result in enumerate(each_told("formulas", targets, lambda result: result.target.name), FIRST):
        _write(compiler, sheet, columns, row, result)
    for table in (compiler.policy.tables[id_] for id_ in compiler.run.dataset.tables):
        for id_ in table.columns:
            compiler.layout.input(table, id_)
    book.goals.append(sheet)
    add_check(book, sheet, "目标", names)


def _column(sheet: Sheet, heading: str) -> SheetColumn:
    return sheet.add(heading, role="score", decimals=2 if heading == RATE else None)


def _write(
    compiler: Compiler,
    sheet: Sheet,
    columns: Mapping[str, SheetColumn],
    row: int,
    result: TargetRow,
) -> None:
    """The figures of one row."""
    compiler.subject = result.target.name
    cells = {heading: sheet.cell(column.number, row, sheet) for heading, column in columns.items()}
    for heading, text in _formulas(compiler, sheet, result, cells):
        if heading in columns:
            columns[heading].cells[row] = Entry(stored(result.figures[heading]), f"={text}")


def _formulas(
    compiler: Compiler, sheet: Sheet, result: TargetRow, cells: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    target, rules = result.target, result.target.rules
    if rules is None:
        yield STATE, text_literal(result.words[None])
        return
    grid = compiler.layout.grid(Grain(target.unit_type, "year"))
    position = grid.find((result.unit, result.period, None))
    assert position is not None
    here, scale = Cell.of(grid, [position], sheet), target.measure.scale
    required, actual, attained = cells[REQUIRED], cells[ACTUAL], cells[ATTAINED]
    yield REQUIRED, _text(compiler, rules.required, here, scale)
    yield ACTUAL, _text(compiler, rules.actual, here, scale)
    yield ATTAINED, _text(compiler, rules.attained, here, Fraction(1))
    nothing = f"COUNT({required},{actual})<2"
    yield RATE, f'IF({nothing},"",IF({required}=0,"",{actual}/{required}*100))'
    yes, no, unknown = (text_literal(result.words[verdict]) for verdict in (True, False, None))
    yield STATE, f'IF({attained}="是",{yes},IF({attained}="否",{no},{unknown}))'
    short = f'{attained}="否",COUNT({required},{actual})=2'
    yield SHORT, f'IF(AND({short}),MAX({required}-{actual},0),"")'
    if rules.upper is not None:
        upper = cells[UPPER]
        yield UPPER, _text(compiler, rules.upper, here, scale)
        yield OVER, f'IF(COUNT({upper},{actual})<2,"",IF(ROUND({actual}-{upper},10)>0,{actual}-{upper},""))'
    left = target.due - result.period.year
    if left > 0 and target.is_paced:
        yield PACE, f'IF(AND({short}),({required}-{actual})/{left},"")'


def _text(compiler: Compiler, node: tree.Node, here: Cell, scale: Fraction) -> str:
    """A rule as the formula of a cell, in the measure of the target."""
    found = compiler.cell(node, here, scale)
    return whole(scaled(compiler.step(node, here), scale) if found.array else found)
