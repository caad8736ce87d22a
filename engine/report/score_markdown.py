"""Results as Markdown: a table for each block, then warnings, readings and the record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine.evaluate.results import Results
from engine.policy.model import Display
from engine.report import footer
from engine.report.blocks import Block, blocks, group_name
from engine.report.cells import points, shown
from engine.report.visible import visible

_INDENT = "\u3000"  # a full-width space: Markdown drops the others at the start of a cell
_SIGNS = re.compile(r"[\\`*_\[\]~$]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "@": "&#64;"})


def render(results: Results) -> str:
    """The whole page."""
    return "\n".join(_lines(results)) + "\n"


def escaped(text: str) -> str:
    """A text that Markdown and HTML show as it stands, in a heading, a list or a cell; an address makes no link."""
    return _SIGNS.sub(r"\\\g<0>", visible(text)).translate(_ENTITIES).replace("://", "&#58;//")


def _lines(results: Results) -> Iterator[str]:
    yield f"# {escaped(footer.title(results.policy))}"
    for block in blocks(results):
        yield from ("", f"## {escaped(block.title)}", "")
        # The longer side of a table stands downwards.
        wide = len(block.columns) > max(len(block.results), 8)
        yield from _table(
            _scores_down(block, results.policy.display) if wide else _units_down(block, results.policy.display)
        )
    if warned := footer.warnings(results):
        yield from ("", "## 提醒", "", *(f"- {escaped(line)}" for line in warned))
    if asked := footer.readings(results):
        yield from (
            "",
            "## 待释事项及本次读法",
            "",
            "| 编号 | 条款 | 事项 | 本次读法 | |",
            "| --- | --- | --- | --- | --- |",
        )
        for line in asked:
            flag = "" if line.is_default else "**非默认**"
            cells = (line.question, line.clause, line.ask, line.reading)
            yield f"| {' | '.join(map(escaped, cells))} | {flag} |"
    yield from ("", "---", "", escaped(footer.record_line(results.record)))


def _table(rows: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    """Rows of (label, cells), the first of them the heading; cells to the right, as numbers stand."""
    (label, cells), *rest = rows
    yield f"| {label} | {' | '.join(cells)} |"
    yield f"| --- |{' ---: |' * len(cells)}"
    for label, cells in rest:
        yield f"| {label} | {' | '.join(cells)} |"


def _units_down(block: Block, display: Display) -> list[tuple[str, Sequence[str]]]:
    grouped = block.names_groups
    heading = [escaped(column.heading) for column in block.columns]
    rows: list[tuple[str, Sequence[str]]] = [("单位", (["组别"] if grouped else []) + heading)]
    for result in block.results:
        group = [escaped(group_name(block.unit_type, result.group))] if grouped else []
        values = [escaped(shown(result.values.get(c.definition.id), c, display)) for c in block.columns]
        rows.append((escaped(result.unit), group + values))
    return rows


def _scores_down(block: Block, display: Display) -> list[tuple[str, Sequence[str]]]:
    rows: list[tuple[str, Sequence[str]]] = [("指标", ["分值", *(escaped(result.unit) for result in block.results)])]
    if block.names_groups:
        rows.append(("组别", ["", *(escaped(group_name(block.unit_type, r.group)) for r in block.results)]))
    for column in block.columns:
        values = (escaped(shown(r.values.get(column.definition.id), column, display)) for r in block.results)
        rows.append((_INDENT * column.level + escaped(column.heading), [points(column), *values]))
    return rows
