"""The section that shows how totals went over the periods: a small line for each unit, all of a block alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from kaohe.language.periods import Period
from kaohe.policy.model import Definition, Display, Policy
from kaohe.report.page.cards import Focus
from kaohe.report.results.blocks import Block
from kaohe.report.svg_shapes import Axis, dot, drawing, label, number, share
from kaohe.report.values import ABSENT, number_of
from kaohe.results import Result, Results


@dataclass(frozen=True, slots=True)
class Course:
    """The lines of one block, each with its unit; the same numbers are a table.

    `so_far`: what is drawn runs from January to the end of each quarter, and starts anew with each year.
    """

    title: str
    whole: str
    so_far: bool
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
    so_far = _rests_on_so_far(results.policy, whole)
    starts = {at for at, (one, two) in enumerate(pairwise(focus.course), 1) if so_far and one.year != two.year}
    points: dict[str, list[Point]] = {}
    for result in block.results:
        points[result.unit] = [
            _point(period, own.get((result.unit, period)), whole.id, focus, display, so_far) for period in focus.course
        ]
    known = [value for each in points.values() for _, value, _ in each if value is not None]
    if not known:
        return None
    axis = axis_of(known)
    lines = [(unit, line(_title(unit, whole.name, each), each, axis, starts)) for unit, each in points.items()]
    rows = [[unit, *(shown for _, _, shown in each)] for unit, each in points.items()]
    headings = [_so_far_name(period, True) if so_far else period.in_words() for period in focus.course]
    return Course(_group_title(block), whole.name, so_far, lines, ["单位", *headings], rows)


def _rests_on_so_far(policy: Policy, whole: Definition) -> bool:
    """Whether a value goes back to figures that run from January (so_far: year)."""
    import networkx as nx

    sources = nx.ancestors(policy.graph, whole.vertex)
    return any(each.kind == "column" and policy.tables[each.owner].so_far for each in sources)


def _so_far_name(period: Period, with_year: bool) -> str:
    """2023年1—6月, for the second quarter."""
    year = f"{period.year}年" if with_year else ""
    return f"{year}1—{3 * period.quarter}月" if period.quarter else period.in_words()


def _point(period: Period, result: Result | None, whole: str, focus: Focus, display: Display, so_far: bool) -> Point:
    one_year = len({each.year for each in focus.course}) == 1
    name = f"{'一二三四'[period.quarter - 1]}季度" if period.quarter and one_year else str(period)
    if so_far:
        name = _so_far_name(period, not one_year)
    value = None if result is None else result.values.get(whole)
    shown = ABSENT if result is None else number_of(result, whole, display)
    return name, value if isinstance(value, Fraction) else None, shown


def _title(unit: str, whole: str, points: list[Point]) -> str:
    return f"{unit}{whole}：" + "，".join(f"{period} {shown}" for period, _, shown in points)


def _group_title(block: Block) -> str:
    return " ".join(filter(None, (block.unit_type.name, block.group.name if block.group else "")))


_HEIGHT, _TOP, _ROOM = 62.0, 16.0, 28.0


_LEFT, _RIGHT = 0.09, 0.91
"""Where the first and the last period stand, so that their numbers are not cut."""


Point = tuple[str, Fraction | None, str]
"""A period, the value in it, and that as it is shown."""


def line(title: str, points: Sequence[Point], axis: Axis, starts: Collection[int] = ()) -> str:
    """The values as dots with their numbers, joined where none is missing between them and none of `starts` begins."""
    step = (_RIGHT - _LEFT) / max(len(points) - 1, 1)
    shapes: list[str] = []
    letters: list[str] = []
    before: tuple[float, float] | None = None
    for at, (period, value, shown) in enumerate(points):
        x = _LEFT + at * step
        before = None if at in starts else before
        letters.append(label(period, x, _HEIGHT - 3, "middle", "when"))
        if value is None:
            before = None
            letters.append(label(shown, x, _TOP + _ROOM / 2, "middle"))
            continue
        y = _TOP + (1 - axis.at(value)) * _ROOM
        if before is not None:
            shapes.append(_joined(*before, x, y))
        shapes.append(dot(x, y, 3, "unit", f"{period} {shown}"))
        letters.append(label(shown, x, y - 6, "middle"))
        before = x, y
    return drawing(title, _HEIGHT, [*shapes, *letters], "line")


def axis_of(values: Sequence[Fraction]) -> Axis:
    """From the lowest to the highest that any unit has, so that the lines of a group can be compared.

    Here nought is not among them: a course is about change, and each dot has its number.
    """
    return Axis(min(values), max(values)) if values else Axis(Fraction(0), Fraction(1))


def _joined(x: float, y: float, to_x: float, to_y: float) -> str:
    across = f'x1="{share(x)}" x2="{share(to_x)}"'
    return f'<line class="course" {across} y1="{number(y)}" y2="{number(to_y)}"/>'
