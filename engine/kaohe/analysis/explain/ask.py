"""What is asked for: which unit, which values, which period; and what there is, where a word names nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kaohe.analysis.explain.against import against
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.model import Explanation
from kaohe.analysis.explain.point import point_of
from kaohe.analysis.explain.units import NotThere, Units, near
from kaohe.evaluate.arithmetic import plain
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.periods import Period
from kaohe.policy.model import Definition, Policy
from kaohe.progress import busy
from kaohe.results import Results


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
        second = units.beside(name, unit_type, other)
        compared = against(run, asked, name, second, when)
        if compared is None:
            raise NotThere("C174", value=asked[0].name if asked else of, unit=name, other=second)
        return replace(found, against=compared)
    tell = Explainer(run)
    steps = [tell.value((each.unit_type, each.id), point_of(run, each, name, when)) for each in asked]
    return replace(found, steps=tuple(steps))


def _asked(policy: Policy, unit_type: str, of: str | None) -> list[Definition]:
    """The value that `of` names, else the wholes: what is published and is no part of anything."""
    published = [each for each in policy.scores if each.unit_type == unit_type]
    if of is None:
        return [each for each in published if each.parent is None]
    known = [each for each in policy.definitions.values() if each.unit_type == unit_type and each.table is None]
    found = [each for each in known if each.id == of] or [each for each in known if each.name == of]
    if not found:
        names = [*(each.id for each in known), *(each.name for each in known)]
        listed = tuple(f"{each.id}（{each.name}）" for each in published)
        raise NotThere("C172", id=of, known=listed, suggestion=near(of, names))
    return found[:1]


def _period(run: Evaluation, asked: Sequence[Definition], unit: str, period: Period | None) -> Period:
    """The period asked for, C173 if there is none such; else the last one with a value, a year after its quarters."""
    known: dict[Period, bool] = {}
    for definition in asked:
        identity = (definition.unit_type, definition.id)
        frame = run.frames.of(run.policy.value_types[identity].grain)
        for (who, when, _), value in zip(frame.keys, plain(run.value(identity)), strict=True):
            if who in (unit, None) and when is not None:
                known[when] = known.get(when, False) or value is not None
    ordered = sorted(known, key=lambda each: each.calendar_order)
    if period is not None:
        if period not in known:
            raise NotThere("C173", unit=unit, period=period, known="、".join(map(str, ordered)))
        return period
    if not ordered:
        raise NotThere("C173", unit=unit, period="", known="")
    return next((each for each in reversed(ordered) if known[each]), ordered[-1])
