"""Folds over records: each row's share stands beside it, and a unit's figure adds up the rows that name it.

Units are compared with EXACT: the conditions of SUMIFS take `*` and `>0` in a name for patterns and know no capitals.
Rows that the engine would refuse make figures empty (see `faults`); they would be lost without a word otherwise.

Of each unit and period, or of each name there, the best row may count alone: 1 beside it, 0 beside the others.

Over values that are listed: the sheet's own functions over the cells of these.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from kaohe.language import tree
from kaohe.language.entry import EXTREMES, Extreme, total
from kaohe.language.periods import PeriodLevel, is_finer
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Policy, Table
from kaohe.translations import worded
from kaohe.workbook.arithmetic import numbers
from kaohe.workbook.book import stored
from kaohe.workbook.code import (
    ATOM,
    ONE,
    PRODUCT,
    SUM,
    Code,
    Guard,
    bracketed,
    guarded,
    letters,
    merged,
    number,
    own_text,
    scaled,
)
from kaohe.workbook.compilation import Compilation, Made
from kaohe.workbook.fold_operators import RowForm, forms_of, is_other_of_none, no_form, or_of_none
from kaohe.workbook.labels import in_level, label, part_labels
from kaohe.workbook.row_checks import faulty_rows, state_of_records
from kaohe.workbook.sheet_rows import Cell, Grid
from kaohe.workbook.sheets import FIRST, NOT_SENT, Sheet, Stored


@dataclass(frozen=True, slots=True)
class _Rows:
    """The columns of a fold on the sheet of its records."""

    values: int
    counted: int | None
    scale: Fraction


def _fold(compiler: Compilation, node: tree.FoldRows, here: Cell) -> Code:
    other = compiler.of_own_grain(node, here)
    if other is not None:
        return other
    form = _form(node, compiler.policy)
    grid = compiler.layout.grid(compiler.policy.tables[node.table].grain)
    state = state_of_records(compiler, grid)
    sheet, host = grid.steps, here.host
    unit = f"$A{here.row}"
    level = compiler.policy.tables[node.table].period
    labels = part_labels(f"$B{here.row}", here.grid.frame.grain.period or level, level)
    rows = sheet.mask(host, unit, *labels, begin=level == "day")
    shares = compiler.remembered(("shares", node), lambda: _shares(compiler, node, grid))
    values = sheet.whole(shares.values, host)
    faulty = faulty_rows(compiler, node.table, here)
    wrong = Guard("condition", f"COUNTIF({sheet.whole(state, host)},-1)>0")
    unknown = Guard("condition", f"SUMPRODUCT({rows}*(1-ISNUMBER({values})))>0")
    count = f"SUMPRODUCT({rows})"
    counted = rows
    if shares.counted is not None:
        counted = f"{rows}*({sheet.whole(shares.counted, host)}=1)"
        count = f"SUMPRODUCT({counted})"
    sum_ = Code("number", f"SUMPRODUCT({counted},{values})", shares.scale)
    absent = node.of is not None and compiler.policy.types[node.of].absent
    to_come = _to_come(compiler.policy.tables[node.table], sheet, host, rows)
    guards: dict[str, tuple[Guard, ...]] = {
        "hard": (*to_come, wrong, faulty) if absent else (*to_come, wrong, faulty, unknown),
        "soft": (unknown,) if absent else (),
    }
    text = form.text(sum_.text, count)
    if form.is_truth:
        return Code("truth", text, binds=0, **guards)  # type: ignore[arg-type]
    found = replace(sum_, text=text, **guards)  # type: ignore[arg-type]
    return or_of_none(compiler, node, here, found, count)


_IS_HIGHEST: dict[Extreme, bool] = total(
    "workbook.folds of what is picked", EXTREMES, {"highest": True, "lowest": False}
)


def _form(node: tree.FoldRows, policy: Policy) -> RowForm:
    """Raises NoSheetForm for a figure of rows that no sheet has."""
    form = forms_of(node, policy).rows
    if form is None or node.weight is not None or (form.is_truth and node.of is not None):
        raise no_form()
    return form


def _to_come(table: Table, sheet: Sheet, host: Sheet, rows: str) -> tuple[Guard, ...]:
    """That records have been sent, of which there may be none; a row for each key has to be there in any case."""
    if sheet.not_sent:
        return (Guard("condition", f'{sheet.fixed(NOT_SENT, host)}<>""'),)
    return () if table.records or table.optional else (Guard("condition", f"SUMPRODUCT({rows})=0"),)


def _shares(compiler: Compilation, node: tree.FoldRows, grid: Grid) -> _Rows:
    """What each row adds (0 where it does not count), and for a pick the column that says which rows it is of."""
    values, scale = _values(compiler, node, grid)
    form = _form(node, compiler.policy)
    if node.once_per is None and not is_other_of_none(node):
        return _Rows(values, None, scale)
    counted, rows = _counted(compiler, node, grid)
    if node.once_per is not None:
        pick = Pick(worded("同名取一"), _IS_HIGHEST[node.keep], node.once_per)
        counted, rows = picked(compiler, node, grid, values, counted, rows, pick)
    if form.picks is not None:
        counted, _ = picked(
            compiler, node, grid, values, counted, rows, Pick(worded("取此行"), _IS_HIGHEST[form.picks], None)
        )
    return _Rows(values, counted, scale)


def _values(compiler: Compilation, node: tree.FoldRows, grid: Grid) -> tuple[int, Fraction]:
    type_ = None if node.of is None else compiler.policy.types[node.of]
    scale = ONE if type_ is None else type_.measure.scale
    frame = grid.frame
    if node.of is not None and node.where is None and node.once_per is None:
        of = node.of
        codes = compiler.each(grid, grid.steps, grid.positions, lambda here: compiler.value(of, here))
        if codes and codes[0].column is not None and codes[0].column[0] is grid.steps:
            return codes[0].column[1], codes[0].scale

    def there(position: int) -> Stored:
        inside = node.where is None or compiler.values.of(node.where, frame, position) is True
        value = ONE if node.of is None else compiler.values.of(node.of, frame, position)
        return stored(value if inside else Fraction(0), scale) if position < len(frame) else ""

    def made(aside: Cell) -> Made:
        of = number(ONE) if node.of is None else scaled(compiler.value(node.of, aside), scale)
        if node.once_per is not None:
            of = of.at(replace(compiler.value(node.once_per, aside), soft=()))
        if node.where is None:
            return of, there
        where = compiler.value(node.where, aside)
        if isinstance(where.const, bool):
            return of if where.const else scaled(number(Fraction(0)), scale), there
        body = guarded(of, of.soft)
        text = f"IF({where.text},{body},0)"
        return Code("number", text, scale, merged(where.hard, of.hard), where.soft, lazy=True), there

    heading = worded("计入") if node.of is None else worded("计入：{}", label(compiler.policy, node.of))
    return filled(compiler, (node, "share"), grid, heading, scale, made), scale


def _counted(compiler: Compilation, node: tree.FoldRows, grid: Grid) -> tuple[int, list[int]]:
    """The column of 1 for the rows that count, and which they are."""
    where = node.where
    rows = [each for each in grid.order if where is None or compiler.values.of(where, grid.frame, each) is True]

    counted = set(rows)

    def there(position: int) -> Stored:
        return float(position in counted) if position < len(grid.frame) else ""

    def made(aside: Cell) -> Made:
        if where is None:
            return number(ONE), there
        test = compiler.value(where, aside)
        return Code("number", f"IF({test.text},1,0)", ONE, test.hard, test.soft), there

    return filled(compiler, (node, "counted"), grid, worded("是否计入"), ONE, made), rows


@dataclass(frozen=True, slots=True)
class Pick:
    """Which row is best: the highest or the lowest, of each name if names count once."""

    heading: str
    higher: bool
    names: tree.Node | None


def picked(
    compiler: Compilation, node: tree.FoldRows, grid: Grid, values: int, counted: int, rows: list[int], pick: Pick
) -> tuple[int, list[int]]:
    """The column of the best rows among those `counted`, the first of equal ones, and which rows they are."""
    sheet, count = grid.steps, len(grid.frame)
    best = _best(compiler, node, grid, rows, pick)
    level = compiler.policy.tables[node.table].period
    pooled = _pooled(node, level)

    def made(aside: Cell) -> Made:
        row, letter = aside.row, letters(values)
        mine = sheet.cell(values, row, sheet)
        whole = in_level(f"$B{row}", level, pooled)
        rivals = sheet.mask(sheet, f"$A{row}", *part_labels(whole, pooled, level), begin=level == "day")
        if pick.names is not None:
            name = own_text(compiler.atom(pick.names, aside))
            assert name.column is not None
            rivals += f"*EXACT({sheet.whole(name.column[1], sheet)},{name.text})"
        rivals += f"*({sheet.whole(counted, sheet)}=1)"
        span = sheet.whole(values, sheet)
        above = f"(ROW(${letter}${FIRST}:${letter}${sheet.last})<{row})"
        better = f"({span}{'>' if pick.higher else '<'}{mine})+({span}={mine})*{above}"
        text = f"IF({sheet.cell(counted, row, sheet)}=1,IF(SUMPRODUCT({rivals}*({better}))=0,1,0),0)"
        return Code("number", text, binds=SUM), lambda position: float(position in best) if position < count else ""

    return filled(compiler, (node, pick.heading), grid, pick.heading, ONE, made), best


def _pooled(node: tree.FoldRows, level: PeriodLevel) -> PeriodLevel:
    """The level of the periods whose rows count together."""
    return node.per if node.per is not None and is_finer(level, node.per) else level


def _best(compiler: Compilation, node: tree.FoldRows, grid: Grid, rows: list[int], pick: Pick) -> list[int]:
    """The rows that the engine takes; rows without a value are nobody's."""
    found: dict[object, int] = {}
    for row in rows:
        value = ONE if node.of is None else compiler.values.of(node.of, grid.frame, row)
        name = None if pick.names is None else compiler.values.of(pick.names, grid.frame, row)
        if not isinstance(value, Fraction):
            continue
        unit, period, _ = grid.key(row)
        key = (unit, period and period.at(_pooled(node, period.level)), name)
        held = found.get(key)
        other = value if held is None else ONE if node.of is None else compiler.values.of(node.of, grid.frame, held)
        assert isinstance(other, Fraction)
        if held is None or (value > other if pick.higher else value < other):
            found[key] = row
    return list(found.values())


def filled(
    compiler: Compilation,
    key: object,
    grid: Grid,
    heading: str,
    scale: Fraction,
    made: Callable[[Cell], Made],
) -> int:
    """A column of the records' sheet, all rows of it."""

    def column(here: Cell) -> Code:
        return compiler.column((key, grid), here, heading, "number", scale, False, made)

    found = compiler.each(grid, grid.steps, grid.positions, column)[0]
    assert found.column is not None
    return found.column[1]


MOST_LISTED = 200
"""As many values are handed to one function; a sheet ends at 255."""


def _fold_list(compiler: Compilation, node: tree.FoldList, here: Cell) -> Code:
    """Raises NoSheetForm where elements are chosen by their values, or the operator has no form."""
    form = forms_of(node, compiler.policy).listed
    elements = [each for each in node.elements if _is_meant(compiler, each, here)]
    weights = [each.weight for each in elements if each.weight is not None]
    if form is None or not 0 < len(elements) <= MOST_LISTED or (weights and form.weighted is None):
        raise no_form()
    values = numbers(compiler, [each.of for each in elements], here)
    if form.is_ratio:
        values = [scaled(value, ONE) for value in values]
    scale = values[0].scale
    if not weights or form.weighted is None:
        return Code("number", form.text([value.text for value in values]), scale, binds=ATOM).at(*values)
    shares = [scaled(compiler.value(weight, here), ONE) for weight in weights]
    text = form.weighted([bracketed(each, PRODUCT) for each in values], [bracketed(each, ATOM) for each in shares])
    found = Code("number", text, scale, binds=ATOM).at(*values, *shares)
    if not form.is_divided:
        return found
    whole = "+".join(bracketed(each, ATOM) for each in shares)
    none = Guard("condition", f"IFERROR({whole}<=0,TRUE)")  # what is not known is no number, and added up an error
    return found.at(Code("number", "", soft=(none,)))


def _is_meant(compiler: Compilation, each: tree.Element, here: Cell) -> bool:
    """Whether an element is one in these rows, where their key alone says so: up to which month. NoSheetForm else."""
    if each.where is None:
        return True
    test = compiler.value(each.where, here)
    if not isinstance(test.const, bool):
        raise no_form()
    return test.const


RULES: dict[type[tree.Node], Callable[..., Code]] = {tree.FoldRows: _fold, tree.FoldList: _fold_list}
