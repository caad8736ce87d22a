"""Scores and targets as Markdown: tables, then warnings, readings and the record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kaohe.language.periods import Period
from kaohe.policy.model import Display
from kaohe.report import adjustments
from kaohe.report.results.blocks import Block, blocks
from kaohe.report.results.targets import (
    COURSE,
    NUMBERS,
    TEXTS,
    TargetYear,
    by_field,
    course_cell,
    course_name,
    course_notes,
    headings_of,
    is_counted,
    line,
    summary,
    used,
)
from kaohe.report.terminal_and_markdown import escaped, markdown_foot, markdown_head, markdown_table
from kaohe.report.values import points, value_of
from kaohe.report.words import word
from kaohe.results import Results, TargetResult
from kaohe.translations import worded

_INDENT = "\u3000"  # a full-width space: Markdown drops the others at the start of a cell


def scores(results: Results) -> str:
    """The whole page."""
    return "\n".join(_score_lines(results)) + "\n"


def _score_lines(results: Results) -> Iterator[str]:
    yield from markdown_head(results)
    display = results.policy.display
    for block in blocks(results):
        yield from ("", f"## {escaped(block.title)}", "")
        # The longer side of a table stands downwards.
        wide = len(block.columns) > max(len(block.results), 8)
        yield from markdown_table(_scores_down(block, display) if wide else _units_down(block, display))
    if said := adjustments.legend(results):
        yield from ("", escaped(said))
    yield from markdown_foot(results)


def _units_down(block: Block, display: Display) -> list[list[str]]:
    grouped = block.names_groups
    language = block.policy.language
    keys = [word(language, "unit"), *([word(language, "group")] if grouped else [])]
    rows = [[*keys, *(escaped(column.heading) for column in block.columns)]]
    for result in block.results:
        group = [escaped(block.group_of(result))] if grouped else []
        values = [escaped(value_of(result, c, display)) for c in block.columns]
        rows.append([escaped(result.unit), *group, *values])
    return rows


def _scores_down(block: Block, display: Display) -> list[list[str]]:
    language = block.policy.language
    keys = [word(language, "indicator"), word(language, "points")]
    rows = [[*keys, *(escaped(result.unit) for result in block.results)]]
    if block.names_groups:
        rows.append([word(language, "group"), "", *(escaped(block.group_of(r)) for r in block.results)])
    for column in block.columns:
        values = (escaped(value_of(r, column, display)) for r in block.results)
        rows.append([worded(_INDENT) * column.level + escaped(column.heading), points(column), *values])
    return rows


def targets(targets: TargetYear) -> str:
    """The whole page."""
    return "\n".join(_target_lines(targets)) + "\n"


def _target_lines(targets: TargetYear) -> Iterator[str]:
    policy = targets.results.policy
    yield from markdown_head(targets.results)
    courses = [course for course in targets.courses() if is_counted(course)]
    for unit, members in targets.by_unit().items():
        yield from ("", f"## {escaped(f'{unit} {targets.year.in_words()}')}", "", summary(members))
        for field, part in by_field(members).items():
            yield from ("", *([] if field is None else [f"### {escaped(field)}", ""]))
            yield from _field(part, policy.display)
        own = [course for course in courses if next(iter(course.values())).unit == unit]
        if own:
            yield from ("", f"### {worded(COURSE)}", "", "".join(course_notes(members)), "")
            yield from _courses(own, targets.years, policy.display)
    yield from markdown_foot(targets.results)


def _field(part: list[TargetResult], display: Display) -> Iterator[str]:
    lines = [line(result, display) for result in part]
    headings = used(headings_of((*TEXTS, *NUMBERS)), lines)
    texts = sum(heading in headings_of(TEXTS) for heading in headings)
    return markdown_table(
        [headings, *([escaped(cells[heading].strip()) for heading in headings] for cells in lines)], texts
    )


def _courses(
    courses: Sequence[Mapping[Period, TargetResult]], years: Sequence[Period], display: Display
) -> Iterator[str]:
    rows = [[worded("目标"), *(year.in_words() for year in years)]]
    for course in courses:
        name = course_name(next(iter(course.values())).target)
        rows.append([escaped("".join(name)), *(escaped(course_cell(course.get(year), display)) for year in years)])
    return markdown_table(rows)
