"""Where the tables of a run stand: the CSV files of a folder, and the sheets of its workbooks or of one workbook.

A file or a sheet is named by its table's id or Chinese name (see `table_names`). A workbook that is named so and has
one sheet of its own is that table too, whatever the sheet is called. What is named otherwise and has the header of one
table alone is read as that table where the table lacks just these columns, as a bureau's own export does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from kaohe.data.files.data_folder import files_in, quarter_of
from kaohe.data.files.replaced_files import LIST, Replacement, last, name_in, replacements
from kaohe.data.files.table_names import TableNames, normal
from kaohe.data.files.unread_files import CHECK_PATH, NO_FOLDER, how_to_hand_in, reason_of, tell_unread
from kaohe.data.raw import PERIOD, UNIT, RawSheet
from kaohe.data.sheets.csv_grid import read_csv
from kaohe.data.sheets.header import headed, is_headed
from kaohe.data.sheets.header_names import Names
from kaohe.data.xlsx.workbook import Sheet, read_workbook
from kaohe.diagnostics import Findings, Words, nearest
from kaohe.language.periods import Period
from kaohe.places import Place, Source
from kaohe.policy.model import Policy, Table
from kaohe.progress import busy

Read = Callable[[], RawSheet | None]


@dataclass(slots=True)
class Sources:
    """The sheets of each wanted table, in order of files and sheets, and the names of what is no table.

    `broken`: a workbook could not be opened, and nobody knows which tables it holds. `replaced` are the files that give
    nothing, each with the one that stands for it.
    """

    sheets: dict[str, list[Read]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    broken: bool = False
    replaced: tuple[Replacement, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unnamed:
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


def find_sources(
    policy: Policy,
    path: Path,
    wanted: Sequence[Table],
    findings: Findings,
    include_hidden: bool,
    replaces: Sequence[Replacement] = (),
) -> Sources | None:
    """What stands where; None where the folder or workbook cannot be opened (D101).

    D175 where a file that was replaced had a table that the one in its place has not.
    """
    finder = _Finder(policy, wanted, findings, include_hidden)
    if path.is_file() and path.suffix.lower() == ".xlsx":
        replacements(path, (), replaces, findings)
        finder.add_workbook(path)
        finder.settle()
        return finder.sources
    try:
        files = {name_in(path, str(file)): file for file in files_in(path)}
    except NotADirectoryError:
        findings.add("D101", Place(Source(str(path))), reason=NO_FOLDER, todo=how_to_hand_in(path))
        return None
    except OSError as error:
        findings.add("D101", Place(Source(str(path))), reason=reason_of(error), todo=CHECK_PATH)
        return None
    replaced = finder.sources.replaced = replacements(path, [*files], replaces, findings)
    gone = {each.old for each in replaced} | ({LIST} if LIST not in finder.names.words else set())
    others = [file for name, file in files.items() if name not in gone and not finder.has_added(file, path)]
    finder.settle()
    finder.sources.unread += tell_unread(others, findings)
    for each in replaced:
        old = _Finder(policy, wanted, Findings(), include_hidden)
        old.has_added(files[each.old], path)
        for id_ in old.by_file.get(files[each.old], set()) - finder.by_file.get(files[last(replaced, each)], set()):
            place = Place(Source(str(files[each.old])))
            findings.add("D175", place, table=policy.tables[id_].name, file=each.old, new=each.new)
    return finder.sources


class _Finder:
    def __init__(self, policy: Policy, wanted: Sequence[Table], findings: Findings, include_hidden: bool) -> None:
        self.policy = policy
        self.wanted = {table.id: table for table in wanted}
        self.findings = findings
        self.include_hidden = include_hidden
        self.names = TableNames(policy.tables)
        self.sources = Sources({id_: [] for id_ in self.wanted})
        self.by_file: dict[Path, set[str]] = {}
        self.unnamed: list[_Unnamed] = []
        self.quarters: dict[str, Period] = {}

    def has_added(self, file: Path, folder: Path) -> bool:
        """Takes a CSV file or a workbook in, or keeps it if it is named after no table; False for all else."""
        suffix = file.suffix.lower()
        if quarter := quarter_of(file, folder):
            self.quarters[str(file)] = quarter
        if suffix == ".xlsx":
            self.add_workbook(file)
        elif suffix == ".csv":
            id_ = self.names.find(file.stem) or self._part(file.stem, Place(Source(str(file))))
            if id_ is None:
                self._keep_file(file, name_in(folder, str(file)))
            elif id_ in self.wanted:
                self._take(id_, str(file), lambda: read_csv(file, str(file), self.findings))
        return suffix in (".xlsx", ".csv")

    def add_workbook(self, file: Path) -> None:
        """The sheets of a workbook."""
        busy("open", file.name)
        own = self.names.find(file.stem)
        sheets = read_workbook(file, str(file), self.findings)
        self.sources.broken |= not sheets
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
        if own in self.wanted and not named and len(shown) == 1:
            ((sheet, rows),) = shown
            self.findings.add("D147", sheet.whole, text=sheet.name, table=self.wanted[own].name)
            self._take(own, str(file), lambda: rows)
            filled = [(sheet, rows) for sheet, rows in filled if sheet.hidden]
        for sheet, rows in filled:
            self._keep_sheet(sheet, rows, named or len(shown) > 1)

    def settle(self) -> None:
        """What is named after no table is read (D174) where its header fits one alone that lacks just its columns.

        Else it is told: D156 for a sheet that is made like a table, which may be a quarter that would be lost; D105,
        D144 for others.
        """
        for each in self.unnamed:
            fitting = [table for table in self.policy.tables.values() if each.rows and self._is_like(each.rows, table)]
            wanted = [table for table in fitting if table.id in self.wanted]
            if each.rows and len(fitting) == len(wanted) == 1 and self._is_export(each, wanted[0], each.rows):
                self.findings.all += each.findings.all
                self.findings.add("D174", each.place, text=each.name, table=wanted[0].name)
                self._take(wanted[0].id, each.place.source.name, lambda rows=each.rows: rows)  # type: ignore[misc]
                continue
            if not each.hidden:
                self.sources.unread.append(each.listed)
            if each.is_file:
                like = f"{wanted[0].name}_{Path(each.name).stem}.csv" if len(wanted) == 1 else each.near
                self.findings.add("D105", each.place, file=each.name, suggestion=like)
            elif wanted:
                hidden = Words("（隐藏）", ", which is hidden,") if each.hidden else ""
                self.findings.add("D156", each.place, text=each.name, table=wanted[0].name, hidden=hidden)
            elif not each.hidden and (each.near or not each.among_tables):
                self.findings.add("D144", each.place, text=each.name, suggestion=each.near)

    def _take(self, id_: str, file: str, read: Read) -> None:
        """A sheet of a wanted table; one of a folder named by a quarter knows it."""

        def of_quarter() -> RawSheet | None:
            sheet = read()
            if sheet is not None:
                sheet.quarter = self.quarters.get(file)
            return sheet

        self.by_file.setdefault(Path(file), set()).add(id_)
        self.sources.sheets[id_].append(of_quarter)

    def _add_sheet(self, id_: str, sheet: Sheet) -> None:
        if sheet.hidden and not self.include_hidden:
            rows = sheet.read()
            if rows is None or rows.rows:
                self.findings.add("D145", sheet.whole, text=sheet.name, table=self.wanted[id_].name)
            return
        if sheet.hidden:
            self.findings.add("D155", sheet.whole, text=sheet.name, table=self.wanted[id_].name)
        self._take(id_, sheet.whole.source.name, sheet.read)

    def _part_of_table(self, sheet: Sheet) -> Sheet | None:
        """A sheet that is called after a table, with more behind it, and is made like it; 乡镇（说明） is not.

        A hidden one may be a list of choices.
        """
        id_ = self.names.find_part(sheet.name)
        rows = None if id_ is None or sheet.hidden else sheet.read()
        if id_ is None or rows is None or not rows.rows:
            return None
        rows.quarter = self.quarters.get(sheet.whole.source.name)
        return replace(sheet, read=lambda: rows) if self._is_like(rows, self.policy.tables[id_]) else None

    def _part(self, name: str, place: Place) -> str | None:
        """The table that a name begins with, which is said (D164) where somebody wants that table."""
        id_ = self.names.find_part(name)
        if id_ in self.wanted:
            self.findings.add("D164", place, text=normal(name), table=self.wanted[id_].name)
        return id_

    def _keep_file(self, file: Path, name: str) -> None:
        findings = Findings()
        near = nearest(normal(file.stem), self.names.words)
        rows = read_csv(file, str(file), findings)
        rows = rows if rows is not None and rows.rows else None
        if rows is not None:
            rows.quarter = self.quarters.get(str(file))
        place, suggestion = Place(Source(str(file))), f"{near}.csv" if near else None
        self.unnamed.append(_Unnamed(file.name, name, place, rows, findings, is_file=True, near=suggestion))

    def _keep_sheet(self, sheet: Sheet, rows: RawSheet, among_tables: bool) -> None:
        part = self.names.find_part(sheet.name)
        near = nearest(normal(sheet.name), self.names.words) or (part and self.policy.tables[part].name)
        listed = f"{sheet.whole.source.name}[{sheet.name}]"
        rows.quarter = self.quarters.get(sheet.whole.source.name)
        hidden, nothing = sheet.hidden, Findings()
        self.unnamed.append(
            _Unnamed(sheet.name, listed, sheet.whole, rows, nothing, False, hidden, near or None, among_tables)
        )

    def _is_like(self, rows: RawSheet, table: Table) -> bool:
        return is_headed(rows, self._names(table))

    def _names(self, table: Table) -> Names:
        return Names(table, self.policy.units[table.unit_type])

    def _is_export(self, each: _Unnamed, table: Table, rows: RawSheet) -> bool:
        """Whether all that heads the rows is of the table, and none of its inputs stands in another sheet yet.

        A name that has a table's in it, or nearly has, may be a slip of the pen or another form: nobody guesses.
        """
        names, others = self._names(table), self.sources.sheets[table.id]
        is_called = each.near is not None or any(word in normal(each.name) for word in self.names.words)
        if each.hidden or is_called or not is_headed(rows, names, alone=True):
            return False
        if table.records and not table.further_keys:
            return not others
        known = [sheet for read in others if (sheet := read()) is not None]
        self.sources.sheets[table.id] = [lambda sheet=sheet: sheet for sheet in known]  # type: ignore[misc]
        elsewhere = {id_ for sheet in known if sheet.rows for id_ in headed(sheet, names)}
        return elsewhere.isdisjoint(headed(rows, names) - {UNIT, PERIOD, *table.further_keys})
