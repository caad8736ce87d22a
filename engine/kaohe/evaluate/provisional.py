"""What has not been sent yet (未报) in provisional data, and which values are absent for its sake.

An absent value is not always one that waits: a unit that gets no points has none, whatever is still to come. So
that no word of the language takes a value still to come for one that is not there (a fallback, a condition on
records, taking part in a ranking), those words ask here for the rows that wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kaohe.data.frames import Frame
from kaohe.evaluate.calculation import Calculation
from kaohe.evaluate.columns import stored
from kaohe.evaluate.provisional_grains import CHANGES, NO_ROWS, Rows, brought
from kaohe.language import tree
from kaohe.policy.dependency_graph import Identity


class Unsent:
    """For each node the rows that are absent because something that they rest on has not been sent.

    Of a branch that is not taken nothing is waited for. Where data are not provisional, no row waits.
    """

    def __init__(self, run: Calculation) -> None:
        self.run = run
        self._values: dict[Identity, Rows] = {}
        self._known: dict[tuple[tree.Node, Frame], Rows] = {}

    def learn(self, identity: Identity, rule: tree.Node, frame: Frame) -> None:
        """Takes note of a named value while the columns inside its rule are still kept."""
        self._values[identity] = self.absent(rule, frame)
        self._known = {}

    def value(self, identity: Identity) -> Rows:
        """The rows of a named value that wait, on the frame of its grain."""
        self.run.value(identity)
        return self._values[identity]

    def absent(self, node: tree.Node, frame: Frame) -> Rows:
        """The rows of a node that wait, on a frame at its own grain or a finer one."""
        if not self.run.dataset.provisional:
            return NO_ROWS
        waiting = self._rests_on_unsent(node, frame)
        values = self.column(node, frame) if waiting else ()
        return frozenset(row for row in waiting if values[row] is None)

    def column(self, node: tree.Node, frame: Frame) -> Sequence[Any]:
        """A node's rows, as they are stored."""
        return stored(self.run.of(node, frame))

    def _rests_on_unsent(self, node: tree.Node, frame: Frame) -> Rows:
        if frame.whole is not None:
            return self._asked(node, frame)
        if (node, frame) not in self._known:
            self._known[node, frame] = self._asked(node, frame)
        return self._known[node, frame]

    def _asked(self, node: tree.Node, frame: Frame) -> Rows:
        if change := CHANGES.get(type(node)):
            own = self.run.frames.of(self.run.policy.types[node].grain)
            return brought(change(self, node, own), own, frame)
        match node:
            case tree.Ref():
                identity = (node.unit_type, node.id)
                own = self.run.frames.of(self.run.policy.value_types[identity].grain)
                return brought(self.value(identity), own, frame)
            case tree.Reading():
                return self._rests_on_unsent(dict(node.cases)[self.run.readings[node.question]], frame)
            case tree.If():
                return self._chosen(node.condition, [(True, node.then), (False, node.otherwise)], None, frame)
            case tree.Cases():
                return self._chosen(node.of, node.cases, node.otherwise, frame)
            case tree.And() | tree.Or():
                return self._terms(node, frame)
            case tree.IfAbsent():
                waiting = self.absent(node.operand, frame)
                empty = [row for row, value in enumerate(self.column(node.operand, frame)) if value is None]
                return waiting | self._branch([row for row in empty if row not in waiting], node.fallback, frame)
            case tree.Present():
                return self.absent(node.operand, frame)
        return NO_ROWS.union(*(self._rests_on_unsent(child, frame) for child in tree.children(node)))

    def _branch(self, rows: Sequence[int], node: tree.Node, frame: Frame) -> Rows:
        """The rows that wait of a branch that only some rows take."""
        if not rows:
            return NO_ROWS
        return frozenset(rows[row] for row in self._rests_on_unsent(node, frame.part(rows)))

    def _chosen(
        self, of: tree.Node, cases: Sequence[tuple[Any, tree.Node]], otherwise: tree.Node | None, frame: Frame
    ) -> Rows:
        rows_of: dict[Any, list[int]] = {}
        for row, value in enumerate(self.column(of, frame)):
            rows_of.setdefault(value, []).append(row)
        rows_of.pop(None, None)
        found = self.absent(of, frame)
        for word, branch in cases:
            found |= self._branch(rows_of.pop(word, ()), branch, frame)
        if otherwise is not None:
            found |= self._branch([row for rows in rows_of.values() for row in rows], otherwise, frame)
        return found

    def _terms(self, node: tree.And | tree.Or, frame: Frame) -> Rows:
        """Each term for the rows that those before it left undecided."""
        rows, found = list(range(len(frame))), NO_ROWS
        for term in node.terms:
            part = frame.part(rows)
            found |= {rows[row] for row in self.absent(term, part)}
            truths = self.column(term, part)
            rows = [row for row, truth in zip(rows, truths, strict=True) if truth is isinstance(node, tree.And)]
            if not rows:
                break
        return found
