"""The comparison for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.analysis.comparison import Comparison
from kaohe.report.comparison.grids import Entry, Grid, Grids
from kaohe.report.markdown_text import escaped
from kaohe.report.markdown_text import table as markdown_table
from kaohe.report.terminal import GAP, WIDTH, Cell, Page, Plan
from kaohe.shown_text import width as width_of

_NAME = 20


def as_table(found: Comparison, width: int = WIDTH, colour: bool = False) -> str:
    """Grid by grid; columns share the width there is."""
    grids, page = Grids(found), Page(width, colour)
    page.say(grids.words["title"], "bold")
    for grid in grids.all():
        page.say()
        page.say(grid.heading, "bold")
        page.say(grid.how, "dim")
        page.draw(_plan(grid, grids, width))
    return page.text()


def _plan(grid: Grid, grids: Grids, available: int) -> Plan:
    headings = [grids.words["item"], *grid.columns, *([grid.remarks] if grid.remarks else [])]
    rows = []
    for row in grid.rows:
        cells = ["\n".join(_line(entry, grids) for entry in cell) for cell in row.cells]
        rows.append([row.name, *cells, *([row.remark] if grid.remarks else [])])
    name = min(max(width_of(row[0]) for row in [headings, *rows]), _NAME)
    left = available - name - GAP * len(headings)
    wanted = [max(width_of(line) for row in rows for line in row[at].split("\n")) for at in range(1, len(headings))]
    widths = [name, *_shared(wanted, left)]
    return Plan(headings, widths, [[Cell(text) for text in row] for row in rows], len(headings))


def _shared(wanted: list[int], available: int) -> list[int]:
    """What each column gets: all it wants where that is little, the rest in equal parts."""
    widths = [0] * len(wanted)
    waiting = sorted(range(len(wanted)), key=wanted.__getitem__)
    for number, at in enumerate(waiting):
        widths[at] = max(8, min(wanted[at], available // (len(wanted) - number)))
        available -= widths[at]
    return widths


def as_markdown(found: Comparison) -> str:
    """A heading and a table for each grid."""
    return "\n".join(_lines(Grids(found))) + "\n"


def _lines(grids: Grids) -> Iterator[str]:
    yield f"# {escaped(grids.words['title'])}"
    for grid in grids.all():
        headings = [grids.words["item"], *grid.columns, *([grid.remarks] if grid.remarks else [])]
        rows = [[escaped(heading).replace("\n", "<br>") for heading in headings]]
        for row in grid.rows:
            cells = ["<br>".join(escaped(_line(entry, grids)) for entry in cell) for cell in row.cells]
            rows.append([escaped(row.name), *cells, *([escaped(row.remark)] if grid.remarks else [])])
        yield from ("", f"## {escaped(grid.heading)}", "", escaped(grid.how), "", *markdown_table(rows, len(headings)))


def _line(entry: Entry, grids: Grids) -> str:
    return entry.text + (grids.words["clause"].format(clause=entry.clause) if entry.clause else "")
