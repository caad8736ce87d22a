"""The stretches of a policy's text: where each node begins and ends in it, and how a node is written into it."""

from __future__ import annotations

import json
from functools import lru_cache

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent, ScalarEvent

from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from kaohe.lazy import pattern
from kaohe.source_places import Place, Source

_LINE = pattern(r"\r\n|\r|\n")
_NEEDS_QUOTES = pattern(r"[,\[\]{}]|: | #")
_REMARK = pattern(r"[ \t]*#[^\r\n]*")
Stretch = tuple[int, int, str]
"""From an index of the text to another, and what stands there then."""


@lru_cache(maxsize=8)
def _lines(source: Source) -> tuple[int, ...]:
    """Where each line begins."""
    return (0, *(found.end() for found in _LINE.finditer(source.text)))


@lru_cache(maxsize=8)
def _ends(source: Source) -> dict[tuple[int, int], int]:
    """Where scalars and what stands in brackets end, by the line and column where they begin."""
    ends: dict[tuple[int, int], int] = {}
    opened: list[tuple[int, int] | None] = []
    for event in yaml.parse(source.text, Loader=yaml.CSafeLoader):
        assert event.start_mark is not None and event.end_mark is not None
        begins = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, ScalarEvent):
            ends[begins] = event.end_mark.index
        elif isinstance(event, CollectionStartEvent):
            opened.append(begins if event.flow_style else None)  # a block begins where its first key does
        elif isinstance(event, CollectionEndEvent) and (at := opened.pop()) is not None:
            ends[at] = event.end_mark.index
    return ends


@lru_cache(maxsize=8)
def _beginnings(source: Source) -> tuple[int, ...]:
    """Where each scalar begins."""
    events = yaml.parse(source.text, Loader=yaml.CSafeLoader)
    return tuple(event.start_mark.index for event in events if isinstance(event, ScalarEvent) and event.start_mark)


def index(place: Place) -> int:
    """Where a place begins in the text of its source."""
    return _lines(place.source)[place.line - 1] + place.column - 1


def is_block(node: Node) -> bool:
    """Whether a list or mapping stands in lines of its own, and not in brackets."""
    return not isinstance(node, Scalar) and node.place.source.text[index(node.place)] not in "{["


def end(node: Node) -> int:
    """Where a node ends in the text of its source."""
    if isinstance(node, Mapping) and is_block(node):
        return end(list(node.entries.values())[-1].value)
    if isinstance(node, Sequence) and is_block(node):
        return end(node.items[-1])
    found = _ends(node.place.source)[node.place.line, node.place.column]
    text = node.place.source.text
    while isinstance(node, Scalar) and text[found - 1] in " \r\n":  # a text over several lines ends below them
        found -= 1
    return found


def inline(node: Node) -> str:
    """A node in one line."""
    if isinstance(node, Mapping):
        return "{" + ", ".join(f"{inline(each.key)}: {inline(each.value)}" for each in node.entries.values()) + "}"
    if isinstance(node, Sequence):
        return "[" + ", ".join(map(inline, node.items)) + "]"
    return _quoted(node, _NEEDS_QUOTES.search(node.text) is not None)


def _quoted(node: Scalar, in_brackets: bool) -> str:
    if node.style == "plain" and not in_brackets:
        return node.text
    if node.style == "single" or ('"' in node.text and "\n" not in node.text):
        return "'" + node.text.replace("'", "''") + "'"
    return json.dumps(node.text, ensure_ascii=False)


class Stretches:
    """A text with some of its stretches written anew."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._changes: list[Stretch] = []

    def text(self) -> str:
        """The text with all changes; of two at one index the one that was told first stands first."""
        text, at = "", 0
        for begins, ends, new in sorted(self._changes, key=lambda change: change[:2]):
            text, at = text + self.source.text[at:begins] + new, max(at, ends)
        return text + self.source.text[at:]

    def is_own(self, node: Node) -> bool:
        """Whether a node stands in this text."""
        return node.place.source == self.source

    def start(self, place: Place) -> int:
        """Where a place begins."""
        return index(place)

    def end(self, node: Node) -> int:
        """Where a node ends."""
        return end(node)

    def end_of_line(self, node: Node) -> int:
        """Where the last line of a node ends, with the remark behind it."""
        found = _LINE.search(self.source.text, end(node))
        return len(self.source.text) if found is None else found.start()

    def dash(self, item: Node) -> int:
        """The dash before an item of a list."""
        return self.source.text.rindex("-", 0, index(item.place))

    def replace(self, begins: int, ends: int, new: str) -> None:
        """Writes something else over a stretch."""
        self._changes.append((begins, ends, new))

    def remove(self, begins: int, ends: int) -> None:
        """Takes away whole lines, with the remark behind the last of them."""
        text = self.source.text
        begins = max(text.rfind("\n", 0, begins), text.rfind("\r", 0, begins)) + 1
        found = _LINE.search(text, ends)
        self._changes.append((begins, len(text) if found is None else found.end(), ""))

    def insert(self, after: Node | None, first: int, new: str, indent: int) -> None:
        """Writes lines behind a node, or before the `first` index of what is left of a block."""
        if after is None:
            self._changes.append((first, first, f"{new}\n{' ' * indent}"))
            return
        at = self.end_of_line(after)
        self._changes.append((at, at, f"\n{' ' * indent}{new}"))

    def entry(self, entry: Entry, indent: int) -> str:
        """A key and what stands under it, the key at a column."""
        key = inline(entry.key)
        if is_block(entry.value):
            return f"{key}:\n{' ' * (indent + 2)}{self._block(entry.value, indent + 2)}"
        return f"{key}: {self._one(entry.value)}"

    def item(self, node: Node, indent: int) -> str:
        """An item of a list, its dash at a column."""
        return f"- {self._block(node, indent + 2) if is_block(node) else self._one(node)}"

    def _one(self, node: Node) -> str:
        return _quoted(node, in_brackets=False) if isinstance(node, Scalar) else inline(node)

    def _block(self, node: Node, indent: int) -> str:
        """A block as its own file has it, with its remarks, at another column; else by its entries."""
        if _is_as_written(node):
            text = node.place.source.text
            found = _REMARK.match(text, end(node))
            lines = _LINE.split(text[index(node.place) : end(node) if found is None else found.end()])
            own = node.place.column - 1
            rest = (" " * indent + line[own:] if line[:own].isspace() else line for line in lines[1:])
            return "\n".join((lines[0], *rest))
        joint = "\n" + " " * indent
        if isinstance(node, Mapping):
            return joint.join(self.entry(entry, indent) for entry in node.entries.values())
        assert isinstance(node, Sequence)
        return joint.join(self.item(item, indent) for item in node.items)


def _is_as_written(node: Node) -> bool:
    """Whether a node is just what stands in its file from its beginning to its end."""
    scalars = _scalars(node)
    begins = [index(each.place) for each in scalars]
    source, last = node.place.source, end(node)
    within = [at for at in _beginnings(source) if index(node.place) <= at < last]
    return all(each.place.source == source for each in scalars) and begins == within


def _scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Mapping):
        return [each for entry in node.entries.values() for each in (entry.key, *_scalars(entry.value))]
    if isinstance(node, Sequence):
        return [each for item in node.items for each in _scalars(item)]
    return [node]
