"""A folder of CSV files, one for each table, named by the table's id or Chinese name."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from engine.data.collector import collector_held
from engine.data.csv_file import read_csv
from engine.data.dataset import DatasetBuilder, no_rows, with_sources
from engine.data.raw import TableCells
from engine.data.report import TableReport
from engine.data.sheet_table import cells_of_sheet
from engine.data.tables import Dataset
from engine.diagnostics import Findings, nearest
from engine.places import Place, Source
from engine.policy.model import Policy, Table

_OTHER_FORMATS = (".xlsx", ".xls", ".xlsm", ".et", ".ods", ".tsv", ".txt")


@collector_held()
def read_folder(policy: Policy, folder: Path, needed: Iterable[str], findings: Findings) -> Dataset:
    """The typed tables that a folder holds, of those `needed` (ids); other tables' files are not opened.

    Everything found goes to `findings` with the file's name under the folder as the user gave it. The result
    is worth nothing where there are errors among it.
    """
    wanted = with_sources(policy, needed)
    reports = {table.id: TableReport(findings, table) for table in wanted}
    cells: dict[str, TableCells] = {}
    files = _files(folder, findings)
    if files is not None:
        _name_strangers(policy, files, findings)
        for table in wanted:
            read = _read_table(policy, table, files, folder, reports[table.id])
            if read is not None:
                cells[table.id] = read
    return DatasetBuilder(policy, reports, findings).build(cells)


def _files(folder: Path, findings: Findings) -> list[Path] | None:
    """The folder's entries, sorted, without hidden files and the lock files of office programs."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    except NotADirectoryError:
        findings.add("D101", Place(Source(str(folder))), reason="not a folder")
    except OSError as error:
        findings.add("D101", Place(Source(str(folder))), reason=error.strerror or type(error).__name__)
    return None


def _stem(path: Path) -> str:
    # Some systems hand names back decomposed.
    return unicodedata.normalize("NFC", path.stem).strip()


def _is_csv(path: Path) -> bool:
    return path.suffix.lower() == ".csv"


def _name_strangers(policy: Policy, files: list[Path], findings: Findings) -> None:
    """Says which files are not read although they look as if they were meant to be."""
    known = [word for table in policy.tables.values() for word in (table.name, table.id)]
    for path in files:
        if _is_csv(path):
            if _stem(path) not in known:
                near = nearest(_stem(path), known)
                suggestion = f"{near}.csv" if near else None
                findings.add("D105", Place(Source(str(path))), file=path.name, suggestion=suggestion)
        elif path.suffix.lower() in _OTHER_FORMATS:
            findings.add("D106", Place(Source(str(path))), file=path.name)


def _read_table(
    policy: Policy, table: Table, files: list[Path], folder: Path, report: TableReport
) -> TableCells | None:
    mine = [path for path in files if _is_csv(path) and _stem(path) in (table.id, table.name)]
    if len(mine) > 1:
        report.add("D104", Place(Source(str(mine[1]))), first=mine[0].name, second=mine[1].name)
        return None
    if not mine:
        if table.optional:
            return no_rows(table, Place(Source(str(folder / f"{table.id}.csv"))))
        taken = {word for other in policy.tables.values() for word in (other.id, other.name)}
        strangers = {path.stem: path.name for path in files if _is_csv(path) and _stem(path) not in taken}
        near = nearest(table.name, strangers) or nearest(table.id, strangers)
        suggestion = strangers[near] if near else None
        report.add("D103", Place(Source(str(folder))), id=table.id, suggestion=suggestion)
        return None
    sheet = read_csv(mine[0], str(mine[0]), report.findings)
    return None if sheet is None else cells_of_sheet(sheet, table, policy.units[table.unit_type], report)
