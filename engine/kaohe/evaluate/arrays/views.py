"""What an operation on arrays may ask of its run, and the rows of a frame that it is asked for.

A list form calculates a branch for the rows that take it alone. Taking rows out of arrays costs more than calculating
all of them, so that arrays always go over the whole frame, and a `View` says which rows are asked: of the others any
number may come out, and nothing that is wrong with them counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from kaohe.data.tables.frames import Frame
from kaohe.evaluate.arrays.columns import (
    NOTHING,
    ArrayColumn,
    Flags,
    IntegerArray,
    NotHeld,
    NumberArray,
    RatioArray,
    TextArray,
    TruthArray,
    Whole,
    is_nothing,
    is_one,
)
from kaohe.evaluate.arrays.keys import KeyCodes, Segments
from kaohe.evaluate.columns import Calculation, NoValue
from kaohe.evaluate.scalars import members_in_order
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.policy.dependency_graph import Identity


class View:
    """Rows of a frame, all if `mask` is None. One that `is_strict` has no list form behind it: NotHeld is the answer.

    `known` are the columns that are calculated on it, or why there is none.
    """

    def __init__(self, frame: Frame, mask: Flags | None = None, is_strict: bool = False) -> None:
        self.frame = frame
        self.mask = mask
        self.is_strict = is_strict
        self.known: dict[tree.Node, ArrayColumn | NoValue | NotHeld] = {}
        self._part: Frame | None = None

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def rows(self) -> Whole:
        """The numbers of the rows that are asked."""
        return np.arange(len(self)) if self.mask is None else np.flatnonzero(self.mask)

    @property
    def part(self) -> Frame:
        """The frame of the rows that are asked, always the same."""
        if self.mask is None:
            return self.frame
        if self._part is None:
            self._part = self.frame.part(self.rows.tolist())
        return self._part

    def of(self, rows: Flags) -> View:
        """Those of the rows asked that are among these too."""
        rows = rows if self.mask is None else np.asarray(rows & self.mask)
        if is_one(rows):
            rows = np.full(len(self), bool(rows))
        return self if rows.all() else View(self.frame, rows, self.is_strict)

    def asks(self, rows: Flags) -> bool:
        """Whether any of these rows is asked."""
        return bool((rows if self.mask is None else rows & self.mask).any()) and len(self) > 0


class ArrayRun(Protocol):
    """A run over arrays (`kaohe.evaluate.arrays.evaluation.Arrays`), as operations see it."""

    @property
    def run(self) -> Calculation:
        """The run of the list form."""

    def of(self, node: tree.Node, view: View) -> ArrayColumn:
        """A node on the whole frame, right in the rows that are asked. Raises NoValue and NotHeld."""

    def column(self, table: str, column: str) -> ArrayColumn:
        """A column of the data, on the rows of its table. Raises NotHeld."""

    def value(self, identity: Identity) -> ArrayColumn:
        """A named value, on the frame of its grain; NotHeld where some row has none."""

    def at_own_grain(self, node: tree.Node, view: View, calculate: Callable[[View], ArrayColumn]) -> ArrayColumn:
        """What `calculate` gives on the frame of the node's own grain, taken to that of the view."""

    def taken(self, column: ArrayColumn, own: Frame, frame: Frame) -> ArrayColumn:
        """A column on one frame as one on a frame at the same grain or a finer one."""

    def gather(self, frame: Frame, source: Frame) -> tuple[Whole, Flags | None]:
        """For each row of a frame the row of `source` that it belongs to, and where there is none."""

    def segments(self, ids: Whole, many: int) -> Segments:
        """Segments by the ids that `gather` gives, which lie the same way in every run."""

    def all_alike(self, frame: Frame) -> Segments:
        """All rows of a frame as one group."""

    def partition(self, parts: Sequence[tuple[Whole, int]], absent: Flags | None) -> Segments:
        """The groups of rows that are alike in all parts, the same for the same arrays."""

    def elsewhere(
        self, frame: Frame, source: Frame, other: Callable[[Period], Period | None]
    ) -> tuple[Whole, Flags | None]:
        """The same where each row belongs to the row of its unit in another period."""

    def of_named(self, frame: Frame, source: Frame, named: TextArray) -> tuple[Whole, Flags | None]:
        """The same where each row belongs to the row of the unit that it names."""

    def key_codes(self, frame: Frame) -> KeyCodes:
        """The keys of a frame."""

    def unit_count(self, frame: Frame) -> int:
        """How many numbers its units have."""

    def unit_names(self, unit_type: str) -> tuple[str, ...]:
        """The units of a type by their numbers."""

    def groups(self, frame: Frame, unit_type: str) -> ArrayColumn:
        """The group of each unit of a frame, always the same array."""

    def table_rows(self, table: str, own: Frame) -> tuple[Whole, Flags | None] | None:
        """The table's row for each key of its frame, and where there is none; None if row by row."""

    def in_force(self, node: tree.Reading) -> tree.Node:
        """The case of the reading in force."""

    def is_sound(self, identity: Identity) -> bool:
        """Whether a named value is known already, in every row."""

    def whole(self, frame: Frame, beside: View) -> View:
        """All rows of a frame, as strict as another view is."""


def numbers(arrays: ArrayRun, node: tree.Node, view: View) -> NumberArray:
    column = arrays.of(node, view)
    if not isinstance(column, IntegerArray | RatioArray):
        raise NotHeld
    return column


def truths(arrays: ArrayRun, node: tree.Node, view: View) -> TruthArray:
    return as_truths(arrays.of(node, view))


def as_truths(column: ArrayColumn) -> TruthArray:
    """A column of truths; one that is absent throughout counts as such."""
    if is_nothing(column):
        return TruthArray(np.asarray(False), NOTHING.absent)
    if not isinstance(column, TruthArray):
        raise NotHeld
    return column


def as_texts(column: ArrayColumn) -> TextArray:
    """A column of texts; one that is absent throughout counts as such."""
    if is_nothing(column):
        return TextArray(np.asarray(0), ("",), NOTHING.absent)
    if not isinstance(column, TextArray):
        raise NotHeld
    return column


def in_order(arrays: ArrayRun, node: tree.Node, view: View) -> ArrayColumn:
    """A node's values as they are compared: of members of a list their places, the best being the highest."""
    column = arrays.of(node, view)
    if not isinstance(column, TextArray):
        return column
    rising = members_in_order(arrays.run, node)
    if not rising:
        return column
    places = {word: place for place, word in enumerate(rising)}
    codes = np.array([places[word] if word else 0 for word in column.words], np.int64)[column.codes]  # "" is absent
    return IntegerArray(np.asarray(codes), NOTHING.unit, 0, len(rising), column.absent)


def holding(truths_: TruthArray) -> Flags:
    """The rows where a condition holds; not where it is open."""
    return truths_.values if truths_.absent is None else np.asarray(truths_.values & ~truths_.absent)
