"""The ranking of a block: places, totals, what else is published of the period, and the periods beside it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from kaohe.policy.model import Display
from kaohe.records import dataclass, replace
from kaohe.report.page.cards import Focus
from kaohe.report.page.makeup import median
from kaohe.report.results.blocks import Block, Column, best_first, blocks
from kaohe.report.svg_shapes import Axis, plain
from kaohe.report.values import ABSENT, number_of, points, to_places, value_of
from kaohe.results import Result, Results
from kaohe.wording import worded


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
