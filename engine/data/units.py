"""The unit column: whose row it is. Names are matched exactly but for the blanks around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from engine.data.characters import INVISIBLE, code_point
from engine.data.number_text import Refusal
from engine.diagnostics import nearest
from engine.policy.model import Member, Policy, UnitType

_TOTAL = re.compile(r"(?:全[县市区省州]|[一-鿿]{0,6})(?:合计|总计|小计|累计|平均值?|平均数)[:：]?")
_NOTE = re.compile(
    r"(?:注|附注|说明|备注|注释|数据来源|资料来源|单位负责人)\d*[:：].*"
    r"|(?:填表|制表|审核|填报)(?:人|单位|日期|时间).*"
)
_LISTED = 8


def is_total(text: str) -> bool:
    """Whether a unit cell heads a row of totals or means."""
    return _TOTAL.fullmatch("".join(text.split())) is not None


def is_note(text: str) -> bool:
    """Whether a row is a footnote below the table."""
    return _NOTE.fullmatch(text) is not None


class UnitNames:
    """Reads the unit cells of one unit type."""

    def __init__(self, policy: Policy, unit_type: UnitType) -> None:
        self.unit_type = unit_type
        self.known = _names(unit_type.members)
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
        if found := INVISIBLE.search(text):
            return Refusal("D306", {"text": text, "character": code_point(found[0])})
        if is_total(text):
            return Refusal("D305", {"text": text})
        if is_note(text):
            return Refusal("D304", {"text": text})
        if self.unit_type.source_table is not None:
            return text
        if text in self.elsewhere:
            return Refusal("D302", {"text": text, "other": self.elsewhere[text], "type": self.unit_type.name})
        listed = "、".join([*self.unit_type.members][:_LISTED]) + ("…" if len(self.unit_type.members) > _LISTED else "")
        near = nearest(text, self.known) or _one_character_off(text, self.known)
        return Refusal("D301", {"text": text, "type": self.unit_type.name, "known": listed, "suggestion": near})


def _one_character_off(text: str, known: Iterable[str]) -> str | None:
    """The one short name that differs in a character, as 甲區 from 甲区; None where several do."""
    near = [name for name in known if len(name) == len(text) and sum(map(str.__ne__, name, text)) == 1]
    return near[0] if len(near) == 1 else None


def _names(members: Mapping[str, Member]) -> dict[str, str]:
    """Every name and alias of the members, to the name."""
    names = {alias: member.name for member in members.values() for alias in member.aliases}
    return names | {member.name: member.name for member in members.values()}
