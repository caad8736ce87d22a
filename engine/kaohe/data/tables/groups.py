"""The comparison group of each unit: as the policy lists it, or from a column of the table that names the units."""

from __future__ import annotations

from kaohe.data.report import TableReport
from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.policy.model import UnitType


def groups_of(unit_type: UnitType, source: TableData | None, report: TableReport | None) -> dict[str, str]:
    """Unit to group id. A unit that stands in two groups is reported at its second."""
    if unit_type.source_table is None:
        return {member.name: member.group for member in unit_type.members.values() if member.group is not None}
    if source is None or report is None or unit_type.group_column is None:
        return {}
    values = source.columns[unit_type.group_column]
    if isinstance(values, Numbers):
        raise AssertionError("the policy's checks let only texts and choices name groups")
    groups: dict[str, str] = {}
    told: set[str] = set()
    for row, value in enumerate(values):
        unit = str(source.keys[row][0])
        if value is None:
            continue
        if groups.setdefault(unit, str(value)) != value and unit not in told:
            told.add(unit)
            place = source.place_of(row, unit_type.group_column)
            report.add("D317", place, unit=unit, first=groups[unit], text=str(value))
    return groups
