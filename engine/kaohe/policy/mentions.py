"""Where a number is mentioned again: `done / plan` in the tier that `done / plan` has reached.

Two mentions are nodes of their own. What they have in common is the input or the value, or how they are calculated.
"""

from __future__ import annotations

from kaohe.language import tree

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
