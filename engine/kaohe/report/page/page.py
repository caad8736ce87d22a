"""Puts the page together: every text goes through the template, which shows it letter by letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kaohe.analysis.appraisal import Appraisal
from kaohe.language.periods import Period
from kaohe.policy.model import Note
from kaohe.progress import busy
from kaohe.report import adjustments, footer, provisional
from kaohe.report.adjustments import LEGEND
from kaohe.report.explain.html import STYLE
from kaohe.report.footer import ReadingLine
from kaohe.report.page.outcomes import goals
from kaohe.report.page.parts import MOST_SHOWN, Part, parts
from kaohe.report.results.target_rows import TargetYear, years_of
from kaohe.report.results.target_words import state_of, summary
from kaohe.shown_text import visible

_FOLDER = Path(__file__).parent


_MISSED = 8
"""So many missed targets are named among the points; the section on targets has all."""


def render(found: Appraisal, chosen: Period | None = None) -> str:
    """The whole page, about the period that is chosen, or the last one that has results."""
    busy("page")
    shown = parts(found, chosen)
    targets = _targets(found, chosen)
    return _template().render(
        title=footer.title(found.policy),
        language="zh-CN" if found.policy.language == "zh" else found.policy.language,
        css=Markup((_FOLDER / "page.css").read_text(encoding="utf-8") + STYLE),
        fillings=Markup((_FOLDER / "fillings.svg").read_text(encoding="utf-8").rstrip("\n")),
        numerals="一二三四五六七八九十",
        periods=_periods(shown, targets),
        points=list(_points(shown, targets)),
        parts=shown,
        goals=goals(targets) if targets is not None else [],
        footer=page_footer(found, [*_untold(found, chosen, shown, targets)]),
        legend=LEGEND,
        most_shown=MOST_SHOWN,
        ends=max((block.ends for part in shown for block in part.blocks), default=0),
    )


@cache
def _template() -> Template:
    """The template; to compile it takes longer than all else of a small page, so that only the first page waits."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["svg"] = Markup
    return environment.get_template("page.html.j2")


def _shown(value: object) -> object:
    """What steers a page instead of being seen is written out; drawings and explanations have seen to it themselves."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _targets(found: Appraisal, chosen: Period | None) -> TargetYear | None:
    if found.targets is None:
        return None
    years = years_of(found.targets)
    year = Period(chosen.year) if chosen is not None else years[-1] if years else None
    return TargetYear(found.targets, year) if year is not None and year in years else None


def _untold(found: Appraisal, chosen: Period | None, shown: list[Part], targets: TargetYear | None) -> Iterator[str]:
    """What the policy has and the page has not."""
    told = {part.name for part in shown}
    types = {result.unit_type for result in found.results.results} if found.results is not None else set()
    for unit_type in found.policy.units.values():
        if chosen is not None and unit_type.id in types and unit_type.name not in told:
            yield f"{unit_type.name}没有{chosen.in_words()}的结果，本报告不含"
    if chosen is not None and found.targets is not None and targets is None:
        yield f"目标没有{chosen.year}年的数据，本报告不含目标"


def _periods(shown: list[Part], targets: TargetYear | None) -> str:
    """产业链 2023年四季度；目标 2024年."""
    scored = dict.fromkeys(part.period for part in shown)
    named = [next(iter(scored))] if len(scored) == 1 else [f"{part.name} {part.period}" for part in shown]
    return "；".join([*named, *([f"目标 {targets.year.in_words()}"] if targets else [])])


def _points(shown: list[Part], targets: TargetYear | None) -> Iterator[tuple[str, str]]:
    """What a reader has to know who reads nothing else."""
    for part in shown:
        for block in part.blocks:
            yield block.title, block.ranking.summary
        last = {each.name: each for each in part.outcomes}
        for each in last.values():
            yield f"{part.name}{each.name}（{each.period.in_words()}）", each.in_short
    if targets is not None:
        for unit, members in targets.by_unit().items():
            yield f"{unit}目标（{targets.year.in_words()}）", summary(members)
            missed = [member.target.name for member in members if state_of(member) in ("missed", "overdue")]
            if missed:
                yield f"{unit}未达到的目标", "、".join(missed[:_MISSED]) + ("等" if len(missed) > _MISSED else "")


@dataclass(frozen=True, slots=True)
class PageFooter:
    """Readings in force, the drafters' notes, what is waited for, what was adjusted, warnings, the run's record.

    `notice` and `changed` say among the points that there is something to wait for, and that something was adjusted.
    """

    readings: list[ReadingLine]
    notes: tuple[Note, ...]
    notice: str
    provisional: list[str]
    changed: str
    adjusted: list[str]
    warnings: list[str]
    record: list[tuple[str, str]]


def page_footer(found: Appraisal, untold: list[str]) -> PageFooter:
    """Scores and targets together; what both say stands once. `untold` is what the page leaves out."""
    reports: list[footer.Report] = [each for each in (found.results, found.targets) if each is not None]
    readings = {line.question: line for report in reports for line in footer.readings(report)}
    warnings = dict.fromkeys(line for report in reports for line in footer.warnings(report))
    if found.untold:
        untold = [*untold, f"数据里没有目标表“{found.untold}”，本报告不含目标"]
    return PageFooter(
        [readings[id_] for id_ in found.policy.questions if id_ in readings],
        found.policy.notes,
        "" if found.results is None else provisional.notice(found.results),
        [] if found.results is None else provisional.lines(found.results),
        "" if found.results is None else adjustments.notice(found.results),
        [] if found.results is None else adjustments.lines(found.results),
        [*warnings, *untold],
        _run(found),
    )


def _run(found: Appraisal) -> list[tuple[str, str]]:
    records = [each.record for each in (found.results, found.targets) if each is not None]
    record = records[0]
    lines = [("办法文件（SHA-256）", record.policy_digest)]
    if found.results is not None:
        lines.append(("计分数据（SHA-256）", found.results.record.data_digest))
    if found.targets is not None:
        lines.append(("目标数据（SHA-256）", found.targets.record.data_digest))
    chosen = "、".join(f"{id_}={record.readings[id_]}" for id_ in sorted(record.chosen))
    lines.append(("非默认读法", chosen or "没有另选，全部按默认读法"))
    lines.append(("计算程序", f"kaohe {record.engine_version}"))
    lines.append(("计算时间", record.time))
    replaced = dict.fromkeys(each for one in records for each in one.replaced)
    lines += [("替换的文件", each.in_words()) for each in replaced]
    return lines
