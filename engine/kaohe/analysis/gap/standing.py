"""How one unit stands in one period, and what its published values become when its data change.

Values that the change does not reach are those of the plain run; the others are calculated again, by the evaluator
for values that are told, and over numbers that know their function for the search.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from kaohe.analysis.gap.along import Along, Trail
from kaohe.data.cells.numbers import Figure, read_figure
from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.data.tables.frames import FrameKey
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate import columns
from kaohe.evaluate.arithmetic import plain
from kaohe.evaluate.columns import Ratios
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.language.entry import Meaning, Roles
from kaohe.language.periods import Period
from kaohe.policy.dependency_graph import Identity, reached_from
from kaohe.policy.model import Definition, Policy, Vertex
from kaohe.results import Value
from kaohe.verify.groups import Groups, groups_of, with_another, with_changed
from kaohe.verify.keys import Key, Keys
from kaohe.verify.naive import Naive
from kaohe.verify.values import Unanswered
from kaohe.words.quota import QuotaRoles
from kaohe.words.rank_and_ties import RankRoles


@dataclass(frozen=True, slots=True)
class Standing:
    """One unit in one period of a plain run; `run` has every value calculated."""

    policy: Policy
    readings: Mapping[str, str]
    dataset: Dataset
    run: Evaluation
    unit_type: str
    unit: str
    period: Period

    @property
    def group(self) -> str | None:
        """The id of the unit's group."""
        return self.dataset.groups.get(self.unit_type, {}).get(self.unit)

    def published(self) -> list[Definition]:
        """What is published of the unit in the period."""
        return [one for one in self.policy.scores if one.unit_type == self.unit_type and self._row(one) is not None]

    def _row(self, definition: Definition) -> int | None:
        grain = self.policy.value_types[definition.owner, definition.id].grain
        key: FrameKey = (self.unit, self.period, None)
        return self.run.frames.of(grain).positions.get(key)

    def values(self, run: Evaluation | None = None) -> dict[str, Value]:
        """All published values of the unit in the period, in the measures that are shown."""
        return {one.id: self._shown(one, self.run if run is None else run) for one in self.published()}

    def _shown(self, definition: Definition, run: Evaluation) -> Value:
        row = self._row(definition)
        assert row is not None
        identity = (definition.owner, definition.id)
        column = run.value(identity)
        if not isinstance(column, Numbers | Ratios):
            plain: Value = column[row]
            return plain
        value = columns.fractions(column)[row]
        return None if value is None else value / self.scale(definition)

    def scale(self, definition: Definition) -> Fraction:
        """How much one of the measure that a value is shown in is."""
        return self.policy.value_types[definition.owner, definition.id].measure.scale

    def reached(self, table: str, column: str | None = None) -> set[Identity]:
        """The values that rest on a column, or on the rows of a table."""
        vertices = [Vertex("column", table, column)] if column is not None else []
        if column is None:
            vertices = [Vertex("table", table)]
            vertices += [Vertex("column", table, each) for each in self.policy.tables[table].columns]
        return {one.identity for one in reached_from(self.policy.graph, vertices) if one.kind == "value"}

    def values_with(self, dataset: Dataset, reached: set[Identity], same_keys: bool = True) -> dict[str, Value]:
        """The published values on changed data. Raises Refused where these have no value."""
        run = _Partial(self, dataset, reached, same_keys)
        for identity in self.policy.order:
            if identity in reached:
                run.value(identity)
        run.findings.stop_on_errors()
        return self.values(run)

    def holds(self, dataset: Dataset, table: str, row: int) -> bool:
        """Whether a row keeps all that must hold of it."""
        run = Evaluation(self.policy, dataset, self.readings, Findings())
        for condition in self.policy.conditions:
            if condition.table == table:
                frame = run.frames.of(self.policy.tables[table].grain)
                if run.calculated(condition.rule, frame, condition.text)[row] is False:  # type: ignore[index]
                    return False
        return True


class _Partial(Evaluation):
    """A run on changed data that takes what the change does not reach from the plain run."""

    def __init__(self, standing: Standing, dataset: Dataset, reached: set[Identity], same_keys: bool) -> None:
        super().__init__(standing.policy, dataset, standing.readings, Findings())
        if same_keys:
            self.frames = standing.run.frames
        self._plain, self._reached = standing.run, reached

    def value(self, identity: Identity) -> columns.Column:
        """The value on the frame of its grain."""
        return super().value(identity) if identity in self._reached else self._plain.value(identity)


class AlongRun(Naive):
    """The naive calculation, with one cell that is a number along which values are followed."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing.policy, standing.dataset, standing.readings)
        self.standing = standing
        self.base = Naive(standing.policy, standing.dataset, standing.readings)
        self.reached: set[Identity] = set()
        self.across: set[Identity] = set()
        self._across: dict[frozenset[Identity], tuple[set[Identity], dict[tree.Node, tuple[tree.Node, ...]]]] = {}
        self._carriers: dict[tree.Node, tuple[tree.Node, ...]] = {}
        self._moved: dict[tuple[Identity, Key], bool] = {}
        self.cell: tuple[str, int, str] = ("", 0, "")
        self.input: Fraction | None = None
        self._plain: dict[Identity, Sequence[Value]] = {}

    def on(self, dataset: Dataset) -> AlongRun:
        """The same calculation on data with another record."""
        other = copy.copy(self)
        other.dataset, other.keys = dataset, Keys(self.policy, dataset)
        other._ways = {}  # those of this one would ask it, and not the other
        return other

    def along(self, cell: tuple[str, int, str], reached: set[Identity]) -> None:
        """Follows this cell: table, row, column; `reached` are the values that rest on it."""
        self.cell, self.reached = cell, reached
        same = frozenset(reached)
        if same in self._across:
            self.across, self._carriers = self._across[same]
            return
        self.across, self._carriers = self._across[same] = set(), {}
        for identity in self.policy.order:
            if identity in reached and self._is_across(self.policy.definitions[identity].rule):
                self.across.add(identity)

    def _is_across(self, rule: tree.Node) -> bool:
        """Whether a rule may take the cell's change to other units or rows than the cell's own."""
        return any(
            isinstance(node, tree.Over | tree.Rank | tree.At)
            or (isinstance(node, tree.Ref) and (node.unit_type, node.id) in self.across)
            for node in tree.walk(rule, self.readings)
        )

    def _is_moved(self, identity: Identity, own: Key) -> bool:
        """Whether the cell may move the value at a key: its own unit and row, or whatever compares units."""
        if identity not in self.reached:
            return False
        table, row, _ = self.cell
        is_own = own.unit in (None, self.dataset.tables[table].keys[row][0])
        if identity in self.across:
            return is_own or self._moves_others(identity, own)
        return is_own and own.row in (None, (table, row))

    def _moves_others(self, identity: Identity, own: Key) -> bool:
        """Whether the value of another unit is another one: a figure of the group, by which it goes, is.

        A figure that is a plain number here does not depend on the input as long as no decision changes.
        """
        if (identity, own) not in self._moved:
            self._moved[identity, own] = any(
                self._is_figure_moved(node, own) for node in self._carriers_of(self.policy.definitions[identity].rule)
            )
        return self._moved[identity, own]

    def _is_figure_moved(self, node: tree.Node, own: Key) -> bool:
        if isinstance(node, tree.Ref):
            return self._moves_others((node.unit_type, node.id), own)
        if not isinstance(node, tree.Over):
            return True
        try:
            figure = self.of(node, own)
            return isinstance(figure, Along) or figure != self.base.of(node, own)
        except UNCALCULABLE:
            return True

    def _carriers_of(self, rule: tree.Node) -> tuple[tree.Node, ...]:
        """What may carry the cell's change into another unit's value: figures of groups, and values with such.

        A node of any other kind among them, such as a rank, is taken to carry it always.
        """
        if rule not in self._carriers:
            self._carriers[rule] = tuple(self._carried(rule))
        return self._carriers[rule]

    def _carried(self, rule: tree.Node) -> Iterator[tree.Node]:
        seen: set[int] = set()
        waiting = [rule]
        while waiting:
            node = waiting.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, tree.Ref):
                if (node.unit_type, node.id) in self.across:
                    yield node
            elif isinstance(node, tree.Over | tree.Rank | tree.At):
                yield node
            elif isinstance(node, tree.Fold | tree.FoldPeriods | tree.SinceYear):
                if self._is_across(node):
                    yield node
            elif isinstance(node, tree.Reading):
                waiting.append(dict(node.cases)[self.readings[node.question]])
            else:
                waiting.extend(tree.children(node))

    def begin(self, value: Fraction) -> Trail:
        """A new calculation with the cell at `value`, in base measure; gives the decisions as they will be noted."""
        trail = Trail(value)
        self.input = Along.input(value, trail)
        self.groups, self._values, self._known, self._moved = {}, {}, {}, {}
        return trail

    def compared(self, definition: Definition) -> Groups | None:
        """The figures that a place goes by, with whom they are compared; None for what is no place by itself."""
        roles, standing = word_of(definition, self.readings), self.standing
        if not isinstance(roles, RankRoles):
            return None
        key = Key(standing.unit_type, standing.unit, standing.period)
        self._know_group(roles.means, key)
        return with_changed(self, roles.means, groups_of(self, roles.means, key), lambda value: value)

    def further(self, definition: Definition, known: Groups, value: Fraction) -> Trail:
        """The place of `definition` further along, where none but the decisions about places may be others.

        Gives these decisions, as they will be noted.
        """
        roles, standing = word_of(definition, self.readings), self.standing
        assert isinstance(roles, RankRoles)
        trail = Trail(value)
        self.groups, self._values, self._known, self._moved = {}, {}, {}, {}
        key = Key(standing.unit_type, None, standing.period)
        self.groups[roles.means, key] = with_changed(
            self, roles.means, known, lambda each: each.further(trail) if isinstance(each, Along) else each
        )
        return trail

    def published(self, definition: Definition) -> Value:
        """A published value of the unit, in the measure that is shown. Raises Unanswered."""
        standing = self.standing
        value = self.value((definition.owner, definition.id), Key(standing.unit_type, standing.unit, standing.period))
        return value / standing.scale(definition) if isinstance(value, Fraction) else value

    def is_allowed(self) -> bool:
        """Whether the row of the cell keeps all that must hold of it."""
        table, row, _ = self.cell
        unit_type = self.policy.tables[table].unit_type
        is_finer = self.policy.tables[table].is_finer
        key = self.keys.of_row(unit_type, table, row)
        key = key if is_finer else key._replace(row=None)
        for condition in self.policy.conditions:
            if condition.table == table and self.of(condition.rule, key) is False:
                return False
        return True

    def value(self, identity: Identity, key: Key) -> Value:
        """A named value: of the plain run, where the cell does not reach it."""
        own = key.at(self.types.defined(identity)[0])
        if self._is_moved(identity, own):
            return super().value(identity, key)
        if identity not in self._plain:
            column = self.standing.run.value(identity)
            self._plain[identity] = columns.fractions(column) if isinstance(column, Numbers | Ratios) else column
        values = self._plain[identity]
        if own.row is not None:
            return values[own.row[1]] if own.row[1] < len(values) else super().value(identity, key)
        grain = self.policy.value_types[identity].grain
        position = self.standing.run.frames.of(grain).positions.get((own.unit, own.period, None))
        return None if position is None else values[position]

    def meaning(self, node: tree.Node, key: Key) -> Value:
        """What a node means; the cell itself is the number that is followed."""
        if isinstance(node, tree.Column) and (node.table, node.column) == (self.cell[0], self.cell[2]):
            row = key.row[1] if key.row is not None and key.row[0] == node.table else self._row(node.table, key)
            if row == self.cell[1]:
                return self.input
        if isinstance(node, tree.Over | tree.Rank):
            self._know_group(node, key)
        return super().meaning(node, key)

    def _know_group(self, node: tree.Over | tree.Rank, key: Key) -> None:
        """The comparison groups of the plain run with the cell's own unit changed, where that is all that differs."""
        own = self.own(node, key)
        if own is None or (node, own._replace(unit=None)) in self.groups or self._may_regroup(node):
            return
        table, row, _ = self.cell
        unit = self.dataset.tables[table].keys[row][0]
        others = [own._replace(unit=each) for each in groups_of(self.base, node, own) if each != unit]
        if any(self._is_figure_moved(carrier, each) for carrier in self._carriers_of(node.of) for each in others):
            return
        if isinstance(node, tree.Over) and node.op == "count":
            self.groups[node, own._replace(unit=None)] = groups_of(self.base, node, own)
            return
        changed = with_another(self, self.base, node, own._replace(unit=cast(str, unit)))
        self.groups[node, own._replace(unit=None)] = changed

    def _may_regroup(self, node: tree.Over | tree.Rank) -> bool:
        """Whether the cell may decide which group a unit is in, or whether it takes part."""
        return any(
            getattr(each, "table", None) == self.cell[0]
            or (isinstance(each, tree.Ref) and (each.unit_type, each.id) in self.reached)
            for below in (node.within, node.among)
            if below is not None
            for each in tree.walk(below, self.readings)
        )

    def _row(self, table: str, key: Key) -> int | None:
        return next(iter(self.keys.rows(table, key)), None)


UNCALCULABLE: tuple[type[Exception], ...] = (Unanswered, Refused, ZeroDivisionError)
"""What says that there is no value at all: no such value of an input is a way to a goal."""


def inputs_of(standing: Standing, tables: Iterable[str]) -> list[tuple[str, int, str]]:
    """The unit's numbers, yes/no and choices of the period, or of the finer ones within it: table, row, column."""
    found = []
    for id_ in tables:
        table = standing.policy.tables[id_]
        if table.unit_type != standing.unit_type or id_ in standing.policy.adjustments:
            continue
        for row, key in enumerate(standing.dataset.tables[id_].keys):
            if key[0] == standing.unit and isinstance(key[1], Period) and standing.period.covers(key[1]):
                for spec in table.columns.values():
                    if spec.type in ("number", "truth", "choice") and spec.id not in table.further_keys:
                        found.append((id_, row, spec.id))
    return found


class NoSuchGoal(LookupError):
    """`--to` names no published value, or no grade; `known` are those that it could name."""

    def __init__(self, written: str, known: Sequence[str]) -> None:
        super().__init__(written)
        self.written, self.known = written, tuple(known)


class NoSuchNumber(NoSuchGoal):
    """`--to` asks of the value `id` what it cannot have: no number, or no place."""

    def __init__(self, written: str, id_: str) -> None:
        super().__init__(written, ())
        self.id = id_


@dataclass(frozen=True, slots=True)
class Goal:
    """A published value and what it has to come to: at most a rank, at least a number, a grade or a better one."""

    definition: Definition
    reach: Value
    grades: tuple[str, ...] = ()
    is_rank: bool = False

    def is_reached(self, value: Value) -> bool:
        """Whether a value is as good as the goal. A number that is followed notes the comparison."""
        if value is None:
            return False
        if isinstance(value, Fraction) and isinstance(self.reach, Fraction):
            return value <= self.reach if self.is_rank else value >= self.reach
        if self.grades and isinstance(value, str) and isinstance(self.reach, str):
            return value in self.grades and self.grades.index(value) <= self.grades.index(self.reach)
        return value == self.reach

    def worth(self, value: Value) -> tuple[int, Fraction]:
        """What puts values in order, the better the higher."""
        if isinstance(value, Fraction):
            plain = Fraction(value.numerator, value.denominator)
            return 1, -plain if self.is_rank else plain
        if isinstance(value, str) and value in self.grades:
            return 1, Fraction(-self.grades.index(value))
        if isinstance(value, bool):
            return 1, Fraction(value == self.reach)
        return (1, Fraction(value == self.reach)) if value is not None else (0, Fraction(0))


def goal_of(policy: Policy, readings: Mapping[str, str], unit_type: str, written: str) -> Goal:
    """The goal that `ID=VALUE` names. Raises NoSuchGoal, NoSuchNumber."""
    id_, _, wanted = (part.strip() for part in written.partition("="))
    published = [one for one in policy.scores if one.unit_type == unit_type]
    found = [one for one in published if id_ in (one.id, one.name)]
    if not found or not wanted:
        raise NoSuchGoal(id_, [one.id for one in published])
    definition = found[0]
    grades = grades_of(definition, readings)
    if grades:
        if wanted not in grades:
            raise NoSuchGoal(wanted, grades)
        return Goal(definition, wanted, grades)
    type_ = policy.value_types[definition.owner, definition.id]
    if type_.kind == "truth":
        if wanted not in ("yes", "no", "true", "false", "是", "否"):
            raise NoSuchGoal(wanted, ("yes", "no"))
        return Goal(definition, wanted in ("yes", "true", "是"))
    figure = read_figure(wanted)
    place = is_rank(definition, readings)
    if not isinstance(figure, Figure) or (place and (figure.fraction < 1 or figure.fraction.denominator > 1)):
        raise NoSuchNumber(wanted, definition.id)
    return Goal(definition, figure.fraction, is_rank=place)


def next_place(standing: Standing) -> Goal | None:
    """The next better place that a unit of the same group holds; None where there is none."""
    for definition in standing.published():
        roles = word_of(definition, standing.readings)
        if isinstance(roles, RankRoles):
            own = standing.values()[definition.id]
            better = [
                place for place in _places(standing, definition, roles) if isinstance(own, Fraction) and place < own
            ]
            return Goal(definition, max(better), is_rank=True) if better else None
    return None


def _places(standing: Standing, definition: Definition, roles: RankRoles) -> Iterator[Fraction]:
    """The places of the units that the unit is compared with."""
    run, within = standing.run, roles.means.within
    frame = run.frames.of(standing.policy.value_types[definition.owner, definition.id].grain)
    groups = [True] * len(frame) if within is None else plain(run.calculated(within, frame, definition.name))
    own = frame.positions[standing.unit, standing.period, None]
    for row, place in enumerate(plain(run.value((definition.owner, definition.id)))):
        if frame.keys[row][1] == standing.period and groups[row] == groups[own] and place is not None:
            yield place


def word_of(definition: Definition, readings: Mapping[str, str]) -> Roles | None:
    """The roles of the word that a value's rule is, under these readings, seen through cases of readings alone."""
    node = definition.rule
    while True:
        if isinstance(node, tree.Reading):
            node = dict(node.cases)[readings[node.question]]
        elif isinstance(node, tree.Step) and node.entry.kind == "structure" and isinstance(node.roles, Meaning):
            node = node.roles.means
        else:
            return node.roles if isinstance(node, tree.Step) else None


def is_rank(definition: Definition, readings: Mapping[str, str]) -> bool:
    """Whether a value is a place, so that less is better."""
    return isinstance(word_of(definition, readings), RankRoles)


def grades_of(definition: Definition, readings: Mapping[str, str]) -> tuple[str, ...]:
    """The grades that a value is one of, best first, one that stands apart last."""
    roles = word_of(definition, readings)
    if not isinstance(roles, QuotaRoles):
        return ()
    grades = tuple(grade.value for grade in roles.grades)
    return grades if roles.exception is None else (*grades, roles.exception.grade.value)
