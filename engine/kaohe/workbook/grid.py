"""Which row of a sheet stands for which key, and the sheets that share these rows.

Rows stand by period, then by comparison group, so that whoever is compared stands in one block and a figure of the
group is that of a plain range.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field

from kaohe.data.tables.frames import Frame, FrameKey
from kaohe.policy.model import Table, UnitType
from kaohe.policy.types import Grain
from kaohe.workbook.sheets import FIRST, Sheet

Awaited = Mapping[Grain, list[FrameKey]]
"""The keys to come, by the grain of quarters."""


@dataclass(eq=False)
class Grid:
    """The rows of one frame. `groups` are the fixed comparison groups of its units, if it has any.

    `steps` holds what is calculated on the way; the rows of records stand beside their inputs on one sheet, with
    `spare` rows for more of them. `awaited` are keys of quarters that nobody has sent yet: blank rows behind those
    that the data has. `state` is the column of `steps` that says which rows hold anything, where not all do.
    """

    frame: Frame
    unit_type: UnitType
    groups: dict[str, str]
    steps: Sheet
    table: Table | None = None
    spare: int = 0
    awaited: Sequence[FrameKey] = ()
    scores: Sheet | None = None
    inputs: dict[str, Sheet] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    row_of: dict[int, int] = field(default_factory=dict)
    state: int = -1
    is_of_inputs: bool = False
    _blocks: dict[object, tuple[int, int]] = field(default_factory=dict)
    _awaited: dict[FrameKey, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [*self.frame.keys, *self.awaited]
        self._awaited = {key: position for position, key in enumerate(self.awaited, len(self.frame.keys))}
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
        count = len(self.frame.keys)
        if position < count:
            return self.frame.keys[position]
        return self.awaited[position - count] if position - count < len(self.awaited) else (None, None, None)

    def find(self, key: FrameKey) -> int | None:
        """The position of a key."""
        found = self.frame.positions.get(key)
        return self._awaited.get(key) if found is None else found

    def is_awaited(self, position: int) -> bool:
        """Whether a row is of a quarter that the data does not have yet."""
        return len(self.frame.keys) <= position < len(self.frame.keys) + len(self.awaited)

    def row(self, position: int) -> int:
        """The row on every sheet of this grid."""
        return self.row_of.get(position, FIRST + position)

    def group(self, position: int) -> str | None:
        """The fixed comparison group of a row's unit."""
        return self.groups.get(self.key(position)[0] or "")

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
