"""Where a formula stands: the cells of alike rows, whose formulas differ in nothing but the numbers of rows.

A formula is compiled once for all rows that are alike. Whatever depends on more than the number of a row is asked with
`Cell.same`; where the rows answer differently they are taken apart, and each part is compiled by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from kaohe.workbook.grid import Grid
from kaohe.workbook.sheets import Sheet

T = TypeVar("T")

_MARK = re.compile(r"\x00([0-9]+)\x00")
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

    def filled(self, text: str) -> Iterator[str]:
        """A formula for each of the rows."""
        pieces = _MARK.split(text)
        for index in range(self._count):
            pieces[1::2] = [self._numbers[int(mark)][index] for mark in _MARK.findall(text)]
            yield "".join(pieces)


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
        if any(answer != first for answer in answers):
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
