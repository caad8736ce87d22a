"""What is asked of targets: whether it is one at all, which of them, of which unit and in which year."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.goals import goal
from kaohe.analysis.explain.model import Explanation
from kaohe.analysis.explain.point import Point
from kaohe.analysis.explain.units import NotThere, Units, aliases, near
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.periods import Period
from kaohe.policy.model import Policy, Target
from kaohe.policy.types import Grain
from kaohe.results import TargetResults


def asks_for_targets(policy: Policy, unit: str | None, of: str | None) -> bool:
    """Whether a question is about targets, which rest on a table of their own.

    A score comes first where both have the same name, and of a unit that has scores all of these where none is named.
    """
    if not policy.targets or not policy.scores:
        return bool(policy.targets)
    type_ = policy.units[policy.targets[0].unit_type]
    if unit is not None and unit.strip() not in {*type_.members, *aliases(type_)}:
        return False
    scored = [each for each in policy.definitions.values() if unit is None or each.unit_type == type_.id]
    if of is None:
        return unit is not None and not scored
    return not any(of in (each.id, each.name) for each in scored) and (unit is not None or bool(_named(policy, of)))


def explain_targets(
    results: TargetResults, run: Evaluation, unit: str | None, period: Period | None, of: str | None
) -> Explanation:
    """How a target stands and why, in the last year if none is asked for; all targets where `of` is None.

    Raises NotThere: C171, C177 unit, C172 target, C173 year, C116 a quarter.
    """
    policy = run.policy
    type_, name = Units(run, {target.unit_type for target in policy.targets}).named(unit)
    asked = policy.targets if of is None else _named(policy, of)
    if not asked:
        known = [*(target.id for target in policy.targets), *(target.name for target in policy.targets)]
        some = tuple(f"{target.id}（{target.name}）" for target in policy.targets)
        raise NotThere("C172", id=of, known=some, suggestion=near(of or "", known))
    year = _year(results, name, period)
    frame = run.frames.of(Grain(type_, "year"))
    point = Point(run, frame, frame.positions[name, year, None])
    ids = {target.id for target in asked}
    tell = Explainer(run)
    steps = tuple(
        goal(tell, result, point)
        for result in results.results
        if result.unit == name and result.period == year and result.target.id in ids
    )
    return Explanation(policy, results.record, type_, name, "", year, steps, None, results.warnings, results.missing)


def _named(policy: Policy, of: str) -> Sequence[Target]:
    """The target of this id, or else of this name."""
    found = [target for target in policy.targets if target.id == of]
    return (found or [target for target in policy.targets if target.name == of])[:1]


def _year(results: TargetResults, unit: str, period: Period | None) -> Period:
    known = sorted({result.period for result in results.results if result.unit == unit})
    if period is None and known:
        return known[-1]
    if period is not None and period.quarter:
        raise NotThere("C116", period=period, year=period.year)
    if period is None or period not in known:
        raise NotThere("C173", unit=unit, period=period or "", known="、".join(map(str, known)))
    return period
