"""Scores as tables for a terminal: units downwards and scores across, or scores downwards and units across."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kaohe.policy.model import Display
from kaohe.report import adjustments
from kaohe.report.results.blocks import Block, Column, blocks
from kaohe.report.terminal import GAP, WIDTH, Cell, Page, Plan
from kaohe.report.values import ADJUSTED, points, value_of
from kaohe.report.wording import word
from kaohe.results import Result, Results
from kaohe.shown_text import visible, width


def render(results: Results, width: int = WIDTH, colour: bool = False) -> str:
    """The whole report."""
    page = Page(width, colour)
    page.head(results)
    for block in blocks(results):
        page.say()
        page.say(visible(block.title), "bold")
        for part, plan in enumerate(plans(block, results.policy.display, width)):
            if part:
                page.say()
            page.draw(plan)
    if said := adjustments.legend(results):
        page.say()
        page.say(said)
    return page.close(results)


_NARROWEST, _HEADING = 8, 12  # four Chinese characters; six, which a heading is folded to where that helps


def plans(block: Block, display: Display, room: int) -> Iterator[Plan]:
    """The tables for a block in `room` columns of a terminal. Names fold to fit; a number stays in one line."""
    plan = _units_down(block, display)
    if sum(plan.widths) + GAP * len(plan.widths) <= room or len(block.columns) <= 2:
        yield _narrowed(plan, room)
    else:
        yield from _scores_down(block, display, room)


def _units_down(block: Block, display: Display) -> Plan:
    """Ranks first, then the unit, its group where the block has several, and its values."""
    ranks = [column for column in block.columns if column.is_rank]
    others = [column for column in block.columns if not column.is_rank]
    language = block.policy.language
    groups = [word(language, "group")] if block.names_groups else []
    headings = [*(c.heading for c in ranks), word(language, "unit"), *groups, *(c.heading for c in others)]
    rows = []
    for result in block.results:
        named = [Cell(visible(result.unit))]
        if groups:
            named.append(Cell(visible(block.group_of(result))))
        rows.append([_value(result, c, display) for c in ranks] + named + [_value(result, c, display) for c in others])
    texts = len(ranks) + 1 + len(groups)
    for at in range(texts, len(headings)):
        for row, cell in zip(rows, _in_line([row[at] for row in rows]), strict=True):
            row[at] = cell
    widths = [
        max(min(width(heading), _HEADING), *(width(row[i].text) for row in rows)) for i, heading in enumerate(headings)
    ]
    return Plan([visible(heading) for heading in headings], widths, rows, texts)


def _narrowed(plan: Plan, room: int) -> Plan:
    """The plan with its widest names folded until the table fits: what is too wide would hide the values beside it."""
    widths = [min(wide, room) for wide in plan.widths]
    while sum(widths) + GAP * len(widths) > room:
        widest = max(range(plan.texts), key=widths.__getitem__)
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return replace(plan, widths=widths)


def _scores_down(block: Block, display: Display, room: int) -> Iterator[Plan]:
    """A row for each score, indented under the score it is part of; as many units beside each other as fit."""
    labels = ["  " * column.level + visible(column.heading) for column in block.columns]
    printed = [points(column) for column in block.columns]
    units = [visible(result.unit) for result in block.results]
    pairs = [(r, c) for c in block.columns for r in block.results]
    cells = _in_line([_value(r, c, display) for r, c in pairs])
    values = [cells[at : at + len(units)] for at in range(0, len(cells), len(units))]
    told = [(cell.text, _folds(r, c)) for cell, (r, c) in zip(cells, pairs, strict=True)]
    narrowest = max([_NARROWEST, *(width(text) for text, folds in told if not folds)])
    named = [word(block.policy.language, key) for key in ("indicator", "points")]
    worth = max(width(named[1]), *map(width, printed))
    # However long the names of scores are, one unit has its place beside them.
    names = min(max(map(width, labels)), max(room - worth - narrowest - GAP * 3, _HEADING))
    left = [names, worth]
    across = room - sum(left) - GAP * 2
    widest = max([*map(width, units), *(width(text) for text, _ in told)])
    each = max(across // len(units) - GAP, narrowest)
    size = max(across // (min(each, widest) + GAP), 1)
    # Parts of equal length read better than a full one and a rest.
    parts = -(-len(units) // size)
    size = -(-len(units) // parts)
    each = min(widest, max(across // size - GAP, narrowest))
    for start in range(0, len(units), size):
        part = block.results[start : start + size]
        rows = []
        if block.names_groups:
            groups = [Cell(visible(block.group_of(r))) for r in part]
            rows.append([Cell(word(block.policy.language, "group")), Cell(""), *groups])
        for column, label, full, own in zip(block.columns, labels, printed, values, strict=True):
            rows.append([Cell(label, _strong(column)), Cell(full), *own[start : start + size]])
        headings = [*named, *units[start : start + size]]
        yield Plan(headings, [*left, *[each] * len(part)], rows, 1)


def _value(result: Result, column: Column, display: Display) -> Cell:
    return Cell(value_of(result, column, display), _strong(column))


def _in_line(cells: list[Cell]) -> list[Cell]:
    """Cells that stand right, so that numbers keep their places under each other where some have a mark behind them."""
    if not any(cell.text.endswith(ADJUSTED) for cell in cells):
        return cells
    return [cell if cell.text.endswith(ADJUSTED) else replace(cell, text=f"{cell.text} ") for cell in cells]


def _folds(result: Result, column: Column) -> bool:
    """Whether a value may take several lines: half a number would be another number."""
    return isinstance(result.values.get(column.definition.id), str)


def _strong(column: Column) -> bool:
    return column.is_rank or (column.level == 0 and column.definition.points is not None)
