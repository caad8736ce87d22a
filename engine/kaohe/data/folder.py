"""The folder of the data: what the names of its files say, which of them are not read, and why one cannot be opened.

A table is named by its id or Chinese name, with more behind it or not. Bureaus write their own name behind that of the
form: 乡镇_县商务局. What follows has to be set off by a sign, as 乡镇打分 is another word, and may be another form. A
sub-folder that is named by a quarter (2024Q1, 2024年一季度), a month or a half-year is a part of the data; one of a
year is where all tables are by year, and another set of data elsewhere.
"""

from __future__ import annotations

import errno
import os
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from kaohe.diagnostics import Findings, Words
from kaohe.language.periods import Period, read_period
from kaohe.language.text import half_width
from kaohe.policy.model import Table
from kaohe.source_places import Place, Source

_LONGEST_SHEET_NAME = 31
_SEPARATORS = frozenset("_-–—－＿ \u3000(（[【·.、")


class TableNames:
    """The names of all tables to their ids; those too long for the tab of a sheet also as it cuts them."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self.words: dict[str, str] = {}
        for table in tables.values():
            for word in (normal(table.name)[:_LONGEST_SHEET_NAME], normal(table.name)):
                self.words.setdefault(word, table.id)
        self.words |= {id_: id_ for id_ in tables}

    def find(self, name: str) -> str | None:
        """The id of the table that a name is."""
        return self.words.get(normal(name))

    def find_part(self, name: str) -> str | None:
        """The id of the table that a name begins with, the longest where several do, and has more behind it."""
        plain = normal(name)
        begun = [word for word in self.words if plain.startswith(word) and plain[len(word) :][:1] in _SEPARATORS]
        found = max(begun, key=len, default=None)
        return None if found is None or found == plain else self.words[found]


def normal(name: str) -> str:
    """A name as it is compared; some systems hand names back decomposed."""
    return unicodedata.normalize("NFC", name).strip()


def files_in(folder: Path, of_years: bool = True) -> list[Path]:
    """The files and other folders there, in order of their names, then those of each period. Raises OSError.

    Without `of_years` the folder of a year is one of the others.
    """
    found: list[Path] = []
    inner: list[Path] = []
    for file in sorted(file for file in folder.iterdir() if not is_passed_over(file.name)):
        period = period_named(file.name)
        is_part = period is not None and (of_years or period.level != "year")
        (inner if is_part and file.is_dir() else found).append(file)
    for folder_of_period in inner:
        found += sorted(file for file in folder_of_period.iterdir() if not is_passed_over(file.name))
    return found


def names_in(folder: Path) -> list[str]:
    """The names of the files, with / behind a period; none where it is a workbook, or cannot be looked into."""
    try:
        return [file.relative_to(folder).as_posix() for file in files_in(folder)]
    except OSError:
        return []


def period_of(file: Path, folder: Path) -> Period | None:
    """The period that a file's own folder is named by; None for a file in the folder of the data itself."""
    return None if file.parent == folder else period_named(file.parent.name)


def period_named(name: str) -> Period | None:
    """The period that a folder's name is."""
    return read_period(half_width(name.strip()))


_OTHER_FORMATS = frozenset({".xls", ".xlsm", ".xlsb", ".et", ".ods", ".tsv", ".txt"})
_TABLES = (_OTHER_FORMATS - {".txt"}) | {".csv", ".xlsx", ".parquet", ".arrow", ".feather"}
_EXPECTED = frozenset({".yaml", ".yml", ".md"})
"""The policy itself, and what is said about the data."""
_OF_THE_SYSTEM = frozenset({"desktop.ini", "thumbs.db"})
CHECK_PATH = Words(
    "检查路径；数据是一个文件夹（里面是 CSV、.xlsx 或 .parquet 文件），或一个 .xlsx 工作簿或 .parquet 文件",
    "check the path; the data is a folder of CSV, .xlsx or .parquet files, or one .xlsx workbook or .parquet file",
)
_LOOKED_AT = 10_000
"""So many files and folders inside one are looked at: somebody may have given their whole disk."""


def is_passed_over(name: str) -> bool:
    """Whether a file is hidden, or a program's own: the trace of an open workbook, the list of pictures."""
    return name.startswith((".", "~$")) or name.casefold() in _OF_THE_SYSTEM


def how_to_hand_in(file: Path) -> Words:
    """What to do with a single file that is given as the data and is no .xlsx workbook."""
    suffix, name = file.suffix.lower(), file.name
    if suffix in (".csv", ".tsv", ".txt"):
        return Words(
            f"给出 {name} 所在的文件夹，不是 {name} 本身", f"give the folder that holds {name}, and not {name}"
        )
    if suffix in _OTHER_FORMATS:
        return Words(
            f"用 Excel 或 WPS 打开 {name}，另存为“Excel 工作簿（.xlsx）”，再给出新文件的路径",
            f"open {name}, save it as an Excel workbook (.xlsx), and give the path of the new file",
        )
    return CHECK_PATH


def tell_unread(files: list[Path], findings: Findings) -> list[str]:
    """The names of files and folders that are no data as they stand: D106 each table of another format, D161 each
    folder that holds tables, D162 all others together, of which there may be many."""
    unread: list[str] = []
    others: list[Path] = []
    for file in files:
        suffix, is_folder = file.suffix.lower(), file.is_dir()
        if suffix in _OTHER_FORMATS and not is_folder:
            findings.add("D106", Place(Source(str(file))), file=file.name)
        elif is_folder:
            held = next(_tables_in(file), None)
            if held is None:
                continue
            findings.add("D161", Place(Source(str(file))), file=file.name, text=held)
        elif suffix in _EXPECTED:
            continue
        else:
            others.append(file)
        unread.append(f"{file.name}/" if is_folder else file.name)
    if others:
        names = tuple(file.name for file in others)
        findings.add("D162", Place(Source(str(others[0]))), count=len(others), files=names)
    return unread


def _tables_in(folder: Path) -> Iterator[str]:
    """The names of the tables in a folder and those inside of it; a folder that cannot be read has none."""
    for name in islice(_names_in(folder), _LOOKED_AT):
        if Path(name).suffix.lower() in _TABLES and not is_passed_over(name):
            yield name


def _names_in(folder: Path) -> Iterator[str]:
    for _, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from sorted(files)
        yield from ("" for _ in folders)


NO_FILE = Words("不是普通文件，而是文件夹或别的东西", "not a regular file")
NO_FOLDER = Words("不是文件夹", "not a folder")
_KNOWN = {
    errno.ENOENT: "不存在",
    errno.EACCES: "没有读取的权限",
    errno.EPERM: "没有读取的权限",
    errno.EISDIR: "是文件夹",
    errno.ENOTDIR: "不是文件夹",
    errno.EIO: "磁盘读取出错",
    errno.ENAMETOOLONG: "名称太长",
    errno.ELOOP: "链接绕成了圈",
}


def reason_of(error: OSError) -> Words:
    """What an error of the system says; one that is not known keeps the system's words."""
    said = error.strerror or type(error).__name__
    return Words(_KNOWN.get(error.errno or 0, said), said)


COMPOUND = b"\xd0\xcf\x11\xe0"
"""How files of old Office programs begin, and those that new ones encrypt."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def is_encrypted(content: bytes) -> bool:
    """Whether a file is a workbook that a password protects, whatever it is called."""
    return content.startswith(COMPOUND) and _ENCRYPTED in content
