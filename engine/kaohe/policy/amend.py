"""`amends`: a policy that is another one with changes, clause by clause (修订). Nodes are changed, not text.

Changes are made in their order, each on what those before it have left. None may undo another: what one has written,
no later one may replace or take away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kaohe.diagnostics import Findings, Words, nearest
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence, scalars_of, text_of
from kaohe.language.schema import policy_schema
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.declarations import read_citations, repealed_clauses
from kaohe.policy.differences import meaning
from kaohe.policy.edits import OWN, AmendedNodes, column_ids, own_places, place_of_id, places
from kaohe.policy.paths import Paths, Way, own_id
from kaohe.policy.use_and_amends import Amendment, WholeText
from kaohe.source_places import Place, Source
from kaohe.words import KEYWORDS
from kaohe.words.targets import KINDS

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
    files = (source, *(file for file in base.files if file != source))
    return WholeText(_whole(work.root, base.root, own, source), files, tuple(work.made), own)


def _whole(root: Mapping, base: Mapping, own: Mapping, source: Source) -> Mapping:
    """The changed base with what the amending file says of itself, and with its examples and what it uses added."""
    written = {key: own.entries[key] for key in OWN if key in own.entries}
    rest = {key: entry for key, entry in root.entries.items() if key not in (*written, *_NOT_INHERITED)}
    entries = {**written, **rest}
    if "examples" in own.entries:
        more = tuple(map(_uncited, _listed(own.entries["examples"])))
        known = entries.get("examples", own.entries["examples"])
        before = _listed(entries.get("examples"))
        entries["examples"] = Entry(known.key, Sequence(known.value.place, (*before, *more)))
    if "use" in own.entries:
        key = own.entries["use"].key
        uses = (*_listed(entries.get("use")), *_listed(own.entries["use"]))
        entries["use"] = Entry(key, Sequence(key.place, uses))
    if "clauses" in entries:
        listed = entries["clauses"]
        now = _clauses(listed.value, base, Mapping(root.place, entries), source)
        entries = {**entries, "clauses": replace(listed, value=now)}
    return Mapping(root.place, entries)


def _listed(entry: Entry | None) -> tuple[Node, ...]:
    """What a key holds: one, or a list."""
    if entry is None:
        return ()
    return entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)


def _uncited(example: Node) -> Node:
    """An example of the amending file without the clause of that, which is none of the text that it makes."""
    assert isinstance(example, Mapping)
    return replace(example, entries={key: entry for key, entry in example.entries.items() if key != "clause"})


def _clauses(listed: Node, base: Mapping, root: Mapping, source: Source) -> Mapping:
    """The clauses of the base but for those that a change repeals, then those that changes bring."""
    assert isinstance(listed, Mapping)
    repealed = repealed_clauses(base, root)
    entries = {clause: entry for clause, entry in listed.entries.items() if clause not in repealed}
    for each in read_citations(root):
        if each.clause not in listed.entries and each.place.source == source:
            entries[each.clause] = Entry(Scalar(each.clause, each.place), Scalar("encoded", each.place))
    return replace(listed, entries=entries)


_BY_ITEMS = Words("列表里的项用 add 和 repeal 改。", "Change the items of a list by add and repeal.")


def _by_key(head: str, last: str) -> Words:
    zh = f"写 at: {head}，set: {{{last}: 新的值}}。"
    return Words(zh, f"Write at: {head}, set: {{{last}: the new value}}.")


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
        node = self.at(way)
        if isinstance(node, Scalar) and way[:1] == ("tables",) and way[2:3] == ("let",) and len(way) == 4:
            node = Mapping(node.place, {"formula": Entry(Scalar("formula", node.place), node)})
        if not isinstance(node, Mapping):
            head, _, last = path.text.rpartition(".")
            write = _BY_ITEMS if isinstance(node, Sequence) or not head else _by_key(head, last)
            self.findings.add("K824", path.place, path=path.text, write=write)
            return
        old = _replaced(node, given, KINDS if way[:1] == ("targets",) else KEYWORDS)
        for key in old:
            if self.tell_changed(given.entries.get(key, Entry(path, path)).key, key, places(node.entries[key].value)):
                return
        same = [key for key in given.entries if key in old and meaning(old[key]) == meaning(given.entries[key].value)]
        for key in same:
            self.findings.add("K833", given.entries[key].key.place, key=key, path=path.text)
        self.note(way, (place for value in old.values() for place in places(value)))
        self.edit(way, replace(node, entries=dict(_merged(node, given, old))))

    def _repeal(self, path: Scalar) -> None:
        way = self.find(path)
        if way is None:
            return
        node, above = self.at(way), self.at(way[:-1])
        if self.tell_changed(path, path.text, places(node)):
            return
        key = [above.entries[str(way[-1])].key.place] if isinstance(above, Mapping) else []
        self.note(way[:-1], (*key, *places(node)))
        self.change = replace(self.change, repealed=(*self.change.repealed, path.text, path.text.rpartition(".")[2]))
        self.edit(way, None)
        while len(way) > 1 and way[-2] != "parts" and not _held(self.at(way[:-1])):
            way = way[:-1]  # a section that holds nothing any more says nothing
            self.change = replace(self.change, repealed=(*self.change.repealed, str(way[-1])))
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
        node = self.at(way)
        if isinstance(node, Sequence):
            added: Node | None = self._into_list(node, given, to, after)
        elif isinstance(node, Mapping) and isinstance(given, Mapping) and (len(way) < 2 or not self.is_entry(way)):
            added = self._into_section(node, given, to, after)
        else:
            self.findings.add("K827", to.place, to=to.text)
            return
        if added is None:
            return
        self.note(way)
        self.edit(way, added)
        if isinstance(node, Mapping) and isinstance(given, Mapping):
            own = [entry.key.place for entry in given.entries.values()]
        else:
            own = [*_new_ids(given)]
        self.change = replace(self.change, of=self.change.of.union(own))

    def _part_for(self, way: Way, after: Scalar) -> None:
        """Gives the column that a new one is to stand behind a description of its own."""
        node = self.at(way)
        if way[2:3] == ("columns",) and isinstance(node, Sequence):
            for number, item in enumerate(node.items):
                if after.text in column_ids(item)[:-1]:
                    self.part_column((*way, number), after.text)
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
            node = self.at(way)
            assert isinstance(node, Mapping)
            others = [entry for key, entry in node.entries.items() if key != reading]
            gone = [place for entry in others for place in (entry.key.place, *places(entry.value))]
            self.note(way, gone)
            kept = {key: entry for key, entry in node.entries.items() if key == reading}
            self.edit(way, replace(node, entries=kept))


def _ids(node: Node) -> set[str]:
    """What an element of a list is called."""
    if isinstance(node, Scalar):
        return {node.text}
    own = own_id(node)
    return {*column_ids(node), *([] if own is None else [own])}


def _replaced(node: Mapping, given: Mapping, words: Collection[str]) -> dict[str, Node]:
    """What of an entry goes where these keys are set: those keys, and with a new one of some words the old one."""
    gone = [key for key in node.entries if key in given.entries]
    old = [key for key in node.entries if key in words]
    if old and any(key in words and key not in old for key in given.entries):
        gone += [key for key in (*old, *_BESIDE) if key in node.entries and key not in gone]
    return {key: node.entries[key].value for key in gone}


def _merged(node: Mapping, given: Mapping, old: Collection[str]) -> Iterator[tuple[str, Entry]]:
    """The entry as it is then: what is set stands where it stood, what is new where a word stood that it replaces."""
    new = {key: entry for key, entry in given.entries.items() if key not in node.entries}
    for key, entry in node.entries.items():
        if key not in old:
            yield key, entry
        elif key in given.entries:
            yield key, given.entries[key]
        else:
            yield from new.items()
            new = {}
    yield from new.items()


def _held(node: Node) -> int:
    return len(node.entries) if isinstance(node, Mapping) else len(node.items) if isinstance(node, Sequence) else 1


def _empty_section(name: str, place: Place) -> Node | None:
    """A section that holds nothing yet; None where no section with entries has that name."""
    shape = policy_schema()["properties"].get(name, {})
    if name in OWN or not ("items" in shape or "additionalProperties" in shape):
        return None
    return Sequence(place) if shape.get("type") == "array" else Mapping(place) if "propertyNames" in shape else None


def _new_ids(given: Node) -> Iterator[Place]:
    """Where the ids of a new element of a list, and of the parts in it, are written."""
    yield from own_places(given)
    parts = given.get("parts") if isinstance(given, Mapping) else None
    for part in parts.items if isinstance(parts, Sequence) else ():
        yield from _new_ids(part)


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
