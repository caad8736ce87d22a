"""A run with other weights or other inputs: what they do not reach is taken from the plain run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from kaohe.analysis.stress.indicators import Whole, values_in
from kaohe.data.tables.dataset import Dataset, Numbers, TableData, Values
from kaohe.data.tables.frames import Frame
from kaohe.diagnostics import Findings
from kaohe.evaluate.columns import Column, Ratios, constant
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.policy.dependency_graph import Identity, needed_by, reached_from
from kaohe.policy.model import Policy, Vertex
from kaohe.policy.ranges import Ranges
from kaohe.words.folds_and_quarters import QuartersRoles, weight_lists

Factors = Mapping[Vertex, Fraction]
"""By how much the points of a score, or the figures of a column, are multiplied."""


class Variant(Evaluation):
    """`reached` are the values that are calculated again; `shares` other values for the weights of periods."""

    def __init__(
        self,
        plain: Evaluation,
        reached: frozenset[Identity],
        dataset: Dataset | None = None,
        factors: Factors | None = None,
        shares: Mapping[tree.Node, Fraction] | None = None,
    ) -> None:
        factors = factors or {}
        columns = {vertex: factor for vertex, factor in factors.items() if vertex.kind == "column"}
        super().__init__(plain.policy, _multiplied(dataset or plain.dataset, columns), plain.readings, Findings())
        self.frames = plain.frames
        self._plain, self._reached, self._shares = plain, reached, shares or {}
        self._factors = {vertex.identity: factor for vertex, factor in factors.items() if vertex.kind == "value"}

    def value(self, identity: Identity) -> Column:
        """The value on the frame of its grain."""
        if identity in self._values:
            return self._values[identity]
        column = super().value(identity) if identity in self._reached else self._plain.value(identity)
        if identity in self._factors:
            column = self._values[identity] = _times(column, self._factors[identity])
        return column

    def of(self, node: tree.Node, frame: Frame) -> Column:
        """A node on a frame."""
        share = self._shares.get(node)
        return super().of(node, frame) if share is None else constant(share, len(frame))

    def places(self, whole: Whole) -> dict[str, Fraction]:
        """The places by unit. Raises Refused where there is no value at all."""
        assert whole.rank is not None
        for identity in self.policy.order:  # each after those it rests on, so that a long chain is no deep recursion
            if identity in self._reached:
                self.value(identity)
        return values_in(self, whole.rank, whole.period)


def resting_on(policy: Policy, sources: Iterable[Vertex], whole: Whole) -> frozenset[Identity]:
    """The values on the way from these to the place that a whole gives, or to the whole; the sources are not theirs."""
    above: set[Vertex] = set()
    for source in sources:
        above |= reached_from(policy.graph, [source]) - {source}
    needed = needed_by(policy.graph, [(whole.rank or whole.definition).vertex])
    return frozenset(one.identity for one in above & needed if one.kind == "value")


def _times(column: Column, factor: Fraction) -> Column:
    """A column of numbers multiplied."""
    if isinstance(column, Numbers):
        above = [None if n is None else n * factor.numerator for n in column.numerators]
        return Numbers(above, column.denominator * factor.denominator)
    assert isinstance(column, Ratios)
    return Ratios([None if value is None else value * factor for value in column.values])


def _multiplied(dataset: Dataset, factors: Factors) -> Dataset:
    tables = dict(dataset.tables)
    for vertex, factor in factors.items():
        column = tables[vertex.owner].columns[vertex.id]
        tables[vertex.owner] = with_columns(tables[vertex.owner], {vertex.id: _times(column, factor)})  # type: ignore[dict-item]
    return replace(dataset, tables=tables) if factors else dataset


def with_columns(data: TableData, columns: Mapping[str, Values]) -> TableData:
    """The table with other columns."""
    return replace(data, columns={**data.columns, **columns})


def period_weights(run: Evaluation, whole: Whole) -> dict[Vertex, list[list[tuple[tree.Node, Fraction]]]]:
    """Of each value on the way to a whole that puts periods together: its lists of weights, each with what it is."""
    ranges = Ranges(run.policy, readings=run.readings)
    below = needed_by(run.policy.graph, [whole.definition.vertex])
    found: dict[Vertex, list[list[tuple[tree.Node, Fraction]]]] = {}
    for definition in run.policy.definitions.values():
        for node in tree.walk(definition.rule, run.readings) if definition.vertex in below else ():
            if not isinstance(node, tree.Step) or not isinstance(node.roles, QuartersRoles):
                continue
            for weights in weight_lists(node.roles.weights):
                known = [(weight, ranges.of(weight)) for weight in weights]
                if all(each.low is not None and each.low == each.high for _, each in known):
                    fixed = [(weight, each.low) for weight, each in known if each.low is not None]
                    found.setdefault(definition.vertex, []).append(fixed)
    return found
