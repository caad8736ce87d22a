"""Grades that nobody can be given."""

from __future__ import annotations

from kaohe.diagnostics import Findings
from kaohe.language.tree import Compare, If, Seats, Text, walk
from kaohe.policy.model import Policy


def check_quotas(policy: Policy, findings: Findings) -> None:
    """K531 for each grade whose share is nought; the last grade takes what is left, and may have none of its own."""
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            if isinstance(node, If) and isinstance(node.condition, Compare) and isinstance(node.then, Text):
                seats = node.condition.right
                if isinstance(seats, Seats) and not seats.ratio[seats.upto - 1]:
                    findings.add("K531", node.then.place, grade=node.then.value)
