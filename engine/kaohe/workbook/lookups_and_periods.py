"""Cells in rows of other sheets, found by unit and period; and values of other periods.

A table with one row for each unit and period may be sorted. What formulas name is not the cell of its input but a copy
beside the other steps, in the row of its unit and period. A copy says MISSING where the row is wrong, stands there
twice, or has not come, and where a cell is blank in a row that may be missing and is not; other blanks stay blank.

Other periods are earlier ones, parts of longer ones, and spans of years. Parts that nobody has sent yet are blank rows
where parts are put together to longer periods. Whoever gets such a quarter later types it in, and the year has its
value. Until anything is entered for it a quarter has no values at all, as a sum of no records would be 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

from kaohe.data.tables.frames import FrameKey, projection
from kaohe.language import tree
from kaohe.language.periods import Part, Period, PeriodLevel
from kaohe.lazy import replace
from kaohe.policy.model import ColumnSpec, Table
from kaohe.policy.types import Grain
from kaohe.translations import worded
from kaohe.workbook.book import Run
from kaohe.workbook.code import (
    ABSENT,
    ATOM,
    NO,
    ONE,
    PRODUCT,
    YES,
    Code,
    Guard,
    Kind,
    bracketed,
    literal,
    own_text,
    scaled,
    text_literal,
)
from kaohe.workbook.compilation import Compilation, Made, NoSheetForm, shown_choices
from kaohe.workbook.labels import in_level, label
from kaohe.workbook.row_checks import state_of_inputs
from kaohe.workbook.sheet_rows import ROW, Cell, Grid, MissingKeys, each_row, other_period
from kaohe.workbook.sheets import FIRST, Entry, Sheet, Stored


def from_other_grid(
    compiler: Compilation,
    here: Cell,
    own: Grid,
    named: Callable[[Cell], Code],
    key: tuple[object, object],
    node: tree.Node,
) -> Code:
    """What `named` says of the row of another grid that belongs to this row."""
    if here.grid.table is None:
        project = projection(own.frame.grain)
        there = here.to(own, lambda position: own.find(project(here.grid.key(position))))
        return ABSENT if there is None else replace(named(there), column=None)

    def made(aside: Cell) -> Made:
        compiler.each(own, aside.host, own.order, named)  # so that the whole column is there
        first = named(Cell.of(own, own.order[:1], aside.host)) if own.order else ABSENT
        if first.column is None:
            raise NoSheetForm(worded("逐行的公式查不到它"))
        row = _row_in(compiler, own, aside)
        sheet, column = first.column
        assert isinstance(sheet, Sheet)
        old = sheet.cell(column, own.row(own.order[0]), aside.host)
        cell = f"INDEX({sheet.whole(column, aside.host)},{row.text}-{FIRST - 1})"
        swapped = replace(
            first,
            text=first.text.replace(old, cell),
            hard=_swapped(first.hard, old, cell),
            soft=_swapped(first.soft, old, cell),
        )
        found = own_text(swapped).at(row) if swapped.kind == "text" else swapped.at(row)
        return found, compiler.stored(node, aside.grid, first.scale)

    first = named(Cell.of(own, own.order[:1], here.grid.steps)) if own.order else ABSENT
    kind = first.kind if first.kind != "nothing" else "number"
    return compiler.column(
        (key, here.grid, own), here, label(compiler.policy, node), kind, first.scale, bool(first.soft), made
    )


def _swapped(guards: tuple[Guard, ...], old: str, new: str) -> tuple[Guard, ...]:
    return tuple(replace(guard, text=guard.text.replace(old, new)) for guard in guards)


def _row_in(compiler: Compilation, own: Grid, here: Cell) -> Code:
    """The row of another grid's sheets that a record belongs to."""

    def made(aside: Cell) -> Made:
        sheet = aside.host
        unit, period = (sheet.cell(number_, aside.row, sheet) for number_ in (0, 1))
        grain = own.frame.grain
        when = None if grain.period is None else period
        if grain.period is not None:
            when = in_level(period, aside.grid.frame.grain.period or grain.period, grain.period)
        text = f"SUMPRODUCT({own.home.mask(sheet, unit, when)}*ROW({own.home.whole(0, sheet)}))"
        project = projection(grain)

        def row(position: int) -> Stored:
            found = own.find(project(aside.grid.key(position)))
            return "" if found is None else float(own.row(found))

        return Code("number", text), row

    return compiler.column(("row", own, here.grid), here, worded("所在行"), "number", ONE, False, made)


MISSING = "（缺）"


def input_code(spec: ColumnSpec, absent: bool, text: str, column: tuple[object, int]) -> Code:
    """A cell that holds an input. Whatever it should hold and does not, a blank or a text for a number, is absent.

    By the rules of the policy if `absent`; else it has to be there.
    """
    shown = shown_choices(spec) if spec.type == "choice" else None
    kind = _kind(spec)
    guard = Guard("text" if kind == "nothing" else kind, text)
    if shown and len(shown) <= 8:
        guard = Guard("choice", text, tuple(shown.values()))
    found = Code(kind, text, spec.measure.scale, plain=True, words=shown, column=column)
    if kind == "truth":
        found = replace(found, text=f'{text}="{worded(YES)}"', binds=0)
    return replace(found, soft=(guard,)) if absent else replace(found, hard=(guard,))


def _kind(spec: ColumnSpec) -> Kind:
    """What kind of value an input is; choices and dates are texts."""
    return "number" if spec.type == "number" else "truth" if spec.type == "truth" else "text"


def copied(compiler: Compilation, table: Table, spec: ColumnSpec, absent: bool, here: Cell) -> Code:
    """The copy of an input in a row of its own grid. Absent by the rules of the policy it can only be in a good row."""
    grid, sheet, column = compiler.layout.input(table, spec.id)
    rows = found_rows(compiler, table)
    is_optional = all(not each.is_required for each in table.columns.values())
    may_lack, dataset = table.optional or bool(table.some_rows), compiler.run.dataset
    default, as_formula = ("", '""') if table.optional or spec.default is None else _default(spec, spec.default)
    beside = table.rows_in_columns.get(spec.may_lack or (), ())
    lacking = dataset.tables[table.id].lacking.get(spec.id, frozenset())

    def is_lacking(position: int) -> bool:
        """Whether a blank is one of a row that is missing, as it may be."""
        return bool(beside) and (not dataset.provisional or grid.key(position)[:2] in lacking)

    def made(aside: Cell) -> Made:
        row, missing = grid.steps.cell(rows, aside.row, aside.host), text_literal(worded(MISSING))
        span: Callable[[int], str] = lambda number: sheet.span(number, 1, sheet.last, aside.host)  # noqa: E731
        cell = f"INDEX({span(column.number)},{row})"
        may_be_empty = aside.same(lambda at: may_lack or (is_optional and grid.row(at) in sheet.came))
        nothing = f"IF({row}<0,{missing},{as_formula})" if may_be_empty else missing
        blank = '""'
        if spec.is_required and spec.may_lack is not None:
            others = [compiler.layout.input(table, id_)[2].number for id_ in beside] if aside.same(is_lacking) else []
            rest = [f'INDEX({span(number)},{row})=""' for number in others]
            blank = f'IF(AND({",".join(rest)}),"",{missing})' if rest else missing
        text = f'IF({row}<1,{nothing},IF({cell}="",{blank},{cell}))'
        found_in = grid.steps.columns[rows - len(grid.steps.keys)].cells

        def there(position: int) -> Stored:
            value = column.cells[grid.row(position)].value
            if not found_in[grid.row(position)].value:
                return default if may_be_empty else worded(MISSING)
            if value is None and spec.is_required and spec.may_lack is not None and not is_lacking(position):
                return worded(MISSING)
            return "" if value is None else value

        return Code("text", text, lazy=True), there

    key = ("input", table.id, spec.id)
    outer, compiler.subject = compiler.subject, table.name
    copy = compiler.column((key, here.grid), here, spec.name, _kind(spec), spec.measure.scale, True, made)
    compiler.subject = outer
    assert copy.column is not None
    text = grid.steps.cell(copy.column[1], here.row, here.host)
    found = input_code(spec, absent, text, copy.column)
    if found.kind == "number" and not found.soft:
        return found
    return replace(found, hard=(*found.hard, Guard("condition", f'{text}="{worded(MISSING)}"')))


def _default(spec: ColumnSpec, value: Fraction | bool | str) -> tuple[Stored, str]:
    """What stands for a missing row, as it would be entered, and as a formula writes it."""
    if isinstance(value, Fraction):
        own = value / spec.measure.scale
        return float(own), literal(own)
    word = worded(YES if value else NO) if isinstance(value, bool) else shown_choices(spec).get(value, value)
    return word, text_literal(word)


def found_rows(compiler: Compilation, table: Table) -> int:
    """The column of a grid's steps that says in which row of a table's sheet a unit and period stand.

    0 where they have no row or one without inputs, -1 where it is wrong. The row where they were written is looked at
    first: only in a sheet that was sorted all of its rows are.
    """

    def made() -> int:
        grid, sheet, _ = compiler.layout.input(table, next(iter(table.columns)))
        state, steps = state_of_inputs(compiler, table), grid.steps
        inputs = [compiler.layout.input_columns[table.id, id_] for id_ in table.columns]
        column = steps.add(worded("所在行"), above=(table.name, worded("0 没有，-1 有差错")))
        states = sheet.whole(state, steps)
        keys = [(steps.cell(number, ROW, steps), sheet.cell(number, ROW, steps)) for number in (0, 1)]
        same = ",".join(f"EXACT({own},{other})" for own, other in keys)
        rows = sheet.mask(steps, keys[0][0], keys[1][0])
        searched = f"SUMPRODUCT({rows}*({states}=1)*ROW({states}))"
        wrong = f"SUMPRODUCT({rows}*({states}<0))>0"
        there = f"AND({same},{sheet.cell(state, ROW, steps)}=1)"
        text = f"=IF({there},ROW({sheet.cell(0, ROW, steps)}),IF({wrong},-1,{searched}))"
        for row, formula in each_row(text, map(grid.row, grid.order)):
            is_there = any(each.cells[row].value is not None for each in inputs)
            column.cells[row] = Entry(float(row) if is_there else 0.0, formula)
        return column.number

    return compiler.remembered(("rows", table.id), made)


def _other_period(compiler: Compilation, node: tree.OtherPeriod, here: Cell) -> Code:
    """The cell of the other period; as long as nothing has been entered for it, it has no value."""
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    grid = compiler.layout.grid(compiler.policy.grain_there(node))
    there = other_period(here, grid, node)
    return ABSENT if there is None else replace(_entered_alone(compiler, node.of, grid, there), column=None)


def _entered_alone(compiler: Compilation, node: tree.Node, grid: Grid, there: Cell) -> Code:
    """A value in rows that may be of a period that nobody has sent yet: then it has none."""
    of = compiler.atom(node, there)
    if not there.same(grid.is_missing):
        return of
    compiler.prepare(grid)
    state = grid.steps.cell(grid.state, there.row, there.host)
    return replace(of, hard=(), soft=(Guard("condition", f"{state}<>1"), *of.guards))


def _in_year(here: Cell, year: int) -> Cell | None:
    """The rows of the same units in another year."""
    return here.to(here.grid, lambda position: here.grid.find((here.grid.key(position)[0], Period(year), None)))


def _since_year(compiler: Compilation, node: tree.SinceYear, here: Cell) -> Code:
    """The factors of all years up to this one; a year that the data does not have leaves it without a value."""
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    grid = here.grid
    period = here.same(lambda position: grid.key(position)[1])
    assert period is not None
    factors: list[Code] = []
    for year in range(node.first, min(period.year, node.last) + 1):
        there = _in_year(here, year)
        if there is None:
            return ABSENT
        factors.append(scaled(compiler.atom(node.of, there), ONE))
    if not factors:
        return ABSENT
    text = "*".join(bracketed(factor, ATOM) for factor in factors)
    return Code("number", text, binds=PRODUCT).at(*factors)


def missing_keys(run: Run, nodes: Iterable[tree.Node]) -> MissingKeys:
    """For each grain that a node puts together to longer periods, the parts that these lack.

    Where the data itself names the units, nobody knows yet who will be there.
    """
    wholes: dict[Grain, set[PeriodLevel]] = {}
    for node in nodes:
        if isinstance(node, tree.OtherPeriod) and isinstance(node.way, Part):
            wholes.setdefault(run.policy.grain_there(node), set()).add(node.way.within)
    found: dict[Grain, list[FrameKey]] = {}
    for grain, levels in wholes.items():
        if grain.period is None or grain.unit is None or run.policy.units[grain.unit].source_table:
            continue
        there = {key[1] for key in run.frames.of(grain).keys if key[1] is not None}
        due = {part for period in there for level in levels for part in period.at(level).parts(grain.period)}
        units = run.dataset.units[grain.unit]
        found[grain] = [(unit, period, None) for period in sorted(due - there) for unit in units]
    return found


def state_of_missing_periods(compiler: Compilation, grid: Grid) -> None:
    """The column that says of each missing row whether anything has been entered for its period."""
    if grid.state >= 0 or not grid.missing:
        return
    column = grid.steps.add(worded("本期已报"), above=(worded("未到的期间"), worded("1 已有数据，0 还没有")))
    grid.state = column.number
    for position in filter(grid.is_missing, grid.order):
        parts = "+".join(_entered(compiler, table, grid, position) for table in _telling(compiler, grid))
        column.cells[grid.row(position)] = Entry(0.0, f"=IF({parts or '0'}>0,1,0)")


def _telling(compiler: Compilation, grid: Grid) -> list[Table]:
    """The tables that say which periods there are: those that every unit has to be in, if there are any."""
    tables = [
        table
        for table in compiler.policy.tables.values()
        if table.unit_type == grid.unit_type.id
        and table.period == grid.frame.grain.period
        and table.id in compiler.run.dataset.tables
    ]
    keyed = [table for table in tables if not table.records]
    return [table for table in keyed if not table.optional] or keyed or tables


def _entered(compiler: Compilation, table: Table, grid: Grid, position: int) -> str:
    """How much has been entered of a table for the period of a row."""
    own, sheet, _ = compiler.layout.input(table, next(iter(table.columns)))
    if table.is_finer:
        period = grid.steps.cell(1, grid.row(position), grid.steps)
        return f"SUMPRODUCT(EXACT({sheet.whole(1, grid.steps)},{period})*1)"
    first, last = own.block(position, False)
    return f'COUNTIF({grid.steps.span(found_rows(compiler, table), first, last, grid.steps)},">0")'


def notes(grids: Iterable[Grid]) -> Iterator[str]:
    """What the first page says of them."""
    for grid in grids:
        periods = list(dict.fromkeys(str(key[1]) for key in grid.missing))
        if periods:
            yield (
                worded(
                    "{} {} 还没有数据：有关各表最后已经留好这些期间的空行，填齐以后年度的得分和名次就会算出来；"
                    "没有填齐时，年度的结果空着。",
                    grid.unit_type.name,
                    worded("、").join(periods),
                )
            )


RULES: dict[type[tree.Node], Callable[..., Code]] = {
    tree.OtherPeriod: _other_period,
    tree.SinceYear: _since_year,
}
