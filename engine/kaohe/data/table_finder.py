"""Files and sheets to the tables that they are called after.

A file or a sheet is named by its table's id or Chinese name (see `folder`). A workbook that is named so and has
one sheet of its own is that table too, whatever the sheet is called. What is named after no table is read where its
header leaves no doubt, and told in any case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kaohe.data.arrow_table import SUFFIXES, read_arrow
from kaohe.data.folder import TableNames, normal, period_of
from kaohe.data.raw import PERIOD, UNIT, Annotation, RawSheet
from kaohe.data.replaced_files import name_in
from kaohe.data.sheets.csv_reader import read_csv
from kaohe.data.sheets.header import headed, is_headed
from kaohe.data.sheets.header_names import Names
from kaohe.data.sheets.long_form import face_of_sheet
from kaohe.data.sheets.measure_statements import statements_in_guide
from kaohe.diagnostics import Findings, Words, nearest
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, pattern, replace
from kaohe.policy.model import Policy, Table
from kaohe.progress import busy
from kaohe.source_places import Place, Source

if TYPE_CHECKING:
    from kaohe.data.xlsx.workbook import Sheet

_NOT_IN_FORCE = pattern(
    r"旧|作废|废止|备份|副本|草稿|初稿|模板|样表|示例|测试|上期|(?<![a-z])old(?![a-z])|backup|copy|draft|template",
    re.IGNORECASE,
)
"""What a name says of a file or sheet that hardly counts beside another one of its table."""

Read = Callable[[], RawSheet | None]


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A file or a sheet with rows that is named after no table; `findings` are those of reading it.

    `near` is the name of a table that its own name may be meant for. A sheet `among_tables` that is like none of them
    is a guide or a note, and only listed.
    """

    name: str
    listed: str
    place: Place
    rows: RawSheet | None
    findings: Findings
    is_file: bool = False
    hidden: bool = False
    near: str | None = None
    among_tables: bool = False


READ_WHOLE = (".csv", *SUFFIXES)
"""Files of one table; a workbook may have several."""


def _read(file: Path, findings: Findings) -> RawSheet | None:
    read = read_csv if file.suffix.lower() == ".csv" else read_arrow
    return read(file, str(file), findings)


class TableFinder:
    """Takes files in one after another.

    `sheets` are those of each wanted table, in order of files and sheets; `by_file` the tables that a file gave, and
    `unnamed` what is named after none. `is_broken`: a workbook could not be opened, and nobody knows what it holds.
    """

    def __init__(self, policy: Policy, wanted: Sequence[Table], findings: Findings, include_hidden: bool) -> None:
        self.policy = policy
        self.wanted = {table.id: table for table in wanted}
        self.findings = findings
        self.include_hidden = include_hidden
        self.names = TableNames(policy.tables)
        self.sheets: dict[str, list[Read]] = {id_: [] for id_ in self.wanted}
        self.is_broken = False
        self.by_file: dict[Path, set[str]] = {}
        self.unnamed: list[Unnamed] = []
        self.periods: dict[str, Period] = {}
        self.guides: dict[str, list[Annotation]] = {}

    def has_added(self, file: Path, folder: Path) -> bool:
        """Takes a CSV file or a workbook in, or keeps it if it is named after no table; False for all else."""
        suffix = file.suffix.lower()
        if period := period_of(file, folder):
            self.periods[str(file)] = period
        if suffix == ".xlsx":
            self.add_workbook(file)
        elif suffix in READ_WHOLE:
            id_ = self.names.find(file.stem) or self._part(file.stem, Place(Source(str(file))))
            if id_ is None:
                self._keep_file(file, name_in(folder, str(file)))
            elif id_ in self.wanted:
                self.take(id_, str(file), lambda: _read(file, self.findings))
        return suffix in (".xlsx", *READ_WHOLE)

    def add_workbook(self, file: Path) -> None:
        """The sheets of a workbook."""
        busy("open", file.name)
        own = self.names.find(file.stem)
        from kaohe.data.xlsx.workbook import read_workbook  # late: most folders have none

        sheets = read_workbook(file, str(file), self.findings)
        self.is_broken |= not sheets
        unnamed: list[Sheet] = []
        for sheet in sheets:
            id_ = self.names.find(sheet.name)
            found = sheet if id_ else self._part_of_table(sheet)
            if found is None:
                unnamed.append(sheet)
            elif (id_ := id_ or self._part(sheet.name, sheet.whole)) in self.wanted:
                self._add_sheet(id_, found)
        named = len(sheets) > len(unnamed)
        filled = [(sheet, rows) for sheet in unnamed if (rows := sheet.read()) and rows.rows]
        shown = [(sheet, rows) for sheet, rows in filled if not sheet.hidden]
        tables = self.policy.tables.values()
        guides = [rows for _, rows in shown if not any(self.is_like(rows, table) for table in tables)]
        self.guides[str(file)] = [said for rows in guides for said in statements_in_guide(rows)]
        if own in self.wanted and not named and len(shown) == 1:
            ((sheet, rows),) = shown
            self.findings.add("D147", sheet.whole, text=sheet.name, table=self.wanted[own].name)
            self.take(own, str(file), lambda: rows)
            filled = [(sheet, rows) for sheet, rows in filled if sheet.hidden]
        for sheet, rows in filled:
            self._keep_sheet(sheet, rows, named or len(shown) > 1)

    def take(self, id_: str, file: str, read: Read) -> None:
        """A sheet of a wanted table; it knows the period that its folder is named by, and what guides beside it say."""

        def of_period() -> RawSheet | None:
            sheet = read()
            if sheet is not None:
                sheet.period = self.periods.get(file)
                sheet.annotations = [*sheet.annotations, *self.guides.get(file, ())]
            return sheet

        self.by_file.setdefault(Path(file), set()).add(id_)
        self.sheets[id_].append(of_period)

    def _add_sheet(self, id_: str, sheet: Sheet) -> None:
        if sheet.hidden and not self.include_hidden:
            rows = sheet.read()
            if rows is None or rows.rows:
                self.findings.add("D145", sheet.whole, text=sheet.name, table=self.wanted[id_].name)
            return
        if sheet.hidden:
            self.findings.add("D155", sheet.whole, text=sheet.name, table=self.wanted[id_].name)
        self.take(id_, sheet.whole.source.name, sheet.read)

    def _part_of_table(self, sheet: Sheet) -> Sheet | None:
        """A sheet that is called after a table, with more behind it, and is made like it; 乡镇（说明） is not.

        A hidden one may be a list of choices.
        """
        id_ = self.names.find_part(sheet.name)
        rows = None if id_ is None or sheet.hidden else sheet.read()
        if id_ is None or rows is None or not rows.rows:
            return None
        rows.period = self.periods.get(sheet.whole.source.name)
        return replace(sheet, read=lambda: rows) if self.is_like(rows, self.policy.tables[id_]) else None

    def _part(self, name: str, place: Place) -> str | None:
        """The table that a name begins with, which is said (D164) where somebody wants that table."""
        id_ = self.names.find_part(name)
        if id_ in self.wanted:
            code = "D185" if _NOT_IN_FORCE.search(normal(name)) else "D164"
            self.findings.add(code, place, text=normal(name), table=self.wanted[id_].name)
        return id_

    def _keep_file(self, file: Path, name: str) -> None:
        findings = Findings()
        near = nearest(normal(file.stem), self.names.words)
        rows = _read(file, findings)
        rows = rows if rows is not None and rows.rows else None
        if rows is not None:
            rows.period = self.periods.get(str(file))
        place, suggestion = Place(Source(str(file))), f"{near}{file.suffix}" if near else None
        self.unnamed.append(Unnamed(file.name, name, place, rows, findings, is_file=True, near=suggestion))

    def _keep_sheet(self, sheet: Sheet, rows: RawSheet, among_tables: bool) -> None:
        part = self.names.find_part(sheet.name)
        near = nearest(normal(sheet.name), self.names.words) or (part and self.policy.tables[part].name)
        listed = f"{sheet.whole.source.name}[{sheet.name}]"
        rows.period = self.periods.get(sheet.whole.source.name)
        hidden, nothing = sheet.hidden, Findings()
        self.unnamed.append(
            Unnamed(sheet.name, listed, sheet.whole, rows, nothing, False, hidden, near or None, among_tables)
        )

    def without_periods(self, name: str, rows: RawSheet) -> Table | None:
        """The wanted table that a sheet is called after and made like, but for the column of periods."""
        table = self.wanted.get(self.names.find_part(name) or "")
        if table is None:
            return None
        names = self.names_of(rows, table)
        found = headed(rows, names)
        inputs = found - names.keys
        return table if names.keys - found == {PERIOD} and 2 * len(inputs) >= len(names.table.columns) else None

    def is_like(self, rows: RawSheet, table: Table) -> bool:
        """Whether rows have a header with the table's unit, period and an input."""
        return is_headed(rows, self.names_of(rows, table))

    def names_of(self, rows: RawSheet, table: Table) -> Names:
        """What may head the table's columns, in the form that the rows have."""
        unit_type = self.policy.units[table.unit_type]
        return Names(face_of_sheet(rows, table, unit_type), unit_type)

    def inputs_of(self, rows: RawSheet, table: Table) -> set[str]:
        """The inputs that head rows, as the policy writes them: without their members."""
        names = self.names_of(rows, table)
        ids = headed(rows, names) - {UNIT, PERIOD, *names.table.further_keys}
        return {names.table.columns[id_].written or id_ for id_ in ids}


def settle(finder: TableFinder) -> list[str]:
    """What is named after no table is read (D174) where its header fits one alone that lacks just its columns.

    Else it is told: D156 for a sheet that is made like a table, which may be a quarter that would be lost; D105,
    D144 for others. Returns the names of what was not read.
    """
    unread: list[str] = []
    for each in finder.unnamed:
        fitting = [table for table in finder.policy.tables.values() if each.rows and finder.is_like(each.rows, table)]
        wanted = [table for table in fitting if table.id in finder.wanted]
        if each.rows and len(fitting) == len(wanted) == 1 and _is_export(finder, each, wanted[0], each.rows):
            finder.findings.all += each.findings.all
            finder.findings.add("D174", each.place, text=each.name, table=wanted[0].name)
            finder.take(wanted[0].id, each.place.source.name, lambda rows=each.rows: rows)  # type: ignore[misc]
            continue
        if not each.hidden:
            unread.append(each.listed)
        if each.is_file:
            like = f"{wanted[0].name}_{each.name}" if len(wanted) == 1 else each.near
            finder.findings.add("D105", each.place, file=each.name, suggestion=like)
        elif wanted:
            hidden = Words("（隐藏）", ", which is hidden,") if each.hidden else ""
            finder.findings.add("D156", each.place, text=each.name, table=_nearest(finder, each, wanted), hidden=hidden)
        elif not each.hidden and each.rows and (table := finder.without_periods(each.name, each.rows)):
            finder.findings.add("D190", each.place, text=each.name, table=table.name)
        elif not each.hidden and (each.near or not each.among_tables):
            finder.findings.add("D144", each.place, text=each.name, suggestion=each.near)
    return unread


def _nearest(finder: TableFinder, each: Unnamed, tables: Sequence[Table]) -> str:
    """The name of the table that has the most of the header: a table of projects is like each other one in part."""
    rows = each.rows
    assert rows is not None
    return max(tables, key=lambda table: len(headed(rows, finder.names_of(rows, table)))).name


def _is_export(finder: TableFinder, each: Unnamed, table: Table, rows: RawSheet) -> bool:
    """Whether all that heads the rows is of the table, and none of its inputs stands in another sheet yet.

    A name that has a table's in it, or nearly has, may be a slip of the pen or another form: nobody guesses.
    """
    names, others = finder.names_of(rows, table), finder.sheets[table.id]
    is_called = each.near is not None or any(word in normal(each.name) for word in finder.names.words)
    if each.hidden or is_called or not is_headed(rows, names, alone=True):
        return False
    if table.records and not table.further_keys:
        return not others
    known = [read() for read in others]
    finder.sheets[table.id] = [lambda sheet=sheet: sheet for sheet in known]  # type: ignore[misc]  # read once
    elsewhere = {id_ for sheet in known if sheet is not None and sheet.rows for id_ in finder.inputs_of(sheet, table)}
    return elsewhere.isdisjoint(finder.inputs_of(rows, table))
