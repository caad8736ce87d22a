"""A report for a terminal: its page, tables drawn from plans, and what stands under the tables of every report."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kaohe.report import adjusted, awaited, footer
from kaohe.report.fold_lines import folded
from kaohe.report.layout import GAP, Cell, Plan

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
        if notice := awaited.notice(report):
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
        self._list(awaited.HEADING, awaited.lines(report))
        self._list(adjusted.HEADING, adjusted.lines(report))
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
