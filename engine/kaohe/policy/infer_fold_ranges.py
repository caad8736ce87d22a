"""The range of a fold: of rows, units, listed values, or quarters, from the ranges of what is folded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce
from typing import Protocol

from kaohe.language import tree
from kaohe.language.entry import FoldOp
from kaohe.language.ranges import ANY, Range, exactly, union
from kaohe.words.fold_operators import OPERATORS

_NOUGHT = Fraction(0)


class KnownRanges(Protocol):
    """The ranges of a policy (`kaohe.policy.infer_ranges.Ranges`), as folds see them."""

    records: Mapping[str, int]

    def of(self, node: tree.Node) -> Range:
        """The range of a number."""


def _fold_rows(ranges: KnownRanges, node: tree.FoldRows) -> Range:
    operator, of = OPERATORS[node.op], ANY if node.of is None else _weighed(ranges, node.op, node.of, node.weight)
    most = ranges.records.get(node.table)
    if most is not None and operator.kind == "count":
        found = (exactly(Fraction(1)) if operator.counts else of).times(most)
    else:
        found = operator.range_of(of)
    return _or_none(ranges, node, found)


def _fold_units(ranges: KnownRanges, node: tree.FoldUnits) -> Range:
    of = _weighed(ranges, node.op, node.of, node.weight)
    return _or_none(ranges, node, OPERATORS[node.op].range_of(of))


def _fold_list(ranges: KnownRanges, node: tree.FoldList) -> Range:
    """Values that are added or multiplied, one by one, where all of them count; else what any number of them give."""
    operator = OPERATORS[node.op]
    values = [_weighed(ranges, node.op, each.of, each.weight) for each in node.elements]
    if operator.joined is None or node.options.chooses:
        return _or_none(ranges, node, operator.range_of(union(values)))
    none = exactly(_NOUGHT) if operator.has_none else None
    values = [
        value if each.where is None or none is None else union([value, none])
        for each, value in zip(node.elements, values, strict=True)
    ]
    if none is None and any(each.where is not None for each in node.elements):
        return ANY
    return _or_none(ranges, node, reduce(operator.joined, values))


def _weighed(ranges: KnownRanges, op: FoldOp, of: tree.Node, weight: tree.Node | None) -> Range:
    """A value as it counts: times its weight where values are added, itself where weights share out the whole."""
    found = ranges.of(of)
    if weight is None or OPERATORS[op].joined is None:
        return found
    return found * ranges.of(weight)


def _or_none(ranges: KnownRanges, node: tree.FoldRows | tree.FoldUnits | tree.FoldList, found: Range) -> Range:
    """The range with what holds of no elements; absence widens nothing."""
    if node.if_none is None or isinstance(node.if_none, tree.Absent):
        return found
    return union([found, ranges.of(node.if_none)])


FOLDS: dict[type[tree.Node], Callable[..., Range]] = {
    tree.FoldRows: _fold_rows,
    tree.FoldUnits: _fold_units,
    tree.FoldList: _fold_list,
}


_MOST_VISITED = 20_000  # nodes of one policy; past these nothing is found, so that a check stays quick
_CALCULATED = (tree.Add, tree.Sub, tree.Mul, tree.Div, tree.Min, tree.Max, tree.Neg, tree.Abs)
# What is made of values of the same row; a fold, a comparison of units or a call reads others.
_SAME_ROW = (
    *(*_CALCULATED, tree.Mod, tree.Round, tree.Tally, tree.IfAbsent),
    *(tree.If, tree.Tiers, tree.Tier, tree.Cases, tree.Reading, tree.Step),
)


class Mentions:
    """The mentions of numbers under the nodes of one policy."""

    def __init__(self) -> None:
        self._left_to_visit = _MOST_VISITED
        self._names: dict[tree.Node, int | None] = {}
        self._keys: dict[tuple[object, ...], int] = {}

    def under(self, branch: tree.Node, subject: tree.Node) -> tuple[set[tree.Node], list[tree.Node]]:
        """All nodes under `branch` that rest on `subject` in the same row, and those of them that are its mentions."""
        name = self._name(subject)
        resting: set[tree.Node] = set()
        seen: set[tree.Node] = set()
        mentions = []
        to_visit = [] if name is None else [(branch, False)]
        while to_visit and self._left_to_visit > 0:
            node, is_left = to_visit.pop()
            if is_left and any(part in resting for part in tree.children(node)):
                resting.add(node)
            elif node not in seen:
                seen.add(node)
                self._left_to_visit -= 1
                if self._name(node) == name:
                    mentions.append(node)
                    resting.add(node)
                elif isinstance(node, _SAME_ROW):
                    to_visit += [(node, True), *((part, False) for part in tree.children(node))]
        return (resting, mentions) if self._left_to_visit > 0 else (set(), [])

    def _name(self, node: tree.Node) -> int | None:
        """One number for all mentions of an input, of a value, or of what is calculated from these in one way."""
        if node not in self._names:
            inner = node
            key: tuple[object, ...] | None = None
            while isinstance(inner, tree.Step) and inner.means is not None:
                inner = inner.means
            if isinstance(inner, tree.Column):
                key = (tree.Column, inner.table, inner.column)
            elif isinstance(inner, tree.Ref):
                key = (tree.Ref, inner.unit_type, inner.id)
            elif isinstance(inner, tree.Number):
                key = (tree.Number, inner.value)
            elif isinstance(inner, _CALCULATED):
                parts = [self._name(part) for part in tree.children(inner)]
                key = None if None in parts else (type(inner), *parts)
            self._names[node] = None if key is None else self._keys.setdefault(key, len(self._keys))
        return self._names[node]
