"""The clauses of the document, and what became of each: nothing is left out without a word."""

from __future__ import annotations

from kaohe.diagnostics import Findings, nearest
from kaohe.places import Place
from kaohe.policy.model import Policy

# A number goes on in signs of its own kind: 三1 and 三10 are two clauses, and so are 一 and 一二; 三（一） is under 三.
_KINDS = ("0123456789", "０１２３４５６７８９", "〇零一二三四五六七八九十百", "abcdefghijklmnopqrstuvwxyz")


def check_clauses(policy: Policy, findings: Findings) -> None:
    """K524 no list of clauses; K525 one cited, not listed; K526 one encoded, not cited; K534 cited, not computable."""
    if not policy.clauses:
        findings.add("K524", Place(policy.source))
        return
    fates = {clause.id: clause.fate for clause in policy.clauses}
    cited: set[str] = set()
    for clause, place, is_rule in ((each.clause, each.place, each.is_rule) for each in policy.citations):
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
