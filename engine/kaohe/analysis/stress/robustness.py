"""How firm places are when inputs and weights are off, drawn at random, and always the same ones.

Which weights, or errors of inputs, move places most is told by the first and total order indices of Sobol, by SALib.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from importlib import import_module
from math import sqrt
from random import Random
from statistics import NormalDist
from types import ModuleType
from typing import Literal, TypeVar, get_args

from kaohe.analysis.gap.standing import UNCALCULABLE
from kaohe.analysis.named_cells import NamedCells
from kaohe.analysis.stress.indicators import Whole
from kaohe.analysis.stress.input_errors import Errors
from kaohe.analysis.stress.proofs import Variant, needed_for, period_weights, resting_on, with_columns
from kaohe.analysis.stress.repeats import Options, Weighing, set_cell
from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.data.tables.rows import rows_alike
from kaohe.diagnostics import NotThere
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Vertex
from kaohe.progress import tracked

T = TypeVar("T")
Off = Literal["inputs", "weights", "both"]
OFF: tuple[Off, ...] = get_args(Off)

_PARTS = 1000
"""A weight is drawn from so many steps to each side, all as likely."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many samples, with the borders between which the true share lies (Wilson's interval), 0 to 1."""

    holds: int
    samples: int
    low: float
    high: float

    @classmethod
    def of(cls, holds: int, samples: int, confidence: Fraction) -> Share:
        z = NormalDist().inv_cdf(0.5 + float(confidence) / 200)
        share, square = holds / samples, z * z / samples
        middle = (share + square / 2) / (1 + square)
        half = z / (1 + square) * sqrt(share * (1 - share) / samples + square / (4 * samples))
        low = 0.0 if holds == 0 else max(middle - half, 0.0)
        return cls(holds, samples, low, 1.0 if holds == samples else min(middle + half, 1.0))


@dataclass(frozen=True, slots=True)
class Firmness:
    """One unit's place: how often it holds, and which places the unit took how often, ascending.

    `runs` is one run in which it has another place, with as few changes as were found; none where it always holds.
    """

    off: Off
    unit: str
    place: Fraction
    share: Share
    taken: tuple[tuple[Fraction, int], ...]
    runs: tuple[Options, ...]


@dataclass(frozen=True, slots=True)
class First:
    """How often the first `count` of a group are the same units, in whatever order. `units` are those."""

    off: Off
    count: int
    units: tuple[str, ...]
    share: Share


@dataclass(frozen=True, slots=True)
class Robustness:
    """How firm the places of one whole are."""

    whole: Whole
    places: tuple[Firmness, ...]
    firsts: tuple[First, ...]


@dataclass(frozen=True, slots=True)
class Draw:
    """One sample: what the inputs are, and by how much weights are multiplied."""

    dataset: Dataset | None
    factors: Mapping[Vertex, Fraction]
    shares: Mapping[tree.Node, Fraction]


class Sampling:
    """Draws samples of one whole and gives the places in each.

    `error` is the share by which figures may be off, None for their rounding; `weights` that of each weight. Weights
    are drawn one by one; then the whole is brought back to its full marks, and the weights of a year to all of it.
    """

    def __init__(self, run: Evaluation, whole: Whole, error: Fraction | None, weights: Fraction) -> None:
        self.run, self.whole, self.weights = run, whole, weights
        self.errors = Errors(run, whole, error)
        self.weighed = {each.source: each for each in whole.indicators if each.source is not None}
        self.needed = needed_for(run.policy, whole)
        weighted = period_weights(run, whole)
        self.periods = [weights for lists in weighted.values() for weights in lists]
        own = frozenset(vertex.identity for vertex in weighted)
        self._of_weights = own | resting_on(run.policy, [*self.weighed, *weighted], whole)
        self._of_inputs = resting_on(run.policy, self.errors.sources, whole)

    def draw(self, off: Off, draw: Random) -> Draw:
        """A sample."""
        dataset = self.errors.drawn(draw) if off != "weights" else None
        if off == "inputs":
            return Draw(dataset, {}, {})
        factors = {source: self._factor(draw) for source in self.weighed}
        full = {source: each.points for source, each in self.weighed.items() if each.points is not None}
        now = sum((points * factors[source] for source, points in full.items()), Fraction(0))
        if now and len(full) == len(factors):
            factors = {source: factor * sum(full.values()) / now for source, factor in factors.items()}
        shares: dict[tree.Node, Fraction] = {}
        for weights in self.periods:
            drawn = [(node, weight * self._factor(draw)) for node, weight in weights]
            before, after = sum(weight for _, weight in weights), sum(weight for _, weight in drawn)
            shares |= {node: weight * before / after for node, weight in drawn} if after else {}
        return Draw(dataset, factors, shares)

    def _factor(self, draw: Random) -> Fraction:
        return 1 + self.weights * Fraction(draw.randint(-_PARTS, _PARTS), _PARTS)

    def places(self, drawn: Draw) -> Mapping[str, Fraction]:
        """The places by unit; nobody has one where there is no value."""
        reached = self._of_weights if drawn.dataset is None else self._of_inputs
        if drawn.dataset is not None and (drawn.factors or drawn.shares):
            reached = self._of_inputs | self._of_weights
        try:
            return Variant(self.run, reached, drawn.dataset, drawn.factors, drawn.shares).places(self.whole)
        except UNCALCULABLE:
            return {}


def robustness(
    sampling: Sampling, cells: NamedCells, weighing: Weighing, samples: int, seed: int, confidence: Fraction
) -> Robustness:
    """How often each place holds in so many samples of each kind."""
    whole = sampling.whole
    places: list[Firmness] = []
    firsts: list[First] = []
    for off in OFF:
        draw = Random(f"{seed} {off} {whole.definition.unit_type} {whole.definition.id}")
        taken: dict[str, Counter[Fraction]] = {unit: Counter() for unit in whole.totals}
        same: Counter[tuple[str, ...]] = Counter()
        first: dict[str, Draw] = {}
        ways = {units: _first(whole.places, units) for units in whole.groups}
        for _ in tracked("sample", range(samples), str):
            drawn = sampling.draw(off, draw)
            found = sampling.places(drawn)
            for unit, counted in taken.items():
                counted[found.get(unit, Fraction(0))] += 1
                if found.get(unit) != whole.places[unit]:
                    first.setdefault(unit, drawn)
            for units, wanted in ways.items():
                now = {frozenset(each) for each in _first(found, units)}
                same.update(each for each in wanted if frozenset(each) in now)
        for unit, counted in taken.items():
            holds = Share.of(counted[whole.places[unit]], samples, confidence)
            runs = _witness(sampling, cells, weighing, unit, first[unit]) if unit in first else ()
            listed = tuple(sorted((place, count) for place, count in counted.items() if place))
            places.append(Firmness(off, unit, whole.places[unit], holds, listed, runs))
        for wanted in ways.values():
            for units in wanted:
                firsts.append(First(off, len(units), units, Share.of(same[units], samples, confidence)))
    return Robustness(whole, tuple(places), tuple(firsts))


def _first(places: Mapping[str, Fraction], units: Sequence[str]) -> list[tuple[str, ...]]:
    """The first one, the first two … of a group, those with equal places together; all of them are always the same."""
    there = sorted({places[unit] for unit in units if unit in places})
    found = [tuple(unit for unit in units if unit in places and places[unit] <= place) for place in there]
    return [each for each in found if len(each) < len(units)]


# A run that shows that a place does not hold


@dataclass(frozen=True, slots=True)
class _Change:
    """One thing that was drawn otherwise: a cell with its value in base measure, a weight, or the weights of a year."""

    cell: tuple[str, int, str] | None
    value: Fraction
    options: Options = ()
    source: Vertex | None = None
    shares: tuple[tuple[tree.Node, Fraction], ...] = ()


def _witness(sampling: Sampling, cells: NamedCells, weighing: Weighing, unit: str, drawn: Draw) -> tuple[Options, ...]:
    """One run in which the unit has another place, with as few changes as are found; none where no words say them."""
    changes = [*_weights_off(sampling, weighing, drawn)]
    if drawn.dataset is not None:
        changes += _cells_off(sampling, cells, drawn.dataset)

    def differs(kept: Sequence[_Change]) -> bool:
        factors = {each.source: each.value for each in kept if each.source is not None}
        shares = {node: share for each in kept for node, share in each.shares}
        dataset = _with_cells(sampling.run, [each for each in kept if each.cell is not None])
        return sampling.places(Draw(dataset, factors, shares)).get(unit) != sampling.whole.places[unit]

    if not differs(changes):
        return ()
    kept = _fewest(changes, differs)
    factors = {each.source: each.value for each in kept if each.source is not None}
    words = weighing.times(factors, sampling.needed, {node: share for each in kept for node, share in each.shares})
    return () if words is None else ((*(word for each in kept for word in each.options), *words),)


def _weights_off(sampling: Sampling, weighing: Weighing, drawn: Draw) -> Iterator[_Change]:
    """The weights that were drawn and that words of the policy can say, in as many decimals as people write."""
    for source, factor in drawn.factors.items():
        short = Fraction(round(factor * 10_000), 10_000)
        if weighing.times({source: short}, sampling.needed) is not None:
            yield _Change(None, short, source=source)
    for weights in sampling.periods if drawn.shares else ():
        shares = [Fraction(round(drawn.shares[node] * 10_000), 10_000) for node, _ in weights]
        shares[-1] = sum((weight for _, weight in weights), Fraction(0)) - sum(shares[:-1])
        yield _Change(None, Fraction(0), shares=tuple(zip((node for node, _ in weights), shares, strict=True)))


def _cells_off(sampling: Sampling, cells: NamedCells, dataset: Dataset) -> Iterator[_Change]:
    """The cells of the period that were drawn otherwise."""
    period = sampling.whole.period
    for each in sampling.errors.columns:
        data, table = dataset.tables[each.table], sampling.run.policy.tables[each.table]
        values = data.columns[each.spec.id]
        numbers = cells.record_numbers(each.table)
        assert isinstance(values, Numbers)
        told: set[int] = set()
        for row, (numerator, old) in enumerate(zip(values.numerators, each.figures, strict=True)):
            when = data.keys[row][1]
            is_off = numerator is not None and numerator != old and each.origins[row] not in told
            if is_off and isinstance(when, Period) and period.covers(when):
                told.add(each.origins[row])
                assert numerator is not None
                value = Fraction(numerator, values.denominator)
                cell = cells.made(table, row, numbers[row], each.spec.id)
                yield _Change((each.table, row, each.spec.id), value, set_cell(cell, value / each.spec.measure.scale))


def _with_cells(run: Evaluation, changes: Sequence[_Change]) -> Dataset | None:
    """The data with other figures in some cells; None where no cell changes."""
    dataset = run.dataset
    tables = dict(dataset.tables)
    for each in changes:
        assert each.cell is not None
        table, row, column = each.cell
        old = tables[table].columns[column]
        assert isinstance(old, Numbers)
        above = [None if n is None else n * each.value.denominator for n in old.numerators]
        for at in rows_alike(run.policy.tables[table], tables[table].keys, row):
            above[at] = each.value.numerator * old.denominator
        values = Numbers(above, old.denominator * each.value.denominator)
        tables[table] = with_columns(tables[table], {column: values})
    return replace(dataset, tables=tables) if changes else None


def _fewest(options: list[T], differs: Callable[[Sequence[T]], bool]) -> list[T]:
    """A few of the options that still make the difference, found by leaving out halves, quarters … one by one."""
    size = max(len(options) // 2, 1)
    while True:
        at = 0
        while at < len(options):
            rest = [*options[:at], *options[at + size :]]
            if rest and differs(rest):
                options = rest
            else:
                at += size
        if size == 1:
            return options
        size //= 2


_REALISATIONS = 64
"""So many sets of errors of the inputs are drawn; one of the factors says which of them holds."""

INPUTS = ""
"""Stands for the errors of all inputs together among the factors."""


@dataclass(frozen=True, slots=True)
class Factor:
    """What may be off: the weight of an indicator, by its id, or the inputs; each index with half of its interval."""

    id: str
    name: str
    first: float
    first_half: float
    total: float
    total_half: float


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What the mean shift of a unit's place comes from: `shift` over all runs. Where that is 0 there are no factors."""

    whole: Whole
    runs: int
    shift: Fraction
    factors: tuple[Factor, ...]


def sobol() -> tuple[ModuleType, ModuleType]:
    """What draws samples, and what analyses their results. Raises NotThere (C232) without SALib."""
    try:
        return import_module("SALib.sample.sobol"), import_module("SALib.analyze.sobol")
    except ImportError:
        raise NotThere("C232") from None


def sensitivity(sampling: Sampling, base: int, seed: int) -> Sensitivity:
    """The indices by `base` draws for each factor, a power of 2. Raises NotThere (C232) without SALib."""
    sample, analysis = sobol()
    whole = sampling.whole
    sources = list(sampling.weighed)
    names = [f"x{number}" for number in range(len(sources) + 1)]
    problem = {"num_vars": len(names), "names": names, "bounds": [[-1, 1]] * len(sources) + [[0, 1]]}
    draw = Random(f"{seed} {whole.definition.id}")
    datasets = [sampling.errors.drawn(draw) for _ in range(_REALISATIONS)]
    shifts = []
    for row in tracked("sample", sample.sample(problem, base, calc_second_order=False, seed=seed), str):
        drawn = [1 + sampling.weights * Fraction(round(float(x) * 1000), 1000) for x in row[:-1]]
        dataset = datasets[min(int(row[-1] * _REALISATIONS), _REALISATIONS - 1)]
        shifts.append(_shift(sampling, Draw(dataset, dict(zip(sources, drawn, strict=True)), {})))
    mean = sum(shifts, Fraction(0)) / len(shifts)
    if len(set(shifts)) < 2:
        return Sensitivity(whole, len(shifts), mean, ())
    import numpy

    values = numpy.array(list(map(float, shifts)))
    found = analysis.analyze(problem, values, calc_second_order=False, seed=seed + 1)  # SALib takes 0 for no seed
    told = [(sampling.weighed[source].id, sampling.weighed[source].name) for source in sources]
    factors = tuple(
        Factor(id_, name, *(float(found[key][number]) for key in ("S1", "S1_conf", "ST", "ST_conf")))
        for number, (id_, name) in enumerate([*told, (INPUTS, INPUTS)])
    )
    return Sensitivity(whole, len(shifts), mean, factors)


def _shift(sampling: Sampling, drawn: Draw) -> Fraction:
    """By how many places a unit moves in the mean; one that has none any more moves by all of them."""
    whole = sampling.whole
    places = sampling.places(drawn)
    units = list(whole.totals)
    lost = Fraction(len(units))
    moved = (abs(places[unit] - whole.places[unit]) if unit in places else lost for unit in units)
    return sum(moved, Fraction(0)) / len(units)
