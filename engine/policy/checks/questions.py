"""Open questions whose readings make no difference."""

from __future__ import annotations

from dataclasses import fields

from engine.diagnostics import Findings
from engine.language.tree import Node, Reading, Step, walk
from engine.policy.checks.unused import rules_of
from engine.policy.model import Policy


def check_questions(policy: Policy, findings: Findings) -> None:
    """K521 a question with one reading, K522 one whose readings are calculated alike wherever they stand."""
    used: dict[str, list[Reading]] = {}
    for rule in rules_of(policy):
        for node in walk(rule):
            if isinstance(node, Reading):
                used.setdefault(node.question, []).append(node)
    for question in policy.questions.values():
        if len(question.readings) < 2:
            findings.add("K521", question.place, id=question.id)
        elif used.get(question.id) and all(_alike(node) for node in used[question.id]):
            findings.add("K522", question.place, id=question.id)


def _alike(node: Reading) -> bool:
    first, *others = (case for _, case in node.cases)
    return all(same(first, other) for other in others)


def same(one: object, other: object) -> bool:
    """Whether two trees mean the same: alike in all but their places and the text they were written as."""
    if isinstance(one, Node) and isinstance(other, Node):
        if type(one) is not type(other):
            return False
        if isinstance(one, Step) and isinstance(other, Step) and one.keyword == other.keyword == "formula":
            return same(one.body, other.body)
        return all(
            same(getattr(one, entry.name), getattr(other, entry.name)) for entry in fields(one) if entry.name != "place"
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other
