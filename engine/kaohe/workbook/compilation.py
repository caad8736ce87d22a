"""What the rules of single nodes may ask of the compiler that they are part of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import NoReturn, Protocol, TypeVar

from kaohe.compiled_late import dataclass
from kaohe.language import tree
from kaohe.policy.model import Policy
from kaohe.translations import check_english, worded
from kaohe.workbook.book import EngineValue, Run, Values
from kaohe.workbook.code import ONE, Code, Kind
from kaohe.workbook.layout import Layout
from kaohe.workbook.sheet_rows import Cell, Grid
from kaohe.workbook.sheets import Sheet, SheetColumn, Stored

T = TypeVar("T")

Made = tuple[Code, Callable[[int], Stored]]
"""A formula for alike rows, and the value that is stored beside it, by position."""


class Compilation(Protocol):
    """A working paper in the making (`kaohe.workbook.compiler.Compiler`), as the rules of nodes see it."""

    run: Run
    policy: Policy
    layout: Layout
    values: Values
    subject: str
    defined: dict[tuple[str, str], tuple[Sheet, SheetColumn]]
    filled: set[object]
    uniform: dict[object, bool]
    engine_values: dict[object, EngineValue]

    def remembered(self, key: object, make: Callable[[], T]) -> T:
        """What is the same in all rows, made once."""

    def code(self, node: tree.Node, here: Cell) -> Code:
        """A node's code, which may be lazy."""

    def value(self, node: tree.Node, here: Cell) -> Code:
        """A node's code as an operand: true as long as its guards are."""

    def atom(self, node: tree.Node, here: Cell) -> Code:
        """A node's code as something that may be written several times: a literal or a cell."""

    def cell(self, node: tree.Node, here: Cell, scale: Fraction) -> Code:
        """A node's code as the formula of a cell, in the measure of `scale`: one that a cell takes."""

    def step(self, node: tree.Node, here: Cell) -> Code:
        """The node in a cell of its own."""

    def column(
        self,
        key: object,
        here: Cell,
        heading: str,
        kind: Kind,
        scale: Fraction,
        soft: bool,
        make: Callable[[Cell], Made],
    ) -> Code:
        """The cell of a step's column in a cell's row; made when it is first asked for."""

    def prepare(self, grid: Grid) -> None:
        """Before anything is calculated in rows that may hold nothing, the column that says which do."""

    def write(
        self, column: SheetColumn, here: Cell, text: str, value: Callable[[int], Stored], array: bool = False
    ) -> None:
        """A formula into the cells of alike rows; on rows that may hold nothing only if something is recorded there."""

    def stored(self, node: tree.Node, grid: Grid, scale: Fraction = ONE) -> Callable[[int], Stored]:
        """What is stored beside a node's formula, by position."""

    def each(
        self, grid: Grid, host: Sheet, positions: Iterable[int], make: Callable[[Cell], T], branch: bool = False
    ) -> list[T]:
        """What is made of all these rows, once for each set of rows that are alike."""

    def reference(
        self, sheet: Sheet, column: int, row: str, host: Sheet, kind: Kind, scale: Fraction, soft: bool
    ) -> Code:
        """A calculated cell by its address."""

    def of_own_grain(self, node: tree.Node, here: Cell) -> Code | None:
        """A node that has a grain of its own, from the cell where it stands there; None where that is right here."""

    def elsewhere(
        self, here: Cell, own: Grid, named: Callable[[Cell], Code], key: tuple[object, object], node: tree.Node
    ) -> Code:
        """A cell of another grid: fixed where both list their keys, looked up from a row of records."""


class NoSheetForm(Exception):
    """A sheet cannot calculate something, and says why. The smallest value that it is part of is the engine's then."""


@dataclass(frozen=True, slots=True)
class NoForm:
    """Stands in a register for what has no form in a sheet, and says why in words of the paper."""

    why: str

    def __post_init__(self) -> None:
        check_english([self.why])

    def __call__(self, compiler: Compilation, node: tree.Node, here: Cell) -> NoReturn:
        raise NoSheetForm(worded(self.why))
