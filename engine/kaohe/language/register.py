"""Total registers: what a reader knows of each word of a family, checked when the reader is imported.

A word that is added and forgotten by one reader must fail at once and by name. An `else` over words would take the new
word for another, and give a wrong number that every other reader agrees with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class IncompleteRegister(Exception):
    """A register lacks words of its family, or knows some that are not in it."""


class Total(dict[K, V]):
    """A register with an entry for each word of a family; `name` is that of the reader that it belongs to."""

    def __init__(self, name: str, family: Iterable[K], entries: Mapping[K, V]) -> None:
        super().__init__(entries)
        self.name = name
        self.family = tuple(family)


def total(name: str, family: Iterable[K], *parts: Mapping[K, V]) -> Total[K, V]:
    """The register of these parts. Raises IncompleteRegister, naming each word that is missing, strange or double."""
    entries: dict[K, V] = {}
    double: list[K] = []
    for part in parts:
        double += [word for word in part if word in entries]
        entries.update(part)
    known = tuple(family)
    missing = [word for word in known if word not in entries]
    strange = [word for word in entries if word not in known]
    for words, fault in ((missing, "lacks"), (strange, "knows, and its family does not,"), (double, "has twice")):
        if words:
            raise IncompleteRegister(f"{name} {fault} {', '.join(map(_shown, words))}")
    return Total(name, known, entries)


def _shown(word: object) -> str:
    return word.__name__ if isinstance(word, type) else str(word)
