"""Changes as text for a terminal: what was changed, then for each unit and period what moved, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from kaohe.analysis.diff import DataDiff, Effect, PolicyDiff
from kaohe.analysis.named_cells import Cell
from kaohe.analysis.outcome import Change, Published
from kaohe.analysis.readings import Readings, Span
from kaohe.analysis.whatif import WhatIf
from kaohe.data.files.replaced_files import Replacement
from kaohe.language.periods import Period
from kaohe.policy.differences import Difference, flow
from kaohe.policy.model import Policy
from kaohe.report.changes.explained import in_full
from kaohe.report.changes.explained import in_short as in_sum
from kaohe.report.terminal import WIDTH, Page, Plan
from kaohe.report.terminal import Cell as Shown
from kaohe.report.values import SIGNIFICANT, to_places
from kaohe.results import Value
from kaohe.shown_text import visible, width
from kaohe.words.rank_and_ties import RankRoles

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
        return self._rank(of) is not None

    def is_within_groups(self, of: Published) -> bool:
        """Whether a place is one within a group."""
        rank = self._rank(of)
        return rank is not None and rank.means.within is not None

    def _rank(self, of: Published) -> RankRoles | None:
        definition = self.policy.definitions.get((of.unit_type, of.value))
        roles = None if definition is None else getattr(definition.rule, "roles", None)
        return roles if isinstance(roles, RankRoles) else None

    def group(self, unit_type: str, group: str | None) -> str:
        """What a group is called; nothing for none."""
        groups = self.policy.units[unit_type].groups
        return visible(groups[group].name if group in groups else group or "")

    def cell(self, cell: Cell) -> str:
        """Where a cell stands, with names."""
        table = self.policy.tables[cell.table]
        inside = f"[{', '.join(member for _, member in cell.key)}]" if cell.key else ""
        inside = f"[{cell.record}]" if cell.record is not None else inside
        column = table.columns[cell.column]
        return visible(f"{table.name} {cell.unit} {cell.period}{inside} {column.name}")


def what_if(found: WhatIf, width: int = WIDTH, colour: bool = False) -> str:
    """What was overridden, and all that moves."""
    say, page = Speaker(found.policy), Page(width, colour)
    page.say(visible(found.policy.title), "bold")
    if found.other is not None:
        from kaohe.report.changes.other_rule import OtherSpeaker, lines

        say = OtherSpeaker(found.policy, found.other)
        for line, style in lines(found, found.other, say):
            page.say(line, style)
    if found.other is None or found.cells or found.records or found.words:
        page.say()
        page.say(say.words["changed"], "bold")
    for one in found.cells:
        page.say(f"  {say.cell(one.cell)}：{say.value(one.old)} → {say.value(one.new)}")
    for record in found.records:
        table = found.policy.tables[record.table]
        values = "，".join(f"{table.columns[id_].name} {say.value(value)}" for id_, value in record.values.items())
        page.say(visible(f"  {table.name} {record.unit} {record.period} {say.words['record']}：{values}"))
    for word in found.words:
        at = "" if word.line is None else f"（{say.words['line'].format(line=word.line)}）"
        page.say(visible(f"  {word.path}{at}：{word.old or say.words['absent']} → {word.new or say.words['absent']}"))
    _moved(page, say, found.changes, explained=found)
    return closed(page, say, found.replaced)


def diff_of_policies(found: PolicyDiff, width: int = WIDTH, colour: bool = False) -> str:
    """The differences in words and numbers, and with data what moves by which."""
    say, page = Speaker(found.new), Page(width, colour)
    titles = dict.fromkeys((found.old.title, found.new.title))
    page.say(visible(" → ".join(titles)), "bold")
    page.say()
    if not found.changed:
        page.say(say.words["same"])
    for one in found.changed:
        page.say("  " + _difference(one, say))
    if found.effects is not None and found.changed:
        _moved(page, say, [effect.change for effect in found.effects], found.effects)
    return closed(page, say, found.replaced)


def diff_of_data(found: DataDiff, width: int = WIDTH, colour: bool = False) -> str:
    """The cells that differ, and what moves."""
    say, page = Speaker(found.policy), Page(width, colour)
    page.say(visible(found.policy.title), "bold")
    page.say()
    if not found.changed:
        page.say(say.words["same"])
    for one in found.changed:
        page.say(f"  {say.cell(one.cell)}：{say.value(one.old)} → {say.value(one.new)}")
    if found.changed:
        _moved(page, say, [effect.change for effect in found.effects])
    return closed(page, say, found.replaced)


def readings(found: Readings, width: int = WIDTH, colour: bool = False) -> str:
    """For each open question what each reading moves; then where results lie under all of them together."""
    say, page = Speaker(found.policy), Page(width, colour)
    page.say(visible(found.policy.title), "bold")
    for effects in found.questions:
        question = found.policy.questions[effects.question]
        page.say()
        page.say(visible(" ".join(filter(None, (question.id, question.clause, question.ask)))), "bold")
        for each in effects.readings:
            mark = f"（{say.words['in_force']}）" if each.in_force else ""
            page.say(visible(f"  {question.readings[each.reading]}{mark}"))
            if not each.in_force and not each.changes:
                page.say(f"    {say.words['no_effect']}")
            for line in in_short(say, each.changes):
                page.say(f"    {line}")
    page.say()
    page.say(say.words["spans"], "bold")
    page.say(say.words["decided"].format(all=found.combinations, decided=found.decided))
    for (unit, period), spans in _by_unit(found.spans):
        page.say()
        page.say(visible(f"{unit} {period}"), "bold")
        page.draw(_span_plan(say, spans))
    page.say()
    page.say(say.words["firm"])
    return closed(page, say, found.replaced)


def _span_plan(say: Speaker, spans: Sequence[Span]) -> Plan:
    rows = [
        [
            say.name(span.of) + (say.words["sampled"] if span.sampled else ""),
            say.value(span.in_force),
            say.value(span.lowest),
            say.value(span.highest),
            "、".join(map(say.value, span.taken or ())) if len(span.taken or ()) <= 8 else f"{len(span.taken or ())}",
        ]
        for span in spans
    ]
    return _plan([say.words[key] for key in ("value", "in_force", "lowest", "highest", "taken")], rows)


def _plan(headings: list[str], rows: list[list[str]]) -> Plan:
    widths = [max(width(row[at]) for row in [headings, *rows]) for at in range(len(headings))]
    return Plan(headings, [min(one, 40) for one in widths], [[Shown(text) for text in row] for row in rows], 1)


def _by_unit(spans: Iterable[Span]) -> Iterator[tuple[tuple[str, Period], list[Span]]]:
    apart: dict[tuple[str, Period], list[Span]] = {}
    for span in spans:
        apart.setdefault((span.of.unit, span.of.period), []).append(span)
    yield from apart.items()


def in_short(say: Speaker, changes: Sequence[Change]) -> Iterator[str]:
    """One line a unit and period."""
    apart: dict[tuple[str, Period], list[str]] = {}
    for change in changes:
        old, new = say.pair(change.old, change.new)
        apart.setdefault((change.of.unit, change.of.period), []).append(f"{say.name(change.of)} {old}→{new}")
    for (unit, period), moved in apart.items():
        yield visible(f"{unit} {period}：{'，'.join(moved)}")


def _difference(one: Difference, say: Speaker) -> str:
    clause = f"（{one.clause}）" if one.clause else ""
    old, new = (flow(node) for node in (one.old, one.new))
    if old is None:
        return visible(f"{one.path}{clause}：{say.words['new']} {new}")
    return visible(f"{one.path}{clause}：{old} → {new if new is not None else say.words['gone']}")


def _moved(
    page: Page,
    say: Speaker,
    changes: Sequence[Change],
    effects: Sequence[Effect] = (),
    explained: WhatIf | None = None,
) -> None:
    """A table for each unit and period, and below it why."""
    page.say()
    page.say(say.words["moved"] if changes else say.words["nothing"], "bold")
    by = {effect.change.of: effect.by for effect in effects}
    apart: dict[tuple[str, Period], list[Change]] = {}
    for change in changes:
        apart.setdefault((change.of.unit, change.of.period), []).append(change)
    for (unit, period), moved in apart.items():
        page.say()
        page.say(visible(f"{unit} {period}"), "bold")
        headings = [say.words[key] for key in ("value", "from", "to")] + [""]
        rows = [[say.name(each.of), *say.pair(each.old, each.new), say.step(each.old, each.new)] for each in moved]
        if by:
            headings.append(say.words["by"])
            for row, each in zip(rows, moved, strict=True):
                row.append(visible("、".join(by[each.of])) or say.words["together"])
        page.draw(_plan(headings, rows))
        if explained is not None:
            _explain(page, say, moved, explained)


def _explain(page: Page, say: Speaker, moved: Sequence[Change], found: WhatIf) -> None:
    """What the difference of each whole is the sum of; how each indicator came about, for the units told in full."""
    if found.other is not None:
        from kaohe.report.changes.other_rule import origins

        for line in origins(found.other, moved):
            page.say(line, "dim")
        return
    display, known = say.policy.display, dict(found.explained)
    for change in moved:
        if change not in known:
            continue
        page.say(in_sum(known[change], display))
        for kind, line in in_full(known[change], display, say.policy.language):
            page.say(f"  {line}" if not kind else f"    {line}", "" if not kind else "dim")
    is_elsewhere = all(say.is_rank(change.of) or isinstance(change.new, str) for change in moved)
    if is_elsewhere and not found.words:
        page.say(say.words["elsewhere"], "dim")


def replaced_lines(say: Speaker, replaced: Sequence[Replacement]) -> list[str]:
    """Which files of the data gave nothing, a line each."""
    language = say.policy.language
    return [visible(f"{say.words['replaced']}{each.in_words(language)}") for each in replaced]


def closed(page: Page, say: Speaker, replaced: Sequence[Replacement]) -> str:
    """The whole page; files that others stand for are told at its end."""
    for line in replaced_lines(say, replaced):
        page.say()
        page.say(line)
    return page.text()
