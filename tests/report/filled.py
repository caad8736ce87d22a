"""Fills a template with the figures of a CSV case, as somebody at a desk would: cell by cell, by heading and key."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from kaohe.policy.model import Policy, Table
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

KEYS = 2


def workbook(content: bytes) -> Workbook:
    """A finished workbook as another program reads it."""
    return load_workbook(io.BytesIO(content))


def fill(content: bytes, policy: Policy, data: Path, target: Path) -> Path:
    """Writes the template to `target` with the figures of the CSV files in `data`."""
    book = workbook(content)
    for table in policy.tables.values():
        source = next(
            (data / f"{name}.csv" for name in (table.id, table.name) if (data / f"{name}.csv").exists()), None
        )
        if source is not None and table.name in book.sheetnames:
            _fill(book[table.name], table, list(csv.reader(source.read_text("utf-8-sig").splitlines())))
    book.save(target)
    return target


def _fill(sheet: Worksheet, table: Table, rows: list[list[str]]) -> None:
    header, *records = rows
    names = {word: spec for spec in table.columns.values() for word in (spec.id, spec.name)}
    found = {}
    for index, word in enumerate(header[KEYS:], KEYS):
        heading = _plain(sheet, word)
        if heading is not None:
            found[index] = heading
    known = {(row[0].value, row[1].value): row[0].row for row in sheet.iter_rows(min_row=2, max_col=KEYS)}
    for number, record in enumerate(records, 2):
        key = record[0], record[1]
        row = number if table.records else known[key]
        sheet.cell(row, 1, key[0])
        sheet.cell(row, 2, key[1])
        for index, column in found.items():
            is_number = names[header[index]].type == "number"
            sheet.cell(row, column, float(record[index]) if is_number else record[index])


def _plain(sheet: Worksheet, word: str) -> int | None:
    """The column whose heading is a name, with or without a measure behind it."""
    for cell in sheet[1][KEYS:]:
        if cell.value == word or str(cell.value).startswith(f"{word}（"):
            return int(cell.column)
    return None
