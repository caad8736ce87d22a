"""From the expression tree to formulas: one piece of code for each node and cell.

What is long, is needed at several places, or has no value under some condition becomes a step: a cell of its own,
beside the result, which the formula then names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, TypeVar

from kaohe.language import tree
from kaohe.language.entry import total
from kaohe.lazy import dataclass, replace
from kaohe.translations import worded
from kaohe.workbook import (
    arithmetic,
    comparisons,
    conditions,
    folds,
    grids,
    groups,
    lookups_and_periods,
    operands,
    ranks_and_apportionment,
)
from kaohe.workbook.book import EngineValue, Run, Values
from kaohe.workbook.code import ONE, YES, Code, Guard, Kind, scaled, whole
from kaohe.workbook.compilation import Layout, Made, NoForm, NoSheetForm
from kaohe.workbook.formula_limits import engine_value
from kaohe.workbook.labels import label
from kaohe.workbook.lookups_and_periods import from_other_grid, state_of_missing_periods
from kaohe.workbook.row_checks import state_of_records
from kaohe.workbook.sheet_rows import Cell, Grid, Unlike
from kaohe.workbook.sheets import Entry, Sheet, SheetColumn, Stored

LONG = 260
"""Characters beyond which a piece becomes a step of its own: nobody reads longer ones."""

DEEP = 24
"""Levels of brackets beyond which a piece becomes a step of its own."""

LONGEST, DEEPEST = 8000, 60
"""Characters and levels of brackets of one formula; a sheet takes 8,192 and 64."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Step:
    """A column of intermediate values, in the measure that `scale` says."""

    sheet: Sheet
    column: SheetColumn
    kind: Kind
    scale: Fraction
    soft: bool


class Compiler:
    """One workbook in the making."""

    def __init__(self, run: Run, layout: Layout) -> None:
        self.run = run
        self.policy = run.policy
        self.layout = layout
        self.values = Values(run)
        self.subject = ""
        self.defined: dict[tuple[str, str], tuple[Sheet, SheetColumn]] = {}
        self.filled: set[object] = set()
        self.uniform: dict[object, bool] = {}
        self.engine_values: dict[object, EngineValue] = {}
        self._steps: dict[object, Step] = {}
        self._remembered: dict[object, Any] = {}

    def remembered(self, key: object, make: Callable[[], T]) -> T:
        """What is the same in all rows, made once."""
        if key not in self._remembered:
            self._remembered[key] = make()
        found: T = self._remembered[key]
        return found

    def code(self, node: tree.Node, here: Cell) -> Code:
        """A node's code, which may be lazy."""
        known = self._steps.get((node, here.grid))
        if known is not None and self._has_cells(known, here):
            return self._named(known, here)
        try:
            found = self._compiled(node, here)
        except NoSheetForm as lack:
            return engine_value(self, node, here, str(lack))
        if found.const is None and self._is_long(found.text):
            return self.step(node, here)
        return found

    def _compiled(self, node: tree.Node, here: Cell) -> Code:
        return _RULES[type(node)](self, node, here)

    def value(self, node: tree.Node, here: Cell) -> Code:
        """A node's code as an operand: true as long as its guards are."""
        found = self.code(node, here)
        return self.step(node, here) if found.lazy or found.array else found

    def atom(self, node: tree.Node, here: Cell) -> Code:
        """A node's code as something that may be written several times: a literal or a cell."""
        found = self.value(node, here)
        simple = found.const is not None or found.column is not None or len(found.text) < 24
        return found if simple else self.step(node, here)

    def cell(self, node: tree.Node, here: Cell, scale: Fraction) -> Code:
        """A node's code as the formula of a cell, in the measure of `scale`: one that a cell takes."""
        found = scaled(self.code(node, here), scale)
        return found if self._fits(whole(found)) else scaled(self.step(node, here), scale)

    def step(self, node: tree.Node, here: Cell) -> Code:
        """The node in a cell of its own."""
        type_ = self.policy.types[node]
        scale = type_.measure.scale if type_.kind == "number" else Fraction(1)

        def made(aside: Cell) -> Made:
            found = self._compiled(node, aside)
            return scaled(found, scale) if found.kind == "number" else found, self.stored(node, aside.grid, scale)

        kind: Kind = type_.kind if type_.kind != "nothing" else "number"
        try:
            return self.column((node, here.grid), here, label(self.policy, node), kind, scale, type_.absent, made)
        except NoSheetForm as lack:
            return engine_value(self, node, here, str(lack))

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
        """The cells of a step's column in alike rows; made when they are first asked for."""
        step = self._steps.get(key)
        self.prepare(here.grid)
        if step is None or not self._has_cells(step, here):
            code, value = make(here.aside())
            text = whole(code)
            if not self._fits(text):
                raise NoSheetForm(worded("公式太长，一格放不下"))
            if here.branch and "/" in text:
                text = f'IFERROR({text},"")'
            step = self._steps.get(key)
            if step is None:
                column = here.grid.steps.add(heading, above=(self.subject, ""))
                step = self._steps[key] = Step(here.grid.steps, column, kind, scale, soft)
            self.write(step.column, here.aside(), text, value, code.array)
        return self._named(step, here)

    def prepare(self, grid: Grid) -> None:
        """Before anything is calculated in rows that may hold nothing, the column that says which do."""
        if grid.is_of_inputs:
            return
        if grid.table is not None:
            state_of_records(self, grid)
        else:
            state_of_missing_periods(self, grid)

    @staticmethod
    def _has_cells(step: Step, here: Cell) -> bool:
        cells, row = step.column.cells, here.grid.row
        return here.same(lambda position: row(position) in cells)

    def write(
        self, column: SheetColumn, here: Cell, text: str, value: Callable[[int], Stored], array: bool = False
    ) -> None:
        """A formula into the cells of alike rows; on rows that may hold nothing only if something is recorded there."""
        grid = here.grid
        is_recorded = grid.table is not None and not grid.is_of_inputs
        formulas = here.rows.filled(f"={text}")
        if is_recorded or grid.missing:
            asked = [is_recorded or grid.is_missing(position) for position in here.positions]
            state = grid.steps.cell(grid.state, here.row, here.host)
            if_recorded = here.rows.filled(f'=IF({state}=1,{text},"")')
            formulas = [other if ask else own for ask, own, other in zip(asked, formulas, if_recorded, strict=True)]
        for position, formula in zip(here.positions, formulas, strict=True):
            column.cells[grid.row(position)] = Entry(value(position), formula, array)

    def stored(self, node: tree.Node, grid: Grid, scale: Fraction = ONE) -> Callable[[int], Stored]:
        """What is stored beside a node's formula, by position."""
        values, frame, held = self.values, grid.frame, list[list[Stored]]()

        def value(position: int) -> Stored:
            if not held:
                held.append(values.stored(node, frame, scale))
            return held[0][position] if position < len(frame) else ""

        return value

    def each(
        self, grid: Grid, host: Sheet, positions: Iterable[int], make: Callable[[Cell], T], branch: bool = False
    ) -> list[T]:
        """What is made of all these rows, once for each set of rows that are alike."""
        waiting, made = [list(positions)], []
        while waiting:
            some = waiting.pop()
            if not some:
                continue
            here = Cell.of(grid, some, host, branch)
            try:
                made.append(make(here))
            except Unlike as unlike:
                if unlike.rows is not here.rows:
                    raise
                waiting += [[some[index] for index in part] for part in reversed(unlike.parts)]
        return made

    @staticmethod
    def _fits(text: str) -> bool:
        return len(text) <= LONGEST and depth(text) <= DEEPEST

    def _named(self, step: Step, here: Cell) -> Code:
        return self.reference(step.sheet, step.column.number, here.row, here.host, step.kind, step.scale, step.soft)

    def reference(
        self, sheet: Sheet, column: int, row: str, host: Sheet, kind: Kind, scale: Fraction, soft: bool
    ) -> Code:
        """A calculated cell by its address."""
        text = sheet.cell(column, row, host)
        guards = (Guard(kind if kind != "nothing" else "text", text),)
        found = Code(kind, text, scale, plain=False, column=(sheet, column))
        if kind == "truth":
            found = replace(found, text=f'{text}="{worded(YES)}"', binds=0)
        return replace(found, soft=guards) if soft else replace(found, hard=guards)

    def of_own_grain(self, node: tree.Node, here: Cell) -> Code | None:
        """A node that has a grain of its own, from the cell where it stands there; None where that is right here.

        What is the same for all has no sheet, and stands where it is asked for.
        """
        grain = self.policy.types[node].grain
        if grain.unit is None and grain.table is None:
            return None
        own = self.layout.grid(grain)
        if own is here.grid:
            return None
        return self.elsewhere(here, own, lambda there: self.step(node, there), (node, "from"), node)

    def elsewhere(
        self, here: Cell, own: Grid, named: Callable[[Cell], Code], key: tuple[object, object], node: tree.Node
    ) -> Code:
        """A cell of another grid: fixed where both list their keys, looked up from a row of records."""
        return from_other_grid(self, here, own, named, key, node)

    @staticmethod
    def _is_long(text: str) -> bool:
        return len(text) > LONG or depth(text) > DEEP


def depth(text: str) -> int:
    """How deep the brackets of a formula go."""
    deepest = level = 0
    for sign in text:
        if sign == "(":
            level += 1
            deepest = max(deepest, level)
        elif sign == ")":
            level -= 1
    return deepest


_RULES: dict[type[tree.Node], Callable[..., Code]] = total(
    "workbook.compiler",
    tree.NODES,
    {
        tree.Unknown: NoForm("规则没有读懂"),
        tree.Tier: NoForm("一档不能单独计算"),
        tree.RankList: NoForm("清单成员之间的名次没有写成公式"),
        tree.LookUp: grids.look_up,
    },
    operands.RULES,
    arithmetic.RULES,
    comparisons.RULES,
    conditions.RULES,
    folds.RULES,
    groups.RULES,
    ranks_and_apportionment.RULES,
    lookups_and_periods.RULES,
)
"""The form of each node in a sheet."""
