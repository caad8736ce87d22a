"""Which weights, or errors of inputs, move places most: first and total order indices of Sobol, by SALib.

SALib brings numpy, scipy, pandas and matplotlib, so that it is an extra and imported here alone, when it is asked for.
Places are exact in every run; the indices are estimates in floating point.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from random import Random
from types import ModuleType

from kaohe.analysis.stress.indicators import Whole
from kaohe.analysis.stress.robustness import Draw, Sampling
from kaohe.diagnostics import NotThere
from kaohe.progress import each_told

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
    for row in each_told("sample", sample.sample(problem, base, calc_second_order=False, seed=seed), str):
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
