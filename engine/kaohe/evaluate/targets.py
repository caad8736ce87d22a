"""How far each target is attained, in every year of the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.frames import Frame
from kaohe.diagnostics import Findings
from kaohe.evaluate.arithmetic import plain
from kaohe.evaluate.columns import Column
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.provisional import missing_inputs
from kaohe.language import tree
from kaohe.policy.clauses_and_questions import bound_readings
from kaohe.policy.model import Policy, Target
from kaohe.policy.types import Grain
from kaohe.progress import each_told
from kaohe.results import Record, TargetResult, TargetResults
from kaohe.words.targets import TargetRules


def assess(
    policy: Policy, dataset: Dataset, chosen: Mapping[str, str], findings: Findings
) -> tuple[TargetResults, Evaluation]:
    """Judges every target, and gives the run behind it.

    Raises Refused with all that stands against it (a gap in the years of an average: E202).
    """
    readings = bound_readings(policy, chosen, findings)
    findings.stop_on_errors()
    run = Evaluation(policy, dataset, readings, findings)
    told = each_told("judge", policy.targets, lambda target: target.name)
    results = [result for target in told for result in _of_target(run, target)]
    if policy.targets and not results:
        findings.add("E203", None, unit_type=policy.units[policy.targets[0].unit_type].name)
    findings.stop_on_errors()
    missing = missing_inputs(run)
    warnings = [*policy.warnings, *findings.warnings]
    return TargetResults(policy, results, Record.of(policy, dataset, readings, chosen), warnings, missing), run


def _of_target(run: Evaluation, target: Target) -> Iterator[TargetResult]:
    frame = run.frames.of(Grain(target.unit_type, "year"))
    if target.rules is None:
        for unit, year, _ in frame.keys:
            assert unit is not None and year is not None
            yield TargetResult(target, unit, year)
        return
    columns = {name: plain(column) for name, column in _columns(run, target, target.rules, frame).items()}
    provisional = run.provisional.of(target.rules.attained, frame)
    for row, (unit, year, _) in enumerate(frame.keys):
        assert unit is not None and year is not None
        value = {name: column[row] for name, column in columns.items()}
        actual, required, upper = (_shown(value[name], target) for name in ("actual", "required", "upper"))
        above = None if actual is None or upper is None else actual > upper
        pace = None if value["attained"] is not False else _pace(target, year.year, actual, required)
        attained, attainment, kind = (value[name] for name in ("attained", "attainment", "kind"))
        figures = (actual, required, attained, attainment, above, upper, pace, kind)
        yield TargetResult(target, unit, year, *figures, provisional=row in provisional)


def _columns(run: Evaluation, target: Target, rules: TargetRules, frame: Frame) -> dict[str, Column]:
    """Actual, required, attained, attainment, upper end and kind for each row of the frame."""
    upper = rules.upper or tree.Absent(place=target.place)
    named = {
        "actual": rules.actual,
        "required": rules.required,
        "attained": rules.attained,
        "attainment": rules.attainment,
        "upper": upper,
        "kind": rules.kind,
    }
    return {name: run.calculated(rule, frame, target.name) for name, rule in named.items()}


def _shown(value: Fraction | None, target: Target) -> Fraction | None:
    return None if value is None else value / target.measure.scale


def _pace(target: Target, year: int, actual: Fraction | None, required: Fraction | None) -> Fraction | None:
    """What each year still to come has to add. An average has no such figure: its years multiply."""
    left = target.due - year
    if left <= 0 or not target.is_paced or actual is None or required is None:
        return None
    return (required - actual) / left
