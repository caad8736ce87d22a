"""The comparison groups of a run as explanations ask for them: who is compared, and with which values."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from kaohe.analysis.explain.key_values import Point, amount
from kaohe.analysis.explain.model import Amount
from kaohe.data.tables.dataset import Frame
from kaohe.evaluate.arithmetic import plain
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.groups import places
from kaohe.language import tree
from kaohe.words.comparison_group import FIGURES


@dataclass(frozen=True)
class Members:
    """A comparison group, whoever of it is explained: all its rows, those that take part, and their values."""

    group: tuple[int, ...]
    rows: tuple[int, ...]
    amounts: tuple[Amount, ...]
    _places: dict[tuple[bool, bool], dict[int, tuple[int, int]]] = field(default_factory=dict)

    def places(self, highest_first: bool, dense: bool) -> dict[int, tuple[int, int]]:
        """Each row's place and how many share it, in the order of the rows."""
        key = (highest_first, dense)
        if key not in self._places:
            found = places(list(self.numbers.values()), highest_first, dense)
            self._places[key] = dict(zip(self.numbers, found, strict=True))
        return self._places[key]

    @cached_property
    def numbers(self) -> dict[int, Fraction]:
        """The values that there are, by row."""
        pairs = zip(self.rows, self.amounts, strict=True)
        return {row: found.value for row, found in pairs if isinstance(found.value, Fraction)}

    @cached_property
    def known(self) -> dict[int, Amount]:
        """The values, by row."""
        return dict(zip(self.rows, self.amounts, strict=True))

    @cached_property
    def highest_first(self) -> list[int]:
        """The rows that have a value, by it."""
        numbers = self.numbers
        return sorted(numbers, key=numbers.__getitem__, reverse=True)


class ComparisonGroups:
    """The comparison groups of a run, each worked out once: explaining all of a group's units asks for it each time."""

    def __init__(self, run: Evaluation) -> None:
        self._run = run
        self._known: dict[tuple[tree.Node, Frame], dict[int, Members]] = {}

    def of(self, node: tree.Over | tree.Rank, point: Point) -> Members | None:
        """The group of a unit; None where it belongs to none."""
        known = self._known.get((node, point.frame))
        if known is None:
            made = (self._made(node, point.frame, rows) for rows in self._run.partition(point.frame, node.within))
            known = self._known[node, point.frame] = {row: group for group in made for row in group.group}
        return known.get(point.row)

    def _made(self, node: tree.Over | tree.Rank, frame: Frame, group: list[int]) -> Members:
        part = None if node.among is None else plain(self._run.of(node.among, frame))
        rows = tuple(row for row in group if part is None or part[row])
        counts = isinstance(node, tree.Over) and FIGURES[node.op].counts
        return Members(tuple(group), rows, () if counts else _amounts(self._run, node.of, frame, rows))


def _amounts(run: Evaluation, of: tree.Node, frame: Frame, rows: tuple[int, ...]) -> tuple[Amount, ...]:
    """The values of those that take part; nobody else is asked."""
    part = frame if len(rows) == len(frame) else frame.part(rows)
    column, provisional = plain(run.of(of, part)), run.provisional.of(of, part)
    measure = run.policy.types[of].measure
    return tuple(amount(value, measure, row in provisional) for row, value in enumerate(column))
