"""What both forms of a data overview say of a sheet: where it is, and which header stands for which input."""

from __future__ import annotations

from kaohe.data.raw import PERIOD, UNIT, TableCells


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
    """(id, name, header) of each column that was read, in the order of the policy."""
    names = {UNIT: "单位", PERIOD: "期间"} | {spec.id: spec.name for spec in part.table.columns.values()}
    return [(id_, name, part.fields[id_]) for id_, name in names.items() if id_ in part.fields]
