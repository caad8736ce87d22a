"""What the open questions decide: in a line of the report, and as a page of its own.

For the line each reading is tried by itself in place of the one in force. All combinations, and who moves from where to
where, are what `kaohe readings` is for. Its page has a picture of the range of each rank, then each reading's changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from pathlib import Path

from kaohe.analysis.published_values import Change, Published, PublishedValues, published_values_of_results
from kaohe.analysis.readings import QuestionEffects, Readings, Span, effects_of_questions
from kaohe.analysis.scores_and_targets import Appraisal
from kaohe.diagnostics import Refused
from kaohe.language.periods import Period
from kaohe.policy.model import Policy
from kaohe.report.page.cards import focus_of
from kaohe.report.results.targets import TargetYear
from kaohe.report.svg_shapes import Axis, dot, drawing, label, level, upright
from kaohe.report.values import Speaker, in_short, replaced_lines
from kaohe.results import Value
from kaohe.text_width import visible
from kaohe.translations import worded

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
    scored, judging = runs[0], None if targets is None else runs[1]
    judged, year = (None, None) if targets is None else (found.targets, targets.year)
    whole = published_values_of_results(found.results, judged, year)
    shown = _on_page(found, chosen, targets, whole)
    try:
        effects = effects_of_questions(
            policy, (scored, judging), shown, record.readings, max(FEW, TIMES * len(whole.values))
        )
    except Refused:
        return worded("有的读法在这些数据上算不出结果，用 {} 看是哪一种", worded(COMMAND))
    if effects is None:
        return worded("单位和指标太多，这里没有算；用 {} 看", worded(COMMAND))
    return _said(policy, effects)


def _on_page(
    found: Appraisal, chosen: Period | None, targets: TargetYear | None, whole: PublishedValues
) -> PublishedValues:
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


_HEIGHT = 20.0
_PAGE = Path(__file__).parent / "page" / "page.css"
_STYLE = (
    ".span { stroke: #7ba3c9; stroke-width: 6; } circle.taken { fill: #fff; stroke: #24476b; } .tick { fill: #566072; }"
)


def as_page(found: Readings) -> str:
    """The whole page, in one file that needs nothing else."""
    say = Speaker(found.policy)
    title = worded("{}：{}", visible(found.policy.title), say.words["question"])
    body = "".join(_pictures(found, say)) + "".join(_questions(found, say))
    body += "".join(f"<p>{escape(line)}</p>\n" for line in replaced_lines(say, found.replaced))
    css = _PAGE.read_text(encoding="utf-8") + _STYLE
    language = "zh-CN" if found.policy.language == "zh" else found.policy.language
    head = (
        '<meta charset="utf-8">\n'
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n"""
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{css}\n</style>\n"
    )
    top = f"<header><h1>{escape(title)}</h1></header>\n"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n{head}</head>\n<body>\n{top}<main>\n{body}</main>\n'
        "</body>\n</html>\n"
    )


def _pictures(found: Readings, say: Speaker) -> Iterator[str]:
    """For each rank and period a line for each unit: where it can stand, and where it stands as things are read."""
    spans = {span.of: span for span in found.spans}
    ranks = [key for key in found.published.values if say.is_rank(key)]
    apart: dict[tuple[str, str, Period, str | None], list[Published]] = {}
    for key in ranks:
        group = found.published.groups.get((key.unit_type, key.unit)) if say.is_within_groups(key) else None
        apart.setdefault((key.unit_type, key.value, key.period, group), []).append(key)
    yield f'<p class="how">{escape(_decided(found, say))}</p>\n'
    for (unit_type, _, period, group), keys in apart.items():
        taken = [value for key in keys for value in _places(key, spans, found.published.values[key])]
        axis = Axis(Fraction(1), max(taken, default=Fraction(1)))
        named = (found.policy.units[unit_type].name, str(period), say.group(unit_type, group), say.name(keys[0]))
        heading = visible(" ".join(filter(None, named)))
        keys = sorted(keys, key=lambda key: _best_first(found.published.values[key]))
        rows = "".join(_row(key.unit, spans.get(key), found.published.values[key], axis) for key in keys)
        places = range(1, int(axis.high) + 1)
        ticks = [label(str(at), axis.at(Fraction(at)), 12, "middle", "tick") for at in places]
        rows += _drawn("", drawing(heading, 16, ticks, "bar"))
        yield f'<h2>{escape(heading)}</h2>\n<figure class="spread"><div class="rows">{rows}</div></figure>\n'


def _best_first(value: Value) -> tuple[bool, Fraction]:
    return (False, value) if isinstance(value, Fraction) else (True, Fraction(0))


def _drawn(name: str, drawn: str) -> str:
    return f'<div class="row"><div class="name">{escape(name)}</div><div class="drawn">{drawn}</div></div>\n'


def _places(key: Published, spans: dict[Published, Span], in_force: Value) -> Iterator[Fraction]:
    span = spans.get(key)
    for value in (in_force, *((span.taken or ()) if span is not None else ())):
        if isinstance(value, Fraction):
            yield value


def _row(unit: str, span: Span | None, in_force: Value, axis: Axis) -> str:
    """One unit: a bar over all places that it can have, a ring at each, a dot at the one it has now."""
    y = _HEIGHT / 2
    shapes = [upright(axis.at(axis.low), 0, _HEIGHT, "axis")]
    if span is not None and span.lowest is not None and span.highest is not None:
        shapes.append(level(y, axis.at(span.lowest), axis.at(span.highest), "span"))
        taken = [one for one in span.taken or () if isinstance(one, Fraction)]
        shapes += [dot(axis.at(one), y, 4, "taken", str(one)) for one in taken]
    if isinstance(in_force, Fraction):
        shapes.append(dot(axis.at(in_force), y, 5.5, "end", str(in_force)))
    return _drawn(visible(unit), drawing(visible(unit), _HEIGHT, shapes, "bar"))


def _decided(found: Readings, say: Speaker) -> str:
    return say.words["decided"].format(all=found.combinations, decided=found.decided)


def _questions(found: Readings, say: Speaker) -> Iterator[str]:
    yield f"<h2>{escape(say.words['question'])}</h2>\n"
    for effects in found.questions:
        question = found.policy.questions[effects.question]
        asked = " ".join(filter(None, (question.id, question.clause, question.ask)))
        yield f"<h3>{escape(visible(asked))}</h3>\n"
        for each in effects.readings:
            mark = worded("（{}）", say.words["in_force"]) if each.in_force else ""
            yield f"<p><strong>{escape(visible(question.readings[each.reading]))}</strong>{escape(mark)}</p>\n"
            lines = list(in_short(say, each.changes))
            if not each.in_force and not lines:
                lines = [say.words["no_effect"]]
            if lines:
                yield '<ul class="reasons">' + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>\n"
