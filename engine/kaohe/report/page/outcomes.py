"""What follows for whom: yes/no values and grades of the period and of those before it in the same year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaohe.language.periods import Period
from kaohe.language.tree import Text, walk
from kaohe.policy.model import Definition, Display
from kaohe.records import dataclass, replace
from kaohe.report.page.cards import Focus
from kaohe.report.results.blocks import Block, Column, blocks
from kaohe.report.results.targets import (
    COURSE,
    NUMBERS,
    State,
    TargetYear,
    attainment,
    by_field,
    course_cell,
    course_name,
    course_notes,
    headings_of,
    is_counted,
    line,
    state_of,
    summary,
    used,
)
from kaohe.report.svg_shapes import filled
from kaohe.report.values import NOT_APPLICABLE, PROVISIONAL, absent
from kaohe.results import Result, Results, TargetResult, as_named
from kaohe.shown_text import visible
from kaohe.wording import language, worded


@dataclass(frozen=True, slots=True)
class Found:
    """The units of one group that have a word; without a word it is true of them. Without units it is of nobody."""

    group: str
    word: str
    units: list[str]

    @property
    def listed(self) -> str:
        """甲镇、乙镇."""
        return worded("、").join(self.units) or worded("没有")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One value in one period, group by group."""

    name: str
    period: Period
    found: list[Found]
    graded: bool

    @property
    def in_short(self) -> str:
        """For whom it is true; of grades, how many have each."""
        apart: dict[str, list[str]] = {}
        for each in self.found:
            listed = worded("{}{}个", each.word, len(each.units)) if each.word else each.listed
            apart.setdefault(each.group, []).append(listed)
        return worded("；").join(
            f"{(worded('{}：', group) if group else '')}{worded('、').join(listed)}" for group, listed in apart.items()
        )


def outcomes(focus: Focus, results: Results) -> list[Outcome]:
    """By value, then by period."""
    own = [
        result
        for result in results.results
        if result.unit_type == focus.unit_type.id
        and result.period.year == focus.period.year
        and result.period.calendar_order <= focus.period.calendar_order
    ]
    apart: dict[tuple[str, Period], list[tuple[Column, Block]]] = {}
    places = {score.id: at for at, score in enumerate(results.policy.scores)}
    for block in blocks(replace(results, results=own)):
        for column in block.columns:
            if _is_outcome(column, own):
                apart.setdefault((column.definition.id, block.period), []).append((column, block))
    ordered = sorted(apart.items(), key=lambda entry: (places[entry[0][0]], entry[0][1].calendar_order))
    return [_outcome(period, members) for (_, period), members in ordered]


def _is_outcome(column: Column, own: Sequence[Result]) -> bool:
    values = (result.values.get(column.definition.id) for result in own)
    return column.level == 0 and any(isinstance(value, bool | str) for value in values)


def _outcome(period: Period, members: Sequence[tuple[Column, Block]]) -> Outcome:
    found = [each for column, block in members for each in _found(column, block)]
    graded = any(each.word not in ("", *map(worded, (_ABSENT, PROVISIONAL, NOT_APPLICABLE))) for each in found)
    return Outcome(members[0][0].heading, period, found, graded)


def _found(column: Column, block: Block) -> Iterator[Found]:
    """Those of whom it is true, or who has each grade, in the order of the ranking; and whose is not known."""
    group = block.group.name if block.group else ""
    apart: dict[str, list[str]] = {}
    said = False
    for result in block.results:
        value = as_named(column.definition, result.values.get(column.definition.id))
        word = _absent(result, column) if value is None else str(value) if isinstance(value, str) else ""
        said = said or isinstance(value, bool)
        if value is not False:
            apart.setdefault(word, []).append(visible(result.unit))
    if said:
        yield Found(group, "", apart.pop("", []))
    order = _written(column.definition)
    for word in sorted(apart, key=lambda each: order.get(each, len(order))):
        yield Found(group, word, apart[word])


def _written(definition: Definition) -> dict[str, int]:
    """The members of an ordered list, the best first; else the words of a rule in the order they are written in."""
    if definition.list is not None and definition.list.rising:
        names = [definition.list.members[member] for member in reversed(definition.list.rising)]
        return {name: at for at, name in enumerate(names)}
    words = {
        (node.place.line, node.place.column): node.value for node in walk(definition.rule) if isinstance(node, Text)
    }
    return {word: at for at, word in enumerate(dict.fromkeys(words[place] for place in sorted(words)))}


_ABSENT = "暂缺"


def _absent(result: Result, column: Column) -> str:
    id_ = column.definition.id
    return absent(result, id_, language()) if id_ in result.provisional | result.not_applicable else worded(_ABSENT)


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
        numbers = used(headings_of(NUMBERS), lines)
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
        headings = [worded("目标"), *(year.in_words() for year in targets.years)]
        notes = "".join(course_notes(members))
        found.append(
            Goals(
                unit, targets.year.in_words(), summary(members), numbers, fields, worded(COURSE), notes, headings, rows
            )
        )
    return found


def _goal(result: TargetResult, headings: list[str], display: Display) -> Goal:
    cells = line(result, display)
    rate = attainment(result, display)
    part = result.attainment if rate else None
    bar = "" if part is None else filled(worded("{}完成 {}", result.target.name, rate), part)
    aside = " · ".join(cells[heading] for heading in headings_of(_ASIDE) if cells[heading])
    figures = [cells[heading] for heading in headings]
    return Goal(state_of(result), cells[worded("状态")].strip(), cells[worded("目标")], aside, figures, bar)
