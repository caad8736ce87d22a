"""What was found about policies as JSON, one entry a line; docs/check.md describes the form, which is stable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaohe.analysis.check import Checked
from kaohe.diagnostics import Diagnostic
from kaohe.policy.model import Policy
from kaohe.report.findings import ordered
from kaohe.report.holdings import holdings
from kaohe.report.json_text import line


def render(checked: Sequence[Checked], language: str, colour: bool = False) -> str:
    """The whole document; messages are in `language`, and nothing is ever coloured."""
    policies = ",\n".join(_policy(one, language) for one in checked)
    return f'{{"policies": [{policies}]}}\n'


def _policy(checked: Checked, language: str) -> str:
    policy = checked.policy
    members = {
        "file": line(checked.name),
        "policy": line(None if policy is None else policy.id),
        "title": line(None if policy is None else policy.title),
        "findings": _lines(_finding(finding, language) for finding in ordered(checked.findings)),
        **({} if policy is None else _contents(policy)),
    }
    return "{" + ",\n ".join(f'"{key}": {value}' for key, value in members.items()) + "}"


def _contents(policy: Policy) -> dict[str, str]:
    """What a policy holds and leaves open; a policy that cannot be used has none of it."""
    held = holdings(policy)
    questions = (
        {"id": each.id, "clause": each.clause, "ask": each.ask, "default": each.default, "readings": each.readings}
        for each in policy.questions.values()
    )
    notes = ({"clause": note.clause, "ask": note.ask, "read_as": note.read_as} for note in policy.notes)
    return {
        "scores": line(held.scores),
        "targets": line(held.targets),
        "clauses": line(held.clauses),
        "questions": _lines(questions),
        "notes": _lines(notes),
    }


def _finding(finding: Diagnostic, language: str) -> dict[str, object]:
    place = finding.place
    in_text = place is not None and place.line > 0
    return {
        "code": finding.code,
        "level": "error" if finding.is_error else "warning",
        "file": None if place is None else place.source.name,
        "line": place.line if in_text and place else None,
        "column": place.column if in_text and place else None,
        "width": place.width if in_text and place else None,
        "message": finding.message(language),
        "mend": finding.mend(language),
    }


def _lines(entries: Iterable[object]) -> str:
    lines = ",\n  ".join(map(line, entries))
    return f"[\n  {lines}]" if lines else "[]"
