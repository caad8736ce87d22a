"""Paths (路径): every word and number of a policy by a name that people can type, `construction_score.cap`.

A path is `ID[@TYPE].KEY[.KEY…]`: the id of something that the policy declares, with @TYPE where several unit types
have it, then the keys below it. An element of a list goes by its number from 1, by its own id or name, or by its text
where that is no number. Words that stand at the top of the file, and what hangs below them without an id, stand
without one (`display.decimals`). Where an id alone fits two things, or where it is clearer, the section goes before it
(`tables.chain`, `scores.total`, however deep the score stands). `X4.default` is the default reading of a question.

Paths are read from the YAML alone, so they know no rule: `diff` prints them, `whatif --set-policy` takes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from kaohe.language.nodes import Entry, Mapping, Node, Scalar, Sequence
from kaohe.lazy import dataclass

Way = tuple[str | int, ...]
"""From the root to a node: keys of mappings, and indices of lists from 0."""

DEFAULT = "default"
"""Under a question: its default reading, which is the first that it lists."""


def inserted(number: int) -> str:
    """The step to a new element that is to have this index (from 0) in its list: `+1` is put in at the front."""
    return f"+{number + 1}"


def is_inserted(step: str | int) -> bool:
    """Whether a step below a list is one to a new element."""
    return isinstance(step, str) and step[:1] == "+" and step[1:].isascii() and step[1:].isdigit() and step != "+0"


@dataclass(frozen=True, slots=True)
class Declared:
    """Something with an id. `types` are the unit types that it is for (none for what all share).

    `address` is the path from the top of the file, which is always its own; `aliases` are further ids of one column
    entry.
    """

    id: str
    types: tuple[str, ...]
    way: Way
    address: str


@dataclass(frozen=True, slots=True)
class Word:
    """One word or number: `of` is the nearest id above it (None at the top), `what` the keys below that."""

    of: str | None
    what: str
    way: Way
    node: Scalar
    clause: str | None

    @property
    def path(self) -> str:
        return joined(self.of, self.what)


class UnknownPath(LookupError):
    """No word has the path; `known` are the paths that may have been meant."""

    def __init__(self, path: str, known: tuple[str, ...]) -> None:
        super().__init__(path)
        self.path, self.known = path, known


class AmbiguousPath(LookupError):
    """Several words have the path; `fitting` are their own."""

    def __init__(self, path: str, fitting: tuple[str, ...]) -> None:
        super().__init__(path)
        self.path, self.fitting = path, fitting


def joined(of: str | None, what: str) -> str:
    """The whole path."""
    return ".".join(part for part in (of, what) if part)


class Paths:
    """The paths of one policy file."""

    def __init__(self, root: Mapping) -> None:
        self.root = root

    @cached_property
    def declared(self) -> tuple[Declared, ...]:
        """Everything with an id, in the order of the file, what holds others before these."""
        return tuple(_declared(self.root))

    @cached_property
    def names(self) -> dict[Way, str]:
        """What each declared thing is called: its id where that is enough, else id@TYPE, else its address."""
        by_id: dict[str, list[Declared]] = {}
        for each in self.declared:
            by_id.setdefault(each.id, []).append(each)
        return {each.way: self._name(each, by_id[each.id]) for each in reversed(self.declared)}

    def _name(self, one: Declared, alike: list[Declared]) -> str:
        others = [each for each in alike if each.way != one.way]
        if not others and one.id not in self.root.entries:
            return one.id
        for unit_type in one.types:
            if not any(unit_type in each.types or not each.types for each in others):
                return f"{one.id}@{unit_type}"
        return one.address

    def word(self, way: Way) -> tuple[str | None, str, str | None]:
        """For any node: the nearest id above it or its own, the keys below that, and the nearest clause."""
        at = max((length for length in range(len(way) + 1) if way[:length] in self.names), default=None)
        below, clause = [], None
        node: Node = self.root
        for number, step in enumerate(way):
            clause = _clause(node) or clause
            if at is None or number >= at:
                below.append(step_name(node, step))
            node = _under(node, step)
        clause = _clause(node) or clause
        return (None if at is None else self.names[way[:at]]), ".".join(below), clause

    def find(self, path: str) -> Way:
        """The way to what a path names, a node that need not be a word. Raises UnknownPath, AmbiguousPath."""
        found = self._ways(path)
        if len(found) > 1:
            raise AmbiguousPath(path, tuple(joined(*self.word(way)[:2]) for way in found))
        if not found:
            raise UnknownPath(path, self.near(path))
        return found[0]

    def near(self, path: str) -> tuple[str, ...]:
        """The keys that stand where a path begins to be wrong, or the known ids."""
        head = path
        while "." in head:
            head = head.rpartition(".")[0]
            ways = self._ways(head)
            if len(ways) == 1:
                node = self.at(ways[0])
                if isinstance(node, Mapping):
                    unwritten = (DEFAULT,) if "readings" in node.entries else ()
                    return tuple(f"{head}.{key}" for key in dict.fromkeys((*node.entries, *unwritten)))
                if isinstance(node, Sequence):
                    return tuple(f"{head}.{element_name(node, number)}" for number in range(len(node.items)))
        return (*dict.fromkeys(self.names.values()), *self.root.entries)

    def at(self, way: Way) -> Node:
        """The node at the end of a way."""
        node: Node = self.root
        for step in way:
            node = child(node, step)
        return node

    def _ways(self, path: str) -> list[Way]:
        """The ways that a path may mean. With the section in front it is first read down from the top of the file."""
        found = dict.fromkeys((*_below(self.root, path, ()), *self._by_id(path)))
        if found:
            return list(found)
        section, _, rest = path.partition(".")
        return [way for way in dict.fromkeys(self._by_id(rest)) if way[0] == section]

    def _by_id(self, path: str) -> Iterator[Way]:
        for each in self.declared:
            for head in (each.id, *(f"{each.id}@{unit_type}" for unit_type in each.types)):
                if path == head:
                    yield each.way
                elif path.startswith(f"{head}."):
                    yield from _below(self.at(each.way), path[len(head) + 1 :], each.way)


def child(node: Node, step: str | int) -> Node:
    """One step further down. Raises KeyError, IndexError."""
    if isinstance(node, Mapping):
        return node.entries[str(step)].value
    assert isinstance(node, Sequence)
    if isinstance(step, str):
        raise KeyError(step)  # `+N`: there is no such element yet
    return node.items[step]


def _under(node: Node, step: str | int) -> Node:
    """One step further down; an empty mapping where nothing is written yet."""
    try:
        return child(node, step)
    except (KeyError, IndexError):
        return Mapping(node.place)


def own_id(node: Node) -> str | None:
    """What an element of a list is told apart by: its id, a column's first id, or its name."""
    if not isinstance(node, Mapping):
        return None
    for key in ("id", "name"):
        value = node.get(key)
        if isinstance(value, Scalar):
            return value.text
    names = node.get("names")
    return next(iter(names.entries), None) if isinstance(names, Mapping) else None


def step_name(node: Node, step: str | int) -> str:
    """One step of a way as a path has it."""
    return element_name(node, step) if isinstance(node, Sequence) else str(step)


def element_name(node: Sequence, number: int | str) -> str:
    """An element of a list in a path: its own id where no other element has it, else its number from 1."""
    assert isinstance(number, int)
    own = own_id(node.items[number])
    if own is not None and [own_id(each) for each in node.items].count(own) == 1:
        return own
    return str(number + 1)


def _below(node: Node, path: str, way: Way) -> Iterator[Way]:
    """Where `path` leads from a node: keys are matched whole, whatever signs they hold."""
    if isinstance(node, Mapping):
        steps: list[tuple[str, str | int]] = [(key, key) for key in node.entries]
    elif isinstance(node, Sequence):
        steps = []
        for number, item in enumerate(node.items):
            steps += [(each, number) for each in (str(number + 1), *_ids(item))]
    else:
        return
    for name, step in steps:
        if path == name:
            yield (*way, step)
        elif path.startswith(f"{name}."):
            yield from _below(child(node, step), path[len(name) + 1 :], (*way, step))


def _ids(item: Node) -> set[str]:
    """What an element of a list goes by beside its number."""
    if isinstance(item, Scalar):
        return set() if item.text.isdigit() else {item.text}
    own = own_id(item)
    names = item.get("names") if isinstance(item, Mapping) else None
    return {*([] if own is None else [own]), *_keys(names)}


def _clause(node: Node) -> str | None:
    clause = node.get("clause") if isinstance(node, Mapping) else None
    return clause.text if isinstance(clause, Scalar) else None


# What a policy declares, section by section


def _declared(root: Mapping) -> Iterator[Declared]:
    units, tables = root.get("units"), root.get("tables")
    for key in _keys(units):
        yield Declared(key, (), ("units", key), f"units.{key}")
    for key, entry in _entries(tables):
        yield from _of_table(key, entry.value)
    for section in ("adjustments", "questions", "lists", "measures", "methods"):
        for key in _keys(root.get(section)):
            yield Declared(key, (), (section, key), f"{section}.{key}")
    for section in ("values", "scores"):
        yield from _of_entries(root.get(section), (section,), section, ())
    targets = root.get("targets")
    listed = targets.get("list") if isinstance(targets, Mapping) else None
    yield from _of_entries(listed, ("targets", "list"), "targets.list", _texts(targets, "unit"))


def _of_table(table: str, written: Node) -> Iterator[Declared]:
    way, address = ("tables", table), f"tables.{table}"
    yield Declared(table, (), way, address)
    if not isinstance(written, Mapping):
        return
    types = _texts(written, "key") or _texts(written, "records_of")
    columns = written.get("columns")
    for number, item in enumerate(columns.items if isinstance(columns, Sequence) else ()):
        names = item.get("names") if isinstance(item, Mapping) else None
        for id_ in _keys(names):
            yield Declared(id_, types, (*way, "columns", number), f"{address}.columns.{id_}")
    for id_ in _keys(written.get("let")):
        yield Declared(id_, types, (*way, "let", id_), f"{address}.let.{id_}")


def _of_entries(section: Node | None, way: Way, address: str, inherited: tuple[str, ...]) -> Iterator[Declared]:
    """The entries of a list, and the parts that are written inside them."""
    for number, item in enumerate(section.items if isinstance(section, Sequence) else ()):
        id_ = item.get("id") if isinstance(item, Mapping) else None
        if not isinstance(id_, Scalar):
            continue
        types = _texts(item, "for") or inherited
        one = Declared(id_.text, types, (*way, number), f"{address}.{id_.text}")
        yield one
        assert isinstance(item, Mapping)
        yield from _of_entries(item.get("parts"), (*one.way, "parts"), f"{one.address}.parts", types)


def _entries(section: Node | None) -> Iterator[tuple[str, Entry]]:
    if isinstance(section, Mapping):
        yield from section.entries.items()


def _keys(section: Node | None) -> tuple[str, ...]:
    return tuple(section.entries) if isinstance(section, Mapping) else ()


def _texts(node: Node | None, key: str) -> tuple[str, ...]:
    value = node.get(key) if isinstance(node, Mapping) else None
    items = value.items if isinstance(value, Sequence) else (value,)
    return tuple(item.text for item in items if isinstance(item, Scalar))
