"""A sheet of raw cells to the cells of one table: its header matched, its rows checked for their shape."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain

from kaohe.data.raw import PERIOD, UNIT, RawSheet, TableCells, rows_that_hold
from kaohe.data.sheets.caption_and_footer import (
    check_folder_period,
    check_other_times,
    check_periods,
    end_of_rows,
    named_periods,
    with_year,
)
from kaohe.data.sheets.header import Header, check_blank_headers, read_header, tell_titles
from kaohe.data.sheets.header_names import Names
from kaohe.data.sheets.long_form import face_of_sheet, tell_mixed_forms
from kaohe.data.sheets.measure_statements import (
    check_conditional_formats,
    check_measure_columns,
    check_statements,
    statements_in,
    statements_in_annotations,
    tell_comments,
    tell_indices,
)
from kaohe.data.sheets.totals_and_notes import is_blank_row, is_note, serial_columns, tell_blank_rows
from kaohe.data.table_findings import TableReport, listed
from kaohe.policy.model import ColumnSpec, Table, UnitType
from kaohe.source_places import Place


def cells_of_sheet(
    sheet: RawSheet, table: Table, unit_type: UnitType, report: TableReport, include_hidden: bool = False
) -> TableCells | None:
    """The table's cells by column, as a face of the table that the sheet has (kaohe.data.sheets.long_form).

    None where the header does not tell unit and period.

    Whether all inputs have a column is asked once all sheets of the table are known (see kaohe.data.tables.build).
    """
    if not sheet.rows:
        if sheet.is_grid:  # of a file the reader has said why
            report.findings.add("D118", sheet.whole)
        return None
    whole = table
    table = face_of_sheet(sheet, table, unit_type)
    names = Names(table, unit_type)
    header = read_header(sheet, names, report)
    if header is None:
        return None
    tell_mixed_forms(header.unused, table, whole, unit_type, report)
    rows = sheet.rows
    last = end_of_rows(sheet, header, names, report)
    check_blank_headers(sheet, header, last, report)
    _check_statements(sheet, header, last, table, report)
    _tell_hidden(sheet, header, last, include_hidden, report)
    repeated = _repeated_headers(sheet, header, last, names)
    kept, blank, turned = _rows_of(sheet, header, last, repeated, report)
    lost = last - header.first - len(kept) - len(blank)
    if kept:
        tell_blank_rows(sheet, header.first - 1, kept[-1], blank, report)
        check_measure_columns(sheet, header.row, header.measures, _numbers(header, table), kept, report)
    columns = {id_: turned[index] if kept else [] for id_, index in header.indices.items()}
    titles = [cell for title in header.titles for cell in rows[title]]

    find, indices = sheet.locate, header.indices  # whatever keeps places does not keep the sheet

    def locate(row: int, column: str) -> Place:
        return find(kept[row], indices.get(column, 0))

    def in_period(row: int) -> Place:
        return locate(row, PERIOD)

    named = named_periods(titles, sheet.whole)
    columns |= {part: [""] * len(kept) for part in table.spread}  # until it is known for whom the rows hold
    if "period" in table.spread:
        named = set()
    elif PERIOD in columns:
        of_folder = {sheet.period} if sheet.period else set()
        columns[PERIOD] = with_year(columns[PERIOD], named or of_folder, table, in_period, report)
        check_folder_period(columns[PERIOD], sheet, table, in_period, report)
    else:
        columns[PERIOD] = [str(sheet.period)] * len(kept)
        report.add("D177", sheet.whole, text=str(sheet.period), count=len(kept))
    if sheet.period is not None and kept:
        check_other_times(sheet, header, kept, table, report)
    if "period" not in table.spread:
        check_periods(columns[PERIOD], named, table, in_period, report)
    return TableCells(
        table,
        columns,
        locate,
        sheet.whole,
        header.fields,
        sheet.complete and not lost,
        header.unused,
        sheet.locate(header.row, 0),
    )


def _numbers(header: Header, table: Table) -> dict[int, ColumnSpec]:
    """The columns of numbers that the sheet has, by index."""
    known = table.columns
    return {index: known[id_] for id_, index in header.indices.items() if id_ in known and known[id_].type == "number"}


def _check_statements(sheet: RawSheet, header: Header, end: int, table: Table, report: TableReport) -> None:
    unused = set(range(len(sheet.rows[header.row]))).difference(header.indices.values(), header.measures)
    numbers = _numbers(header, table)
    found = chain(
        statements_in_annotations(sheet, header.row, end, numbers),
        statements_in(sheet, header.titles, header.groups, header.row, sorted(unused), end),
    )
    stated = check_statements(found, numbers, header.measured, list(header.unused), report)
    tell_indices(sheet, [*header.titles, *header.groups, *range(end, len(sheet.rows))], numbers, report)
    check_conditional_formats(sheet, header.row, end, numbers, report)
    refused = {each.place for each in report.findings.all if each.code == "D146" and each.place is not None}
    tell_comments(sheet, header.row, end, numbers, refused, report)
    tell_titles(sheet, header, stated, report)


def _tell_hidden(sheet: RawSheet, header: Header, last: int, include_hidden: bool, report: TableReport) -> None:
    """What is hidden and holds data was perhaps not meant to be sent; nothing is left out unseen."""
    rows = sorted(row for row in sheet.hidden_rows if header.row <= row < last)
    if rows:
        places = [sheet.locate(row, 0) for row in rows]
        report.add("D149" if include_hidden else "D148", places[0], count=len(rows), cells=listed(places))
    for id_, index in header.indices.items():
        if sheet.is_hidden(index):
            code = "D151" if include_hidden else "D150"
            report.add(code, sheet.locate(header.row, index), column=header.fields[id_])


def _rows_of(
    sheet: RawSheet, header: Header, last: int, repeated: Collection[int], report: TableReport
) -> tuple[Sequence[int], list[int], Sequence[Sequence[object]]]:
    """The rows of the table, those that hold nothing but their serial number, and the columns of the first."""
    serials, width = serial_columns(sheet.rows[header.row]), len(sheet.rows[header.row])
    below = range(header.first, last)
    stored = sheet.rows.stored(below)
    if stored is not None and len(stored) == width and not repeated:
        others = [column for index, column in enumerate(stored) if index not in serials]
        if not serials or len(rows_that_hold(others, len(below))) == len(below):
            return below, [], stored
    kept: list[int] = []
    blank: list[int] = []
    cells: list[list[str]] = []
    for row in below:
        values = sheet.rows[row]
        if len(values) < width and sheet.is_grid:
            values = [*values, *[""] * (width - len(values))]
        if is_blank_row(values, serials):
            blank.append(row)
        elif len(values) == width and row not in repeated:
            kept.append(row)
            cells.append(values)
        else:
            _tell(sheet, row, values, width, report)
    return kept, blank, [*zip(*cells, strict=True)]


def _repeated_headers(sheet: RawSheet, header: Header, last: int, names: Names) -> Collection[int]:
    """The rows that repeat the header, as those of tables that were pasted below each other."""
    known = {key: at for key, at in header.indices.items() if key in (UNIT, PERIOD)} or header.indices
    found: Collection[int] = range(header.first, last)
    # Periods first: there are few.
    for key in sorted(known, key=lambda key: key != PERIOD):
        cells = sheet.rows.column(known[key], range(header.first, last))
        heading = {cell for cell in set(cells) if names.find(cell) == key}
        found = {row for row, cell in enumerate(cells, header.first) if cell in heading and row in found}
        if not found:
            break
    return found


def _tell(sheet: RawSheet, row: int, cells: Sequence[str], width: int, report: TableReport) -> None:
    first = next(cell.strip() for cell in cells if cell.strip())
    if is_note(first):
        report.add("D304", sheet.locate(row, 0), text=first, rows="")
    elif len(cells) == width:
        report.add("D132", sheet.locate(row, 0), text=", ".join(cells))
    elif sheet.is_grid:
        index = next(index for index in range(width, len(cells)) if cells[index].strip())
        report.add("D130", sheet.locate(row, index), text=cells[index])
    else:
        place = sheet.locate(row, min(width, len(cells) - 1))
        report.add("D131", place, found=len(cells), expected=width, text=", ".join(cells))
