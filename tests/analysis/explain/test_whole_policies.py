"""Every published value of the shipped policies can be explained, and the numbers told come to the value."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from kaohe.analysis.explain.explanation import explain
from kaohe.analysis.explain.model import Explained
from kaohe.evaluate.run import shown_values
from kaohe.policy.model import Policy
from kaohe.report.explain import html as explain_html
from kaohe.report.explain import json as explain_json
from kaohe.report.explain import text as explain_text
from kaohe.results import as_named

from tests.analysis.explain.asked import Run, result_of, run_folder, worth
from tests.conformance.run_case import policy_of
from tests.policies.worked import cases, pairwise, policy

EXAMPLES = Path(__file__).parent.parent.parent.parent / "examples"
CONFORMANCE = Path(__file__).parent.parent.parent / "conformance" / "cases"
MANY = 25
"""Rows of one value that are all explained; of more, about as many, evenly spread."""

SCORING = ("xiangtan_county", "xiangxiang_chains")


def readings_of(of: Policy) -> list[dict[str, str]]:
    return pairwise({question.id: list(question.readings) for question in of.questions.values()})


def check(root: Explained) -> int:
    """Every formula whose values are put in comes to the value; parts add up. Gives how many formulas there were."""
    found = 0
    for step in root.walk():
        value = result_of(step)
        told = None if value is None else worth(step.filled)
        if told is None or not step.filled:
            continue
        assert told == value, (step.name, step.filled, value)
        found += 1
        if step.keyword == "parts":
            assert sum(part.value.value for part in step.parts) == step.value.value  # type: ignore[misc]
    return found


def explain_all(run: Run, formats: bool = False, rows: slice = slice(None)) -> int:
    """Explains every published value of every unit and period, or of some `rows` of them."""
    results, evaluation = run
    found = 0
    for definition in results.policy.scores:
        identity = (definition.unit_type, definition.id)
        frame = evaluation.frames.of(results.policy.value_types[identity].grain)
        shown = list(zip(frame.keys, shown_values(evaluation, definition), strict=True))
        for (unit, period, _), value in shown[rows][:: max(1, len(shown) // MANY)]:
            assert unit is not None
            explanation = explain(results, evaluation, unit, period, definition.id)
            (root,) = explanation.steps
            assert root.value.value == as_named(definition, value)
            if value is None:
                assert any(act.kind == "absent" for step in root.walk() for act in step.acts)
            found += check(root)
            if formats and unit in (frame.keys[0][0], frame.keys[-1][0]):
                explain_text.as_table(explanation, 80)
                explain_text.as_markdown(explanation)
                explain_json.render(explanation)
                explain_html.render(explanation)
    return found


@pytest.mark.parametrize("name", SCORING)
def test_the_examples(name: str) -> None:
    assert explain_all(run_folder(policy(name), EXAMPLES / name), formats=True) > 100


@pytest.mark.parametrize("number", range(len(cases(*SCORING))))
def test_the_worked_cases(number: int) -> None:
    """Each under its own readings, and under others; all pairs of readings meet in the examples."""
    case = cases(*SCORING)[number]
    others = readings_of(policy(case.policy))
    explain_all(run_folder(policy(case.policy), case.folder, case.readings))
    readings = others[number % len(others)]  # of these every third unit
    explain_all(run_folder(policy(case.policy), case.folder, readings), rows=slice(number % 3, None, 3))


def conformance() -> Iterator[Any]:
    """The cases of the language itself that are not refused: policies of nobody's."""
    for file in sorted(CONFORMANCE.glob("*.yaml")):
        for number, case in enumerate(yaml.load_all(file.read_text("utf-8"), yaml.CBaseLoader), 1):
            if "refused" not in case["expect"]:
                yield pytest.param(case, id=f"{file.stem}-{number}")


@pytest.mark.parametrize("case", list(conformance()))
def test_the_cases_of_the_language(case: dict[str, Any], tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for name, text in case.get("data", {}).items():
        (data / name).write_text(text, encoding="utf-8")
    explain_all(run_folder(policy_of(case, tmp_path), data, case.get("readings", {})), formats=True)


@pytest.mark.parametrize("name", SCORING)
def test_every_reading(name: str) -> None:
    """Of each set of readings another fifth of the units; the first set, as the documents stand, is explained above."""
    for number, readings in enumerate(readings_of(policy(name))):
        explain_all(run_folder(policy(name), EXAMPLES / name, readings), rows=slice(number % 5, None, 5))


@pytest.mark.parametrize("name", SCORING)
def test_every_two_units_are_told_apart_exactly(name: str) -> None:
    results, evaluation = run_folder(policy(name), EXAMPLES / name)
    for unit_type, units in evaluation.dataset.units.items():
        if not any(definition.unit_type == unit_type for definition in results.policy.scores):
            continue
        for first in units:
            for second in (units[0], units[-1]):
                if first == second:
                    continue
                against = explain(results, evaluation, first, None, None, second).against
                assert against is not None and not against.missing
                assert sum(share.difference for share in against.shares) == against.difference
                sizes = [abs(share.difference) for share in against.shares]
                assert sizes == sorted(sizes, reverse=True)
                for share in against.shares:
                    assert bool(share.origins) or not share.difference
                    if share.origins:
                        sides = [
                            [(each.first, each.weights[0]) for each in share.origins],
                            [(each.second, each.weights[1]) for each in share.origins],
                        ]
                        worth = [sum(step.value.value * weight for step, weight in side if step) for side in sides]  # type: ignore[operator]
                        assert worth == [share.first, share.second], share.name
