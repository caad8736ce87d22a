"""What is written for a word of the language and cannot be meant: a share of nought for a grade."""

from __future__ import annotations

from kaohe.diagnostics import Findings
from kaohe.language.tree import Step, walk
from kaohe.policy.model import Policy
from kaohe.words.quota import QuotaRoles


def check_arguments(policy: Policy, findings: Findings) -> None:
    """K531 for each grade whose share is nought; the last grade takes what is left, and may have none of its own."""
    for definition in policy.definitions.values():
        for node in walk(definition.rule):
            if isinstance(node, Step) and isinstance(node.roles, QuotaRoles):
                for grade, share in list(zip(node.roles.grades, node.roles.ratio, strict=True))[:-1]:
                    if not share:
                        findings.add("K531", grade.place, grade=grade.value)
