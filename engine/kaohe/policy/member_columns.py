"""Columns told apart by the members of lists (`each`, a list in the key), and columns whose cells are members."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import replace
from math import prod

from kaohe.diagnostics import Findings
from kaohe.language.nodes import Mapping, text_of
from kaohe.policy.inputs import ColumnSpec, ColumnType
from kaohe.policy.lists import MOST_MEMBERS, ClosedList, Members, combinations, each_of, member_id, named_members

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
    key: Mapping,
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
        findings.add("K604", key.place, count=count, most=MOST_MEMBERS)
        return dict(columns)
    found: dict[str, ColumnSpec] = {}
    for column in columns.values():
        if column not in long:
            may_lack = any(part.id in some for part in long)
            lenient = replace(column, optional=True) if may_lack and column.default is None else column
            for members in combinations(each):
                made = _at_members(lenient, members, lists, language)
                found[made.id] = made
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
