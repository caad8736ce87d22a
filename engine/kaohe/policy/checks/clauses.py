"""The clauses of the document, and what became of each: nothing is left out without a word."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.diagnostics import Findings, nearest
from kaohe.places import Place
from kaohe.policy.model import Assertion, Definition, Example, Note, Policy, Question, Target

# A number goes on in signs of its own kind: 三1 and 三10 are two clauses, and so are 一 and 一二; 三（一） is under 三.
_KINDS = ("0123456789", "０１２３４５６７８９", "〇零一二三四五六七八九十百", "abcdefghijklmnopqrstuvwxyz")


def check_clauses(policy: Policy, findings: Findings) -> None:
    """K524 no list of clauses; K525 one cited, not listed; K526 one encoded, not cited; K534 cited, not computable."""
    if not policy.clauses:
        findings.add("K524", Place(policy.source))
        return
    fates = {clause.id: clause.fate for clause in policy.clauses}
    cited: set[str] = set()
    for written, place, is_rule in _citations(policy):
        for clause in written.split("、"):
            if clause not in fates:
                findings.add("K525", place, clause=clause, suggestion=nearest(clause, fates))
            elif is_rule and fates[clause] == "not_computable":
                findings.add("K534", place, clause=clause)
            cited.add(clause)
    for listed in policy.clauses:
        if listed.fate == "encoded" and not any(cites(each, listed.id) for each in cited):
            findings.add("K526", listed.place, clause=listed.id)


def cites(cited: str, clause: str) -> bool:
    """Whether a citation is of the clause or of something under it."""
    if not cited.startswith(clause):
        return False
    joint = cited[len(clause) - 1 : len(clause) + 1].lower()
    return len(joint) < 2 or not any(joint[0] in kind and joint[1] in kind for kind in _KINDS)


def _citations(policy: Policy) -> Iterator[tuple[str, Place, bool]]:
    """Every `clause` of the policy, with the place of what cites it, and whether that is calculated."""
    for unit_type in policy.units.values():
        yield from ((clause, unit_type.place, False) for clause in [unit_type.clause] if clause)
        yield from ((group.clause, unit_type.place, False) for group in unit_type.groups.values() if group.clause)
    rules: list[Definition | Target | Assertion] = [*policy.definitions.values(), *policy.targets, *policy.assertions]
    for rule in rules:
        yield from ((clause, rule.place, True) for clause in [rule.clause] if clause)
    words: list[Question | Note | Example] = [*policy.questions.values(), *policy.notes, *policy.examples]
    for asked in words:
        yield from ((clause, asked.place, False) for clause in [asked.clause] if clause)
