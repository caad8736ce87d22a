"""What was read and is not typed yet: a sheet of cells, and a table's cells sorted into its columns.

Files of any kind become a RawSheet, rows of the Python interface and sheets with a matched header become
TableCells, and typing knows those alone. Places are looked up when a finding needs one, not kept for each cell.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from kaohe.compiled_late import dataclass, field
from kaohe.language.periods import Period
from kaohe.places import Place
from kaohe.policy.model import Table

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


@dataclass(slots=True)
class RawSheet:
    """Rows of cells as the file has them, blank rows left out, of any length.

    `locate(row, column)` is the place of a cell by indices from 0, `numbers` are the rows' own numbers in the file;
    `complete` is False where rows were lost. In a grid a short row is one whose last cells are blank; elsewhere a cell
    was lost. `period` is the one that its folder is named by. `annotations` are what stands beside the cells.
    """

    rows: list[list[str]]
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
