"""Open questions whose readings make no difference."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from itertools import combinations

from kaohe.diagnostics import Findings
from kaohe.language.tree import Add, And, Max, Min, Mul, Node, Number, Or, Reading, Step, walk
from kaohe.policy.checks.unused import rules_of
from kaohe.policy.model import Policy


def check_questions(policy: Policy, findings: Findings) -> None:
    """K521 a question with one reading, K522 one of which two readings are calculated alike wherever they stand."""
    used: dict[str, list[dict[str, Node]]] = {}
    for rule in rules_of(policy):
        for node in walk(rule):
            if isinstance(node, Reading):
                used.setdefault(node.question, []).append(dict(node.cases))
    meanings = Meanings()
    for question in policy.questions.values():
        if len(question.readings) < 2:
            findings.add("K521", question.place, id=question.id)
        for one, other in combinations(question.readings, 2) if question.id in used else ():
            if all(meanings.of(cases[one]) == meanings.of(cases[other]) for cases in used[question.id]):
                findings.add("K522", question.place, id=question.id, first=one, second=other)


_WRITTEN = ("place", "words_at")


class Meanings:
    """Numbers for what trees mean: two that are alike in all but places, text and the order of terms have the same."""

    def __init__(self) -> None:
        self._numbers: dict[Hashable, int] = {}
        self._known: dict[Node, int] = {}

    def of(self, node: Node) -> int:
        """The number of what a tree means."""
        while isinstance(node, Step):
            node = node.body  # what counts is what is calculated, however it is written
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = self._numbers.setdefault(self._key(node), len(self._numbers))
        return known

    def _key(self, node: Node) -> Hashable:
        if isinstance(node, Number):
            return ("number", node.value)
        parts = tuple(self._part(getattr(node, entry.name)) for entry in fields(node) if entry.name not in _WRITTEN)
        if isinstance(node, Add | And | Or | Min | Max):
            (terms,) = parts
            assert isinstance(terms, tuple)
            parts = tuple(sorted(terms))
        elif isinstance(node, Mul):
            parts = tuple(sorted(parts))  # type: ignore[type-var]
        return (type(node).__name__, *parts)

    def _part(self, value: object) -> Hashable:
        if isinstance(value, Node):
            return self.of(value)
        if isinstance(value, tuple):
            return tuple(map(self._part, value))
        assert isinstance(value, Hashable)
        return value
