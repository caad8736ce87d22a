"""Typed tables: what the data files held, column by column.

Numbers of a column share one denominator, so that sums and products of whole columns stay whole-number
arithmetic, exact and fast; None is an absent value.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import gcd

from kaohe.data.files.replaced_files import Replacement
from kaohe.language.periods import Period
from kaohe.places import Place
from kaohe.policy.model import Table


@dataclass(slots=True)
class Numbers:
    """A column of numbers in base measure: row i is numerators[i] / denominator."""

    numerators: list[int | None]
    denominator: int = 1


Values = Numbers | list[str | None] | list[bool | None]


@dataclass(slots=True)
class TableData:
    """The rows of one table.

    keys[i] is (unit, period) and, for a finer table, the further key parts or the number of the record.
    Rows stand in the order of periods, then units; records in the order they were read. `fields[column]` is
    the header a column was read under (a column that the file left out has none), `locate` finds the place
    of a cell: of row i under a column id, "unit" or "period". `sent` is False for a table that is still to come;
    `incomplete` are the units and periods of which rows are still to come: one came back with nothing in it, and is not
    among the rows, or a member of the key has none.
    """

    table: str
    keys: list[tuple[object, ...]]
    columns: dict[str, Values]
    places: Sequence[Place] = ()
    fields: dict[str, str] = field(default_factory=dict)
    locate: Callable[[int, str], Place] | None = field(default=None, repr=False, compare=False)
    sent: bool = True
    incomplete: frozenset[tuple[str, Period]] = frozenset()
    missing_members: Mapping[tuple[str, Period], list[str]] = field(default_factory=dict)

    def place_of(self, row: int, column: str) -> Place:
        """Where the cell stands; its row where the cell alone cannot be told."""
        return self.locate(row, column) if self.locate is not None else self.places[row]

    @property
    def named(self) -> frozenset[tuple[str, Period]]:
        """The units and periods that rows name, those of rows that were not filled in among them."""
        return self.incomplete.union((key[0], key[1]) for key in self.keys)  # type: ignore[misc]  # units and periods


@dataclass(slots=True)
class Dataset:
    """All tables of one run, and who and when they speak of.

    units[type] in the policy's order (in order of appearance where they come from the data); groups[type] maps
    unit to group id; periods[type] are the finest periods that the type's tables have, ascending. In `provisional`
    data an input that has to be there and is absent has not been sent yet. `replaced` are the files that gave nothing.
    """

    tables: dict[str, TableData]
    units: dict[str, list[str]]
    groups: dict[str, dict[str, str]]
    periods: dict[str, list[Period]]
    digest: str = ""
    provisional: bool = False
    replaced: tuple[Replacement, ...] = ()


# Neither can stand in a cell, so that no two contents give one text.
_BETWEEN, _ABSENT = "\x1f", "\x00"


def digest(tables: Mapping[str, Table], data: Mapping[str, TableData]) -> str:
    """SHA-256 over tables, columns, keys and values, in canonical order; numbers in lowest terms of a column."""
    whole = hashlib.sha256()
    for id_ in sorted(data):
        columns = data[id_].columns
        names = sorted(columns)
        texts = [_texts(columns[name]) for name in names]
        units = [str(key[0]) for key in data[id_].keys]
        periods = [str(key[1]) for key in data[id_].keys]
        rows = sorted(map(_BETWEEN.join, zip(units, periods, *(text for text, _ in texts), strict=True)))
        heads = [f"{name}/{denominator}" for name, (_, denominator) in zip(names, texts, strict=True)]
        named = [id_, tables[id_].period, *heads, *([] if data[id_].sent else [_ABSENT])]
        whole.update("\n".join([_BETWEEN.join(named), *rows, "\x1e"]).encode())
    return whole.hexdigest()


def _texts(values: Values) -> tuple[list[str], int]:
    if not isinstance(values, Numbers):
        shown: dict[object, str] = {None: _ABSENT, True: "1", False: "0"}
        return [shown.get(value) or str(value) for value in values], 1
    divisor = gcd(values.denominator, *(n for n in values.numerators if n is not None))
    known = {n: _ABSENT if n is None else str(n // divisor) for n in set(values.numerators)}
    return [known[n] for n in values.numerators], values.denominator // divisor
