"""The policy as the engine knows it: plain records that the builder makes from the YAML and nobody changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from kaohe.diagnostics import Diagnostic
from kaohe.language.entry import RoundingMode, TargetKind, TargetTime
from kaohe.language.measures import Measure
from kaohe.language.nodes import Entry, Scalar
from kaohe.language.periods import Period, PeriodLevel
from kaohe.language.tree import Choice, Node, Number, OtherPeriod
from kaohe.lazy import dataclass, field
from kaohe.policy.dependencies import NO_DEPENDENCIES, Dependencies
from kaohe.policy.dependencies import Vertex as Vertex
from kaohe.policy.grid import Grid
from kaohe.policy.lists import ClosedList, Members
from kaohe.policy.types import COLUMN_TYPES as COLUMN_TYPES
from kaohe.policy.types import ColumnSpec as ColumnSpec
from kaohe.policy.types import ColumnType as ColumnType
from kaohe.policy.types import Grain, Type, asked_there
from kaohe.policy.types import Table as Table
from kaohe.policy.use_and_amends import WholeText
from kaohe.source_places import Place, Source
from kaohe.words.targets import KINDS, TIMES, TargetRules

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Member:
    """A unit (考核对象) that the policy lists, with what is known of it beside its figures."""

    name: str
    place: Place
    group: str | None = None
    aliases: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    responsible: tuple[str, ...] = ()
    reports_to: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A comparison group (考核组) of a unit type."""

    id: str
    name: str
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class UnitType:
    """A kind of unit. Members are listed, or taken from the table `source_table` (then `members` is empty)."""

    id: str
    name: str
    period: PeriodLevel
    place: Place
    clause: str | None
    members: dict[str, Member]
    groups: dict[str, Group]
    source_table: str | None = None
    group_column: str | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """An open question of the wording (待释事项); the first reading is the default."""

    id: str
    ask: str
    readings: dict[str, str]
    place: Place
    clause: str | None = None
    note: str | None = None
    about: str | None = None

    @property
    def default(self) -> str:
        return next(iter(self.readings))


@dataclass(frozen=True, slots=True)
class Note:
    """A question for the drafters that has no other computed reading."""

    ask: str
    place: Place
    clause: str | None = None
    read_as: str | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """A named value of one unit type; with `table`, of one row of that table (`let`).

    `adjusted_by` names the table of decisions that may change it (`adjustments`). An entry with `each` is a definition
    for each member: `written` is its id in the file, `members` the member of each list. With `where` it exists for
    those alone for whom that holds, and does not apply to the rest. `points_by` has the printed points where a word or
    a reading chooses between several; `points` is None then. One that `is_common` is the same for all units.
    `read` are columns of the document's tables, with their tables, that say what the members of its lists know.
    """

    id: str
    unit_type: str
    name: str
    rule: Node
    place: Place
    published: bool
    table: str | None = None
    clause: str | None = None
    points: Fraction | None = None
    measure: Measure | None = None
    assessor: tuple[str, ...] = ()
    note: str | None = None
    parent: str | None = None
    adjusted_by: str | None = None
    theme: str | None = None
    written: str = ""
    members: Members = ()
    where: Node | None = None
    points_by: Node | None = None
    per: PeriodLevel | None = None
    list: ClosedList | None = None
    is_common: bool = False
    read: frozenset[tuple[str, str]] = frozenset()

    @property
    def prints_points(self) -> bool:
        """Whether the document prints points for it, the same for all or not."""
        return bool(self.printed)

    @property
    def printed(self) -> tuple[Fraction, ...]:
        """The points that are printed for it, each once; several where a word or a reading chooses."""
        if self.points_by is None:
            return () if self.points is None else (self.points,)
        return tuple(dict.fromkeys(node.value for node in _ends(self.points_by) if isinstance(node, Number)))

    @property
    def owner(self) -> str:
        """The first half of its identity: the unit type, or the table with [] for a value of one row."""
        return self.unit_type if self.table is None else row_owner(self.table)

    @property
    def vertex(self) -> Vertex:
        """Its place in the dependency graph."""
        return Vertex("value", self.owner, self.id)


def _ends(node: Node) -> Iterator[Node]:
    """What a choice comes to."""
    if isinstance(node, Choice):
        for branch in node.branches:
            yield from _ends(branch)
    else:
        yield node


def row_owner(table: str) -> str:
    """What owns the values of one row of a table; no unit type can have this id."""
    return f"{table}[]"


def row_table(owner: str) -> str | None:
    """The table whose rows own a value; None for a value of a unit."""
    return owner.removesuffix("[]") if owner.endswith("[]") else None


@dataclass(frozen=True, slots=True)
class Adjustments:
    """A table of decisions (领导小组调整), the scores of its unit type that they may change, and who fills it in."""

    table: str
    scores: tuple[str, ...]
    place: Place
    clause: str | None = None
    assessor: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of every row of a table (`must_hold`)."""

    table: str
    rule: Node
    text: str


@dataclass(frozen=True, slots=True)
class Display:
    """How results are shown; nothing is rounded inside a calculation unless a rule says so."""

    decimals: int = 2
    rounding: RoundingMode = "half_up"


@dataclass(frozen=True, slots=True)
class Example:
    """A test of its own (of `unit` in `period`): cells of each row by column, and what is expected by id of a value."""

    place: Place
    given: dict[str, list[dict[str, Scalar]]]
    expect: dict[str, Entry]
    readings: dict[str, str] = field(default_factory=dict)
    unit: str | None = None
    period: Scalar | None = None
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """What a unit has to reach (发展目标). The rules are of the unit type's grain by year; none for a qualitative one.

    `due` is the year it is due, or the last of its window, written at `due_place`; `since` the first of an average.
    """

    id: str
    name: str
    unit_type: str
    place: Place
    kind: TargetKind
    time: TargetTime
    due: int
    strength: Literal["firm", "strive"]
    measure: Measure
    since: int | None = None
    clause: str | None = None
    field: str | None = None
    lead: tuple[str, ...] = ()
    note: str | None = None
    rules: TargetRules | None = None
    concept: str | None = None
    due_place: Place | None = None

    @property
    def vertex(self) -> Vertex:
        """Its place in the dependency graph."""
        return Vertex("target", self.unit_type, self.id)

    @property
    def is_yes_or_no(self) -> bool:
        """Whether it is done or not, without a figure."""
        return KINDS[self.kind].figure == "yes_no"

    @property
    def is_qualitative(self) -> bool:
        """Whether nothing of it can be counted."""
        return KINDS[self.kind].figure == "none"

    @property
    def is_paced(self) -> bool:
        """Whether what is still missing can be shared out over the years until it is due."""
        return TIMES[self.time].is_paced and KINDS[self.kind].figure == "number"


@dataclass(frozen=True, slots=True)
class Assertion:
    """What must hold of the required numbers of the targets (`assert`)."""

    say: str
    rule: Node
    place: Place
    clause: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the document and what became of it; `words` say why, what is open, or what repealed it."""

    id: str
    fate: Literal["encoded", "not_computable", "open", "repealed"]
    place: Place
    words: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A clause that something in a section cites, and whether that is calculated."""

    clause: str
    place: Place
    is_rule: bool
    section: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A whole policy. `definitions` are keyed by (owner, id), in the order of the file.

    `dependencies` are what rests on what, `order` the order to calculate definitions in; `types` what was inferred of
    every node, `value_types` of every definition; `warnings` what is noteworthy, though the policy can be used; `base`
    the policy that this one amends, `amending_clauses` those of its own document.
    """

    id: str
    title: str
    text: WholeText
    status: str
    in_force: tuple[Period | None, Period | None]
    document: dict[str, str]
    units: dict[str, UnitType]
    tables: dict[str, Table]
    questions: dict[str, Question]
    notes: tuple[Note, ...]
    definitions: dict[tuple[str, str], Definition]
    conditions: tuple[Condition, ...]
    display: Display
    examples: tuple[Example, ...]
    targets: tuple[Target, ...] = ()
    target_table: str | None = None
    assertions: tuple[Assertion, ...] = ()
    clauses: tuple[Clause, ...] = ()
    citations: tuple[Citation, ...] = ()
    adjustments: Mapping[str, Adjustments] = field(default_factory=dict)
    methods: Mapping[str, Place] = field(default_factory=dict)
    method_names: Mapping[str, str] = field(default_factory=dict)
    language: str = "zh"
    lists: Mapping[str, ClosedList] = field(default_factory=dict)
    grids: Mapping[str, Grid] = field(default_factory=dict)
    measures: Mapping[str, tuple[str | None, Fraction]] = field(default_factory=dict)
    dependencies: Dependencies = field(default=NO_DEPENDENCIES, repr=False)
    order: tuple[tuple[str, str], ...] = ()
    types: Mapping[Node, Type] = field(default_factory=dict, repr=False)
    value_types: Mapping[tuple[str, str], Type] = field(default_factory=dict)
    warnings: tuple[Diagnostic, ...] = ()
    base: Policy | None = field(default=None, repr=False)
    amending_clauses: tuple[Clause, ...] = ()

    @property
    def source(self) -> Source:
        """Its own file."""
        return self.text.files[0]

    @property
    def graph(self) -> nx.DiGraph[Vertex]:
        """What rests on what, for the algorithms of networkx."""
        return self.dependencies.graph

    @property
    def scores(self) -> list[Definition]:
        """What is published, in the order of the file."""
        return [definition for definition in self.definitions.values() if definition.published]

    def grain_there(self, node: OtherPeriod) -> Grain:
        """The grain at which another period is asked for a value."""
        return asked_there(self.types[node.of].grain, node.way, self.types[node].grain.unit or "")

    def group_name(self, unit_type: str, group: str | None) -> str:
        """A group as a reader knows it: its own name, or the word of the choice that says the groups; "" for none."""
        own = self.units[unit_type]
        if group is None or group in own.groups:
            return own.groups[group].name if group is not None else ""
        if own.source_table is None or own.group_column is None:
            return group
        return self.tables[own.source_table].columns[own.group_column].choices.get(group, group)

    def heading(self, definition: Definition) -> str:
        """The name of a value, with what it is counted in where that is money, an area or percent."""
        inferred = self.value_types.get((definition.owner, definition.id))
        measure = inferred.measure if inferred else definition.measure
        counted = measure is not None and measure.kind in ("percent", "unit") and measure.label
        if not counted:
            return definition.name
        return f"{definition.name}（{counted}）" if self.language == "zh" else f"{definition.name} ({counted})"


SCORE, CHANGE, SET, REASON, DATE, DOCUMENT = "score", "change", "set", "reason", "date", "document"
"""The columns by id: which score, how many points more or less, or which value instead; why, when, and by what."""

CALCULATED = "calculated"
PARTS = (CALCULATED, "set", "change")
"""What may stand behind the dot after the id of a score that can be adjusted."""


def bounds_of(table: Table) -> tuple[Fraction | None, Fraction | None]:
    """Between what an adjusted score has to lie."""
    return table.columns[SET].minimum, table.columns[SET].maximum


def calculated(policy: Policy, definition: Definition) -> Definition:
    """The value before any decision: of a score that cannot be adjusted itself."""
    if definition.adjusted_by is None:
        return definition
    return policy.definitions[definition.unit_type, f"{definition.id}.{CALCULATED}"]
