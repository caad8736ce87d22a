"""Partitions scored one after another, in the memory of one: each gives one file of results, in a folder.

A partition is what DATA may be: a folder with a file for each table, or, where a policy needs one table alone, one
Parquet or Arrow file. What has been done stands in a ledger beside the results. When a stream is started again, it goes
on where it was: a partition whose files, policy and readings are the same, and whose result lies there unchanged, is
not scored again.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from glob import glob, has_magic
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from kaohe.analysis.scores_and_targets import scored
from kaohe.data.arrow_table import SUFFIXES, read_arrow
from kaohe.data.folder import files_in, is_passed_over, reason_of
from kaohe.data.raw import RawSheet
from kaohe.data.read_data import read_data
from kaohe.data.tables.build import dataset_of_rows
from kaohe.data.tables.dataset import Dataset
from kaohe.diagnostics import Diagnostic, Findings, Refused, few
from kaohe.evaluate.run import needed_tables
from kaohe.lazy import dataclass, field, replace
from kaohe.partitions.compared import Beyond, Held, groups_compared, held, place_of
from kaohe.partitions.ledger import FILE, Done, Ledger, NoLedger
from kaohe.partitions.remote import fetch, is_remote, listed
from kaohe.policy.declarations import bound_readings
from kaohe.policy.model import Policy
from kaohe.progress import Stage, busy, heard
from kaohe.report.formats import write_file
from kaohe.report.json_text import line
from kaohe.results import Record
from kaohe.shipped_files import __version__
from kaohe.source_places import Place, Source

RECORD = "record.json"
"""What is written when all partitions are done, and lists them."""
_IN_FOLDER = "scores.parquet"
_NAMED = 5


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
            fetch(self.system, self.path.as_posix(), path)
            yield path

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
    if is_remote(where):
        system, address, entries = listed(where)
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


@dataclass(slots=True)
class Outcome:
    """What became of a partition: what was found of it, and whether it has a result now, or had it before."""

    partition: Partition
    findings: Sequence[Diagnostic] = ()
    done: Done | None = None
    was_done: bool = False


@dataclass(slots=True)
class Stream:
    """Partitions of a policy's data, and the folder of their results.

    Iterating scores them and tells of each; `close` afterwards, and `complete` where none was refused.
    """

    policy: Policy
    partitions: Sequence[Partition]
    folder: Path
    chosen: Mapping[str, str]
    verify: bool
    comparisons: Sequence[Beyond] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    _ledger: Ledger | None = None

    @property
    def ledger(self) -> Ledger:
        """The account of what has been done."""
        assert self._ledger is not None
        return self._ledger

    def open(self) -> None:
        """Asks whether the policy can be scored by partitions, and what has been done of it.

        Raises Refused (E601 to E604), InUse, NoLedger and OSError.
        """
        findings = Findings()
        self.readings = bound_readings(self.policy, self.chosen, findings)
        comparisons = groups_compared(self.policy, self.readings, findings)
        self.comparisons = comparisons if len(self.partitions) > 1 else ()
        if len(self.partitions) > 1:
            findings.stop_on_errors()
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / FILE).exists() and any(not is_passed_over(each.name) for each in self.folder.iterdir()):
            raise NoLedger
        self._ledger = Ledger(self.folder, line(self._way()))
        there = {each.name: each.result for each in self.partitions}
        known = self.ledger.results()
        gone = [name for name in known if self.ledger.is_of_another_way or there.get(name) != known[name]]
        for name in gone:
            (self.folder / known[name]).unlink(missing_ok=True)
        self.ledger.forget(gone)

    def _way(self) -> dict[str, object]:
        """All that results rest on beside the data."""
        text = self.policy.text
        files = [*text.digests] if len(text.files) > 1 else []
        return {
            "policy": self.policy.id,
            "policy_digest": text.digest,
            **({"policy_files": [{"file": file, "digest": digest} for file, digest in files]} if files else {}),
            "engine_version": __version__,
            "readings": dict(self.readings),
            "chosen": sorted(self.chosen),
            "verified": self.verify,
        }

    def close(self) -> None:
        """Lets others write there."""
        if self._ledger is not None:
            self._ledger.close()

    def __iter__(self) -> Iterator[Outcome]:
        (self.folder / RECORD).unlink(missing_ok=True)
        digests = {each.name: self._digest_kept(each) for each in self.partitions}
        self.ledger.forget([name for name in self.ledger.results() if digests[name] is None])
        for number, partition in enumerate(self.partitions):
            busy("partition", partition.name, number, len(self.partitions))
            if digests[partition.name] is not None:
                yield Outcome(partition, done=self.ledger.find(partition.name), was_done=True)
                continue
            with heard(_nobody):
                outcome = self._scored(partition)
            yield outcome
            del outcome
            gc.collect()

    def _digest_kept(self, partition: Partition) -> str | None:
        """The digest of what a partition was made of, where that and its result are as they were; None otherwise."""
        done = self.ledger.find(partition.name)
        if done is None:
            return None
        try:
            if done.output != _digest_of_file(self.folder / done.result):
                return None
            with partition.here() as path:
                return done.input if done.input == digest_of(path) else None
        except OSError:
            return None

    def _scored(self, partition: Partition) -> Outcome:
        """Scores a partition, and writes its result if nothing of it is in another one."""
        from kaohe.report.results.arrow import table_of

        findings, place = Findings(), Place(Source(partition.address))
        try:
            with partition.here() as path:
                read = digest_of(path)
                dataset = self._read(partition, path, findings)
        except OSError as error:
            return Outcome(partition, [Diagnostic("D102", place, {"reason": reason_of(error)})])
        try:
            findings.stop_on_errors()
            found = scored(self.policy, dataset, findings, self.chosen, self.verify)
            mine = held(found.run, self.comparisons)
            self._check_apart(partition, found.run, mine, findings)
            findings.stop_on_errors()
        except Refused as refused:
            return Outcome(partition, partition.as_addressed(refused.diagnostics, path))
        table = table_of(found.results, found.run)
        warnings = [each for each in found.results.warnings if each not in self.policy.warnings]
        own = partition.as_addressed(warnings, path)
        self._write(partition, read, table, found.results.record, mine, own)
        return Outcome(partition, own, self.ledger.find(partition.name))

    def _read(self, partition: Partition, path: Path, findings: Findings) -> Dataset:
        """The tables of a partition; E608 for a file where the policy needs several."""
        needed = needed_tables(self.policy)
        if partition.is_folder:
            return read_data(self.policy, path, needed, findings)
        asked = [id_ for id_ in needed if not self.policy.tables[id_].optional] or needed
        if len(asked) > 1:
            names = tuple(self.policy.tables[id_].name for id_ in asked)
            findings.add("E608", Place(Source(partition.address)), tables=names, count=len(names))
            return Dataset({}, {}, {}, {})
        sheet: RawSheet | None = read_arrow(path, str(path), findings)
        return dataset_of_rows(self.policy, {} if sheet is None else {asked[0]: sheet}, findings, needed)

    def _check_apart(self, partition: Partition, run: Any, mine: Held, findings: Findings) -> None:
        """E605 for units, E606 for groups that another partition has, E607 for what differs from another one."""
        others = self.ledger.others_with([*mine.units, *mine.groups])
        units, groups = (
            [each for each in mine.units if each in others],
            [each for each in mine.groups if each in others],
        )
        if units:
            names = few((mine.units[each][1] for each in units), _NAMED)
            place = place_of(run, *mine.units[units[0]])
            told = {"units": names, "count": len(units), "other": _shown(others[each] for each in units)}
            findings.add("E605", place, partition=partition.name, **told)
        elif groups:  # of units that are twice the groups are, too
            names = few((mine.groups[each][0] for each in groups), _NAMED)
            place = place_of(run, *mine.groups[groups[0]][1])
            told = {"groups": names, "count": len(groups), "other": _shown(others[each] for each in groups)}
            findings.add("E606", place, partition=partition.name, **told)
        for id_, other in self.ledger.other_alike(mine.alike):
            what = mine.alike[id_][0]
            findings.add("E607", Place(Source(partition.address)), partition=partition.name, what=what, other=other)

    def _write(
        self, partition: Partition, read: str, table: Any, record: Record, mine: Held, warnings: Sequence[Diagnostic]
    ) -> None:
        from pyarrow import parquet

        content = BytesIO()
        parquet.write_table(table, content, compression="zstd")
        written = content.getvalue()
        self.ledger.begin(partition.name, partition.result)
        target = self.folder / partition.result
        target.parent.mkdir(parents=True, exist_ok=True)
        write_file(target, written)
        arrays, lists = record.counts or (0, 0)
        output, codes = hashlib.sha256(written).hexdigest(), " ".join(sorted({each.code for each in warnings}))
        names = partition.name, partition.result
        done = Done(*names, read, record.data_digest, output, table.num_rows, arrays, lists, codes)
        self.ledger.finish(done, mine)

    def complete(self) -> Path:
        """Writes the record of the whole: the policy, the readings, each partition with its digests. Raises OSError."""
        entries = (
            {
                "partition": each.name,
                "file": each.result,
                "rows": each.rows,
                "input_digest": each.input,
                "data_digest": each.data,
                "output_digest": each.output,
                "over_arrays": each.over_arrays,
                "by_lists": each.by_lists,
                "warnings": each.warnings.split(),
            }
            for each in self.ledger.done()
        )
        listed = ",\n  ".join(map(line, entries))
        way = line(self._way())
        path = self.folder / RECORD
        write_file(path, f'{way[:-1]},\n "partitions": [\n  {listed}]}}\n')
        return path


def _nobody(stage: Stage) -> None:
    """Inside a partition nothing is told: what counts is which one it is."""


def _shown(names: Collection[str] | Iterator[str]) -> tuple[object, ...]:
    return few(names, _NAMED)


def digest_of(path: Path) -> str:
    """SHA-256 of a file, or of the names and digests of a folder's files. Raises OSError."""
    if path.is_file():
        return _digest_of_file(path)
    whole = hashlib.sha256()
    for file in files_in(path):
        if file.is_file():
            name = file.relative_to(path).as_posix()
            whole.update(f"{name}\0{_digest_of_file(file)}\n".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()


def _digest_of_file(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
