"""Columns beside inputs that say what is wrong with each row: what the engine would refuse yields no number.

A row counts only if it is whole. A record whose unit or period nobody has makes all figures of its table empty; one
that is wrong otherwise those of its own unit and period: left out or read as nothing, it would change them without a
word. In a table with one row for each unit and period a wrong row gives nothing, and a blank cell is still to come.
What rests on wrong rows is known here, too: the figures of their unit and period, and all that names these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from kaohe.data.tables.frames import projection
from kaohe.language import tree
from kaohe.lazy import dataclass
from kaohe.policy.model import CHANGE, SCORE, SET, ColumnSpec, Table
from kaohe.translations import language, worded
from kaohe.workbook.code import NO, YES, Code, Guard, letters, literal, merged, text_literal
from kaohe.workbook.compilation import Compilation, Made, shown_choices
from kaohe.workbook.labels import part_labels
from kaohe.workbook.must_hold import BROKEN, conditions_in_row
from kaohe.workbook.sheet_rows import ROW, Cell, Grid, each_row, other_period
from kaohe.workbook.sheets import FIRST, Entry, Sheet

LONGEST_CHOICE = 6000
"""Characters that the words of a choice may take in a formula."""

Fault = tuple[str, str]
"""When a row is wrong, as a formula, and what is said of it then."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and by column id where its inputs stand, and the days of its dates as numbers."""

    table: Table
    sheet: Sheet
    number: str
    inputs: Mapping[str, int]
    days: Mapping[str, int]

    def cell(self, column: str) -> str:
        """An input."""
        return self.sheet.cell(self.inputs[column], self.number, self.sheet)

    def is_filled(self, column: str) -> str:
        """That an input holds more than spaces, full-width ones among them."""
        return f'{trimmed(self.cell(column))}<>""'

    @property
    def of_its_key(self) -> str:
        """1 for the rows of the same unit and period."""
        return self.sheet.mask(self.sheet, f"$A{self.number}", f"$B{self.number}")

    def same(self, column: str) -> str:
        """1 for the rows that hold the same in a column, spaces around it apart.

        TRIM makes a text of a number too: LibreOffice finds no two numbers of a range EXACT.
        """
        if column in self.days:
            own = self.days[column]
            return f"({self.sheet.whole(own, self.sheet)}={self.sheet.cell(own, self.number, self.sheet)})"
        spelled = _as_name if self.table.columns[column].type == "name" else "TRIM({})".format
        return f"EXACT({spelled(self.sheet.whole(self.inputs[column], self.sheet))},{spelled(self.cell(column))})"


def trimmed(text: str) -> str:
    """A text without the spaces around it; a sheet's TRIM leaves full-width ones."""
    return f'TRIM(SUBSTITUTE({text},"\u3000"," "))'


def faults_of_cells(row: Row, let_pass: frozenset[str]) -> Iterator[Fault]:
    """Cells that are empty or of another kind than their column; blanks of the columns in `let_pass` are none."""
    for spec in row.table.columns.values():
        cell = row.cell(spec.id)
        fits = _fits(row, spec, cell)
        if spec.is_required and spec.id not in let_pass:
            yield f'{trimmed(cell)}=""' if fits is None else f"NOT({fits})", worded("“{}”没有填或填得不对", spec.name)
        elif fits is not None:
            yield f"AND({row.is_filled(spec.id)},NOT({fits}))", worded("“{}”填得不对", spec.name)
        yield from _out_of_bounds(spec, cell)


def _fits(row: Row, spec: ColumnSpec, cell: str) -> str | None:
    """That a cell holds what its column takes; None where any text will do, or there are more choices than fit in.

    Cells of choices take the shown words, as formulas compare them with nothing else.
    """
    if spec.type == "number":
        return f"ISNUMBER({cell})"
    if spec.type == "date":
        return f"ISNUMBER({row.sheet.cell(row.days[spec.id], row.number, row.sheet)})"
    words = (
        [worded(YES), worded(NO)]
        if spec.type == "truth"
        else list(shown_choices(spec).values())
        if spec.type == "choice"
        else []
    )
    equal = [f"EXACT({cell},{text_literal(word)})" for word in words]
    if sum(map(len, equal)) > LONGEST_CHOICE:
        return None
    parts = [f"OR({','.join(equal[start : start + 200])})" for start in range(0, len(equal), 200)]
    return f"OR({','.join(parts)})" if len(parts) > 1 else parts[0] if parts else None


def _out_of_bounds(spec: ColumnSpec, cell: str) -> Iterator[Fault]:
    if spec.type != "number":
        return
    low, high = (
        None if bound is None else literal(bound / spec.measure.scale) for bound in (spec.minimum, spec.maximum)
    )
    outside = [f"{cell}{sign}{bound}" for sign, bound in (("<", low), (">", high)) if bound is not None]
    if outside:
        yield f"AND(ISNUMBER({cell}),OR({','.join(outside)}))", worded("“{}”超出范围", spec.name)
    if spec.whole:
        yield f"IF(ISNUMBER({cell}),INT({cell})<>{cell},FALSE)", worded("“{}”应当是整数", spec.name)


def faults_of_keys(row: Row) -> Iterator[Fault]:
    """A second row of a key with its further parts, or of a record's identity; records without one may be alike."""
    if not row.table.records or row.table.identity:
        parts = row.table.identity if row.table.records else row.table.further_keys
        same = "*".join((row.of_its_key, *(row.same(column) for column in parts)))
        known = [row.is_filled(column) for column in parts]  # what is still to come is nobody's twice
        if row.table.records:
            known = [f"OR({','.join(known)})"]
        yield f"AND({','.join([*known, f'SUMPRODUCT({same})>1'])})", worded("与另一行重复")


def _as_name(text: str) -> str:
    """A name without what its spellings may differ in: blanks, and brackets of either width."""
    for sign, other in ((worded("（"), "("), (worded("）"), ")"), ("\u3000", ""), (" ", "")):
        text = f'SUBSTITUTE({text},"{sign}","{other}")'
    return text


def faults_of_decisions(row: Row) -> Iterator[Fault]:
    """A row that says neither or both, a new value beside another decision, and the same decision twice."""
    change, set_ = (row.table.columns[column].name for column in (CHANGE, SET))
    yield f"({row.is_filled(CHANGE)})+({row.is_filled(SET)})<>1", worded("“{}”和“{}”要填一个，只填一个", change, set_)
    of_score = f"{row.of_its_key}*{row.same(SCORE)}"
    new = f"ISNUMBER({row.sheet.whole(row.inputs[SET], row.sheet)})"
    yield f"AND(SUMPRODUCT({of_score})>1,SUMPRODUCT({of_score}*{new})>0)", worded("同一得分有“{}”，又有别的决定", set_)
    every = "*".join((row.of_its_key, *(row.same(column) for column in row.table.columns)))
    yield f"SUMPRODUCT({every})>1", worded("与另一行重复")


LONGEST = 4000
"""Characters of one cell that says what is wrong; the faults of a wide table take several."""

CHECKED = "行的核对"
_STATES = "1 有效，0 空行，-1 单位或期间认不出，-2 有差错"
_SIGNS = (("年", "-"), ("月", "-"), ("日", ""), ("/", "-"), (".", "-"))
_DAYS_BEFORE = date(1899, 12, 30).toordinal()


def state_of_records(compiler: Compilation, grid: Grid) -> int:
    """The column that says of each row of records: 0 empty, 1 a whole record, -1 of nobody, -2 with faults."""
    if grid.state < 0:
        assert grid.table is not None
        _add_state(compiler, grid, grid.table)
    return grid.state


def state_of_inputs(compiler: Compilation, table: Table) -> int:
    """The same column of a table with one row for each unit and period; a row without any input is empty."""

    def made() -> int:
        grid, sheet, _ = compiler.layout.input(table, next(iter(table.columns)))
        beside = grid.on(sheet, table)
        _add_state(compiler, beside, table)
        return beside.state

    return compiler.remembered(("state", table.id), made)


def _add_state(compiler: Compilation, grid: Grid, table: Table) -> None:
    sheet = grid.steps
    numbers = {id_: compiler.layout.input_columns[table.id, id_].number for id_ in table.columns}
    first = 0 if table.is_finer else min(numbers.values())
    cells = f"{letters(first)}{ROW}:{letters(max(numbers.values()))}{ROW}"
    empty = (
        f"COUNTA({cells})=0" if not table.spread else f'COUNTIF({cells},"?*")+COUNT({cells})=0'
    )  # formulas are there
    conditions = conditions_in_row(compiler, table)
    known = _known(compiler, grid)
    faults = _fault_columns(compiler, grid, table, numbers, empty, known, conditions)
    column = sheet.add(worded("有效"), above=(worded(CHECKED), worded(_STATES)), role="fault")
    grid.state, sheet.state = column.number, column
    whole = "&".join(sheet.cell(number, ROW, sheet) for number in faults)
    state = f'IF({sheet.cell(known, ROW, sheet)}<>1,-1,IF({whole}="",1,-2))'
    rows = [grid.row(position) for position in grid.order]
    held = rows if table.is_finer else [row for row in rows if _blanks(sheet, numbers, row) != [*numbers]]
    held_rows = set(held)
    for row, text in each_row(f"=IF({empty},0,{state})", map(grid.row, grid.positions)):
        column.cells[row] = Entry(float(row in held_rows), text)


def _known(compiler: Compilation, grid: Grid) -> int:
    """The column that counts the keys that a row's unit and period are."""
    sheet = grid.steps
    home = compiler.layout.grid(grid.frame.grain.above_rows).home
    column = sheet.add(worded("认得"), above=(worded(CHECKED), worded("1 单位和期间认得，0 认不出")), role="fault")
    unit, period = sheet.cell(0, ROW, sheet), sheet.cell(1, ROW, sheet)
    text = f"SUMPRODUCT({home.mask(sheet, unit, period)})"
    if grid.frame.grain.table is None:
        here = [home.cell(number, ROW, sheet) for number in (0, 1)]
        text = f"IF(AND(EXACT({unit},{here[0]}),EXACT({period},{here[1]})),1,{text})"
    for row, formula in each_row(f"={text}", map(grid.row, grid.positions)):
        column.cells[row] = Entry(float(row - FIRST < len(grid.order)), formula)
    return column.number


def _fault_columns(
    compiler: Compilation,
    grid: Grid,
    table: Table,
    inputs: Mapping[str, int],
    empty: str,
    known: int,
    conditions: Mapping[str, int],
) -> list[int]:
    """The columns that say in words what is wrong with each row."""
    sheet = grid.steps
    days = {spec.id: _days(grid, spec, inputs[spec.id]) for spec in table.columns.values() if spec.type == "date"}
    row, columns = Row(table, sheet, ROW, inputs, days), list[int]()
    alike: dict[frozenset[str], list[int]] = {}
    for position in grid.positions:
        let_pass = frozenset(inputs)
        if table.is_finer:
            let_pass = frozenset(_blanks(sheet, inputs, grid.row(position)) if position < len(grid.frame) else ())
        alike.setdefault(let_pass, []).append(grid.row(position))
    for let_pass, rows in alike.items():
        faults = [(f"{sheet.cell(known, ROW, sheet)}<>1", worded("单位或期间认不出"))]
        faults += [*faults_of_cells(row, let_pass), *faults_of_keys(row)]
        faults += [
            (f'{sheet.cell(number, ROW, sheet)}="{worded(BROKEN)}"', worded("不符合“{}”", words))
            for words, number in conditions.items()
        ]
        if table.id in compiler.policy.adjustments:
            faults += faults_of_decisions(row)
        for part, text in enumerate(_texts(faults)):
            if part == len(columns):
                columns.append(
                    sheet.add(worded("差错"), above=(worded(CHECKED), worded("空白就是没有差错")), role="fault").number
                )
            column = sheet.columns[columns[part] - len(sheet.keys)]
            written = f'''=IF({empty},"",IFERROR({text},"{worded("有的格是错误值")}"))'''
            for number, formula in each_row(written, rows):
                column.cells[number] = Entry("", formula)
    return columns


def _blanks(sheet: Sheet, inputs: Mapping[str, int], row: int) -> list[str]:
    """The inputs of a row that came blank."""
    cells = {id_: sheet.columns[number - len(sheet.keys)].cells.get(row) for id_, number in inputs.items()}
    return [id_ for id_, entry in cells.items() if entry is None or entry.value is None]


def _texts(faults: list[Fault]) -> Iterator[str]:
    """As many formulas as the faults take."""
    held: list[str] = []
    for condition, words in faults:
        text = f"""IF({condition},{text_literal(worded("{}；", words))},"")"""
        if held and sum(map(len, held)) + len(text) > LONGEST:
            yield "&".join(held)
            held = []
        held.append(text)
    if held:
        yield "&".join(held)


def _days(grid: Grid, spec: ColumnSpec, number: int) -> int:
    """Dates as the numbers a sheet has for days: whoever types one gets a number, where the data has a text.

    A text with a time of day is none: it has a colon, or more characters than a day.
    """
    sheet = grid.steps
    column = sheet.add(worded("{}（日数）", spec.name), above=(worded(CHECKED), ""))
    cell = sheet.cell(number, ROW, sheet)
    plain = f"TRIM({cell})"
    for sign, other in _SIGNS if language() == "zh" else _SIGNS[3:]:
        plain = f'SUBSTITUTE({plain},"{sign}","{other}")'
    typed = f'IF(AND({cell}>=1,{cell}<2958466),INT({cell}),"")'
    is_day = f"AND(LEN(TRIM({cell}))>=8,LEN({plain})<=10)"
    text = f'=IF(ISNUMBER({cell}),{typed},IF({is_day},IFERROR(DATEVALUE({plain}),""),""))'
    for row, formula in each_row(text, map(grid.row, grid.positions)):
        value = sheet.columns[number - len(sheet.keys)].cells.get(row, Entry(None)).value
        day = float(date.fromisoformat(value).toordinal() - _DAYS_BEFORE) if isinstance(value, str) else ""
        column.cells[row] = Entry(day, formula)
    return column.number


def wrong_rows(sheet: Sheet, host: str) -> str:
    """How many rows of a sheet of inputs are wrong or stand below its last, as a formula on another sheet."""
    page = Sheet(host, "", "", (), ())
    below = f"COUNTA({sheet.area(0, len(sheet.keys), sheet.last + 1, sheet.last + 500, page)})"
    return below if sheet.state is None else f"SUMPRODUCT(({sheet.whole(sheet.state.number, page)}<0)*1)+{below}"


def faulty_rows(compiler: Compilation, table: str, here: Cell) -> Guard:
    """That rows of a table for a cell's unit and period are wrong."""
    grid = compiler.layout.grid(compiler.policy.tables[table].grain)
    state = state_of_records(compiler, grid)

    def made(aside: Cell) -> Made:
        own = compiler.policy.tables[table].period
        periods = part_labels(f"$B{aside.row}", aside.grid.frame.grain.period or own, own)
        rows = grid.steps.mask(aside.host, f"$A{aside.row}", *periods, begin=own == "day")
        return Code("number", f"SUMPRODUCT({rows}*({grid.steps.whole(state, aside.host)}=-2))"), lambda position: 0.0

    heading = worded("有差错的行：{}", compiler.policy.tables[table].name)
    found = compiler.column(("faulty", table, here.grid), here, heading, "number", Fraction(1), True, made)
    return Guard("condition", f"SUM({found.text})>0")  # a blank row of a quarter to come holds a text


def faulty_rows_under(compiler: Compilation, node: tree.Node, here: Cell) -> tuple[Guard, ...]:
    """The faulty rows that an operand rests on, through all that it names: what they empty is not absent."""
    if here.grid.table is not None:
        return ()
    waiting: list[tuple[tree.Node, Cell]] = [(node, here)]
    seen: set[tuple[object, Grid, str]] = set()
    found: list[Guard] = []
    while waiting:
        each, there = waiting.pop()
        if (id(each), there.grid, there.row) in seen:
            continue
        seen.add((id(each), there.grid, there.row))
        own = _moved(compiler, each, there)
        if own is None:
            continue
        if isinstance(each, tree.FoldRows):
            found.append(faulty_rows(compiler, each.table, own))
        elif isinstance(each, tree.OtherPeriod):
            elsewhere = other_period(own, compiler.layout.grid(compiler.policy.grain_there(each)), each)
            waiting += [] if elsewhere is None else [(each.of, elsewhere)]
        else:
            waiting += [(child, own) for child in _named(compiler, each)]
    return merged(found)


def _named(compiler: Compilation, node: tree.Node) -> list[tree.Node]:
    if isinstance(node, tree.Ref):
        definition = compiler.policy.definitions[node.unit_type, node.id]
        return [definition.rule] if definition.table is None else []
    if isinstance(node, tree.Reading):
        return [dict(node.cases)[compiler.run.readings[node.question]]]
    return [] if tree.is_across_units(node) else list(tree.children(node))


def _moved(compiler: Compilation, node: tree.Node, here: Cell) -> Cell | None:
    """The row where a node with a grain of its own stands; what has none stands anywhere."""
    type_ = compiler.policy.types.get(node)  # a row of tiers has none
    if type_ is None or type_.grain.unit is None:
        return here
    grain = type_.grain
    own = compiler.layout.grid(grain)
    if own is here.grid:
        return here
    project = projection(grain)
    return here.to(own, lambda position: own.find(project(here.grid.key(position))))
