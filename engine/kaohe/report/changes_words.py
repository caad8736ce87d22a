"""The words around changes, in both languages; names, values and steps of one policy in its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kaohe.analysis.named_cells import Cell
from kaohe.analysis.outcome import Change, Published
from kaohe.data.replaced_files import Replacement
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.report.values import SIGNIFICANT, to_places
from kaohe.results import Value
from kaohe.text_width import visible
from kaohe.translations import worded
from kaohe.words.rank_and_ties import MemberRankRoles, RankRoles

ZH = {
    "changed": "改了什么",
    "moved": "结果的变化",
    "nothing": "结果没有变化",
    "elsewhere": "自己的得分没有变，是别的单位变了",
    "same": "两份没有不同",
    "value": "项目",
    "from": "原来",
    "to": "现在",
    "by": "由哪一处引起",
    "together": "几处合在一起",
    "new": "新增",
    "gone": "删去",
    "record": "增加一条",
    "no_effect": "对这些数据没有影响",
    "question": "待释事项",
    "spans": "各种读法合在一起，结果的范围",
    "in_force": "现行读法",
    "lowest": "最低",
    "highest": "最高",
    "taken": "可能是",
    "firm": "其余结果在任何读法下都不变",
    "sampled": "（抽查）",
    "decided": "全部 {all} 种组合，逐一算定 {decided} 种",
    "attained": "达到",
    "yes": "是",
    "no": "否",
    "absent": "—",
    "line": "第 {line} 行",
    "replaced": "替换的文件：",
}
EN = {
    "changed": "What was changed",
    "moved": "What moves",
    "nothing": "Nothing moves",
    "elsewhere": "Its own scores are the same; other units moved",
    "same": "No difference",
    "value": "value",
    "from": "from",
    "to": "to",
    "by": "by",
    "together": "several together",
    "new": "new",
    "gone": "gone",
    "record": "record added",
    "no_effect": "no effect on this data",
    "question": "Open questions",
    "spans": "Where results lie under all readings together",
    "in_force": "in force",
    "lowest": "lowest",
    "highest": "highest",
    "taken": "one of",
    "firm": "All other results are the same under every reading",
    "sampled": " (sampled)",
    "decided": "{all} combinations in all, {decided} decided",
    "attained": "attained",
    "yes": "yes",
    "no": "no",
    "absent": "—",
    "line": "line {line}",
    "replaced": "file replaced: ",
}
assert ZH.keys() == EN.keys(), ZH.keys() ^ EN.keys()


class Speaker:
    """Names, values and words of one policy, in its language."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.words = ZH if policy.language == "zh" else EN

    def name(self, of: Published) -> str:
        """What a published value is called."""
        definition = self.policy.definitions.get((of.unit_type, of.value))
        if definition is not None:
            return visible(definition.name)
        id_ = of.value.removesuffix(".attained")
        named = {target.id: target.name for target in self.policy.targets}
        return visible(f"{named.get(id_, id_)} {self.words['attained']}")

    def value(self, value: Value, decimals: int | None = None) -> str:
        """A value; scores with the decimals of the policy, whole numbers without."""
        if value is None:
            return self.words["absent"]
        if isinstance(value, bool):
            return self.words["yes" if value else "no"]
        if isinstance(value, str):
            return visible(value)
        if value.denominator == 1:
            return str(value.numerator)
        display = self.policy.display
        return to_places(value, display.decimals if decimals is None else decimals, display.rounding)

    def input(self, table: str, column: str, value: Value) -> str:
        """What stands in a cell, or would; a word of a choice and the member of a list by its name."""
        choices = self.policy.tables[table].columns[column].choices
        return self.value(choices.get(value, value) if isinstance(value, str) else value)

    def pair(self, old: Value, new: Value) -> tuple[str, str]:
        """Two values with so many decimals that they look different."""
        for decimals in range(self.policy.display.decimals, 12):
            texts = self.value(old, decimals), self.value(new, decimals)
            if texts[0] != texts[1]:
                return texts
        return self.value(old, SIGNIFICANT), self.value(new, SIGNIFICANT)

    def step(self, old: Value, new: Value) -> str:
        """How much a number rose or fell."""
        if not isinstance(old, Fraction) or not isinstance(new, Fraction) or isinstance(old, bool):
            return ""
        _, text = self.pair(Fraction(0), abs(new - old))
        return ("+" if new > old else "-") + text

    def is_rank(self, of: Published) -> bool:
        """Whether a published value is a place."""
        return isinstance(self._roles(of), RankRoles | MemberRankRoles)

    def is_within_groups(self, of: Published) -> bool:
        """Whether a place is one within a group."""
        roles = self._roles(of)
        return isinstance(roles, RankRoles) and roles.means.within is not None

    def _roles(self, of: Published) -> object:
        definition = self.policy.definitions.get((of.unit_type, of.value))
        return None if definition is None else getattr(definition.rule, "roles", None)

    def group(self, unit_type: str, group: str | None) -> str:
        """What a group is called; nothing for none."""
        groups = self.policy.units[unit_type].groups
        return visible(groups[group].name if group in groups else group or "")

    def cell(self, cell: Cell) -> str:
        """Where a cell stands, with names."""
        table = self.policy.tables[cell.table]
        members = [table.columns[part].choices.get(member, member) for part, member in cell.key]
        inside = ", ".join(members) if cell.record is None else str(cell.record)
        row = " ".join(str(part) for part in (table.name, cell.unit, cell.period) if part is not None)
        return visible(f"{row}[{inside}]" if inside else row) + f" {visible(table.columns[cell.column].name)}"


def in_short(say: Speaker, changes: Sequence[Change]) -> Iterator[str]:
    """One line a unit and period."""
    apart: dict[tuple[str, Period], list[str]] = {}
    for change in changes:
        old, new = say.pair(change.old, change.new)
        apart.setdefault((change.of.unit, change.of.period), []).append(f"{say.name(change.of)} {old}→{new}")
    for (unit, period), moved in apart.items():
        yield visible(worded("{} {}：{}", unit, period, worded("，").join(moved)))


def replaced_lines(say: Speaker, replaced: Sequence[Replacement]) -> list[str]:
    """Which files of the data gave nothing, a line each."""
    language = say.policy.language
    return [visible(f"{say.words['replaced']}{each.in_words(language)}") for each in replaced]
