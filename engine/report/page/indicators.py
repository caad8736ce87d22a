"""The indicators that a total is made of, with what every unit of a block has of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from engine.analysis.makeup import Makeup, children, makeup
from engine.evaluate.evaluator import Evaluation
from engine.policy.model import Definition
from engine.report.blocks import Block


@dataclass
class Indicator:
    """One part of the total, or with `level` 1 a part of such a part. `values` are those of the units that have it.

    `fulls` are the points that a unit can have, which may differ where a formula says so.
    """

    key: object
    name: str
    clause: str
    full: Fraction | None
    level: int = 0
    is_lowest: bool = True
    values: dict[str, Fraction | None] = field(default_factory=dict)
    fulls: dict[str, Fraction | None] = field(default_factory=dict)


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
        indicators = [each for first in indicators for each in (first, *_below(run, block, first))]
    return Composed(block, whole, known, indicators)


def _of_pieces(made: Mapping[str, Makeup]) -> list[Indicator]:
    found: dict[object, Indicator] = {}
    for unit, each in made.items():
        for piece in each.pieces:
            indicator = found.setdefault(piece.key, Indicator(piece.key, piece.name, piece.clause, piece.full))
            indicator.full = indicator.full if indicator.full is not None else piece.full
            indicator.values[unit] = piece.value
            indicator.fulls[unit] = piece.full
    return list(found.values())


def _below(run: Evaluation, block: Block, first: Indicator) -> list[Indicator]:
    """The published scores under a first-level one."""
    definition = run.policy.definitions.get((block.unit_type.id, str(first.key)))
    below = children(run.policy, definition) if definition else []
    first.is_lowest = not below
    found = []
    for each in below:
        values = {result.unit: result.values.get(each.id) for result in block.results}
        numbers = {unit: value if isinstance(value, Fraction) else None for unit, value in values.items()}
        fulls = {unit: each.points for unit in numbers}
        found.append(Indicator(each.id, each.name, each.clause or "", each.points, 1, True, numbers, fulls))
    return found
