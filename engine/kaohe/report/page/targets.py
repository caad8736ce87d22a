"""The section on targets, in the words of the other reports."""

from __future__ import annotations

from dataclasses import dataclass

from kaohe.policy.model import Display
from kaohe.report.page.shapes import filled
from kaohe.report.results.target_rows import (
    COURSE,
    NUMBERS,
    TargetYear,
    by_field,
    course_cell,
    course_name,
    course_notes,
    is_counted,
    line,
    used,
)
from kaohe.report.results.target_words import State, attainment, state_of, summary
from kaohe.results import TargetResult

_ASIDE = ("条款", "期限", "性质")


@dataclass(frozen=True, slots=True)
class Goal:
    """One target: how it stands, its name and what the policy says of it, its figures, and its attainment as a bar."""

    state: State
    said: str
    name: str
    aside: str
    cells: list[str]
    bar: str


@dataclass(frozen=True, slots=True)
class Field:
    """The targets that stand together."""

    name: str
    goals: list[Goal]


@dataclass(frozen=True, slots=True)
class Goals:
    """The targets of one unit: a summary, the fields, and the figures of the years where there are several."""

    unit: str
    year: str
    summary: str
    numbers: list[str]
    fields: list[Field]
    course_title: str
    course_note: str
    course_headings: list[str]
    course_rows: list[list[str]]


def goals(targets: TargetYear) -> list[Goals]:
    """Unit by unit."""
    display = targets.results.policy.display
    courses = [course for course in targets.courses() if is_counted(course)]
    found = []
    for unit, members in targets.by_unit().items():
        lines = [line(result, display) for result in members]
        numbers = used(NUMBERS, lines)
        fields = [
            Field(name or "", [_goal(result, numbers, display) for result in part])
            for name, part in by_field(members).items()
        ]
        own = [course for course in courses if next(iter(course.values())).unit == unit]
        rows = [
            [
                "".join(course_name(next(iter(course.values())).target)),
                *(course_cell(course.get(year), display) for year in targets.years),
            ]
            for course in own
        ]
        headings = ["目标", *(year.in_words() for year in targets.years)]
        notes = "".join(course_notes(members))
        found.append(
            Goals(unit, targets.year.in_words(), summary(members), numbers, fields, COURSE, notes, headings, rows)
        )
    return found


def _goal(result: TargetResult, headings: list[str], display: Display) -> Goal:
    cells = line(result, display)
    told = attainment(result, display)
    part = result.attainment if told else None
    bar = "" if part is None else filled(f"{result.target.name}完成 {told}", part)
    aside = " · ".join(cells[heading] for heading in _ASIDE if cells[heading])
    figures = [cells[heading] for heading in headings]
    return Goal(state_of(result), cells["状态"].strip(), cells["目标"], aside, figures, bar)
