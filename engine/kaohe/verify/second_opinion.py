"""The second opinion (复核): every published value calculated a second time, in another way, and compared.

The tree is read naively: one node, one unit or row, plain Python over fractions. How a node's value is found is made
out once, and then asked at each key. It is written from what the nodes mean, not from the fast evaluator. Tests compare
the fast evaluator with it too.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, cast

from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.diagnostics import Findings, Refused
from kaohe.language import tree
from kaohe.language.entry import KEY_PARTS, KeyPart, total
from kaohe.language.periods import Period
from kaohe.lazy import replace
from kaohe.policy.model import Definition, Policy
from kaohe.progress import collector_held, tracked
from kaohe.results import Results, Value
from kaohe.verify import groups, scalars
from kaohe.verify.fold_operators import has_roots
from kaohe.verify.formula import Answers, Texts
from kaohe.verify.keys import Key, Keys, Way
from kaohe.verify.text import know_measures, number_at
from kaohe.verify.types import PER_YEAR, Identity, Parts, Types
from kaohe.verify.values import NEAR, Unanswered


class _Named(NamedTuple):
    """A named value: the parts of its key, how it is found at one, and the list that it is a member of."""

    parts: Parts
    way: Way
    list_: str | None


class Naive:
    """A policy over a data set under certain readings; a value is asked for at one key."""

    def __init__(self, policy: Policy, dataset: Dataset, readings: Mapping[str, str]) -> None:
        self.policy = policy
        self.dataset = dataset
        self.readings = readings
        know_measures(policy.measures)
        self.types = Types(policy)
        self.keys = Keys(policy, dataset)
        self.groups: dict[tuple[tree.Node, tuple[object, ...]], groups.Groups] = {}
        self._texts = Texts()
        self._values: dict[Identity, dict[Key, Value | Unanswered]] = {}
        self._known: dict[tuple[tree.Node, Key], Value] = {}
        self.literals: dict[tree.Number, Value] = {}
        self._ways: dict[tree.Node, Way] = {}
        self._named: dict[Identity, _Named] = {}
        self._kept: set[Way] = set()
        for definition in policy.definitions.values():
            self._texts.learn(definition.rule)

    def value(self, identity: Identity, key: Key) -> Value:
        """A named value; absent where there is no such key as it is known by. Raises Unanswered."""
        named = self._named.get(identity)
        if named is None:
            definition = self.policy.definitions[identity]
            list_ = None if definition.list is None else definition.list.id
            named = self._named[identity] = _Named(self.types.defined(identity)[0], self.way(definition.rule), list_)
        parts, way, list_ = named
        own = key.at(parts)
        if own is not key and not self.keys.has(own, parts.earlier):
            return None
        values = self._values.get(identity)
        if values is None:
            values = self._values[identity] = {}
        found = values.get(own, _UNASKED)
        if found is _UNASKED:
            outer, self._known = self._known, {}  # what only this value rests on is kept as long as it is asked for
            try:
                found = way(own)
                if list_ is not None:
                    found = scalars.as_member(self.policy, list_, found)
            except Unanswered as error:
                found = error
            finally:
                self._known = outer
            values[own] = found
        if isinstance(found, Unanswered):
            raise found
        return cast(Value, found)

    def of(self, node: tree.Node, key: Key) -> Value:
        """A node's value: from its text, where it is part of a formula. One that is shared is calculated once."""
        return (self._ways.get(node) or self.way(node))(key)

    def way(self, node: tree.Node) -> Way:
        """How a node's value at a key is found."""
        if node not in self._ways:
            stretch = self._texts.of(node)
            if stretch is None:
                found = self.meaning(node)
            else:
                written, formula = stretch
                found = formula.way(Answers(self, written))
            is_kept = isinstance(node, _AT_HAND) or found in self._kept  # by the node whose way it is
            if node in self._texts.shared and not is_kept:
                found, is_kept = partial(self._once, node, found), True
            if is_kept:
                self._kept.add(found)
            self._ways[node] = found
        return self._ways[node]

    def _once(self, node: tree.Node, way: Way, key: Key) -> Value:
        known = self._known
        found = known.get((node, key), _UNASKED)
        if found is _UNASKED:
            found = known[node, key] = way(key)
        return cast(Value, found)

    def own(self, node: tree.Node, key: Key) -> Key | None:
        """The key that the node itself is known by; None where there is no such key."""
        parts = self.types.parts(node)
        own = key.at(parts)
        return own if self.keys.has(own, parts.earlier) else None

    def step_of(self, node: tree.Round) -> Fraction:
        """One of the measure that this rounds in."""
        return self.types.step_of(node)

    def meaning(self, node: tree.Node) -> Way:
        """How a node's value is found from the tree and not from its text."""
        return OPERATIONS[type(node)](self, node)

    def key_part(self, part: str, key: Key) -> Value:
        """A part of the key itself, by its word. Raises Unanswered for any other."""
        if part not in _KEY_PARTS:
            raise Unanswered(part)
        return _KEY_PARTS[part](self, key)


_UNASKED: Any = object()
"""Stands for what has not been asked for yet."""
_AT_HAND = (tree.Number, tree.Text, tree.Truth, tree.Absent, tree.Column, tree.Ref, tree.Key)
"""What nothing has to be worked out for."""


def _group(run: Naive, key: Key) -> Value:
    return run.dataset.groups.get(key.unit_type, {}).get(key.unit or "")


def _of_period(number: Callable[[Period], int]) -> Callable[[Naive, Key], Value]:
    def part(run: Naive, key: Key) -> Value:
        if key.period is None:
            raise Unanswered("period")
        return Fraction(number(key.period))

    return part


def _last_month(period: Period) -> int:
    return period.number // 100 if period.level == "day" else max(period.number, 1) * 12 // PER_YEAR[period.level]


_KEY_PARTS: dict[KeyPart, Callable[[Naive, Key], Value]] = total(
    "verify.second_opinion of key parts",
    KEY_PARTS,
    {
        "unit": lambda run, key: key.unit,
        "group": _group,
        "year": _of_period(lambda period: period.year),
        "half_year": _of_period(lambda period: (_last_month(period) + 5) // 6),
        "quarter": _of_period(lambda period: (_last_month(period) + 2) // 3),
        "month": _of_period(_last_month),
        "day": _of_period(lambda period: period.number % 100),
    },
)


def _literal(run: Naive, node: tree.Number) -> Way:
    """Read again from the file, where it stands there."""
    if node not in run.literals:
        again = number_at(node.place)
        run.literals[node] = node.value if again is None else again.value
    value = run.literals[node]
    return lambda key: value


def _word(run: Naive, node: tree.Text) -> Way:
    value = scalars.as_member(run.policy, node.list, node.value)
    return lambda key: value


def _column(run: Naive, node: tree.Column) -> Way:
    table, list_ = node.table, run.policy.tables[node.table].columns[node.column].list
    column: Any = None
    cells: Sequence[Any] = ()
    numbers: dict[int | None, Fraction | None] = {None: None}  # figures of a column repeat themselves

    def found(key: Key) -> Value:
        nonlocal column, cells
        if column is None:  # late: tables that no reading in force asks for are not there
            column = run.dataset.tables[table].columns[node.column]
            cells = column.numerators if isinstance(column, Numbers) else column
        if key.row is not None and key.row[0] == table:
            row = key.row[1]
        else:
            rows = run.keys.rows(table, key)
            if not rows:
                return _without_row(run, node, key)
            (row,) = rows
        cell = cells[row]
        if cells is column:
            return scalars.as_member(run.policy, list_, cell)
        if cell not in numbers:
            numbers[cell] = Fraction(cell, column.denominator)
        return numbers[cell]

    return found


def _without_row(run: Naive, node: tree.Column, key: Key) -> Value:
    """What stands for a cell whose row `some` lets be missing: what a blank one is taken for."""
    table, data = run.policy.tables[node.table], run.dataset.tables[node.table]
    spec = table.columns[node.column]
    is_to_come = not data.sent or (key.unit, key.period) in data.incomplete
    return None if is_to_come or not table.some_rows else scalars.as_member(run.policy, spec.list, spec.default)


def _ref(run: Naive, node: tree.Ref) -> Way:
    return partial(run.value, (node.unit_type, node.id))


def _reading(run: Naive, node: tree.Reading) -> Way:
    return run.way(dict(node.cases)[run.readings[node.question]])


OPERATIONS: dict[type[tree.Node], Callable[[Any, Any], Way]] = total(
    "verify.second_opinion",
    tree.CALCULATED,
    {
        tree.Number: _literal,
        tree.Text: _word,
        tree.Truth: lambda run, node: lambda key: node.value,
        tree.Absent: lambda run, node: lambda key: None,
        tree.Column: _column,
        tree.Ref: _ref,
        tree.Key: lambda run, node: partial(run.key_part, node.part),
        tree.Reading: _reading,
        tree.Step: lambda run, node: run.way(node.body),
    },
    scalars.OPERATIONS,
    groups.OPERATIONS,
)


Asked = tuple[str, str, Period]
DEEPEST = 20_000  # a sum of a thousand terms is a thousand levels deep to Python's parser


def confirmed(results: Results, dataset: Dataset) -> Results:
    """The results as verified; Refused with an E301 for every value that is another the second time."""
    policy, findings = results.policy, Findings()
    second = recalculated(policy, dataset, results.record.readings)
    first: dict[Asked, dict[str, Value]] = {}
    for result in results.results:
        first.setdefault((result.unit_type, result.unit, result.period), {}).update(result.values)
    definitions = {(score.unit_type, score.id): score for score in policy.scores}
    reals = _resting_on_reals(policy)
    differs = False
    provisional = {(each.unit_type, each.unit, each.period): each.provisional for each in results.results}
    for asked in dict.fromkeys([*first, *second]):
        one, other, waits = first.get(asked, {}), second.get(asked, {}), provisional.get(asked, ())
        for id_ in dict.fromkeys([*one, *other]):
            if id_ in waits or (id_ in one and id_ in other and _same(one[id_], other[id_], (asked[0], id_) in reals)):
                continue  # what waits has no value yet, and the second calculation knows nothing of what is to come
            differs = True
            _tell(findings, definitions.get((asked[0], id_)), id_, asked, one.get(id_), other.get(id_))
    if differs:
        raise Refused([*results.warnings, *findings.all])
    return replace(results, record=replace(results.record, verified=True))


@collector_held()
def recalculated(
    policy: Policy, dataset: Dataset, readings: Mapping[str, str]
) -> dict[Asked, dict[str, Value | Unanswered]]:
    """Every published value by unit and period, in the measure it is shown in."""
    found: dict[Asked, dict[str, Value | Unanswered]] = {}
    at_keys: dict[tuple[str, Parts], list[tuple[Key, dict[str, Value | Unanswered]]]] = {}
    naive = Naive(policy, dataset, readings)
    with _deep():
        for score in tracked("verify", policy.scores, lambda score: score.name):
            parts, unit = naive.types.defined((score.owner, score.id))
            if (score.unit_type, parts) not in at_keys:
                keys = naive.keys.all(score.unit_type, parts)
                at_keys[score.unit_type, parts] = [(key, found.setdefault(_asked(key), {})) for key in keys]
            identity, scale = (score.owner, score.id), None if unit is None or unit.scale == 1 else unit.scale
            for key, values in at_keys[score.unit_type, parts]:
                try:
                    value = naive.value(identity, key)
                except Unanswered as error:
                    values[score.id] = error
                else:
                    values[score.id] = value / scale if scale is not None and isinstance(value, Fraction) else value
    return found


def _asked(key: Key) -> Asked:
    assert key.unit is not None and key.period is not None
    return key.unit_type, key.unit, key.period


@contextmanager
def _deep() -> Iterator[None]:
    """Room for values that rest on values that rest on values."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _resting_on_reals(policy: Policy) -> set[tuple[str, str]]:
    """The published values with a root, a power, a logarithm, an exponential or such a figure below them."""
    found: set[tuple[str, str]] = set()
    for identity in policy.order:  # each after those it rests on
        nodes = list(tree.walk(policy.definitions[identity].rule))
        named = {(node.unit_type, node.id) for node in nodes if isinstance(node, tree.Ref)}
        if named & found or any(map(_is_real, nodes)):
            found.add(identity)
    return found


def _is_real(node: tree.Node) -> bool:
    """Whether a node may be no rational."""
    is_figure = isinstance(node, tree.Fold) and has_roots(node.op)
    return is_figure or isinstance(node, tree.Power | tree.Root | tree.Ln | tree.Exp)


def _same(one: Value, other: Value | Unanswered, is_real: bool) -> bool:
    """Whether both are the same value of the same kind: True is not 1. A real is cut off by both."""
    if type(one) is Fraction and type(other) is Fraction:
        is_same = one.numerator == other.numerator and one.denominator == other.denominator
        return is_same or (is_real and abs(one - other) <= max(NEAR, NEAR * abs(one)))
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _tell(
    findings: Findings, score: Definition | None, id_: str, asked: Asked, one: Value, other: Value | Unanswered | None
) -> None:
    findings.add(
        "E301",
        score.place if score else None,
        value=score.name if score else id_,
        unit=asked[1],
        period=asked[2],
        first=_text(one),
        second=_text(other),
    )


def _text(value: Value | Unanswered) -> str:
    """Exactly, because two numbers that differ may look alike when they are cut."""
    return "—" if value is None else str(value)
