"""Targets in the year looked at: each as a row of texts, or of exact values; and the figures of its years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from kaohe.diagnostics import Diagnostic
from kaohe.language.periods import Period
from kaohe.policy.model import Display, Target
from kaohe.report.results import target_words
from kaohe.report.results.target_words import MARKS, STRENGTH, WORDS, deadline, marked, requirement, state_of
from kaohe.report.values import ABSENT
from kaohe.results import TargetResult, TargetResults, Value
from kaohe.shown_text import visible


@dataclass(frozen=True, slots=True)
class TargetYear:
    """Every year's results, and the year that is looked at."""

    results: TargetResults
    year: Period

    @property
    def warnings(self) -> list[Diagnostic]:
        """The warnings of the run."""
        return self.results.warnings

    @property
    def now(self) -> list[TargetResult]:
        """The results of the year looked at, in the order of the policy."""
        return [result for result in self.results.results if result.period == self.year]

    @property
    def years(self) -> list[Period]:
        """The years of the data."""
        return years_of(self.results)

    def by_unit(self) -> dict[str, list[TargetResult]]:
        """The year looked at, unit by unit."""
        apart: dict[str, list[TargetResult]] = {}
        for result in self.now:
            apart.setdefault(result.unit, []).append(result)
        return apart

    def courses(self) -> Iterator[dict[Period, TargetResult]]:
        """For each target and unit its results by year; nothing where the data has one year alone."""
        if len(self.years) < 2:
            return
        apart: dict[tuple[str, str], dict[Period, TargetResult]] = {}
        for result in self.results.results:
            apart.setdefault((result.target.id, result.unit), {})[result.period] = result
        yield from apart.values()


def years_of(results: TargetResults) -> list[Period]:
    """The years of the data."""
    return sorted({result.period for result in results.results})


def by_field(members: list[TargetResult]) -> dict[str | None, list[TargetResult]]:
    """The fields in the order of the policy; what has no field stands where its first one does."""
    apart: dict[str | None, list[TargetResult]] = {}
    for member in members:
        apart.setdefault(member.target.field, []).append(member)
    return apart


TEXTS = ("状态", "目标", "条款", "期限", "性质")


NUMBERS = ("要求", "实际", "完成率", "差距", "每年还需")


_ALWAYS = ("状态", "目标", "期限", "性质", "要求", "实际")


COURSE = "历年实际"


def line(result: TargetResult, display: Display) -> dict[str, str]:
    """The cells of a target in one year."""
    target = result.target
    return {
        "状态": marked(result),
        "目标": visible(target.name),
        "条款": visible(target.clause or ""),
        "期限": target_words.deadline(target),
        "性质": target_words.STRENGTH[target.strength],
        "要求": visible(target_words.requirement(result)),
        "实际": target_words.actual(result, display),
        "完成率": target_words.attainment(result, display),
        "差距": visible(target_words.gap(result, display)),
        "每年还需": visible(target_words.pace(result, display)),
    }


def used(headings: Iterable[str], lines: Iterable[Mapping[str, str]]) -> list[str]:
    """The headings under which any of the lines says something."""
    known = list(lines)
    return [heading for heading in headings if heading in _ALWAYS or any(cells[heading] for cells in known)]


def course_notes(members: Iterable[TargetResult]) -> list[str]:
    """What a reader of the figures of several years has to know."""
    notes = ["√为达到，○为提前达到（还没有到期），×为到期未达到，▲为逾期未达到，尚未到期又未达到的不带记号。"]
    if any(member.target.since is not None for member in members):
        notes.append("年均的，为从起始年到当年的平均。")
    return notes


def course_name(target: Target) -> tuple[str, str]:
    """A target, and what it is counted in: the table of its course does not show what is required."""
    return visible(target.name), visible(f"（{target.measure.label}）") if target.measure.label else ""


def course_cell(result: TargetResult | None, display: Display) -> str:
    """A year's figure with the mark of its state; a year that is not due yet and not attained has none."""
    if result is None:
        return ABSENT
    text = target_words.actual(result, display)
    state = state_of(result)
    return text if result.attained is None or state == "pending" else f"{text} {MARKS[state]}"


def is_counted(course: Mapping[Period, TargetResult]) -> bool:
    """Whether a target has figures at all."""
    return not next(iter(course.values())).target.is_qualitative


def figures(result: TargetResult) -> dict[str, Value]:
    """The values of a row."""
    target, short, over = result.target, None, None
    if result.attained is False and result.actual is not None and result.required is not None:
        short = max(result.required - result.actual, result.actual * 0)
    if result.above and result.actual is not None and result.upper is not None:
        over = result.actual - result.upper
    return {
        "单位": result.unit,
        "年度": Fraction(result.period.year),
        "领域": target.field or "",
        "条款": target.clause or "",
        "代号": target.id,
        "目标": target.name,
        "状态": WORDS[state_of(result)],
        "期限": deadline(target),
        "性质": STRENGTH[target.strength],
        "要求": requirement(result),
        "计量单位": target.measure.label,
        "要求值": result.required,
        "区间上限": result.upper,
        "实际": result.actual,
        "完成率（%）": None if result.attainment is None else result.attainment * 100,
        "差距": short,
        "超出上限": over,
        "每年还需": result.pace,
        "责任单位": "、".join(target.lead),
    }
