"""How a block fits a terminal: units downwards with a column for each score, or scores downwards and units across.

A plan is plain text and widths; whoever draws it decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.evaluate.results import Result
from engine.policy.model import Display
from engine.report.blocks import Block, Column, group_name
from engine.report.cells import points, shown
from engine.report.visible import visible
from engine.report.width import width

GAP = 2
"""Columns of a terminal between two columns of a table."""

_NARROWEST, _HEADING = 8, 12  # four Chinese characters; six, which a heading is folded to where that helps


@dataclass(frozen=True, slots=True)
class Cell:
    """A text to show; `strong` for what a reader looks for first, a total or a rank."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """One table: headings with their widths, and rows. The first `texts` columns stand left, the others right."""

    headings: list[str]
    widths: list[int]
    rows: list[list[Cell]]
    texts: int


def plans(block: Block, display: Display, room: int) -> Iterator[Plan]:
    """The tables for a block in `room` columns of a terminal."""
    plan = _units_down(block, display)
    if sum(plan.widths) + GAP * len(plan.widths) <= room or len(block.columns) <= 2:
        yield plan
    else:
        yield from _scores_down(block, display, room)


def _units_down(block: Block, display: Display) -> Plan:
    """Ranks first, then the unit, its group where the block has several, and its values."""
    ranks = [column for column in block.columns if column.is_rank]
    others = [column for column in block.columns if not column.is_rank]
    groups = ["组别"] if block.names_groups else []
    headings = [*(c.heading for c in ranks), "单位", *groups, *(c.heading for c in others)]
    rows = []
    for result in block.results:
        named = [Cell(visible(result.unit))]
        if groups:
            named.append(Cell(visible(group_name(block.unit_type, result.group))))
        rows.append([_value(result, c, display) for c in ranks] + named + [_value(result, c, display) for c in others])
    texts = len(ranks) + 1 + len(groups)
    widths = [
        max(min(width(heading), _HEADING), *(width(row[i].text) for row in rows)) for i, heading in enumerate(headings)
    ]
    return Plan([visible(heading) for heading in headings], widths, rows, texts)


def _scores_down(block: Block, display: Display, room: int) -> Iterator[Plan]:
    """A row for each score, indented under the score it is part of; as many units beside each other as fit."""
    labels = ["  " * column.level + visible(column.heading) for column in block.columns]
    printed = [points(column) for column in block.columns]
    left = [max(map(width, labels)), max(4, *map(width, printed))]
    across = room - sum(left) - GAP * 2
    units = [visible(result.unit) for result in block.results]
    widest = max(map(width, units))
    each = max(across // len(units) - GAP, _NARROWEST)
    size = max(across // (min(each, widest) + GAP), 1)
    # Parts of equal length read better than a full one and a rest.
    parts = -(-len(units) // size)
    size = -(-len(units) // parts)
    each = min(widest, max(across // size - GAP, _NARROWEST))
    for start in range(0, len(units), size):
        part = block.results[start : start + size]
        rows = []
        if block.names_groups:
            rows.append([Cell("组别"), Cell("")] + [Cell(visible(group_name(block.unit_type, r.group))) for r in part])
        for column, label, full in zip(block.columns, labels, printed, strict=True):
            values = [_value(r, column, display) for r in part]
            rows.append([Cell(label, _strong(column)), Cell(full), *values])
        headings = ["指标", "分值", *units[start : start + size]]
        yield Plan(headings, [*left, *[each] * len(part)], rows, 1)


def _value(result: Result, column: Column, display: Display) -> Cell:
    return Cell(shown(result.values.get(column.definition.id), column, display), _strong(column))


def _strong(column: Column) -> bool:
    return column.is_rank or (column.level == 0 and column.definition.points is not None)
