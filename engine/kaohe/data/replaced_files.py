"""Which file of the data replaces which: said on the command line (`--replaces`) or in a file replaces.csv.

A bureau that corrects what it sent sends the whole file again. The old one stays where it is, and gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from kaohe.data.folder import normal
from kaohe.data.sheets.csv_reader import read_csv
from kaohe.diagnostics import Findings, Words, nearest
from kaohe.lazy import dataclass, pattern
from kaohe.source_places import Place, Source

LIST = "replaces.csv"
_COLUMNS = {
    "new": "new", "新": "new", "新文件": "new",
    "old": "old", "旧": "old", "原": "old", "旧文件": "old", "原文件": "old",
    "reason": "reason", "原因": "reason", "理由": "reason",
}  # fmt: skip
_CORRECTS = pattern(r"更正|订正|修订|修正|改正|更新|补正|补报|重报|重新|新|correct|revis|final|new|v\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Replacement:
    """The file `new` stands for the file `old`, which gives nothing to any table; names are relative to the data."""

    new: str
    old: str
    reason: str = ""

    def in_words(self, language: str = "zh") -> str:
        """For what tells of a run: 甲（更正）.csv 替换 甲.csv（数据有误）."""
        if language == "zh":
            return f"{self.new} 替换 {self.old}" + (f"（{self.reason}）" if self.reason else "")
        return f"{self.new} replaces {self.old}" + (f" ({self.reason})" if self.reason else "")


def replacements(
    folder: Path, names: Sequence[str], asked: Sequence[Replacement], findings: Findings
) -> tuple[Replacement, ...]:
    """What replaces what among the files `names` of a folder: as asked for, and as its replaces.csv says.

    D170 for a file that is not there, D171 for one replaced by two, D172 for a circle, D173 where replaces.csv cannot
    be read. Names are given with / between folders, whatever the system.
    """
    whole = Place(Source(str(folder)))
    listed = [(each, whole) for each in asked] + [*_listed(folder, names, findings)]
    plain = {_plain(name): name for name in names if _plain(name) != LIST}
    by_old: dict[str, Replacement] = {}
    for each, place in listed:
        new, old = (plain.get(_plain(name)) for name in (each.new, each.old))
        for name, found in ((each.new, new), (each.old, old)):
            if found is None:
                findings.add("D170", place, file=name, suggestion=nearest(_plain(name), plain))
        if new is None or old is None:
            continue
        first = by_old.get(old)
        if first is not None and first.new != new:
            findings.add("D171", place, file=old, first=first.new, other=new)
        elif first is None or not first.reason:
            by_old[old] = Replacement(new, old, each.reason)
            if old in _followed(by_old, new):
                findings.add("D172", place, file=old, other=new)
                del by_old[old]
    return tuple(by_old[old] for old in sorted(by_old))


def last(replaced: Sequence[Replacement], each: Replacement) -> str:
    """The file that stands for one in the end, where the one that replaces it was replaced too."""
    *_, name = _followed({other.old: other for other in replaced}, each.old)
    return name


def _followed(by_old: dict[str, Replacement], name: str) -> Iterator[str]:
    """A file and those that stand for it, one after another."""
    yield name
    while (each := by_old.get(name)) is not None:
        name = each.new
        yield name


def _listed(folder: Path, names: Sequence[str], findings: Findings) -> Iterator[tuple[Replacement, Place]]:
    """The rows of replaces.csv."""
    if LIST not in names:
        return
    file = folder / LIST
    sheet = read_csv(file, str(file), findings)
    if sheet is None or not sheet.rows:
        return
    header = [_COLUMNS.get(cell.strip().casefold(), "") for cell in sheet.rows[0]]
    if header.count("new") != 1 or header.count("old") != 1:
        findings.add("D173", sheet.locate(0, 0), text=", ".join(cell.strip() for cell in sheet.rows[0]))
        return
    for row, cells in enumerate(sheet.rows[1:], 1):
        said = {column: cell.strip() for column, cell in zip(header, cells, strict=False) if column}
        if not any(said.values()):
            continue
        if not (said.get("new") and said.get("old")):
            findings.add("D173", sheet.locate(row, 0), text=", ".join(cells))
            continue
        yield Replacement(said["new"], said["old"], said.get("reason", "")), sheet.locate(row, 0)


def _plain(name: str) -> str:
    """A name as it is compared: with / between folders, composed."""
    return PurePath(normal(name.replace("\\", "/"))).as_posix()


def name_in(folder: Path | None, file: str) -> str:
    """The name that a file has in the folder of the data, as `--replaces` takes it."""
    path = PurePath(file)
    if folder is not None and path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return path.name


def if_corrected(folder: Path | None, one: str, other: str) -> Words:
    """What a mend says where two files give the same: how to say that one corrects the other."""
    if one == other:
        return Words("", "")
    new, old = newer_first(*(name_in(folder, each) for each in (one, other)))
    option = f'--replaces "{new}={old}"'
    return Words(f"；“{new}”更正了“{old}”的，加上 {option}", f"; if {new} corrects {old}, say {option}")


def newer_first(one: str, other: str) -> tuple[str, str]:
    """Two names of files, first the one that looks like the correction of the other; else as they were given last."""
    return (one, other) if _CORRECTS.search(one) and not _CORRECTS.search(other) else (other, one)
