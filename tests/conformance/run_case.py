"""Runs one conformance case: its policy with its data, against values worked out by hand or codes of findings."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from kaohe.diagnostics import Diagnostic, Refused
from kaohe.policy.model import Policy
from kaohe.source_places import Place, Source

from tests import inner


def run_case(case: dict[str, Any], folder: Path) -> None:
    """Raises AssertionError where the engine gives anything else than what the case expects."""
    data = folder / "data"
    data.mkdir()
    for name, text in case.get("data", {}).items():
        (data / name).write_text(text, encoding="utf-8")
    expected = case["expect"]
    try:
        policy = policy_of(case, folder)
        if "targets" in expected:
            judged = inner.targets(policy, data, case.get("readings", {}))
            found = {(each.target.id, each.unit, str(each.period)): each.attained for each in judged.results}
            for *key, text in expected["targets"]:
                assert found[tuple(key)] is _value(text), key  # type: ignore[index]
        if "values" not in expected and "targets" in expected:
            return
        results = inner.score(policy, data, case.get("readings", {}), verify=True)
    except Refused as refused:
        assert _found(refused.diagnostics) == sorted(expected.get("refused", ["nothing"]))
        return
    assert "refused" not in expected
    assert sorted(d.code for d in results.warnings) == sorted(expected.get("warnings", []))
    values = {
        (result.unit_type, result.unit, str(result.period), id_): value
        for result in results.results
        for id_, value in result.values.items()
    }
    for unit_type, unit, period, id_, text in expected["values"]:
        assert values[unit_type, unit, period, id_] == _value(text), (unit, period, id_)
        assert type(values[unit_type, unit, period, id_]) is type(_value(text))


def _value(text: str) -> Fraction | bool | str | None:
    words: dict[str, bool | None] = {"yes": True, "no": False, "absent": None}
    if text in words:
        return words[text]
    try:
        return Fraction(text)
    except ValueError:
        return text


def _found(diagnostics: list[Diagnostic]) -> list[str]:
    return sorted(f"{d.code}{_file(d.place)} line {d.place.line if d.place else 0}" for d in diagnostics if d.is_error)


def _file(place: Place | None) -> str:
    """The file, where it is another policy's."""
    file = "" if place is None else place.source.file
    return f" {file}" if file.endswith(".yaml") and file != "policy.yaml" else ""


def policy_of(case: dict[str, Any], folder: Path) -> Policy:
    """The policy of a case; with its other `files` beside it, where there are any. Raises Refused."""
    if "files" not in case:
        return _alone(case["policy"])
    (folder / "policies").mkdir(exist_ok=True)
    for name, text in {"policy.yaml": case["policy"], **case["files"]}.items():
        (folder / "policies" / name).write_text(text, encoding="utf-8")
    return inner.load(folder / "policies" / "policy.yaml")


@cache
def _alone(text: str) -> Policy:
    """A policy that names no other file: half a dozen tests ask each case for its own, and nothing changes one."""
    return inner.load_source(Source("policy.yaml", text))
