"""Why values are absent, in words, so that no dash stands without its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.inputs import NOT_SENT
from kaohe.analysis.explain.model import Explained
from kaohe.analysis.explain.point import point_of
from kaohe.evaluate.evaluator import Evaluation
from kaohe.policy.model import Definition, Display
from kaohe.report.explain.words import act, name
from kaohe.results import Result

_LISTED = 6
_CAUSES = 3


def reasons(run: Evaluation, definitions: Sequence[Definition], members: Sequence[Result]) -> Iterator[str]:
    """A line for each reason: which values of which units it keeps from being there."""
    apart: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for definition in definitions:
        by_reason: dict[str, list[str]] = {}
        for result in members:
            if definition.id in result.values and result.values[definition.id] is None:
                by_reason.setdefault(_reason(run, definition, result), []).append(result.unit)
        for reason, units in by_reason.items():
            apart.setdefault((reason, tuple(units)), []).append(definition.name)
    for (reason, missing), names in apart.items():
        yield f"{'、'.join(names)}：{_listed(missing, len(members))}——{reason}"


def _listed(units: Sequence[str], of: int) -> str:
    if len(units) == of and of > 1:
        return f"全部{of}个单位"
    return "、".join(units[:_LISTED]) + (f"等{len(units)}个单位" if len(units) > _LISTED else "")


def _reason(run: Evaluation, definition: Definition, result: Result) -> str:
    """What was missing at the bottom; what lies on the way to it is absent only because that is."""
    point = point_of(run, definition, result.unit, result.period)
    told = Explainer(run).value((definition.unit_type, definition.id), point)
    bottom = [
        step
        for step in told.walk()
        if step.value.value is None and not any(part.value.value is None for part in step.parts)
    ]
    said = [text for step in bottom for text in _said(step, run.policy.display)]
    return "；".join(list(dict.fromkeys(said))[:_CAUSES]) or "暂缺"


def _said(step: Explained, display: Display) -> list[str]:
    if step.kind == "input":
        return [f"“{name(step)}”{NOT_SENT}" if step.value.waits else f"没有“{name(step)}”的数据"]
    return [act(each, display) for each in step.acts if each.kind == "absent"]
