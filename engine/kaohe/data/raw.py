"""What was read and is not typed yet: a sheet of cells, and a table's cells sorted into its columns.

Files of any kind become a RawSheet, rows of the Python interface and sheets with a matched header become
TableCells, and typing knows those alone. Places are looked up when a finding needs one, not kept for each cell.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol, overload

from kaohe.compiled_late import dataclass, field
from kaohe.language.periods import Period
from kaohe.places import Place
from kaohe.policy.model import Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNIT, PERIOD = "unit", "period"
"""The keys under which TableCells holds the unit and the period of each row, and the ids that head them."""


AnnotationKind = Literal["comment", "input_message", "text_box", "page_header", "conditional_format"]


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

    def are_alike(self, rows: range) -> bool:
        """Whether it is known that rows all have the same columns, and each holds something."""


class ListedRows(list[list[str]]):
    """Rows that were made one by one, of any length."""

    def column(self, index: int, rows: range) -> Sequence[str]:
        return column_of(self[rows.start : rows.stop], index)

    def are_alike(self, rows: range) -> bool:
        return False


class Decimals(NamedTuple):
    """Numbers as they are written, in NumPy arrays: value × 10 ** -places, 0 for a cell that is blank."""

    values: NDArray[np.int64]
    places: NDArray[np.int64]
    blank: NDArray[np.bool_]


class BytesColumn(Sequence[str], ABC):
    """The cells of a column that lie in the bytes of a file: texts where somebody asks for them."""

    @abstractmethod
    def taken(self, rows: Sequence[int]) -> BytesColumn:
        """The cells of some rows."""

    @abstractmethod
    def blank_among(self, rows: Sequence[int]) -> Sequence[int]:
        """Those of some rows whose cells hold nothing."""

    @abstractmethod
    def decimals(self) -> Decimals | None:
        """The numbers, where each cell is blank or plain digits."""


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
