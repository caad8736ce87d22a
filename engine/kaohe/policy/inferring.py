"""What the rules of inference may ask while a policy's types are inferred."""

from __future__ import annotations

from typing import Protocol

from kaohe.diagnostics import Findings
from kaohe.language import tree
from kaohe.policy.every_use import EveryUse
from kaohe.policy.model import Policy
from kaohe.policy.types import Type


class Inferring(Protocol):
    """The inference under way (`kaohe.policy.infer.Inference`), as its rules see it."""

    policy: Policy
    findings: Findings
    uses: EveryUse
    unit_type: str

    def of(self, node: tree.Node) -> Type:
        """The type of a node."""
