"""What the rules of inference may ask while types are inferred; and conditions that see to it that something is there.

In `present(x) and x > 3` the second term may rely on x.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from kaohe.diagnostics import EveryUse, Findings
from kaohe.language import tree
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


def seen_to(condition: tree.Node) -> set[object]:
    """The inputs and values that are there wherever a condition holds."""
    if isinstance(condition, tree.Step) and condition.means is not None:
        return seen_to(condition.means)
    if isinstance(condition, tree.And):
        return {subject for term in condition.terms for subject in seen_to(term)}
    return {_subject(condition.operand)} if isinstance(condition, tree.Present) else set()


def _subject(node: tree.Node) -> object:
    """What two mentions of the same input or value have in common."""
    if isinstance(node, tree.Column):
        return ("column", node.table, node.column)
    return ("value", node.unit_type, node.id) if isinstance(node, tree.Ref) else node


_MAY_BE_ABSENT = (tree.Column, tree.Ref, tree.Absent, tree.Fold, tree.Over, tree.Rank, tree.At)


def relying(inference: Inferring, node: tree.Node, found: Type, seen: set[object]) -> Type:
    """The type of a node where all in `seen` are there: not absent if nothing else can be."""
    if not found.absent or not seen:
        return found
    parts = (part for part in tree.walk(node) if isinstance(part, (*_MAY_BE_ABSENT, tree.FoldPeriods, tree.SinceYear)))
    if all(_subject(part) in seen for part in parts if inference.of(part).absent):
        return replace(found, absent=False)
    return found
