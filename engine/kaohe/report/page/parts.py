"""Each unit type's part of the page: its blocks with ranking, makeup, spread, course and cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kaohe.analysis.appraisal import Appraisal
from kaohe.analysis.explain.draft import NOT_SENT
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.key_values import point_of
from kaohe.analysis.explain.model import Explained, Explanation
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.periods import Period
from kaohe.policy.model import Definition, Display
from kaohe.progress import each_told
from kaohe.report.explain.html import fragment
from kaohe.report.explain.words import act, name
from kaohe.report.page import cards, outcomes, ranking, stacked_bars, strip_plots, trend_lines
from kaohe.report.page.cards import Focus, focus_of
from kaohe.report.page.indicators import composed
from kaohe.report.results.blocks import Block
from kaohe.results import Result, Results

MOST_SHOWN = 100
"""So many units are shown one by one. A page with more of them is long to open and to print: it shows everybody in the
ranking and in the spread of each indicator, and only the first and the last of each block by themselves."""

ENDS = 10
"""How many of the first and of the last are shown then."""


@dataclass(frozen=True, slots=True)
class BlockPart:
    """What is shown of one block. `explained` are the explanations of its cards, as HTML.

    `ends` is how many first and last units are shown by themselves where there are too many for all; 0 for all.
    """

    title: str
    ranking: ranking.Ranking
    absent: list[str]
    bars: stacked_bars.Bars | None
    spread: strip_plots.Spread | None
    course: trend_lines.Course | None
    cards: list[cards.Card]
    explained: list[str]
    ends: int


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of one unit type."""

    name: str
    period: str
    blocks: list[BlockPart]
    outcomes: list[outcomes.Outcome]


def parts(found: Appraisal, chosen: Period | None) -> list[Part]:
    """In the order of the policy's unit types; those without results have no part."""
    if found.results is None or found.run is None:
        return []
    foci = [focus_of(found.results, unit_type, chosen) for unit_type in found.policy.units.values()]
    known = [focus for focus in foci if focus is not None]
    each = sum(len(focus.members) for focus in known) <= MOST_SHOWN
    return [_part(focus, found.results, found.run, each) for focus in known]


def _part(focus: Focus, results: Results, run: Evaluation, each: bool) -> Part:
    blocks = ranking.blocks_of(focus, results)
    return Part(
        focus.unit_type.name,
        focus.period.in_words(),
        [_block(block, focus, results, run, each) for block in blocks],
        outcomes.outcomes(focus, results),
    )


def _block(block: Block, focus: Focus, results: Results, run: Evaluation, each: bool) -> BlockPart:
    display = results.policy.display
    made = composed(run, block, focus.whole)
    ends = 0 if each or len(block.results) <= 2 * ENDS else ENDS
    few = replace(block, results=[*block.results[:ends], *block.results[-ends:]]) if ends else block
    explained = [
        explanation_of(results, run, result, block.group_of(result)) if each else ""
        for result in each_told("card", few.results, lambda result: result.unit)
    ]
    return BlockPart(
        block.title,
        ranking.ranking(block, focus, results),
        list(_absent(block, focus, results, run)),
        None if made is None else stacked_bars.bars(replace(made, block=few), display),
        None if made is None else strip_plots.spread(made, display),
        trend_lines.course(few, focus, results),
        [cards.card(result, block, made, display) for result in few.results],
        explained,
        ends,
    )


def _absent(block: Block, focus: Focus, results: Results, run: Evaluation) -> Iterator[str]:
    """Why there are dashes: in this period, and in the year that stands beside it."""
    yield from reasons(run, [column.definition for column in block.columns], block.results)
    if focus.beside is not None:
        units = {result.unit for result in block.results}
        members = [
            result
            for result in results.results
            if (result.unit_type, result.period) == (block.unit_type.id, focus.beside) and result.unit in units
        ]
        scores = [score for score in run.policy.scores if score.unit_type == block.unit_type.id]
        year = focus.beside.in_words()
        yield from (f"{year}{line}" for line in reasons(run, scores, members))


def explanation_of(results: Results, run: Evaluation, result: Result, group: str) -> str:
    """Every whole of the unit in the period of its card, down to the cells of the data."""
    tell = Explainer(run)
    steps = [
        tell.value((whole.unit_type, whole.id), point)
        for whole in run.policy.scores
        if whole.unit_type == result.unit_type
        and whole.parent is None
        and (point := point_of(run, whole, result.unit, result.period)) is not None
    ]
    return fragment(
        Explanation(run.policy, results.record, result.unit_type, result.unit, group, result.period, tuple(steps))
    )


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
