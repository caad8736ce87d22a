"""Targets as Markdown: a table for each field, the course of each target, then warnings, readings and the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kaohe.language.periods import Period
from kaohe.policy.model import Display
from kaohe.report.markdown_text import below, escaped, head, table
from kaohe.report.targets.lines import (
    COURSE,
    NUMBERS,
    TEXTS,
    course_cell,
    course_name,
    course_notes,
    is_counted,
    line,
    used,
)
from kaohe.report.targets.state import summary
from kaohe.report.targets.year import TargetYear, by_field
from kaohe.results import TargetResult


def render(targets: TargetYear) -> str:
    """The whole page."""
    return "\n".join(_lines(targets)) + "\n"


def _lines(targets: TargetYear) -> Iterator[str]:
    policy = targets.results.policy
    yield from head(targets.results)
    courses = [course for course in targets.courses() if is_counted(course)]
    for unit, members in targets.by_unit().items():
        yield from ("", f"## {escaped(f'{unit} {targets.year.in_words()}')}", "", summary(members))
        for field, part in by_field(members).items():
            yield from ("", *([] if field is None else [f"### {escaped(field)}", ""]))
            yield from _targets(part, policy.display)
        own = [course for course in courses if next(iter(course.values())).unit == unit]
        if own:
            yield from ("", f"### {COURSE}", "", "".join(course_notes(members)), "")
            yield from _courses(own, targets.years, policy.display)
    yield from below(targets.results)


def _targets(part: list[TargetResult], display: Display) -> Iterator[str]:
    lines = [line(result, display) for result in part]
    headings = used([*TEXTS, *NUMBERS], lines)
    texts = sum(heading in TEXTS for heading in headings)
    return table([headings, *([escaped(cells[heading].strip()) for heading in headings] for cells in lines)], texts)


def _courses(
    courses: Sequence[Mapping[Period, TargetResult]], years: Sequence[Period], display: Display
) -> Iterator[str]:
    rows = [["目标", *(year.in_words() for year in years)]]
    for course in courses:
        name = course_name(next(iter(course.values())).target)
        rows.append([escaped("".join(name)), *(escaped(course_cell(course.get(year), display)) for year in years)])
    return table(rows)
