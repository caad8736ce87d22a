"""Columns told apart by the members of lists (`each`, a list in the key), and columns whose cells are members.

A member knows the members of other lists that stand in its row of the document's tables: an indicator its pillar, and
by that its index.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from math import prod
from typing import NamedTuple

from kaohe.diagnostics import Findings
from kaohe.language.measures import NUMBER
from kaohe.language.nodes import Mapping, text_of
from kaohe.lazy import replace
from kaohe.policy.grid import Grid
from kaohe.policy.lists import MOST_MEMBERS, ClosedList, Members, combinations, each_of, member_id, named_members
from kaohe.policy.types import ColumnSpec, ColumnType, Table
from kaohe.source_places import Place

Lists = MappingOf[str, ClosedList]


def lists_of(column: ColumnSpec) -> tuple[str, ...]:
    """The list whose members its cells are, and those whose members it is told apart by."""
    own = () if column.list is None else (column.list,)
    return (*own, *(known for known, _ in column.members))


def has_one_row_a_member(further: Sequence[ColumnSpec | None]) -> bool:
    """Whether the further parts of a key are lists, each once: then the table has one row for each of their members."""
    known = [None if column is None else column.list for column in further]
    return bool(known) and None not in known and len(set(known)) == len(known)


def each_member(
    group: Mapping, columns: list[ColumnSpec], lists: Lists, language: str, findings: Findings
) -> Iterator[ColumnSpec]:
    """The columns, with `each` one for each member; nothing where its lists were found wrong."""
    each = each_of(group, lists, findings)
    heads = text_of(group, "heads")
    for column in columns if each is not None else ():
        for members in combinations(each or ()):
            yield _at_members(column, members, lists, language, heads)


def _at_members(
    column: ColumnSpec, members: Members, lists: Lists, language: str, pattern: str | None = None
) -> ColumnSpec:
    """The column of some members, those that it has already behind these."""
    of = (*members, *column.members)
    if not of:
        return column
    name = named_members(column.written_name, of, lists, language)
    heads = column.heads
    if pattern is not None:
        words = [(member, lists[list_].members[member]) for list_, member in members]
        heads = tuple(pattern.replace("{member}", " ".join(each)) for each in dict.fromkeys(zip(*words, strict=True)))
    return replace(column, id=member_id(column.written, of), name=name, members=of, heads=heads)


def by_member(
    place: Place,
    columns: MappingOf[str, ColumnSpec],
    long: tuple[ColumnSpec, ...],
    some: tuple[str, ...],
    lists: Lists,
    language: str,
    findings: Findings,
) -> dict[str, ColumnSpec]:
    """The columns of a table with a row for each member of lists, as one for each; K604 for too many of them."""
    each = tuple(lists[column.list] for column in long if column.list is not None)
    count = prod(len(known.members) for known in each)
    if count > MOST_MEMBERS:
        findings.add("K604", place, count=count, most=MOST_MEMBERS)
        return dict(columns)
    found: dict[str, ColumnSpec] = {}
    for column in columns.values():
        if column not in long:
            for members in combinations(each):
                made = _at_members(column, members, lists, language)
                row = tuple(member for part, member in zip(long, members, strict=True) if part.id in some)
                found[made.id] = replace(made, may_lack=row) if row else made
    return found


def listed(column: ColumnSpec, known: ClosedList) -> ColumnSpec:
    """A column whose cells are members of a list."""
    numbers = frozenset(map(int, known.members)) if known.is_numeric else frozenset[int]()
    type_: ColumnType = "number" if known.is_numeric else "choice"
    return replace(
        column,
        type=type_,
        whole=known.is_numeric,
        choices=dict(known.members),
        list=known.id,
        numbers=numbers,
        written=column.id,
        written_name=column.name,
    )


def row_lists(table: Table) -> dict[str, ColumnSpec]:
    """The columns in which a file may name the member of each row, instead of a column for each, by their lists.

    They are of the lists in the key, and of those that all columns with `each` share: what is no member's stands in
    each of the rows then. The rows of records cannot be told to be one.
    """
    found = {column.list: column for column in table.long if column.list is not None}
    of_columns = [{list_ for list_, _ in column.members}.difference(found) for column in table.columns.values()]
    each = [those for those in of_columns if those]
    named = {column.list for column in table.columns.values()} | table.columns.keys()
    for list_, known in table.lists.items() if each and not table.records else ():
        if list_ not in found and list_ not in named and all(list_ in those for those in each):
            found[list_] = listed(ColumnSpec(known.id, known.name, "choice", table.place, NUMBER), known)
    return found


# What members know


class Known(NamedTuple):
    """The member of a list that another one knows, None where its cell is blank; and by which list it is known.

    `columns` are those of the document's tables that say so, with their tables.
    """

    member: str | None
    by: str
    columns: tuple[tuple[str, str], ...] = ()


class KnownWith:
    """What the members of lists know by the cells of the document's tables of which they alone are the key.

    Of two columns of one list in one table neither is known by itself.
    """

    def __init__(self, lists: Lists, grids: MappingOf[str, Grid]) -> None:
        self._cells: dict[str, dict[str, list[tuple[tuple[str, str], dict[str, str | None]]]]] = {}
        self._found: dict[tuple[Members, str], dict[str, Known]] = {}
        for grid in grids.values():
            key = grid.keys[0].id if len(grid.keys) == 1 else ""
            columns = [column for column in grid.columns.values() if column.spec.list is not None]
            named = [column.spec.list for column in columns]
            for column in columns if key in lists else ():
                list_ = column.spec.list or ""
                if named.count(list_) == 1 and list_ != key:
                    cells = {str(entry.key[0]): entry.value for entry in column.entries}
                    otherwise = None if column.otherwise is None else column.otherwise.value
                    of = {member: cells.get(member, otherwise) for member in lists[key].members}
                    known = {member: None if value is None else str(value) for member, value in of.items()}
                    self._cells.setdefault(key, {}).setdefault(list_, []).append(((grid.id, column.spec.id), known))

    def lists_of(self, list_: str) -> set[str]:
        """The lists of which a member of this one knows a member, however far on."""
        found, waiting = set[str](), [list_]
        while waiting:
            new = self._cells.get(waiting.pop(), {}).keys() - found
            found |= new
            waiting += new
        return found

    def of(self, current: MappingOf[str, str], without: str = "") -> dict[str, Known]:
        """What these members of lists know, themselves included, but nothing that they know by the list `without`.

        Two of them that know different members of a list know none of it.
        """
        asked = tuple(current.items()), without
        if asked not in self._found:
            found = {list_: Known(member, list_) for list_, member in current.items()}
            differ: set[str] = set()
            waiting = [(list_, Known(member, list_)) for list_, member in current.items()]
            while waiting:
                list_, (member, by, path) = waiting.pop()
                for other, columns in self._cells.get(list_, {}).items():
                    for column, cells in columns if other not in current and other != without else ():
                        known = Known(cells.get(member or ""), by, (*path, column))
                        had = found.get(other)
                        if had is None or (had.member is None and known.member is not None):
                            found[other] = known
                            waiting.append((other, known))
                        elif known.member not in (None, had.member):
                            differ.add(other)
            self._found[asked] = {list_: known for list_, known in found.items() if list_ not in differ}
        return self._found[asked]
