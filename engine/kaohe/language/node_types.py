"""The nodes of a policy file: scalars, mappings and sequences, each with its place.

They keep the text as it is written. What a scalar is (a formula, a word, a number) is decided by its place in the
policy, not by YAML.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from kaohe.language.plain_values import value_of
from kaohe.places import Place

Style = Literal["plain", "single", "double", "block"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text with the way it is quoted; `place` begins at the quote, as wide as what stands in its first line."""

    text: str
    place: Place
    style: Style = "plain"

    @property
    def value(self) -> int | Decimal | bool | str:
        """The exact number or the truth value that an unquoted text writes; the text itself otherwise."""
        return value_of(self.text) if self.style == "plain" else self.text

    @property
    def is_locatable(self) -> bool:
        """Whether the n-th character of the text is the n-th in the file: one line, nothing folded or escaped.

        Whatever is folded, doubled or escaped is longer or shorter in the file than its text, so widths tell.
        """
        if self.style == "block":
            return False
        return self.place.width == len(self.text) + (0 if self.style == "plain" else 2)

    def at(self, offset: int, width: int = 1) -> Place:
        """The place of characters of the text; where these cannot be told, that of the whole scalar."""
        if not self.is_locatable:
            return self.place
        return self.place.moved(offset if self.style == "plain" else offset + 1, width)


@dataclass(frozen=True, slots=True)
class Entry:
    """A key and what stands under it."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class Mapping:
    """Entries by the text of their keys, in the order of the file. The place is that of the first key, or of {."""

    place: Place
    entries: dict[str, Entry] = field(default_factory=dict)

    def get(self, name: str) -> Node | None:
        """What stands under a key; None where it is not written."""
        entry = self.entries.get(name)
        return None if entry is None else entry.value


@dataclass(frozen=True, slots=True)
class Sequence:
    """The items of a list, in order. The place is that of the first dash, or of [."""

    place: Place
    items: tuple[Node, ...] = ()


Node = Scalar | Mapping | Sequence
