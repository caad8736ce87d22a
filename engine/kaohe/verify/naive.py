"""The tree read naively: one node, one unit or row, plain Python over fractions.

Slow on purpose and written from what the nodes mean, not from the fast evaluator: the second opinion of `verify`,
and the slow model that tests compare the fast evaluator with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, cast

from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.language import tree
from kaohe.language.entry import KEY_PARTS, KeyPart
from kaohe.language.periods import Period
from kaohe.language.register import total
from kaohe.policy.model import Policy
from kaohe.results import Value
from kaohe.verify import arithmetic, conditions, groups
from kaohe.verify.formula import Answers, Texts
from kaohe.verify.keys import Key, Keys
from kaohe.verify.text import number_at
from kaohe.verify.types import Identity, Types
from kaohe.verify.values import Unanswered


class Naive:
    """A policy over a data set under certain readings; a value is asked for at one key."""

    def __init__(self, policy: Policy, dataset: Dataset, readings: Mapping[str, str]) -> None:
        self.policy = policy
        self.dataset = dataset
        self.readings = readings
        self.types = Types(policy)
        self.keys = Keys(policy, dataset)
        self.groups: dict[tuple[tree.Node, Key], groups.Groups] = {}
        self._texts = Texts()
        self._values: dict[Identity, dict[Key, Value | Unanswered]] = {}
        self._known: dict[tuple[tree.Node, Key], Value] = {}
        self.literals: dict[tree.Number, Value] = {}
        self._ways: dict[tree.Node, Callable[[Key], Value]] = {}
        for definition in policy.definitions.values():
            self._texts.learn(definition.rule)

    def value(self, identity: Identity, key: Key) -> Value:
        """A named value; absent where there is no such key as it is known by. Raises Unanswered."""
        own = key.at(self.types.defined(identity)[0])
        if own is not key and not self.keys.has(own):
            return None
        values = self._values.setdefault(identity, {})
        if own not in values:
            outer, self._known = self._known, {}  # what only this value rests on is kept as long as it is asked for
            try:
                values[own] = self.of(self.policy.definitions[identity].rule, own)
            except Unanswered as error:
                values[own] = error
            finally:
                self._known = outer
        found = values[own]
        if isinstance(found, Unanswered):
            raise found
        return found

    def of(self, node: tree.Node, key: Key) -> Value:
        """A node's value: from its text, where it is part of a formula. One that is shared is calculated once."""
        way = self._ways.get(node)
        if way is None:
            way = self._ways[node] = self._way(node)
        return way(key)

    def _way(self, node: tree.Node) -> Callable[[Key], Value]:
        """How a node's value at a key is found."""
        stretch = self._texts.of(node)
        if stretch is None:
            way: Callable[[Key], Value] = partial(self.meaning, node)
        else:
            written, formula = stretch
            way = lambda key: formula.value(Answers(self, written, key))  # noqa: E731
        return partial(self._once, node, way) if node in self._texts.shared else way

    def _once(self, node: tree.Node, way: Callable[[Key], Value], key: Key) -> Value:
        if (node, key) not in self._known:
            self._known[node, key] = way(key)
        return self._known[node, key]

    def own(self, node: tree.Node, key: Key) -> Key | None:
        """The key that the node itself is known by; None where there is no such key."""
        own = key.at(self.types.parts(node))
        return own if self.keys.has(own) else None

    def step_of(self, node: tree.Round) -> Fraction:
        """One of the measure that this rounds in."""
        return self.types.step_of(node)

    def meaning(self, node: tree.Node, key: Key) -> Value:
        """What a node means, taken from the tree and not from its text."""
        value: Value = OPERATIONS[type(node)](self, node, key)
        return value

    def key_part(self, part: str, key: Key) -> Value:
        """A part of the key itself, by its word. Raises Unanswered for any other."""
        if part not in _KEY_PARTS:
            raise Unanswered(part)
        return _KEY_PARTS[part](self, key)

    def part(self, node: tree.Key, key: Key) -> Value:
        """A part of the key itself."""
        return self.key_part(node.part, key)


def _group(run: Naive, key: Key) -> Value:
    return run.dataset.groups.get(key.unit_type, {}).get(key.unit or "")


def _of_period(number: Callable[[Period], int]) -> Callable[[Naive, Key], Value]:
    def part(run: Naive, key: Key) -> Value:
        if key.period is None:
            raise Unanswered("period")
        return Fraction(number(key.period))

    return part


_KEY_PARTS: dict[KeyPart, Callable[[Naive, Key], Value]] = total(
    "verify.naive of key parts",
    KEY_PARTS,
    {
        "unit": lambda run, key: key.unit,
        "group": _group,
        "year": _of_period(lambda period: period.year),
        "quarter": _of_period(lambda period: period.quarter),
    },
)


def _literal(run: Naive, node: tree.Number, key: Key) -> Value:
    """Read again from the file, where it stands there."""
    if node not in run.literals:
        again = number_at(node.place)
        run.literals[node] = node.value if again is None else again.value
    return run.literals[node]


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


OPERATIONS: dict[type[tree.Node], Callable[..., Value]] = total(
    "verify.naive",
    tree.CALCULATED,
    {
        tree.Number: _literal,
        tree.Text: _word,
        tree.Truth: _word,
        tree.Absent: _absent,
        tree.Column: _column,
        tree.Ref: _ref,
        tree.Key: Naive.part,
        tree.Reading: _reading,
        tree.Step: _step,
    },
    arithmetic.OPERATIONS,
    conditions.OPERATIONS,
    groups.OPERATIONS,
)
