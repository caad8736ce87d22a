"""One key of a run: the values that nodes have there, as a reader is shown them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaohe.analysis.explain.model import Amount
from kaohe.data.tables.dataset import Frame
from kaohe.evaluate.arithmetic import plain
from kaohe.evaluate.columns import NoValue, taken
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.language.measures import Measure
from kaohe.language.periods import Period
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Definition
from kaohe.policy.types import Grain
from kaohe.results import Value


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

    def number(self, node: tree.Node) -> Fraction | None:
        """The value of a node that is a number."""
        found = self.value(node)
        return Fraction(found) if isinstance(found, int | Fraction) else None

    def amount(self, node: tree.Node) -> Amount:
        """A node's value as it is shown."""
        known = self.run.policy.types.get(node)
        value = self.value(node)
        return amount(value, None if known is None else known.measure, value is None and self.is_provisional(node))

    def is_provisional(self, node: tree.Node) -> bool:
        """Whether a node's value is absent because of what has not been sent yet."""
        return bool(self.run.provisional.of(node, self.frame.single(self.row)))

    def named(self, identity: Identity) -> Amount:
        """A named value that is known at this key, or at a coarser one, as it is shown."""
        here = self.at(self.run.policy.value_types[identity].grain)
        found = None if here is None else plain(taken(self.run.value(identity), [here.row]))[0]
        is_provisional = here is not None and here.row in self.run.provisional.value(identity)
        return amount(found, self.run.policy.value_types[identity].measure, is_provisional)

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


def point_of(run: Evaluation, definition: Definition, unit: str, period: Period) -> Point | None:
    """The key of a value; None where the data has none, or it is not of this kind of period."""
    grain = run.policy.value_types[definition.unit_type, definition.id].grain
    frame = run.frames.of(grain)
    row = frame.positions.get((unit if grain.unit else None, period if grain.period else None, None))
    return None if row is None else Point(run, frame, row)


def amount(value: object, measure: Measure | None, is_provisional: bool = False) -> Amount:
    """A base value in its measure. Points go without saying, and so does a ratio."""
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        assert value is None or isinstance(value, bool | str)
        return Amount(value, label_of(measure), is_provisional)
    return Amount(Fraction(value) / (measure.scale if measure else 1), label_of(measure))


def label_of(measure: Measure | None) -> str:
    """What stands behind a number of this measure."""
    return "" if measure is None or measure.label == "分" else measure.label
