"""What each name in a formula stands for, kept while the formula is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from kaohe.language.formula_scope import Argument, Function
from kaohe.language.tree import Node, Text
from kaohe.lazy import dataclass, field
from kaohe.policy.scope import Scope
from kaohe.source_places import Place


class Reader(Protocol):
    """Who reads rules (`kaohe.policy.rules.RuleReader`), as the names of a formula ask it."""

    def name(self, name: str, qualifier: str | None, place: Place) -> Node | None:
        """What a name means in the rule."""

    def methods(self) -> Mapping[str, int]:
        """The policy's own methods and how many arguments each takes."""

    def functions(self) -> Mapping[str, Function]:
        """The functions of the language."""

    def method(self, name: str, arguments: list[Node], place: Place) -> Node | None:
        """A call of one of the policy's own methods."""


@dataclass
class NamesOfFormula:
    """Asks `reader` for the formula, and keeps in `found` what each name in it stands for where `scope` holds."""

    reader: Reader
    scope: Scope
    found: dict[str, Node] = field(default_factory=dict)

    def name(self, name: str, qualifier: str | None, place: Place) -> Node | None:
        """What a name means."""
        node = self.reader.name(name, qualifier, place)
        if node is not None:
            self.found[f"{qualifier}.{name}" if qualifier else name] = node
        return node

    def is_id(self, word: str) -> bool:
        """Whether the file gives a word as an id."""
        return self.scope.is_id(word)

    def is_name(self, word: str, place: Place) -> bool:
        """Whether a word means something here by itself."""
        return self.scope.standing(word, place) == "name"

    def word_beside(self, other: Node, name: str, place: Place) -> Node | None:
        """The text that a bare name means in a comparison."""
        word = self.scope.word_beside(other, name, place)
        if word is not None:
            self.found[name] = word
        return word

    def text_beside(self, other: Node, text: Text) -> Text:
        """A text in quotes in a comparison, as the member of a list that it names."""
        return self.scope.text_beside(other, text)

    def has_members(self, name: str, qualifier: str | None) -> bool:
        """Whether a name means what can be called at members."""
        return self.scope.has_members(name, qualifier)

    def names_with_members(self) -> list[str]:
        """The names that can be called at members."""
        return self.scope.names_with_members()

    def called(self, name: str, qualifier: str | None, arguments: list[Argument], place: Place) -> Node | None:
        """A call at members, whose words are names or members."""
        return self.scope.called(name, qualifier, arguments, place, lambda word, at: self.name(word, None, at))

    def methods(self) -> Mapping[str, int]:
        """The policy's own methods and how many arguments each takes."""
        return self.reader.methods()

    def functions(self) -> Mapping[str, Function]:
        """The functions of the language."""
        return self.reader.functions()

    def method(self, name: str, arguments: list[Node], place: Place) -> Node | None:
        """A call of one of the policy's own methods."""
        return self.reader.method(name, arguments, place)
