"""What a total is made of: the scores under it, or else what its formula adds up, so that they come to it exactly."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaohe.analysis.explain.addends import DECIDED, Addend, Split
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.key_values import Point, point_of
from kaohe.analysis.explain.names import definition_of
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.policy.adjustments import calculated
from kaohe.policy.model import Definition, Policy
from kaohe.results import Value


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
    before = _calculated(whole, point)
    rest = before - sum(piece.value for piece in pieces) if isinstance(before, Fraction) else Fraction(0)
    if rest and not missing:
        pieces.append(Piece("", f"{whole.name}的上下限、取整", whole.clause or "", None, rest))
    if before != total and isinstance(before, Fraction) and isinstance(total, Fraction):
        decided = point.run.policy.adjustments[whole.adjusted_by or ""]
        name = point.run.policy.tables[decided.table].name
        pieces.append(Piece((DECIDED, whole.id), name, decided.clause or "", None, total - before))
    return Makeup(tuple(pieces), tuple(missing))


def _calculated(whole: Definition, point: Point) -> Value:
    """The total before any decision, which the parts come to."""
    before = calculated(point.run.policy, whole)
    return point.named((before.unit_type, before.id)).value


def _of_addends(run: Evaluation, whole: Definition, point: Point) -> Makeup:
    split = Split(Explainer(run), whole, point)
    if point.named((whole.unit_type, whole.id)).value is None and len(_periods(split)) > 1:
        # Some of the quarters are not the year: a sum of these would look like a low one.
        return Makeup((), tuple(dict.fromkeys([*(each.name for each in split.addends.values()), *split.missing])))
    fulls = _fulls(run.policy, whole, split)
    pieces = tuple(
        Piece(key, addend.name, addend.clause, fulls.get(key), addend.total) for key, addend in split.addends.items()
    )
    return Makeup(pieces, tuple(dict.fromkeys(split.missing)))


def _periods(split: Split) -> set[Period | None]:
    return {period for addend in split.addends.values() for period in addend.made}


def _fulls(policy: Policy, whole: Definition, split: Split) -> dict[object, Fraction]:
    """What each addend can have at most: its points, as often as it counts; as they are where quarters are missing.

    Nothing is known of any of them if together they are not the points of the whole.
    """
    ruled = {key: addend for key, addend in split.addends.items() if not _is_decided(key)}
    printed = {key: full for key, addend in ruled.items() if (full := _full(policy, key, addend)) is not None}
    weighed = {key: full * ruled[key].weight for key, full in printed.items()}
    for fulls in (weighed, printed):
        if len(fulls) == len(ruled) and sum(fulls.values()) == whole.points:
            return fulls
    return {}


def _is_decided(key: object) -> bool:
    return isinstance(key, tuple) and key[0] == DECIDED


def _full(policy: Policy, key: object, addend: Addend) -> Fraction | None:
    """The points that a named score prints (of another unit too), or the most that a column of points takes."""
    if not isinstance(key, tuple):
        return None
    if key[0] == "column":
        column = policy.tables[key[1]].columns[key[2]]
        return column.maximum if column.measure.label == "分" and column.minimum == 0 else None
    made = next(made.of for entries in addend.made.values() for made in entries)
    definition = definition_of(policy, made.of) if isinstance(made, tree.At) else policy.definitions.get(key)
    return None if definition is None else definition.points
