"""The indicators that a total is made of, with what every unit of a block has of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from kaohe.analysis.composition import Makeup, children, makeup
from kaohe.analysis.explain.values import point_of, printed_points
from kaohe.evaluate.evaluator import Evaluation
from kaohe.policy.model import Definition
from kaohe.report.results.blocks import Block


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
    """A block with its total, each unit's makeup, and the indicators in the order of the policy."""

    block: Block
    whole: Definition
    makeups: Mapping[str, Makeup]
    indicators: Sequence[Indicator]

    @property
    def first_level(self) -> list[Indicator]:
        """The parts of the total itself."""
        return [each for each in self.indicators if each.level == 0]

    def of_unit(self, unit: str) -> list[Indicator]:
        """The indicators that a unit's total has, or would have if they were there."""
        own = self.makeups.get(unit)
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
    made = {result.unit: makeup(run, whole, result.unit, block.period) for result in block.results}
    known = {unit: each for unit, each in made.items() if each is not None}
    if not known:
        return None
    indicators = _of_pieces(known)
    if children(run.policy, whole):
        indicators = [each for first in indicators for each in (first, *_second_level(run, block, first))]
    return Composed(block, whole, known, indicators)


def _of_pieces(made: Mapping[str, Makeup]) -> list[Indicator]:
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
    definition = run.policy.definitions.get((block.unit_type.id, str(first.key)))
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
