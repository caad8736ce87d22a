"""The section that shows how totals went over the periods: a small line for each unit, all of a block alike."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaohe.language.periods import Period
from kaohe.policy.model import Display
from kaohe.report.blocks import Block
from kaohe.report.cells import ABSENT, number_of
from kaohe.report.page.focus import Focus
from kaohe.report.page.lines import Point, axis_of, line
from kaohe.results import Result, Results


@dataclass(frozen=True, slots=True)
class Course:
    """The lines of one block, each with its unit; the same numbers are a table."""

    title: str
    whole: str
    lines: list[tuple[str, str]]
    headings: list[str]
    rows: list[list[str]]


def course(block: Block, focus: Focus, results: Results) -> Course | None:
    """Nothing where there is one period alone, or no total."""
    whole = focus.course_whole
    if whole is None or len(focus.course) < 2:
        return None
    display = results.policy.display
    own = {(result.unit, result.period): result for result in results.results if result.unit_type == focus.unit_type.id}
    points: dict[str, list[Point]] = {}
    for result in block.results:
        points[result.unit] = [
            _point(period, own.get((result.unit, period)), whole.id, focus, display) for period in focus.course
        ]
    known = [value for each in points.values() for _, value, _ in each if value is not None]
    if not known:
        return None
    axis = axis_of(known)
    lines = [(unit, line(_title(unit, whole.name, each), each, axis)) for unit, each in points.items()]
    rows = [[unit, *(shown for _, _, shown in each)] for unit, each in points.items()]
    return Course(_group_title(block), whole.name, lines, ["单位", *(p.in_words() for p in focus.course)], rows)


def _point(period: Period, result: Result | None, whole: str, focus: Focus, display: Display) -> Point:
    one_year = len({each.year for each in focus.course}) == 1
    name = f"{'一二三四'[period.quarter - 1]}季度" if period.quarter and one_year else str(period)
    value = None if result is None else result.values.get(whole)
    shown = ABSENT if result is None else number_of(result, whole, display)
    return name, value if isinstance(value, Fraction) else None, shown


def _title(unit: str, whole: str, points: list[Point]) -> str:
    return f"{unit}{whole}：" + "，".join(f"{period} {shown}" for period, _, shown in points)


def _group_title(block: Block) -> str:
    return " ".join(filter(None, (block.unit_type.name, block.group.name if block.group else "")))
