"""A published score that rests on no input is the same for all: probably a slip."""

from __future__ import annotations

from kaohe.diagnostics import Findings
from kaohe.language.tree import Unknown, walk
from kaohe.policy.dependency_graph import reached_from
from kaohe.policy.model import Policy


def check_constants(policy: Policy, findings: Findings) -> None:
    """K502 for each score that rests on no input and no part of the key.

    Nothing is known of what is part of a circle or could not be read.
    """
    known = set(policy.order)
    varied = {vertex for vertex in policy.graph if vertex.kind in ("table", "column", "key")}
    for identity, definition in policy.definitions.items():
        if identity not in known or any(isinstance(node, Unknown) for node in walk(definition.rule)):
            varied.add(definition.vertex)
    varied = reached_from(policy.graph, varied)
    for definition in policy.scores:
        if definition.vertex not in varied:
            findings.add("K502", definition.place, id=definition.id)
