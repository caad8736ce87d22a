"""Results as Markdown: a table for each block, then warnings, readings and the record."""

from __future__ import annotations

from collections.abc import Iterator

from kaohe.policy.model import Display
from kaohe.report import adjusted
from kaohe.report.blocks import Block, blocks, group_name
from kaohe.report.cells import points, value_of
from kaohe.report.markdown_text import below, escaped, head, table
from kaohe.results import Results

_INDENT = "\u3000"  # a full-width space: Markdown drops the others at the start of a cell


def render(results: Results) -> str:
    """The whole page."""
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Results) -> Iterator[str]:
    yield from head(results)
    display = results.policy.display
    for block in blocks(results):
        yield from ("", f"## {escaped(block.title)}", "")
        # The longer side of a table stands downwards.
        wide = len(block.columns) > max(len(block.results), 8)
        yield from table(_scores_down(block, display) if wide else _units_down(block, display))
    if said := adjusted.legend(results):
        yield from ("", escaped(said))
    yield from below(results)


def _units_down(block: Block, display: Display) -> list[list[str]]:
    grouped = block.names_groups
    rows = [["单位", *(["组别"] if grouped else []), *(escaped(column.heading) for column in block.columns)]]
    for result in block.results:
        group = [escaped(group_name(block.unit_type, result.group))] if grouped else []
        values = [escaped(value_of(result, c, display)) for c in block.columns]
        rows.append([escaped(result.unit), *group, *values])
    return rows


def _scores_down(block: Block, display: Display) -> list[list[str]]:
    rows = [["指标", "分值", *(escaped(result.unit) for result in block.results)]]
    if block.names_groups:
        rows.append(["组别", "", *(escaped(group_name(block.unit_type, r.group)) for r in block.results)])
    for column in block.columns:
        values = (escaped(value_of(r, column, display)) for r in block.results)
        rows.append([_INDENT * column.level + escaped(column.heading), points(column), *values])
    return rows
