"""Where the tables of a run stand: the CSV files of a folder, and the sheets of its workbooks or of one workbook.

A file or a sheet is named by its table's id or Chinese name (see `table_names`). A workbook that is named so and has
one sheet of its own is that table too, whatever the sheet is called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kaohe.data.files.table_names import TableNames, normal
from kaohe.data.files.unread_files import CHECK_PATH, NO_FOLDER, how_to_hand_in, is_passed_over, reason_of, tell_unread
from kaohe.data.raw import RawSheet
from kaohe.data.sheets.csv_grid import read_csv
from kaohe.data.sheets.header import is_headed
from kaohe.data.sheets.header_names import Names
from kaohe.data.xlsx.workbook import Sheet, read_workbook
from kaohe.diagnostics import Findings, Words, nearest
from kaohe.places import Place, Source
from kaohe.policy.model import Policy, Table
from kaohe.progress import busy


@dataclass(slots=True)
class Sources:
    """The sheets of each wanted table, in order of files and sheets, and the names of what is no table.

    `broken`: a workbook could not be opened, and nobody knows which tables it holds.
    """

    sheets: dict[str, list[Callable[[], RawSheet | None]]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    broken: bool = False


def find_sources(
    policy: Policy, path: Path, wanted: Sequence[Table], findings: Findings, include_hidden: bool
) -> Sources | None:
    """What stands where; None where the folder or workbook cannot be opened (D101)."""
    finder = _Finder(policy, wanted, findings, include_hidden)
    if path.is_file() and path.suffix.lower() == ".xlsx":
        finder.add_workbook(path)
        return finder.sources
    try:
        files = sorted(file for file in path.iterdir() if not is_passed_over(file.name))
    except NotADirectoryError:
        findings.add("D101", Place(Source(str(path))), reason=NO_FOLDER, todo=how_to_hand_in(path))
        return None
    except OSError as error:
        findings.add("D101", Place(Source(str(path))), reason=reason_of(error), todo=CHECK_PATH)
        return None
    others = [file for file in files if not finder.has_added(file)]
    finder.sources.unread += tell_unread(others, findings)
    return finder.sources


class _Finder:
    def __init__(self, policy: Policy, wanted: Sequence[Table], findings: Findings, include_hidden: bool) -> None:
        self.policy = policy
        self.wanted = {table.id: table for table in wanted}
        self.findings = findings
        self.include_hidden = include_hidden
        self.names = TableNames(policy.tables)
        self.sources = Sources({id_: [] for id_ in self.wanted})

    def has_added(self, file: Path) -> bool:
        """Takes a CSV file or a workbook in, or names it if it is none of the tables (D105); False for all else."""
        suffix = file.suffix.lower()
        if suffix == ".xlsx":
            self.add_workbook(file)
        elif suffix == ".csv":
            id_ = self.names.find(file.stem) or self._part(file.stem, Place(Source(str(file))))
            if id_ is None:
                self._say_stranger(file)
            elif id_ in self.wanted:
                self.sources.sheets[id_].append(lambda: read_csv(file, str(file), self.findings))
        return suffix in (".xlsx", ".csv")

    def add_workbook(self, file: Path) -> None:
        """The sheets of a workbook."""
        busy("open", file.name)
        own = self.names.find(file.stem)
        sheets = read_workbook(file, str(file), self.findings)
        self.sources.broken |= not sheets
        strangers: list[Sheet] = []
        for sheet in sheets:
            id_ = self.names.find(sheet.name)
            found = sheet if id_ else self._part_of_table(sheet)
            if found is None:
                strangers.append(sheet)
            elif (id_ := id_ or self._part(sheet.name, sheet.whole)) in self.wanted:
                self._add_sheet(id_, found)
        named = len(sheets) > len(strangers)
        filled = [(sheet, rows) for sheet in strangers if (rows := sheet.read()) and rows.rows]
        read = [(sheet, rows) for sheet, rows in filled if not sheet.hidden]
        for sheet, rows in filled:
            if sheet.hidden:  # a list of choices or the like, or a table that nobody sees
                self._say_like_table(sheet, rows)
        if own in self.wanted and not named and len(read) == 1:
            ((sheet, rows),) = read
            self.findings.add("D147", sheet.whole, text=sheet.name, table=self.wanted[own].name)
            self.sources.sheets[own].append(lambda: rows)
            return
        for sheet, rows in read:
            self._say_strange_sheet(sheet, rows, named or len(read) > 1)

    def _add_sheet(self, id_: str, sheet: Sheet) -> None:
        if sheet.hidden and not self.include_hidden:
            rows = sheet.read()
            if rows is None or rows.rows:
                self.findings.add("D145", sheet.whole, text=sheet.name, table=self.wanted[id_].name)
            return
        if sheet.hidden:
            self.findings.add("D155", sheet.whole, text=sheet.name, table=self.wanted[id_].name)
        self.sources.sheets[id_].append(sheet.read)

    def _part_of_table(self, sheet: Sheet) -> Sheet | None:
        """A sheet that is called after a table, with more behind it, and is made like it; 乡镇（说明） is not.

        A hidden one may be a list of choices.
        """
        id_ = self.names.find_part(sheet.name)
        rows = None if id_ is None or sheet.hidden else sheet.read()
        if id_ is None or rows is None or not rows.rows:
            return None
        table = self.policy.tables[id_]
        headed = is_headed(rows, Names(table, self.policy.units[table.unit_type]))
        return replace(sheet, read=lambda: rows) if headed else None

    def _part(self, name: str, place: Place) -> str | None:
        """The table that a name begins with, which is said (D164) where somebody wants that table."""
        id_ = self.names.find_part(name)
        if id_ in self.wanted:
            self.findings.add("D164", place, text=normal(name), table=self.wanted[id_].name)
        return id_

    def _say_stranger(self, file: Path) -> None:
        self.sources.unread.append(file.name)
        near = nearest(normal(file.stem), self.names.words)
        suggestion = f"{near}.csv" if near else None
        self.findings.add("D105", Place(Source(str(file))), file=file.name, suggestion=suggestion)

    def _say_strange_sheet(self, sheet: Sheet, rows: RawSheet, among_tables: bool) -> None:
        """Beside tables a sheet that is nothing like one is a guide or a note, and only listed."""
        self.sources.unread.append(f"{sheet.whole.source.name}[{sheet.name}]")
        part = self.names.find_part(sheet.name)
        near = nearest(normal(sheet.name), self.names.words) or (part and self.policy.tables[part].name)
        if not self._say_like_table(sheet, rows) and (near or not among_tables):
            self.findings.add("D144", sheet.whole, text=sheet.name, suggestion=near)

    def _say_like_table(self, sheet: Sheet, rows: RawSheet) -> bool:
        """D156 where a sheet is made like a table and named otherwise: it may be a quarter that would be lost."""
        for table in self.wanted.values():
            if is_headed(rows, Names(table, self.policy.units[table.unit_type])):
                hidden = Words("（隐藏）", ", which is hidden,") if sheet.hidden else ""
                self.findings.add("D156", sheet.whole, text=sheet.name, table=table.name, hidden=hidden)
                return True
        return False
