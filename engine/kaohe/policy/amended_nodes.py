"""The nodes of a base while an amending document changes them: what a path names, what was changed, what it touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from kaohe.diagnostics import Findings, nearest
from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from kaohe.places import Place, Source
from kaohe.policy.edits import edited
from kaohe.policy.paths import AmbiguousPath, Declared, Paths, UnknownPath, Way, child
from kaohe.policy.whole_text import Amendment


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
            if way is not None and self.part_column(Paths(self.root), way, path.text):
                way = self._now(path, there)
        except UnknownPath as unknown:
            try:
                way = Paths(self.root).find(path.text)
            except (UnknownPath, AmbiguousPath):
                last = path.text.rpartition(".")[2]
                near = nearest(path.text, unknown.known) or nearest(last, unknown.known)
                self.findings.add("K821", path.place, path=path.text, known=unknown.known, suggestion=near)
                return None
        except AmbiguousPath as several:
            self.findings.add("K822", path.place, path=path.text, fitting=several.fitting)
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

    def part_column(self, paths: Paths, way: Way, path: str) -> bool:
        """Gives a column that a path names, and that others share their description with, one of its own."""
        if way[:1] != ("tables",) or way[2:3] != ("columns",) or len(way) < 4:
            return False
        shared = paths.at(way[:4])
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
        columns = paths.at(way[:3])
        assert isinstance(columns, Sequence) and isinstance(way[3], int)
        alone = [_with_names(shared, names, group) for group in groups]
        items = (*columns.items[: way[3]], *alone, *columns.items[way[3] + 1 :])
        self.edit(way[:3], replace(columns, items=items))
        return True

    def edit(self, way: Way, node: Node | None) -> None:
        self.root = edited(self.root, [(way, node)])

    def note(self, paths: Paths, way: Way, gone: Iterable[Place], replaced: Collection[str]) -> None:
        """Keeps what the change touches: the nearest thing with an id above a way, and what goes."""
        of = set(self.change.of) | {paths.at(way).place}
        above = [each for each in paths.declared if way[: len(each.way)] == each.way]
        if above:
            longest = max(len(each.way) for each in above)
            for each in above:
                if len(each.way) == longest:
                    of |= {*id_places(self.root, each), paths.at(each.way).place}
        below = [each.id for key in replaced for each in paths.declared if each.way[: len(way) + 1] == (*way, key)]
        self.change = replace(
            self.change,
            of=frozenset(of),
            gone=self.change.gone | frozenset(gone),
            repealed=(*self.change.repealed, *below),
        )


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


def id_places(root: Mapping, each: Declared) -> Iterator[Place]:
    """Where the id of something is written."""
    node: Node = root
    key: Scalar | None = None
    for step in each.way:
        if isinstance(node, Mapping):
            key, node = node.entries[str(step)].key, node.entries[str(step)].value
        elif isinstance(node, Sequence):
            key, node = None, node.items[int(step)]
    if key is not None:
        yield key.place
    elif isinstance(node, Mapping):
        yield place_of_id(node, each.id)
