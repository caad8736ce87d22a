"""A data overview as text: table by table, then everything that was assumed or stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kaohe.analysis.data_overview import DataOverview, TableOverview
from kaohe.data.raw import TableCells
from kaohe.report import awaited
from kaohe.report.data.words import columns, header_row, where
from kaohe.report.findings import render as render_findings
from kaohe.shown_text import visible

_LISTED = 12


def render(overview: DataOverview, language: str, colour: bool = False) -> str:
    """The whole text; findings are in the language of messages, the rest in that of the policy."""
    lines = [f"{overview.policy.title}（{'计分' if overview.side == 'scores' else '目标'}用的数据）"]
    for table in overview.tables:
        lines += ["", *_table(table)]
    if waited := awaited.lines(overview):
        lines += ["", awaited.HEADING, *(f"  {line}" for line in waited)]
    if overview.unread:
        lines += ["", f"没有读取：{_list(overview.unread)}"]
    lines += ["", "可以计算" if overview.is_usable else "还不能计算"]
    text = "".join(f"{visible(line)}\n" for line in lines)
    return text + render_findings(overview.findings, language, colour, notes=True)


def _table(overview: TableOverview) -> Iterator[str]:
    table = overview.table
    if not overview.parts:
        yield f"{table.name}（{table.id}）：{'没有，可以不报' if table.optional else '没有'}"
        return
    yield f"{table.name}（{table.id}）：{overview.rows} 行"
    for part in overview.parts:
        yield from _part(part)
    if overview.periods:
        yield f"  期间 {len(overview.periods)} 个：{_list(map(str, overview.periods))}"
    yield f"  单位 {len(overview.units)} 个：{_list(overview.units)}"
    for period, units in overview.missing:
        yield f"  缺 {period}：{_list(units)}"
    if overview.without:
        yield f"  没有记录的单位：{_list(overview.without)}"


def _part(part: TableCells) -> Iterator[str]:
    row = header_row(part)
    headed = f"，表头第 {row} 行" if row else ""
    yield f"  {where(part)}{headed}，数据 {part.count} 行"
    renamed = [f"{name}←{header}" for _, name, header in columns(part) if not header.startswith(name)]
    same = len(columns(part)) - len(renamed)
    yield f"    读取 {same + len(renamed)} 列" + (
        f"，其中 {'、'.join(renamed)}" if renamed else "，列名都是办法里的名称"
    )
    if part.unused:
        yield f"    没有用到的列：{_list(part.unused)}"


def _list(names: Iterable[str]) -> str:
    listed = list(names)
    return "、".join(listed[:_LISTED]) + (f"……共 {len(listed)} 个" if len(listed) > _LISTED else "")
