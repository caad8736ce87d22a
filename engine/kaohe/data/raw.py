"""What was read and is not typed yet: a sheet of cells, and a table's cells sorted into its columns.

Files of any kind become a RawSheet, rows of the Python interface and sheets with a matched header become
TableCells, and typing knows those alone. Places are looked up when a finding needs one, not kept for each cell.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol, overload

from kaohe.language.periods import Period
from kaohe.lazy import dataclass, field
from kaohe.policy.model import Table
from kaohe.source_places import Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNIT, PERIOD = "unit", "period"
"""The keys under which TableCells holds the unit and the period of each row, and the ids that head them."""


AnnotationKind = Literal[
    "comment", "input_message", "text_box", "page_header", "conditional_format", "metadata", "other_sheet"
]


@dataclass(frozen=True, slots=True)
class Annotation:
    """A text that a sheet has beside what its cells hold; of a conditional format the words that it shows, or its code.

    `rows` are the numbers in the file and `columns` the indices of the cells that it belongs to, both None where it is
    of the whole sheet.
    """

    kind: AnnotationKind
    text: str
    place: Place
    rows: range | None = None
    columns: range | None = None


def column_of(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    """The cells of a column; blank where a row ends before it."""
    return [cells[index] if index < len(cells) else "" for cells in rows]


class Rows(Protocol):
    """Rows of cells, each a list that who reads the header may write into."""

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, row: int, /) -> list[str]: ...
    @overload
    def __getitem__(self, row: slice, /) -> Sequence[list[str]]: ...
    def __setitem__(self, row: int, cells: list[str], /) -> None: ...

    def column(self, index: int, rows: range) -> Sequence[str]:
        """The cells of a column in some rows; blank where a row ends before it."""

    def stored(self, rows: range) -> list[StoredColumn] | None:
        """All columns of rows that are stored by columns; None where some have to be read one by one."""


class ListedRows(list[list[str]]):
    """Rows that were made one by one, of any length."""

    def column(self, index: int, rows: range) -> Sequence[str]:
        return column_of(self[rows.start : rows.stop], index)

    def stored(self, rows: range) -> list[StoredColumn] | None:
        return None


class Decimals(NamedTuple):
    """Numbers as they are written, in NumPy arrays: value × 10 ** -places, 0 for a cell that is blank."""

    values: NDArray[np.int64]
    places: NDArray[np.int64]
    blank: NDArray[np.bool_]


class StoredColumn(Sequence[str], ABC):
    """The cells of a column as they are stored: texts where somebody asks for them."""

    @property
    @abstractmethod
    def texts(self) -> list[str]:
        """The cells as texts."""

    def __getitem__(self, row: Any) -> Any:
        return self.texts[row]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    @abstractmethod
    def cell(self, row: int) -> str:
        """One cell."""

    @abstractmethod
    def part(self, first: int, stop: int) -> StoredColumn:
        """The cells from one row to before another."""

    @abstractmethod
    def taken(self, rows: Sequence[int]) -> StoredColumn:
        """The cells of some rows."""

    @abstractmethod
    def blank_among(self, rows: Sequence[int]) -> Sequence[int]:
        """Those of some rows whose cells hold nothing."""

    @abstractmethod
    def decimals(self) -> Decimals | None:
        """The numbers, where each cell is blank or surely a number."""


def rows_that_hold(columns: Sequence[StoredColumn], count: int) -> Sequence[int]:
    """Those of so many rows that hold something."""
    blank: Sequence[int] = range(count)
    for column in columns:
        blank = column.blank_among(blank)
        if not len(blank):
            return range(count)
    without = set(blank)
    return [row for row in range(count) if row not in without]


class StoredRows:
    """Rows of a sheet of which most are stored by columns: `columns` have those between `above` and `below`.

    A row is made when it is asked for, and kept: who reads the header may write into it.
    """

    def __init__(self, above: list[list[str]], columns: Sequence[StoredColumn], below: list[list[str]]) -> None:
        self._columns = columns
        self._block = range(len(above), len(above) + (len(columns[0]) if columns else 0))
        self._length = self._block.stop + len(below)
        self._made = dict(enumerate(above)) | dict(enumerate(below, self._block.stop))
        self._parts: dict[tuple[int, int, int], StoredColumn] = {}

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, row: Any) -> Any:
        if isinstance(row, slice):
            return [self[each] for each in range(*row.indices(self._length))]
        if row not in self._made:
            self._made[row] = self._read(range(self._length)[row])
        return self._made[row]

    def __setitem__(self, row: int, cells: list[str]) -> None:
        self._made[row] = cells

    def _read(self, row: int) -> list[str]:
        return [column.cell(row - self._block.start) for column in self._columns]

    def column(self, index: int, rows: range) -> Sequence[str]:
        """The cells of a column in some rows; blank where a row ends before it."""
        if not self._are_stored(rows):
            inside = range(max(rows.start, self._block.start), min(rows.stop, self._block.stop))
            if inside == rows or not self._are_stored(inside):
                return column_of([self[row] for row in rows], index)
            above, below = range(rows.start, inside.start), range(inside.stop, rows.stop)
            return [*self.column(index, above), *self.column(index, inside), *self.column(index, below)]
        return self._part(index, rows) if index < len(self._columns) else [""] * len(rows)

    def stored(self, rows: range) -> list[StoredColumn] | None:
        """All columns of rows that are stored by columns; None where some have to be read one by one."""
        return [self._part(index, rows) for index in range(len(self._columns))] if self._are_stored(rows) else None

    def _part(self, index: int, rows: range) -> StoredColumn:
        key = (index, rows.start, rows.stop)
        if key not in self._parts:
            start = self._block.start
            self._parts[key] = self._columns[index].part(rows.start - start, rows.stop - start)
        return self._parts[key]

    def _are_stored(self, rows: range) -> bool:
        """Whether rows all lie in the columns, and none was written into."""
        inside = self._block.start <= rows.start and rows.stop <= self._block.stop and len(rows) > 0
        return inside and all(self._made[row] == self._read(row) for row in self._made if row in rows)


@dataclass(slots=True)
class RawSheet:
    """Rows of cells as the file has them, blank rows left out, of any length.

    `locate(row, column)` is the place of a cell by indices from 0, `numbers` are the rows' own numbers in the file;
    `complete` is False where rows were lost. In a grid a short row is one whose last cells are blank; elsewhere a cell
    was lost. `period` is the one that its folder is named by. `annotations` are what stands beside the cells.
    """

    rows: Rows
    locate: Callable[[int, int], Place]
    whole: Place
    numbers: Sequence[int]
    complete: bool = True
    is_grid: bool = False
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: Callable[[int], bool] = lambda column: False
    period: Period | None = None
    annotations: Sequence[Annotation] = ()


@dataclass(slots=True)
class TableCells:
    """The untyped cells of one table: cells[column id] has one cell a row; columns left out are not in it.

    `fields[column id]` is the header it was read under, `unused` the headers that name no input, and their places.
    `complete` is False where rows had to be left out, so that nobody calls them missing. `header` is where its header
    stands. `sent` is False for a table that is still to come. `face` is the form in which it was read, where it is told
    apart by the members of lists: with a row for each (kaohe.data.sheets.long_form).
    """

    table: Table
    cells: dict[str, Sequence[object]]
    locate: Callable[[int, str], Place]
    whole: Place
    fields: dict[str, str] = field(default_factory=dict)
    complete: bool = True
    unused: Mapping[str, Place] = field(default_factory=dict)
    header: Place | None = None
    sent: bool = True
    face: Table | None = None

    @property
    def row_lists(self) -> tuple[str, ...]:
        """The lists for whose members the file has rows."""
        face = self.face
        keys = () if face is None else tuple(face.columns[id_] for id_ in face.further_keys)
        return tuple(key.list for key in keys if key.list is not None and key.id not in self.table.columns)

    @property
    def count(self) -> int:
        """The number of rows."""
        return len(self.cells[UNIT])
