"""Each input followed over all that it may be: cliffs, and places that a unit takes by doing worse.

The way goes from breakpoint to breakpoint of the rules, as for gaps, so that no step is tried that decides nothing new.
What is told is calculated by the evaluator. Without data cliffs are told of the borders of tiers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import islice

from kaohe.analysis.composition import Total
from kaohe.analysis.gap.function_of_input import FunctionOfInput
from kaohe.analysis.gap.run_over_input import RunOverInput
from kaohe.analysis.gap.search import Steps, Stretch, stretches
from kaohe.analysis.gap.standing import UNCALCULABLE, Goal, Standing, inputs_of, with_value
from kaohe.analysis.named_cells import Cell, NamedCells
from kaohe.analysis.stress.indicators import Whole, leaves
from kaohe.analysis.stress.proofs import Variant, resting_on
from kaohe.analysis.stress.repeats import Options, set_cell
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.language.ranges import ANY, Range
from kaohe.lazy import dataclass
from kaohe.policy.dependency_graph import needed_by
from kaohe.policy.grid import KeyValue
from kaohe.policy.grid_look_up import bare_node
from kaohe.policy.infer_ranges import Ranges
from kaohe.policy.model import ColumnSpec, Definition, Policy, Vertex
from kaohe.progress import tracked
from kaohe.results import Value
from kaohe.words.tiers_and_cases import RISING, TiersRoles

MOST_STRETCHES = 40
"""So many stretches of an input are followed in each direction: of tiers there are few."""


@dataclass(frozen=True, slots=True)
class TierCliff:
    """A border of a tier table at which what it gives jumps; `border` is in the column's own measure.

    It is told of the rules alone. On data the total is followed, and the unit that is nearest is told too.
    """

    total: Total
    of: Definition
    table: str
    column: str
    border: Fraction
    jump: Fraction
    runs: tuple[Options, ...] = ()


@dataclass(frozen=True, slots=True)
class Cliff:
    """A last digit of an input at which the total jumps, by more points than were asked for.

    From `low` to `high`, in the column's own measure, the total rises by `jump` (falls, where it is negative). `cell`
    is the input nearest to it, which is `now`.
    """

    whole: Whole
    cell: Cell
    spec: ColumnSpec
    low: Fraction
    high: Fraction
    jump: Fraction
    now: Fraction
    runs: tuple[Options, ...]

    @property
    def distance(self) -> Fraction:
        """How far the nearest input is from the other side."""
        return max(self.high - self.now, Fraction(0)) if self.now <= self.low else max(self.now - self.low, Fraction(0))


@dataclass(frozen=True, slots=True)
class SelfHarm:
    """A place that a unit takes when an input of its own gets worse.

    That is against the way in which the input pays: by the nearest changes of all units, of which twice as many agree.
    """

    whole: Whole
    cell: Cell
    spec: ColumnSpec
    now: Value
    worse: Value
    place: Fraction
    better: Fraction
    runs: tuple[Options, ...]


class Walks:
    """The inputs of one whole, each followed in both directions."""

    def __init__(self, run: Evaluation, cells: NamedCells, along: RunOverInput, whole: Whole, cliff: Fraction) -> None:
        self.run, self.cells, self.whole, self._least = run, cells, whole, cliff
        self.cliffs: dict[tuple[str, str, Fraction], Cliff] = {}
        self.harms: list[SelfHarm] = []
        self._along = along
        self._needed = needed_by(run.policy.graph, [whole.definition.vertex])
        self._goal = Goal(whole.definition, None)
        self._ways: dict[tuple[str, str], list[_Way]] = {}
        self._numbers = {id_: cells.record_numbers(id_) for id_ in cells.tables}

    def walk(self) -> None:
        """Follows them all."""
        for unit in tracked("stress", list(self.whole.totals), str):
            definition = self.whole.definition
            run, period = self.run, self.whole.period
            standing = Standing(run.policy, run.readings, run.dataset, run, definition.unit_type, unit, period)
            self._along.standing = standing
            for at in inputs_of(standing, run.dataset.tables):
                spec = run.policy.tables[at[0]].columns[at[2]]
                if Vertex("column", at[0], at[2]) in self._needed and spec.type in ("number", "truth"):
                    self._follow(standing, at, spec)
        for ways in self._ways.values():
            self._find_harm(ways)

    def _follow(self, standing: Standing, at: tuple[str, int, str], spec: ColumnSpec) -> None:
        cell = self.cells.made(self.run.policy.tables[at[0]], at[1], self._numbers[at[0]][at[1]], at[2])
        now = self.cells.value(cell)
        along = self._along
        along.along(at, standing.reached(at[0], at[2]))
        total = self.whole.totals[standing.unit]
        way = _Way(
            standing, cell, spec, now, total, (self.whole.definition.owner, self.whole.definition.id) in along.across
        )
        if isinstance(now, bool):
            other = self._total(standing, cell, not now)
            way.votes = [] if other is None or other == total else [1 if (other > total) != now else -1]
        elif isinstance(now, Fraction):
            steps = Steps.of(spec)
            for direction in (-1, 1):
                start = steps.first_beyond(now * spec.measure.scale, direction)
                found = list(islice(stretches(along, self._goal, steps, start, direction), MOST_STRETCHES))
                way.stretches[direction] = found
                way.votes += _votes(total, found, direction)
                self._find_cliffs(way, steps, found, direction)
        self._ways.setdefault((at[0], at[2]), []).append(way)

    def _total(self, standing: Standing, cell: Cell, value: Value) -> Fraction | None:
        table = self.run.policy.tables[cell.table]
        dataset = with_value(standing.dataset, (cell.table, cell.row, cell.column), value, table)
        try:
            found = standing.values_with(dataset, standing.reached(cell.table, cell.column))
        except UNCALCULABLE:
            return None
        value = found.get(self.whole.definition.id)
        return value if isinstance(value, Fraction) else None

    # Cliffs

    def _find_cliffs(self, way: _Way, steps: Steps, found: list[Stretch], direction: int) -> None:
        assert isinstance(way.now, Fraction)
        before: Value = way.total
        for each in found:
            if (
                isinstance(before, Fraction)
                and isinstance(each.goal, Fraction)
                and abs(each.goal - before) > self._least
            ):
                low, high = sorted((each.first - direction, each.first))
                self._note_cliff(way, steps, low, high)
            before = each.at_last

    def _note_cliff(self, way: _Way, steps: Steps, low: int, high: int) -> None:
        below, above = self._function(steps, low), self._function(steps, high)
        if below is None or above is None or _meet(below, above, low * steps.scale, high * steps.scale):
            return
        jump = Fraction(above.numerator, above.denominator) - Fraction(below.numerator, below.denominator)
        assert isinstance(way.now, Fraction)
        own = (steps.value(low), steps.value(high))
        runs = tuple(set_cell(way.cell, value) for value in own if value != way.now)
        cliff = Cliff(self.whole, way.cell, way.spec, *own, jump, way.now, runs)
        key = (way.cell.table, way.cell.column, cliff.high)
        if key not in self.cliffs or cliff.distance < self.cliffs[key].distance:
            self.cliffs[key] = cliff

    def _function(self, steps: Steps, step: int) -> Fraction | None:
        """The total at a step, as a number that knows its function."""
        if not steps.allows(step):
            return None
        self._along.begin(step * steps.scale)
        try:
            value = self._along.published(self.whole.definition)
        except UNCALCULABLE:
            return None
        return value if isinstance(value, Fraction) else None

    # Self-harm

    def _find_harm(self, ways: list[_Way]) -> None:
        """Of one column: the way in which it pays for most units as they are; who gains a place by the other way."""
        votes = [vote for way in ways for vote in way.votes]
        more, less = votes.count(1), votes.count(-1)
        if self.whole.rank is None or max(more, less) < 2 * min(more, less) or more == less:
            return
        for way in ways:
            place = self.whole.places[way.standing.unit]
            for worse in self._worse(way, 1 if less > more else -1):
                better = self._place_with(way, worse)
                if better is not None and better < place:
                    runs = (set_cell(way.cell, worse),)
                    self.harms.append(SelfHarm(self.whole, way.cell, way.spec, way.now, worse, place, better, runs))
                    break

    def _worse(self, way: _Way, direction: int) -> Iterator[Value]:
        """What may be tried, nearest first: values by which nobody but the unit moves have to raise its own total."""
        if isinstance(way.now, bool):
            if way.now is (direction < 0):
                yield not way.now
            return
        steps = Steps.of(way.spec)
        for each in way.stretches.get(direction, ()):
            for step, value in ((each.first, each.goal), (each.last, each.at_last)):
                if step is not None and (way.is_across or (isinstance(value, Fraction) and value > way.total)):
                    yield steps.value(step)

    def _place_with(self, way: _Way, value: Value) -> Fraction | None:
        at = (way.cell.table, way.cell.row, way.cell.column)
        dataset = with_value(self.run.dataset, at, value, self.run.policy.tables[at[0]])
        source = Vertex("column", way.cell.table, way.cell.column)
        try:
            if not way.standing.holds(dataset, at[0], at[1]):
                return None
            variant = Variant(self.run, resting_on(self.run.policy, [source], self.whole), dataset)
            return variant.places(self.whole).get(way.standing.unit)
        except UNCALCULABLE:
            return None


def _meet(below: Fraction, above: Fraction, low: Fraction, high: Fraction) -> bool:
    """Whether the functions on both sides of a step meet within it: then the total bends there, and does not jump."""
    differences = []
    for at in (low, high):
        values = [_value_at(each, at) for each in (below, above)]
        if values[0] is None or values[1] is None:
            return False
        differences.append(values[1] - values[0])
    return differences[0] * differences[1] <= 0


def _value_at(number: Fraction, at: Fraction) -> Fraction | None:
    """The function of a number at another value of the input; None where it has none there."""
    if not isinstance(number, FunctionOfInput):
        return number
    over, under = (
        sum((each * at**power for power, each in enumerate(one)), Fraction(0)) for one in (number.over, number.under)
    )
    return over / under if under else None


def _votes(total: Fraction, found: list[Stretch], direction: int) -> list[int]:
    """Whether more of an input pays, by the nearest total that is another one."""
    for each in found:
        for value in (each.goal, each.at_last):
            if isinstance(value, Fraction) and value != total:
                return [direction if value > total else -direction]
    return []


class _Way:
    """One cell and its stretches in both directions; of each `votes` whether more of it pays (1) or costs (-1)."""

    def __init__(
        self, standing: Standing, cell: Cell, spec: ColumnSpec, now: Value, total: Fraction, is_across: bool
    ) -> None:
        self.standing, self.cell, self.spec, self.now, self.total, self.is_across = (
            standing,
            cell,
            spec,
            now,
            total,
            is_across,
        )
        self.stretches: dict[int, list[Stretch]] = {}
        self.votes: list[int] = []


def tier_cliffs(policy: Policy, readings: Mapping[str, str], least: Fraction) -> Iterator[TierCliff]:
    """Every border of tiers by a column at which what they give jumps by more than so many points."""
    ranges, seen = Ranges(policy, readings=readings), set[tree.Node]()
    for whole, score in leaves(policy):
        below = needed_by(policy.graph, [score.vertex])
        for definition in policy.definitions.values():
            for node in tree.walk(definition.rule, readings) if definition.vertex in below else ():
                roles = node.roles if isinstance(node, tree.Step) and node not in seen else None
                if isinstance(roles, TiersRoles):
                    seen.add(node)
                    yield from _jumps(policy, ranges, whole, definition, roles, least)


def _jumps(
    policy: Policy, ranges: Ranges, whole: Total, definition: Definition, tiers: TiersRoles, least: Fraction
) -> Iterator[TierCliff]:
    of = tiers.of
    while isinstance(of, tree.Step) and of.means is not None:
        of = of.means
    if not isinstance(of, tree.Column):
        return
    scale = policy.tables[of.table].columns[of.column].measure.scale
    told: set[tuple[Fraction, Fraction]] = set()
    for bounds, values in _bounds_and_values(policy, ranges, tiers):
        for bound, above, under in zip(bounds, values, values[1:], strict=False):
            if bound.low is None or above.low is None or above.low != above.high or under.low is None:
                continue
            jump = (bound.low / scale, above.low - under.low)
            if bound.low == bound.high and under.low == under.high and abs(jump[1]) > least and jump not in told:
                told.add(jump)
                yield TierCliff(whole, definition, of.table, of.column, *jump)


def _bounds_and_values(policy: Policy, ranges: Ranges, tiers: TiersRoles) -> Iterator[tuple[list[Range], list[Range]]]:
    """Borders, the highest first, and what holds above each; last what holds below all of them.

    Of a table of the document once for each rest of its keys, such as an industry or a year from which rows hold. A
    border that is blank there is none.
    """
    if isinstance(tiers.means, tree.Tiers):
        rows = tiers.means.tiers
        yield (
            [ranges.of(tier.bound) for tier in rows],
            [ranges.of(value) for value in (*(tier.value for tier in rows), tiers.means.below)],
        )
        return
    assert tiers.rest is not None
    rest, rises = tiers.rest, tiers.by in RISING
    for case in _rests_of_keys(policy, tiers.members[0].border if tiers.members else rest):
        read = Ranges(policy, readings=ranges.readings, group=_word(case.get("group")), keys=case)
        bounds = [read.of(tier.border) for tier in tiers.members]
        own = [at for at, bound in enumerate(bounds) if bound != ANY]  # a blank is none
        values = [*(read.of(tiers.members[at].value) for at in own), read.of(rest)]
        yield ([bounds[at] for at in reversed(own)], values[::-1]) if rises else ([bounds[at] for at in own], values)


def _rests_of_keys(policy: Policy, border: tree.Node) -> Iterator[dict[str, KeyValue]]:
    """What the parts of its key that a look-up does not write out may be, by their ids."""
    asked = bare_node(border)
    if not isinstance(asked, tree.LookUp):
        return
    column = policy.grids[asked.table].columns[asked.column]
    open_ = [at for at, key in enumerate(asked.keys) if not isinstance(bare_node(key), tree.Text | tree.Number)]
    rests = dict.fromkeys(tuple((column.keys[at].id, entry.key[at]) for at in open_) for entry in column.entries)
    yield from map(dict, rests)


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None
