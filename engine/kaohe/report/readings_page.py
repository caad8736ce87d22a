"""What the open questions decide, as a page: a picture of the range of each rank, then each reading's changes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from pathlib import Path

from kaohe.analysis.outcome import Published
from kaohe.analysis.readings import Readings, Span
from kaohe.language.periods import Period
from kaohe.report.changes_words import Speaker, in_short, replaced_lines
from kaohe.report.svg_shapes import Axis, dot, drawing, label, level, upright
from kaohe.results import Value
from kaohe.shown_text import visible
from kaohe.wording import worded

_HEIGHT = 20.0
_PAGE = Path(__file__).parent / "page" / "page.css"
_STYLE = (
    ".span { stroke: #7ba3c9; stroke-width: 6; } circle.taken { fill: #fff; stroke: #24476b; } .tick { fill: #566072; }"
)


def render(found: Readings) -> str:
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
    ranks = [key for key in found.outcome.values if say.is_rank(key)]
    apart: dict[tuple[str, str, Period, str | None], list[Published]] = {}
    for key in ranks:
        group = found.outcome.groups.get((key.unit_type, key.unit)) if say.is_within_groups(key) else None
        apart.setdefault((key.unit_type, key.value, key.period, group), []).append(key)
    yield f'<p class="how">{escape(_decided(found, say))}</p>\n'
    for (unit_type, _, period, group), keys in apart.items():
        taken = [value for key in keys for value in _places(key, spans, found.outcome.values[key])]
        axis = Axis(Fraction(1), max(taken, default=Fraction(1)))
        named = (found.policy.units[unit_type].name, str(period), say.group(unit_type, group), say.name(keys[0]))
        heading = visible(" ".join(filter(None, named)))
        keys = sorted(keys, key=lambda key: _best_first(found.outcome.values[key]))
        rows = "".join(_row(key.unit, spans.get(key), found.outcome.values[key], axis) for key in keys)
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
