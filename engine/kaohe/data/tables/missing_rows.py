"""Rows that one sheet of a table lacks and another has: told of the sheet that alone has a column, not cell by cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from kaohe.data.raw import TableCells
from kaohe.data.report import TableReport
from kaohe.data.tables.row_alignment import Slot
from kaohe.places import Place, Source

_LISTED = 5


def tell_lacking(
    parts: Sequence[TableCells], slots: Sequence[Slot], told: Mapping[int, set[str]], report: TableReport
) -> None:
    """D315 for each period of which the sheets that have a column lack rows; told[part] are columns misnamed there.

    Where such a sheet has rows that could not be read, these may be the ones.
    """
    table = parts[0].table
    numbers = {id(part): number for number, part in enumerate(parts)}
    sets = [(slot, {numbers[id(part)] for part, _ in slot.origins}) for slot in slots]
    unread = {number for slot, here in sets for number in here if slot.key is None}
    unread |= {number for number, part in enumerate(parts) if not part.complete}
    columns: dict[tuple[tuple[int, ...], tuple[int, ...]], list[str]] = {}
    for id_, spec in table.columns.items():
        having = tuple(number for number, part in enumerate(parts) if id_ in part.cells)
        if not spec.is_required or not having or len(having) == len(parts) or unread.intersection(having):
            continue
        misnamed = {number for number in told if id_ in told[number]}
        there = misnamed.union(having)
        lacking = tuple(at for at, (slot, here) in enumerate(sets) if slot.key is not None and here.isdisjoint(there))
        if lacking:
            columns.setdefault((having, lacking), []).append(spec.name)
    for (having, lacking), names in columns.items():
        _tell([parts[number] for number in having], [slots[at] for at in lacking], names, report)


def _tell(parts: Sequence[TableCells], slots: Sequence[Slot], names: Sequence[str], report: TableReport) -> None:
    place = (parts[0].header or parts[0].whole) if len(parts) == 1 else place_of_all(parts)
    periods: dict[object, list[str]] = {}
    for slot in slots:
        assert slot.key is not None
        periods.setdefault(slot.key[1], []).append(str(slot.key[0]))
    for period, units in sorted(periods.items(), key=lambda each: str(each[0])):
        listed = "、".join(dict.fromkeys(units[:_LISTED])) + ("…" if len(units) > _LISTED else "")
        files, columns = named(parts), tuple(names)
        report.add("D315", place, files=files, count=len(units), text=str(period), units=listed, columns=columns)


def named(parts: Sequence[TableCells]) -> tuple[str, ...]:
    """The files of some sheets, and the sheets in them, without the folders."""
    return tuple(
        PurePath(part.whole.source.name).name + (f"[{part.whole.sheet}]" if part.whole.sheet else "") for part in parts
    )


def place_of_all(parts: Sequence[TableCells]) -> Place:
    """Where several sheets stand: their workbook, or their folder."""
    files = list(dict.fromkeys(part.whole.source.name for part in parts))
    return Place(Source(files[0] if len(files) == 1 else str(PurePath(files[0]).parent)))
