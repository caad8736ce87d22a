"""The values of a run as explanations ask for them: at one key, and those of the units that are compared there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from kaohe.analysis.explain.model import Amount
from kaohe.data.tables.frames import Frame
from kaohe.evaluate.columns import NoValue, taken
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.rank_and_ties import Levels, stages_of
from kaohe.evaluate.scalars import in_order, members_in_order, plain
from kaohe.language import tree
from kaohe.language.measures import POINTS, Measure
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, field, replace
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition, Policy
from kaohe.policy.types import Grain, Type
from kaohe.results import Value
from kaohe.words.fold_operators import OPERATORS


@dataclass(frozen=True)
class Point:
    """Row `row` of a whole frame of a run that has been calculated.

    Only what the calculation itself went through may be asked for: a branch that was not taken may have no value.
    """

    run: Evaluation
    frame: Frame
    row: int

    @property
    def unit(self) -> str:
        """The unit of the key."""
        return self.frame.keys[self.row][0] or ""

    @property
    def period(self) -> Period | None:
        """The period of the key."""
        return self.frame.keys[self.row][1]

    def value(self, node: tree.Node) -> Value:
        """A node's value in base measure; None, too, where it has none and nothing asked for it."""
        try:
            found: Value = plain(self.run.of(node, self.frame.single(self.row)))[0]
        except NoValue:
            return None
        return found

    def compared(self, node: tree.Node) -> Value:
        """A node's value as it is compared: of a member of a list its place; None as for `value`."""
        if not members_in_order(self.run, node):
            return self.value(node)
        try:
            found: Value = plain(in_order(self.run, node, self.frame.single(self.row)))[0]
        except NoValue:
            return None
        return found

    def number(self, node: tree.Node) -> Fraction | None:
        """The value of a node that is a number."""
        found = self.value(node)
        return Fraction(found) if isinstance(found, int | Fraction) else None

    def amount(self, node: tree.Node) -> Amount:
        """A node's value as it is shown."""
        known = self.run.policy.types.get(node)
        value = as_named(self.run.policy, known, self.value(node))
        found = amount(value, None if known is None else known.measure, value is None and self.is_provisional(node))
        named = _named(node)
        return found if named is None else replace(found, applies=value is not None or self.applies(named))

    def is_provisional(self, node: tree.Node) -> bool:
        """Whether a node's value is absent because of what has not been sent yet."""
        return bool(self.run.provisional.of(node, self.frame.single(self.row)))

    def named(self, identity: Identity) -> Amount:
        """A named value that is known at this key, or at a coarser one, as it is shown."""
        here = self.at(self.run.policy.value_types[identity].grain)
        found = None if here is None else plain(taken(self.run.value(identity), [here.row]))[0]
        is_provisional = here is not None and here.row in self.run.provisional.value(identity)
        known = self.run.policy.value_types[identity]
        given = amount(as_named(self.run.policy, known, found), known.measure, is_provisional)
        return replace(given, applies=found is not None or self.applies(identity))

    def applies(self, identity: Identity) -> bool:
        """Whether a named value exists for this unit (`where` of its entry)."""
        where = self.run.policy.definitions[identity].where
        here = None if where is None else self.at(self.run.policy.value_types[identity].grain)
        return where is None or here is None or here.value(where) is not False

    def has_no_value(self, identity: Identity) -> bool:
        """Whether a named value cannot be calculated at this key, and nothing asked for it."""
        here = self.at(self.run.policy.value_types[identity].grain)
        return here is not None and here.row in self.run.faults(identity)

    def at(self, grain: Grain) -> Point | None:
        """The key of a coarser grain that this one belongs to; None where the data has no such key."""
        frame = self.run.frames.of(grain)
        if frame is self.frame:
            return self
        row = self.frame.gather(frame)[self.row]
        return None if row is None else Point(self.run, frame, row)

    def moved(self, row: int) -> Point:
        """Another row of the same frame."""
        return Point(self.run, self.frame, row)


class Together:
    """Rows of a frame that are all asked the same: what one of them is asked is calculated for all of them at once."""

    def __init__(self, run: Evaluation, frame: Frame, rows: Sequence[int]) -> None:
        self._run, self._frame, self._part = run, frame, frame.part(rows)
        self._place = {row: place for place, row in enumerate(rows)}
        self._known: dict[tree.Node, list[Value] | None] = {}
        self._beside: dict[Frame, Together] = {}

    def point(self, row: int) -> Point:
        """One of the rows."""
        return _PointAmong(self._run, self._frame, row, self)

    def value(self, node: tree.Node, row: int) -> tuple[Value] | None:
        """A node's value in one of the rows; None where some row has none, so that each has to be asked by itself."""
        if node not in self._known:
            try:
                self._known[node] = plain(self._run.of(node, self._part))
            except NoValue:
                self._known[node] = None
        values = self._known[node]
        return None if values is None else (values[self._place[row]],)

    def on(self, frame: Frame) -> Together:
        """The rows of a coarser frame that these belong to."""
        if frame not in self._beside:
            rows = dict.fromkeys(row for row in self._part.gather(frame) if row is not None)
            self._beside[frame] = Together(self._run, frame, list(rows))
        return self._beside[frame]


@dataclass(frozen=True)
class _PointAmong(Point):
    """A row of several that are asked together."""

    among: Together

    def value(self, node: tree.Node) -> Value:
        found = self.among.value(node, self.row)
        return super().value(node) if found is None else found[0]

    def at(self, grain: Grain) -> Point | None:
        found = super().at(grain)
        return found if found is None or found is self else self.among.on(found.frame).point(found.row)


def points_together(run: Evaluation, definition: Definition, units: Iterable[str], period: Period) -> dict[str, Point]:
    """The keys of a value of several units in a period, those that the data have, to be asked together."""
    found = {unit: point_of(run, definition, unit, period) for unit in units}
    known = {unit: point for unit, point in found.items() if point is not None}
    if not known:
        return {}
    rows = dict.fromkeys(point.row for point in known.values())
    together = Together(run, next(iter(known.values())).frame, list(rows))
    return {unit: together.point(point.row) for unit, point in known.items()}


def point_of(run: Evaluation, definition: Definition, unit: str, period: Period) -> Point | None:
    """The key of a value; None where the data has none, or it is not of this kind of period."""
    grain = run.policy.value_types[definition.unit_type, definition.id].grain
    frame = run.frames.of(grain)
    row = frame.positions.get((unit if grain.unit else None, period if grain.period else None, None))
    return None if row is None else Point(run, frame, row)


def _named(node: tree.Node) -> Identity | None:
    """The value that a node names and nothing else."""
    while isinstance(node, tree.Step) and node.means is not None:
        node = node.means
    return (node.unit_type, node.id) if isinstance(node, tree.Ref) else None


def printed_points(definition: Definition, point: Point) -> Fraction | None:
    """The points that are printed for a value, of this unit where they differ."""
    return definition.points if definition.points_by is None else point.number(definition.points_by)


def as_named(policy: Policy, of: Type | None, value: Value) -> Value:
    """A value as people know it: a member of a list by its name."""
    known = None if of is None or of.list is None else policy.lists[of.list]
    return known.members.get(value, value) if known is not None and isinstance(value, str) else value


def amount(value: object, measure: Measure | None, is_provisional: bool = False) -> Amount:
    """A base value in its measure. Points go without saying, and so does a ratio."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        assert value is None or isinstance(value, bool | str)
        return Amount(value, label_of(measure), is_provisional)
    return Amount(Fraction(value) / (measure.scale if measure else 1), label_of(measure))


def label_of(measure: Measure | None) -> str:
    """What stands behind a number of this measure."""
    return "" if measure is None or measure.label == POINTS.label else measure.label


@dataclass(frozen=True)
class Members:
    """A comparison group, whoever of it is explained: all its rows, those that take part, and their values.

    `compared` are the values as they are compared: of members of a list their places, of what has no order nothing.
    """

    group: tuple[int, ...]
    rows: tuple[int, ...]
    amounts: tuple[Amount, ...]
    compared: tuple[Any, ...]
    _stages: dict[tree.Rank, list[Levels]] = field(default_factory=dict)

    def levels(self, run: Evaluation, node: tree.Rank, frame: Frame, further: int) -> Levels:
        """Who is level with whom by the first key and so many `further` ones, the first place in front."""
        if node not in self._stages:
            self._stages[node] = [levels for (levels,) in stages_of(run, node, frame, [list(self.rows)])]
        return self._stages[node][further]

    @cached_property
    def in_order(self) -> dict[int, Any]:
        """The values that there are and have an order, by row, as they are compared."""
        pairs = zip(self.rows, self.compared, strict=True)
        return {row: found for row, found in pairs if found is not None}

    @cached_property
    def known(self) -> dict[int, Amount]:
        """The values, by row."""
        return dict(zip(self.rows, self.amounts, strict=True))

    @cached_property
    def highest_first(self) -> list[int]:
        """The rows that have a value, by it."""
        return sorted(self.in_order, key=self.in_order.__getitem__, reverse=True)


class ComparisonGroups:
    """The comparison groups of a run, each worked out once: explaining all of a group's units asks for it each time."""

    def __init__(self, run: Evaluation) -> None:
        self._run = run
        self._known: dict[tuple[tree.Node, Frame], dict[int, Members]] = {}

    def of(self, node: tree.FoldUnits | tree.Rank, point: Point) -> Members | None:
        """The group of a unit; None where it belongs to none."""
        known = self._known.get((node, point.frame))
        if known is None:
            made = (self._made(node, point.frame, rows) for rows in self._run.partition(point.frame, node))
            known = self._known[node, point.frame] = {row: group for group in made for row in group.group}
        return known.get(point.row)

    def _made(self, node: tree.FoldUnits | tree.Rank, frame: Frame, group: list[int]) -> Members:
        part = None if node.where is None else plain(self._run.of(node.where, frame))
        rows = tuple(row for row in group if part is None or part[row])
        counts = isinstance(node, tree.FoldUnits) and OPERATORS[node.op].counts
        if counts:
            return Members(tuple(group), rows, (), ())
        return Members(tuple(group), rows, *_amounts(self._run, node.of, frame, rows))


def _amounts(
    run: Evaluation, of: tree.Node, frame: Frame, rows: tuple[int, ...]
) -> tuple[tuple[Amount, ...], tuple[Any, ...]]:
    """The values of those that take part, as they are shown and as they are compared; nobody else is asked."""
    part = frame if len(rows) == len(frame) else frame.part(rows)
    column, provisional = plain(run.of(of, part)), run.provisional.of(of, part)
    known = run.policy.types[of]
    shown = (as_named(run.policy, known, value) for value in column)
    amounts = tuple(amount(value, known.measure, row in provisional) for row, value in enumerate(shown))
    if known.is_text_in_order:
        return amounts, tuple(plain(in_order(run, of, part)))
    return amounts, tuple(found.value if isinstance(found.value, Fraction) else None for found in amounts)
