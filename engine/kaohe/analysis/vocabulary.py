"""The words by which policies are compared (`schemas/vocabulary.yaml`): themes, concepts, what questions are about."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

from kaohe.diagnostics import Findings, nearest
from kaohe.distribution import shipped_folder
from kaohe.language.composer import compose
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence
from kaohe.language.text import read_source
from kaohe.policy.model import Policy
from kaohe.records import dataclass

Kind = Literal["themes", "concepts", "questions"]
KEYS: dict[str, Kind] = {"theme": "themes", "concept": "concepts", "about": "questions"}
"""The key of a policy under which a word of each kind stands."""


@dataclass(frozen=True, slots=True)
class SharedWord:
    """A word that several policies may use, and what it is called."""

    zh: str
    en: str


@cache
def vocabulary() -> dict[Kind, dict[str, SharedWord]]:
    """All shared words, by kind and id, in the order of the file."""
    findings = Findings()
    source = read_source(shipped_folder("schemas") / "vocabulary.yaml", findings)
    root = None if source is None else compose(source, findings)
    assert root is not None, findings.all  # it ships with the package
    return {kind: dict(_words(root.entries[kind].value)) for kind in KEYS.values()}


def _words(section: Node) -> Iterator[tuple[str, SharedWord]]:
    assert isinstance(section, Mapping)
    for word, entry in section.entries.items():
        assert isinstance(entry.value, Mapping)
        texts = {key: each.value.text for key, each in entry.value.entries.items() if isinstance(each.value, Scalar)}
        yield word, SharedWord(texts["zh"], texts["en"])


def name_of(kind: Kind, word: str, language: str) -> str:
    """What a word is called; the word itself where the vocabulary has none such."""
    found = vocabulary()[kind].get(word)
    return word if found is None else found.zh if language == "zh" else found.en


def check_vocabulary(policy: Policy, findings: Findings) -> None:
    """K281 for a word that the vocabulary has not, K282 for two targets of one concept."""
    seen: dict[str, Scalar] = {}
    for key, word in _tags(policy.text.root):
        known = vocabulary()[KEYS[key]]
        if word.text not in known:
            near = nearest(word.text, known)
            findings.add("K281", word.place, key=key, word=word.text, suggestion=near)
        if key == "concept" and seen.setdefault(word.text, word) is not word:
            findings.add("K282", word.place, word=word.text, line=seen[word.text].place.line_from(word.place))


def _tags(root: Mapping) -> Iterator[tuple[str, Scalar]]:
    """Every word under one of the three keys, section by section."""
    for entries in _held(root, "questions"):
        yield from _tag(entries, "about")
    for table in _held(root, "tables"):
        for column in _items(table, "columns"):
            yield from _tag(column, "theme")
    for section in ("values", "scores"):
        yield from _themes(_items(root, section))
    targets = root.get("targets")
    for target in _items(targets, "list") if isinstance(targets, Mapping) else ():
        yield from _tag(target, "concept")


def _themes(entries: Iterator[Mapping]) -> Iterator[tuple[str, Scalar]]:
    for entry in entries:
        yield from _tag(entry, "theme")
        yield from _themes(_items(entry, "parts"))


def _tag(entry: Mapping, key: str) -> Iterator[tuple[str, Scalar]]:
    word = entry.get(key)
    if isinstance(word, Scalar):
        yield key, word


def _held(root: Mapping, section: str) -> Iterator[Mapping]:
    """The mappings that a section holds by id."""
    held = root.get(section)
    entries = held.entries.values() if isinstance(held, Mapping) else ()
    yield from (entry.value for entry in entries if isinstance(entry.value, Mapping))


def _items(holder: Mapping, key: str) -> Iterator[Mapping]:
    """The mappings in a list."""
    listed = holder.get(key)
    items = listed.items if isinstance(listed, Sequence) else ()
    yield from (item for item in items if isinstance(item, Mapping))
