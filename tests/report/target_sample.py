"""Targets and their results made by hand, without anything that calculates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from kaohe.diagnostics import Diagnostic
from kaohe.language.measures import NUMBER, measure
from kaohe.language.periods import Period
from kaohe.policy.dependency_graph import dependencies
from kaohe.policy.model import Target
from kaohe.report.results.targets import TargetYear
from kaohe.results import TargetResult, TargetResults

from tests.report import sample

Y2023, Y2024, Y2025 = Period(2023), Period(2024), Period(2025)


def target(id_: str, name: str, kind: str = "at_least", counted: str = "家", **more: object) -> Target:
    """A target that is due in 2025 and firm unless `more` says otherwise."""
    unit = measure(counted)
    assert unit is not None or not counted
    settings: dict[str, object] = {"time": "due", "due": 2025, "strength": "firm", "clause": "一", **more}
    return Target(
        id_,
        name,
        "county",
        sample.PLACE,
        kind,
        measure=unit or NUMBER,
        **settings,  # type: ignore[arg-type]
    )


def stands(of: Target, year: Period, actual: object = None, required: object = None, **more: object) -> TargetResult:
    """How a target stands; attained and attainment follow from the two figures unless `more` has them."""
    if actual is None or required is None:
        return TargetResult(of, "甲县", year, **more)  # type: ignore[arg-type]
    have, want = Fraction(str(actual)), Fraction(str(required))
    attained = have > want if of.kind == "more_than" else have >= want
    attainment = have / want if want else None
    upper = more.get("upper")
    above = have > upper if isinstance(upper, Fraction) else None
    pace = None if attained or year.year >= of.due or of.time != "due" else (want - have) / (of.due - year.year)
    result = TargetResult(of, "甲县", year, have, want, attained, attainment, above, pace=pace)
    return replace(result, **more)  # type: ignore[arg-type]


def judged(
    results: Sequence[TargetResult],
    year: Period = Y2025,
    readings: Mapping[str, str] | None = None,
    warnings: Sequence[Diagnostic] = (),
) -> TargetYear:
    """A report of these results."""
    targets = tuple({result.target.id: result.target for result in results}.values())
    of = replace(sample.policy([]), targets=targets)
    of = replace(of, dependencies=dependencies(of))
    record = sample.results(of, [], readings).record
    return TargetYear(TargetResults(of, list(results), record, list(warnings)), year)
