"""Partitions that are not on this machine, such as s3://bucket/data: pyarrow lists and fetches them, one at a time."""

from __future__ import annotations

from fnmatch import fnmatchcase
from glob import has_magic
from pathlib import Path
from typing import Any


def is_remote(where: str) -> bool:
    """Whether a name says by which protocol what it names is reached."""
    return "://" in where


def listed(where: str) -> tuple[Any, str, list[tuple[str, str, bool]]]:
    """What is in a folder or fits a pattern: its name below the folder, its path, whether it is a folder.

    Before that stand the file system and the address of the folder. Raises OSError, also where pyarrow knows no such
    place.
    """
    import pyarrow
    from pyarrow import fs

    parts = where.split("/")
    fixed = next((at for at, part in enumerate(parts) if at > 2 and has_magic(part)), len(parts))
    address = "/".join(parts[:fixed]).rstrip("/")
    try:
        system, root = fs.FileSystem.from_uri(address)
    except pyarrow.ArrowException as error:
        raise OSError(None, str(error)) from error
    pattern = parts[fixed:] or ["*"]
    found = []
    for each in system.get_file_info(fs.FileSelector(root, recursive=len(pattern) > 1)):
        name = each.path[len(root) :].strip("/")
        own = name.split("/")
        if len(own) == len(pattern) and all(map(fnmatchcase, own, pattern)):
            found.append((name, each.path, each.type == fs.FileType.Directory))
    return system, address, sorted(found)


def fetch(system: Any, path: str, to: Path) -> None:
    """Copies a file or a folder here. Raises OSError."""
    from pyarrow import fs

    fs.copy_files(path, str(to), source_filesystem=system, destination_filesystem=fs.LocalFileSystem())
