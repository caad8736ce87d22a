"""A workbook before it is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from kaohe.analysis.appraisal import Appraisal
from kaohe.results import Results, TargetResults
from kaohe.workbook.conditions import Watched
from kaohe.workbook.grid import Grid
from kaohe.workbook.sheets import Sheet


@dataclass(eq=False)
class Check:
    """The engine's values beside those of a sheet of results, with their difference."""

    results: Sheet
    sheet: Sheet


@dataclass(eq=False)
class Book:
    """The sheets of one paper. `front` is the name of the first; `notes` are what has to be said of this data."""

    found: Appraisal
    front: str
    grids: list[Grid] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    published: list[Sheet] = field(default_factory=list)
    goals: list[Sheet] = field(default_factory=list)
    watched: list[Watched] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def reports(self) -> list[Results | TargetResults]:
        """The results of both sides, as far as there are any."""
        return [side.results for side in (self.found.scored, self.found.judged) if side is not None]

    @property
    def report(self) -> Results | TargetResults:
        """The results that speak for the paper: the scores where there are any."""
        return self.reports[0]

    @property
    def sheets(self) -> list[Sheet]:
        """All but the first, as they stand: what is published, how it comes about, what it rests on."""
        scores = [grid.scores for grid in self.grids if grid.scores is not None]
        steps = [
            grid.steps for grid in self.grids if grid.table is None and (grid.steps.columns or grid.steps.is_named)
        ]
        inputs = [sheet for grid in self.grids for sheet in grid.inputs.values()]
        records = [grid.steps for grid in self.grids if grid.table is not None]
        checks = [check.sheet for check in self.checks]
        return [*self.published, *scores, *self.goals, *steps, *inputs, *records, *checks]
