"""What an operation may ask of the run that it is part of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.frames import Frame, Frames
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate.columns import Column
from kaohe.language import tree
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Policy

Rows = frozenset[int]


class NoValue(Refused):
    """A row has no value, as after a division by zero (E1xx). It is refused where it is asked for, and only there."""


class Provisional(Protocol):
    """Which rows are provisional (`kaohe.evaluate.provisional.ProvisionalRows`), as operations see it."""

    def of(self, node: tree.Node, frame: Frame) -> Rows:
        """The rows of a node, on a frame, that are absent because an input has not been sent yet."""

    def value(self, identity: Identity) -> Rows:
        """The same of a named value, on the frame of its grain."""

    def column(self, node: tree.Node, frame: Frame) -> Sequence[Any]:
        """A node's rows as they are stored; None where absent."""


class Calculation(Protocol):
    """A run of the exact evaluator (`kaohe.evaluate.evaluator.Evaluation`), as operations see it."""

    policy: Policy
    dataset: Dataset
    readings: Mapping[str, str]
    findings: Findings
    frames: Frames
    subject: str

    @property
    def provisional(self) -> Provisional:
        """Which rows are absent because an input has not been sent yet."""

    def value(self, identity: Identity) -> Column:
        """A named value on the frame of its grain; None in a row that has no value."""

    def asked(self, identity: Identity, rows: Iterable[int | None] | None = None) -> Column:
        """The same for these rows (all if None), which have to have a value. Raises NoValue."""

    def of(self, node: tree.Node, frame: Frame) -> Column:
        """A node on a frame at its own grain or a finer one."""

    def at_own_grain(self, node: tree.Node, frame: Frame, calculate: Callable[[Frame], Column]) -> Column:
        """What `calculate` gives on the frame of the node's own grain, taken to `frame`."""

    def partition(self, frame: Frame, within: tree.Node | None) -> list[list[int]]:
        """The rows of each comparison group."""
