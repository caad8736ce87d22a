"""The clauses of the document, and what became of each: nothing is left out without a word."""

from __future__ import annotations

from collections.abc import Iterator

from engine.diagnostics import Findings, nearest
from engine.places import Place
from engine.policy.model import Policy


def check_clauses(policy: Policy, findings: Findings) -> None:
    """K524 no list of clauses; K525 a clause cited and not listed; K526 one listed as encoded that nothing cites."""
    if not policy.clauses:
        findings.add("K524", Place(policy.source))
        return
    listed = {clause.id for clause in policy.clauses}
    cited: set[str] = set()
    for written, place in _citations(policy):
        for clause in written.split("、"):
            if clause not in listed:
                findings.add("K525", place, clause=clause, suggestion=nearest(clause, listed))
            cited.add(clause)
    for clause in policy.clauses:
        if clause.fate == "encoded" and not any(cites(each, clause.id) for each in cited):
            findings.add("K526", clause.place, clause=clause.id)


def cites(cited: str, clause: str) -> bool:
    """Whether a citation is of the clause or of something under it."""
    return cited == clause or cited.startswith(clause)


def _citations(policy: Policy) -> Iterator[tuple[str, Place]]:
    """Every `clause` of the policy, with the place of what cites it."""
    for unit_type in policy.units.values():
        yield from ((clause, unit_type.place) for clause in [unit_type.clause] if clause)
        yield from ((group.clause, unit_type.place) for group in unit_type.groups.values() if group.clause)
    listed = [*policy.definitions.values(), *policy.questions.values(), *policy.notes, *policy.targets]
    for item in [*listed, *policy.assertions, *policy.examples]:
        if item.clause:
            yield item.clause, item.place
