"""Data files to one Dataset: a folder of CSV files and workbooks, or one workbook; and how strictly they are read.

Tables stand in the files of a folder and of its periods' folders, or on the sheets of one workbook.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from kaohe.data.arrow_table import SUFFIXES
from kaohe.data.folder import CHECK_PATH, NO_FOLDER, files_in, how_to_hand_in, reason_of, tell_unread
from kaohe.data.raw import TableCells
from kaohe.data.replaced_files import LIST, Replacement, last, name_in, replacements
from kaohe.data.sheets.long_form import in_wide_form, with_missing_rows
from kaohe.data.sheets.sheet_table import cells_of_sheet
from kaohe.data.table_finder import Read, TableFinder, settle
from kaohe.data.table_findings import TableReport
from kaohe.data.tables.build import DatasetBuilder, merged, no_rows, with_sources
from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.names import unify_names
from kaohe.diagnostics import Findings, nearest
from kaohe.lazy import dataclass, field
from kaohe.policy.model import Policy, Table
from kaohe.progress import collector_held, tracked
from kaohe.source_places import Place, Source


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
    finder = TableFinder(policy, wanted, findings, include_hidden)
    if path.is_file() and path.suffix.lower() == ".xlsx":
        replacements(path, (), replaces, findings)
        finder.add_workbook(path)
        return Sources(finder.sheets, settle(finder), finder.is_broken)
    if path.is_file() and path.suffix.lower() in SUFFIXES:
        replacements(path, (), replaces, findings)
        finder.has_added(path, path.parent)
        return Sources(finder.sheets, settle(finder), finder.is_broken)
    try:
        of_years = all(table.period == "year" for table in wanted)
        files = {name_in(path, str(file)): file for file in files_in(path, of_years)}
    except NotADirectoryError:
        findings.add("D101", Place(Source(str(path))), reason=NO_FOLDER, todo=how_to_hand_in(path))
        return None
    except OSError as error:
        findings.add("D101", Place(Source(str(path))), reason=reason_of(error), todo=CHECK_PATH)
        return None
    replaced = replacements(path, [*files], replaces, findings)
    gone = {each.old for each in replaced} | ({LIST} if LIST not in finder.names.words else set())
    others = [file for name, file in files.items() if name not in gone and not finder.has_added(file, path)]
    unread = settle(finder) + tell_unread(others, findings)
    for each in replaced:
        old = TableFinder(policy, wanted, Findings(), include_hidden)
        old.has_added(files[each.old], path)
        for id_ in old.by_file.get(files[each.old], set()) - finder.by_file.get(files[last(replaced, each)], set()):
            place = Place(Source(str(files[each.old])))
            findings.add("D175", place, table=policy.tables[id_].name, file=each.old, new=each.new)
    return Sources(finder.sheets, unread, finder.is_broken, replaced)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is let pass that is refused otherwise.

    With `include_hidden` hidden rows, columns and sheets that hold data count; with `provisional` what has not been
    sent yet is absent instead of missing. `replaces` says which file gives nothing, as another stands for it.
    """

    include_hidden: bool = False
    provisional: bool = False
    replaces: tuple[Replacement, ...] = ()


STRICT = ReadOptions()


@dataclass(frozen=True, slots=True)
class DataRead:
    """What was read: the tables asked for, typed, the sheets that each came from, and what was not read."""

    tables: list[str]
    dataset: Dataset
    parts: dict[str, list[TableCells]]
    unread: list[str]


def read_data(
    policy: Policy,
    path: Path,
    needed: Iterable[str],
    findings: Findings,
    options: ReadOptions = STRICT,
) -> Dataset:
    """The typed tables that a folder or a workbook holds, of those `needed` (ids); others are not opened.

    Everything found goes to `findings` with the file's name under the folder as the user gave it. The result
    is worth nothing where there are errors among it.
    """
    return read_all(policy, path, needed, findings, options).dataset


@collector_held()
def read_all(
    policy: Policy,
    path: Path,
    needed: Iterable[str],
    findings: Findings,
    options: ReadOptions = STRICT,
) -> DataRead:
    """The same, with what a reader of the data wants to see of how it was understood."""
    wanted = with_sources(policy, needed)
    reports = {table.id: TableReport(findings, table, options.provisional) for table in wanted}
    naming = {unit_type.source_table for unit_type in policy.units.values()}  # nobody is there without these
    sources = find_sources(policy, path, wanted, findings, options.include_hidden, options.replaces)
    cells: dict[str, TableCells] = {}
    parts: dict[str, list[TableCells]] = {}
    for table in tracked("read", wanted if sources is not None else (), lambda table: table.name):
        assert sources is not None
        report = reports[table.id]
        if not sources.sheets[table.id]:
            may_come = options.provisional and table.id not in naming
            table_report = report if may_come else TableReport(findings, table)
            _tell_missing(table, path, sources, findings, table_report)
            if table.optional or may_come:
                cells[table.id] = no_rows(table, Place(Source(str(path))), sent=table.optional)
            continue
        unit_type = policy.units[table.unit_type]
        sheets = [sheet for read in sources.sheets[table.id] if (sheet := read()) is not None]
        read = [
            part
            for sheet in sheets
            if (part := cells_of_sheet(sheet, table, unit_type, report, options.include_hidden))
        ]
        if read:
            parts[table.id] = [in_wide_form(part, table, policy, report) for part in read]
    unify_names(policy, parts, reports)
    for id_, read in parts.items():
        assert sources is not None
        cells[id_] = with_missing_rows(merged(policy, read, reports[id_], path), reports[id_])
        # A sheet that could not be read holds rows that nobody should call missing.
        cells[id_].complete &= len(read) == len(sources.sheets[id_])
    cells = {table.id: cells[table.id] for table in wanted if table.id in cells}
    dataset = DatasetBuilder(policy, reports, findings, options.provisional, path).build(cells)
    if sources is not None:
        dataset.replaced = sources.replaced
    return DataRead([table.id for table in wanted], dataset, parts, sources.unread if sources is not None else [])


def _tell_missing(table: Table, path: Path, sources: Sources, findings: Findings, report: TableReport) -> None:
    """D103, or D160 where it may be left out; not where it may stand in what was refused."""
    if sources.broken or any(
        found.code in ("D145", "D156") and found.arguments["table"] == table.name for found in findings.all
    ):
        return
    unread = {Path(name).stem: name for name in sources.unread}
    near = nearest(table.name, unread) or nearest(table.id, unread)
    code = "D160" if table.optional else "D103"
    report.add(code, Place(Source(str(path))), id=table.id, suggestion=unread[near] if near else None)
