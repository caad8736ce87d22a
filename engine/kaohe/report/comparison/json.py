"""The comparison as JSON, whose form others read; a policy, a target and a question a line."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.analysis.comparison import Comparison, Method, QuestionRow, TargetCell, TargetRow, Units
from kaohe.analysis.composition import PointsEntry, Total
from kaohe.analysis.consequences import Consequence
from kaohe.analysis.vocabulary import name_of
from kaohe.report.changes.json import listed
from kaohe.report.explain.words import phrase
from kaohe.report.json_text import number, plain


def render(found: Comparison) -> str:
    """The whole document."""
    lists = {
        "policies": map(_policy, found.methods),
        "targets": (_target(found, row) for row in found.targets),
        "questions": map(_question, found.questions),
    }
    return listed({}, lists)


def _policy(method: Method) -> dict[str, object]:
    return {
        "id": method.policy.id,
        "title": method.policy.title,
        "sides": list(method.sides),
        "units": list(map(_units, method.units)),
        "totals": list(map(_total, method.totals)),
        "points": list(map(_points, method.points)),
        "consequences": [_consequence(method, one) for one in method.consequences],
    }


def _units(units: Units) -> dict[str, object]:
    return {
        "type": units.type.id,
        "count": units.count,
        "groups": dict(units.groups),
        "period": units.type.period,
        "offices": len(units.offices),
    }


def _total(total: Total) -> dict[str, object]:
    return {
        "unit_type": total.definition.unit_type,
        "score": total.definition.id,
        "points": number(total.points),
        "can_exceed": total.can_exceed,
    }


def _points(entry: PointsEntry) -> dict[str, object]:
    return {
        "unit_type": entry.total.definition.unit_type,
        "theme": entry.theme,
        "kind": entry.kind,
        "points": number(entry.points),
        "share": number(entry.share),
        "of": [entry.of],
        "clauses": [entry.clause] if entry.clause else [],
    }


def _consequence(method: Method, one: Consequence) -> dict[str, object]:
    return {
        "unit_type": one.definition.unit_type,
        "kind": one.kind,
        "score": one.definition.id,
        "clause": one.definition.clause,
        "says": "；".join(phrase(line, method.policy.display) for line in one.says),
    }


def _target(found: Comparison, row: TargetRow) -> dict[str, object]:
    return {
        "concept": row.concept,
        "name": _name(found, row),
        "by_policy": {policy: _cell(cell) for policy, cell in row.by_policy.items()},
        "asks_most": list(row.asks_most),
    }


def _name(found: Comparison, row: TargetRow) -> str:
    if row.concept is None:
        return next(_names(row))
    language = "en" if all(policy.language == "en" for policy in found.policies) else "zh"
    return name_of("concepts", row.concept, language)


def _names(row: TargetRow) -> Iterator[str]:
    yield from (cell.target.name for cell in row.by_policy.values())


def _cell(cell: TargetCell) -> dict[str, object]:
    target = cell.target
    return {
        "id": target.id,
        "value": plain(cell.value),
        "measure": target.measure.label,
        "kind": cell.kind,
        "when": target.time,
        "due": target.due,
        "strength": target.strength,
        "clause": target.clause,
    }


def _question(row: QuestionRow) -> dict[str, object]:
    by_policy = {policy: {"id": id_, "in_force": reading} for policy, (id_, reading) in row.by_policy.items()}
    return {"about": row.about, "by_policy": by_policy, "same": row.same}
