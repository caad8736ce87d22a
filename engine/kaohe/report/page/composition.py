"""What totals are made of: the indicators with what each unit of a block has of them, as stacked bars, as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from kaohe.analysis.composition import Composition, children, compositions
from kaohe.analysis.explain.values import point_of, printed_points
from kaohe.evaluate.evaluator import Evaluation
from kaohe.lazy import dataclass, field
from kaohe.policy.model import Definition, Display
from kaohe.report.results.blocks import Block
from kaohe.report.svg_shapes import PATTERNS, Axis, box, drawing, ems, label, number, share, upright
from kaohe.report.values import absent, mark, number_of, to_places, trimmed
from kaohe.results import Result
from kaohe.translations import language, worded


@dataclass
class Indicator:
    """One part of the total, or with `level` 1 a part of such a part. `values` are those of the units that have it.

    `fulls` are the points that a unit can have, which may differ where a formula says so; `full` are those of most.
    """

    key: object
    name: str
    clause: str
    full: Fraction | None
    level: int = 0
    is_lowest: bool = True
    values: dict[str, Fraction | None] = field(default_factory=dict)
    fulls: dict[str, Fraction | None] = field(default_factory=dict)

    @property
    def score_id(self) -> str:
        """The id of a published part; empty for any other addend."""
        return self.key if isinstance(self.key, str) else ""

    @cached_property
    def apart(self) -> dict[str, Fraction]:
        """The units that can have other points than most, and these; nobody where most have not the same."""
        others = {unit: full for unit, full in self.fulls.items() if full is not None and full != self.full}
        return others if 2 * len(others) < len(self.fulls) else {}

    @property
    def comparable(self) -> dict[str, Fraction]:
        """The values of the units that can have the same points, or of all where none are known."""
        apart = self.apart
        return {unit: value for unit, value in self.values.items() if value is not None and unit not in apart}

    @cached_property
    def middle(self) -> Fraction | None:
        """The median of what can be compared, where there are two or more."""
        known = list(self.comparable.values())
        return median(known) if len(known) > 1 else None


@dataclass(frozen=True, slots=True)
class Composed:
    """A block with its total, each unit's composition, and the indicators in the order of the policy."""

    block: Block
    whole: Definition
    compositions: Mapping[str, Composition]
    indicators: Sequence[Indicator]

    @property
    def first_level(self) -> list[Indicator]:
        """The parts of the total itself."""
        return [each for each in self.indicators if each.level == 0]

    def of_unit(self, unit: str) -> list[Indicator]:
        """The indicators that a unit's total has, or would have if they were there."""
        own = self.compositions.get(unit)
        missing = own.missing if own is not None else ()
        return [each for each in self.indicators if own is None or unit in each.values or each.name in missing]

    @property
    def lowest(self) -> list[Indicator]:
        """The indicators that are compared: second-level scores, and first-level ones without parts."""
        return [each for each in self.indicators if each.is_lowest]


def composed(run: Evaluation, block: Block, whole: Definition | None) -> Composed | None:
    """What the totals of a block are made of; None where there is no total, or it is no sum."""
    if whole is None:
        return None
    known = compositions(run, whole, [result.unit for result in block.results], block.period)
    if not known:
        return None
    indicators = _of_pieces(known)
    if children(run.policy, whole):
        indicators = [each for first in indicators for each in (first, *_second_level(run, block, first))]
    return Composed(block, whole, known, indicators)


def _of_pieces(made: Mapping[str, Composition]) -> list[Indicator]:
    found: dict[object, Indicator] = {}
    for unit, each in made.items():
        for piece in each.pieces:
            indicator = found.setdefault(piece.key, Indicator(piece.key, piece.name, piece.clause, piece.full))
            indicator.values[unit] = piece.value
            indicator.fulls[unit] = piece.full
    for indicator in found.values():
        counts = Counter(full for full in indicator.fulls.values() if full is not None)
        indicator.full = max(counts, key=lambda full: counts[full], default=None)
    return list(found.values())


def _second_level(run: Evaluation, block: Block, first: Indicator) -> list[Indicator]:
    """The published scores under a first-level one."""
    definition = run.policy.definitions.get((block.unit_type.id, first.score_id))
    parts = children(run.policy, definition) if definition else []
    first.is_lowest = not parts
    found = []
    for each in parts:
        values = {result.unit: result.values.get(each.id) for result in block.results}
        numbers = {unit: value if isinstance(value, Fraction) else None for unit, value in values.items()}
        points = {result.unit: point_of(run, each, result.unit, result.period) for result in block.results}
        fulls = {unit: None if at is None else printed_points(each, at) for unit, at in points.items()}
        found.append(Indicator(each.id, each.name, each.clause or "", each.points, 1, True, numbers, fulls))
    return found


def quartiles(values: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """The medians of the lower and of the upper half, to both of which the middle one of an odd number belongs."""
    ordered = sorted(values)
    half = (len(ordered) + 1) // 2
    return median(ordered[:half]), median(ordered[-half:])


def median(values: Sequence[Fraction]) -> Fraction:
    """The middle one; of an even number the mean of the two in the middle."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


_FEW = 3
"""So many units are named."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One unit's bar with its total; what is absent of it is named instead, after whether it is still to come."""

    unit: str
    total: str
    svg: str
    missing: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart: its bars, its legend (sample, name, points), and its numbers.

    `numbered`: more parts than fillings, so that the bars have the numbers of the legend instead of values.
    """

    title: str
    legend: list[tuple[str, str, str]]
    numbered: bool
    bars: list[Bar]
    headings: list[str]
    rows: list[list[str]]


def bars(made: Composed, display: Display) -> Bars:
    """The chart of one block."""
    first = made.first_level
    numbers = [str(at + 1) if len(first) > PATTERNS else "" for at in range(len(first))]
    shown = [result.unit for result in made.block.results if result.unit in made.compositions]
    segments = {
        unit: [_segment(at, each, unit, display, numbers[at]) for at, each in enumerate(first) if unit in each.values]
        for unit in shown
    }
    axis = axis_of(list(segments.values()), made.whole.points)
    found, rows = [], []
    for result in made.block.results:
        value = result.values.get(made.whole.id)
        total = number_of(result, made.whole.id, display)
        own = made.compositions.get(result.unit)
        drawn = (
            ""
            if own is None or value is None
            else stacked(
                worded("{}：{} {}", result.unit, made.whole.name, total), segments[result.unit], axis, made.whole.points
            )
        )
        lacks = worded("还缺") if made.whole.id in result.provisional else worded("暂缺")
        missing = worded("{}：{}", lacks, worded("、").join(own.missing)) if own is not None and own.missing else ""
        found.append(Bar(result.unit, total, drawn, missing))
        rows.append([result.unit, total, *(_value(each, result, display) for each in first)])
    legend = [
        (swatch(at), f"{numbers[at]} {each.name}".strip(), _points(each, len(made.compositions)))
        for at, each in enumerate(first)
    ]
    return Bars(
        made.block.title,
        legend,
        any(numbers),
        found,
        [worded("单位"), made.whole.name, *(each.name for each in first)],
        rows,
    )


def _segment(at: int, each: Indicator, unit: str, display: Display, number: str) -> Segment:
    value = each.values[unit]
    assert value is not None
    return Segment(at, each.name, value, to_places(value, display.decimals, display.rounding), number)


def _points(each: Indicator, units: int) -> str:
    """The points of a part; of whom, where few have it, and who can have others: 70分；县发改局59.5分."""
    facts = [worded("{}分", trimmed(each.full))] if each.full else []
    if len(each.values) <= _FEW and 2 * len(each.values) < units:
        facts.append(worded("只有{}有", worded("、").join(each.values)))
    if len(each.apart) > _FEW:
        facts.append(worded("{}个单位的分值不同", len(each.apart)))
    else:
        facts += [worded("{}{}分", unit, trimmed(full)) for unit, full in each.apart.items()]
    return worded("；").join(facts)


def _value(each: Indicator, result: Result, display: Display) -> str:
    """A part's value; what is no score of its own, such as a limit, has neither a mark nor anything to wait for."""
    value, id_ = each.values.get(result.unit), each.score_id
    if value is None:
        return absent(result, id_, language())
    return to_places(value, display.decimals, display.rounding) + mark(result, id_)


_HEIGHT = 22.0


_LETTERED, _WIDE = 0.085, 0.115
"""A segment that is narrower has no room for its value on paper, or on a phone."""


_NUMBERED = 0.032
"""The same for the number of a part; on a phone it needs twice as much."""


_LETTERS = 11.5


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of a bar: which filling it has, its name, its value, that as it is shown, and its number in the legend.

    It has a number where there are more parts than fillings.
    """

    filling: int
    name: str
    value: Fraction
    shown: str
    number: str = ""


def axis_of(bars: Sequence[Sequence[Segment]], full: Fraction | None) -> Axis:
    """The axis that all bars of a chart share; up to `full`, the points of the whole, or further if any has more."""
    lows = [sum((part.value for part in bar if part.value < 0), Fraction(0)) for bar in bars]
    highs = [sum((part.value for part in bar if part.value > 0), Fraction(0)) for bar in bars]
    return Axis(min(lows, default=Fraction(0)), max([*highs, full or Fraction(0)]))


def stacked(title: str, bar: Sequence[Segment], axis: Axis, full: Fraction | None) -> str:
    """A bar of parts one after another; what is below nought stands to the left of it."""
    shapes, letters = [], []
    up = down = Fraction(0)
    for part in bar:
        start, up, down = (up, up + part.value, down) if part.value >= 0 else (down + part.value, up, down + part.value)
        x, width = axis.at(start), axis.at(start + abs(part.value)) - axis.at(start)
        said = f"{part.name} {part.shown}"
        shapes.append(box(x, width, 1, _HEIGHT - 2, f"part p{part.filling % PATTERNS}", said))
        if part.number:
            if width >= _NUMBERED:
                letters.append(_number(part.number, x + width / 2, "wide" if width >= 2 * _NUMBERED else "tight"))
        elif width >= _LETTERED:
            letters.append(_number(part.shown, x + width / 2, "wide" if width >= _WIDE else "tight"))
    marks = [upright(axis.at(Fraction(0)), 0, _HEIGHT, "nought")]
    if full is not None:
        marks.append(upright(axis.at(full), 0, _HEIGHT, "full"))
    return drawing(title, _HEIGHT, [*shapes, *marks, *letters], "bar")


def _number(text: str, x: float, style: str) -> str:
    """A number on a white plate, so that no filling makes it hard to read."""
    width = ems(text) * _LETTERS + 5
    size = f'width="{number(width)}" height="15" rx="3" transform="translate({number(-width / 2)} 0)"'
    plate = f'<rect class="plate" x="{share(x)}" y="{number(_HEIGHT / 2 - 7.5)}" {size}/>'
    return f'<g class="{style}">{plate}{label(text, x, _HEIGHT / 2 + 4, "middle")}</g>'


def swatch(filling: int) -> str:
    """The sample of a filling in a legend."""
    inside = f'<rect class="part p{filling % PATTERNS}" x="1" y="1" width="20" height="12"/>'
    return f'<svg class="swatch" width="22" height="14" aria-hidden="true">{inside}</svg>'
