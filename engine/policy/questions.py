"""`questions` and `notes`: what the wording leaves open."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.nodes import Mapping, Node, Scalar, Sequence
from engine.policy.model import Note, Question
from engine.policy.read import text_of


def read_questions(section: Node | None) -> dict[str, Question]:
    """The open questions with every reading; the first is the default."""
    found = {}
    for name, entry in section.entries.items() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        readings = entry.value.entries["readings"].value
        assert isinstance(readings, Mapping)
        words = {word: r.value.text for word, r in readings.entries.items() if isinstance(r.value, Scalar)}
        ask, clause, note = (text_of(entry.value, word) for word in ("ask", "clause", "note"))
        found[name] = Question(name, ask or "", words, entry.key.place, clause, note)
    return found


def read_notes(section: Node | None) -> Iterator[Note]:
    """Questions for the drafters that have no other computed reading."""
    for item in section.items if isinstance(section, Sequence) else ():
        assert isinstance(item, Mapping)
        yield Note(text_of(item, "ask") or "", item.place, text_of(item, "clause"), text_of(item, "read_as"))
