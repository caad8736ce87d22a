"""What the open questions decide: each reading in turn, and all combinations as far as they meet in a value.

A value rests on the questions that its dependency graph reaches, and on no others: its own combinations are decided
one by one, those of values that never meet are not multiplied. Values below are calculated once for each combination
of their own questions and shared by all that rest on them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from math import prod
from random import Random

from kaohe.analysis.published_values import (
    Change,
    Inputs,
    Published,
    PublishedValues,
    Reader,
    in_period,
    is_place,
    published_values_of,
)
from kaohe.data.replaced_files import Replacement
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.evaluate.adjustments import adjusted_scores, check_adjusted
from kaohe.evaluate.columns import Column, NoValue
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import check_conditions, shown_values
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.declarations import bound_readings
from kaohe.policy.dependency_graph import Identity, questions_of
from kaohe.policy.model import Definition, Policy, Target, Vertex
from kaohe.policy.types import Grain
from kaohe.results import Value, as_named
from kaohe.translations import in_its_language

MOST = 100_000
"""So many combinations of one value are decided; of more a sample is tried."""

MOST_TAKEN = 20
"""So many different numbers of a value are listed."""

_KEPT = 4096
"""So many columns of one value are kept at a time: what rests on them asks for neighbours next."""

Combination = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadingEffect:
    """One reading of one question in place of the one in force, and what it alone moves."""

    reading: str
    in_force: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class QuestionEffects:
    """An open question, with all its readings in the order of the policy."""

    question: str
    readings: tuple[ReadingEffect, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A published value that more than one combination gives different values.

    `taken` are the different values, numbers ascending, None last; None instead where there are too many numbers.
    """

    of: Published
    group: str | None
    in_force: Value
    lowest: Fraction | None
    highest: Fraction | None
    taken: tuple[Value, ...] | None
    sampled: bool


@dataclass(frozen=True, slots=True)
class Readings:
    """`combinations` counts all of them, `decided` those that were: all, or those tried where a value is sampled."""

    policy: Policy
    questions: tuple[QuestionEffects, ...]
    combinations: int
    decided: int
    spans: tuple[Span, ...]
    published: PublishedValues

    @property
    def warnings(self) -> list[Diagnostic]:
        """The warnings of the run under the readings in force."""
        return self.published.warnings

    @property
    def replaced(self) -> tuple[Replacement, ...]:
        """The files of the data that gave nothing, as others stand for them."""
        return self.published.replaced


@in_its_language
def readings_of_questions(
    policy: Policy,
    read: Reader,
    chosen: Mapping[str, str] | None = None,
    period: Period | None = None,
    most: int = MOST,
) -> Readings:
    """What the open questions decide on these data, against the readings in force. Raises Refused."""
    findings = Findings()
    in_force = bound_readings(policy, chosen or {}, findings)
    findings.stop_on_errors()
    inputs = read(policy)
    (published,) = in_period(period, published_values_of(policy, inputs, in_force, period))
    _check_conditions(policy, inputs, in_force, most)
    scores, targets = (
        None if data is None else _ManyReadings(policy, data) for data in (inputs.scores, inputs.targets)
    )
    values = list(_values(scores, targets, published))
    effects = tuple(_effects(policy, in_force, values, published))
    sizes = {name: len(question.readings) for name, question in policy.questions.items()}
    everything = prod(sizes.values())
    sampled = any(prod(sizes[name] for name in value.questions) > most for value in values)
    sample = _sample(policy, in_force, most) if sampled else []
    spans: dict[Published, Span] = {}
    for value in values:
        too_many = prod(sizes[name] for name in value.questions) > most
        tried = sample if too_many else _combinations(policy, in_force, value.questions)
        spans.update((span.of, span) for span in _spans(value, tried, published, too_many))
    ordered = tuple(spans[key] for key in published.values if key in spans)
    return Readings(policy, effects, everything, len(sample) if sampled else everything, ordered, published)


def effects_of_questions(
    policy: Policy,
    runs: tuple[Evaluation | None, Evaluation | None],
    published: PublishedValues,
    in_force: Combination,
    most_values: int,
) -> tuple[QuestionEffects, ...] | None:
    """What each reading alone moves among the values of `published`, which those in force give. Raises Refused.

    `runs` are those of the scores and of the targets under the readings in force. None where more than `most_values`
    would have to be worked out again.
    """
    scores, targets = (None if run is None else _ManyReadings(policy, run.dataset, run) for run in runs)
    values = list(_values(scores, targets, published))
    others = {name: len(question.readings) - 1 for name, question in policy.questions.items()}
    if sum(others[name] * len(value.keys) for value in values for name in value.questions) > most_values:
        return None
    return tuple(_effects(policy, in_force, values, published))


@dataclass(frozen=True, slots=True)
class _Value:
    """A published value of all its units: the questions it rests on, its keys, and its values under readings.

    `under` gives one value for each of `keys`.
    """

    questions: tuple[str, ...]
    keys: tuple[Published | None, ...]
    under: Callable[[Combination], Sequence[Value]]
    is_rank: bool


class _ManyReadings(Evaluation):
    """An evaluation whose readings change between calls; a column is kept for the readings that it rests on.

    What rests on none is that of the run `known`, where there is one.
    """

    over_arrays = False

    def __init__(self, policy: Policy, dataset: Dataset, known: Evaluation | None = None) -> None:
        super().__init__(policy, dataset, {}, Findings())
        self._run = known
        self._questions: dict[Identity, tuple[str, ...]] = {}
        self._under: dict[Identity, tuple[str, ...]] = {}
        self._kept: dict[Identity, dict[tuple[str, ...], tuple[Column, dict[int, NoValue]]]] = {}

    def questions(self, identity: Identity) -> tuple[str, ...]:
        """The open questions that a value rests on, in the order of the policy."""
        if identity not in self._questions:
            reached = questions_of(self.policy.dependencies, [self.policy.definitions[identity].vertex])
            self._questions[identity] = tuple(name for name in self.policy.questions if name in reached)
        return self._questions[identity]

    def value(self, identity: Identity) -> Column:
        """The value under the readings of now, on the frame of its grain."""
        key = tuple(self.readings[name] for name in self.questions(identity))
        if self._under.get(identity) != key:
            kept = self._kept.setdefault(identity, {})
            if key not in kept:
                if len(kept) >= _KEPT:
                    kept.clear()
                if self._run is not None and not key:
                    kept[key] = self._run.value(identity), dict(self._run.faults(identity))
                else:
                    kept[key] = self._anew(identity)
            self._values[identity], self._faults[identity] = kept[key]
            self._under[identity] = key
        return self._values[identity]

    def _anew(self, identity: Identity) -> tuple[Column, dict[int, NoValue]]:
        self._values.pop(identity, None)
        self._faults.pop(identity, None)
        found = super().value(identity), self._faults.get(identity, {})
        self.findings.stop_on_errors()
        return found


def _values(
    scores: _ManyReadings | None, targets: _ManyReadings | None, published: PublishedValues
) -> Iterator[_Value]:
    """Every published value; the keys of rows that `published` does not show are None."""
    if scores is not None:
        for definition in scores.policy.scores:
            yield _of_score(scores, definition, published)
    if targets is not None:
        for target in targets.policy.targets:
            if target.rules is not None:
                yield _of_target(targets, target, published)


def _of_score(run: _ManyReadings, definition: Definition, published: PublishedValues) -> _Value:
    identity = (definition.owner, definition.id)
    frame = run.frames.of(run.policy.value_types[identity].grain)
    keys = (
        Published(definition.unit_type, unit or "", period or Period(0), definition.id)
        for unit, period, _ in frame.keys
    )

    def under(readings: Combination) -> Sequence[Value]:
        run.readings = readings
        if definition.adjusted_by in run.dataset.tables:
            check_adjusted(run, tuple(adjusted_scores(run)))
            run.findings.stop_on_errors()
        return [as_named(definition, value) for value in shown_values(run, definition)]

    shown = tuple(key if key in published.values else None for key in keys)
    return _Value(run.questions(identity), shown, under, is_place(run.policy, definition.rule, None))


def _of_target(run: _ManyReadings, target: Target, published: PublishedValues) -> _Value:
    frame = run.frames.of(Grain(target.unit_type, "year"))
    reached = questions_of(run.policy.dependencies, [target.vertex])
    id_ = f"{target.id}.attained"
    keys = (Published(target.unit_type, unit or "", year or Period(0), id_) for unit, year, _ in frame.keys)

    def under(readings: Combination) -> Sequence[Value]:
        assert target.rules is not None
        run.readings = readings
        column = run.calculated(target.rules.attained, frame, target.name)
        run.findings.stop_on_errors()
        assert isinstance(column, list)
        return column

    shown = tuple(key if key in published.values else None for key in keys)
    return _Value(tuple(name for name in run.policy.questions if name in reached), shown, under, False)


def _check_conditions(policy: Policy, inputs: Inputs, in_force: Combination, most: int) -> None:
    """D401 where the data break what must hold under some readings, of which `score` would refuse them."""
    if inputs.scores is None:
        return
    run = _ManyReadings(policy, inputs.scores)
    for number, condition in enumerate(policy.conditions):
        reached = questions_of(policy.dependencies, [Vertex("condition", condition.table, str(number))])
        names = [name for name in policy.questions if name in reached]
        for readings in islice(_combinations(policy, in_force, names), most):
            run.readings = readings
            check_conditions(run, [condition])
            run.findings.stop_on_errors()


def _effects(
    policy: Policy, in_force: Combination, values: Sequence[_Value], published: PublishedValues
) -> Iterator[QuestionEffects]:
    order = {key: number for number, key in enumerate(published.values)}
    for name, question in policy.questions.items():
        affected = [value for value in values if name in value.questions]
        effects = []
        for reading in question.readings:
            found: list[Change] = []
            if reading != in_force[name]:
                for value in affected:
                    found += _changes(value, {**in_force, name: reading}, published)
            found.sort(key=lambda change: order[change.of])
            effects.append(ReadingEffect(reading, reading == in_force[name], tuple(found)))
        yield QuestionEffects(name, tuple(effects))


def _changes(value: _Value, readings: Combination, published: PublishedValues) -> Iterator[Change]:
    for key, new in zip(value.keys, value.under(readings), strict=True):
        if key is not None and _differ(old := published.values[key], new):
            yield Change(key, published.groups.get((key.unit_type, key.unit)), old, new)


def _differ(old: Value, new: Value) -> bool:
    return old != new or type(old) is not type(new)


def _spans(value: _Value, tried: Iterable[Combination], published: PublishedValues, sampled: bool) -> Iterator[Span]:
    """The values of each key under all that is tried, where there are several."""
    seen: list[dict[Value, None]] = [{} for _ in value.keys]
    for readings in tried:
        for taken, one in zip(seen, value.under(readings), strict=True):
            taken[one] = None
    for key, taken in zip(value.keys, seen, strict=True):
        if key is None or len(taken) < 2:
            continue
        numbers = sorted(one for one in taken if isinstance(one, Fraction))
        others = [one for one in taken if one is not None and not isinstance(one, Fraction)]
        absent: list[Value] = [None] if None in taken else []
        listed = value.is_rank or len(numbers) <= MOST_TAKEN
        yield Span(
            key,
            published.groups.get((key.unit_type, key.unit)),
            published.values[key],
            numbers[0] if numbers else None,
            numbers[-1] if numbers else None,
            (*numbers, *others, *absent) if listed else None,
            sampled,
        )


def _combinations(policy: Policy, in_force: Combination, questions: Sequence[str]) -> Iterator[Combination]:
    """Every combination of these questions; the others as they are in force."""
    choices = [[(name, reading) for reading in policy.questions[name].readings] for name in questions]
    return ({**in_force, **dict(choice)} for choice in product(*choices))


def _sample(policy: Policy, in_force: Combination, most: int) -> list[Combination]:
    """What is in force, each reading alone, then others drawn at random, always the same ones."""
    names = list(policy.questions)
    tried: dict[tuple[str, ...], Combination] = {}

    def add(readings: Combination) -> None:
        tried.setdefault(tuple(readings[name] for name in names), readings)

    add(in_force)
    for name, question in policy.questions.items():
        for reading in question.readings:
            if len(tried) < most:
                add({**in_force, name: reading})
    draw = Random(0)
    while len(tried) < most:
        add({name: draw.choice(list(question.readings)) for name, question in policy.questions.items()})
    return list(tried.values())
