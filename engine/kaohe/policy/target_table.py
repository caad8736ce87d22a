"""The table of a policy's targets: one row a year, and a column for each target that can be counted."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingOf

from kaohe.diagnostics import Findings, nearest
from kaohe.language.measures import NUMBER, measure
from kaohe.language.nodes import Mapping, Node, Sequence
from kaohe.policy.model import ColumnSpec, ColumnType, Table, UnitType
from kaohe.policy.read import text_of, truth_of
from kaohe.words.functions import RESERVED


def listed_targets(section: Node | None) -> Iterator[Mapping]:
    """The entries of `targets: list`."""
    listed = section.get("list") if isinstance(section, Mapping) else None
    for item in listed.items if isinstance(listed, Sequence) else ():
        if isinstance(item, Mapping):
            yield item


def target_table_id(section: Node | None) -> str | None:
    """The id that `targets: table` gives."""
    return text_of(section, "table") if isinstance(section, Mapping) else None


def read_target_table(
    section: Node | None, unit_types: MappingOf[str, UnitType], tables: MappingOf[str, Table], findings: Findings
) -> Table | None:
    """The table; K222 for an unknown unit type, K221 where an id is taken."""
    if not isinstance(section, Mapping):
        return None
    unit, id_ = section.entries["unit"].value, section.entries["table"].value
    unit_type, table_id = text_of(section, "unit") or "", text_of(section, "table") or ""
    if unit_type not in unit_types:
        findings.add("K222", unit.place, name=unit_type, suggestion=nearest(unit_type, unit_types))
        return None
    if table_id in tables:
        findings.add("K221", id_.place, id=table_id, line=tables[table_id].place.line)
        return None
    columns: dict[str, ColumnSpec] = {}
    seen: dict[str, int] = {}
    for item in listed_targets(section):
        column = _column(item)
        if column.id in seen:
            findings.add("K221", column.place, id=column.id, line=seen[column.id])
        if column.id in RESERVED:
            findings.add("K220", column.place, id=column.id)
        if any(column.name == other.name for other in columns.values() if other.id != column.id):
            findings.add("K248", column.place, name=column.name)
        seen[column.id] = column.place.line
        if not truth_of(item, "qualitative"):
            columns[column.id] = column
    name = text_of(section, "name") or table_id
    return Table(table_id, name, id_.place, unit_type, "year", False, columns)


def _column(item: Mapping) -> ColumnSpec:
    id_ = text_of(item, "id") or ""
    place = item.entries["id"].value.place
    type_: ColumnType = "truth" if truth_of(item, "achieved") else "number"
    unit = measure(text_of(item, "measure") or "") or NUMBER
    return ColumnSpec(id_, text_of(item, "name") or id_, type_, place, unit)
