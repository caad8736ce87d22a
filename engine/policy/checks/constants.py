"""A published score that rests on no input is the same for all: probably a slip."""

from __future__ import annotations

from engine.diagnostics import Findings
from engine.language.tree import Column, Fold, Key, Ref, Unknown, walk
from engine.policy.model import Policy


def check_constants(policy: Policy, findings: Findings) -> None:
    """K502 for each score that names neither a column nor another value nor a part of the key."""
    for definition in policy.scores:
        if not any(isinstance(node, Column | Fold | Ref | Key | Unknown) for node in walk(definition.rule)):
            findings.add("K502", definition.place, id=definition.id)
