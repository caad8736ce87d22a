"""Each unit type's part of the page: its blocks with ranking, makeup, spread, course and cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kaohe.analysis.appraisal import Appraisal
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.periods import Period
from kaohe.progress import each_told
from kaohe.report.blocks import Block, group_name
from kaohe.report.page import cards, courses, makeups, outcomes, ranking, spreads
from kaohe.report.page.focus import Focus, focus_of
from kaohe.report.page.folded import folded
from kaohe.report.page.indicators import composed
from kaohe.report.page.reasons import reasons
from kaohe.results import Results

MOST_EXPLAINED = 200
"""So many units have their explanation folded in; a page with more of them could not be opened on a small computer."""


@dataclass(frozen=True, slots=True)
class BlockPart:
    """What is shown of one block. `explained` are the explanations of its cards, as HTML."""

    title: str
    ranking: ranking.Ranking
    absent: list[str]
    bars: makeups.Bars | None
    spread: spreads.Spread | None
    course: courses.Course | None
    cards: list[cards.Card]
    explained: list[str]


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
    explain = sum(len(focus.members) for focus in known) <= MOST_EXPLAINED
    return [_part(focus, found.results, found.run, explain) for focus in known]


def _part(focus: Focus, results: Results, run: Evaluation, explain: bool) -> Part:
    blocks = ranking.blocks_of(focus, results)
    return Part(
        focus.unit_type.name,
        focus.period.in_words(),
        [_block(block, focus, results, run, explain) for block in blocks],
        outcomes.outcomes(focus, results),
    )


def _block(block: Block, focus: Focus, results: Results, run: Evaluation, explain: bool) -> BlockPart:
    display = results.policy.display
    made = composed(run, block, focus.whole)
    explained = [
        folded(results, run, result, group_name(block.unit_type, result.group)) if explain else ""
        for result in each_told("card", block.results, lambda result: result.unit)
    ]
    return BlockPart(
        block.title,
        ranking.ranking(block, focus, results),
        list(_absent(block, focus, results, run)),
        None if made is None else makeups.bars(made, display),
        None if made is None else spreads.spread(made, display),
        courses.course(block, focus, results),
        [cards.card(result, block, made, display) for result in block.results],
        explained,
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
