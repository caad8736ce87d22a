"""Which row of a sheet stands for which key, and the cells of rows that are alike.

Rows stand by period, then by comparison group, so that whoever is compared stands in one block and a figure of the
group is that of a plain range. A formula is compiled once for all rows that are alike. Whatever depends on more than
the number of a row is asked with `Cell.same`; where rows answer differently they are taken apart, and each part is
compiled by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import TypeVar

from kaohe.data.tables.frames import Frame, FrameKey
from kaohe.language import tree
from kaohe.lazy import dataclass, field, pattern, replace
from kaohe.policy.model import Table, UnitType
from kaohe.policy.types import Grain
from kaohe.workbook.sheets import FIRST, Sheet

MissingKeys = Mapping[Grain, list[FrameKey]]
"""The keys to come, by the grain of quarters."""


@dataclass(eq=False)
class Grid:
    """The rows of one frame. `groups` are the fixed comparison groups of its units, if it has any.

    `steps` holds what is calculated on the way; the rows of records stand beside their inputs on one sheet, with
    `spare` rows for more of them. `originals` are copies of inputs, by table; `shared` are the sheets on which inputs
    are entered once that stand on others for each unit or each period. `missing` are keys of quarters that
    nobody has sent yet: blank rows behind those that the data has. `state` is the column of `steps` that says which
    rows hold anything, where not all do.
    """

    frame: Frame
    unit_type: UnitType
    groups: dict[str, str]
    steps: Sheet
    table: Table | None = None
    spare: int = 0
    missing: Sequence[FrameKey] = ()
    scores: Sheet | None = None
    inputs: dict[str, Sheet] = field(default_factory=dict)
    originals: dict[str, Sheet] = field(default_factory=dict)
    shared: dict[str, Sheet] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    row_of: dict[int, int] = field(default_factory=dict)
    state: int = -1
    is_of_inputs: bool = False
    _blocks: dict[object, tuple[int, int]] = field(default_factory=dict)
    _missing: dict[FrameKey, int] = field(default_factory=dict)
    _keys: Sequence[FrameKey] = ()
    _groups: Sequence[str | None] = ()

    def __post_init__(self) -> None:
        keys = self._keys = [*self.frame.keys, *self.missing]
        self._groups = [self.groups.get(unit or "") for unit, *_ in keys]
        self._missing = {key: position for position, key in enumerate(self.missing, len(self.frame.keys))}
        self.order = list(range(len(keys)))
        if self.table is None:
            known = list(self.unit_type.groups)
            periods = {key[1]: number for number, key in reversed(list(enumerate(keys)))}
            self.order.sort(
                key=lambda position: (
                    periods[keys[position][1]],
                    known.index(group) if (group := self.group(position)) in known else len(known),
                )
            )
        self.row_of = {position: FIRST + number for number, position in enumerate(self.order)}
        for position, row in self.row_of.items():
            period = keys[position][1]
            for block in ((period,), (period, self.group(position))):
                first, last = self._blocks.get(block, (row, row))
                self._blocks[block] = (min(first, row), max(last, row))

    def on(self, sheet: Sheet, table: Table) -> Grid:
        """The same rows on the sheet of a table's inputs, where a row's key is what its first cells say."""
        found = copy(self)
        found.steps, found.table, found.state, found.is_of_inputs = sheet, table, -1, True
        return found

    @property
    def home(self) -> Sheet:
        """The sheet whose keys others look up: one that is there in any case."""
        return self.scores or self.steps

    @property
    def positions(self) -> Iterator[int]:
        """All rows from above, spare ones last."""
        yield from self.order
        yield from range(len(self.order), len(self.order) + self.spare)

    def key(self, position: int) -> FrameKey:
        """Unit, period and further part of a row; nothing for a spare one."""
        return self._keys[position] if position < len(self._keys) else (None, None, None)

    def find(self, key: FrameKey) -> int | None:
        """The position of a key."""
        found = self.frame.positions.get(key)
        return self._missing.get(key) if found is None else found

    def is_missing(self, position: int) -> bool:
        """Whether a row is of a quarter that the data does not have yet."""
        return len(self._keys) - len(self.missing) <= position < len(self._keys)

    def row(self, position: int) -> int:
        """The row on every sheet of this grid."""
        return self.row_of.get(position, FIRST + position)

    def group(self, position: int) -> str | None:
        """The fixed comparison group of a row's unit."""
        return self._groups[position] if position < len(self._groups) else self.groups.get("")

    def block(self, position: int, by_group: bool) -> tuple[int, int]:
        """First and last row of those compared with this one: all of the period, or its fixed group."""
        period = self.key(position)[1]
        return self._blocks[(period, self.group(position)) if by_group else (period,)]


def key_cells(grid: Grid, position: int) -> tuple[str, ...]:
    """What the first columns of a row say: unit, period, group."""
    unit, period, _ = grid.key(position)
    cells = [unit or ""]
    if grid.frame.grain.period is not None:
        cells.append(str(period or ""))
    if grid.groups:
        group = grid.group(position)
        known = grid.unit_type.groups.get(group or "")
        cells.append(known.name if known else group or "")
    return tuple(cells)


ROW = "\x01"
"""Stands in a formula for the number of the row that it is written in, where that is all in which rows differ."""


def each_row(text: str, rows: Iterable[int]) -> Iterator[tuple[int, str]]:
    """A formula that holds ROW, for each of these rows."""
    pieces = text.split(ROW)
    return ((row, str(row).join(pieces)) for row in rows)


T = TypeVar("T")

_MARK = pattern(r"\x00([0-9]+)\x00")
"""Stands in a formula for the number of a row; no name or text that is read can hold this sign."""


class Unlike(Exception):
    """Rows that were taken for alike are not: `parts` are their indices, each part alike as far as is known."""

    def __init__(self, rows: Rows, parts: Sequence[Sequence[int]]) -> None:
        super().__init__("rows are not alike")
        self.rows = rows
        self.parts = parts


class Rows:
    """Rows of one grid that are taken for alike, with the rows of other grids that belong to them."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._numbers: list[list[str]] = []
        self._known: dict[tuple[Grid, tuple[int, ...]], str] = {}

    def row(self, grid: Grid, positions: tuple[int, ...]) -> str:
        """What stands in a formula for the number of the row: a mark, or the number where there is one row alone."""
        if self._count == 1:
            return str(grid.row(positions[0]))
        found = self._known.get((grid, positions))
        if found is None:
            found = self._known[grid, positions] = f"\x00{len(self._numbers)}\x00"
            self._numbers.append([str(grid.row(position)) for position in positions])
        return found

    def filled(self, text: str) -> list[str]:
        """A formula for each of the rows."""
        pieces = _MARK.split(text)
        marks = pieces[1::2]
        if len(set(marks)) < 2:
            return (
                [number.join(pieces[::2]) for number in self._numbers[int(marks[0])]] if marks else [text] * self._count
            )
        form = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
        return [form % numbers for numbers in zip(*(self._numbers[int(mark)] for mark in marks), strict=True)]


@dataclass(frozen=True, slots=True)
class Cell:
    """The cells of a grid's `positions`, one for each of the alike `rows`; `row` stands for its number in a formula.

    `host` is the sheet whose cells are written. `branch`: they are asked for under some condition only.
    """

    grid: Grid
    positions: tuple[int, ...]
    row: str
    host: Sheet
    rows: Rows
    branch: bool = False

    @classmethod
    def of(cls, grid: Grid, positions: Sequence[int], host: Sheet, branch: bool = False) -> Cell:
        """Rows of a grid that are taken for alike."""
        rows, those = Rows(len(positions)), tuple(positions)
        return cls(grid, those, rows.row(grid, those), host, rows, branch)

    def same(self, ask: Callable[[int], T]) -> T:
        """What `ask` says of each position, if it is the same; else raises Unlike."""
        answers = [ask(position) for position in self.positions]
        first = answers[0]
        if answers.count(first) < len(answers):
            parts: dict[T, list[int]] = {}
            for index, answer in enumerate(answers):
                parts.setdefault(answer, []).append(index)
            raise Unlike(self.rows, list(parts.values()))
        return first

    def to(self, grid: Grid, find: Callable[[int], int | None]) -> Cell | None:
        """The cells of another grid that `find` gives for each position; None where there are none."""
        if self.same(lambda position: find(position) is None):
            return None
        found = tuple(position for position in map(find, self.positions) if position is not None)
        return replace(self, grid=grid, positions=found, row=self.rows.row(grid, found))

    def aside(self) -> Cell:
        """The same rows on the sheet of intermediate steps."""
        return replace(self, host=self.grid.steps)

    def within(self) -> Cell:
        """The same cells, inside of a condition."""
        return replace(self, branch=True)


def other_period(here: Cell, grid: Grid, node: tree.OtherPeriod) -> Cell | None:
    """The rows of the other period on the grid that has the value there; None where the data have none."""

    def find(position: int) -> int | None:
        unit, period, _ = here.grid.key(position)
        assert period is not None
        return grid.find((unit, node.way.other(period), None))

    return here.to(grid, find)
