"""Sheets that rest on the scores: as they are published, beside the engine's values, and the targets (目标).

Targets have a row for each target, unit and year, with its figures as formulas from the table of targets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor, log10

from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.language.rounding_and_apportionment import rounded_whole
from kaohe.policy.model import Display
from kaohe.policy.types import Grain
from kaohe.progress import tracked
from kaohe.results import Value
from kaohe.translations import worded
from kaohe.workbook.arithmetic import ROUNDINGS
from kaohe.workbook.book import Book, Check, TargetRow, stored
from kaohe.workbook.code import NO, YES, scaled, text_literal, whole
from kaohe.workbook.comparisons import LARGE, Precision
from kaohe.workbook.compiler import Compiler
from kaohe.workbook.labels import GOAL_NOTE
from kaohe.workbook.sheet_rows import ROW, Cell, each_row
from kaohe.workbook.sheets import ABOVE, FIRST, Entry, Sheet, SheetColumn, SheetNames, Stored

CHECK_NOTE = "引擎值是 kaohe 精确计算的结果，不随改动变化；差额应当全是 0。改了数据以后，差额就是这次改动的影响。"
PUBLISHED_NOTE = "按办法的小数位数修约后的结果，供公布；修约只在这里，计分过程不修约。"
DIFFERENCE = "差额"

_Key = tuple[str, str | None, Period | None]


def add_checks(book: Book, names: SheetNames, display: Display) -> None:
    """What is published of each sheet of scores, and the engine's values beside them."""
    exact = _exact_values(book)
    for grid in book.grids:
        if grid.scores is None:
            continue
        keys = {grid.row(position): grid.key(position) for position in grid.order}
        of_rows = {row: exact.get((grid.unit_type.id, unit, period), {}) for row, (unit, period, _) in keys.items()}
        base = grid.scores.title.removesuffix(worded("{}计分", ""))
        published = _like(
            grid.scores, names.claim(worded("{}公布", base)), worded("{}考核结果", base), worded(PUBLISHED_NOTE)
        )
        for column in grid.scores.columns:
            _publish(published, grid.scores, column, display, of_rows)
        book.published.append(published)
        add_check(book, grid.scores, base, names, len(grid.frame))


def add_check(book: Book, results: Sheet, base: str, names: SheetNames, count: int | None = None) -> None:
    """The engine's values beside those of a sheet of results; of its first `count` rows, where not all have any."""
    check = _like(
        results, names.claim(worded("{}核对", base)), worded("{}：与引擎核对", base), worded(CHECK_NOTE), count
    )
    for column in results.columns:
        if column.role == "score":
            _check(check, results, column)
    book.checks.append(Check(results, check))


def _like(results: Sheet, name: str, title: str, note: str, count: int | None = None) -> Sheet:
    return Sheet(name, title, note, results.keys, results.rows[:count], shown_periods=results.shown_periods[:count])


def _exact_values(book: Book) -> dict[_Key, Mapping[str, Value]]:
    """The engine's values of each unit and period by id."""
    results = book.paper.scored.results.results if book.paper.scored is not None else []
    return {(result.unit_type, result.unit, result.period): result.values for result in results}


def _publish(
    sheet: Sheet, scores: Sheet, column: SheetColumn, display: Display, exact: Mapping[int, Mapping[str, Value]]
) -> None:
    """The value as it is shown: rounded half up (or as the policy says), once, from the unrounded one.

    What is stored is rounded too, from the exact values of each row: a reader that calculates nothing shows what is
    stored.
    """
    definition = column.definition
    assert definition is not None
    shown = sheet.add(
        column.heading, above=column.above, role="score", decimals=column.decimals, definition=column.definition
    )
    precision = Precision(
        large=any(isinstance(each.value, float) and abs(each.value) >= LARGE for each in column.cells.values())
    )
    cell, places = scores.cell(column.number, ROW, sheet), column.decimals
    if places is None:
        for row, text in each_row(f"={cell}", column.cells):
            shown.cells[row] = Entry(column.cells[row].value, text)
        return
    settled = ROUNDINGS[display.rounding].of(precision.settled(cell), places, precision.large)
    shift = 10**places
    for row, text in each_row(f'=IF(ISNUMBER({cell}),{settled},"")', column.cells):
        value = exact[row].get(definition.id)
        if isinstance(value, Fraction):
            shown.cells[row] = Entry(rounded_whole(value, places, display.rounding) / shift, text)
        else:
            shown.cells[row] = Entry(stored(value), text)


def _check(sheet: Sheet, results: Sheet, column: SheetColumn) -> None:
    engine = sheet.add(column.heading, above=(*column.above[:1], worded("引擎值")), decimals=column.decimals)
    difference = sheet.add(column.heading, above=(*column.above[:1], worded(DIFFERENCE)))
    cell, own = results.cell(column.number, ROW, sheet), sheet.cell(engine.number, ROW, sheet)
    alike: dict[int | None, list[int]] = {}
    for row, entry in column.cells.items():
        if row <= sheet.last:  # of what nobody has sent yet the engine says nothing
            engine.cells[row] = Entry(entry.value)
            alike.setdefault(_decimals(entry.value, column.sure), []).append(row)
    for decimals, rows in alike.items():
        if decimals is None:
            text = f'''=IF(EXACT({cell}&"",{own}&""),0,"{worded("不同")}")'''
        else:
            text = f'''=IF(ISNUMBER({cell}),ROUND({cell}-{own},{decimals}),"{worded("不同")}")'''
        for row, formula in each_row(text, rows):
            difference.cells[row] = Entry(0.0, formula)


def _decimals(value: Stored, sure: int) -> int | None:
    """The decimals to which a number is compared: as many as a sheet has of one so large; None for a text."""
    if not isinstance(value, float):
        return None
    return min(9, sure) if -1000 < value < 1000 else max(0, min(9, sure, 12 - floor(log10(abs(value)))))


def mismatches(check: Check, host: str) -> str:
    """How many values differ, as a formula on another sheet."""
    page, sheet = Sheet(host, "", "", (), ()), check.sheet
    if not sheet.columns:
        return "0"
    first, last = sheet.columns[0].number, sheet.columns[-1].number
    above = sheet.area(first, last, ABOVE, ABOVE, page)
    return f'SUMPRODUCT(({above}="{worded(DIFFERENCE)}")*({sheet.area(first, last, FIRST, sheet.last, page)}<>0))'


_TEXTS = ("领域", "条款", "期限", "性质", "要求", "计量单位", "责任单位")
REQUIRED, UPPER, ACTUAL, RATE = "要求值", "区间上限", "实际", "完成率（%）"
ATTAINED, STATE, SHORT, OVER, PACE = "是否达到", "状态", "差距", "超出上限", "每年还需"
_FIGURES = (REQUIRED, UPPER, ACTUAL, RATE, ATTAINED, STATE, SHORT, OVER, PACE)
_OF_RANGES = (UPPER, OVER)


def add_goals(book: Book, compiler: Compiler, targets: Sequence[TargetRow], names: SheetNames) -> None:
    """The sheet of all targets, the newest year last, and the engine's figures beside them."""
    rows = [(result.target.name, result.unit, str(result.period)) for result in targets]
    sheet = Sheet(
        names.claim(worded("目标")),
        worded("目标完成情况"),
        worded(GOAL_NOTE),
        (worded("目标"), worded("单位"), worded("年度")),
        rows,
        kind="goals",
    )
    for heading in _TEXTS:
        texts = [str(values[worded(heading)] or "") for values in (result.figures for result in targets)]
        if any(texts):
            column = sheet.add(worded(heading), role="about")
            column.cells = {row: Entry(text) for row, text in enumerate(texts, FIRST)}
    ranged = any(result.target.rules is not None and result.target.rules.upper for result in targets)
    headings = [heading for heading in _FIGURES if ranged or heading not in _OF_RANGES]
    columns = {heading: _column(sheet, heading) for heading in headings}
    for row, result in enumerate(tracked("formulas", targets, lambda result: result.target.name), FIRST):
        _write(compiler, sheet, columns, row, result)
    for table in (compiler.policy.tables[id_] for id_ in compiler.run.dataset.tables):
        for id_ in table.columns:
            compiler.layout.input(table, id_)
    book.goals.append(sheet)
    add_check(book, sheet, worded("目标"), names)


def _column(sheet: Sheet, heading: str) -> SheetColumn:
    return sheet.add(worded(heading), role="score", decimals=2 if heading == RATE else None)


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
            columns[heading].cells[row] = Entry(stored(result.figures[worded(heading)]), f"={text}")


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
    yield STATE, f'IF({attained}="{worded(YES)}",{yes},IF({attained}="{worded(NO)}",{no},{unknown}))'
    short = f'{attained}="{worded(NO)}",COUNT({required},{actual})=2'
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
