"""Which files and sheets the tables were read from, as the first page lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from kaohe.data.read_data import DataRead
from kaohe.policy.model import Policy
from kaohe.report.data_overview import where


@dataclass(frozen=True, slots=True)
class TableSource:
    """A table, the names of the files (and sheets) it was read from, and how many rows it has."""

    table: str
    files: tuple[str, ...]
    rows: int


def sources_of(policy: Policy, read: DataRead) -> Iterator[TableSource]:
    """Each table that was asked for, in the order of the policy; one that is not there has no files."""
    for id_ in read.tables:
        parts = read.parts.get(id_, [])
        data = read.dataset.tables.get(id_)
        yield TableSource(
            policy.tables[id_].name, tuple(_named(where(part)) for part in parts), len(data.keys) if data else 0
        )


def _named(place: str) -> str:
    """Without the folder, which nobody else has."""
    file, bracket, sheet = place.partition("[")
    return PurePath(file).name + bracket + sheet
