"""Targets as tables for a terminal: a row each where all columns stand side by side, else two figures in one cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kaohe.language.periods import Period
from kaohe.policy.model import Display
from kaohe.report.results.target_rows import (
    COURSE,
    NUMBERS,
    TEXTS,
    TargetYear,
    by_field,
    course_cell,
    course_name,
    course_notes,
    is_counted,
    line,
    used,
)
from kaohe.report.results.target_words import summary
from kaohe.report.terminal import GAP, WIDTH, Cell, Page, Plan
from kaohe.results import TargetResult
from kaohe.shown_text import visible, width


def render(targets: TargetYear, width: int = WIDTH, colour: bool = False) -> str:
    """The whole report."""
    page = Page(width, colour)
    policy = targets.results.policy
    page.head(targets.results)
    courses = [course for course in targets.courses() if is_counted(course)]
    for unit, members in targets.by_unit().items():
        page.say()
        page.say(f"{visible(unit)} {targets.year.in_words()}：{summary(members)}", "bold")
        for field, plan in plans(members, policy.display, width):
            page.say()
            if field is not None:
                page.say(f"【{visible(field)}】", "bold")
            page.draw(plan)
        own = [course for course in courses if next(iter(course.values())).unit == unit]
        for number, plan in enumerate(course_plans(own, targets.years, policy.display, width) if own else ()):
            page.say()
            if not number:
                page.say(COURSE, "bold")
                for note in course_notes(members):
                    page.say(note)
            page.draw(plan)
    return page.close(targets.results)


_NAME = 24
"""A name that is folded to fewer columns than these is hard to read."""

_NARROWEST = 12
"""As narrow as a name gets where the figures would not fit the terminal otherwise: these are never cut."""


Line = Mapping[str, str]


def plans(members: list[TargetResult], display: Display, room: int) -> Iterator[tuple[str | None, Plan]]:
    """A table for each field of one unit, all with columns of the same widths."""
    apart = {field: [line(result, display) for result in part] for field, part in by_field(members).items()}
    lines = [cells for part in apart.values() for cells in part]
    texts, numbers = used(TEXTS, lines), used(NUMBERS, lines)
    headings = [*texts, *numbers]
    if _fits(_widths(headings, lines), headings.index("目标"), room):
        shown = apart
    else:
        texts, headings = ["状态", "目标"], ["状态", "目标", "要求 / 实际", "完成率 / 差距"]
        shown = {field: [_stacked(cells) for cells in part] for field, part in apart.items()}
    widths = _widths(headings, [cells for part in shown.values() for cells in part])
    widths[1] = min(widths[1], max(room - _taken(widths) + widths[1], _NARROWEST))
    for field, part in shown.items():
        rows = [[Cell(cells[heading], heading == "状态") for heading in headings] for cells in part]
        yield field, Plan(headings, widths, rows, len(texts))


def course_plans(
    courses: Sequence[Mapping[Period, TargetResult]], years: Sequence[Period], display: Display, room: int
) -> Iterator[Plan]:
    """Years beside each other, as many as fit, in parts of equal length."""
    names = [course_name(next(iter(course.values())).target) for course in courses]
    columns = [[year.in_words(), *(course_cell(course.get(year), display) for course in courses)] for year in years]
    widths = [max(map(width, column)) for column in columns]
    longest = max(width(name + measure) for name, measure in names)
    name = min(longest, max(room - sum(widths) - GAP * len(widths), _NAME))
    size = len(years)
    if name + sum(widths) + GAP * len(widths) > room:
        parts = -(-size // max((room - name) // (max(widths) + GAP), 1))
        size = -(-size // parts)
    labels = [Cell(_joined(*label, name)) for label in names]
    for start in range(0, len(years), size):
        part = columns[start : start + size]
        rows = [[label, *(Cell(column[row]) for column in part)] for row, label in enumerate(labels, 1)]
        yield Plan(["目标", *(column[0] for column in part)], [name, *widths[start : start + size]], rows, 1)


def _joined(name: str, measure: str, room: int) -> str:
    """A measure that would be torn apart stands in a line of its own."""
    torn = width(name) % room + width(measure) > room or not width(name) % room
    return f"{name}\n{measure}" if measure and torn else name + measure


def _stacked(cells: Line) -> dict[str, str]:
    """Four columns: under the name where it stands, by when and how firmly; under what is required what there is."""
    pace = cells["每年还需"] and f"每年还需 {cells['每年还需']}"
    return {
        "状态": cells["状态"],
        "目标": _lines(cells["目标"], "  ".join(filter(None, (cells["条款"], cells["期限"], cells["性质"])))),
        "要求 / 实际": _lines(cells["要求"], cells["实际"]),
        "完成率 / 差距": _lines(cells["完成率"], cells["差距"], pace),
    }


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def _widths(headings: Sequence[str], lines: Sequence[Line]) -> list[int]:
    return [
        max(map(width, [heading, *(part for cells in lines for part in cells[heading].split("\n"))]))
        for heading in headings
    ]


def _fits(widths: list[int], name: int, room: int) -> bool:
    """Whether all columns fit beside each other, if need be with names that are folded."""
    return _taken(widths) - max(widths[name] - _NAME, 0) <= room


def _taken(widths: list[int]) -> int:
    return sum(widths) + GAP * (len(widths) - 1)
