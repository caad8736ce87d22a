"""A partition, and where those of a stream lie: on this machine, or elsewhere, such as at s3://bucket/data.

pyarrow lists and fetches those that are elsewhere, one at a time.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from glob import glob, has_magic
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kaohe.data.arrow_table import SUFFIXES, read_arrow
from kaohe.data.folder import files_in, is_passed_over
from kaohe.data.raw import RawSheet
from kaohe.data.read_data import read_data
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings
from kaohe.evaluate.run import needed_tables
from kaohe.lazy import dataclass, replace
from kaohe.policy.model import Policy
from kaohe.source_places import Place, Source

_IN_FOLDER = "scores.parquet"


@dataclass(frozen=True, slots=True)
class Partition:
    """One of them: its name below the folder where they lie, where it is, and its address as the user would write it.

    `system` is the file system of pyarrow that has it, if it is not on this machine.
    """

    name: str
    path: Path
    address: str
    is_folder: bool
    system: Any = None

    @property
    def result(self) -> str:
        """The name of its result's file, below the folder of results."""
        is_alike = not self.is_folder and self.name.endswith(".parquet")
        return self.name if is_alike else f"{self.name}/{_IN_FOLDER}"

    @contextmanager
    def here(self) -> Iterator[Path]:
        """Where it is on this machine, for as long as it is needed. Raises OSError."""
        if self.system is None:
            yield self.path
            return
        with TemporaryDirectory() as folder:
            path = Path(folder, self.path.name)
            if self.is_folder:
                path.mkdir()
            _fetch(self.system, self.path.as_posix(), path)
            yield path

    def digest(self) -> str | None:
        """The digest of its files; None where they cannot be read."""
        try:
            with self.here() as path:
                return digest_of(path)
        except OSError:
            return None

    def read(self, policy: Policy, path: Path, findings: Findings) -> Dataset:
        """Its tables, which are here for now; E608 for a file where the policy needs several."""
        needed = needed_tables(policy)
        if self.is_folder:
            return read_data(policy, path, needed, findings)
        asked = [id_ for id_ in needed if not policy.tables[id_].optional] or needed
        if len(asked) > 1:
            names = tuple(policy.tables[id_].name for id_ in asked)
            findings.add("E608", Place(Source(self.address)), tables=names, count=len(names))
            return Dataset({}, {}, {}, {})
        sheet: RawSheet | None = read_arrow(path, str(path), findings)
        return dataset_of_rows(policy, {} if sheet is None else {asked[0]: sheet}, findings, needed)

    def as_addressed(self, findings: Iterable[Diagnostic], here: Path) -> list[Diagnostic]:
        """Findings with the address of what was read here."""
        if self.system is None:
            return list(findings)

        def named(place: Place) -> Place:
            name = place.source.name
            if not name.startswith(str(here)):
                return place
            return replace(place, source=Source(self.address + name[len(str(here)) :], place.source.text))

        return [
            replace(
                each,
                place=each.place and named(each.place),
                arguments={id_: named(of) if isinstance(of, Place) else of for id_, of in each.arguments.items()},
            )
            for each in findings
        ]


def partitions_at(where: str) -> tuple[list[Partition], list[str]]:
    """The partitions of a folder, or those that a pattern such as data/*/*.parquet fits, in order of their names.

    What is called like a hidden file, or with a _ before it, is passed over. Gives the names of files that can be none,
    too. Raises OSError where a place that is not on this machine cannot be reached.
    """
    found: list[Partition] = []
    others: list[str] = []
    for each in sorted(_listed(where), key=lambda each: each.name):
        if is_passed_over(each.path.name) or each.path.name.startswith("_"):
            continue
        if each.is_folder or each.path.suffix.lower() in SUFFIXES:
            found.append(each)
        else:
            others.append(each.name)
    return found, others


def _listed(where: str) -> list[Partition]:
    if _is_remote(where):
        system, address, entries = _listed_there(where)
        return [Partition(name, Path(path), f"{address}/{name}", is_, system) for name, path, is_ in entries]
    if os.path.isdir(where) or not has_magic(where):
        root = Path(where)
        paths = [*root.iterdir()] if root.is_dir() else []
    else:
        parts = Path(where).parts
        root = Path(*parts[: next(at for at, part in enumerate(parts) if has_magic(part))])
        paths = [Path(found) for found in glob(where, recursive=True)]
    return [Partition(_in_unicode(path.relative_to(root)), path, str(path), path.is_dir()) for path in paths]


def _in_unicode(path: Path) -> str:
    """A name as files of results can be called, and the record can list it: bytes that are no UTF-8 are written out."""
    return path.as_posix().encode("utf-8", "backslashreplace").decode()


def _is_remote(where: str) -> bool:
    """Whether a name says by which protocol what it names is reached."""
    return "://" in where


def _listed_there(where: str) -> tuple[Any, str, list[tuple[str, str, bool]]]:
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


def _fetch(system: Any, path: str, to: Path) -> None:
    """Copies a file or a folder here. Raises OSError."""
    from pyarrow import fs

    fs.copy_files(path, str(to), source_filesystem=system, destination_filesystem=fs.LocalFileSystem())


def digest_of(path: Path) -> str:
    """SHA-256 of a file, or of the names and digests of a folder's files. Raises OSError."""
    if path.is_file():
        return digest_of_file(path)
    whole = hashlib.sha256()
    for file in files_in(path):
        if file.is_file():
            name = file.relative_to(path).as_posix()
            whole.update(f"{name}\0{digest_of_file(file)}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def digest_of_file(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
