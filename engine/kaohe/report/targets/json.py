"""Targets as JSON: the year looked at, one target a line, then what the targets are, and the course of each."""

from __future__ import annotations

from collections.abc import Mapping

from kaohe.language.periods import Period
from kaohe.policy.model import Target
from kaohe.report.json_text import document, plain
from kaohe.report.targets.year import TargetYear
from kaohe.results import TargetResult


def render(targets: TargetYear) -> str:
    """The whole document."""
    lists = {
        "results": map(_result, targets.now),
        "targets": map(_definition, targets.results.policy.targets),
        "course": map(_course, targets.courses()),
    }
    return document(targets.results, lists)


def _result(result: TargetResult) -> dict[str, object]:
    """`above`, `pace` and `qualitative` stand only where they say something."""
    found: dict[str, object] = {
        "target": result.target.id,
        "unit": result.unit,
        "period": str(result.period),
        "actual": plain(result.actual),
        "required": plain(result.required),
        "attained": result.attained,
        "attainment": plain(result.attainment),
    }
    if result.above:
        found["above"] = True
    if result.pace is not None:
        found["pace"] = plain(result.pace)
    if result.target.kind == "qualitative":
        found["qualitative"] = True
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
        {"period": str(year), "actual": plain(result.actual), "attained": result.attained}
        for year, result in course.items()
    ]
    return {"target": first.target.id, "unit": first.unit, "years": years}
