"""What a total is made of: the scores under it, or else what its formula adds up, so that they come to it exactly."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from engine.analysis.explain.explainer import Explainer
from engine.analysis.explain.point import Point, point_of
from engine.analysis.explain.shares import Split
from engine.evaluate.evaluator import Evaluation
from engine.language.periods import Period
from engine.policy.model import Definition, Policy


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a total. `full` are the points that it can have, where the policy prints them.

    `key` is the same for the same part of another unit's total.
    """

    key: object
    name: str
    clause: str
    full: Fraction | None
    value: Fraction


@dataclass(frozen=True, slots=True)
class Makeup:
    """The parts of one unit's total, in the order of the policy; what is absent has only a name."""

    pieces: tuple[Piece, ...]
    missing: tuple[str, ...] = ()

    @property
    def total(self) -> Fraction:
        """What the parts come to."""
        return sum((piece.value for piece in self.pieces), Fraction(0))


def makeup(run: Evaluation, whole: Definition, unit: str, period: Period) -> Makeup | None:
    """The parts of a unit's total in a period; None where it is no sum, or the data has no such unit and period."""
    point = point_of(run, whole, unit, period)
    if point is None:
        return None
    parts = children(run.policy, whole)
    made = _of_parts(whole, parts, point) if parts else _of_addends(run, whole, point)
    return made if len(made.pieces) > 1 or made.missing else None


def children(policy: Policy, whole: Definition) -> list[Definition]:
    """The published scores right under a score."""
    return [each for each in policy.scores if each.unit_type == whole.unit_type and each.parent == whole.id]


def _of_parts(whole: Definition, parts: list[Definition], point: Point) -> Makeup:
    pieces, missing = [], []
    for part in parts:
        value = point.named((part.unit_type, part.id)).value
        if isinstance(value, Fraction):
            pieces.append(Piece(part.id, part.name, part.clause or "", part.points, value))
        else:
            missing.append(part.name)
    total = point.named((whole.unit_type, whole.id)).value
    rest = total - sum(piece.value for piece in pieces) if isinstance(total, Fraction) else Fraction(0)
    if rest and not missing:
        pieces.append(Piece("", f"{whole.name}的上下限、取整", whole.clause or "", None, rest))
    return Makeup(tuple(pieces), tuple(missing))


def _of_addends(run: Evaluation, whole: Definition, point: Point) -> Makeup:
    split = Split(Explainer(run), whole, point)
    pieces = tuple(
        Piece(key, addend.name, addend.clause, _full(run.policy, key), addend.total)
        for key, addend in split.addends.items()
    )
    # A year weighs its quarters: what the columns can have at most is theirs there too if together it is the whole's.
    known = [piece.full for piece in pieces if piece.full is not None]
    if len(known) < len(pieces) or sum(known) != whole.points:
        pieces = tuple(replace(piece, full=None) for piece in pieces)
    return Makeup(pieces, tuple(dict.fromkeys(split.missing)))


def _full(policy: Policy, key: object) -> Fraction | None:
    """The points that a named score prints, or the most that a column of points from nought up takes."""
    if not isinstance(key, tuple):
        return None
    if key[0] == "column":
        column = policy.tables[key[1]].columns[key[2]]
        return column.maximum if column.measure.label == "分" and column.minimum == 0 else None
    definition = policy.definitions.get(key)
    return None if definition is None else definition.points
