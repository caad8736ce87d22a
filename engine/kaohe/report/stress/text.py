"""A method under stress, for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.analysis.stress.stress import Stress
from kaohe.report.markdown_text import escaped
from kaohe.report.markdown_text import table as markdown_table
from kaohe.report.stress.content import Commands, Content, Grid, Heading, Line
from kaohe.report.terminal import GAP, WIDTH, Cell, Page, Plan
from kaohe.shown_text import width as width_of

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
            case Grid():
                page.draw(_plan(piece, width))
                for what, line in piece.commands:
                    page.say(f"  {what}", "dim")
                    page.verbatim(f"    {line}", "dim")
    return page.text()


def _plan(grid: Grid, available: int) -> Plan:
    widths = [
        min(max(width_of(row[at]) for row in (grid.headings, *grid.rows)), _WIDEST) for at in range(len(grid.headings))
    ]
    while sum(widths) + GAP * (len(widths) - 1) > available and max(widths) > 10:
        widths[widths.index(max(widths))] -= 1
    return Plan(list(grid.headings), widths, [[Cell(text) for text in row] for row in grid.rows], grid.texts)


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
            case Grid():
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
