"""How much a policy holds: scores, open questions, targets, and clauses by what became of them."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe.policy.model import Policy


@dataclass(frozen=True, slots=True)
class Holdings:
    """Counts; `clauses` has encoded, not_computable and open, in this order."""

    scores: int
    questions: int
    targets: int
    clauses: dict[str, int]


def holdings(policy: Policy) -> Holdings:
    """The counts of a policy."""
    fates = [clause.fate for clause in policy.clauses]
    clauses = {fate: sum(each == fate for each in fates) for fate in ("encoded", "not_computable", "open")}
    return Holdings(len(policy.scores), len(policy.questions), len(policy.targets), clauses)
