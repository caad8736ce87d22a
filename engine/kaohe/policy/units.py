"""`units`: who is appraised."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf
from typing import cast

from kaohe.diagnostics import Findings, Words, nearest
from kaohe.language.nodes import Mapping, Node, Scalar, Sequence, text_of, texts_of
from kaohe.language.periods import PeriodLevel
from kaohe.lazy import replace
from kaohe.policy.model import Group, Member, Table, UnitType


def read_units(section: Mapping, findings: Findings) -> dict[str, UnitType]:
    """The unit types; a unit listed twice, by name or alias, is a finding (K227)."""
    return {name: _unit_type(entry.key, entry.value, findings) for name, entry in section.entries.items()}


def _unit_type(id_: Scalar, written: Node, findings: Findings) -> UnitType:
    assert isinstance(written, Mapping)
    members: dict[str, Member] = {}
    groups: dict[str, Group] = {}
    listed = written.get("groups")
    for name, entry in listed.entries.items() if isinstance(listed, Mapping) else ():
        assert isinstance(entry.value, Mapping)
        groups[name] = Group(name, text_of(entry.value, "name") or name, text_of(entry.value, "clause"))
        _add(members, _members(entry.value.get("members"), name), findings)
    _add(members, _members(written.get("members"), None), findings)
    source = text_of(written, "from")
    if not members and source is None:
        findings.add("K242", id_.place, name=id_.text)
    return UnitType(
        id_.text,
        text_of(written, "name") or id_.text,
        cast(PeriodLevel, text_of(written, "period")),
        id_.place,
        text_of(written, "clause"),
        members,
        groups,
        source,
        text_of(written, "group"),
    )


def _members(listed: Node | None, group: str | None) -> Iterator[Member]:
    for item in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(item, Scalar):
            yield Member(item.text, item.place, group)
        elif isinstance(item, Mapping):
            name = item.entries["name"].value
            yield Member(
                name.text if isinstance(name, Scalar) else "",
                name.place,
                group,
                texts_of(item, "alias"),
                texts_of(item, "lead"),
                texts_of(item, "responsible"),
                text_of(item, "reports_to"),
                text_of(item, "note"),
            )


def _add(members: dict[str, Member], more: Iterator[Member], findings: Findings) -> None:
    taken = {name for member in members.values() for name in (member.name, *member.aliases)}
    for member in more:
        for name in (member.name, *member.aliases):
            if name in taken:
                findings.add("K227", member.place, name=name)
            taken.add(name)
        members.setdefault(member.name, member)


def check_sources(
    section: Mapping, unit_types: dict[str, UnitType], tables: MappingOf[str, Table], findings: Findings
) -> None:
    """K223 a table of units that is not there, K245 a column of groups that it has not; such a type has no units."""
    for unit_type in list(unit_types.values()):
        if unit_type.source_table is None:
            continue
        written = section.entries[unit_type.id].value
        assert isinstance(written, Mapping)
        table = tables.get(unit_type.source_table)
        column = unit_type.group_column
        if table is None:
            near = nearest(unit_type.source_table, tables)
            findings.add("K223", written.entries["from"].value.place, name=unit_type.source_table, suggestion=near)
        elif column is not None and column not in table.columns:
            near = nearest(column, table.columns)
            findings.add("K245", written.entries["group"].value.place, name=column, suggestion=near)
        elif column is not None and table.columns[column].type not in ("text", "name", "choice"):
            kinds = {"found": Words("数", "a number"), "wanted": Words("文字", "a text")}
            write = Words("分组写文字列或选择列。", "name a column of texts or choices.")
            findings.add("K407", written.entries["group"].value.place, **kinds, write=write)
        else:
            continue
        unit_types[unit_type.id] = replace(unit_type, source_table=None, group_column=None)
