"""The whole text of a policy: the nodes of its own file, with what it takes from other files and changes of one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from kaohe.language.nodes import Mapping
from kaohe.places import Place, Source


@dataclass(frozen=True, slots=True)
class Amendment:
    """One change of an amending document: the clause that makes it, what that says, and the place where it begins.

    `of` has the places of the ids of all that it changed, `around` of what that stands in, `gone` those of the nodes
    that it took away or replaced, `repealed` the ids of what it repealed. All are empty before it is made.
    """

    clause: str
    say: str
    place: Place
    until: tuple[int, int]
    of: frozenset[Place] = frozenset()
    around: frozenset[Place] = frozenset()
    gone: frozenset[Place] = frozenset()
    repealed: tuple[str, ...] = ()

    def holds(self, place: Place) -> bool:
        """Whether a place lies in what the change says, from its beginning to its end."""
        begins = (self.place.line, self.place.column)
        return place.source == self.place.source and begins <= (place.line, place.column) <= self.until


@dataclass(frozen=True, slots=True)
class WholeText:
    """`root` is what the policy is read from, `files` the texts that it was put together from, its own first.

    Of a policy that amends another, `own` is what its own file says.
    """

    root: Mapping
    files: tuple[Source, ...]
    amendments: tuple[Amendment, ...] = ()
    own: Mapping | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the file; where several take part, that of their own digests, one a line, its own first."""
        each = [digest for _, digest in self.digests]
        return each[0] if len(each) == 1 else _digest("\n".join(each))

    @property
    def digests(self) -> tuple[tuple[str, str], ...]:
        """Each file with its SHA-256; by names without folders, which are another machine's tomorrow."""
        return tuple((file.file, _digest(file.text)) for file in self.files)

    def amending(self, places: Iterable[Place]) -> tuple[Amendment, ...]:
        """The amendments that changed what has its id at one of these places, in their order."""
        asked = set(places)
        return tuple(each for each in self.amendments if asked & each.of)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
