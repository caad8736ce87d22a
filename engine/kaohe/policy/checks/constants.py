"""A published score that rests on no input is the same for all: probably a slip."""

from __future__ import annotations

from kaohe.diagnostics import Findings
from kaohe.language.tree import Column, Fold, Key, Node, Ref, Unknown, walk
from kaohe.policy.graph import calculation_order
from kaohe.policy.model import Policy


def check_constants(policy: Policy, findings: Findings) -> None:
    """K502 for each score that names no column and no part of the key, and no value that does."""
    varied: set[tuple[str, str]] = set()
    for identity in calculation_order(policy.definitions, Findings()):
        if any(_varies(node, varied) for node in walk(policy.definitions[identity].rule)):
            varied.add(identity)
        elif policy.definitions[identity].published:
            findings.add("K502", policy.definitions[identity].place, id=identity[1])


def _varies(node: Node, varied: set[tuple[str, str]]) -> bool:
    if isinstance(node, Ref):
        return (node.unit_type, node.id) in varied
    return isinstance(node, Column | Fold | Key | Unknown)
