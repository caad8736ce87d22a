"""The ranking of a block: places, totals, what else is published of the period, and the periods beside it.

And what follows for whom: yes/no values and grades of the period and of those before it in the same year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kaohe.language.periods import Period
from kaohe.language.tree import Text, walk
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Definition, Display
from kaohe.report.page.cards import Focus
from kaohe.report.page.composition import median
from kaohe.report.results.blocks import Block, Column, best_first, blocks
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
from kaohe.report.svg_shapes import Axis, filled, plain
from kaohe.report.values import ABSENT, NOT_APPLICABLE, PROVISIONAL, absent, number_of, points, to_places, value_of
from kaohe.results import Result, Results, TargetResult, as_named
from kaohe.text_width import visible
from kaohe.translations import language, worded


@dataclass(frozen=True, slots=True)
class Row:
    """One unit: its place, its total as text and as a bar, and the other values in the order of the headings."""

    place: str
    unit: str
    group: str
    total: str
    bar: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Ranking:
    """A table. Without `ranked` the policy gives no places in this period, and the rows stand by their totals.

    `under` are the periods whose values stand beside, and `over` what these values are.
    """

    title: str
    ranked: str
    grouped: bool
    whole: str
    headings: list[str]
    over: str
    under: list[str]
    rows: list[Row]
    summary: str


def blocks_of(focus: Focus, results: Results) -> list[Block]:
    """The blocks of a focus; by their totals where nothing else orders them."""
    found = list(blocks(replace(results, results=focus.members)))
    return [
        best_first(each) if any(column.is_rank for column in each.columns) else _by_total(each, focus) for each in found
    ]


def ranking(block: Block, focus: Focus, results: Results) -> Ranking:
    """The ranking of one block."""
    display = results.policy.display
    rank = next((column for column in block.columns if column.is_rank), None)
    whole = next((column for column in block.columns if column.definition is focus.whole), None)
    others = _others(block, whole, display)
    before, year = _before(block, focus, results), _year(block, focus, results)
    axis = _axis([_number(result, whole) for result in block.results], whole)
    rows = []
    for result in block.results:
        total, cell = _number(result, whole), ABSENT if whole is None else value_of(result, whole, display)
        bar = "" if total is None else plain(f"{result.unit} {cell}", total, axis)
        cells = [value_of(result, column, display) for column in others]
        cells += [texts.get(result.unit, ABSENT) for _, texts in (*year, *before)]
        place = "" if rank is None else value_of(result, rank, display)
        rows.append(Row(place, result.unit, block.group_of(result), cell, bar, cells))
    heading = "" if whole is None else whole.heading + (worded("（满分 {}）", points(whole)) if points(whole) else "")
    return Ranking(
        block.title,
        "" if rank is None else rank.heading,
        block.names_groups,
        heading,
        [*(column.heading for column in others), *(heading for heading, _ in year)],
        focus.course_whole.name if focus.course_whole is not None and before else "",
        [heading for heading, _ in before],
        rows,
        _summary(block, rank, whole, display),
    )


def _by_total(block: Block, focus: Focus) -> Block:
    whole = focus.whole
    if whole is None:
        return block

    def total(result: Result) -> tuple[bool, Fraction]:
        value = result.values.get(whole.id)
        return (False, -value) if isinstance(value, Fraction) else (True, Fraction(0))

    return replace(block, results=sorted(block.results, key=total))


def _others(block: Block, whole: Column | None, display: Display) -> list[Column]:
    """What else is published and is no part; a value that is the total again for everybody is not said twice."""
    found = [column for column in block.columns if column.level == 0 and not column.is_rank and column is not whole]
    return [column for column in found if whole is None or not _is_again(column, whole, block)]


def _is_again(column: Column, whole: Column, block: Block) -> bool:
    return all(r.values.get(column.definition.id) == r.values.get(whole.definition.id) for r in block.results)


_OtherPeriods = list[tuple[str, dict[str, str]]]


def _before(block: Block, focus: Focus, results: Results) -> _OtherPeriods:
    """The totals of the parts of the same year: under a year, or before the part."""
    whole = focus.course_whole
    if whole is None:
        return []
    own = _own(block, results)
    course = [period for period in focus.course if period.year == block.period.year and period != block.period]
    return [
        (period.in_words_of_year or period.in_words(), _texts(own, period, whole.id, results.policy.display))
        for period in course
    ]


def _year(block: Block, focus: Focus, results: Results) -> _OtherPeriods:
    """What there is of the year beside its last quarter; why the rest is absent is said under the table."""
    if focus.full_year is None:
        return []
    members = [result for result in _own(block, results) if result.period == focus.full_year]
    columns = next(blocks(replace(results, results=members))).columns
    found = [
        (
            f"{focus.full_year.in_words()}{column.heading}",
            {result.unit: value_of(result, column, results.policy.display) for result in members},
        )
        for column in columns
        if column.level == 0
    ]
    return [(heading, texts) for heading, texts in found if set(texts.values()) != {ABSENT}]


def _own(block: Block, results: Results) -> list[Result]:
    units = {result.unit for result in block.results}
    return [each for each in results.results if each.unit_type == block.unit_type.id and each.unit in units]


def _texts(own: Sequence[Result], period: object, name: str, display: Display) -> dict[str, str]:
    of_period = [result for result in own if result.period == period]
    return {result.unit: number_of(result, name, display) for result in of_period}


def _number_text(value: Fraction, display: Display) -> str:
    return to_places(value, display.decimals, display.rounding)


def _axis(totals: Sequence[Fraction | None], whole: Column | None) -> Axis:
    known = [total for total in totals if total is not None]
    full = whole.definition.points if whole is not None else None
    return Axis(min([Fraction(0), *known]), max([full or Fraction(0), *known]))


def _summary(block: Block, rank: Column | None, whole: Column | None, display: Display) -> str:
    """What the block comes to in one line: how many, the highest and the lowest, the middle."""
    known = [(total, result) for result in block.results if (total := _number(result, whole)) is not None]
    count = worded("{}个单位", len(block.results))
    if whole is None or len(known) < 2 or any(whole.definition.id in result.provisional for result in block.results):
        return count
    highest, lowest = max(total for total, _ in known), min(total for total, _ in known)

    def named(value: Fraction) -> str:
        units = [result.unit for total, result in known if total == value]
        more = worded("等{}个", len(units)) if len(units) > 1 else ""
        return f"{units[0]}{more} {_number_text(value, display)}"

    middle = _number_text(median([total for total, _ in known]), display)
    apart = _number_text(highest - lowest, display)
    return worded(
        "{}；{}最高 {}，最低 {}，相差 {}；中位数 {}", count, whole.heading, named(highest), named(lowest), apart, middle
    )


def _number(result: Result, column: Column | None) -> Fraction | None:
    value = result.values.get(column.definition.id) if column is not None else None
    return value if isinstance(value, Fraction) else None


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
