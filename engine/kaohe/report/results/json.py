"""Scores and targets as JSON, one result a line; of targets also what they are, and their figures year by year."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from kaohe.language.periods import Period
from kaohe.policy.model import Definition, Target
from kaohe.report import adjustments
from kaohe.report.json_text import document, plain
from kaohe.report.results.targets import TargetYear, state_of
from kaohe.results import Result, Results, TargetResult, as_named


def scores(results: Results) -> str:
    """The whole document."""
    definitions = results.policy.definitions
    apart = {(of, id_) for (of, id_), each in definitions.items() if each.members or each.list}
    lists: dict[str, Iterable[object]] = {"results": (_score(each, definitions, apart) for each in results.results)}
    if results.adjusted:
        lists["adjustments"] = map(adjustments.entry, results.adjusted)
    return document(results, lists)


def _score(
    result: Result, definitions: Mapping[tuple[str, str], Definition], apart: Container[tuple[str, str]]
) -> dict[str, object]:
    found: dict[str, object] = {
        "unit_type": result.unit_type,
        "unit": result.unit,
        "group": result.group,
        "period": str(result.period),
        "values": _by_member(result, definitions, apart),
    }
    if result.provisional:
        found["waiting"] = [name for name in result.values if name in result.provisional]
    if result.not_applicable:
        found["not_applicable"] = [name for name in result.values if name in result.not_applicable]
    return found


def _by_member(
    result: Result, definitions: Mapping[tuple[str, str], Definition], apart: Container[tuple[str, str]]
) -> dict[str, object]:
    """The values by id, published ones first; with `each` an object by member, of several lists one in the other.

    Those `apart` have members, or are some.
    """
    found: dict[str, object] = {}
    for id_, value in {**result.values, **result.steps}.items() if result.steps else result.values.items():
        if (result.unit_type, id_) not in apart:
            found[id_] = plain(value)
            continue
        definition = definitions.get((result.unit_type, id_))
        inside, name = found, id_
        for member in [member for _, member in definition.members] if definition else ():
            name = definition.written if name == id_ and definition else name
            inside, name = inside.setdefault(name, {}), member  # type: ignore[assignment]
        inside[name] = plain(as_named(definition, value))
    return found


def targets(targets: TargetYear) -> str:
    """The whole document."""
    lists = {
        "results": map(_target, targets.now),
        "targets": map(_definition, targets.results.policy.targets),
        "course": map(_course, targets.courses()),
    }
    return document(targets.results, lists)


def _target(result: TargetResult) -> dict[str, object]:
    """`early` says that a target is attained in a year before it is due, so that it may still be missed.

    `above`, `pace`, `qualitative` and `provisional` stand only where they say something.
    """
    found: dict[str, object] = {
        "target": result.target.id,
        "unit": result.unit,
        "period": str(result.period),
        "actual": plain(result.actual),
        "required": plain(result.required),
        "attained": result.attained,
        "early": state_of(result) == "early",
        "attainment": plain(result.attainment),
    }
    if result.above:
        found["above"] = True
    if result.pace is not None:
        found["pace"] = plain(result.pace)
    if result.target.is_qualitative:
        found["qualitative"] = True
    if result.provisional:
        found["provisional"] = True
    return found


def _definition(target: Target) -> dict[str, object]:
    return {
        "id": target.id,
        "name": target.name,
        "clause": target.clause,
        "field": target.field,
        "measure": target.measure.label,
        "kind": target.kind,
        "time": target.time,
        "since": target.since,
        "due": target.due,
        "strength": target.strength,
        "lead": list(target.lead),
    }


def _course(course: Mapping[Period, TargetResult]) -> dict[str, object]:
    first = next(iter(course.values()))
    years = [
        {
            "period": str(year),
            "actual": plain(result.actual),
            "attained": result.attained,
            "early": state_of(result) == "early",
        }
        for year, result in course.items()
    ]
    return {"target": first.target.id, "unit": first.unit, "years": years}
