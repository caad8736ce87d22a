"""Where a formula stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kaohe.workbook.grid import Grid
from kaohe.workbook.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of a grid, and the sheet whose cell is written. `branch`: it is asked for under some condition only."""

    grid: Grid
    position: int
    host: Sheet
    branch: bool = False

    @property
    def row(self) -> int:
        return self.grid.row(self.position)

    def aside(self) -> Spot:
        """The same row on the sheet of intermediate steps."""
        return replace(self, host=self.grid.steps)

    def within(self) -> Spot:
        """The same cell, inside of a condition."""
        return replace(self, branch=True)

    def at(self, position: int) -> Spot:
        """Another row of the same sheet."""
        return replace(self, position=position)
