"""What stands on the sheets, before anything is written: columns of cells under headings.

And what a spreadsheet takes: rows and columns of a sheet, names of sheets, and the text of a cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from kaohe.diagnostics import Findings, Refused
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, field, pattern
from kaohe.policy.model import ColumnSpec, Definition
from kaohe.text_width import visible
from kaohe.translations import worded
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
    `changed`: of a copy of inputs, the formula of the cell CHANGED. `key_formulas`: keys that are those of another
    sheet, by row and column.
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
    key_formulas: dict[tuple[int, int], str] = field(default_factory=dict)

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

    def mask(self, host: Sheet, unit: str, *periods: str | None, begin: bool = False) -> str:
        """1 for the rows that are of this unit and one of these periods, else 0, as part of a formula on `host`.

        Of periods that only `begin` so: those of 2023-01- are the days of a month.
        """
        units = f"EXACT({self.whole(0, host)},{unit})"
        if None in periods or worded("期间") not in self.keys:
            return f"{units}*1"
        own = self.whole(1, host)
        alike = [f"EXACT({f'LEFT({own},LEN({period}))' if begin else own},{period})" for period in periods]
        return f"{units}*{alike[0]}" if len(alike) == 1 else f"{units}*({'+'.join(alike)})"

    def prefix(self, host: Sheet) -> str:
        """The sheet's name, where it is not the one that the formula stands on."""
        if host is self:
            return ""
        self.is_named = True  # so it has to be there, even if it has nothing but its keys
        return quoted(self.name)


LONGEST_TEXT = 32_767
"""Characters that a cell holds; those beyond the first 65,536 of Unicode count as two."""

ROWS, COLUMNS = 1_048_576, 16_384
LONGEST_NAME = 31
_FORBIDDEN = pattern(r"[\[\]:*?/\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_RESERVED = {"history"}


class SheetNames:
    """Gives out names that a spreadsheet takes: at most 31 characters, no forbidden sign, no two alike in any case."""

    def __init__(self) -> None:
        self._taken = set(_RESERVED)

    def claim(self, wanted: str) -> str:
        """The name itself where it can be had, else the nearest to it."""
        base = _FORBIDDEN.sub("_", wanted).strip(" '") or "_"
        name, number = _cut(base, LONGEST_NAME), 1
        while name.casefold() in self._taken:
            number += 1
            ending = f"~{number}"
            name = _cut(base, LONGEST_NAME - len(ending)) + ending
        self._taken.add(name.casefold())
        return name


def _cut(text: str, length: int) -> str:
    """Spreadsheets count a character beyond the first 65,536 as two."""
    while len(text.encode("utf-16-le")) // 2 > length:
        text = text[:-1]
    return text.rstrip(" '")


def check_size(sheets: Iterable[Sheet]) -> None:
    """Raises Refused (E504) where a sheet would be longer or wider than a spreadsheet takes: the rest would be lost."""
    findings = Findings()
    for sheet in sheets:
        width = len(sheet.keys) + len(sheet.columns)
        if sheet.last > ROWS or width > COLUMNS:
            findings.add("E504", None, sheet=sheet.title, rows=sheet.last, columns=width)
    if findings.errors:
        raise Refused(findings.all)


def cell_text(text: str) -> str:
    """A text as a cell shows it; what is longer than a cell holds is cut, and says so."""
    shown = visible(text, keep="\n")
    if fits(shown):
        return shown
    ending = worded("……（共{}字，单元格放不下）", len(text))
    kept = shown.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(ending))]
    return kept.decode("utf-16-le", "ignore") + ending


def fits(text: str) -> bool:
    """Whether a cell holds the whole text."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_TEXT
