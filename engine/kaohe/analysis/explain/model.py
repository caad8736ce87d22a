"""An explanation as plain data. Whoever shows it decides nothing but how it looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal

from kaohe.diagnostics import Diagnostic
from kaohe.language.periods import Period
from kaohe.lazy import dataclass, field
from kaohe.policy.model import Policy
from kaohe.results import Decision, MissingInput, Record, TargetResult, Value
from kaohe.source_places import Place

Kind = Literal["score", "value", "target", "input", "row", "step"]
ActKind = Literal[
    "reading",
    "method",
    "condition",
    "case",
    "tier",
    "limit",
    "round",
    "rows",
    "group",
    "ties",
    "adjusted",
    "amended",
    "absent",
]


@dataclass(frozen=True, slots=True)
class Amount:
    """A value in the measure it is shown in (a percentage is 85), with what it is counted in: %, 亿元, 家.

    `is_provisional` says that it is absent because of what has not been sent yet; it is absent without a fault where it
    does not `apply` to the unit.
    """

    value: Value
    label: str = ""
    is_provisional: bool = False
    applies: bool = True


Phrase = tuple[str | Amount, ...]
"""Words with values among them."""


@dataclass(frozen=True, slots=True)
class Act:
    """What decided something on the way: a cap that cut, a tier that was reached, a condition that held."""

    kind: ActKind
    said: Phrase


@dataclass(frozen=True, slots=True)
class Used:
    """The reading of an open question that was in force where it mattered; `words` say what it means."""

    question: str
    reading: str
    clause: str
    ask: str
    words: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The cell that an input comes from, the header it was read under, and what was written there, if it can be told.

    `filled` says why a value stands for a cell that was blank or left out, `stored` what a workbook has behind the
    text that it shows, and `unit` how the row names its unit, where that is not the unit's own name.
    """

    place: Place
    header: str = ""
    written: str | None = None
    filled: str = ""
    stored: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a listing; `own` is the unit that is explained."""

    cells: tuple[str | Amount, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Values side by side: those of a comparison group, best first, or the seats of the grades."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[ListRow, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """One step: a value and how it came about. Its parts are what it rests on.

    `words` is the formula with names, `filled` with the values put in, and `result` what that comes to where a limit
    or a rounding made something else of it. `unit` and `period` are set where they are not those of the step above.
    `counts` is False for a record that is left out, and `decision` is set for one that changes a score. `again` marks
    a value that is explained elsewhere in the same explanation, `deeper` one that is too far down. `target` is how a
    target stands.
    """

    kind: Kind
    name: str
    value: Amount
    id: str = ""
    keyword: str = ""
    unit: str = ""
    period: Period | None = None
    clause: str = ""
    points: Fraction | None = None
    assessor: tuple[str, ...] = ()
    words: Phrase = ()
    filled: Phrase = ()
    result: Amount | None = None
    acts: tuple[Act, ...] = ()
    readings: tuple[Used, ...] = ()
    listings: tuple[Listing, ...] = ()
    source: Source | None = None
    decision: Decision | None = None
    parts: tuple[Explained, ...] = ()
    counts: bool = True
    again: bool = False
    deeper: bool = False
    target: TargetResult | None = None

    def walk(self) -> Iterator[Explained]:
        """This step and all below it."""
        to_visit = [self]
        while to_visit:
            step = to_visit.pop()
            yield step
            to_visit.extend(reversed(step.parts))


@dataclass(frozen=True, slots=True)
class Pair:
    """An input or a record that two units differ in; a side is None where that unit has none, or none is asked for.

    `unit` is set where it is another unit's.
    """

    name: str
    unit: str
    first: Explained | None
    second: Explained | None


@dataclass(frozen=True, slots=True)
class Origin:
    """How an indicator came about in one period in two units, side by side; a side is None where it has none.

    `weights` is what either side counts with, such as that of the quarter.
    """

    period: Period | None
    first: Explained | None
    second: Explained | None
    weights: tuple[Fraction, Fraction]
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What one indicator adds to the difference between two units. `periods` splits it where several add up.

    `origins` say how the two came about, where they differ.
    """

    name: str
    id: str
    clause: str
    points: Fraction | None
    first: Fraction
    second: Fraction
    periods: tuple[tuple[Period, Fraction, Fraction], ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def difference(self) -> Fraction:
        """How much the first unit is ahead by it."""
        return self.first - self.second


@dataclass(frozen=True, slots=True)
class Against:
    """Why one unit stands before another: the shares, largest first, add up to the difference exactly.

    `standing` says the places and ties where there is a rank; `missing` what cannot be split, because it is absent,
    and `absent` why that is so; `questions` are the open ones that the value rests on.
    """

    other: str
    name: str
    id: str
    period: Period
    first: Amount
    second: Amount
    shares: tuple[Share, ...] = ()
    standing: tuple[Phrase, ...] = ()
    missing: tuple[str, ...] = ()
    absent: tuple[Phrase, ...] = ()
    questions: frozenset[str] = frozenset()

    @property
    def difference(self) -> Fraction | None:
        """How much the first unit is ahead; None while one value is absent, and of what is no number."""
        first, second = self.first.value, self.second.value
        return first - second if isinstance(first, Fraction) and isinstance(second, Fraction) else None

    @property
    def is_absent(self) -> bool:
        """Whether one has no value, so that there is nothing to compare."""
        return self.first.value is None or self.second.value is None

    @property
    def sum(self) -> Fraction:
        """What the shares add up to, by which the difference is checked."""
        return sum((share.difference for share in self.shares), Fraction(0))


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer for one unit and period: a tree for each value asked for, or the comparison with another unit."""

    policy: Policy
    record: Record
    unit_type: str
    unit: str
    group: str
    period: Period
    steps: tuple[Explained, ...]
    against: Against | None = None
    warnings: list[Diagnostic] = field(default_factory=list)
    missing: tuple[MissingInput, ...] = ()

    @property
    def questions(self) -> Mapping[str, Used]:
        """The open questions that were met on the way."""
        return {used.question: used for root in self.steps for step in root.walk() for used in step.readings}
