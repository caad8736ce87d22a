"""The unit column: whose row it is, and the comparison group of each unit.

Names are matched exactly but for the blanks around them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from kaohe.data.cells.numbers import Refusal
from kaohe.data.report import TableReport
from kaohe.data.sheets.remarks import is_note, is_total
from kaohe.data.tables.dataset import Numbers, TableData
from kaohe.diagnostics import few, nearest
from kaohe.language.text import UNSEEN_IN_CELLS, code_point
from kaohe.policy.model import Member, Policy, UnitType

_COUNTED = re.compile(r"(?:[(（]?[一二三四五六七八九十0-9]+[)）]?[、.．:：]?\s*)?(.*?)[:：]?")
_NOBODY = frozenset({"无", "暂无", "没有", "本季度无", "本年度无", "/", "／", "—", "——", "-"})
_LISTED = 8


class UnitNames:
    """Reads the unit cells of one unit type."""

    def __init__(self, policy: Policy, unit_type: UnitType) -> None:
        self.unit_type = unit_type
        self.known = _names(unit_type.members)
        self.groups = {group.name for group in unit_type.groups.values()}
        self.elsewhere = {
            name: other.name
            for other in policy.units.values()
            if other.id != unit_type.id
            for name in _names(other.members)
        }

    def read(self, cell: object) -> str | Refusal:
        """The unit's own name (an alias gives the name it stands for), or why the cell names none."""
        if cell is not None and not isinstance(cell, str):
            return Refusal("D215", {"text": repr(cell), "kind": type(cell).__name__, "column": "单位", "row": ""})
        text = (cell or "").strip()
        if not text:
            return Refusal("D303", {})
        if name := self.known.get(text):
            return name
        if found := UNSEEN_IN_CELLS.search(text):
            return Refusal("D306", {"text": text, "character": code_point(found[0])})
        if is_total(text):
            return Refusal("D305", {"text": text})
        if is_note(text) or text in _NOBODY or self._is_group(text):
            return Refusal("D304", {"text": text})
        if self.unit_type.source_table is not None:
            return text
        if text in self.elsewhere:
            return Refusal("D302", {"text": text, "other": self.elsewhere[text], "type": self.unit_type.name})
        listed = few(self.unit_type.members, _LISTED)
        near = near_unit(text, self.known)
        return Refusal("D301", {"text": text, "type": self.unit_type.name, "known": listed, "suggestion": near})

    def _is_group(self, text: str) -> bool:
        """Whether the name of a group stands there as a title, with a number before it or not."""
        counted = _COUNTED.fullmatch(text)
        return not self.groups.isdisjoint({text, counted[1] if counted else text})


def near_unit(text: str, known: Collection[str]) -> str | None:
    """The known name that a text may be meant for."""
    return nearest(text, known) or _one_character_off(text, known)


def _one_character_off(text: str, known: Iterable[str]) -> str | None:
    """The one short name that differs in a character, as 甲區 from 甲区; None where several do."""
    near = [name for name in known if len(name) == len(text) and sum(map(str.__ne__, name, text)) == 1]
    return near[0] if len(near) == 1 else None


def _names(members: Mapping[str, Member]) -> dict[str, str]:
    """Every name and alias of the members, to the name."""
    names = {alias: member.name for member in members.values() for alias in member.aliases}
    return names | {member.name: member.name for member in members.values()}


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
