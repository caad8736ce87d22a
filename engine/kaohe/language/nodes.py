"""The nodes of a policy file: scalars, mappings and sequences, each with its place.

They keep the text as it is written. What a scalar is (a formula, a word, a number) is decided by its place in the
policy, not by YAML. As plain values go, an unquoted scalar means what YAML 1.2's core says, less what a policy has no
use for: 60, -1.5, +5, .5 are numbers, and exact. A leading zero (010), an exponent, 0x1F, 1_000, .inf, a date, 3:6:1
and 12:30 stay the text they are; so do yes, no, on and off.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Literal

from kaohe.lazy import dataclass, field, pattern
from kaohe.source_places import Place

_WHOLE = pattern(r"[-+]?(?:0|[1-9][0-9]*)")
_FIXED = pattern(r"[-+]?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+)")
MOST_DIGITS = 60

_BEGINS_NUMBER = frozenset("+-.0123456789")
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))


def value_of(text: str) -> int | Decimal | bool | str:
    """The value of an unquoted scalar. More digits than `MOST_DIGITS` stay text: no figure has so many."""
    if text == "true":
        return True
    if text == "false":
        return False
    if text[:1] not in _BEGINS_NUMBER or len(text) > MOST_DIGITS:
        return text
    if _WHOLE.fullmatch(text):
        return int(text)
    return Decimal(text) if _FIXED.fullmatch(text) else text


def is_empty(text: str) -> bool:
    """Whether an unquoted scalar says nothing: no text, ~ or null."""
    return text in _EMPTY


def is_long_number(text: str) -> bool:
    """Whether an unquoted scalar is a number with more digits than any figure has."""
    return len(text) > MOST_DIGITS and bool(_WHOLE.fullmatch(text) or _FIXED.fullmatch(text))


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


_YES = ("yes", "true", "是")


def text_of(written: Mapping, name: str) -> str | None:
    """The text under a key; None where it is not written."""
    value = written.get(name)
    return value.text if isinstance(value, Scalar) else None


def scalars_of(written: Mapping, name: str) -> tuple[Scalar, ...]:
    """A text or a list of texts under a key, with their places."""
    value = written.get(name)
    items = value.items if isinstance(value, Sequence) else () if value is None else (value,)
    return tuple(item for item in items if isinstance(item, Scalar))


def texts_of(written: Mapping, name: str) -> tuple[str, ...]:
    """A text or a list of texts under a key, as a tuple."""
    return tuple(item.text for item in scalars_of(written, name))


def truth_of(written: Mapping, name: str) -> bool:
    """A yes or no under a key; no where it is not written."""
    return text_of(written, name) in _YES


def number_of(written: Mapping, name: str) -> Fraction | None:
    """A plain number under a key."""
    value = written.get(name)
    if not isinstance(value, Scalar) or isinstance(value.value, str):
        return None
    return Fraction(value.value)
