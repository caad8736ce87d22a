"""A report for a terminal: its page, tables drawn from plans, long text folded, and what stands under every report."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kaohe.report import adjustments, footer, provisional
from kaohe.shown_text import width

GAP = 2
"""Columns of a terminal between two columns of a table."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text to show; `strong` for what a reader looks for first, a total or a rank.

    One blank behind a number is the room that others need there for their mark.
    """

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One table: headings with their widths, and rows. The first `texts` columns stand left, the others right."""

    headings: list[str]
    widths: list[int]
    rows: list[list[Cell]]
    texts: int


WIDTH = 100
"""Where no terminal says how wide it is."""


class Page:
    """What is written so far. Names are shown letter by letter: nothing in them is markup."""

    def __init__(self, width: int, colour: bool) -> None:
        self._written = io.StringIO()
        self._width = width
        self._console = Console(
            file=self._written,
            width=width,
            force_terminal=colour,
            color_system="standard" if colour else None,
            legacy_windows=False,
            highlight=False,
            markup=False,
            emoji=False,
        )

    def say(self, text: str = "", style: str = "") -> None:
        """A line of its own."""
        self._console.print(Text(text, style=style))

    def head(self, report: footer.Report) -> None:
        """The title, and below it whether the results are provisional."""
        self.say(footer.title(report.policy), "bold")
        if notice := provisional.notice(report):
            self.say(notice, "yellow")

    def draw(self, plan: Plan) -> None:
        """A table."""
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
        for position, (heading, wide) in enumerate(zip(plan.headings, plan.widths, strict=True)):
            table.add_column(
                Text(heading),
                justify="left" if position < plan.texts else "right",
                min_width=wide,
                max_width=wide,
                overflow="fold",
            )
        for row in plan.rows:
            table.add_row(*map(_drawn, row))
        self._console.print(table)

    def close(self, report: footer.Report) -> str:
        """Writes warnings, readings and the record below, and gives the whole page."""
        self._list(provisional.HEADING, provisional.lines(report))
        self._list(adjustments.HEADING, adjustments.lines(report))
        if warned := footer.warnings(report):
            self.say()
        for line in warned:
            self.say(f"提醒：{line}", "yellow")
        asked = footer.readings(report)
        if asked:
            self.say()
            self.say("待释事项及本次读法（※ 不是默认读法）")
        for reading in asked:
            mark = "  " if reading.is_default else "※ "
            told = " ".join(word for word in (reading.question, reading.clause, reading.ask) if word)
            self.say(f"{mark}{told}：{reading.reading}", "" if reading.is_default else "bold")
        self.say()
        self.say(footer.record_line(report.record), "dim")
        return self.text()

    def text(self) -> str:
        """The page as it is so far."""
        # rich fills lines up to the width of a cell; nobody needs those blanks.
        return "\n".join(line.rstrip() for line in self._written.getvalue().split("\n"))

    def _list(self, heading: str, lines: list[str]) -> None:
        """Lines under a heading of their own, below a blank one; nothing where there are none."""
        if lines:
            self.say()
            self.say(heading, "bold")
        for line in lines:
            for piece in folded(line, self._width - 2):
                self.say(f"  {piece}")


def _drawn(cell: Cell) -> RenderableType:
    """A cell as rich draws it: a blank at the end of a text that stands right it would drop."""
    text = Text(cell.text.rstrip(), style="bold" if cell.strong else "")
    return Padding(text, (0, 1, 0, 0)) if cell.text.endswith(" ") else text


_PIECES = re.compile(r"[!-~]+ ?|.", re.DOTALL)


_NEVER_FIRST = frozenset("，。；：、）》”’！？,.;:)% ")


_NEVER_LAST = frozenset("（《“‘(")


def folded(text: str, room: int) -> list[str]:
    """The lines of a text, each no wider than `room` columns, but for a character that alone is wider."""
    lines: list[str] = []
    line, used = "", 0
    for piece in _unbroken(text, room):
        if line and used + width(piece.rstrip()) > room:
            lines.append(line.rstrip())
            line, used = "", 0
        added = piece if line else piece.lstrip(" ")
        line, used = line + added, used + width(added)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _unbroken(text: str, room: int) -> Iterator[str]:
    """Pieces that stay together: a word or number, a sign with what it belongs to."""
    waiting = ""
    for piece in _PIECES.findall(text):
        if waiting and (piece[0] in _NEVER_FIRST or waiting[-1] in _NEVER_LAST) and width(waiting + piece) <= room:
            waiting += piece
            continue
        yield from _cut(waiting, room)
        waiting = piece
    yield from _cut(waiting, room)


def _cut(piece: str, room: int) -> Iterator[str]:
    """A piece that is too wide for a line by itself, in parts that are not."""
    part = ""
    for character in piece:
        if part and width(part + character) > room:
            yield part
            part = ""
        part += character
    if part:
        yield part
