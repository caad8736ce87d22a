"""The engine's own values, which are stored beside every formula."""

from __future__ import annotations

from fractions import Fraction

from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.frames import Frame
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.columns import Column, Ratios, fractions
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.tree import Node
from kaohe.results import Value
from kaohe.workbook.code import NO, YES
from kaohe.workbook.sheets import Stored


class Values:
    """Exact values of any node. What only a branch asks for may have none elsewhere: then it is absent there."""

    def __init__(self, run: Evaluation) -> None:
        self._run = Evaluation(run.policy, run.dataset, run.readings, Findings())
        self._run.frames = run.frames
        self._known: dict[tuple[Node, Frame], list[Value]] = {}

    def of(self, node: Node, frame: Frame, position: int) -> Value:
        """The node's value in a row of a frame; absent in a row that the data does not have."""
        if position >= len(frame):
            return None
        if (node, frame) not in self._known:
            self._known[node, frame] = self._column(node, frame)
        return self._known[node, frame][position]

    def _column(self, node: Node, frame: Frame) -> list[Value]:
        try:
            return plain(self._run.calculated(node, frame, ""))
        except Refused:
            return [value for row in range(len(frame)) for value in self._one(node, frame, row)]

    def _one(self, node: Node, frame: Frame, row: int) -> list[Value]:
        try:
            return plain(self._run.calculated(node, frame.part([row]), ""))
        except Refused:
            return [None]


def plain(column: Column) -> list[Value]:
    """A column as values."""
    return list(fractions(column)) if isinstance(column, Numbers | Ratios) else list(column)


def stored(value: Value, scale: Fraction = Fraction(1)) -> Stored:
    """A value as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    return float(value / scale) if isinstance(value, Fraction) else value
