"""What the names of files, sheets and folders say: which table they are called after, and which quarter they are of.

A table is named by its id or Chinese name, with more behind it or not. Bureaus write their own name behind that of the
form: 乡镇_县商务局. What follows has to be set off by a sign, as 乡镇打分 is another word, and may be another form. A
sub-folder that is named by a quarter (2024Q1, 2024年一季度) is a part of the data.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from kaohe.data.files.unread_files import is_passed_over
from kaohe.language.periods import Period, read_period
from kaohe.language.text import half_width
from kaohe.policy.model import Table

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


def files_in(folder: Path) -> list[Path]:
    """The files and other folders there, in order of their names, then those of each quarter. Raises OSError."""
    found: list[Path] = []
    quarters: list[Path] = []
    for file in sorted(file for file in folder.iterdir() if not is_passed_over(file.name)):
        (quarters if quarter_named(file.name) and file.is_dir() else found).append(file)
    for inner in quarters:
        found += sorted(file for file in inner.iterdir() if not is_passed_over(file.name))
    return found


def names_in(folder: Path) -> list[str]:
    """The names of the files, with / behind a quarter; none where it is a workbook, or cannot be looked into."""
    try:
        return [file.relative_to(folder).as_posix() for file in files_in(folder)]
    except OSError:
        return []


def quarter_of(file: Path, folder: Path) -> Period | None:
    """The quarter that a file's own folder is named by; None for a file in the folder of the data itself."""
    return None if file.parent == folder else quarter_named(file.parent.name)


def quarter_named(name: str) -> Period | None:
    """The quarter that a folder's name is."""
    period = read_period(half_width(name.strip()))
    return period if period is not None and period.kind == "quarter" else None
