"""A method under stress for a terminal, as Markdown, and as a page with pictures of places and of real weights."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from pathlib import Path

from kaohe.analysis.stress.indicators import Whole
from kaohe.analysis.stress.robustness import Firmness, Robustness
from kaohe.analysis.stress.stress import Stress
from kaohe.report.stress_content import Commands, Content, Heading, Line, Piece, StressTable
from kaohe.report.svg_shapes import Axis, box, dot, drawing, label, level, upright
from kaohe.report.terminal_and_markdown import GAP, WIDTH, Cell, Page, Plan, escaped, markdown_table
from kaohe.text_width import visible
from kaohe.text_width import width as width_of

_WIDEST = 44


def as_table(found: Stress, width: int = WIDTH, colour: bool = False) -> str:
    """Every piece in its order."""
    content, page = Content(found), Page(width, colour)
    page.say(content.title, "bold")
    for piece in content.all():
        match piece:
            case Heading():
                page.say()
                page.say(piece.text, "bold")
            case Line():
                page.say(piece.text, "dim" if piece.how else "")
            case Commands():
                for line in piece.lines:
                    page.verbatim(f"    {line}", "dim")
            case StressTable():
                page.draw(_plan(piece, width))
                for what, line in piece.commands:
                    page.say(f"  {what}", "dim")
                    page.verbatim(f"    {line}", "dim")
    return page.text()


def _plan(table: StressTable, available: int) -> Plan:
    widths = [
        min(max(width_of(row[at]) for row in (table.headings, *table.rows)), _WIDEST)
        for at in range(len(table.headings))
    ]
    while sum(widths) + GAP * (len(widths) - 1) > available and max(widths) > 10:
        widths[widths.index(max(widths))] -= 1
    return Plan(list(table.headings), widths, [[Cell(text) for text in row] for row in table.rows], table.texts)


def as_markdown(found: Stress) -> str:
    """A page of Markdown; command lines stand in code."""
    return "\n".join(_lines(Content(found))) + "\n"


def _lines(content: Content) -> Iterator[str]:
    yield f"# {escaped(content.title)}"
    listed = False
    for piece in content.all():
        if not listed or not isinstance(piece, Line):
            yield ""
        listed = isinstance(piece, Line)
        match piece:
            case Heading():
                yield f"{'#' * piece.level} {escaped(piece.text)}"
            case Line():
                yield f"- {escaped(piece.text)}"
            case Commands():
                yield from _code(piece.lines)
            case StressTable():
                yield from markdown_table(
                    [[escaped(cell) for cell in row] for row in (piece.headings, *piece.rows)], piece.texts
                )
                for what, line in piece.commands:
                    yield ""
                    yield escaped(what)
                    yield ""
                    yield from _code((line,))


def _code(lines: tuple[str, ...]) -> Iterator[str]:
    yield "```"
    yield from lines
    yield "```"


_HEIGHT = 22.0
_LARGEST = 9.0
_PAGE = Path(__file__).parent / "page" / "page.css"
_STYLE = """
circle.taken { fill: #7ba3c9; fill-opacity: .8; stroke: #24476b; }
circle.now { fill: none; stroke: #a3201d; stroke-width: 2; } .tick { fill: #566072; }
td:first-child { min-width: 7em; }
.places .row .drawn { padding: 0 12px; }
.nominal { fill: #cfdeee; stroke: #7ba3c9; } .effective { fill: #24476b; } .against { fill: #a3201d; }
.spread .rows.weighed > .row { table-template-columns: 13em 1fr 7em; }
.row .figure { text-align: right; font-size: 13px; }
pre { margin: 2px 0 8px; padding: 4px 8px; background: var(--pale); border: 1px solid var(--line); font-size: 12px;
  white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin: 2px 0 10px; }
"""


def as_html(found: Stress) -> str:
    """The whole page, in one file that needs nothing else."""
    content = Content(found)
    body = "".join(_body(content))
    css = _PAGE.read_text(encoding="utf-8") + _STYLE
    language = "zh-CN" if found.policy.language == "zh" else found.policy.language
    head = (
        '<meta charset="utf-8">\n'
        """<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n"""
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(content.title)}</title>\n<style>\n{css}\n</style>\n"
    )
    top = f"<header><h1>{escape(content.title)}</h1></header>\n"
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n{head}</head>\n<body>\n{top}<main>\n{body}</main>\n'
        "</body>\n</html>\n"
    )


def _body(content: Content) -> Iterator[str]:
    found, words = content.found, content.words
    yield from _shown(content, content.settings())
    yield from _shown(content, content.claims())
    if found.robustness:
        yield f"<h2>{escape(content.sampled('places'))}</h2>\n"
        yield f'<p class="how">{escape(words["picture_how"])}</p>\n<p class="how">{escape(words["places_how"])}</p>\n'
    for each in found.robustness:
        for group in each.whole.groups:
            heading, *rest = content.places(each, group)
            yield from _shown(content, [heading])
            yield _picture(content, each, group)
            yield from _shown(content, rest)
    if found.wholes:
        yield f'<h2>{escape(words["weights"])}</h2>\n<p class="how">{escape(words["weights_how"])}</p>\n'
        yield f'<p class="how">{escape(words["bars_how"])}</p>\n'
    for whole in found.wholes:
        heading, *rest = content.weights(whole)
        yield from _shown(content, [heading])
        yield _weights(content, whole)
        yield from _shown(content, rest)
    if found.sensitivities:
        yield f"<h2>{escape(content.sampled('sensitivity'))}</h2>\n"
    for sensitivity in found.sensitivities:
        yield from _shown(content, content.sensitivity(sensitivity))


def _shown(content: Content, pieces: Iterator[Piece] | list[Piece]) -> Iterator[str]:
    for piece in pieces:
        match piece:
            case Heading():
                yield f"<h{piece.level}>{escape(piece.text)}</h{piece.level}>\n"
            case Line():
                kind = ' class="how"' if piece.how else ""
                yield f"<p{kind}>{escape(piece.text)}</p>\n"
            case Commands():
                inside = "".join(f"<pre>{escape(visible(line))}</pre>" for line in piece.lines)
                yield f"<details><summary>{escape(content.words['repeat'])}</summary>{inside}</details>\n"
            case StressTable():
                yield _table(piece)
                if piece.commands:
                    inside = "".join(
                        f"<p>{escape(what)}</p><pre>{escape(visible(line))}</pre>" for what, line in piece.commands
                    )
                    yield f"<details><summary>{escape(content.words['repeats'])}</summary>{inside}</details>\n"


def _table(table: StressTable) -> str:
    def cells(row: tuple[str, ...], mark: str) -> str:
        numbers = range(table.texts, len(row) - table.lists)
        kinds = [' class="number"' if at in numbers else "" for at in range(len(row))]
        return "".join(f"<{mark}{kind}>{escape(cell)}</{mark}>" for kind, cell in zip(kinds, row, strict=True))

    body = "".join(f"<tr>{cells(row, 'td')}</tr>\n" for row in table.rows)
    return (
        f'<div class="scroll" tabindex="0"><table><thead><tr>{cells(table.headings, "th")}</tr></thead>\n'
        f"<tbody>\n{body}</tbody></table></div>\n"
    )


def _picture(content: Content, found: Robustness, group: tuple[str, ...]) -> str:
    """A line for each unit: a dot at each place that it took, as large as that is often, a ring at the one it has."""
    own = {each.unit: each for each in found.places if each.off == "both" and each.unit in group}
    highest = max(place for each in own.values() for place in (each.place, *(taken for taken, _ in each.taken)))
    axis = Axis(Fraction(1), max(highest, Fraction(2)))
    rows = "".join(_row(each, axis) for each in sorted(own.values(), key=lambda each: each.place))
    ticks = [label(str(at), axis.at(Fraction(at)), 12, "middle", "tick") for at in range(1, int(axis.high) + 1)]
    rows += _drawn("", drawing(content.group_heading(found.whole, group), 16, ticks, "bar"))
    return f'<figure class="spread places"><div class="rows">{rows}</div></figure>\n'


def _row(each: Firmness, axis: Axis) -> str:
    y = _HEIGHT / 2
    shapes = [level(y, 0, 1, "axis")]
    for place, times in each.taken:
        said = f"{place}: {times}/{each.share.samples}"
        shapes.append(dot(axis.at(place), y, _LARGEST * (times / each.share.samples) ** 0.5, "taken", said))
    shapes.append(dot(axis.at(each.place), y, _LARGEST + 1, "now", str(each.place)))
    return _drawn(each.unit, drawing(visible(each.unit), _HEIGHT, shapes, "bar"))


def _weights(content: Content, whole: Whole) -> str:
    """Two bars for each indicator: its nominal weight, pale, and what it weighs in fact, dark (red below nought)."""
    known = [(one, content.nominal(whole, one.points) or Fraction(0), one.effective) for one in whole.indicators]
    if any(effective is None for _, _, effective in known):
        return ""
    values = [share for _, nominal, effective in known for share in (nominal, effective or Fraction(0))]
    axis = Axis(min(Fraction(0), *values), max(values))
    rows = []
    for one, nominal, effective in known:
        share = effective or Fraction(0)
        start, end = sorted((axis.at(Fraction(0)), axis.at(share)))
        shapes = [box(axis.at(Fraction(0)), axis.at(nominal) - axis.at(Fraction(0)), 2, 8, "nominal")]
        shapes.append(box(start, end - start, 11, 8, "effective" if share >= 0 else "against"))
        shapes.append(upright(axis.at(Fraction(0)), 0, _HEIGHT, "axis"))
        figure = f"{float(nominal) * 100:.1f}% → {float(share) * 100:.1f}%"
        rows.append(_drawn(one.name, drawing(f"{one.name} {figure}", _HEIGHT, shapes, "bar"), figure))
    return f'<figure class="spread"><div class="rows weighed">{"".join(rows)}</div></figure>\n'


def _drawn(name: str, drawn: str, figure: str = "") -> str:
    after = f'<div class="figure">{escape(figure)}</div>' if figure else ""
    inside = f'<div class="name">{escape(visible(name))}</div><div class="drawn">{drawn}</div>{after}'
    return f'<div class="row">{inside}</div>\n'
