"""`amends`: a policy that is another one with changes, clause by clause (修订). Nodes are changed, not text.

Changes are made in their order, each on what those before it have left. None may undo another: what one has written,
no later one may replace or take away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from kaohe.diagnostics import Findings, nearest
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence, scalars_of, text_of
from kaohe.language.schema import policy_schema
from kaohe.places import Place, Source
from kaohe.policy.amended_nodes import AmendedNodes, column_ids, id_places, place_of_id, places
from kaohe.policy.differences import meaning
from kaohe.policy.paths import Paths, Way, own_id
from kaohe.policy.whole_text import Amendment, WholeText
from kaohe.words import KEYWORDS

OWN = ("kaohe", "policy", "title", "language", "document", "status", "in_force")
"""What an amending file says of itself; the base says it of the base."""

_NOT_INHERITED = ("document", "status", "in_force")
_BESIDE = ("cases", "otherwise")
"""Keys that stand beside a keyword and go with it."""


def amended(base: WholeText, own: Mapping, source: Source, findings: Findings, most: int | None = None) -> WholeText:
    """The base with the changes that a file says; with `most`, with only so many of them.

    K224, K225, K820 to K829 for changes that cannot be made, K833 for one that changes nothing.
    """
    work = _Amending(Paths(base.root), base.root, source, findings)
    changes = own.get("changes")
    items = changes.items if isinstance(changes, Sequence) else ()
    for item in items if most is None else items[:most]:
        assert isinstance(item, Mapping)
        work.make(item)
    entries = {key: entry for key, entry in work.root.entries.items() if key not in _NOT_INHERITED}
    written = {key: own.entries[key] for key in OWN if key in own.entries}
    entries = {**written, **{key: entry for key, entry in entries.items() if key not in written}}
    more = own.get("examples")
    if isinstance(more, Sequence):
        known = entries.get("examples")
        before = known.value.items if known is not None and isinstance(known.value, Sequence) else ()
        entry = own.entries["examples"] if known is None else known
        entries["examples"] = Entry(entry.key, Sequence(entry.value.place, (*before, *more.items)))
    files = (source, *(file for file in base.files if file != source))
    return WholeText(Mapping(work.root.place, entries), files, tuple(work.made), own)


@dataclass
class _Amending(AmendedNodes):
    """Makes changes; `settled` are the questions that some have settled."""

    settled: dict[str, Place] = field(default_factory=dict)

    def make(self, item: Mapping) -> None:
        """Makes one change, or notes why it cannot be made."""
        ends = max((place.line, place.column) for place in places(item))
        clause, say = (text_of(item, word) or "" for word in ("clause", "say"))
        self.change = Amendment(clause, say, item.place, ends)
        ways = [word for word in ("set", "repeal", "add", "settle") if word in item.entries]
        if len(ways) != 1:
            self.findings.add("K825", item.place, found=tuple(ways))
        elif ways == ["set"] and "at" in item.entries:
            self._set(item.entries["at"].value, item.entries["set"].value)
        elif ways == ["repeal"]:
            for path in scalars_of(item, "repeal"):
                self._repeal(path)
        elif ways == ["add"] and "to" in item.entries:
            self._add(item.entries["add"].value, item.entries["to"].value, item.get("after"))
        elif ways == ["settle"]:
            self._settle(item.entries["settle"].value)
        self.made.append(self.change)

    def _set(self, path: Node, given: Node) -> None:
        way = self.find(path)
        if way is None:
            return
        assert isinstance(path, Scalar) and isinstance(given, Mapping)
        paths = Paths(self.root)
        node = paths.at(way)
        if isinstance(node, Scalar) and way[:1] == ("tables",) and way[2:3] == ("let",) and len(way) == 4:
            node = Mapping(node.place, {"formula": Entry(Scalar("formula", node.place), node)})
        if not isinstance(node, Mapping):
            head, _, last = path.text.rpartition(".")
            self.findings.add("K824", path.place, path=path.text, head=head, last=last)
            return
        old = _replaced(node, given)
        for key in old:
            if self.tell_changed(given.entries.get(key, Entry(path, path)).key, key, places(node.entries[key].value)):
                return
        same = [key for key in given.entries if key in old and meaning(old[key]) == meaning(given.entries[key].value)]
        for key in same:
            self.findings.add("K833", given.entries[key].key.place, key=key, path=path.text)
        self.note(paths, way, [entry_place for value in old.values() for entry_place in places(value)], old)
        self.edit(way, replace(node, entries=dict(_merged(node, given, old))))

    def _repeal(self, path: Scalar) -> None:
        way = self.find(path)
        if way is None:
            return
        paths = Paths(self.root)
        node = paths.at(way)
        if self.tell_changed(path, path.text, places(node)):
            return
        self.note(paths, way[:-1], [node.place, *places(node)], ())
        gone = [each.id for each in paths.declared if each.way[: len(way)] == way]
        gone += column_ids(node)
        self.change = replace(self.change, repealed=(*self.change.repealed, path.text, *gone))
        self.edit(way, None)
        while len(way) > 2 and way[-2] != "parts" and not _held(Paths(self.root).at(way[:-1])):
            way = way[:-1]  # a section that holds nothing any more says nothing
            self.edit(way, None)

    def _add(self, given: Node, to: Node, after: Node | None) -> None:
        assert isinstance(to, Scalar)
        if to.text not in self.root.entries and (empty := _empty_section(to.text, self.root.place)) is not None:
            self.root = replace(self.root, entries={**self.root.entries, to.text: Entry(to, empty)})
        way = self.find(to)
        if way is None:
            return
        if isinstance(after, Scalar):
            self._part_for(way, after)
        paths = Paths(self.root)
        node = paths.at(way)
        if isinstance(node, Sequence):
            added: Node | None = self._into_list(node, given, to, after)
        elif isinstance(node, Mapping) and isinstance(given, Mapping) and _is_section(paths, way):
            added = self._into_section(node, given, to, after)
        else:
            self.findings.add("K827", to.place, to=to.text)
            return
        if added is None:
            return
        self.note(paths, way, (), ())
        self.edit(way, added)
        new = [each for each in Paths(self.root).declared if each.way[: len(way)] == way]
        own = {place for each in new for place in id_places(self.root, each) if place.source == self.source}
        self.change = replace(self.change, of=self.change.of | own)

    def _part_for(self, way: Way, after: Scalar) -> None:
        """Gives the column that a new one is to stand behind a description of its own."""
        paths = Paths(self.root)
        node = paths.at(way)
        if way[2:3] == ("columns",) and isinstance(node, Sequence):
            for number, item in enumerate(node.items):
                if after.text in column_ids(item):
                    self.part_column(paths, (*way, number), after.text)
                    return

    def _into_list(self, node: Sequence, given: Node, to: Scalar, after: Node | None) -> Sequence | None:
        """K826 an element that is there, K828 none to stand behind."""
        known = [_ids(item) for item in node.items]
        for own in _ids(given):
            if any(own in ids for ids in known):
                self.findings.add("K826", place_of_id(given, own), id=own, to=to.text)
                return None
        at = len(node.items)
        if isinstance(after, Scalar):
            found = [number for number, ids in enumerate(known) if after.text in ids]
            if not found:
                near = nearest(after.text, [own for ids in known for own in ids])
                self.findings.add("K828", after.place, id=after.text, to=to.text, suggestion=near)
                return None
            at = found[0] + 1
        return replace(node, items=(*node.items[:at], given, *node.items[at:]))

    def _into_section(self, node: Mapping, given: Mapping, to: Scalar, after: Node | None) -> Mapping | None:
        """K826 an entry that is there, K828 none to stand behind."""
        for own, entry in given.entries.items():
            if own in node.entries:
                self.findings.add("K826", entry.key.place, id=own, to=to.text)
                return None
        entries = list(node.entries.items())
        at = len(entries)
        if isinstance(after, Scalar):
            if after.text not in node.entries:
                near = nearest(after.text, node.entries)
                self.findings.add("K828", after.place, id=after.text, to=to.text, suggestion=near)
                return None
            at = list(node.entries).index(after.text) + 1
        return replace(node, entries=dict([*entries[:at], *given.entries.items(), *entries[at:]]))

    def _settle(self, given: Node) -> None:
        """K224 an unknown question, K225 an unknown reading, K823 one that is settled already."""
        assert isinstance(given, Mapping)
        held = self.root.get("questions")
        questions = held.entries if isinstance(held, Mapping) else {}
        for question, entry in given.entries.items():
            asked, reading = questions.get(question), entry.value
            readings = asked.value.get("readings") if asked and isinstance(asked.value, Mapping) else None
            if not isinstance(readings, Mapping) or not isinstance(reading, Scalar):
                self.findings.add("K224", entry.key.place, name=question, suggestion=nearest(question, questions))
            elif question in self.settled:
                self.findings.add("K823", entry.key.place, path=question, line=self.settled[question].line)
            elif reading.text not in readings.entries:
                near = nearest(reading.text, readings.entries)
                self.findings.add("K225", reading.place, name=reading.text, question=question, suggestion=near)
            else:
                self.settled[question] = entry.key.place
                self._settle_one(question, reading.text)

    def _settle_one(self, question: str, reading: str) -> None:
        """The question keeps one reading, and every rule that asks it one case."""
        asked: Way = ("questions", question, "readings")
        for way in [asked, *_asking(self.root, question, ())]:
            paths = Paths(self.root)
            node = paths.at(way)
            assert isinstance(node, Mapping)
            others = [entry for key, entry in node.entries.items() if key != reading]
            gone = [place for entry in others for place in (entry.key.place, *places(entry.value))]
            self.note(paths, way, gone, ())
            kept = {key: entry for key, entry in node.entries.items() if key == reading}
            self.edit(way, replace(node, entries=kept))


def _ids(node: Node) -> set[str]:
    """What an element of a list is called."""
    if isinstance(node, Scalar):
        return {node.text}
    own = own_id(node)
    return {*column_ids(node), *([] if own is None else [own])}


def _replaced(node: Mapping, given: Mapping) -> dict[str, Node]:
    """What of an entry goes where these keys are set: those keys, and with a new keyword the old one."""
    gone = [key for key in node.entries if key in given.entries]
    old = [key for key in node.entries if key in KEYWORDS]
    if old and any(key in KEYWORDS and key not in old for key in given.entries):
        gone += [key for key in (*old, *_BESIDE) if key in node.entries and key not in gone]
    return {key: node.entries[key].value for key in gone}


def _merged(node: Mapping, given: Mapping, old: Collection[str]) -> Iterator[tuple[str, Entry]]:
    """The entry as it is then: what is set stands where it stood, a new keyword where the old one did."""
    new = [key for key in given.entries if key not in node.entries]
    for key, entry in node.entries.items():
        if key not in old:
            yield key, entry
        elif key in given.entries:
            yield key, given.entries[key]
        else:
            yield from ((each, given.entries[each]) for each in new if each in KEYWORDS or each in _BESIDE)
            new = [each for each in new if each not in KEYWORDS and each not in _BESIDE]
    yield from ((key, given.entries[key]) for key in new)


def _held(node: Node) -> int:
    return len(node.entries) if isinstance(node, Mapping) else len(node.items) if isinstance(node, Sequence) else 1


def _empty_section(name: str, place: Place) -> Node | None:
    """A section that holds nothing yet; None where no section with entries has that name."""
    shape = policy_schema()["properties"].get(name, {})
    if name in OWN or not ("items" in shape or "additionalProperties" in shape):
        return None
    return Sequence(place) if shape.get("type") == "array" else Mapping(place) if "propertyNames" in shape else None


def _is_section(paths: Paths, way: Way) -> bool:
    """Whether a mapping holds entries by their ids, and is no entry itself."""
    return len(way) < 2 or way not in paths.names


def _asking(node: Node, question: str, way: Way) -> Iterator[Way]:
    """The ways to the cases of every rule that asks a question."""
    if isinstance(node, Mapping):
        if text_of(node, "reading") == question and isinstance(node.get("cases"), Mapping):
            yield (*way, "cases")
        for key, entry in node.entries.items():
            yield from _asking(entry.value, question, (*way, key))
    elif isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            yield from _asking(item, question, (*way, number))
