"""What an operation may ask of the run that it is part of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol

from kaohe.data.frames import Frame, Frames
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Findings
from kaohe.evaluate.columns import Column
from kaohe.language import tree
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Policy

if TYPE_CHECKING:
    from kaohe.evaluate.provisional import Unsent


class Calculation(Protocol):
    """A run of the exact evaluator (`kaohe.evaluate.evaluator.Evaluation`), as operations see it."""

    policy: Policy
    dataset: Dataset
    readings: Mapping[str, str]
    findings: Findings
    frames: Frames
    unsent: Unsent
    subject: str

    def value(self, identity: Identity) -> Column:
        """A named value on the frame of its grain."""

    def of(self, node: tree.Node, frame: Frame) -> Column:
        """A node on a frame at its own grain or a finer one."""

    def at_own_grain(self, node: tree.Node, frame: Frame, calculate: Callable[[Frame], Column]) -> Column:
        """What `calculate` gives on the frame of the node's own grain, taken to `frame`."""

    def partition(self, frame: Frame, within: tree.Node | None) -> list[list[int]]:
        """The rows of each comparison group."""
