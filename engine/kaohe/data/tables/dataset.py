"""Typed tables: what the data files held, column by column.

Numbers of a column share one denominator, so that sums and products of whole columns stay whole-number
arithmetic, exact and fast; None is an absent value.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from math import gcd
from operator import itemgetter, lt
from types import NoneType
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kaohe.data.replaced_files import Replacement
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, field
from kaohe.policy.model import Table
from kaohe.source_places import Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class WholeArray(NamedTuple):
    """Whole numbers below 2**62 as a NumPy array, and which rows are absent (None: none is), whose number is 0."""

    values: NDArray[np.int64]
    absent: NDArray[np.bool_] | None = None


class Numbers:
    """A column of numbers in base measure: row i is numerators[i] / denominator.

    One that was read as an `array` has no list of its numerators until somebody asks for it.
    """

    __slots__ = ("_numerators", "array", "denominator")

    def __init__(self, numerators: list[int | None] | WholeArray, denominator: int = 1) -> None:
        self.array = numerators if isinstance(numerators, WholeArray) else None
        self._numerators = None if isinstance(numerators, WholeArray) else numerators
        self.denominator = denominator

    @property
    def numerators(self) -> list[int | None]:
        if self._numerators is None:
            assert self.array is not None
            self._numerators = listed = self.array.values.tolist()
            for row in () if self.array.absent is None else self.array.absent.nonzero()[0].tolist():
                listed[row] = None
        return self._numerators

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Numbers):
            return NotImplemented
        return (self.numerators, self.denominator) == (other.numerators, other.denominator)

    __hash__ = None  # type: ignore[assignment]  # its list may be changed

    def __repr__(self) -> str:
        return f"Numbers({self.numerators!r}, {self.denominator!r})"

    def taken(self, rows: Sequence[int]) -> Numbers:
        """The numbers of some rows."""
        if self.array is None:
            return Numbers([self.numerators[row] for row in rows], self.denominator)
        values, absent = self.array
        chosen = list(rows)
        return Numbers(WholeArray(values[chosen], None if absent is None else absent[chosen]), self.denominator)


Values = Numbers | list[str | None] | list[bool | None]


def cells_of(values: Values) -> Sequence[object]:
    """What tells the rows of a column apart: its texts, or its numbers without the denominator that they share."""
    return values.numerators if isinstance(values, Numbers) else values


@dataclass(slots=True)
class TableData:
    """The rows of one table.

    keys[i] is (unit, period) and, for a finer table, the further key parts or the number of the record.
    Rows stand in the order of periods, then units; records in the order they were read. `fields[column]` is
    the header a column was read under (a column that the file left out has none), `locate` finds the place
    of a cell: of row i under a column id, "unit" or "period". `sent` is False for a table that is still to come;
    `incomplete` are the units and periods of which rows are still to come: one came back with nothing in it, and is not
    among the rows, or a member of the key has none. `lacking[column]` are those of which the column has no value since
    its row may be missing, and is; known of provisional data alone.
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
    lacking: Mapping[str, frozenset[tuple[str, Period]]] = field(default_factory=dict)
    _there: frozenset[tuple[str, Period]] | None = field(default=None, init=False, repr=False, compare=False)

    def place_of(self, row: int, column: str) -> Place:
        """Where the cell stands; its row where the cell alone cannot be told."""
        return self.locate(row, column) if self.locate is not None else self.places[row]

    @property
    def named(self) -> frozenset[tuple[str, Period]]:
        """The units and periods that rows name, those of rows that were not filled in among them."""
        if self._there is None:
            bare = not self.keys or len(self.keys[0]) == 2
            self._there = frozenset(self.keys if bare else map(itemgetter(0, 1), self.keys))  # type: ignore[arg-type]
        return self.incomplete | self._there if self.incomplete else self._there


@dataclass(slots=True)
class Dataset:
    """All tables of one run, and who and when they speak of.

    units[type] in the policy's order (in order of appearance where they come from the data); groups[type] maps
    unit to group id; periods[type] are the finest periods that the type's tables have, ascending. In `provisional`
    data an input that has to be there and is absent has not been sent yet. `replaced` are the files that gave nothing.
    `arrays` is where runs over many units keep what they know of it as arrays.
    """

    tables: dict[str, TableData]
    units: dict[str, list[str]]
    groups: dict[str, dict[str, str]]
    periods: dict[str, list[Period]]
    digest: str = ""
    provisional: bool = False
    replaced: tuple[Replacement, ...] = ()
    arrays: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)


# Neither can stand in a cell, so that no two contents give one text.
_BETWEEN, _ABSENT = "\x1f", "\x00"


def digest(tables: Mapping[str, Table], data: Mapping[str, TableData]) -> str:
    """SHA-256 over tables, keys and columns, rows in canonical order; numbers in lowest terms of a column."""
    whole = hashlib.sha256()
    for id_ in sorted(data):
        table = data[id_]
        columns = {name: _in_lowest_terms(table.columns[name]) for name in sorted(table.columns)}
        shown = {period: str(period) for period in set(map(itemgetter(1), table.keys))}
        keys = [f"{key[0]}{_BETWEEN}{shown[key[1]]}" for key in table.keys]
        rows = _order(keys, [*columns.values()])
        heads = [f"{name}/{getattr(values, 'denominator', 1)}" for name, values in columns.items()]
        parts = [id_, tables[id_].period, *heads, *([] if table.sent else [_ABSENT])]
        whole.update(f"{_BETWEEN.join(parts)}\n{len(keys)}\n".encode())
        for values in (keys, *columns.values()):
            written = _written(values if rows is None else taken(values, rows))  # type: ignore[arg-type]  # keys are texts
            whole.update(f"{len(written)}\n".encode())
            whole.update(written)
    return whole.hexdigest()


def _in_lowest_terms(values: Values) -> Values:
    if not isinstance(values, Numbers) or values.denominator == 1:
        return values
    divisor = values.denominator
    if values.array is not None:
        numbers, absent = values.array
        while divisor > 1 and len(odd := numbers[numbers % divisor != 0]):
            divisor = gcd(divisor, *odd[:_AT_ONCE].tolist())
        lowest = values if divisor == 1 else Numbers(WholeArray(numbers // divisor, absent))
    else:
        for start in range(0, len(values.numerators), _AT_ONCE):
            divisor = gcd(divisor, *filter(None, values.numerators[start : start + _AT_ONCE]))
            if divisor == 1:
                return values
        lowest = Numbers([None if n is None else n // divisor for n in values.numerators])
    lowest.denominator = values.denominator // divisor
    return lowest


def _order(keys: list[str], columns: Sequence[Values]) -> list[int] | None:
    """The rows by unit and period, and where these are the same, by all that they hold; None where they stand so."""
    if all(map(lt, keys, islice(keys, 1, None))):
        return None
    if len(set(keys)) < len(keys):
        rows = list(zip(keys, *map(_ordered_by, columns), strict=True))
        return sorted(range(len(keys)), key=rows.__getitem__)
    return sorted(range(len(keys)), key=keys.__getitem__)


def _ordered_by(values: Values) -> Sequence[Any]:
    """What puts the rows of a column in order: what is absent before all else."""
    cells = cells_of(values)
    return [(cell is not None, cell) for cell in cells] if None in cells else cells


def taken(values: Values, rows: list[int]) -> Values:
    """The rows with these numbers."""
    if isinstance(values, Numbers):
        return values.taken(rows)
    return [values[row] for row in rows]  # type: ignore[return-value]  # one list type in, the same out


def _written(values: Values) -> bytes:
    """The cells of a column: whole numbers in 64 bits as long as they fit, anything else as text."""
    if isinstance(values, Numbers) and values.array is not None:
        numbers, absent = values.array
        return b"#" + (b"" if absent is None else absent.tobytes()) + numbers.astype("<i8").tobytes()
    cells = cells_of(values)
    kinds = set(map(type, cells))
    if kinds <= {int, NoneType}:
        absences = bytes(cell is None for cell in cells) if NoneType in kinds else b""
        try:
            whole = array("q", [cell or 0 for cell in cast("Sequence[int | None]", cells)])
        except OverflowError:
            pass
        else:
            if sys.byteorder == "big":
                whole.byteswap()
            return b"#" + absences + whole.tobytes()
    if kinds == {str}:
        return _BETWEEN.join(cast("Sequence[str]", cells)).encode()
    return _BETWEEN.join(_ABSENT if cell is None else str(cell) for cell in cells).encode()


_AT_ONCE = 1000
"""A common divisor is mostly 1 after so many numbers."""
