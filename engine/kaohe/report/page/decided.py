"""What the open questions decide, in a line: which of them move something that the page shows, and which do not.

Each reading is tried by itself in place of the one in force. All combinations, and who moves from where to where, are
what `kaohe readings` is for.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.analysis.appraisal import Appraisal
from kaohe.analysis.outcome import Change, Inputs, Outcome, outcome_of_results
from kaohe.analysis.readings import QuestionEffects, effects_of_questions
from kaohe.diagnostics import Refused
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.report.page.cards import focus_of
from kaohe.report.results.targets import TargetYear
from kaohe.wording import worded

FEW, TIMES = 20_000, 2
"""So many values are worked out again for this line, or so many times those of the run if that is more: the line costs
some two times the scores at most. Above that it says that they were not."""

LISTED = 8
"""So many questions that decide something are told one by one."""

COMMAND = "kaohe readings 办法 数据"


def decided(found: Appraisal, chosen: Period | None, targets: TargetYear | None) -> str:
    """The line; empty for a policy without open questions."""
    policy = found.policy
    if not any(len(question.readings) > 1 for question in policy.questions.values()):
        return ""
    record = next(each.record for each in (found.results, found.targets) if each is not None)
    runs = [None if each is None else each.run for each in (found.scored, found.judged)]
    datasets = [None if run is None else run.dataset for run in runs]
    if any(dataset.provisional for dataset in datasets if dataset is not None):
        return worded("数据没有报齐，这里没有算；报齐以后用 {} 看", worded(COMMAND))
    inputs = Inputs(datasets[0], None if targets is None else datasets[1])
    judged, year = (None, None) if targets is None else (found.targets, targets.year)
    whole = outcome_of_results(found.results, judged, year)
    shown = _on_page(found, chosen, targets, whole)
    try:
        effects = effects_of_questions(policy, inputs, shown, record.readings, max(FEW, TIMES * len(whole.values)))
    except Refused:
        return worded("有的读法在这些数据上算不出结果，用 {} 看是哪一种", worded(COMMAND))
    if effects is None:
        return worded("单位和指标太多，这里没有算；用 {} 看", worded(COMMAND))
    return _said(policy, effects)


def _on_page(found: Appraisal, chosen: Period | None, targets: TargetYear | None, whole: Outcome) -> Outcome:
    """The values of the periods that the page is about."""
    periods: dict[str, set[Period | None]] = {}
    if found.results is not None:
        for unit_type in found.policy.units.values():
            focus = focus_of(found.results, unit_type, chosen)
            if focus is not None:
                periods[unit_type.id] = {focus.period, focus.full_year}
    return whole.only(
        lambda key: (
            key.period in periods.get(key.unit_type, ())
            or (targets is not None and key.value.endswith(".attained") and key.period == targets.year)
        )
    )


def _said(policy: Policy, effects: tuple[QuestionEffects, ...]) -> str:
    """X4 动总分 3 家、排名 2 家；其余 X1、X2 换读法没有影响."""
    moving: list[str] = []
    still: list[str] = []
    for each in effects:
        changes = [change for reading in each.readings for change in reading.changes]
        if changes:
            moving.append(worded("{} 动{}", each.question, worded("、").join(_moved(policy, changes))))
        elif len(each.readings) > 1:
            still.append(each.question)
    lines = moving[:LISTED]
    if len(moving) > LISTED:
        lines.append(worded("另有 {} 个也有影响", len(moving) - LISTED))
    if still:
        lines.append(worded("{} 换一种读法，这里的结果都不变", worded("、").join(still)))
    return worded(
        "{}。逐项单独换读法；谁从哪里变到哪里、几项一起换，用 {} 看", worded("；").join(lines), worded(COMMAND)
    )


def _moved(policy: Policy, changes: list[Change]) -> Iterator[str]:
    """The wholes that move, with how many units; parts where no whole does."""
    units: dict[str, set[tuple[str, str]]] = {}
    parts: dict[str, set[tuple[str, str]]] = {}
    names = {f"{target.id}.attained": worded("{}（达到没有）", target.name) for target in policy.targets}
    for change in changes:
        definition = policy.definitions.get((change.of.unit_type, change.of.value))
        name = names[change.of.value] if definition is None else definition.name
        into = parts if definition is not None and definition.parent is not None else units
        into.setdefault(name, set()).add((change.of.unit_type, change.of.unit))
    for name, moved in (units or parts).items():
        yield worded("{} {} 家", name, len(moved))
