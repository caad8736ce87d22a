"""The page and its parts: for each unit type blocks with ranking, composition, spread, course and cards.

Every text goes through the template, which shows it letter by letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from kaohe.analysis.explain.draft import NOT_SENT
from kaohe.analysis.explain.explainer import Explainer
from kaohe.analysis.explain.model import Explained, Explanation
from kaohe.analysis.explain.values import ComparisonGroups, point_of
from kaohe.analysis.scores_and_targets import Appraisal
from kaohe.evaluate.evaluator import Evaluation
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Definition, Display, Note
from kaohe.progress import busy, collector_held, tracked
from kaohe.report import adjustments, footer
from kaohe.report.adjustments import LEGEND
from kaohe.report.explain.html import STYLE, fragment
from kaohe.report.explain.words import act, name
from kaohe.report.footer import ReadingLine
from kaohe.report.page import cards, plots, ranking
from kaohe.report.page.cards import Focus, focus_of
from kaohe.report.page.composition import Bars, bars, composed
from kaohe.report.page.ranking import goals
from kaohe.report.readings import decided
from kaohe.report.results.blocks import Block
from kaohe.report.results.targets import TargetYear, state_of, summary, years_of
from kaohe.results import Result, Results
from kaohe.text_width import visible
from kaohe.translations import in_its_language, language, worded

NUMERALS = "一 二 三 四 五 六 七 八 九 十"
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
    bars: Bars | None
    spread: plots.Spread | None
    course: plots.Course | None
    cards: list[cards.Card]
    explained: list[str]
    ends: int


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of one unit type."""

    name: str
    period: str
    blocks: list[BlockPart]
    outcomes: list[ranking.Outcome]


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
        ranking.outcomes(focus, results),
    )


def _block(block: Block, focus: Focus, results: Results, run: Evaluation, each: bool) -> BlockPart:
    display = results.policy.display
    made = composed(run, block, focus.whole)
    ends = 0 if each or len(block.results) <= 2 * ENDS else ENDS
    few = replace(block, results=[*block.results[:ends], *block.results[-ends:]]) if ends else block
    groups = ComparisonGroups(run)
    explained = [
        explanation_of(results, run, result, block.group_of(result), groups) if each else ""
        for result in tracked("card", few.results, lambda result: result.unit)
    ]
    return BlockPart(
        block.title,
        ranking.ranking(block, focus, results),
        list(_absent(block, focus, results, run)),
        None if made is None else bars(replace(made, block=few), display),
        None if made is None else plots.spread(made, display),
        plots.course(few, focus, results),
        [cards.card(result, block, made, display) for result in few.results],
        explained,
        ends,
    )


def _absent(block: Block, focus: Focus, results: Results, run: Evaluation) -> Iterator[str]:
    """Why there are dashes: in this period, and in the year that stands beside it."""
    yield from reasons(run, [column.definition for column in block.columns], block.results)
    if focus.full_year is not None:
        units = {result.unit for result in block.results}
        members = [
            result
            for result in results.results
            if (result.unit_type, result.period) == (block.unit_type.id, focus.full_year) and result.unit in units
        ]
        scores = [score for score in run.policy.scores if score.unit_type == block.unit_type.id]
        year = focus.full_year.in_words()
        yield from (f"{year}{line}" for line in reasons(run, scores, members))


def explanation_of(results: Results, run: Evaluation, result: Result, group: str, groups: ComparisonGroups) -> str:
    """Every whole of the unit in the period of its card, down to the cells of the data."""
    tell = Explainer(run, groups)
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
        yield worded("{}：{}——{}", worded("、").join(names), _listed(missing, len(members)), reason)


def _listed(units: Sequence[str], of: int) -> str:
    if len(units) == of and of > 1:
        return worded("全部{}个单位", of)
    return worded("、").join(units[:_LISTED]) + (worded("等{}个单位", len(units)) if len(units) > _LISTED else "")


def _reason(run: Evaluation, definition: Definition, result: Result) -> str:
    """What was missing at the bottom; what lies on the way to it is absent only because that is."""
    point = point_of(run, definition, result.unit, result.period)
    explained = Explainer(run).value((definition.unit_type, definition.id), point)
    bottom = [
        step
        for step in explained.walk()
        if step.value.value is None and not any(part.value.value is None for part in step.parts)
    ]
    said = [text for step in bottom for text in _said(step, run.policy.display)]
    return worded("；").join(list(dict.fromkeys(said))[:_CAUSES]) or worded("暂缺")


def _said(step: Explained, display: Display) -> list[str]:
    if step.kind == "input":
        return [
            f"“{name(step)}”{worded(NOT_SENT)}" if step.value.is_provisional else worded("没有“{}”的数据", name(step))
        ]
    return [act(each, display) for each in step.acts if each.kind == "absent"]


_FOLDER = Path(__file__).parent


_MISSED = 8
"""So many missed targets are named among the points; the section on targets has all."""


@in_its_language
@collector_held()
def render(found: Appraisal, chosen: Period | None = None) -> str:
    """The whole page, about the period that is chosen, or the last one that has results."""
    busy("page")
    shown = parts(found, chosen)
    targets = _targets(found, chosen)
    return _template().render(
        title=footer.title(found.policy),
        language="zh-CN" if found.policy.language == "zh" else found.policy.language,
        css=Markup((_FOLDER / "page.css").read_text(encoding="utf-8") + STYLE),
        fillings=Markup((_FOLDER / "fillings.svg").read_text(encoding="utf-8").rstrip("\n")),
        numerals=worded(NUMERALS).split(),
        periods=_periods(shown, targets),
        points=list(_points(shown, targets)),
        parts=shown,
        goals=goals(targets) if targets is not None else [],
        decided=decided(found, chosen, targets),
        footer=page_footer(found, [*_left_out(found, chosen, shown, targets)]),
        legend=worded(LEGEND),
        most_shown=MOST_SHOWN,
        ends=max((block.ends for part in shown for block in part.blocks), default=0),
    )


@cache
def _template() -> Template:
    """The template; to compile it takes longer than all else of a small page, so that only the first page waits."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    environment.filters["svg"] = Markup
    environment.globals["worded"] = worded
    return environment.get_template("page.html.j2")


def _shown(value: object) -> object:
    """What steers a page instead of being seen is written out; drawings and explanations have seen to it themselves."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _targets(found: Appraisal, chosen: Period | None) -> TargetYear | None:
    if found.targets is None:
        return None
    years = years_of(found.targets)
    year = Period(chosen.year) if chosen is not None else years[-1] if years else None
    return TargetYear(found.targets, year) if year is not None and year in years else None


def _left_out(found: Appraisal, chosen: Period | None, shown: list[Part], targets: TargetYear | None) -> Iterator[str]:
    """What the policy has and the page has not."""
    shown_types = {part.name for part in shown}
    types = {result.unit_type for result in found.results.results} if found.results is not None else set()
    for unit_type in found.policy.units.values():
        if chosen is not None and unit_type.id in types and unit_type.name not in shown_types:
            yield worded("{}没有{}的结果，本报告不含", unit_type.name, chosen.in_words())
    if chosen is not None and found.targets is not None and targets is None:
        yield worded("目标没有{}年的数据，本报告不含目标", chosen.year)


def _periods(shown: list[Part], targets: TargetYear | None) -> str:
    """产业链 2023年四季度；目标 2024年."""
    scored = dict.fromkeys(part.period for part in shown)
    named = [next(iter(scored))] if len(scored) == 1 else [f"{part.name} {part.period}" for part in shown]
    return worded("；").join([*named, *([worded("目标 {}", targets.year.in_words())] if targets else [])])


def _points(shown: list[Part], targets: TargetYear | None) -> Iterator[tuple[str, str]]:
    """What a reader has to know who reads nothing else."""
    for part in shown:
        for block in part.blocks:
            yield block.title, block.ranking.summary
        last = {each.name: each for each in part.outcomes}
        for each in last.values():
            yield worded("{}{}（{}）", part.name, each.name, each.period.in_words()), each.in_short
    if targets is not None:
        for unit, members in targets.by_unit().items():
            yield worded("{}目标（{}）", unit, targets.year.in_words()), summary(members)
            missed = [member.target.name for member in members if state_of(member) in ("missed", "overdue")]
            if missed:
                yield (
                    worded("{}未达到的目标", unit),
                    worded("、").join(missed[:_MISSED]) + (worded("等") if len(missed) > _MISSED else ""),
                )


@dataclass(frozen=True, slots=True)
class PageFooter:
    """Readings in force, the drafters' notes, what is waited for, what was adjusted, warnings, the run's record.

    `notice` and `changed` say among the points that there is something to wait for, and that something was adjusted.
    """

    readings: list[ReadingLine]
    notes: tuple[Note, ...]
    notice: str
    provisional: list[str]
    changed: str
    adjusted: list[str]
    warnings: list[str]
    record: list[tuple[str, str]]


def page_footer(found: Appraisal, left_out: list[str]) -> PageFooter:
    """Scores and targets together; what both say stands once. `left_out` is what the page leaves out."""
    reports: list[footer.Report] = [each for each in (found.results, found.targets) if each is not None]
    readings = {line.question: line for report in reports for line in footer.readings(report)}
    warnings = dict.fromkeys(line for report in reports for line in footer.warnings(report))
    if found.left_out:
        left_out = [*left_out, worded("数据里没有目标表“{}”，本报告不含目标", found.left_out)]
    return PageFooter(
        [readings[id_] for id_ in found.policy.questions if id_ in readings],
        found.policy.notes,
        "" if found.results is None else footer.provisional_notice(found.results),
        [] if found.results is None else footer.owed_lines(found.results),
        "" if found.results is None else adjustments.notice(found.results),
        [] if found.results is None else adjustments.lines(found.results),
        [*warnings, *left_out],
        _run(found),
    )


def _run(found: Appraisal) -> list[tuple[str, str]]:
    records = [each.record for each in (found.results, found.targets) if each is not None]
    record = records[0]
    lines = [(worded("办法文件（SHA-256）"), record.policy_digest), *record.policy_files]
    if found.results is not None:
        lines.append((worded("计分数据（SHA-256）"), found.results.record.data_digest))
    if found.targets is not None:
        lines.append((worded("目标数据（SHA-256）"), found.targets.record.data_digest))
    chosen = worded("、").join(f"{id_}={record.readings[id_]}" for id_ in sorted(record.chosen))
    lines.append((worded("非默认读法"), chosen or worded("没有另选，全部按默认读法")))
    lines.append((worded("计算程序"), f"kaohe {record.engine_version}"))
    lines.append((worded("计算时间"), record.time))
    replaced = dict.fromkeys(each for one in records for each in one.replaced)
    lines += [(worded("替换的文件"), each.in_words(language())) for each in replaced]
    return lines
