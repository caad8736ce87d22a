"""From the text of a policy to its nodes, by YAML's events and not by PyYAML's composer.

The composer calls itself for every level, which a file of 10,000 brackets turns into a crash; it follows aliases,
keeps the last of two equal keys in silence, and does not give the places of keys. Here an explicit stack is built,
whatever a policy has no use for is refused where it stands, and a scalar keeps its text.

What a file means does not depend on the version that is installed: libyaml alone reads it (PyYAML's own reader takes
`{b:[1]}` for something else), and the limits here are lower than libyaml's (1,000 levels, keys of 1,024 characters).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from kaohe.diagnostics import Findings
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence, Style, is_empty
from kaohe.language.yaml_checks import (
    check_key,
    check_scalar,
    is_cut,
    same_as,
    tell_colonless,
    tell_duplicate,
    tell_mistake,
)
from kaohe.language.yaml_errors import place_of_mark, tell_syntax_error
from kaohe.lazy import dataclass, field
from kaohe.source_places import Place, Source

DEEPEST = 60
MOST_NODES = 200_000
MOST_FINDINGS = 100

_LOADER: type[yaml.CSafeLoader] | None = getattr(yaml, "CSafeLoader", None)
_STYLES: dict[str, Style] = {"'": "single", '"': "double", "|": "block", ">": "block"}


def compose(source: Source, findings: Findings) -> Mapping | None:
    """The root mapping of a policy; None, with findings (K120–K162), if the text is not YAML as policies use it."""
    errors = len(findings.errors)
    if _LOADER is None:
        findings.add("K162", Place(source))
        return None
    tree = _Tree(source, findings)
    try:
        tree.read(source.text)
    except yaml.YAMLError as error:
        if not _tell_depth(source, error, findings):
            tell_syntax_error(error, source, findings)
        return None
    if len(findings.errors) == errors and not isinstance(tree.root, Mapping):
        _tell_root(tree.root, source, findings)
    return tree.root if len(findings.errors) == errors and isinstance(tree.root, Mapping) else None


def _tell_depth(source: Source, error: yaml.YAMLError, findings: Findings) -> bool:
    """Notes K129 if that many levels stand before the error; whether they do.

    libyaml reads up to 1,024 characters ahead before it gives an event, and has a limit of depth of its own, which
    differs between versions. A text that ends where it stopped holds nothing back.
    """
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return False
    before = Findings()
    with suppress(yaml.YAMLError):
        _Tree(source, before).read(source.text[: mark.index])
    too_deep = [one for one in before.all if one.code == "K129"]
    findings.all.extend(too_deep)
    return bool(too_deep)


@dataclass(slots=True)
class _Open:
    """A mapping or sequence that has begun.

    `key` is the key whose value is due; with `skips` that key was refused, and its value is dropped. `cut`: an entry
    was refused, so that what looks wrong after it may be its other half.
    """

    place: Place
    is_mapping: bool
    bracket: str
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    seen: dict[tuple[str, str], Entry] = field(default_factory=dict)
    key: Scalar | None = None
    skips: bool = False
    cut: bool = False

    @property
    def awaits_key(self) -> bool:
        return self.is_mapping and self.key is None and not self.skips


class _Tree:
    """The nodes as far as they have been read."""

    def __init__(self, source: Source, findings: Findings) -> None:
        self.source = source
        self.findings = findings
        self.root: Node | None = None
        self.open: list[_Open] = []
        self.documents = 0
        self.count = 0

    def read(self, text: str) -> None:
        """Takes the events of a text, until it ends or reading on has no sense. Raises YAMLError."""
        assert _LOADER is not None
        events: Iterator[Event] = yaml.parse(text, Loader=_LOADER)
        for event in events:
            if not self.take(event):
                break

    def take(self, event: Event) -> bool:
        """Takes one event; False where reading on has no sense (K124, K129, K130, or far too much is wrong)."""
        if len(self.findings.all) > MOST_FINDINGS:
            return False
        if isinstance(event, NodeEvent):
            self.count += 1
            if self.count > MOST_NODES:
                self.findings.add("K130", self._place(event), most=MOST_NODES)
                return False
            return self._node(event)
        if isinstance(event, CollectionEndEvent):
            self._close()
        elif isinstance(event, DocumentStartEvent):
            return self._document(event)
        return True

    def _document(self, event: DocumentStartEvent) -> bool:
        self.documents += 1
        if self.documents > 1:
            self.findings.add("K124", self._place(event))
        elif event.version or event.tags:
            self.findings.add("K125", self._place(event))
        return self.documents == 1

    def _node(self, event: NodeEvent) -> bool:
        place = self._place(event)
        if isinstance(event, AliasEvent):
            self.findings.add("K121", place, name=event.anchor)
            self._put(None)
            return True
        if event.anchor is not None:
            self.findings.add("K122", place, name=event.anchor)
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.findings.add("K120", place, tag=tag.replace("tag:yaml.org,2002:", "!!"))
        if isinstance(event, ScalarEvent):
            self._scalar(Scalar(event.value, place, _STYLES.get(event.style or "", "plain")), event, tag)
        elif isinstance(event, CollectionStartEvent):
            if len(self.open) == DEEPEST:
                self.findings.add("K129", place, most=DEEPEST)
                return False
            self._begin(event, place)
        return True

    def _scalar(self, scalar: Scalar, event: ScalarEvent, tag: str | None) -> None:
        parent = self.open[-1] if self.open else None
        if parent is None:
            self.root = scalar
        elif parent.awaits_key:
            if self._last_line(event) > scalar.place.line:
                # Nobody writes a key over several lines: a quote or a bracket above it was never closed.
                self.findings.add("K148" if scalar.style == "plain" else "K144", scalar.place, **self._line(event))
                parent.skips = parent.cut = True
            else:
                self._key(scalar, parent)
        elif tag is not None or parent.skips or (parent.cut and (not scalar.text or is_cut(scalar.text))):
            # Told already: the tag, the key, or the comma that has cut a formula in two.
            self._put(None)
        elif parent.bracket == "{" and not scalar.text and parent.key and tell_colonless(parent.key, self.findings):
            self._put(None)
        else:
            sound = check_scalar(scalar, self.source, self._last_line(event), parent.bracket, self.findings)
            parent.cut = parent.cut or not sound
            self._put(scalar if sound else None)

    def _begin(self, event: CollectionStartEvent, place: Place) -> None:
        is_mapping = isinstance(event, MappingStartEvent)
        bracket = ("{" if is_mapping else "[") if event.flow_style else ""
        is_key = bool(self.open) and self.open[-1].awaits_key
        if is_key:
            self.findings.add("K133", place)
        self.open.append(_Open(place, is_mapping, bracket, cut=is_key))

    def _key(self, key: Scalar, parent: _Open) -> None:
        if (parent.cut and parent.bracket) or not check_key(key, self.findings):
            parent.skips = True
            return
        same = same_as(key)
        first = parent.entries.get(key.text) or parent.seen.get(same)
        if first is not None:
            tell_duplicate(key, first, self.findings)
            parent.skips = True
            return
        parent.key = key
        parent.seen[same] = Entry(key, key)

    def _put(self, node: Node | None) -> None:
        """Puts a finished node into what is open; None stands for a node that was refused."""
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if not parent.is_mapping:
            parent.items += [] if node is None else [node]
        elif parent.awaits_key:
            # A list or mapping, or an alias, as a key: told when it began.
            parent.skips = True
        else:
            if parent.key is not None and node is not None:
                parent.entries[parent.key.text] = Entry(parent.key, node)
            parent.key, parent.skips = None, False

    def _close(self) -> None:
        done = self.open.pop()
        if done.is_mapping:
            self._put(Mapping(done.place, done.entries))
        else:
            self._put(Sequence(done.place, tuple(done.items)))

    def _line(self, event: Event) -> dict[str, object]:
        """What a finding about a text without an end says: its first line, and the line it ends in."""
        number = self._place(event).line
        return {"text": (self.source.line(number) or "").strip(), "line": self._last_line(event)}

    def _last_line(self, event: Event) -> int:
        end = event.end_mark
        assert end is not None
        return end.line + 1 if end.column else end.line

    def _place(self, event: Event) -> Place:
        """Where an event begins; as wide as its text, or as the rest of the line where it goes on below."""
        start, end = event.start_mark, event.end_mark
        assert start is not None and end is not None  # only events that a program makes have none
        first = place_of_mark(self.source, start)
        if first.line <= start.line:
            # Nothing stands there: the end of what stands before it.
            return first
        if start.line == end.line:
            width = end.column - start.column
        else:
            width = len((self.source.line(start.line + 1) or "")[start.column :].rstrip())
        return Place(self.source, start.line + 1, start.column + 1, max(width, 1))


def _tell_root(root: Node | None, source: Source, findings: Findings) -> None:
    """K126 an empty file, K127 a list, K128 a text; a text that was to be keys shows its mistake (K149, K150…)."""
    if root is None or (isinstance(root, Scalar) and root.style == "plain" and is_empty(root.text)):
        findings.add("K126", Place(source))
    elif not isinstance(root, Scalar):
        findings.add("K127", root.place)
    elif not tell_mistake(source, list(range(1, min(len(source.lines), 20) + 1)), findings):
        findings.add("K128", root.place, text=root.text)
