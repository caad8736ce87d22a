"""The units that a figure or a place goes over: those that there are in the period of the value that it stands in.

Where a table says which units there are, that differs from period to period. A figure of what is the same in all
periods (a count of units) or known by longer ones (a yearly sum in a quarter) is then known by the value's periods.
"""

from __future__ import annotations

from itertools import islice

from kaohe.language import tree
from kaohe.language.periods import InYear, Part, PeriodLevel, finest, is_finer
from kaohe.lazy import replace
from kaohe.policy.infer_shared import Inferring
from kaohe.policy.model import Policy
from kaohe.policy.types import ALL_YEARS


def come_and_go(policy: Policy, unit_type: str | None) -> bool:
    """Whether there may be other units of a type in one period than in another."""
    source = None if unit_type is None else policy.units[unit_type].source_table
    return source is not None and "period" not in policy.tables[source].spread


def goes_over_units(inference: Inferring, node: tree.Node) -> bool:
    """Whether a node compares units that come and go, or asks for one of them."""
    if isinstance(node, tree.At):
        return come_and_go(inference.policy, node.unit_type)
    if isinstance(node, tree.FoldUnits | tree.Rank):
        return node.rows is None and come_and_go(inference.policy, inference.of(node).grain.unit)
    return tree.is_across_units(node) and come_and_go(inference.policy, inference.of(node).grain.unit)


class Frames:
    """The nodes of one rule that are new: what others share with it is known by their periods already.

    `go_over_units` says whether any of them compares units that come and go.
    """

    def __init__(self, inference: Inferring, before: int) -> None:
        self.inference = inference
        self.new = set(islice(inference.nodes, before, None))
        self.go_over_units = any(goes_over_units(inference, node) for node in self.new)
        self._known: dict[tuple[tree.Node, PeriodLevel], bool] = {}

    def refine(self, node: tree.Node, level: PeriodLevel | None) -> bool:
        """Has what goes over units known by periods of this level, and all that rests on it; returns whether it does.

        What asks another period, and what is folded, has periods of its own.
        """
        if level is None or not self.go_over_units or node not in self.new:
            return False
        if (node, level) not in self._known:
            self._known[node, level] = False
            self._known[node, level] = self._refine(node, level)
        return self._known[node, level]

    def _refine(self, node: tree.Node, level: PeriodLevel) -> bool:
        inference, grain = self.inference, self.inference.of(node).grain
        if isinstance(node, tree.OtherPeriod) and not isinstance(node.way, InYear):
            there = node.way.level if isinstance(node.way, Part) else inference.of(node.of).grain.period
            self.refine(node.of, there)
            return False
        table = node.table if isinstance(node, tree.FoldRows) else getattr(node, "rows", None)
        if table is not None:
            for part in tree.children(node):
                self.refine(part, grain.period if part in _of_all(node) else inference.policy.tables[table].period)
            return False
        parts = [*tree.children(node), *(node.roles.nodes if isinstance(node, tree.Step) else ())]
        rests_on_units = [self.refine(part, level) for part in parts]
        if not any(rests_on_units) and not goes_over_units(inference, node):
            return False
        if grain.period is None or is_finer(level, grain.period):
            earlier = grain.earlier if grain.period is not None else ALL_YEARS
            own = replace(grain, period=finest((grain.period, level)), earlier=earlier)
            inference.nodes[node] = replace(inference.of(node), grain=own)
        return True


def _of_all(node: tree.Node) -> tuple[tree.Node | None, ...]:
    """What is asked once for all rows, and not of each."""
    return (node.if_none, node.options.best) if isinstance(node, tree.FoldRows | tree.FoldUnits) else ()
