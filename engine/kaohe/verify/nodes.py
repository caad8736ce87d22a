"""The tree read naively: one node, one unit or row, plain Python over fractions.

Slow on purpose and written from what the nodes mean, not from the fast evaluator: the second opinion of `verify`,
and the slow model that tests compare the fast evaluator with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, cast

from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.language import tree
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import Policy
from kaohe.verify import conditions, groups, periods, powers, scalars
from kaohe.verify.keys import Key, Keys
from kaohe.verify.operators import Value
from kaohe.verify.text import Unanswered, number_at
from kaohe.verify.written import Asking, Texts


class Naive:
    """A policy over a data set under certain readings; a value is asked for at one key."""

    def __init__(self, policy: Policy, dataset: Dataset, readings: Mapping[str, str]) -> None:
        self.policy = policy
        self.dataset = dataset
        self.readings = readings
        self.keys = Keys(policy, dataset)
        self.groups: dict[tuple[tree.Node, Key], groups.Groups] = {}
        self._texts = Texts()
        self._values: dict[tuple[Identity, Key], Value | Unanswered] = {}
        self._literals: dict[tree.Node, Fraction] = {}
        for definition in policy.definitions.values():
            self._texts.learn(definition.rule)

    def value(self, identity: Identity, key: Key) -> Value:
        """A named value; absent where its own grain has no such key. Raises Unanswered."""
        own = key.at(self.policy.value_types[identity].grain)
        if not self.keys.has(own):
            return None
        if (identity, own) not in self._values:
            try:
                self._values[identity, own] = self.of(self.policy.definitions[identity].rule, own)
            except Unanswered as error:
                self._values[identity, own] = error
        found = self._values[identity, own]
        if isinstance(found, Unanswered):
            raise found
        return found

    def of(self, node: tree.Node, key: Key) -> Value:
        """A node's value: from its text, where it is part of a formula."""
        if isinstance(node, tree.Number):
            return self._number(node)
        stretch = self._texts.of(node)
        if stretch is None:
            return self._meaning(node, key)
        written, formula = stretch
        asking = Asking(
            written,
            lambda named: self.of(named, key),
            lambda call: self._meaning(call, key),
            lambda rounding: self.policy.types[rounding].measure.scale,
            lambda part: self._key_part(part, key),
        )
        return formula.value(asking)

    def own(self, node: tree.Node, key: Key) -> Key | None:
        """The key of a node's own grain; None where there is no such key."""
        own = key.at(self.policy.types[node].grain)
        return own if self.keys.has(own) else None

    def _meaning(self, node: tree.Node, key: Key) -> Value:
        value: Value = OPERATIONS[type(node)](self, node, key)
        return value

    def _number(self, node: tree.Number) -> Fraction:
        """A literal, read again from the file where it stands there."""
        if node not in self._literals:
            again = number_at(node.place)
            self._literals[node] = node.value if again is None else again
        return self._literals[node]

    def _key_part(self, part: str, key: Key) -> Value:
        if part == "unit":
            return key.unit
        if part == "group":
            return self.dataset.groups.get(key.unit_type, {}).get(key.unit or "")
        if part not in ("year", "quarter") or key.period is None:
            raise Unanswered(part)
        return Fraction(key.period.year if part == "year" else key.period.quarter)

    def part(self, node: tree.Key, key: Key) -> Value:
        """A part of the key itself."""
        return self._key_part(node.part, key)


def _word(run: Naive, node: tree.Text | tree.Truth, key: Key) -> Value:
    return node.value


def _absent(run: Naive, node: tree.Absent, key: Key) -> Value:
    return None


def _column(run: Naive, node: tree.Column, key: Key) -> Value:
    column: Any = run.dataset.tables[node.table].columns[node.column]
    if key.row is not None and key.row[0] == node.table:
        row = key.row[1]
    else:
        rows = run.keys.rows(node.table, key)
        if not rows:
            return None
        (row,) = rows
    if isinstance(column, Numbers):
        above = column.numerators[row]
        return None if above is None else Fraction(above, column.denominator)
    return cast(Value, column[row])


def _ref(run: Naive, node: tree.Ref, key: Key) -> Value:
    return run.value((node.unit_type, node.id), key)


def _reading(run: Naive, node: tree.Reading, key: Key) -> Value:
    return run.of(dict(node.cases)[run.readings[node.question]], key)


def _step(run: Naive, node: tree.Step, key: Key) -> Value:
    return run.of(node.body, key)


OPERATIONS: dict[type[tree.Node], Callable[..., Value]] = {
    tree.Text: _word,
    tree.Truth: _word,
    tree.Absent: _absent,
    tree.Column: _column,
    tree.Ref: _ref,
    tree.Key: Naive.part,
    tree.Reading: _reading,
    tree.Step: _step,
    **scalars.OPERATIONS,
    **powers.OPERATIONS,
    **conditions.OPERATIONS,
    **groups.OPERATIONS,
    **periods.OPERATIONS,
}
