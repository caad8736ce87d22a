"""The compilation of one workbook: its sheets, the grids whose rows they show, and what the rules of single nodes ask.

They ask it through a protocol, because the compiler itself is made of these rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import NoReturn, Protocol, TypeVar

from kaohe.data.raw import PERIOD, UNIT
from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.dataset import Values as TypedValues
from kaohe.data.tables.frames import Frame
from kaohe.data.tables.rows import origins
from kaohe.language import tree
from kaohe.lazy import dataclass
from kaohe.policy.model import ColumnSpec, Policy, Table
from kaohe.policy.types import Grain
from kaohe.translations import check_english, worded
from kaohe.workbook.book import EngineValue, Run, Values
from kaohe.workbook.code import NO, ONE, YES, Code, Kind, letters, text_literal
from kaohe.workbook.labels import (
    INPUT_NOTE,
    NOT_SENT_NOTE,
    OF_LEVELS,
    ORIGINAL_NOTE,
    RECORD_NOTE,
    REPEATED_NOTE,
    SHARED_NOTE,
    SHARED_RECORD_NOTE,
    STEP_NOTE,
    measure_words,
)
from kaohe.workbook.sheet_rows import Cell, Grid, MissingKeys, key_cells
from kaohe.workbook.sheets import FIRST, Entry, Sheet, SheetColumn, SheetNames, Stored

SPARE = 10
"""Empty rows under the records, for whoever has one more to add."""


class Layout:
    """Makes every sheet when something is first put on it."""

    def __init__(self, run: Run, names: SheetNames, missing: MissingKeys | None = None) -> None:
        self.run = run
        self.names = names
        self.missing = missing or {}
        self.grids: dict[Grain, Grid] = {}
        self.documents: dict[str, Sheet] = {}
        self.input_columns: dict[tuple[str, str], SheetColumn] = {}
        self.entered_columns: dict[tuple[str, str], SheetColumn] = {}

    def grid(self, grain: Grain) -> Grid:
        """The grid of a frame."""
        if grain not in self.grids:
            self.grids[grain] = self._made(grain)
        return self.grids[grain]

    def _made(self, grain: Grain) -> Grid:
        frame = self.run.frames.of(grain)
        if grain.table is not None:
            return self._records(self.run.policy.tables[grain.table], frame)
        unit_type = self.run.policy.units[grain.unit or ""]
        groups = self.run.dataset.groups.get(unit_type.id, {}) if unit_type.groups else {}
        name = worded(OF_LEVELS[grain.period], unit_type.name)
        steps = Sheet(self.names.claim(worded("{}过程", name)), worded("{}：计算过程", name), worded(STEP_NOTE), (), ())
        grid = Grid(frame, unit_type, dict(groups), steps, missing=self.missing.get(grain, ()))
        self._keys(steps, grid)
        return grid

    def _keys(self, sheet: Sheet, grid: Grid) -> None:
        headings = [
            worded("单位"),
            *([worded("期间")] if grid.frame.grain.period else []),
            *([worded("组别")] if grid.groups else []),
        ]
        sheet.keys = tuple(headings)
        sheet.rows = [key_cells(grid, position) for position in grid.order]
        sheet.shown_periods = [grid.key(position)[1] for position in grid.order]

    def scores(self, grid: Grid) -> Sheet:
        """The sheet of what is published of a grid."""
        if grid.scores is None:
            name = worded(OF_LEVELS[grid.frame.grain.period], grid.unit_type.name)
            grid.scores = Sheet(self.names.claim(name), worded("{}计分", name), "", (), (), kind="scores")
            self._keys(grid.scores, grid)
        return grid.scores

    def _records(self, table: Table, frame: Frame) -> Grid:
        shared = self._shared(table)
        spare = self._spare(table)
        if shared is not None:
            shared.spare, spare = spare, spare * len(self._held_for(table))
        sheet = self._of_table(table, Sheet("", table.name, worded(RECORD_NOTE), (), (), spare, kind="records"), shared)
        if not self.run.dataset.tables[table.id].sent:
            sheet.not_sent, sheet.note = True, worded(NOT_SENT_NOTE)
        unit_type = self.run.policy.units[table.unit_type]
        grid = Grid(frame, unit_type, {}, sheet, table, spare)
        if shared is not None:
            grid.shared[table.id] = shared
        self._keys(sheet, grid)
        self._fill(sheet, grid, table)
        return grid

    def _spare(self, table: Table) -> int:
        """As many rows more as a period has on an average, for each that is to come."""
        data = self.run.dataset.tables[table.id]
        if not data.sent:
            return SPARE * 5
        known = {key[1] for key in data.keys}
        to_come = {key[1] for key in self.missing.get(table.grain.above_rows, ())}
        rows = len({*origins(table, data.keys)})
        return SPARE + (-(-rows // len(known)) * len(to_come) if known else 0)

    def _held_for(self, table: Table) -> list[tuple[str, str]]:
        """The units and periods that a row of a shared sheet is for, as far as it does not say them itself."""
        units = self.run.dataset.units[table.unit_type] if UNIT in table.spread else [""]
        keys = [*self.run.dataset.tables[table.id].keys, *self.missing.get(table.grain.above_rows, ())]
        periods = dict.fromkeys(str(key[1]) if PERIOD in table.spread else "" for key in keys)
        return [(unit, period) for period in periods for unit in units]

    def input(self, table: Table, column: str) -> tuple[Grid, Sheet, SheetColumn]:
        """Where an input stands."""
        grid = self.grid(table.grain)
        if not table.is_finer and table.id not in grid.inputs:
            shared = self._shared(table)
            sheet = self._of_table(table, Sheet("", table.name, worded(INPUT_NOTE), (), (), kind="inputs"), shared)
            grid.inputs[table.id] = sheet
            if shared is not None:
                grid.shared[table.id] = shared
            self._keys(sheet, grid)
            self._fill(sheet, grid, table)
        sheet = grid.steps if table.is_finer else grid.inputs[table.id]
        return grid, sheet, self.input_columns[table.id, column]

    def _shared(self, table: Table) -> Sheet | None:
        """The sheet on which what holds for all units or periods is entered, once; None where each row is of one.

        So it is, too, where nothing of the table has come: whoever enters it has only the rows that he adds.
        """
        if not table.spread or (table.is_finer and not self.run.dataset.tables[table.id].sent):
            return None
        note = worded(SHARED_RECORD_NOTE if table.is_finer else SHARED_NOTE)
        return Sheet(self.names.claim(table.name), table.name, note, (), (), kind="inputs")

    def _of_table(self, table: Table, sheet: Sheet, shared: Sheet | None) -> Sheet:
        """The sheet with its name: one that repeats another says so."""
        if shared is not None:
            sheet.title = worded("{}：逐行展开", table.name)
            sheet.note = worded(REPEATED_NOTE, shared.name)
        sheet.name = self.names.claim(table.name if shared is None else worded("{}展开", table.name))
        return sheet

    def _fill(self, sheet: Sheet, grid: Grid, table: Table) -> None:
        """The columns of a table with what the data says, in the measure in which it is entered."""
        data, shared = self.run.dataset.tables[table.id], grid.shared.get(table.id)
        rows = None if table.is_finer else self.run.table_rows(table.id, grid.frame)
        there = {
            position: None if grid.is_missing(position) else position if rows is None else rows[position]
            for position in grid.order
        }
        once = {} if shared is None else self._repeat_keys(sheet, shared, grid, table)
        if shared is not None:  # a period to come has what is said for all
            known = {once[position]: row for position, row in there.items() if row is not None}
            there = {position: known.get(once[position]) for position in grid.order}
        sheet.came.update(grid.row(position) for position, row in there.items() if row is not None)
        for spec in table.columns.values():
            entered = _entered(data.columns[spec.id], spec)
            values = {position: None if row is None else entered[row] for position, row in there.items()}
            settings = {"above": measure_words(spec), "spec": spec}
            if shared is None:
                column = own = sheet.add(spec.name, role="input", **settings)
                column.cells = {grid.row(position): Entry(value) for position, value in values.items()}
            else:
                own = shared.add(spec.name, role="input", **settings)
                own.cells = {once[position]: Entry(value) for position, value in values.items()}
                column = sheet.add(spec.name, above=measure_words(spec))
                for position, row in once.items():
                    formula = _repeated(shared, own.number, row, sheet)
                    column.cells[grid.row(position)] = Entry(values.get(position), formula)
            self.input_columns[table.id, spec.id], self.entered_columns[table.id, spec.id] = column, own

    def _repeat_keys(self, sheet: Sheet, shared: Sheet, grid: Grid, table: Table) -> dict[int, int]:
        """The rows of the shared sheet; gives for each position the row that it repeats, its key as well.

        So both sheets may be sorted: a row is whose its cells say.
        """
        first = origins(table, self.run.dataset.tables[table.id].keys) if table.is_finer else []
        parts = [number for number, part in enumerate((UNIT, PERIOD)) if part not in table.spread]
        once: dict[object, int] = {}
        found, rows = {}, list[tuple[str, ...]]()
        for position in grid.order:
            cells = key_cells(grid, position)
            key = first[position] if table.is_finer else tuple(cells[number] for number in parts)
            if key not in once:
                once[key] = FIRST + len(rows)
                rows.append(tuple(cells[number] for number in parts) or (worded("所有"),))
            found[position] = once[key]
            for at, number in enumerate(parts):
                sheet.key_formulas[grid.row(position), number] = _repeated(shared, at, once[key], sheet)
        shared.keys = tuple(sheet.keys[number] for number in parts) or (sheet.keys[0],)
        shared.rows = rows
        held_for = self._held_for(table) if shared.spare else []
        for number in range(shared.spare * len(held_for)):
            position, row = len(grid.order) + number, FIRST + len(rows) + number // len(held_for)
            filled = shared.fixed(f"{letters(0 if parts else 1)}{row}", sheet)  # a row without it is empty
            for at, said in enumerate(held_for[number % len(held_for)]):
                own = _repeated(shared, parts.index(at), row, sheet) if at in parts else None
                sheet.key_formulas[grid.row(position), at] = own or f'=IF({filled}="","",{text_literal(said)})'
            found[position] = row
        return found

    def original(self, table: Table) -> Sheet:
        """A copy of the inputs as they were written, which counts in how many cells they differ from it by now."""
        grid, inputs, _ = self.input(table, next(iter(table.columns)))
        inputs = grid.shared.get(table.id, inputs)
        if table.id not in grid.originals:
            name = self.names.claim(worded("{}原值", table.name))
            copy = Sheet(
                name,
                worded("{}：写底稿时的数据", table.name),
                worded(ORIGINAL_NOTE),
                inputs.keys,
                inputs.rows,
                inputs.spare,
            )
            for column in inputs.columns[: len(table.columns)]:
                copy.add(column.heading, above=column.above, role="about").cells = dict(column.cells)
            last = len(inputs.keys) + len(table.columns) - 1
            now, then = (sheet.area(0, last, FIRST, inputs.last, copy) for sheet in (inputs, copy))
            copy.changed = f"=IFERROR(SUMPRODUCT(1-({now}={then})*EXACT(TRIM({now}),TRIM({then}))),1)"
            grid.originals[table.id] = copy
        return grid.originals[table.id]


def _repeated(shared: Sheet, column: int, row: int, host: Sheet) -> str:
    """A cell of another sheet, blank where that is."""
    cell = shared.fixed(f"{letters(column)}{row}", host)
    return f'=IF({cell}="","",{cell})'


def _entered(values: TypedValues, spec: ColumnSpec) -> list[Stored]:
    """The values of a column as they are entered, aligned with the rows of its table."""
    if isinstance(values, Numbers):
        over, times = values.denominator * spec.measure.scale.numerator, spec.measure.scale.denominator
        return [None if number is None else number * times / over for number in values.numerators]
    words = shown_choices(spec)
    return [
        None
        if value is None
        else (worded(YES) if value else worded(NO))
        if isinstance(value, bool)
        else words.get(value, value)
        for value in values
    ]


def shown_choices(spec: ColumnSpec) -> dict[str, str]:
    """The words of a choice as cells show them, by id; the ids themselves where two share a word."""
    distinct = len(set(spec.choices.values())) == len(spec.choices)
    return {id_: word if distinct else id_ for id_, word in spec.choices.items()}


T = TypeVar("T")

Made = tuple[Code, Callable[[int], Stored]]
"""A formula for alike rows, and the value that is stored beside it, by position."""


class Compilation(Protocol):
    """A working paper in the making (`kaohe.workbook.compiler.Compiler`), as the rules of nodes see it."""

    run: Run
    policy: Policy
    layout: Layout
    values: Values
    subject: str
    defined: dict[tuple[str, str], tuple[Sheet, SheetColumn]]
    filled: set[object]
    uniform: dict[object, bool]
    engine_values: dict[object, EngineValue]

    def remembered(self, key: object, make: Callable[[], T]) -> T:
        """What is the same in all rows, made once."""

    def code(self, node: tree.Node, here: Cell) -> Code:
        """A node's code, which may be lazy."""

    def value(self, node: tree.Node, here: Cell) -> Code:
        """A node's code as an operand: true as long as its guards are."""

    def atom(self, node: tree.Node, here: Cell) -> Code:
        """A node's code as something that may be written several times: a literal or a cell."""

    def cell(self, node: tree.Node, here: Cell, scale: Fraction) -> Code:
        """A node's code as the formula of a cell, in the measure of `scale`: one that a cell takes."""

    def step(self, node: tree.Node, here: Cell) -> Code:
        """The node in a cell of its own."""

    def column(
        self,
        key: object,
        here: Cell,
        heading: str,
        kind: Kind,
        scale: Fraction,
        soft: bool,
        make: Callable[[Cell], Made],
    ) -> Code:
        """The cell of a step's column in a cell's row; made when it is first asked for."""

    def prepare(self, grid: Grid) -> None:
        """Before anything is calculated in rows that may hold nothing, the column that says which do."""

    def write(
        self, column: SheetColumn, here: Cell, text: str, value: Callable[[int], Stored], array: bool = False
    ) -> None:
        """A formula into the cells of alike rows; on rows that may hold nothing only if something is recorded there."""

    def stored(self, node: tree.Node, grid: Grid, scale: Fraction = ONE) -> Callable[[int], Stored]:
        """What is stored beside a node's formula, by position."""

    def each(
        self, grid: Grid, host: Sheet, positions: Iterable[int], make: Callable[[Cell], T], branch: bool = False
    ) -> list[T]:
        """What is made of all these rows, once for each set of rows that are alike."""

    def reference(
        self, sheet: Sheet, column: int, row: str, host: Sheet, kind: Kind, scale: Fraction, soft: bool
    ) -> Code:
        """A calculated cell by its address."""

    def of_own_grain(self, node: tree.Node, here: Cell) -> Code | None:
        """A node that has a grain of its own, from the cell where it stands there; None where that is right here."""

    def elsewhere(
        self, here: Cell, own: Grid, named: Callable[[Cell], Code], key: tuple[object, object], node: tree.Node
    ) -> Code:
        """A cell of another grid: fixed where both list their keys, looked up from a row of records."""


class NoSheetForm(Exception):
    """A sheet cannot calculate something, and says why. The smallest value that it is part of is the engine's then."""


@dataclass(frozen=True, slots=True)
class NoForm:
    """Stands in a register for what has no form in a sheet, and says why in words of the paper."""

    why: str

    def __post_init__(self) -> None:
        check_english([self.why])

    def __call__(self, compiler: Compilation, node: tree.Node, here: Cell) -> NoReturn:
        raise NoSheetForm(worded(self.why))
