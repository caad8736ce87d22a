"""The engine's own values, which are stored beside every formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Protocol

from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.frames import Frame, Frames
from kaohe.language.tree import Node
from kaohe.policy.model import Policy
from kaohe.results import Value
from kaohe.workbook.code import NO, YES
from kaohe.workbook.sheets import Stored


class Run(Protocol):
    """A run of the engine over one set of data, as the working paper sees it: it knows no evaluator.

    `readings` has a reading for every question.
    """

    @property
    def policy(self) -> Policy: ...
    @property
    def dataset(self) -> Dataset: ...
    @property
    def readings(self) -> Mapping[str, str]: ...
    @property
    def frames(self) -> Frames: ...

    def table_rows(self, table: str, own: Frame) -> list[int | None] | None:
        """The table's row for each key of its frame, None where it has none; None as a whole if row by row."""

    def values(self, node: Node, frame: Frame) -> Sequence[Value]:
        """A node's exact values, aligned with frame.keys; None where it has none, an error of a branch among these."""


class Values:
    """Exact values of any node, each column of them asked for once."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[tuple[Node, Frame], Sequence[Value]] = {}

    def of(self, node: Node, frame: Frame, position: int) -> Value:
        """The node's value in a row of a frame; absent in a row that the data does not have."""
        if position >= len(frame):
            return None
        known = self._known.get((node, frame))
        if known is None:
            known = self._known[node, frame] = self._run.values(node, frame)
        return known[position]


def stored(value: Value, scale: Fraction = Fraction(1)) -> Stored:
    """A value as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Fraction):
        return float(value if scale == 1 else value / scale)
    return value
