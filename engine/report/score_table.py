"""Results as tables for a terminal, for whoever has to read the ranking rather than to calculate with it."""

from __future__ import annotations

import io

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.evaluate.results import Results
from engine.report import footer
from engine.report.blocks import blocks
from engine.report.layout import GAP, Plan, plans
from engine.report.visible import visible

WIDTH = 100
"""Where no terminal says how wide it is."""


def render(results: Results, width: int = WIDTH, colour: bool = False) -> str:
    """The whole report. Names are shown letter by letter: nothing in them is markup."""
    page = io.StringIO()
    console = Console(
        file=page,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    console.print(Text(footer.title(results.policy), style="bold"))
    for block in blocks(results):
        console.print()
        console.print(Text(visible(block.title), style="bold"))
        for part, plan in enumerate(plans(block, results.policy.display, width)):
            if part:
                console.print()
            console.print(_drawn(plan))
    _below(console, results)
    # rich fills lines up to the width of a cell; nobody needs those blanks.
    return "\n".join(line.rstrip() for line in page.getvalue().split("\n"))


def _drawn(plan: Plan) -> Table:
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
        table.add_row(*(Text(cell.text, style="bold" if cell.strong else "") for cell in row))
    return table


def _below(console: Console, results: Results) -> None:
    for line in footer.warnings(results):
        console.print(Text(f"提醒：{line}", style="yellow"))
    asked = footer.readings(results)
    if asked:
        console.print()
        console.print(Text("待释事项及本次读法（※ 不是默认读法）"))
    for reading in asked:
        mark = "  " if reading.is_default else "※ "
        told = " ".join(word for word in (reading.question, reading.clause, reading.ask) if word)
        console.print(Text(f"{mark}{told}：{reading.reading}", style="" if reading.is_default else "bold"))
    console.print()
    console.print(Text(footer.record_line(results.record), style="dim"))
