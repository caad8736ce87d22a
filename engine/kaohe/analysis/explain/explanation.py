"""An explanation as it is asked for: which unit, which scores or targets, which period; and what there is instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from kaohe.analysis.explain.against import against
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.model import Explanation
from kaohe.analysis.explain.targets import goal
from kaohe.analysis.explain.values import Point, point_of
from kaohe.analysis.named_cells import Units, aliases, near
from kaohe.analysis.scores_and_targets import needed
from kaohe.data.read_data import STRICT, ReadOptions, read_data
from kaohe.diagnostics import Findings, NotThere
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.run import assess, score
from kaohe.evaluate.scalars import plain
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Definition, Policy, Target, UnitType
from kaohe.policy.types import Grain
from kaohe.progress import busy
from kaohe.results import Results, TargetResults
from kaohe.translations import in_its_language, worded


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose value, when and which; `against` is the unit to compare with. What is left out is the obvious one."""

    unit: str | None = None
    period: Period | None = None
    of: str | None = None
    against: str | None = None


def answer(
    policy: Policy, data: Path, asked: Asked, readings: Mapping[str, str], options: ReadOptions = STRICT
) -> Explanation:
    """The explanation. Raises Refused, and NotThere where a word of the question names nothing (C178: a target)."""
    findings = Findings()
    about_targets = asks_for_targets(policy, asked.unit, asked.of)
    if about_targets and asked.against is not None:
        raise NotThere("C178")
    dataset = read_data(policy, data, needed(policy, "targets" if about_targets else "scores"), findings, options)
    findings.stop_on_errors()
    if about_targets:
        goals, run = assess(policy, dataset, readings, findings)
        return explain_targets(goals, run, asked.unit, asked.period, asked.of)
    results, run = score(policy, dataset, readings, findings)
    return explain(results, run, asked.unit, asked.period, asked.of, asked.against)


@in_its_language
def explain(
    results: Results,
    run: Evaluation,
    unit: str | None,
    period: Period | None = None,
    of: str | None = None,
    other: str | None = None,
) -> Explanation:
    """Why a unit has what it has, or stands before another.

    `of` is the id or name of a published value; without it every whole is explained, or what the rank goes by is
    compared. Without `period` it is the last one that has a value, and without `unit` the only one that there is.
    Raises NotThere: C171, C177 unit, C172 value, C173 period, C174, C175, C176 what cannot be compared.
    """
    policy = run.policy
    units = Units(run, {definition.unit_type for definition in policy.scores})
    unit_type, name = units.named(unit)
    asked = _asked(policy, unit_type, of)
    when = _period(run, asked, name, period)
    asked = [each for each in asked if point_of(run, each, name, when) is not None]
    group = units.group(unit_type, name)
    busy("explain", name)
    found = Explanation(
        policy, results.record, unit_type, name, group, when, (), None, results.warnings, results.missing
    )
    if other is not None:
        second = units.compared_with(name, unit_type, other)
        compared = against(run, asked, name, second, when)
        if compared is None:
            raise NotThere("C174", value=asked[0].name if asked else of, unit=name, other=second)
        return replace(found, against=compared)
    tell = Explainer(run)
    steps = [tell.value((each.owner, each.id), point_of(run, each, name, when)) for each in asked]
    return replace(found, steps=tuple(steps))


def _asked(policy: Policy, unit_type: str, of: str | None) -> list[Definition]:
    """The value that `of` names, of one with a value for each member all of them; else the wholes: what is published
    and is no part of anything.
    """
    published = [each for each in policy.scores if each.unit_type == unit_type]
    if of is None:
        return [each for each in published if each.parent is None]
    known = [each for each in policy.definitions.values() if each.unit_type == unit_type and each.table is None]
    found = [each for each in known if each.id == of][:1] or [each for each in known if each.name == of][:1]
    found = found or [each for each in known if each.written == of]
    if not found:
        names = [*(each.id for each in known), *(each.name for each in known)]
        listed = tuple(worded("{}（{}）", each.id, each.name) for each in published)
        raise NotThere("C172", id=of, known=listed, suggestion=near(of, names))
    return found


def _period(run: Evaluation, asked: Sequence[Definition], unit: str, period: Period | None) -> Period:
    """The period asked for, C173 if there is none such; else the last one with a value, a year after its quarters."""
    known: dict[Period, bool] = {}
    for definition in asked:
        identity = (definition.owner, definition.id)
        frame = run.frames.of(run.policy.value_types[identity].grain)
        for (who, when, _), value in zip(frame.keys, plain(run.value(identity)), strict=True):
            if who in (unit, None) and when is not None:
                known[when] = known.get(when, False) or value is not None
    ordered = sorted(known, key=lambda each: each.calendar_order)
    if period is not None:
        if period not in known:
            raise NotThere("C173", unit=unit, period=period, known=tuple(ordered))
        return period
    if not ordered:
        raise NotThere("C173", unit=unit, period="", known="")
    return next((each for each in reversed(ordered) if known[each]), ordered[-1])


def asks_for_targets(policy: Policy, unit: str | None, of: str | None) -> bool:
    """Whether a question is about targets, which rest on a table of their own.

    A score comes first where both have the same name, and of a unit that has scores all of these where none is named.
    """
    if not policy.targets or not policy.scores:
        return bool(policy.targets)
    type_ = policy.units[policy.targets[0].unit_type]
    if unit is not None and not _is_of(unit.strip(), type_, policy.units.values()):
        return False
    scored = [each for each in policy.definitions.values() if unit is None or each.unit_type == type_.id]
    if of is None:
        return unit is not None and not scored
    return not any(of in (each.id, each.name) for each in scored) and (unit is not None or bool(_named(policy, of)))


def _is_of(word: str, type_: UnitType, types: Iterable[UnitType]) -> bool:
    """Whether a word is the name of a listed unit of a type, or a part of such names and of no others."""

    def names(of: UnitType) -> set[str]:
        return {*of.members, *aliases(of)}

    holding = [each for each in types if any(word in name for name in names(each))]
    exact = [each for each in holding if word in names(each)]
    return (exact or holding) == [type_]


@in_its_language
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
        some = tuple(worded("{}（{}）", target.id, target.name) for target in policy.targets)
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
    if period is not None and period.level != "year":
        raise NotThere("C116", period=period, year=period.year)
    if period is None or period not in known:
        raise NotThere("C173", unit=unit, period=period or "", known=tuple(known))
    return period
