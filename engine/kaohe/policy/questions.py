"""`questions` and `notes`: what the wording leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kaohe.diagnostics import Findings, nearest
from kaohe.language import nodes
from kaohe.language.nodes import Node, Scalar, Sequence
from kaohe.policy.model import Note, Policy, Question
from kaohe.policy.read import text_of


def read_questions(section: Node | None) -> dict[str, Question]:
    """The open questions with every reading; the first is the default."""
    found = {}
    for name, entry in section.entries.items() if isinstance(section, nodes.Mapping) else ():
        assert isinstance(entry.value, nodes.Mapping)
        readings = entry.value.entries["readings"].value
        assert isinstance(readings, nodes.Mapping)
        words = {word: r.value.text for word, r in readings.entries.items() if isinstance(r.value, Scalar)}
        ask, clause, note = (text_of(entry.value, word) for word in ("ask", "clause", "note"))
        found[name] = Question(name, ask or "", words, entry.key.place, clause, note, text_of(entry.value, "about"))
    return found


def read_notes(section: Node | None) -> Iterator[Note]:
    """Questions for the drafters that have no other computed reading."""
    for item in section.items if isinstance(section, Sequence) else ():
        assert isinstance(item, nodes.Mapping)
        yield Note(text_of(item, "ask") or "", item.place, text_of(item, "clause"), text_of(item, "read_as"))


def bound_readings(policy: Policy, chosen: Mapping[str, str], findings: Findings) -> dict[str, str]:
    """A reading for every question: the chosen one or the default. C201 unknown question, C202 unknown reading."""
    for question, reading in chosen.items():
        if question not in policy.questions:
            findings.add("C201", None, question=question, suggestion=nearest(question, policy.questions))
        elif reading not in policy.questions[question].readings:
            known = policy.questions[question].readings
            findings.add(
                "C202", None, question=question, reading=reading, known=tuple(known), suggestion=nearest(reading, known)
            )
    return {id_: chosen.get(id_, question.default) for id_, question in policy.questions.items()}
