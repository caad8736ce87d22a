"""Targets as one CSV table: a row for each target in the year looked at, and behind it the figures of every year."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.report.csv_text import cell, written
from kaohe.report.targets.figures import figures
from kaohe.report.targets.year import TargetYear


def render(targets: TargetYear) -> str:
    """The table with its heading."""
    return written(_rows(targets))


def _rows(targets: TargetYear) -> Iterator[list[str]]:
    courses = {(r.target.id, r.unit): course for course in targets.courses() for r in course.values()}
    years = targets.years if courses else []
    past = [f"{year}年{word}" for year in years for word in ("实际", "是否达到")]
    for number, result in enumerate(targets.now):
        cells = {heading: cell(value) for heading, value in figures(result).items()}
        if not number:
            yield [*cells, *past]
        course = courses.get((result.target.id, result.unit), {})
        known = (course.get(year) for year in years)
        before = ((cell(one.actual), cell(one.attained)) if one else ("", "") for one in known)
        yield [*cells.values(), *(text for pair in before for text in pair)]
