"""The comparison as tables, one for each question a reader asks; table, Markdown, workbook and page draw these.

Every cell names its clause. Words are Chinese, or English where all policies are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kaohe.analysis.comparison import Comparison, Method, QuestionRow, TargetCell, TargetRow, Units, name_of, vocabulary
from kaohe.analysis.composition import KIND_NAMES, MEASURE_KINDS, PointsEntry, Total
from kaohe.analysis.consequences import CONSEQUENCE_KINDS, CONSEQUENCE_NAMES, Consequence
from kaohe.language.entry import total
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Policy
from kaohe.report.explain.words import phrase
from kaohe.report.results.targets import STRENGTH, deadline, requirement
from kaohe.report.values import trimmed
from kaohe.results import TargetResult
from kaohe.text_width import visible
from kaohe.translations import worded

UNTAGGED = ""
"""Stands for no theme at all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a cell, and the clause that it comes from."""

    text: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its name, a cell for each column (the lines in it), and a remark over all of them."""

    name: str
    cells: tuple[tuple[Entry, ...], ...]
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """A table: its heading, a sentence on how to read it, the names of its columns, and rows.

    `remarks` heads the last column, where rows have remarks.
    """

    id: str
    heading: str
    how: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: str = ""


class ComparisonTables:
    """The tables of one comparison, in its language."""

    def __init__(self, found: Comparison) -> None:
        self.found = found
        self.language = "en" if all(policy.language == "en" for policy in found.policies) else "zh"
        self.words = EN if self.language == "en" else ZH
        self.titles = tuple(map(short_title, found.policies))

    def all(self) -> list[ComparisonTable]:
        """Every table that has rows."""
        tables = [self._overview(), self._by_theme(), self._by_kind(), self._consequences(), self._targets()]
        return [table for table in [*tables, self._questions()] if table.rows]

    def _table(self, id_: str, columns: Sequence[str], rows: Sequence[Row], remarks: str = "") -> ComparisonTable:
        return ComparisonTable(id_, self.words[id_], self.words[f"{id_}_how"], tuple(columns), tuple(rows), remarks)

    def _overview(self) -> ComparisonTable:
        rows = [
            Row(self.words["document"], tuple((Entry(self._document(policy)),) for policy in self.found.policies)),
            Row(self.words["who"], tuple(tuple(self._who(method)) for method in self.found.methods)),
            Row(self.words["offices"], tuple(tuple(self._offices(method)) for method in self.found.methods)),
            Row(self.words["totals"], tuple(tuple(map(self._total, method.totals)) for method in self.found.methods)),
            Row(
                self.words["sides"],
                tuple((Entry(self._sides(method)),) for method in self.found.methods),
            ),
        ]
        return self._table("overview", self.titles, [row for row in rows if any(row.cells)])

    def _document(self, policy: Policy) -> str:
        document = policy.document
        period = "—".join(str(bound.year) for bound in policy.in_force if isinstance(bound, Period))
        facts = [
            document.get("number"),
            document.get("part"),
            document.get("issued"),
            period,
            self.words.get(f"status_{policy.status}"),
        ]
        return visible(worded("，").join(word for word in facts if word))

    def _who(self, method: Method) -> Iterator[Entry]:
        for units in method.units:
            yield Entry(self._of_type(units), visible(units.type.clause or ""))

    def _of_type(self, units: Units) -> str:
        groups = units.type.groups
        inside = worded("、").join(worded("{}{}", groups[id_].name, count) for id_, count in units.groups.items())
        count = self.words["from_data"] if units.count is None else self.words["count"].format(count=units.count)
        often = self.words[units.type.period]
        return visible(worded("{}{}{}，{}", units.type.name, count, worded("（{}）", inside) if inside else "", often))

    def _offices(self, method: Method) -> Iterator[Entry]:
        for units in method.units:
            if units.offices:
                facts = {"count": len(units.offices), "listed": worded("、").join(units.offices)}
                yield Entry(visible(self.words["office_count"].format(type=units.type.name, **facts)))

    def _total(self, total: Total) -> Entry:
        exceeds = self.words["exceeds" if total.can_exceed else "at_most"]
        name = worded("{}{}", self._type_name(total), total.definition.name).strip()
        return Entry(
            visible(worded("{} {}，{}", name, self._points(total.points), exceeds)),
            visible(total.definition.clause or ""),
        )

    def _sides(self, method: Method) -> str:
        return worded("、").join(self.words[f"side_{side}"] for side in method.sides)

    def _type_name(self, total: Total) -> str:
        policy = next(each.policy for each in self.found.methods if total in each.totals)
        return policy.units[total.definition.unit_type].name

    def _points(self, points: Fraction) -> str:
        return self.words["points"].format(points=trimmed(points))

    # Where the points are

    @property
    def scored(self) -> list[tuple[Method, Total]]:
        """Each total, a column of its own."""
        return [(method, total) for method in self.found.methods for total in method.totals]

    def column_of(self, method: Method, total: Total) -> str:
        """What the column of a total is called."""
        if len(method.totals) == 1:
            return short_title(method.policy)
        own = [each for each in method.totals if each.definition.unit_type == total.definition.unit_type]
        name = f"{self._type_name(total)} {total.definition.name}" if len(own) > 1 else self._type_name(total)
        return f"{short_title(method.policy)}\n{visible(name)}"

    def themes(self) -> list[tuple[str, str]]:
        """The themes that occur, in the order of the vocabulary, then others, then what bears none: word and name."""
        used = {entry.theme or UNTAGGED for method in self.found.methods for entry in method.points}
        known = [word for word in vocabulary()["themes"] if word in used]
        others = sorted(used - set(known) - {UNTAGGED})
        ordered = [*known, *others, *([UNTAGGED] if UNTAGGED in used else [])]
        return [(word, self._theme_name(word)) for word in ordered]

    def _theme_name(self, word: str) -> str:
        return visible(name_of("themes", word, self.language)) if word else self.words["untagged"]

    def kinds(self) -> list[tuple[str, str]]:
        """The kinds of measure that occur: word and name."""
        used = {entry.kind for method in self.found.methods for entry in method.points}
        at = 1 if self.language == "en" else 0
        return [(kind, KIND_NAMES[kind][at]) for kind in MEASURE_KINDS if kind in used]

    def _by_theme(self) -> ComparisonTable:
        return self._points_table("themes", self.themes(), lambda entry: entry.theme or UNTAGGED)

    def _by_kind(self) -> ComparisonTable:
        return self._points_table("kinds", self.kinds(), lambda entry: entry.kind)

    def _points_table(self, id_: str, words: list[tuple[str, str]], word_of: object) -> ComparisonTable:
        rows = []
        for word, name in words:
            cells = []
            for method, whole in self.scored:
                own = [each for each in method.points if each.total == whole and word_of(each) == word]  # type: ignore[operator]
                cells.append(tuple(self._summed(own, whole)))
            rows.append(Row(name, tuple(cells)))
        return self._table(id_, [self.column_of(*each) for each in self.scored], rows)

    def _summed(self, own: Sequence[PointsEntry], total: Total) -> Iterator[Entry]:
        """The points together with their share, then what they are for."""
        if not own:
            return
        points = sum((each.points for each in own), Fraction(0))
        yield Entry(worded("{}，{}%", self._points(points), trimmed(100 * points / total.points, 1)))
        for each in own:
            yield Entry(visible(f"{each.name} {trimmed(each.points)}"), visible(each.clause or ""))

    # How scores become consequences

    def _consequences(self) -> ComparisonTable:
        at = 1 if self.language == "en" else 0
        following = [method for method in self.found.methods if method.consequences]
        rows = []
        for kind in CONSEQUENCE_KINDS:
            cells = tuple(
                tuple(line for one in method.consequences if one.kind == kind for line in self._said(method, one))
                for method in following
            )
            if any(cells):
                rows.append(Row(CONSEQUENCE_NAMES[kind][at], cells))
        return self._table("consequences", [short_title(method.policy) for method in following], rows)

    def _said(self, method: Method, one: Consequence) -> Iterator[Entry]:
        types = {each.definition.unit_type for each in method.consequences}
        of = f"{method.policy.units[one.definition.unit_type].name} " if len(types) > 1 else ""
        lines = [phrase(line, method.policy.display) for line in one.says]
        yield Entry(
            visible(worded("{}{}：{}", of, one.definition.name, worded("；").join(lines))),
            visible(one.definition.clause or ""),
        )

    # What they aim at

    def _targets(self) -> ComparisonTable:
        with_targets = [method for method in self.found.methods if method.policy.targets]
        rows = []
        for row in self.found.targets:
            cells = tuple(tuple(self._target(method.policy, row)) for method in with_targets)
            rows.append(Row(self._concept(row), cells, self._asks_most(row)))
        remarks = self.words["asks_most"] if any(len(row.by_policy) > 1 for row in self.found.targets) else ""
        return self._table("targets", [short_title(method.policy) for method in with_targets], rows, remarks)

    def _concept(self, row: TargetRow) -> str:
        if row.concept is not None:
            return visible(name_of("concepts", row.concept, self.language))
        (cell,) = row.by_policy.values()
        return visible(cell.target.name)

    def _target(self, policy: Policy, row: TargetRow) -> Iterator[Entry]:
        cell = row.by_policy.get(policy.id)
        if cell is None:
            return
        target = cell.target
        text = worded("，").join(
            word for word in (asked(cell), deadline(target), worded(STRENGTH[target.strength])) if word
        )
        yield Entry(visible(text), visible(target.clause or ""))

    def _asks_most(self, row: TargetRow) -> str:
        if row.asks_most:
            titles = {policy.id: short_title(policy) for policy in self.found.policies}
            return worded("、").join(titles[id_] for id_ in row.asks_most)
        return "" if row.unsaid == "alone" else self.words[f"unsaid_{row.unsaid}"]

    # What is open

    def _questions(self) -> ComparisonTable:
        asking = [method for method in self.found.methods if method.policy.questions]
        rows = []
        for row in self.found.questions:
            cells = tuple(tuple(self._question(method.policy, row)) for method in asking)
            rows.append(Row(self._about(row), cells, self._alike(row)))
        remarks = self.words["alike"] if any(row.same is not None for row in self.found.questions) else ""
        return self._table("questions", [short_title(method.policy) for method in asking], rows, remarks)

    def _about(self, row: QuestionRow) -> str:
        return self.words["untagged"] if row.about is None else visible(name_of("questions", row.about, self.language))

    def _question(self, policy: Policy, row: QuestionRow) -> Iterator[Entry]:
        if policy.id not in row.by_policy:
            return
        id_, reading = row.by_policy[policy.id]
        question = policy.questions[id_]
        yield Entry(
            visible(worded("{} {}：{}", id_, question.ask, question.readings[reading])), visible(question.clause or "")
        )

    def _alike(self, row: QuestionRow) -> str:
        return "" if row.same is None else self.words["same" if row.same else "different"]


def short_title(policy: Policy) -> str:
    """The title as the policy has it, without the number of its document."""
    return visible(policy.title)


def asked(cell: TargetCell) -> str:
    """≥ 43%, 1—2 个, 完成."""
    target = cell.target
    result = TargetResult(target, "", Period(target.due), None, cell.value, kind=cell.kind)
    if cell.kind == "range" and cell.upper is not None:
        result = replace(result, upper=cell.upper)
    return requirement(result)


ZH = {
    "title": "办法比较",
    "overview": "概况",
    "overview_how": "考核谁，分几组，多久一次，多少单位打分；总分印了多少，照规则会不会超过。",
    "themes": "分在哪里",
    "themes_how": "每份办法的分值按方面归类，合计是总分。",
    "kinds": "分怎样计",
    "kinds_how": "按规则本身归类：与别人比的，扣分的，按件数封顶不封顶的，单位打分的，按固定标准的。",
    "consequences": "得分的后果",
    "consequences_how": "季度怎样合成年度，名次怎样变成分、等次和奖励，末位要做什么。",
    "targets": "目标",
    "targets_how": "量的是同一样东西的目标放在一行；各自的期限和力度不同的，不说谁要求高。",
    "questions": "待释事项",
    "questions_how": "原文没有写明的地方和现在的读法；问的是同一件事的放在一行。",
    "document": "文件",
    "who": "考核谁",
    "offices": "谁打分",
    "totals": "总分",
    "sides": "有什么",
    "side_scores": "计分办法",
    "side_targets": "目标",
    "status_draft": "草案",
    "status_in_force": "施行中",
    "from_data": "以数据为准",
    "count": "{count}个",
    "day": "每日",
    "month": "每月",
    "quarter": "每季度",
    "half_year": "每半年",
    "year": "每年",
    "office_count": "{type}：{count}个单位（{listed}）",
    "exceeds": "可能超过",
    "at_most": "不会超过",
    "points": "{points}分",
    "untagged": "（没有归类）",
    "item": "项目",
    "asks_most": "谁要求高",
    "unsaid_kinds": "说法不同，不能比",
    "unsaid_times": "时间的算法不同，不能比",
    "unsaid_earlier": "数高的到期也晚，不能比",
    "alike": "读法",
    "same": "相同",
    "different": "不同",
    "share": "占总分",
    "clause": "（{clause}）",
    "by_theme": "按方面",
    "by_kind": "按计法",
}
EN = {
    "title": "Methods side by side",
    "overview": "Overview",
    "overview_how": "Who is scored, in which groups, how often, by how many offices; the printed total and whether the "
    "rules can exceed it.",
    "themes": "Where the points are",
    "themes_how": "The points of each method by theme; they add up to its total.",
    "kinds": "How they are given",
    "kinds_how": "By the rules themselves: relative to others, deductions, counts with a cap or without, an office's "
    "judgement, a fixed scale.",
    "consequences": "Consequences",
    "consequences_how": "How quarters make a year, ranks make points, grades and awards, and what the last has to do.",
    "targets": "Targets",
    "targets_how": "Targets that measure the same thing stand in one row; where deadlines or kinds differ it is not "
    "said who asks more.",
    "questions": "Open questions",
    "questions_how": "What the wording leaves open and how it is read; questions about one thing stand in one row.",
    "document": "Document",
    "who": "Who is scored",
    "offices": "Who marks",
    "totals": "Total",
    "sides": "Holds",
    "side_scores": "scores",
    "side_targets": "targets",
    "status_draft": "draft",
    "status_in_force": "in force",
    "from_data": "as the data says",
    "count": "{count}",
    "day": "each day",
    "month": "each month",
    "quarter": "each quarter",
    "half_year": "each half-year",
    "year": "each year",
    "office_count": "{type}: {count} offices ({listed})",
    "exceeds": "can exceed it",
    "at_most": "cannot exceed it",
    "points": "{points} points",
    "untagged": "(untagged)",
    "item": "item",
    "asks_most": "Who asks most",
    "unsaid_kinds": "said differently, not comparable",
    "unsaid_times": "timed differently, not comparable",
    "unsaid_earlier": "the higher is due later, not comparable",
    "alike": "Read",
    "same": "alike",
    "different": "differently",
    "share": "of the total",
    "clause": " ({clause})",
    "by_theme": "by theme",
    "by_kind": "by kind",
}
total("report.comparison_tables", ZH, EN)
