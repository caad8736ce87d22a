"""Changes as text for a terminal: what was changed, then for each unit and period what moved, from what to what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from kaohe.analysis.diff import CellDiff, DataDiff, Effect, PolicyDiff
from kaohe.analysis.explain.model import Against
from kaohe.analysis.published_values import Change
from kaohe.analysis.readings import Readings, Span
from kaohe.analysis.whatif import CellSet, WhatIf
from kaohe.data.replaced_files import Replacement
from kaohe.language.periods import Period
from kaohe.policy.differences import Difference, flow
from kaohe.policy.model import Display
from kaohe.report.explain import words
from kaohe.report.explain.against import origin_lines
from kaohe.report.terminal_and_markdown import WIDTH, Page, Plan
from kaohe.report.terminal_and_markdown import Cell as Shown
from kaohe.report.values import Speaker, in_short, replaced_lines
from kaohe.report.whatif_with import OtherSpeaker, lines, origins
from kaohe.text_width import visible, width
from kaohe.translations import worded


def what_if(found: WhatIf, width: int = WIDTH, colour: bool = False) -> str:
    """What was overridden, and all that moves."""
    say, page = Speaker(found.policy), Page(width, colour)
    page.say(visible(found.policy.title), "bold")
    if found.other is not None:
        say = OtherSpeaker(found.policy, found.other)
        for line, style in lines(found, found.other, say):
            page.say(line, style)
    if found.other is None or found.cells or found.records or found.words:
        page.say()
        page.say(say.words["changed"], "bold")
    for one in found.cells:
        page.say(_cell(one, say))
    for record in found.records:
        table = found.policy.tables[record.table]
        values = worded("，").join(
            f"{table.columns[id_].name} {say.input(table.id, id_, value)}" for id_, value in record.values.items()
        )
        page.say(
            visible(worded("  {} {} {} {}：{}", table.name, record.unit, record.period, say.words["record"], values))
        )
    for word in found.words:
        file = f"{word.file} " if word.file else ""
        at = "" if word.line is None else worded("（{}）", file + say.words["line"].format(line=word.line))
        page.say(
            visible(
                worded(
                    "  {}{}：{} → {}", word.path, at, word.old or say.words["absent"], word.new or say.words["absent"]
                )
            )
        )
    _moved(page, say, found.changes, explained=found)
    return closed(page, say, found.replaced)


def diff_of_policies(found: PolicyDiff, width: int = WIDTH, colour: bool = False) -> str:
    """The differences in words and numbers, and with data what moves by which."""
    say, page = Speaker(found.new), Page(width, colour)
    titles = dict.fromkeys((found.old.title, found.new.title))
    page.say(visible(" → ".join(titles)), "bold")
    page.say()
    if not found.changed:
        page.say(say.words["same"])
    for change, together in found.by_amendment():
        if change is not None:
            page.say()
            at = worded("（{}）", change.place.in_file)
            page.say(visible(f"{change.clause}  {change.say}{at}"), "bold")
        for one in together:
            page.say("  " + _difference(one, say))
    if found.effects is not None and found.changed:
        _moved(page, say, [effect.change for effect in found.effects], found.effects)
    return closed(page, say, found.replaced)


def diff_of_data(found: DataDiff, width: int = WIDTH, colour: bool = False) -> str:
    """The cells that differ, and what moves."""
    say, page = Speaker(found.policy), Page(width, colour)
    page.say(visible(found.policy.title), "bold")
    page.say()
    if not found.changed:
        page.say(say.words["same"])
    for one in found.changed:
        page.say(_cell(one, say))
    if found.changed:
        _moved(page, say, [effect.change for effect in found.effects])
    return closed(page, say, found.replaced)


def readings(found: Readings, width: int = WIDTH, colour: bool = False) -> str:
    """For each open question what each reading moves; then where results lie under all of them together."""
    say, page = Speaker(found.policy), Page(width, colour)
    page.say(visible(found.policy.title), "bold")
    for effects in found.questions:
        question = found.policy.questions[effects.question]
        page.say()
        page.say(visible(" ".join(filter(None, (question.id, question.clause, question.ask)))), "bold")
        for each in effects.readings:
            mark = worded("（{}）", say.words["in_force"]) if each.in_force else ""
            page.say(visible(f"  {question.readings[each.reading]}{mark}"))
            if not each.in_force and not each.changes:
                page.say(f"    {say.words['no_effect']}")
            for line in in_short(say, each.changes):
                page.say(f"    {line}")
    page.say()
    page.say(say.words["spans"], "bold")
    page.say(say.words["decided"].format(all=found.combinations, decided=found.decided))
    for (unit, period), spans in _by_unit(found.spans):
        page.say()
        page.say(visible(f"{unit} {period}"), "bold")
        page.draw(_span_plan(say, spans))
    page.say()
    page.say(say.words["firm"])
    return closed(page, say, found.replaced)


def _span_plan(say: Speaker, spans: Sequence[Span]) -> Plan:
    rows = [
        [
            say.name(span.of) + (say.words["sampled"] if span.sampled else ""),
            say.value(span.in_force),
            say.value(span.lowest),
            say.value(span.highest),
            worded("、").join(map(say.value, span.taken or ()))
            if len(span.taken or ()) <= 8
            else f"{len(span.taken or ())}",
        ]
        for span in spans
    ]
    return _plan([say.words[key] for key in ("value", "in_force", "lowest", "highest", "taken")], rows)


def _plan(headings: list[str], rows: list[list[str]]) -> Plan:
    widths = [max(width(row[at]) for row in [headings, *rows]) for at in range(len(headings))]
    return Plan(headings, [min(one, 40) for one in widths], [[Shown(text) for text in row] for row in rows], 1)


def _by_unit(spans: Iterable[Span]) -> Iterator[tuple[tuple[str, Period], list[Span]]]:
    apart: dict[tuple[str, Period], list[Span]] = {}
    for span in spans:
        apart.setdefault((span.of.unit, span.of.period), []).append(span)
    yield from apart.items()


def _cell(one: CellSet | CellDiff, say: Speaker) -> str:
    old, new = (say.input(one.cell.table, one.cell.column, value) for value in (one.old, one.new))
    return worded("  {}：{} → {}", say.cell(one.cell), old, new)


def _difference(one: Difference, say: Speaker) -> str:
    clause = worded("（{}）", one.clause) if one.clause else ""
    old, new = (flow(node) for node in (one.old, one.new))
    if old is None:
        return visible(worded("{}{}：{} {}", one.path, clause, say.words["new"], new))
    return visible(worded("{}{}：{} → {}", one.path, clause, old, new if new is not None else say.words["gone"]))


def _moved(
    page: Page,
    say: Speaker,
    changes: Sequence[Change],
    effects: Sequence[Effect] = (),
    explained: WhatIf | None = None,
) -> None:
    """A table for each unit and period, and below it why."""
    page.say()
    page.say(say.words["moved"] if changes else say.words["nothing"], "bold")
    by = {effect.change.of: effect.by for effect in effects}
    apart: dict[tuple[str, Period], list[Change]] = {}
    for change in changes:
        apart.setdefault((change.of.unit, change.of.period), []).append(change)
    for (unit, period), moved in apart.items():
        page.say()
        page.say(visible(f"{unit} {period}"), "bold")
        headings = [say.words[key] for key in ("value", "from", "to")] + [""]
        rows = [[say.name(each.of), *say.pair(each.old, each.new), say.step(each.old, each.new)] for each in moved]
        if by:
            headings.append(say.words["by"])
            for row, each in zip(rows, moved, strict=True):
                row.append(visible(worded("、").join(by[each.of])) or say.words["together"])
        page.draw(_plan(headings, rows))
        if explained is not None:
            _explain(page, say, moved, explained)


def _explain(page: Page, say: Speaker, moved: Sequence[Change], found: WhatIf) -> None:
    """What the difference of each whole is the sum of; how each indicator came about, for the units told in full."""
    if found.other is not None:
        for line in origins(found.other, moved):
            page.say(line, "dim")
        return
    display, known = say.policy.display, dict(found.explained)
    for change in moved:
        if change not in known:
            continue
        page.say(_in_sum(known[change], display))
        for kind, line in _in_full(known[change], display, say.policy.language):
            page.say(f"  {line}" if not kind else f"    {line}", "" if not kind else "dim")
    changed = {each.cell.unit for each in found.cells} | {each.unit for each in found.records}
    is_elsewhere = all(say.is_rank(change.of) or isinstance(change.new, str) for change in moved)
    if is_elsewhere and not found.words and not changed & {None, moved[0].of.unit}:
        page.say(say.words["elsewhere"], "dim")


def closed(page: Page, say: Speaker, replaced: Sequence[Replacement]) -> str:
    """The whole page; files that others stand for are told at its end."""
    for line in replaced_lines(say, replaced):
        page.say()
        page.say(line)
    return page.text()


_SIDES = {"zh": ("改后", "改前"), "en": ("then", "now")}
"""What the two runs are called where the words of a rule name whose value something is."""


def _in_sum(against: Against, display: Display) -> str:
    """总分 +3：新增上市企业 +3: the difference and what it is the sum of, the greatest first."""
    assert against.difference is not None
    moved = [share for share in against.shares if share.difference]
    said = worded("，").join(f"{visible(share.name)} {_signed(share.difference, display)}" for share in moved)
    return worded("{} {}：{}", visible(against.name), _signed(against.difference, display), said)


def _in_full(against: Against, display: Display, language: str) -> Iterator[tuple[str, str]]:
    """What each indicator that moved was and is, and below it how both came about: (kind, text), an empty kind first.

    The kinds are those of an explanation: words, filled, an act, pair.
    """
    sides = _SIDES["zh" if language == "zh" else "en"]
    for share in against.shares:
        if share.origins:
            old, new = (words.number(value, display) for value in (share.second, share.first))
            yield "", f"{visible(share.name)} {old} → {new}"
            yield from origin_lines(share, sides, display)


def _signed(value: Fraction, display: Display) -> str:
    return ("+" if value > 0 else "") + words.number(value, display)
