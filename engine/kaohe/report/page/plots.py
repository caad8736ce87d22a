"""The sections that draw values: strip plots of how indicators are spread, trend lines of how totals went.

A strip for each indicator, a line for each unit, all of a block alike; their numbers are tables too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from fractions import Fraction
from itertools import pairwise

from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.dependency_graph import needed_by
from kaohe.policy.model import Definition, Display, Policy
from kaohe.report.page.cards import Focus
from kaohe.report.page.composition import Composed, Indicator, median, quartiles
from kaohe.report.results.blocks import Block
from kaohe.report.svg_shapes import Axis, box, dot, drawing, ems, label, level, number, share, shortened, upright
from kaohe.report.values import ABSENT, number_of, to_places, trimmed
from kaohe.results import Result, Results
from kaohe.translations import worded

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Strip:
    """One indicator: its points, who can have others and is left out, its strip; its lowest, middle, highest value."""

    name: str
    full: str
    apart: str
    svg: str
    lowest: str
    middle: str
    highest: str


@dataclass(frozen=True, slots=True)
class Spread:
    """The strips of one block."""

    title: str
    strips: list[Strip]


def spread(made: Composed, display: Display) -> Spread | None:
    """Nothing where no two units can be compared; the total comes first where its bars do not show everybody."""
    totals = [_total(made)] if len(made.block.results) > MOST_DOTS else []
    dots = [(each, _dots(each, display)) for each in (*totals, *made.lowest)]
    strips = [_strip(each, own, display) for each, own in dots if len(own) > 1]
    return Spread(made.block.title, strips) if strips else None


def _total(made: Composed) -> Indicator:
    """The total itself as an indicator."""
    found = {result.unit: result.values.get(made.whole.id) for result in made.block.results}
    values = {unit: value if isinstance(value, Fraction) else None for unit, value in found.items()}
    points = made.whole.points
    return Indicator(made.whole.id, made.whole.name, "", points, values=values, fulls=dict.fromkeys(values, points))


def _strip(each: Indicator, dots: list[Dot], display: Display) -> Strip:
    values = [found.value for found in dots]
    low, middle, high = (
        to_places(value, display.decimals, display.rounding) for value in (min(values), median(values), max(values))
    )
    title = worded("{}：最低 {}，中位数 {}，最高 {}", each.name, low, middle, high)
    return Strip(
        each.name,
        trimmed(each.full) if each.full else "",
        _listed(list(each.apart)),
        strip(title, dots, each.full),
        low,
        middle,
        high,
    )


def _listed(units: list[str]) -> str:
    return worded("、").join(units[:_NAMED]) + (worded("等{}个单位", len(units)) if len(units) > _NAMED else "")


def _dots(each: Indicator, display: Display) -> list[Dot]:
    return [
        Dot(unit, value, to_places(value, display.decimals, display.rounding))
        for unit, value in each.comparable.items()
    ]


MOST_DOTS = 100
"""So many units have a dot each; of more the middle half is drawn as a box."""

_STRIP_HEIGHT, _LINE = 46.0, 23.0


_RIGHT_HALF, _LETTERS = 0.5, 14.0
"""A name stands in one half, which on a phone holds so many letters."""


@dataclass(frozen=True, slots=True)
class Dot:
    """One unit's value, and that as it is shown."""

    unit: str
    value: Fraction
    shown: str


def _strip_axis(dots: Sequence[Dot], full: Fraction | None) -> Axis:
    """From nought, or the lowest value below it, to the points that can be had, or the highest value above them."""
    values = [each.value for each in dots]
    return Axis(min([Fraction(0), *values]), max([full or Fraction(0), *values]))


def strip(title: str, dots: Sequence[Dot], full: Fraction | None) -> str:
    """The dots on a line, or a box for the middle half of many; the ends are named, the highest above the line."""
    axis = _strip_axis(dots, full)
    shapes = [level(_LINE, 0, 1, "axis"), upright(axis.at(Fraction(0)), _LINE - 5, _LINE + 5, "nought")]
    if full is not None:
        shapes.append(upright(axis.at(full), _LINE - 7, _LINE + 7, "full"))
    values = [each.value for each in dots]
    low, high = min(values), max(values)
    shown = dots
    if len(dots) > MOST_DOTS:
        shown = [next(each for each in dots if each.value == end) for end in (low, high)]
        left, right = map(axis.at, quartiles(values))
        shapes += [level(_LINE, axis.at(low), axis.at(high), "reach"), box(left, right - left, _LINE - 7, 14, "half")]
    shapes.append(upright(axis.at(median(values)), _LINE - 9, _LINE + 9, "median"))
    for each in shown:
        style = "end" if each.value in (low, high) else "unit"
        shapes.append(dot(axis.at(each.value), _LINE, 4.5, style, f"{each.unit} {each.shown}"))
    if low == high:
        shapes.append(_named(worded("各单位都是 {}", dots[0].shown), axis.at(high), _LINE - 11))
    else:
        shapes.append(_named(_ends(dots, high), axis.at(high), _LINE - 11))
        shapes.append(_named(_ends(dots, low), axis.at(low), _LINE + 20))
    return drawing(title, _STRIP_HEIGHT, shapes, "strip")


def _ends(dots: Sequence[Dot], value: Fraction) -> str:
    """电子信息 5.00, or 电子信息等3个 5.00."""
    found = [each for each in dots if each.value == value]
    rest = f"{(worded('等{}个', len(found)) if len(found) > 1 else '')} {found[0].shown}"
    return shortened(found[0].unit, _LETTERS - ems(rest)) + rest


def _named(text: str, x: float, y: float) -> str:
    """Right of its place in the left half, left of it in the right half: a name has half of the width."""
    return label(text, x, y, "end" if x > _RIGHT_HALF else "start")


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
    axis = _trend_axis(known)
    lines = [(unit, line(_title(unit, whole.name, each), each, axis, starts)) for unit, each in points.items()]
    rows = [[unit, *(shown for _, _, shown in each)] for unit, each in points.items()]
    headings = [_so_far_name(period, True) if so_far else period.in_words() for period in focus.course]
    return Course(_group_title(block), whole.name, so_far, lines, [worded("单位"), *headings], rows)


def _rests_on_so_far(policy: Policy, whole: Definition) -> bool:
    """Whether a value goes back to figures that run from January (so_far: year)."""
    sources = needed_by(policy.dependencies, [whole.vertex])
    return any(each.kind == "column" and policy.tables[each.owner].so_far for each in sources)


def _so_far_name(period: Period, with_year: bool) -> str:
    """2023年1—6月, for the second quarter."""
    if period.level == "year":
        return period.in_words()
    months = worded("1—{}月", period.parts("month")[-1].number)
    return worded("{}年{}", period.year, months) if with_year else months


def _point(period: Period, result: Result | None, whole: str, focus: Focus, display: Display, so_far: bool) -> Point:
    one_year = len({each.year for each in focus.course}) == 1
    name = (period.in_words_of_year if one_year else "") or str(period)
    if so_far:
        name = _so_far_name(period, not one_year)
    value = None if result is None else result.values.get(whole)
    shown = ABSENT if result is None else number_of(result, whole, display)
    return name, value if isinstance(value, Fraction) else None, shown


def _title(unit: str, whole: str, points: list[Point]) -> str:
    return worded("{}{}：", unit, whole) + worded("，").join(f"{period} {shown}" for period, _, shown in points)


def _group_title(block: Block) -> str:
    return " ".join(filter(None, (block.unit_type.name, block.group.name if block.group else "")))


_TREND_HEIGHT, _TOP, _RISE = 62.0, 16.0, 28.0


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
        letters.append(label(period, x, _TREND_HEIGHT - 3, "middle", "when"))
        if value is None:
            before = None
            letters.append(label(shown, x, _TOP + _RISE / 2, "middle"))
            continue
        y = _TOP + (1 - axis.at(value)) * _RISE
        if before is not None:
            shapes.append(_joined(*before, x, y))
        shapes.append(dot(x, y, 3, "unit", f"{period} {shown}"))
        letters.append(label(shown, x, y - 6, "middle"))
        before = x, y
    return drawing(title, _TREND_HEIGHT, [*shapes, *letters], "line")


def _trend_axis(values: Sequence[Fraction]) -> Axis:
    """From the lowest to the highest that any unit has, so that the lines of a group can be compared.

    Here nought is not among them: a course is about change, and each dot has its number.
    """
    return Axis(min(values), max(values)) if values else Axis(Fraction(0), Fraction(1))


def _joined(x: float, y: float, to_x: float, to_y: float) -> str:
    across = f'x1="{share(x)}" x2="{share(to_x)}"'
    return f'<line class="course" {across} y1="{number(y)}" y2="{number(to_y)}"/>'
