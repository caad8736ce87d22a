"""Rows of records that the engine would refuse: no figure of their unit and period rests on them, nor on the others.

A row counts only if it is whole. One whose unit or period nobody has makes all figures of its table empty; one that
is wrong otherwise those of its own unit and period: left out or read as nothing, it would change them without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kaohe.policy.model import ColumnSpec, Table
from kaohe.workbook.adjustments import faults_of_decisions
from kaohe.workbook.compilation import Compilation
from kaohe.workbook.grid import Grid
from kaohe.workbook.lookups import mask
from kaohe.workbook.notation import letters, text_literal
from kaohe.workbook.row_checks import Fault, Row, faults_of_cells, faults_of_keys
from kaohe.workbook.sheets import Entry, Sheet

LONGEST = 4000
"""Characters of one cell that says what is wrong; the faults of a wide table take several."""

_SIGNS = (("年", "-"), ("月", "-"), ("日", ""), ("/", "-"), (".", "-"))
_DAYS_BEFORE = date(1899, 12, 30).toordinal()


def state_of(compiler: Compilation, grid: Grid) -> int:
    """The column that says of each row of records: 0 empty, 1 a whole record, -1 of nobody, -2 with faults."""
    if grid.state >= 0:
        return grid.state
    assert grid.table is not None
    sheet = grid.steps
    last = letters(max(each.number for each in sheet.columns if each.role == "input"))
    told = _told(compiler, grid, grid.table, last)
    column = sheet.add("有效", above=("行的核对", "1 有效，0 空行，-1 单位或期间认不出，-2 有差错"), role="fault")
    grid.state = column.number
    above = compiler.layout.grid(grid.frame.grain.above_rows)
    for position in grid.positions:
        row = grid.row(position)
        known = mask(above.home, sheet, sheet.cell(0, row, sheet), sheet.cell(1, row, sheet))
        whole = "&".join(sheet.cell(number, row, sheet) for number in told)
        state = f'IF({whole}="",1,-2)' if told else "1"
        text = f"IF(COUNTA(A{row}:{last}{row})=0,0,IF(SUMPRODUCT({known})=1,{state},-1))"
        column.cells[row] = Entry(1.0 if position < len(grid.order) else 0.0, f"={text}")
    return column.number


def _told(compiler: Compilation, grid: Grid, table: Table, last: str) -> list[int]:
    """The columns that say in words what is wrong with each row."""
    sheet = grid.steps
    inputs = {id_: compiler.layout.input_columns[table.id, id_].number for id_ in table.columns}
    days = {spec.id: _days(grid, spec, inputs[spec.id]) for spec in table.columns.values() if spec.type == "date"}
    columns: list[int] = []
    for position in grid.positions:
        row = Row(table, sheet, grid.row(position), inputs, days)
        came_blank = [id_ for id_, number in inputs.items() if _is_blank(sheet, number, row.number)]
        let_pass = frozenset(came_blank if position < len(grid.frame) else ())
        faults = [*faults_of_cells(row, let_pass), *faults_of_keys(row)]
        if table.id in compiler.policy.adjustments:
            faults += faults_of_decisions(row)
        for part, text in enumerate(_texts(faults)):
            if part == len(columns):
                columns.append(sheet.add("差错", above=("行的核对", "空白就是没有差错"), role="fault").number)
            column = sheet.columns[columns[part] - len(sheet.keys)]
            written = f'IF(COUNTA(A{row.number}:{last}{row.number})=0,"",IFERROR({text},"有的格是错误值"))'
            column.cells[row.number] = Entry("", f"={written}")
    return columns


def _is_blank(sheet: Sheet, number: int, row: int) -> bool:
    entry = sheet.columns[number - len(sheet.keys)].cells.get(row)
    return entry is None or entry.value is None


def _texts(faults: list[Fault]) -> Iterator[str]:
    """As many formulas as the faults take."""
    held: list[str] = []
    for condition, words in faults:
        text = f'IF({condition},{text_literal(f"{words}；")},"")'
        if held and sum(map(len, held)) + len(text) > LONGEST:
            yield "&".join(held)
            held = []
        held.append(text)
    if held:
        yield "&".join(held)


def _days(grid: Grid, spec: ColumnSpec, number: int) -> int:
    """Dates as the numbers a sheet has for days: whoever types one gets a number, where the data has a text."""
    sheet = grid.steps
    column = sheet.add(f"{spec.name}（日数）", above=("行的核对", ""))
    for position in grid.positions:
        row = grid.row(position)
        cell = sheet.cell(number, row, sheet)
        plain = f"TRIM({cell})"
        for sign, other in _SIGNS:
            plain = f'SUBSTITUTE({plain},"{sign}","{other}")'
        typed = f'IF(AND({cell}>=1,{cell}<2958466),INT({cell}),"")'
        text = f'IF(ISNUMBER({cell}),{typed},IF(LEN(TRIM({cell}))<8,"",IFERROR(DATEVALUE({plain}),"")))'
        value = sheet.columns[number - len(sheet.keys)].cells.get(row, Entry(None)).value
        day = float(date.fromisoformat(value).toordinal() - _DAYS_BEFORE) if isinstance(value, str) else ""
        column.cells[row] = Entry(day, f"={text}")
    return column.number
