"""What was found about policies, for programs: JSON, and the workflow commands of GitHub.

In JSON one entry a line; docs/check.md describes the form, which is stable. GitHub shows each finding beside its line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kaohe.analysis.check import Checked
from kaohe.diagnostics import Diagnostic, Fix
from kaohe.policy.model import Policy
from kaohe.report.check_text import holdings
from kaohe.report.findings import ordered
from kaohe.report.json_text import line
from kaohe.shown_text import visible


def as_json(checked: Sequence[Checked], language: str, colour: bool = False) -> str:
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
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _fix(fix: Fix) -> dict[str, object]:
    """Lines and columns from 1; `end` is where the text that is replaced has ended."""
    place = fix.place
    start = {"line": place.line, "column": place.column}
    return {"start": start, "end": {"line": place.line, "column": place.column + place.width}, "text": fix.text}


def _lines(entries: Iterable[object]) -> str:
    lines = ",\n  ".join(map(line, entries))
    return f"[\n  {lines}]" if lines else "[]"


def as_github(checked: Sequence[Checked], language: str, colour: bool = False) -> str:
    """A line for each finding, and nothing else."""
    found = (finding for one in checked for finding in ordered(one.findings))
    return "".join(f"{_command(finding, language)}\n" for finding in found)


def _command(finding: Diagnostic, language: str) -> str:
    place = finding.place
    known: dict[str, object] = {}
    if place is not None and place.source.name != "-":
        known["file"] = place.source.name
    if place is not None and place.line:
        known |= {"line": place.line, "col": place.column, "endColumn": place.column + max(place.width - 1, 0)}
    known["title"] = finding.code
    properties = ",".join(f"{key}={_property(str(value))}" for key, value in known.items())
    said = "\n".join(filter(None, (finding.message(language), finding.mend(language))))
    return f"::{'error' if finding.is_error else 'warning'} {properties}::{_escaped(said)}"


def _escaped(text: str) -> str:
    """A line break would end the command, and % begins an escape."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _property(text: str) -> str:
    """In a property, a colon or a comma would end it too."""
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
