"""What a formula may name: functions, methods, names, and what can be called at members; `Scope` is who knows them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple, Protocol

from kaohe.diagnostics import Findings
from kaohe.language.tree import Node, Step, Text, children
from kaohe.source_places import Place


class Function(NamedTuple):
    """A function: its name for people, the node it builds, and its arguments.

    `least` to `most` arguments (any number if None), of which `fits`, where there is one, asks more, with its finding.
    The name of one that `is_free` may be an id or a method of the policy, which it is then. Where one argument of one
    that `compares` is a member of a list, a word may be another one, without quotes.
    """

    zh: str
    node: type[Node]
    least: int
    most: int | None
    build: Callable[[list[Node], Place], Node]
    fits: Callable[[list[Node], Findings], bool] | None = None
    is_free: bool = False
    compares: bool = False

    @property
    def due(self) -> str:
        """How many arguments, as a message shows it."""
        if self.most is None:
            return f"≥ {self.least}"
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"

    def takes(self, number: int) -> bool:
        """Whether so many arguments are right."""
        return self.least <= number and (self.most is None or number <= self.most)

    def called(self, arguments: list[Node], place: Place, findings: Findings) -> Node | None:
        """What a call means, the number of its arguments being right; None with a finding if they do not fit."""
        if self.fits is not None and not self.fits(arguments, findings):
            return None
        return self.build(arguments, place)


class Argument(NamedTuple):
    """An argument of a call of a value at members: a formula or one bare `word`, maybe with a `name`."""

    name: str | None
    word: str | None
    node: Node | None
    place: Place


class Scope(Protocol):
    """What the names of a formula stand for, where it is written."""

    def name(self, name: str, qualifier: str | None, place: Place) -> Node | None:
        """The node that `name` (or `qualifier.name`) means; None if unknown, with the scope's own finding."""

    def is_id(self, word: str) -> bool:
        """Whether the file gives a word as an id to anything that a formula may name."""

    def is_name(self, word: str, place: Place) -> bool:
        """Whether a word means something here by itself."""

    def method(self, name: str, arguments: list[Node], place: Place) -> Node | None:
        """A call of one of the policy's own methods; None if it cannot be, with the scope's own finding."""

    def word_beside(self, other: Node, name: str, place: Place) -> Node | None:
        """The text that a bare name means in a comparison, as that of a choice; None where it is a name."""

    def text_beside(self, other: Node, text: Text) -> Text:
        """A text in quotes in a comparison: with a member of a list, the member that it names."""

    def has_members(self, name: str, qualifier: str | None) -> bool:
        """Whether a name means what can be called at members: `standard(industry, excellent)`."""

    def names_with_members(self) -> Collection[str]:
        """The names that can be called at members, for suggestions."""

    def called(self, name: str, qualifier: str | None, arguments: list[Argument], place: Place) -> Node | None:
        """Such a call; None if it cannot be, with the scope's own finding."""

    def methods(self) -> Mapping[str, int]:
        """The policy's own methods by name, with their number of arguments."""

    def functions(self) -> Mapping[str, Function]:
        """The functions of the language by their ids."""


class NoMembers:
    """The part of a scope where nothing has members, no bare word is a text, and there are no methods."""

    def is_id(self, word: str) -> bool:
        """No id."""
        return False

    def is_name(self, word: str, place: Place) -> bool:
        """It is asked for as one."""
        return True

    def word_beside(self, other: Node, name: str, place: Place) -> Node | None:
        """No text."""
        return None

    def text_beside(self, other: Node, text: Text) -> Text:
        """A plain text."""
        return text

    def has_members(self, name: str, qualifier: str | None) -> bool:
        """Nothing has any."""
        return False

    def names_with_members(self) -> tuple[str, ...]:
        """No name."""
        return ()

    def called(self, name: str, qualifier: str | None, arguments: list[Argument], place: Place) -> Node | None:
        """Never asked for, as nothing has members."""
        raise AssertionError(name)

    def methods(self) -> Mapping[str, int]:
        """None."""
        return {}

    def method(self, name: str, arguments: list[Node], place: Place) -> Node | None:
        """Never asked for, as there are none."""
        raise AssertionError(name)


MOST_LEVELS = 100


def is_too_deep(root: Node, own: Place | None = None) -> bool:
    """Whether a path of more than MOST_LEVELS nodes leads down: a - b - c … is deep without any brackets.

    With the place of a formula, of what is written there alone: what a method or its arguments hold beside it is no
    fault of this text.
    """
    layer = {id(root): root}
    for _ in range(MOST_LEVELS + 1):
        below = (
            part for node in layer.values() for part in (children(node) if own is None else _written_in(own, node))
        )
        layer = {id(part): part for part in below}
        if not layer:
            return False
    return True


def _written_in(own: Place, node: Node) -> list[Node]:
    """The parts of a node that are written in the same formula: of a call its arguments, of a name nothing."""
    parts = node.roles.nodes if isinstance(node, Step) else children(node)
    return [part for part in parts if own.holds(part.place)]
