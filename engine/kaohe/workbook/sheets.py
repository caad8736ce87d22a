"""What stands on the sheets, before anything is written: columns of cells under headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from kaohe.language.periods import Period
from kaohe.policy.model import ColumnSpec, Definition
from kaohe.workbook.code import DIGITS, letters, quoted

FIRST = 6
"""The first row of figures on every sheet: title and note, and three rows of headings stand above it."""

ABOVE = FIRST - 2
"""The row right above the headings."""

CHANGED = "A2"
"""Where a copy of inputs counts the cells that differ from it by now."""

NOT_SENT = "A2"
"""Where the sheet of a table of records says that it has not been sent."""

Stored = float | str | None
Role = Literal["input", "score", "step", "check", "fault", "about", "engine"]


@dataclass(slots=True)
class Entry:
    """One cell: a formula with the value stored beside it, or a value alone. Never changed; frozen ones take longer."""

    value: Stored
    formula: str | None = None
    array: bool = False


@dataclass(eq=False)
class SheetColumn:
    """A column of figures. A `about` one is no figure but says what a row is about; a `check` says what is wrong,
    a `fault` why a row of records does not count; an `engine` one holds the engine's values, which no formula gives.

    `above` are the two lines over its heading; `decimals` are shown (None: as it is), `sure` can be told apart; `uses`
    are the clauses and names of what an input is used for; `count` is a formula that stands right above the heading.
    """

    number: int
    heading: str
    above: tuple[str, str] = ("", "")
    role: Role = "step"
    decimals: int | None = None
    sure: int = DIGITS
    spec: ColumnSpec | None = None
    definition: Definition | None = None
    uses: tuple[str, ...] = ()
    count: str | None = None
    cells: dict[int, Entry] = field(default_factory=dict)


@dataclass(eq=False)
class Sheet:
    """A sheet with a row for each key: unit, period and, where there are groups, the group stand first.

    `not_sent`: of a table of records nothing has come yet, which the cell NOT_SENT says until somebody clears it.
    `state`: the column that says which rows of inputs count; `came`: the rows of inputs that the data has.
    `changed`: of a copy of inputs, the formula of the cell CHANGED.
    """

    name: str
    title: str
    note: str
    keys: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    spare: int = 0
    columns: list[SheetColumn] = field(default_factory=list)
    shown_periods: Sequence[Period | None] = ()
    kind: Literal["scores", "steps", "inputs", "records", "goals"] = "steps"
    not_sent: bool = False
    is_named: bool = False
    state: SheetColumn | None = None
    came: set[int] = field(default_factory=set)
    changed: str | None = None

    @property
    def last(self) -> int:
        """The last row of figures, spare ones included."""
        return FIRST + max(len(self.rows) + self.spare, 1) - 1

    def add(self, heading: str, **settings: object) -> SheetColumn:
        """A new column right of the others."""
        column = SheetColumn(len(self.keys) + len(self.columns), heading, **settings)  # type: ignore[arg-type]
        self.columns.append(column)
        return column

    def cell(self, column: int, row: int | str, host: Sheet) -> str:
        """A cell as a formula on `host` names it."""
        return f"{self.prefix(host)}{letters(column)}{row}"

    def fixed(self, cell: str, host: Sheet) -> str:
        """One certain cell, wherever the formula is copied."""
        return f"{self.prefix(host)}${cell[0]}${cell[1:]}"

    def span(self, column: int, first: int, last: int, host: Sheet) -> str:
        """A part of a column, fixed when the formula is copied."""
        letter = letters(column)
        return f"{self.prefix(host)}${letter}${first}:${letter}${last}"

    def count(self, column: SheetColumn, host: Sheet) -> str:
        """The cell of a column's count."""
        return f"{self.prefix(host)}${letters(column.number)}${ABOVE}"

    def area(self, left: int, right: int, first: int, last: int, host: Sheet) -> str:
        """Parts of several columns side by side."""
        return f"{self.prefix(host)}${letters(left)}${first}:${letters(right)}${last}"

    def whole(self, column: int, host: Sheet) -> str:
        """All rows of a column."""
        return self.span(column, FIRST, self.last, host)

    def mask(self, host: Sheet, unit: str, period: str | None) -> str:
        """1 for the rows that are of this unit and period, else 0, as part of a formula on `host`."""
        units = f"EXACT({self.whole(0, host)},{unit})"
        if period is None or "期间" not in self.keys:
            return f"{units}*1"
        return f"{units}*EXACT({self.whole(1, host)},{period})"

    def prefix(self, host: Sheet) -> str:
        """The sheet's name, where it is not the one that the formula stands on."""
        if host is self:
            return ""
        self.is_named = True  # so it has to be there, even if it has nothing but its keys
        return quoted(self.name)
