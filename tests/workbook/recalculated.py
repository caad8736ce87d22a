"""Workbooks calculated by LibreOffice, from nothing but inputs and formulas.

Every stored value is replaced by a wrong one first, so that one which is handed back instead of calculated shows.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from kaohe.analysis.scores_and_targets import Appraisal, Scored
from kaohe.data.read_data import read_data
from kaohe.data.tables.build import dataset_of_rows
from kaohe.diagnostics import Findings
from kaohe.evaluate.run import needed_tables, score
from kaohe.policy.model import Policy
from kaohe.report.working_paper import paper_of
from kaohe.workbook.book import Book
from kaohe.workbook.working_paper import compiled
from kaohe.workbook.writer import written
from openpyxl.utils import column_index_from_string

SOFFICE = shutil.which("soffice")

WRONG = -98765.4321
RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""

_ERROR = re.compile(r'<c r="([A-Z]+)([0-9]+)"[^>]* t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>([^<]*)</v>')

Cells = Mapping[str, Sequence[Sequence[object]]]
"""The values of a calculated workbook: sheet to rows."""

Key = tuple[str, str, str, str]
"""Unit type, unit, period and id of a published value."""


def book_of(
    policy: Policy, data: Path | Mapping[str, Iterable[Mapping[str, object]]], readings: Mapping[str, str]
) -> Book:
    """The working paper of files, or of rows given in Python. Raises Refused as a run does."""
    findings, needed = Findings(), needed_tables(policy)
    if isinstance(data, Path):
        dataset = read_data(policy, data, needed, findings)
    else:
        dataset = dataset_of_rows(policy, data, findings, needed)
    findings.stop_on_errors()
    return compiled_appraisal(Appraisal(policy, Scored(*score(policy, dataset, readings, findings))))


def compiled_appraisal(found: Appraisal) -> Book:
    """The working paper of an appraisal."""
    return compiled(paper_of(found))


def spoil(book: Book) -> None:
    """Wrong stored values beside all formulas."""
    for sheet in book.sheets:
        for column in sheet.columns:
            for row, entry in column.cells.items():
                if entry.formula is not None:
                    column.cells[row] = replace(entry, value=WRONG)


def calculate(files: Sequence[Path], work: Path) -> list[Cells]:
    """What LibreOffice makes of the files, all in one run of it."""
    import python_calamine

    profile = work / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    out = work / "calculated"
    command = [
        SOFFICE,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        out,
    ]
    subprocess.run([*map(str, command), *map(str, files)], check=True, capture_output=True, timeout=1800)
    found: list[Cells] = []
    for file in files:
        workbook = python_calamine.CalamineWorkbook.from_path(str(out / file.name))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
        }
        with zipfile.ZipFile(out / file.name) as archive:
            for number, name in enumerate(workbook.sheet_names, 1):
                _put_errors(archive.read(f"xl/worksheets/sheet{number}.xml").decode(), sheets[name])
        found.append(sheets)
    return found


def _put_errors(text: str, rows: list[list[object]]) -> None:
    """Cells that hold an error, which the reader takes for empty ones."""
    for column, row, error in _ERROR.findall(text):
        rows[int(row) - 1][column_index_from_string(column) - 1] = error


def calculated_books(books: Sequence[Book], work: Path) -> list[Cells]:
    """The books written with wrong stored values, and calculated."""
    files = []
    for number, book in enumerate(books):
        spoil(book)
        files.append(work / f"book{number}.xlsx")
        files[-1].write_bytes(written(book))
    return calculate(files, work)


def value_at(cells: Cells, sheet: str, column: int, row: int) -> object:
    """A cell; rows count from 1. The empty text is no value."""
    rows = cells[sheet]
    if row > len(rows) or column >= len(rows[row - 1]):
        return None
    value = rows[row - 1][column]
    return None if value == "" else value


def differences(book: Book, cells: Cells) -> Iterator[str]:
    """Every published value that LibreOffice calculates otherwise than the engine."""
    seen = 0
    for key, wanted, found, exactly in values(book, cells):
        seen += 1
        if not agrees(wanted, found, exactly):
            yield f"{' '.join(key)}: {wanted!r} is {found!r}"
    scored = book.paper.scored
    known = sum(len(result.values) for result in scored.results.results) if scored is not None else 0
    if seen != known:
        yield f"{known} values, {seen} of them in the workbook"


def values(book: Book, cells: Cells) -> Iterator[tuple[Key, object, object, bool]]:
    """Of every published value: whose it is, what the engine and LibreOffice say, and whether both have to be equal."""
    if book.paper.scored is None:
        return
    expected = {
        (result.unit_type, result.unit, result.period, name): value
        for result in book.paper.scored.results.results
        for name, value in result.values.items()
    }
    for grid in book.grids:
        for column in grid.scores.columns if grid.scores is not None else ():
            definition = column.definition
            assert definition is not None and grid.scores is not None
            for position in range(len(grid.frame)):
                unit, period, _ = grid.key(position)
                assert unit is not None and period is not None
                wanted = expected[definition.unit_type, unit, period, definition.id]
                found = value_at(cells, grid.scores.name, column.number, grid.row(position))
                key = (definition.unit_type, unit, str(period), definition.id)
                yield key, wanted, found, column.decimals is None


def agrees(wanted: object, found: object, exactly: bool) -> bool:
    """Places exactly, other numbers to 1e-9 (large ones to the digits a sheet has), yes and no in words.

    A text of no signs, which is what names of nobody are, is read back as a blank cell.
    """
    if isinstance(wanted, bool):
        return found == ("是" if wanted else "否")
    if isinstance(wanted, Fraction):
        if not isinstance(found, float | int) or isinstance(found, bool):
            return False
        if exactly and wanted.denominator == 1:
            return found == wanted
        return abs(Fraction(found) - wanted) <= max(Fraction(1, 10**9), abs(wanted) / 10**13)
    return (wanted or None) == found if isinstance(wanted, str) else wanted == found


def check_cells(book: Book, cells: Cells) -> Iterator[str]:
    """What the workbook's own check says to be different."""
    for check in book.checks:
        for column in check.sheet.columns:
            if column.above[1] == "差额":
                for row in column.cells:
                    if value_at(cells, check.sheet.name, column.number, row) != 0:
                        yield f"{check.sheet.name} {column.heading} {row}"


def wrong(books: Sequence[Book], work: Path) -> list[str]:
    """Everything that is not as it should be once LibreOffice has calculated these books."""
    found = []
    for number, (book, cells) in enumerate(zip(books, calculated_books(books, work), strict=True)):
        for each in (*differences(book, cells), *check_cells(book, cells), *errors(cells)):
            found.append(f"book {number}: {each}")
    return found


def errors(cells: Cells) -> Iterator[str]:
    """Cells that hold an error."""
    for name, rows in cells.items():
        for number, row in enumerate(rows, 1):
            for value in row:
                if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A", "0!")):
                    yield f"{name}:{number}: {value}"
