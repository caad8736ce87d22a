"""The whole text of a policy: the nodes of its own file, with what it takes from other files and changes of one.

Findings about an amended policy are told at the change that they come from. What was found of the base already stays as
it is. Whatever else is found in the text of the base comes from a change: of what a change touched it is told at the
change, of a name that it has repealed both there and where the name stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kaohe.diagnostics import Diagnostic, few
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


_MOST_USES = 8
_NO_NAMES = ("key", "where", "suggestion")
"""Arguments of a finding that are no names of something in the policy."""


def attributed(found: Iterable[Diagnostic], text: WholeText, of_base: Collection[Diagnostic]) -> list[Diagnostic]:
    """The findings with their places: K830 at a change for all that still names what it repeals, K831 at each use."""
    told: list[Diagnostic] = []
    uses: dict[tuple[int, str], list[Diagnostic]] = {}
    for one in found:
        repealed = _repealed(one, text)
        if repealed is not None:
            number, name = repealed
            place = text.amendments[number].place
            use = Diagnostic("K831", one.place, {"name": name, "at": place.in_file})
            uses.setdefault((number, name), []).append(use)
        elif one in of_base or one.place is None or one.place.source == text.files[0]:
            told.append(one)
        else:
            told.append(_moved(one, text))
    for (number, name), each in uses.items():
        places = few((use.place.in_file for use in each if use.place is not None), _MOST_USES)
        told += [Diagnostic("K830", text.amendments[number].place, {"name": name, "uses": places}), *each]
    return told


def _repealed(one: Diagnostic, text: WholeText) -> tuple[int, str] | None:
    """The change that repealed what a finding says is not there, by its number, and the name."""
    if not one.is_error or one.place is None:
        return None
    told = [value for key, value in one.arguments.items() if key not in _NO_NAMES and isinstance(value, str)]
    words = one.arguments.get("words")
    told += [word for word in words if isinstance(word, str)] if isinstance(words, tuple) else []
    for number, change in enumerate(text.amendments):
        for name in told:
            if {name, name.rpartition(".")[2]}.intersection(change.repealed):
                return number, name
    return None


def _moved(one: Diagnostic, text: WholeText) -> Diagnostic:
    """A finding about what a change touched, at the change; its place in the base would say nothing of the cause."""
    assert one.place is not None
    changes = text.amending([one.place]) or [each for each in text.amendments if one.place in each.around]
    changes = changes or [each for each in text.amendments if one.arguments.get("key") in each.repealed]
    return one if not changes else Diagnostic(one.code, changes[-1].place, one.arguments)
