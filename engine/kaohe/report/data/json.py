"""A data overview as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from kaohe.analysis.data_overview import DataOverview, TableOverview
from kaohe.data.raw import TableCells
from kaohe.diagnostics import Diagnostic
from kaohe.report.awaited import awaited_by
from kaohe.report.data.words import columns, header_row
from kaohe.report.findings import ordered
from kaohe.report.json_text import awaited_entry, line


def render(overview: DataOverview, language: str, colour: bool = False) -> str:
    """The whole document, one entry a line."""
    lists: dict[str, Sequence[object]] = {
        "tables": [_table(table) for table in overview.tables],
        "not_sent": [awaited_entry(each) for each in awaited_by(overview)],
        "unread": overview.unread,
        "findings": [_finding(finding, language) for finding in ordered(overview.findings)],
    }
    heads = {"policy": overview.policy.id, "side": overview.side, "usable": overview.is_usable}
    members = [f'"{key}": {line(value)}' for key, value in heads.items()]
    members += [f'"{key}": [{_lines(entries)}]' for key, entries in lists.items()]
    return "{" + ",\n ".join(members) + "}\n"


def _lines(entries: Sequence[object]) -> str:
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
