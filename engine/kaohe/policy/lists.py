"""Closed lists (`lists`): members by which values are told apart, known when the policy loads; `each` of an entry.

An entry or column with `each` is read once for each member (实例): one value, known as `id[member]`, in which the id
of the list is that member. So whoever reads the tree meets values and inputs, and never a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from fractions import Fraction
from itertools import product
from math import prod
from typing import Literal

from kaohe.diagnostics import Findings, nearest
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence, scalars_of, text_of, texts_of
from kaohe.language.tree import Node as TreeNode
from kaohe.language.tree import Number, Text
from kaohe.lazy import dataclass, pattern
from kaohe.source_places import Place
from kaohe.words.formula_and_parts import RESERVED

Members = tuple[tuple[str, str], ...]
"""A member of each of several lists: (list, member), in the order in which the lists are written."""

_WHOLE = pattern("-?[0-9]+")
_NAME = "name"
MOST_MEMBERS = 2_000
"""Of a list, and of the combinations for which one entry is read."""


@dataclass(frozen=True, slots=True)
class ClosedList:
    """A list: names by ids, in the order declared. Members of a numeric one are whole numbers.

    An ordered one says which member is best; others have a sequence, but no better and worse.
    """

    id: str
    name: str
    place: Place
    members: dict[str, str]
    is_numeric: bool = False
    order: Literal["best_first", "worst_first"] | None = None

    def node(self, member: str, place: Place) -> TreeNode:
        """The member as a formula knows it: a number, or its id as a text."""
        if self.is_numeric:
            return Number(Fraction(member), place=place)
        return Text(member, frozenset(self.members), self.id, place=place)

    def word(self, member: str, place: Place) -> Text:
        """The member as a word that is written, which is no other member."""
        return Text(member, None, self.id, place=place)

    @property
    def rising(self) -> tuple[str, ...]:
        """The members from the worst to the best, which is the highest; none where the list has no order."""
        if self.order is None:
            return ()
        return tuple(self.members) if self.order == "worst_first" else tuple(reversed(self.members))

    def find(self, word: str) -> str | None:
        """The member with that id, or else that name; None for a word that is neither."""
        if word in self.members:
            return word
        return next((id_ for id_, name in self.members.items() if name == word), None)

    def nearest(self, word: str) -> str | None:
        """The member, as it may be written, that is most like a word."""
        return nearest(word, [*self.members, *self.members.values()])


def member_id(id_: str, members: Members) -> str:
    """The id of an entry's or a column's value at some members, `iaqi[pm25]`; as it is written where there are none."""
    return f"{id_}[{','.join(member for _, member in members)}]" if members else id_


def named_members(name: str, members: Members, lists: MappingOf[str, ClosedList], language: str) -> str:
    """The name of a value with those of its members: 分指数（PM2.5）."""
    if not members:
        return name
    words = [lists[list_].members[member] for list_, member in members]
    return f"{name}（{'，'.join(words)}）" if language == "zh" else f"{name} ({', '.join(words)})"


def read_lists(section: Node | None, tables: Node | None, findings: Findings) -> dict[str, ClosedList]:
    """The lists by id, those `from` a table of the document with its keys as members; K220 for a reserved id.

    K618 for an order by which a smaller number would be better: members that are numbers are compared as numbers.
    """
    lists: dict[str, ClosedList] = {}
    for id_, entry in section.entries.items() if isinstance(section, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        if id_ in RESERVED:
            findings.add("K220", entry.key.place, id=id_)
        numbers = entry.value.get("numbers")
        source = entry.value.get("from")
        if isinstance(source, Scalar):
            members = _keys_of(source, id_, tables, findings)
        else:
            members = _members(entry.value.get("members"), findings) if numbers is None else _numbers(numbers, findings)
        is_numeric = numbers is not None or (source is not None and all(map(_WHOLE.fullmatch, members)))
        order: Literal["best_first", "worst_first"] | None = None
        if (written := text_of(entry.value, "order")) is not None:
            order = "best_first" if written == "best_first" else "worst_first"
        name = text_of(entry.value, "name") or id_
        known = lists[id_] = ClosedList(id_, name, entry.key.place, members, is_numeric and bool(members), order)
        if known.is_numeric and (rising := [*map(int, known.rising)]) != sorted(rising):
            findings.add("K618", entry.value.entries["order"].key.place, list=name)
    return lists


def _members(written: Node | None, findings: Findings) -> dict[str, str]:
    if isinstance(written, Mapping):
        pairs = [(e.key, e.value.text if isinstance(e.value, Scalar) else key) for key, e in written.entries.items()]
        return _distinct(pairs, findings)
    listed = written.items if isinstance(written, Sequence) else ()
    return _distinct([(item, item.text) for item in listed if isinstance(item, Scalar)], findings)


def _distinct(pairs: Iterable[tuple[Scalar, str]], findings: Findings) -> dict[str, str]:
    """Members with their names; K602 for what two would be called by, K603 for signs that no member may have."""
    members: dict[str, str] = {}
    others: set[str] = set()
    for key, name in pairs:
        if key.text in others or (name in others and name != key.text):
            findings.add("K602", key.place, member=key.text if key.text in others else name)
        elif set("[],").intersection(key.text):
            findings.add("K603", key.place, member=key.text)
        else:
            members[key.text] = name
            others |= {key.text, name}
    return members


def _keys_of(source: Scalar, id_: str, tables: Node | None, findings: Findings) -> dict[str, str]:
    """The members of a list that is `from` a table of the document: the keys of its rows, and their `name`.

    A row may be for several of them, which then go by their ids. A key that stands twice is told of the table (K707).
    K611 where there is no such table, or its key is not the list alone.
    """
    table = tables.get(source.text) if isinstance(tables, Mapping) else None
    grid = table.get("grid") if isinstance(table, Mapping) else None
    if not isinstance(table, Mapping) or not isinstance(grid, Sequence) or texts_of(table, "key") != (id_,):
        known = tables.entries if isinstance(tables, Mapping) and table is None else ()
        findings.add("K611", source.place, name=source.text, id=id_, suggestion=nearest(source.text, known))
        return {}
    lines = [line.items for line in grid.items if isinstance(line, Sequence)]
    heads = [_text(cell) for cell in lines[0]] if lines else []
    at = heads.index(id_) if id_ in heads else 0
    named = heads.index(_NAME) if _NAME in heads else at
    found: dict[str, tuple[Scalar, str]] = {}
    for line in lines[1:]:
        cell = line[at] if at < len(line) else None
        keys = [key for key in (cell.items if isinstance(cell, Sequence) else (cell,)) if _text(key)]
        name = _text(line[named]) if named < len(line) and len(keys) == 1 else ""
        for key in keys:
            assert isinstance(key, Scalar)
            found.setdefault(key.text, (key, name or key.text))
    return _distinct(found.values(), findings)


def _text(cell: Node | None) -> str:
    return cell.text if isinstance(cell, Scalar) else ""


def _numbers(written: Node, findings: Findings) -> dict[str, str]:
    if isinstance(written, Mapping):
        first, last = (int(text_of(written, word) or 0) for word in ("from", "to"))
        if not 0 <= last - first < MOST_MEMBERS:
            findings.add("K604", written.place, count=max(last - first + 1, 0), most=MOST_MEMBERS)
            last = first
        return {str(number): str(number) for number in range(first, last + 1)}
    members: dict[str, str] = {}
    for item in written.items if isinstance(written, Sequence) else ():
        assert isinstance(item, Scalar)
        member = str(item.value)
        if member in members:
            findings.add("K602", item.place, member=item.text)
        members[member] = member
    return members


def each_of(written: Mapping, lists: MappingOf[str, ClosedList], findings: Findings) -> tuple[ClosedList, ...] | None:
    """The lists that `each` names, none where it is not written.

    None after K601 for a word that is no list, or K604 for too many members together.
    """
    found: list[ClosedList] = []
    words = scalars_of(written, "each")
    for word in words:
        if word.text in lists:
            found.append(lists[word.text])
        else:
            findings.add("K601", word.place, name=word.text, suggestion=nearest(word.text, lists))
    count = prod(len(each.members) for each in found)
    if count > MOST_MEMBERS:
        findings.add("K604", written.entries["each"].key.place, count=count, most=MOST_MEMBERS)
        return None
    return tuple(found) if len(found) == len(words) else None


def combinations(each: tuple[ClosedList, ...]) -> Iterator[Members]:
    """Every combination of the lists' members, the last list's changing first; the empty one where there is no list."""
    for chosen in product(*(known.members for known in each)):
        yield tuple((known.id, member) for known, member in zip(each, chosen, strict=True))


def flattened(written: Node, id_: str, axes: tuple[ClosedList, ...]) -> Iterator[tuple[str, Scalar, Scalar]]:
    """The cells of a value that is written by member: `{pm25: 5}` under `iaqi` is `iaqi[pm25]`, its key and the cell.

    A member goes by its id or name; one that the list has not stays as it is written, and so names nothing.
    """
    stack: list[tuple[Node, Scalar | None, list[str]]] = [(written, None, [])]
    while stack:
        node, key, path = stack.pop()
        if isinstance(node, Mapping):
            known = (*axes[len(path) :], *axes)  # of a row for a member of one list, the next list is meant
            below = [
                (entry.value, entry.key, [*path, next(filter(None, (each.find(word) for each in known)), word)])
                for word, entry in node.entries.items()
            ]
            stack += reversed(below)
        elif isinstance(node, Scalar):
            yield (f"{id_}[{','.join(path)}]" if path else id_), key or node, node
