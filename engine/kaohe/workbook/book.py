"""What a working paper is made of, and the workbook that it becomes, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Protocol

from kaohe.data.tables.dataset import Dataset
from kaohe.data.tables.frames import Frame, Frames
from kaohe.language.periods import Period
from kaohe.language.tree import Node
from kaohe.lazy import dataclass, field
from kaohe.policy.model import Policy, Target
from kaohe.results import Results, Value
from kaohe.translations import worded
from kaohe.workbook.code import NO, YES
from kaohe.workbook.sheet_rows import Grid
from kaohe.workbook.sheets import Sheet, SheetColumn, Stored


class Run(Protocol):
    """A run of the engine over one set of data, as the working paper sees it: it knows no evaluator.

    `readings` has a reading for every question.
    """

    @property
    def policy(self) -> Policy: ...
    @property
    def dataset(self) -> Dataset: ...
    @property
    def readings(self) -> Mapping[str, str]: ...
    @property
    def frames(self) -> Frames: ...

    def table_rows(self, table: str, own: Frame) -> list[int | None] | None:
        """The table's row for each key of its frame, None where it has none; None as a whole if row by row."""

    def values(self, node: Node, frame: Frame) -> Sequence[Value]:
        """A node's exact values, aligned with frame.keys; None where it has none, an error of a branch among these."""


class Values:
    """Exact values of any node, each column of them asked for once."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._known: dict[tuple[Node, Frame], Sequence[Value]] = {}
        self._stored: dict[tuple[Node, Frame, Fraction], list[Stored]] = {}

    def all(self, node: Node, frame: Frame) -> Sequence[Value]:
        """The node's values, aligned with frame.keys."""
        known = self._known.get((node, frame))
        if known is None:
            known = self._known[node, frame] = self._run.values(node, frame)
        return known

    def of(self, node: Node, frame: Frame, position: int) -> Value:
        """The node's value in a row of a frame; absent in a row that the data does not have."""
        return self.all(node, frame)[position] if position < len(frame) else None

    def stored(self, node: Node, frame: Frame, scale: Fraction) -> list[Stored]:
        """The same values as cells hold them, in the measure of `scale`."""
        key = (node, frame, scale)
        if key not in self._stored:
            up, down = scale.denominator, scale.numerator
            self._stored[key] = [
                # the quotient of two whole numbers is the nearest there is, and much faster than that of fractions
                value.numerator * up / (value.denominator * down) if type(value) is Fraction else stored(value, scale)
                for value in self.all(node, frame)
            ]
        return self._stored[key]


def stored(value: Value, scale: Fraction = Fraction(1)) -> Stored:
    """A value as a cell holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return worded(YES) if value else worded(NO)
    if isinstance(value, Fraction):
        return value.numerator * scale.denominator / (value.denominator * scale.numerator)
    return value


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores, and the run behind them."""

    results: Results
    run: Run


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target of a unit in a year: the engine's figures by heading, and the word for each verdict there may be.

    Figures are in the target's measure (a percentage is 85); None where there is none.
    """

    target: Target
    unit: str
    period: Period
    figures: Mapping[str, Value]
    words: Mapping[bool | None, str]


@dataclass(frozen=True, slots=True)
class Judged:
    """The targets, the newest year last, and the run behind them."""

    rows: Sequence[TargetRow]
    run: Run


@dataclass(frozen=True, slots=True)
class Front:
    """What the first page says: labels with texts, headed paragraphs, tables with their files and number of rows,

    and readings (question, clause, what is asked, the reading, how it was chosen, whether it is the default).
    """

    lines: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[tuple[str, Sequence[str]]] = ()
    sources: Sequence[tuple[str, str, int]] = ()
    readings: Sequence[tuple[tuple[str, str, str, str, str], bool]] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """All that a working paper is made of."""

    policy: Policy
    created: datetime
    scored: Scored | None = None
    judged: Judged | None = None
    front: Front = Front()


@dataclass(frozen=True, slots=True)
class EngineValue:
    """A column of the engine's values: of which value of the policy it is a part, why, and the copies of its inputs."""

    sheet: Sheet
    column: SheetColumn
    subject: str
    why: str
    originals: tuple[Sheet, ...]

    def notice(self) -> str:
        """What the first page says of it."""
        tables = worded("、").join(f"“{sheet.name}”" for sheet in self.originals)
        return worded(
            "“{}”里的“{}”写不成公式：{}。“{}”里橙色的一列是引擎算好的值，不会重算；它所依据的数据有一格和{}不同，它和由它而来的得分就都空着，改回来又有。",
            self.subject,
            self.column.heading,
            self.why,
            self.sheet.name,
            tables,
        )


@dataclass(eq=False)
class Check:
    """The engine's values beside those of a sheet of results, with their difference."""

    results: Sheet
    sheet: Sheet


@dataclass(eq=False)
class Book:
    """The sheets of one paper. `front` is the name of the first; `notes` are what has to be said of this data.

    `watched` are columns that say of each row whether a condition holds, with their sheets.
    """

    paper: Paper
    front: str
    grids: list[Grid] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    published: list[Sheet] = field(default_factory=list)
    goals: list[Sheet] = field(default_factory=list)
    documents: list[Sheet] = field(default_factory=list)
    watched: list[tuple[Sheet, SheetColumn]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sheets(self) -> list[Sheet]:
        """All but the first, as they stand: what is published, how it comes about, what it rests on."""
        scores = [grid.scores for grid in self.grids if grid.scores is not None]
        steps = [
            grid.steps for grid in self.grids if grid.table is None and (grid.steps.columns or grid.steps.is_named)
        ]
        inputs = [sheet for grid in self.grids for sheet in (*grid.shared.values(), *grid.inputs.values())]
        records = [grid.steps for grid in self.grids if grid.table is not None]
        checks = [check.sheet for check in self.checks]
        return [
            *self.published,
            *scores,
            *self.goals,
            *steps,
            *self.documents,
            *inputs,
            *records,
            *checks,
            *self.originals,
        ]

    @property
    def shared(self) -> list[Sheet]:
        """The sheets of inputs that others repeat for each unit or period."""
        return [sheet for grid in self.grids for sheet in grid.shared.values()]

    @property
    def originals(self) -> list[Sheet]:
        """The copies of inputs."""
        return [sheet for grid in self.grids for sheet in grid.originals.values()]
