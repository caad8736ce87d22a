"""The files of a folder of data; a sub-folder that is named by a quarter (2024Q1, 2024年一季度) is a part of it."""

from __future__ import annotations

from pathlib import Path

from kaohe.data.files.unread_files import is_passed_over
from kaohe.language.characters import half_width
from kaohe.language.periods import Period, read_period


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
