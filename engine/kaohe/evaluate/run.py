"""One run: checks the readings, calculates every published value and judges every target, and puts results in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, cast

from kaohe.data.tables.dataset import Dataset, Numbers
from kaohe.data.tables.frames import Frame
from kaohe.diagnostics import Findings
from kaohe.evaluate.adjustments import adjusted_scores, check_adjusted
from kaohe.evaluate.columns import Column, Given, Ratios
from kaohe.evaluate.evaluator import Evaluation
from kaohe.evaluate.missing import missing_inputs, tell_empty_parts
from kaohe.evaluate.scalars import plain
from kaohe.language import tree
from kaohe.language.periods import Period
from kaohe.language.reals import near
from kaohe.lazy import replace
from kaohe.policy.declarations import bound_readings
from kaohe.policy.dependency_graph import tables_of
from kaohe.policy.model import Condition, Definition, Policy, Target
from kaohe.policy.types import Grain
from kaohe.progress import collector_held, tracked
from kaohe.results import (
    Adjusted,
    LateResults,
    Record,
    Result,
    Results,
    TargetResult,
    TargetResults,
    Value,
)
from kaohe.words.targets import TargetRules

ResultKey = tuple[str, str, Period]


def needed_tables(policy: Policy) -> list[str]:
    """The tables that the published scores rest on, in the order of the policy."""
    named = tables_of(policy.dependencies.of_values)
    sources = {unit_type.source_table for unit_type in policy.units.values()}
    return [table for table in policy.tables if table in named or table in sources]


@collector_held()
def score(
    policy: Policy, dataset: Dataset, chosen: Mapping[str, str], findings: Findings, given: Given | None = None
) -> tuple[Results, Evaluation]:
    """The results of all units and periods of the data; raises Refused with all that stands against it."""
    readings = bound_readings(policy, chosen, findings)
    findings.stop_on_errors()
    run = Evaluation(policy, dataset, readings, findings, given)
    check_conditions(run, policy.conditions)
    findings.stop_on_errors()
    needed = policy.dependencies.of_scores
    order = [identity for identity in policy.order if policy.definitions[identity].vertex in needed]
    named = tracked("calculate", order, lambda identity: policy.definitions[identity].name)
    for identity in named:  # each after those it rests on, so that a long chain of values is no deep recursion
        run.calculate(identity)
        tell_empty_parts(run, policy.definitions[identity])
    adjusted = tuple(adjusted_scores(run))
    results = _results(run, adjusted)
    check_adjusted(run, adjusted)
    _check_everyone_has_results(run)
    findings.stop_on_errors()
    missing = missing_inputs(run)
    record = Record.of(policy, dataset, readings, chosen, run.counts)
    return Results(policy, results, record, [*policy.warnings, *findings.warnings], missing, adjusted), run


def _check_everyone_has_results(run: Evaluation) -> None:
    """E203 for each unit type that has scores and no result: the data names no period of it."""
    scores = run.policy.scores
    types = run.policy.value_types
    there = {each.unit_type for each in scores if len(run.frames.of(types[each.owner, each.id].grain))}
    for unit_type in dict.fromkeys(definition.unit_type for definition in scores):
        if unit_type not in there:
            run.findings.add("E203", None, unit_type=run.policy.units[unit_type].name)


def with_steps(results: Results, run: Evaluation) -> Results:
    """The results with all values behind them that are not published, those of rows left out.

    One that is the same in all periods stands in each. A value that nothing asked for, and that has none, is absent.
    """
    policy, groups = run.policy, run.dataset.groups
    needed = policy.dependencies.of_scores
    steps: dict[ResultKey, dict[str, Value]] = {}
    always: dict[tuple[str, str], dict[str, Value]] = {}
    for definition in policy.definitions.values():
        if definition.published or definition.table is not None or definition.vertex not in needed:
            continue
        frame = run.frames.of(policy.value_types[definition.owner, definition.id].grain)
        appraised = frame if not frame.grain.earlier else run.frames.of(replace(frame.grain, earlier=0))
        for key, value in zip(frame.keys, _shown_values(run, definition), strict=True):
            unit, period, _ = key
            assert unit is not None
            if period is None:
                always.setdefault((definition.unit_type, unit), {})[definition.id] = value
            elif key in appraised.positions:
                steps.setdefault((definition.unit_type, unit, period), {})[definition.id] = value
    known = {(each.unit_type, each.unit, each.period): each for each in results.results}
    for unit_type, unit, period in steps:
        group = groups.get(unit_type, {}).get(unit)
        known.setdefault((unit_type, unit, period), Result(unit_type, unit, group, period, {}))
    place = _order(run)
    found = [
        replace(each, steps={**always.get(key[:2], {}), **steps.get(key, {})})
        for key, each in sorted(known.items(), key=lambda one: (place[one[0][:2]], one[0][2].calendar_order))
    ]
    return replace(results, results=found)


def _order(run: Evaluation) -> dict[tuple[str, str], tuple[int, int]]:
    """Where the results of a unit stand: in the policy's order of unit types and units."""
    return {
        (unit_type, unit): (number, place)
        for number, unit_type in enumerate(run.policy.units)
        for place, unit in enumerate(run.dataset.units.get(unit_type, ()))
    }


def check_conditions(run: Evaluation, conditions: Iterable[Condition]) -> None:
    """D401 for each row of which a `must_hold` does not hold."""
    for condition in conditions:
        if condition.table not in run.dataset.tables:
            continue
        table = run.policy.tables[condition.table]
        data = run.dataset.tables[condition.table]
        frame = run.frames.of(table.grain)
        for row in run.broken_rows(condition.rule, frame, condition.text):
            unit, period, _ = frame.keys[row]
            place = data.places[row] if data.places else None
            run.findings.add("D401", place, table=table.name, unit=unit, period=period, condition=condition.text)


def _results(run: Evaluation, adjusted: Collection[Adjusted]) -> Sequence[Result]:
    """Every published value, by unit type and unit in the policy's order, then by period.

    Where values are arrays a result is made when somebody asks for it. Raises NoValue where a row has none.
    """
    scores = run.policy.scores
    if run.arrays is None or any(definition.where is not None for definition in scores):
        return _made(run, adjusted)
    for definition in scores:
        if run.has_faults((definition.owner, definition.id)):
            run.asked((definition.owner, definition.id))
    return LateResults(lambda: _made(run, adjusted))


@collector_held()
def _made(run: Evaluation, adjusted: Collection[Adjusted]) -> list[Result]:
    policy, dataset = run.policy, run.dataset
    values: dict[ResultKey, dict[str, Value]] = {}
    of_frame: dict[tuple[str, Frame], list[dict[str, Value]]] = {}
    provisional: dict[ResultKey, set[str]] = {}
    not_applicable: dict[ResultKey, set[str]] = {}
    for definition in policy.scores:
        found = policy.value_types[definition.owner, definition.id]
        frame = run.frames.of(found.grain)
        shown = shown_values(run, definition)
        rows = definition.unit_type, frame
        if rows not in of_frame:
            keys_of: Iterable[Any] = ((definition.unit_type, unit, period) for unit, period, _ in frame.keys)
            of_frame[rows] = [values.setdefault(key, {}) for key in keys_of]
        for cells, value in zip(of_frame[rows], shown, strict=True):
            cells[definition.id] = value
        for row in run.provisional.value((definition.owner, definition.id)):
            unit, period, _ = frame.keys[row]
            assert unit is not None and period is not None
            provisional.setdefault((definition.unit_type, unit, period), set()).add(definition.id)
        if definition.where is None:
            continue
        applies = run.calculated(definition.where, frame, "")
        for (unit, period, _), applies_ in zip(frame.keys, cast("list[bool | None]", applies), strict=True):
            if applies_ is False:
                assert unit is not None and period is not None
                not_applicable.setdefault((definition.unit_type, unit, period), set()).add(definition.id)
    changed: dict[ResultKey, set[str]] = {}
    for each in adjusted:
        changed.setdefault((each.score.unit_type, each.unit, each.period), set()).add(each.score.id)
    place = _order(run)
    when = {period: period.calendar_order for period in {key[2] for key in values}}
    keys: Collection[ResultKey] = sorted(values, key=lambda key: (place[key[0], key[1]], when[key[2]]))
    return [
        Result(
            unit_type,
            unit,
            dataset.groups.get(unit_type, {}).get(unit),
            period,
            values[unit_type, unit, period],
            frozenset(provisional.get((unit_type, unit, period), ())),
            frozenset(changed.get((unit_type, unit, period), ())),
            frozenset(not_applicable.get((unit_type, unit, period), ())),
        )
        for unit_type, unit, period in keys
    ]


def shown_values(run: Evaluation, definition: Definition) -> list[Value]:
    """A definition's values, aligned with its frame, in the measure they are shown in: a percentage is 85, not 0.85.

    Raises NoValue where a row has none.
    """
    run.asked((definition.owner, definition.id))
    return _shown_values(run, definition)


def _shown_values(run: Evaluation, definition: Definition) -> list[Value]:
    """The same, absent where a row has none and nobody asked for it."""
    column = run.value((definition.owner, definition.id))
    if not isinstance(column, Numbers | Ratios):
        return list(column)
    scale = run.policy.value_types[definition.owner, definition.id].measure.scale
    if isinstance(column, Numbers):
        unit = 1 / (column.denominator * scale)
        known = {number: None if number is None else number * unit for number in set(column.numerators)}
        return [known[number] for number in column.numerators]
    return [None if value is None else near(value if scale == 1 else value / scale) for value in column.values]


def assess(
    policy: Policy, dataset: Dataset, chosen: Mapping[str, str], findings: Findings
) -> tuple[TargetResults, Evaluation]:
    """Judges every target, and gives the run behind it.

    Raises Refused with all that stands against it (a gap in the years of an average: E202).
    """
    readings = bound_readings(policy, chosen, findings)
    findings.stop_on_errors()
    run = Evaluation(policy, dataset, readings, findings)
    told = tracked("judge", policy.targets, lambda target: target.name)
    results = [result for target in told for result in _of_target(run, target)]
    if policy.targets and not results:
        findings.add("E203", None, unit_type=policy.units[policy.targets[0].unit_type].name)
    findings.stop_on_errors()
    missing = missing_inputs(run)
    warnings = [*policy.warnings, *findings.warnings]
    return TargetResults(
        policy, results, Record.of(policy, dataset, readings, chosen, run.counts), warnings, missing
    ), run


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
