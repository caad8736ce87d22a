"""Where the tables of a run stand: the files of a folder and of its quarters, or the sheets of one workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kaohe.data.files.file_names import files_in
from kaohe.data.files.replaced_files import LIST, Replacement, last, name_in, replacements
from kaohe.data.files.table_finder import Read, TableFinder, settle
from kaohe.data.files.unread_files import CHECK_PATH, NO_FOLDER, how_to_hand_in, reason_of, tell_unread
from kaohe.diagnostics import Findings
from kaohe.places import Place, Source
from kaohe.policy.model import Policy, Table


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
    try:
        files = {name_in(path, str(file)): file for file in files_in(path)}
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
