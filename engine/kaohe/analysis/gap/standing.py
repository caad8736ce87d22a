"""How one unit stands in one period, and what its published values become when its data change.

Values that the change does not reach are those of the plain run; the others are calculated again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from kaohe.analysis.published_values import grades_of, is_place, rank_of
from kaohe.data.numbers import Figure, read_figure
from kaohe.data.tables.dataset import Dataset, Numbers, Values
from kaohe.data.tables.frames import FrameKey
from kaohe.data.tables.rows import rows_alike
from kaohe.diagnostics import Findings, Refused
from kaohe.evaluate import columns
from kaohe.evaluate.columns import Ratios
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.scalars import plain
from kaohe.language import tree
from kaohe.language.entry import Meaning, Roles
from kaohe.language.periods import Period
from kaohe.language.reals import near
from kaohe.lazy import dataclass, replace
from kaohe.policy.dependency_graph import Identity, needed_by, reached_from
from kaohe.policy.model import Definition, Policy, Table, Vertex
from kaohe.results import Value, as_named
from kaohe.verify.values import Unanswered
from kaohe.words.cap_floor_round import RoundRoles
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
        """All published values of the unit in the period, in the measures that are shown, members by their names."""
        return {one.id: self._shown(one, self.run if run is None else run) for one in self.published()}

    def _shown(self, definition: Definition, run: Evaluation) -> Value:
        row = self._row(definition)
        assert row is not None
        identity = (definition.owner, definition.id)
        column = run.value(identity)
        if not isinstance(column, Numbers | Ratios):
            return as_named(definition, column[row])
        value = columns.fractions(column)[row]
        return None if value is None else near(value / self.scale(definition))

    def scale(self, definition: Definition) -> Fraction:
        """How much one of the measure that a value is shown in is."""
        return self.policy.value_types[definition.owner, definition.id].measure.scale

    def reached(self, table: str, column: str | None = None) -> set[Identity]:
        """The values that rest on a column, or on the rows of a table, and that something published rests on."""
        vertices = [Vertex("column", table, column)] if column is not None else []
        if column is None:
            vertices = [Vertex("table", table)]
            vertices += [Vertex("column", table, each) for each in self.policy.tables[table].columns]
        needed = needed_by(self.policy.graph, (score.vertex for score in self.policy.scores))
        return {
            one.identity for one in reached_from(self.policy.graph, vertices) if one.kind == "value" and one in needed
        }

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

    over_arrays = False

    def __init__(self, standing: Standing, dataset: Dataset, reached: set[Identity], same_keys: bool) -> None:
        super().__init__(standing.policy, dataset, standing.readings, Findings())
        if same_keys:
            self.frames = standing.run.frames
        self._plain, self._reached = standing.run, reached

    def value(self, identity: Identity) -> columns.Column:
        """The value on the frame of its grain."""
        return super().value(identity) if identity in self._reached else self._plain.value(identity)


UNCALCULABLE: tuple[type[Exception], ...] = (Unanswered, Refused, ZeroDivisionError)
"""What says that there is no value at all: no such value of an input is a way to a goal."""


def inputs_of(standing: Standing, tables: Iterable[str]) -> list[tuple[str, int, str]]:
    """The unit's numbers, yes/no and choices of the period, or of the finer ones within it: table, row, column.

    What a table has for all units is no unit's own, and nothing that it could do.
    """
    found = []
    for id_ in tables:
        table = standing.policy.tables[id_]
        is_of_others = table.unit_type != standing.unit_type or "unit" in table.spread
        if is_of_others or id_ in standing.policy.adjustments:
            continue
        for row, key in enumerate(standing.dataset.tables[id_].keys):
            if key[0] == standing.unit and isinstance(key[1], Period) and standing.period.covers(key[1]):
                for spec in table.columns.values():
                    if spec.type in ("number", "truth", "choice") and spec.id not in table.further_keys:
                        found.append((id_, row, spec.id))
    return found


def with_value(dataset: Dataset, at: tuple[str, int, str], value: Value, table: Table) -> Dataset:
    """The data with another value in a cell, in the column's own measure; wherever it stands for all periods."""
    _, row, column = at
    old = dataset.tables[table.id]
    values = old.columns[column]
    alike = rows_alike(table, old.keys, row)
    if isinstance(values, Numbers):
        assert isinstance(value, Fraction)
        base = value * table.columns[column].measure.scale
        above = [None if n is None else n * base.denominator for n in values.numerators]
        for each in alike:
            above[each] = base.numerator * values.denominator
        changed: Values = Numbers(above, values.denominator * base.denominator)
    else:
        changed = [*values]
        for each in alike:
            changed[each] = value  # type: ignore[assignment]  # of the column's own type
    tables = dataset.tables | {table.id: replace(old, columns=old.columns | {column: changed})}
    return replace(dataset, tables=tables)


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
    if not found:
        raise NoSuchGoal(id_, [one.id for one in published])
    definition = found[0]
    grades = _grades(policy, definition, readings)
    if grades:
        reach = _member(definition, wanted)
        if reach not in grades:
            raise NoSuchGoal(wanted, grades)
        return Goal(definition, reach, grades)
    type_ = policy.value_types[definition.owner, definition.id]
    if type_.kind == "truth":
        if wanted not in ("yes", "no", "true", "false", "是", "否"):
            raise NoSuchGoal(wanted, ("yes", "no"))
        return Goal(definition, wanted in ("yes", "true", "是"))
    figure = read_figure(wanted) if wanted else None
    place = is_place(policy, definition.rule, readings)
    is_other = isinstance(figure, Figure) and figure.percent and type_.measure.scale != Fraction(1, 100)
    if (
        not isinstance(figure, Figure)
        or is_other
        or (place and (figure.fraction < 1 or figure.fraction.denominator > 1))
    ):
        raise NoSuchNumber(wanted, definition.id)
    return Goal(definition, figure.fraction, is_rank=place)


def _grades(policy: Policy, definition: Definition, readings: Mapping[str, str]) -> tuple[str, ...]:
    """What a value may come to, the best first, by name: members of its list in their order, or the grades it gives."""
    known = definition.list
    if known is not None and not known.is_numeric and known.rising:
        return tuple(known.members[member] for member in reversed(known.rising))
    return tuple(_member(definition, grade) for grade in grades_of(policy, definition.rule, readings))


def _member(definition: Definition, word: str) -> str:
    """The name of the member that a word is, by id or name; any other word as it is."""
    found = None if definition.list is None else definition.list.find(word)
    return word if definition.list is None or found is None else definition.list.members[found]


def next_place(standing: Standing) -> Goal | None:
    """The next better place that a unit of the same group holds; None where there is none."""
    for definition in standing.published():
        roles = rank_of(standing.policy, definition.rule, standing.readings)
        if roles is not None:
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


def below_rounding(definition: Definition, readings: Mapping[str, str]) -> tree.Node:
    """The rule of a value without the roundings that it ends with."""
    node = definition.rule
    while True:
        if isinstance(node, tree.Reading):
            node = dict(node.cases)[readings[node.question]]
        elif isinstance(node, tree.Round):
            node = node.operand
        elif isinstance(node, tree.Step) and isinstance(node.roles, RoundRoles):
            node = node.roles.of
        elif isinstance(node, tree.Step) and node.entry.kind == "structure" and isinstance(node.roles, Meaning):
            node = node.roles.means
        else:
            return node
