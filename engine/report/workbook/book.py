"""A workbook before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.evaluate.results import Results
from engine.report.workbook.grid import Grid
from engine.report.workbook.sheets import Sheet


@dataclass(eq=False)
class Check:
    """The engine's values beside those of a sheet of scores, with their difference."""

    scores: Sheet
    sheet: Sheet


@dataclass(eq=False)
class Book:
    """The sheets of one run. `front` is the name of the first; `notes` are what has to be said of this data."""

    results: Results
    front: str
    grids: list[Grid]
    checks: list[Check] = field(default_factory=list)
    published: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sheets(self) -> list[Sheet]:
        """All but the first, as they stand: what is published, how it comes about, what it rests on."""
        scores = [grid.scores for grid in self.grids if grid.scores is not None]
        steps = [
            grid.steps for grid in self.grids if grid.table is None and (grid.steps.columns or grid.steps.is_named)
        ]
        inputs = [sheet for grid in self.grids for sheet in grid.inputs.values()]
        records = [grid.steps for grid in self.grids if grid.table is not None]
        return [*self.published, *scores, *steps, *inputs, *records, *(check.sheet for check in self.checks)]
