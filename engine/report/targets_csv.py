"""Targets as one CSV table: a row for each target in the year looked at, and behind it the figures of every year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.evaluate.targets import TargetResult
from engine.report.csv_text import cell, protected, written
from engine.report.target_state import WORDS, state_of
from engine.report.target_words import STRENGTH, deadline, requirement
from engine.report.target_year import TargetYear


def render(targets: TargetYear) -> str:
    """The table with its heading."""
    return written(_rows(targets))


def _rows(targets: TargetYear) -> Iterator[list[str]]:
    courses = {(r.target.id, r.unit): course for course in targets.courses() for r in course.values()}
    years = targets.years if courses else []
    past = [f"{year}年{word}" for year in years for word in ("实际", "是否达到")]
    for number, result in enumerate(targets.now):
        cells = _cells(result)
        if not number:
            yield [*cells, *past]
        course = courses.get((result.target.id, result.unit), {})
        known = (course.get(year) for year in years)
        before = ((cell(one.actual), cell(one.attained)) if one else ("", "") for one in known)
        yield [*cells.values(), *(text for pair in before for text in pair)]


def _cells(result: TargetResult) -> Mapping[str, str]:
    """The cells by their headings: numbers unrounded, so that a spreadsheet can calculate with them."""
    target, short, over = result.target, None, None
    if result.attained is False and result.actual is not None and result.required is not None:
        short = max(result.required - result.actual, result.actual * 0)
    if result.above and result.actual is not None and result.upper is not None:
        over = result.actual - result.upper
    return {
        "单位": protected(result.unit),
        "年度": str(result.period),
        "领域": protected(target.field or ""),
        "条款": protected(target.clause or ""),
        "代号": protected(target.id),
        "目标": protected(target.name),
        "状态": WORDS[state_of(result)],
        "期限": protected(deadline(target)),
        "性质": STRENGTH[target.strength],
        "要求": protected(requirement(result)),
        "计量单位": protected(target.measure.label),
        "要求值": cell(result.required),
        "区间上限": cell(result.upper),
        "实际": cell(result.actual),
        "完成率（%）": cell(None if result.attainment is None else result.attainment * 100),
        "差距": cell(short),
        "超出上限": cell(over),
        "每年还需": cell(result.pace),
        "责任单位": protected("、".join(target.lead)),
    }
