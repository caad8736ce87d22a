"""`kaohe stress`: what a method rewards by mistake, what its indicators weigh in fact, and how firm its places are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from kaohe.analysis.gap.run_over_input import RunOverInput
from kaohe.analysis.gap.standing import Standing
from kaohe.analysis.named_cells import NamedCells
from kaohe.analysis.published_values import Inputs, Reader
from kaohe.analysis.stress.cliffs_and_self_harm import Cliff, SelfHarm, TierCliff, Walks, tier_cliffs
from kaohe.analysis.stress.indicators import (
    CountedTwice,
    Indicator,
    Uncapped,
    Whole,
    counted_twice,
    uncapped,
    wholes_of,
)
from kaohe.analysis.stress.proofs import Proofs, Variant, needed_for, resting_on
from kaohe.analysis.stress.repeats import Options, Weighing
from kaohe.analysis.stress.robustness import Robustness, Sampling, Sensitivity, robustness, sensitivity, sobol
from kaohe.data.replaced_files import Replacement
from kaohe.diagnostics import Diagnostic, Findings, NotThere
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import score
from kaohe.language.periods import Period
from kaohe.lazy import dataclass
from kaohe.policy.declarations import bound_readings
from kaohe.policy.model import Policy
from kaohe.results import Results
from kaohe.translations import in_its_language


@dataclass(frozen=True, slots=True)
class Settings:
    """What is asked for: every threshold of a claim, and how samples are drawn. Shares are of 1.

    `cliff` are points. `saturated` is the share of units with full marks from which an indicator is saturated; one
    whose points lie no further apart than the share `alike` of its full marks does not separate. `error` None is the
    rounding of the figures. `base` draws for each indicator give the sensitivities, 0 none.
    """

    cliff: Fraction = Fraction(1)
    saturated: Fraction = Fraction(4, 5)
    alike: Fraction = Fraction(0)
    samples: int = 300
    seed: int = 0
    error: Fraction | None = None
    weights: Fraction = Fraction(1, 10)
    confidence: Fraction = Fraction(95)
    base: int = 0


@dataclass(frozen=True, slots=True)
class Flat:
    """An indicator that hardly tells units apart: `full` of them have its full marks, or all have about the same.

    `runs` leaves it out; `moved` are the units that have another place then.
    """

    whole: Whole
    indicator: Indicator
    full: int
    is_alike: bool
    moved: tuple[str, ...]
    runs: tuple[Options, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    """An indicator of a whole beside what it weighs in fact, and who has another place when it counts more or less.

    `more`, `less` and `without` have the units that move, and the run that shows it; None where no word does it.
    """

    whole: Whole
    indicator: Indicator
    more: Moved
    less: Moved
    without: Moved


@dataclass(frozen=True, slots=True)
class Moved:
    """The units that have another place, and the options of the run that shows it."""

    units: tuple[str, ...]
    run: Options | None


Claim = Uncapped | CountedTwice | TierCliff | Cliff | Flat | SelfHarm


@dataclass(frozen=True, slots=True)
class Stress:
    """All that was found. Without data there are claims about the rules alone, and no `wholes`.

    `named` are the policy, the data and their options, as a command line of `whatif` begins.
    """

    policy: Policy
    settings: Settings
    claims: tuple[Claim, ...]
    wholes: tuple[Whole, ...] = ()
    weights: tuple[Weight, ...] = ()
    robustness: tuple[Robustness, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    named: tuple[str, ...] = ()


@in_its_language
def stress(
    policy: Policy,
    read: Reader | None,
    readings: Mapping[str, str] | None = None,
    period: Period | None = None,
    settings: Settings | None = None,
    named: tuple[str, ...] = (),
) -> Stress:
    """What is found, of the rules alone without `read`. `named` are policy, data and options as `whatif` takes them.

    Raises Refused, and NotThere for a policy without scores (C231), a period that there is not (C114), or a library
    that is not installed (C232).
    """
    settings = settings or Settings()
    findings = Findings()
    chosen = bound_readings(policy, readings or {}, findings)
    findings.stop_on_errors()
    if not policy.scores:
        raise NotThere("C231", policy=policy.id)
    if read is None:
        return Stress(policy, settings, _of_rules(policy, chosen, settings.cliff), named=named)
    if settings.base:
        sobol()  # before anything is sampled: it may not be installed
    inputs = read(policy)
    assert inputs.scores is not None  # the policy has scores
    results, run = score(policy, inputs.scores, chosen, Findings())
    wholes = tuple(wholes_of(run, period))
    warnings = (*inputs.warnings, *results.warnings)
    is_there = period is None or any(each.period == period for each in results.results)
    if not wholes and is_there:  # no score of the policy is one that units are compared by
        return Stress(
            policy,
            settings,
            _of_rules(policy, chosen, settings.cliff),
            warnings=warnings,
            replaced=inputs.replaced,
            named=named,
        )
    if not wholes:
        there = sorted({each.period for each in results.results}, key=lambda each: each.calendar_order)
        raise NotThere("C114", period=period, known=tuple(there))
    return _Stressing(policy, settings, inputs, run, results, wholes, chosen).found(warnings, named)


def _of_rules(policy: Policy, readings: Mapping[str, str], cliff: Fraction) -> tuple[Claim, ...]:
    return (*uncapped(policy, readings), *counted_twice(policy), *tier_cliffs(policy, readings, cliff))


class _Stressing:
    """One run of a policy, stressed."""

    def __init__(
        self,
        policy: Policy,
        settings: Settings,
        inputs: Inputs,
        run: Evaluation,
        results: Results,
        wholes: tuple[Whole, ...],
        readings: Mapping[str, str],
    ) -> None:
        self.policy, self.settings, self.run, self.wholes, self.readings = policy, settings, run, wholes, readings
        self.cells = NamedCells(policy, inputs)
        self.weighing = Weighing(policy)
        first = wholes[0]
        standing = Standing(
            policy, readings, run.dataset, run, first.definition.unit_type, next(iter(first.totals)), first.period
        )
        self._along = RunOverInput(standing)
        self._inputs = inputs

    def found(self, warnings: tuple[Diagnostic, ...], named: tuple[str, ...]) -> Stress:
        weights = tuple(weight for whole in self.wholes for weight in self._weights(whole))
        claims = (*self._of_rules(), *self._of_data(), *self._flat(weights))
        ranked = [whole for whole in self.wholes if whole.rank is not None]
        samplings = [Sampling(self.run, whole, self.settings.error, self.settings.weights) for whole in ranked]
        asked = self.settings
        firm = tuple(
            robustness(each, self.cells, self.weighing, asked.samples, asked.seed, asked.confidence)
            for each in samplings
        )
        sensitivities = tuple(sensitivity(each, asked.base, asked.seed) for each in samplings) if asked.base else ()
        return Stress(
            self.policy,
            asked,
            claims,
            self.wholes,
            weights,
            firm,
            sensitivities,
            warnings,
            self._inputs.replaced,
            named,
        )

    def _of_rules(self) -> Iterator[Claim]:
        proofs = Proofs(self.policy, self._inputs, self.readings, self.run)
        for claim in uncapped(self.policy, self.readings):
            yield proofs.of_uncapped(claim, self._last(claim.score.unit_type))
        for twice in counted_twice(self.policy):
            yield proofs.of_twice(twice, self._units(twice.total.definition.unit_type))

    def _of_data(self) -> Iterator[Claim]:
        for whole in self.wholes:
            walks = Walks(self.run, self.cells, self._along, whole, self.settings.cliff)
            walks.walk()
            yield from walks.cliffs.values()
            yield from walks.harms

    def _units(self, unit_type: str) -> list[tuple[str, Period]]:
        return [
            (unit, whole.period)
            for whole in self.wholes
            if whole.definition.unit_type == unit_type
            for unit in sorted(whole.totals, key=whole.totals.__getitem__)
        ]

    def _last(self, unit_type: str) -> tuple[str, Period] | None:
        return next(iter(self._units(unit_type)), None)

    def _flat(self, weights: tuple[Weight, ...]) -> Iterator[Flat]:
        for weight in weights:
            one = weight.indicator
            if one.points is None or len(one.values) < 2:
                continue
            full = sum(value >= one.points for value in one.values.values())
            is_alike = one.spread <= self.settings.alike * one.points
            if is_alike or (one.points > 0 and full >= self.settings.saturated * len(one.values)):
                runs = () if weight.without.run is None else (weight.without.run,)
                yield Flat(weight.whole, one, full, is_alike, weight.without.units, runs)

    def _weights(self, whole: Whole) -> Iterator[Weight]:
        for one in whole.indicators:
            off = self.settings.weights
            yield Weight(whole, one, *(self._moved(whole, one, factor) for factor in (1 + off, 1 - off, Fraction(0))))

    def _moved(self, whole: Whole, one: Indicator, factor: Fraction) -> Moved:
        if one.source is None or whole.rank is None:
            return Moved((), None)
        reached = resting_on(self.policy, [one.source], whole)
        places = Variant(self.run, reached, factors={one.source: factor}).places(whole)
        units = tuple(
            unit for unit, place in whole.places.items() if unit in whole.totals and places.get(unit) != place
        )
        return Moved(units, self.weighing.times({one.source: factor}, needed_for(self.policy, whole)))
