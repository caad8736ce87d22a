"""Changes to the nodes of a policy, as if its file had said so: nodes are changed, not text.

Some of its words are replaced, or a base is changed by an amending document: what a path names, what was changed, what
that touched. Every place stays that of the file, and what is new stands in a text of its own, so that a finding about
it shows what was given. The result goes through all checks of a policy that is read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from kaohe.diagnostics import Findings, Refused, nearest
from kaohe.language.composer import compose
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.paths import DEFAULT, AmbiguousPath, Declared, Paths, UnknownPath, Way, child, is_inserted, own_id
from kaohe.policy.use_and_amends import Amendment
from kaohe.source_places import Place, Source

Edit = tuple[Way, Node | None]
"""Where, and what stands there then; None takes it away."""


def node_of(written: str, label: str) -> Node | None:
    """The node that a text writes, read as in a policy file; None for an empty text. `label` names it in findings."""
    if not written.strip():
        return None
    findings = Findings()
    root = compose(Source(label, f"value: {written}"), findings)
    if root is None or list(root.entries) != ["value"]:
        raise Refused(findings.all)
    return root.entries["value"].value


def way_of(paths: Paths, path: str, given: Node | None, taken: Collection[Way]) -> Way:
    """The way that a path names, where `given` is to stand. Raises UnknownPath, AmbiguousPath.

    Its last keys may be new below a mapping. Behind the end of a list, and the ways taken there, the last is the next
    number or the id of `given`. `+N` puts it in so that it is the N-th.
    """
    try:
        return paths.find(path)
    except UnknownPath as unknown:
        keys: list[str] = []
        head = path
        while "." in head:
            head, _, key = head.rpartition(".")
            keys.insert(0, key)
            try:
                way = paths.find(head)
            except UnknownPath:
                continue
            if keys == [DEFAULT] and way[:1] == ("questions",) and len(way) == 2:
                return (*way, DEFAULT)
            node = paths.at(way)
            if isinstance(node, Mapping):
                return (*way, *keys)
            if isinstance(node, Sequence) and len(keys) == 1 and given is not None:
                end = len(node.items)
                while (*way, end) in taken:
                    end += 1
                if keys[0] in (own_id(given), str(end + 1)):
                    return (*way, end)
                if is_inserted(keys[0]):
                    return (*way, keys[0])
            break
        raise unknown from None


def text_at(paths: Paths, way: Way) -> Scalar | None:
    """The word or number that stands there; None where nothing does, or more than one word."""
    if way[-1:] == (DEFAULT,) and way[:1] == ("questions",):
        readings = paths.at((*way[:-1], "readings"))
        assert isinstance(readings, Mapping)
        return next(iter(readings.entries.values())).key
    try:
        node = paths.at(way)
    except (KeyError, IndexError):
        return None
    return node if isinstance(node, Scalar) else None


def edited(root: Mapping, edits: Iterable[Edit]) -> Mapping:
    """The root with all edits made: what is new in a list first, in its order, as long as numbers keep their meaning.

    Then the others, those of one list from its end, and what is put in between from its beginning.
    """
    backwards = sorted(edits, key=lambda edit: [_order(step) for step in edit[0]], reverse=True)
    beyond = {way for way, _ in backwards if _is_beyond(root, way)}
    new = [edit for edit in reversed(backwards) if edit[0] in beyond]
    for way, node in (*new, *(edit for edit in backwards if edit[0] not in beyond)):
        changed = _edited(root, way, node)
        assert isinstance(changed, Mapping)
        root = changed
    return root


def _order(step: str | int) -> tuple[int, int, str]:
    if isinstance(step, int):
        return (2, step, "")
    return (1, -int(step), "") if is_inserted(step) else (0, 0, step)


def _is_beyond(node: Node, way: Way) -> bool:
    """Whether a way leads beyond the end of a list."""
    for step in way:
        if isinstance(node, Sequence) and isinstance(step, int):
            if step >= len(node.items):
                return True
            node = node.items[step]
        elif isinstance(node, Mapping) and step in node.entries:
            node = node.entries[str(step)].value
        else:
            return False
    return False


def _edited(node: Node, way: Way, new: Node | None) -> Node:
    step, rest = way[0], way[1:]
    if isinstance(node, Mapping):
        assert isinstance(step, str)
        if step == DEFAULT and "readings" in node.entries and step not in node.entries and isinstance(new, Scalar):
            return _by_default(node, new.text)
        entry = node.entries.get(step)
        entries = dict(node.entries)
        below: Node | None = new
        if rest:
            below = _edited(entry.value if entry else Mapping(node.place), rest, new)
        if below is None:
            entries.pop(step, None)
        else:
            place = below.place if entry is None else entry.key.place
            entries[step] = Entry(entry.key if entry else Scalar(step, place), below)
        return replace(node, entries=entries)
    assert isinstance(node, Sequence)
    items = list(node.items)
    if isinstance(step, str):  # `+N`
        items[int(step) - 1 : int(step) - 1] = [] if new is None else [new]
        return replace(node, items=tuple(items))
    if step >= len(items):
        items += [] if new is None else [new]
    elif rest:
        items[step] = _edited(items[step], rest, new)
    elif new is None:
        del items[step]
    else:
        items[step] = new
    return replace(node, items=tuple(items))


def _by_default(question: Mapping, reading: str) -> Mapping:
    """The question with that reading first."""
    readings = question.get("readings")
    assert isinstance(readings, Mapping)
    if reading not in readings.entries:
        raise UnknownPath(reading, tuple(readings.entries))
    first = {reading: readings.entries[reading]}
    ordered = replace(readings, entries=first | readings.entries)
    entry = question.entries["readings"]
    return replace(question, entries=question.entries | {"readings": Entry(entry.key, ordered)})


__all__ = ["AmbiguousPath", "Edit", "UnknownPath", "edited", "node_of", "text_at", "way_of"]


OWN = ("kaohe", "policy", "title", "language", "document", "status", "in_force")
"""What an amending file says of itself; the base says it of the base."""


@dataclass
class AmendedNodes:
    """`base` has the paths of the base, `root` is what the changes in `made` have left of it; `change` is being made.

    No change may undo another: what stands in `source`, the amending file, an earlier one has written (K823).
    """

    base: Paths
    root: Mapping
    source: Source
    findings: Findings
    made: list[Amendment] = field(default_factory=list)
    change: Amendment = field(init=False)

    def find(self, path: Node) -> Way | None:
        """The way to what a path names, with a column that shares its description by itself; None after a finding.

        A path is one of the base, so that its numbers are those of the base whatever was added or repealed before; of
        what earlier changes have added it is one of the text as it is.
        """
        assert isinstance(path, Scalar)
        try:
            there = self.base.find(path.text)
            way = self._now(path, there)
            if way is not None and self.part_column(way, path.text):
                way = self._now(path, there)
        except UnknownPath as unknown:
            try:
                way = (path.text,) if path.text in self.root.entries else Paths(self.root).find(path.text)
            except (UnknownPath, AmbiguousPath):
                last = path.text.rpartition(".")[2]
                near = nearest(path.text, unknown.known) or nearest(last, unknown.known)
                self.findings.add("K821", path.place, path=path.text, known=unknown.known, suggestion=near)
                return None
        except AmbiguousPath as several:
            self.findings.add("K822", path.place, path=path.text, fitting=several.fitting)
            return None
        if way is not None and way[:1] and way[0] in OWN:
            self.findings.add("K829", path.place, path=path.text)
            return None
        return None if way is None or self._is_changed(path, way) else way

    def _now(self, path: Scalar, way: Way) -> Way | None:
        """The way as it is now to what stands there in the base; None, after K823, where a change has taken it away."""
        then: Node = self.base.root
        node: Node = self.root
        now: list[str | int] = []
        steps = path.text.split(".")
        for step in way:
            if self.tell_changed(path, path.text, [node.place]):
                return None
            before = child(then, step)
            if isinstance(node, Sequence):
                named = [id_ for id_ in column_ids(before) if id_ in steps]
                same = [at for at, item in enumerate(node.items) if item.place == before.place]
                same = [at for at in same if set(named) <= set(column_ids(node.items[at]))]
                found: str | int | None = same[0] if len(same) == 1 else None
            else:
                found = step if isinstance(node, Mapping) and step in node.entries else None
            if found is None:
                by = next((each for each in self.made if before.place in each.gone), self.change)
                self.findings.add("K823", path.place, path=path.text, line=by.place.line)
                return None
            now.append(found)
            then, node = before, child(node, found)
        return tuple(now)

    def _is_changed(self, path: Scalar, way: Way) -> bool:
        """Whether an earlier change has written what the way leads through: K823."""
        node: Node = self.root
        for step in way:
            node = child(node, step)
            if self.tell_changed(path, path.text, [node.place]):
                return True
        return False

    def tell_changed(self, at: Scalar, path: str, places: Iterable[Place]) -> bool:
        """K823 where one of the places is in this file: a change has written it. Whether it is told."""
        own = next((place for place in places if place.source == self.source), None)
        if own is not None:
            self.findings.add("K823", at.place, path=path, line=own.line)
        return own is not None

    def part_column(self, way: Way, path: str) -> bool:
        """Gives a column that a path names, and that others share their description with, one of its own."""
        if way[:1] != ("tables",) or way[2:3] != ("columns",) or len(way) < 4:
            return False
        shared = self.at(way[:4])
        names = shared.get("names") if isinstance(shared, Mapping) else None
        steps = path.replace("@", ".").split(".")
        named = [id_ for id_ in names.entries if id_ in steps] if isinstance(names, Mapping) else []
        if not isinstance(names, Mapping) or len(names.entries) < 2 or len(named) != 1:
            return False
        assert isinstance(shared, Mapping)
        (own,) = named
        ids = list(names.entries)
        at = ids.index(own)
        groups = [group for group in (ids[:at], [own], ids[at + 1 :]) if group]
        columns = self.at(way[:3])
        assert isinstance(columns, Sequence) and isinstance(way[3], int)
        alone = [_with_names(shared, names, group) for group in groups]
        items = (*columns.items[: way[3]], *alone, *columns.items[way[3] + 1 :])
        self.edit(way[:3], replace(columns, items=items))
        parted = frozenset(entry.value.place for entry in names.entries.values())
        self.change = replace(self.change, of=self.change.of | {shared.place}, gone=self.change.gone | parted)
        return True

    def edit(self, way: Way, node: Node | None) -> None:
        self.root = edited(self.root, [(way, node)])

    def note(self, way: Way, gone: Iterable[Place] = ()) -> None:
        """Keeps what the change touches: the nearest thing with an id on a way, what that stands in, and what goes."""
        above = [*self._declared_on(way)]
        around = frozenset(place for each in above[:-1] for place in each)
        taken = tuple(gone)
        self.change = replace(
            self.change,
            of=self.change.of.union(*above[-1:], [self.at(way).place]),
            around=self.change.around | around,
            gone=self.change.gone.union(taken),
            repealed=(*self.change.repealed, *(self.ids[place] for place in taken if place in self.ids)),
        )

    @cached_property
    def ids(self) -> dict[Place, str]:
        """What the base declares, by the places of its ids."""
        return {place: each.id for each in self.base.declared for place in _id_places(self.base.root, each)}

    def at(self, way: Way) -> Node:
        """What stands at the end of a way now."""
        node: Node = self.root
        for step in way:
            node = child(node, step)
        return node

    def is_entry(self, way: Way) -> bool:
        """Whether what stands there has an id of its own, and so is no section of entries."""
        return self.at(way).place in next(reversed([*self._declared_on(way)]), ())

    def _declared_on(self, way: Way) -> Iterator[tuple[Place, ...]]:
        """The places of each thing of the base with an id that a way leads through: those of its id, and its own."""
        node: Node = self.root
        for step in way:
            key = node.entries[str(step)].key.place if isinstance(node, Mapping) else None
            node = child(node, step)
            named = [place for place in (key, *own_places(node)) if place in self.ids]
            if named:
                yield (*(place for place in named if place is not None), node.place)


def places(node: Node) -> Iterator[Place]:
    """The places of a node and of all below it, keys included."""
    yield node.place
    if isinstance(node, Mapping):
        for entry in node.entries.values():
            yield entry.key.place
            yield from places(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from places(item)


def _with_names(shared: Mapping, names: Mapping, ids: Collection[str]) -> Mapping:
    kept = replace(names, entries={id_: names.entries[id_] for id_ in ids})
    return replace(shared, entries=shared.entries | {"names": Entry(shared.entries["names"].key, kept)})


def column_ids(node: Node) -> list[str]:
    names = node.get("names") if isinstance(node, Mapping) else None
    return list(names.entries) if isinstance(names, Mapping) else []


def place_of_id(node: Node, own: str) -> Place:
    if isinstance(node, Mapping):
        for key in ("id", "name"):
            value = node.get(key)
            if isinstance(value, Scalar) and value.text == own:
                return value.place
        names = node.get("names")
        if isinstance(names, Mapping) and own in names.entries:
            return names.entries[own].key.place
    return node.place


def own_places(node: Node) -> Iterator[Place]:
    """Where the ids of an element of a list are written."""
    for own in (own_id(node), *column_ids(node)):
        if own is not None:
            yield place_of_id(node, own)


def _id_places(root: Mapping, each: Declared) -> Iterator[Place]:
    """Where the id of something that a file declares is written."""
    node: Node = root
    key: Scalar | None = None
    for step in each.way:
        key = node.entries[str(step)].key if isinstance(node, Mapping) else None
        node = child(node, step)
    yield place_of_id(node, each.id) if key is None else key.place
