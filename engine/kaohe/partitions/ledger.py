"""What has been done of a stream, in a file beside its results: partitions with their digests, and what each holds.

SQLite keeps it: a hundred million units are more than memory has room for, what is written is there after a power cut,
and nobody else can write at the same time. What is asked is always a whole partition's, in order of the digests.

Columns and keys lie there as bytes, exactly: whole numbers, fractions, reals as they were made, texts, truths. They are
data and nothing else: whoever reads a file that somebody else could have written runs no code of it.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from kaohe.data.tables.dataset import Numbers
from kaohe.data.tables.frames import FrameKey
from kaohe.diagnostics import Words
from kaohe.evaluate.columns import Column, Ratios
from kaohe.language.periods import Period
from kaohe.language.reals import Real
from kaohe.lazy import dataclass
from kaohe.partitions.compared import Held

FILE = "progress.sqlite"
_TABLES = """
create table if not exists way (text text);
create table if not exists partition (
    number integer primary key, name text unique, result text,
    input text, data text, output text, rows integer, over_arrays integer, by_lists integer, warnings text, given text);
create table if not exists alike (number integer, id text, value text, primary key (number, id));
create table if not exists held (digest blob primary key, number integer) without rowid;
create table if not exists brought (number integer, level integer, given text, primary key (number, level));
create table if not exists piece (number integer, name text, content blob, primary key (number, name));
"""


class InUse(Exception):
    """Another process writes there."""


class NoLedger(Exception):
    """What stands there is no ledger, or a damaged one."""


@dataclass(frozen=True, slots=True)
class Done:
    """A partition that has been scored: its name, its result's file, digests of what was read, given and written."""

    name: str
    result: str
    input: str
    data: str
    output: str
    rows: int
    over_arrays: int
    by_lists: int
    warnings: str
    given: str

    @property
    def values(self) -> tuple[object, ...]:
        """Its fields, in order."""
        return tuple(getattr(self, name) for name in _FIELDS)


_FIELDS = ("name", "result", "input", "data", "output", "rows", "over_arrays", "by_lists", "warnings", "given")


class Ledger:
    """The account of a folder of results. `way` is how results are made; those of another way count for nothing."""

    def __init__(self, folder: Path, way: str) -> None:
        self._database = sqlite3.connect(folder / FILE, timeout=0)
        try:
            self._database.execute("pragma locking_mode = exclusive")
            with self._database:
                self._database.execute("begin exclusive")
            self._database.executescript(_TABLES)
            self.is_of_another_way = self._database.execute("select text from way").fetchall() != [(way,)]
            with self._database:
                self._database.execute("delete from way")
                self._database.execute("insert into way values (?)", (way,))
            self._database.execute("create temp table own (digest blob primary key) without rowid")
        except sqlite3.DatabaseError as fault:
            self._database.close()
            if fault.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise InUse from fault
            if isinstance(fault, sqlite3.OperationalError):
                raise OSError(None, str(fault)) from fault
            raise NoLedger from fault

    def close(self) -> None:
        """Lets others write there."""
        self._database.close()

    def results(self) -> dict[str, str]:
        """The name of each partition that was begun, and its result's file."""
        return dict(self._database.execute("select name, result from partition"))

    def input(self, name: str) -> str | None:
        """The digest of what a partition was begun with."""
        row = self._database.execute("select input from partition where name = ?", (name,)).fetchone()
        return None if row is None else row[0]

    def done(self) -> Iterator[Done]:
        """The partitions that have been scored, in order of their names."""
        names = ", ".join(_FIELDS)
        for row in self._database.execute(f"select {names} from partition where output is not null order by name"):
            yield Done(*row)

    def find(self, name: str) -> Done | None:
        """A partition that has been scored."""
        names = ", ".join(_FIELDS)
        row = self._database.execute(f"select {names} from partition where name = ? and output is not null", (name,))
        return next((Done(*each) for each in row), None)

    def forget(self, names: Collection[str]) -> None:
        """These partitions count for nothing, and what they held may be in another one."""
        with self._database:
            numbers = [row for name in names for row in self._database.execute(_NUMBER, (name,))]
            if numbers:
                self._database.execute("create temp table gone (number integer primary key)")
                self._database.executemany("insert into gone values (?)", numbers)
                for table in ("held", "alike", "brought", "piece", "partition"):
                    self._database.execute(f"delete from {table} where number in (select number from gone)")
                self._database.execute("drop table gone")

    def begin(self, name: str, result: str, input_: str, held: Held) -> None:
        """A partition is begun, with what it holds: its file may be there from now on."""
        with self._database:
            insert = "insert into partition (name, result, input) values (?, ?, ?)"
            number = self._database.execute(insert, (name, result, input_)).lastrowid
            digests = sorted((*held.units, *held.groups))
            self._database.executemany("insert into held values (?, ?)", [(each, number) for each in digests])
            alike = [(number, id_, value) for id_, (_, value) in held.alike.items()]
            self._database.executemany("insert into alike values (?, ?, ?)", alike)

    def others_with(self, digests: Collection[bytes]) -> dict[bytes, str]:
        """Of these digests those that another partition holds, and its name."""
        with self._database:
            self._database.execute("delete from own")
            self._database.executemany("insert into own values (?)", [(each,) for each in sorted(digests)])
        return dict(
            self._database.execute(
                "select own.digest, partition.name from own join held using (digest) join partition using (number)"
            )
        )

    def other_alike(self, alike: Mapping[str, tuple[Words, str]]) -> Iterator[tuple[str, str]]:
        """The ids of what has to be the same everywhere and is not, with the name of a partition that differs."""
        for id_, (_, value) in alike.items():
            row = self._database.execute(
                "select partition.name from alike join partition using (number) where id = ? and value <> ? limit 1",
                (id_, value),
            ).fetchone()
            if row is not None:
                yield id_, row[0]

    def finish(self, done: Done) -> None:
        """A partition is done: its result stands in its file."""
        with self._database:
            columns = ", ".join(f"{name} = ?" for name in _FIELDS)
            self._database.execute(f"update partition set {columns} where name = ?", (*done.values, done.name))

    def undo(self, name: str) -> None:
        """What a partition came to counts for nothing, but what it holds and brings."""
        with self._database:
            self._database.execute("update partition set output = null where name = ?", (name,))

    def has_brought(self, name: str, level: int, given: str) -> bool:
        """Whether a partition has brought its pieces for this level, made of what it was `given` (a digest)."""
        found = "select 1 from brought join partition using (number) where name = ? and level = ? and brought.given = ?"
        return self._database.execute(found, (name, level, given)).fetchone() is not None

    def bring(self, name: str, level: int, given: str, pieces: Mapping[str, bytes]) -> None:
        """Keeps what a partition brings for a level."""
        with self._database:
            number = self._keep(name, pieces)
            self._database.execute("insert or replace into brought values (?, ?, ?)", (number, level, given))

    def give(self, name: str, piece: str, content: bytes) -> None:
        """Keeps what a partition is given."""
        with self._database:
            self._keep(name, {piece: content})

    def _keep(self, name: str, pieces: Mapping[str, bytes]) -> int:
        ((number,),) = self._database.execute(_NUMBER, (name,))
        rows = [(number, piece, content) for piece, content in pieces.items()]
        self._database.executemany("insert or replace into piece values (?, ?, ?)", rows)
        return int(number)

    def piece(self, name: str, piece: str) -> bytes | None:
        """What a partition brings or is given under a name."""
        found = "select content from piece join partition using (number) where partition.name = ? and piece.name = ?"
        row = self._database.execute(found, (name, piece)).fetchone()
        return None if row is None else row[0]


_NUMBER = "select number from partition where name = ?"


_LONG = 10_000
"""A whole number of more bits is written in hexadecimal digits: Python reads no decimal ones of such length."""


class Brought(NamedTuple):
    """A column, and the rows that have no value since a calculation has none there."""

    column: Column
    faults: Sequence[int] = ()


def packed(brought: Brought) -> bytes:
    """A column as bytes."""
    column, faults = brought
    if isinstance(column, Numbers):
        body = {"over": _written(column.denominator), "numbers": [*map(_written, column.numerators)]}
    elif isinstance(column, Ratios):
        body = {"ratios": [*map(_written, column.values)]}
    else:
        body = {"values": [*map(_written, column)]}
    return _bytes({**body, "faults": list(faults)})


def unpacked(piece: bytes) -> Brought:
    """The column of these bytes."""
    body = json.loads(zlib.decompress(piece))
    if "numbers" in body:
        column: Column = Numbers([*map(_read, body["numbers"])], _read(body["over"]))
    elif "ratios" in body:
        column = Ratios([*map(_read, body["ratios"])])
    else:
        column = [*map(_read, body["values"])]
    return Brought(column, body["faults"])


def packed_keys(keys: Sequence[FrameKey]) -> bytes:
    """The units and periods of the rows of a frame."""
    number_of: dict[Period | None, int] = {}
    when = [number_of.setdefault(key[1], len(number_of)) for key in keys]
    return _bytes({"units": [key[0] for key in keys], "when": when, "periods": list(number_of)})


def unpacked_keys(piece: bytes) -> list[FrameKey]:
    """The keys of these bytes; rows of a table are known by their unit and period alone."""
    body = json.loads(zlib.decompress(piece))
    periods = [None if each is None else Period(*each) for each in body["periods"]]
    return [(unit, periods[when], None) for unit, when in zip(body["units"], body["when"], strict=True)]


def _bytes(body: object) -> bytes:
    return zlib.compress(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _written(value: Any) -> Any:
    """A value in what JSON has: a fraction as a list of two, anything else that JSON has not under its name."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return value if value.bit_length() < _LONG else {"int": hex(value)}
    if isinstance(value, Fraction):
        return [_written(value.numerator), _written(value.denominator)]
    if isinstance(value, Real):
        return {"real": [[_written(product), _written(times)] for product, times in value.terms.items()]}
    return {"tuple": [*map(_written, value)]}


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return Fraction(_read(value[0]), _read(value[1]))
    if not isinstance(value, dict):
        return value
    if "int" in value:
        return int(value["int"], 16)
    if "real" in value:
        return Real({_read(product): _read(times) for product, times in value["real"]})
    return tuple(map(_read, value["tuple"]))
