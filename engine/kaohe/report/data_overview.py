"""How data was understood, as text and as JSON: table by table, then what was assumed or stands against it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kaohe.analysis.data_overview import DataOverview, TableOverview
from kaohe.data.raw import PERIOD, UNIT, TableCells
from kaohe.data.sheets.header_names import on_face
from kaohe.diagnostics import Diagnostic
from kaohe.report import footer
from kaohe.report.findings import ordered
from kaohe.report.findings import render as render_findings
from kaohe.report.footer import owed_by
from kaohe.report.json_text import line, owed_entry, replaced_entry
from kaohe.text_width import visible
from kaohe.translations import language as spoken
from kaohe.translations import worded


def where(part: TableCells) -> str:
    """The file, and the sheet of a workbook."""
    place = part.whole
    return place.source.name if place.sheet is None else f"{place.source.name}[{place.sheet}]"


def header_row(part: TableCells) -> int | None:
    """The number of the row that the header stands in."""
    place = part.header
    if place is None:
        return None
    return int(place.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) if place.cell else place.line


def columns(part: TableCells) -> list[tuple[str, str, str]]:
    """(id, name, header) of each column that was read, in the order of the policy; as the file has them."""
    face = part.face or part.table
    fields = {on_face(spec, part.row_lists): part.fields.get(spec.id) for spec in part.table.columns.values()}
    names = {UNIT: worded("单位"), PERIOD: worded("期间")} | {spec.id: spec.name for spec in face.columns.values()}
    return [(id_, name, head) for id_, name in names.items() if (head := part.fields.get(id_) or fields.get(id_))]


_LISTED = 12


def as_text(overview: DataOverview, language: str, colour: bool = False) -> str:
    """The whole text; findings are in the language of messages, the rest in that of the policy."""
    lines = [
        worded(
            "{}（{}用的数据）", overview.policy.title, worded("计分") if overview.side == "scores" else worded("目标")
        )
    ]
    for table in overview.tables:
        lines += ["", *_table_lines(table)]
    if owed := footer.owed_lines(overview):
        lines += ["", worded(footer.OWED_HEADING), *(f"  {line}" for line in owed)]
    if overview.replaced:
        lines += ["", *(worded("替换的文件：{}", each.in_words(spoken())) for each in overview.replaced)]
    if overview.unread:
        lines += ["", worded("没有读取：{}", _list(overview.unread))]
    lines += ["", worded("可以计算") if overview.is_usable else worded("还不能计算")]
    text = "".join(f"{visible(line)}\n" for line in lines)
    return text + render_findings(overview.findings, language, colour, notes=True)


def _table_lines(overview: TableOverview) -> Iterator[str]:
    table = overview.table
    if not overview.parts:
        yield worded(
            "{}（{}）：{}", table.name, table.id, worded("没有，可以不报") if table.optional else worded("没有")
        )
        return
    yield worded("{}（{}）：{} 行", table.name, table.id, overview.rows)
    for part in overview.parts:
        yield from _part_lines(part)
    if overview.periods:
        yield worded("  期间 {} 个：{}", len(overview.periods), _list(map(str, overview.periods)))
    yield worded("  单位 {} 个：{}", len(overview.units), _list(overview.units))
    for period, units in overview.missing:
        yield worded("  缺 {}：{}", period, _list(units))
    if overview.without:
        yield worded("  没有记录的单位：{}", _list(overview.without))


def _part_lines(part: TableCells) -> Iterator[str]:
    row = header_row(part)
    headed = worded("，表头第 {} 行", row) if row else ""
    yield worded("  {}{}，数据 {} 行", where(part), headed, part.count) + _form(part)
    renamed = [f"{name}←{header}" for _, name, header in columns(part) if not header.startswith(name)]
    same = len(columns(part)) - len(renamed)
    yield worded("    读取 {} 列", same + len(renamed)) + (
        worded("，其中 {}", worded("、").join(renamed)) if renamed else worded("，列名都是办法里的名称")
    )
    if part.unused:
        yield worded("    没有用到的列：{}", _list(part.unused))


def _form(part: TableCells) -> str:
    """That a file has rows for members; they are counted as the rows that they make together."""
    if not part.row_lists:
        return ""
    return worded(
        "（长表：每个{}一行，合成这么多行）",
        worded("、").join(part.table.lists[list_].name for list_ in part.row_lists),
    )


def _list(names: Iterable[str]) -> str:
    listed = list(names)
    return worded("、").join(listed[:_LISTED]) + (worded("……共 {} 个", len(listed)) if len(listed) > _LISTED else "")


def as_json(overview: DataOverview, language: str, colour: bool = False) -> str:
    """The whole document, one entry a line."""
    lists: dict[str, Sequence[object]] = {
        "tables": [_table(table) for table in overview.tables],
        "not_sent": [owed_entry(each) for each in owed_by(overview)],
        "replaced": list(map(replaced_entry, overview.replaced)),
        "unread": overview.unread,
        "findings": [_finding(finding, language) for finding in ordered(overview.findings)],
    }
    heads = {"policy": overview.policy.id, "side": overview.side, "usable": overview.is_usable}
    members = [f'"{key}": {line(value)}' for key, value in heads.items()]
    members += [f'"{key}": [{_entries(entries)}]' for key, entries in lists.items()]
    return "{" + ",\n ".join(members) + "}\n"


def _entries(entries: Sequence[object]) -> str:
    return "\n  " + ",\n  ".join(map(line, entries)) if entries else ""


def _table(overview: TableOverview) -> dict[str, object]:
    return {
        "table": overview.table.id,
        "name": overview.table.name,
        "rows": overview.rows,
        "units": overview.units,
        "periods": list(map(str, overview.periods)),
        "missing": [{"period": str(period), "units": units} for period, units in overview.missing],
        "without_records": overview.without,
        "sources": list(map(_part, overview.parts)),
    }


def _part(part: TableCells) -> dict[str, object]:
    return {
        "file": part.whole.source.name,
        "sheet": part.whole.sheet,
        "header_row": header_row(part),
        "rows": part.count,
        "row_lists": list(part.row_lists),
        "columns": {id_: header for id_, _, header in columns(part)},
        "unused": list(part.unused),
    }


def _finding(finding: Diagnostic, language: str) -> dict[str, object]:
    return {
        "code": finding.code,
        "level": "error" if finding.is_error else "note" if finding.is_note else "warning",
        "place": None if finding.place is None else str(finding.place),
        "message": finding.message(language),
        "mend": finding.mend(language),
    }
