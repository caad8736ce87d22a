"""What a mapping file says, as plain records; and what its names may mean in each of the two policies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction

from kaohe.diagnostics import Diagnostic, Findings, Words, few, nearest
from kaohe.language.nodes import Scalar
from kaohe.language.periods import PeriodLevel
from kaohe.lazy import dataclass, field
from kaohe.policy.dependency_graph import Identity
from kaohe.policy.model import ColumnSpec, Definition, Policy
from kaohe.results import Value
from kaohe.source_places import Place, Source

Column = tuple[str, str]
"""A table and one of its columns, by their ids."""

THEIRS, OURS = Words("另一份办法", "the other policy"), Words("自己的办法", "your policy")
_LISTED = 12


@dataclass(frozen=True, slots=True)
class Names:
    """Everything that a name may mean, by each of its spellings: ids, and names as people call them.

    A value goes by its id, by id@type where several types have it, and by its name; a value of a row by table.id; a
    column by table.column.
    """

    policy: Policy
    whose: Words
    values: Mapping[str, list[Identity]] = field(default_factory=dict)
    columns: Mapping[str, list[Column]] = field(default_factory=dict)
    tables: Mapping[str, list[str]] = field(default_factory=dict)
    unit_types: Mapping[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: Policy, whose: Words) -> Names:
        """The names of a policy; `whose` is what messages call it."""
        values: dict[str, list[Identity]] = {}
        columns: dict[str, list[Column]] = {}
        for definition in policy.definitions.values():
            for word in _words_of(definition, policy):
                values.setdefault(word, []).append((definition.owner, definition.id))
        for table in policy.tables.values():
            for one in dict.fromkeys((table.id, table.name)):
                for spec in table.columns.values():
                    for other in dict.fromkeys((spec.id, spec.name)):
                        columns.setdefault(f"{one}.{other}", []).append((table.id, spec.id))
        tables, unit_types = (_by_id_and_name(section) for section in (policy.tables, policy.units))
        return cls(policy, whose, values, columns, tables, unit_types)

    def definition(self, identity: Identity) -> Definition:
        """The value with that identity."""
        return self.policy.definitions[identity]

    def spec(self, column: Column) -> ColumnSpec:
        """The column with that table and id."""
        return self.policy.tables[column[0]].columns[column[1]]

    def path(self, identity: Identity, among: Collection[str] | None = None) -> str:
        """How a value is written so that it can mean nothing else; `among` are the unit types that may be meant."""
        definition = self.definition(identity)
        if definition.table is not None:
            return f"{definition.table}.{definition.id}"
        known = self.policy.units if among is None else among
        same = [each for each in self.policy.definitions.values() if each.id == definition.id and each.owner in known]
        return definition.id if len(same) == 1 else f"{definition.id}@{definition.unit_type}"


def _words_of(definition: Definition, policy: Policy) -> Iterator[str]:
    for word in dict.fromkeys((definition.id, definition.name)):
        if definition.table is None:
            yield from (word, f"{word}@{definition.unit_type}")
        else:
            yield from dict.fromkeys(
                f"{each}.{word}" for each in (definition.table, policy.tables[definition.table].name)
            )


def _by_id_and_name(section: Mapping[str, object]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_, each in section.items():
        for word in dict.fromkeys((id_, str(getattr(each, "name", id_)))):
            found.setdefault(word, []).append(id_)
    return found


def tell_unknown(code: str, word: Scalar, whose: Words, known: Iterable[str], findings: Findings) -> None:
    """A name that means nothing, with the nearest and what there is."""
    names = list(dict.fromkeys(known))
    near = nearest(word.text, names)
    listed = few(sorted(names, key=lambda name: name != near), _LISTED)
    findings.add(code, word.place, name=word.text, whose=whose, known=listed, suggestion=near)


NOTHING = "none"
"""The word for a value, a unit or a result that there is not."""
EVERYONE = "all"
"""The word for all units of ours, as a group of theirs."""
_OWN = "（自己的）"
"""Behind a unit of ours that bears the name of one of theirs, and is not the one that stands for it."""


@dataclass(frozen=True, slots=True)
class Substitute:
    """What stands for a value or a column of theirs: a value of ours, a column of ours, or a stated constant.

    `written` is what the file calls it. A constant is in base measure, None for nothing, and has a `note`. `quarter` is
    the one of ours that stands for a year, `factor` converts points, `choices` are our words to theirs.
    """

    written: str
    place: Place
    value: Identity | None = None
    column: Column | None = None
    constant: Value = None
    note: str = ""
    quarter: int | None = None
    factor: Fraction = Fraction(1)
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_constant(self) -> bool:
        """Whether it is stated in the mapping file, and no figure of ours."""
        return self.value is None and self.column is None


@dataclass(frozen=True, slots=True)
class UnitPair:
    """A unit type of theirs and the one of ours that takes its place.

    `groups` are our groups to theirs; `everyone` is their group of all our units. `members` are units that their rules
    name, to the unit of ours that stands for each; None where none does. With `per_year` their rules for a quarter are
    applied once a year.
    """

    theirs: str
    ours: str
    place: Place
    groups: Mapping[str, str] = field(default_factory=dict)
    everyone: str | None = None
    members: Mapping[str, str | None] = field(default_factory=dict)
    per_year: bool = False

    def period_of(self, theirs: PeriodLevel | None) -> PeriodLevel | None:
        """The kind of period that a value of theirs has on our data."""
        return "year" if theirs is not None and self.per_year else theirs

    def their_name(self, unit: str) -> str:
        """What a unit of ours is called under their rules; one that only bears a name of theirs is told apart."""
        for theirs, ours in self.members.items():
            if ours == unit:
                return theirs
        return f"{unit}{_OWN}" if unit in self.members else unit

    def our_name(self, unit: str) -> str:
        """What that unit is called with us."""
        if (own := self.members.get(unit)) is not None:
            return own
        bare = unit.removesuffix(_OWN)
        return bare if bare in self.members else unit

    def group_of(self, group: str | None) -> str | None:
        """Their group of a unit of ours that is in this group; None for none."""
        return self.everyone if self.everyone is not None else self.groups.get(group or "")


@dataclass(frozen=True, slots=True)
class Compared:
    """A published value of theirs that is calculated, and what of ours it is compared with; None for nothing.

    `quarter` is the one of ours that a value of their year is compared with.
    """

    theirs: Definition
    ours: Definition | None = None
    quarter: int | None = None

    @property
    def name(self) -> str:
        """What the value is called where it is compared: by our id, or theirs where we have no such value."""
        return self.theirs.id if self.ours is None else self.ours.id


@dataclass(frozen=True, slots=True)
class RuleMapping:
    """A mapping file that holds: every name is known, and everything that the compared values rest on is given.

    `readings` has a reading for each of their questions, `values` what stands for values of theirs, `columns` for
    inputs, `rows_of` the table of ours, and its quarter, whose rows a finer table of theirs has, `empty` their tables
    without rows.
    `not_calculated` are published values of theirs that rest on nothing that is given, or are left out; `asked` the
    questions that the others rest on.
    """

    source: Source
    other: Policy
    title: str
    readings: Mapping[str, str]
    pairs: tuple[UnitPair, ...]
    values: Mapping[Identity, Substitute]
    columns: Mapping[Column, Substitute]
    rows_of: Mapping[str, tuple[str, int | None]]
    empty: Mapping[str, Substitute]
    compared: tuple[Compared, ...]
    not_calculated: tuple[Definition, ...]
    asked: frozenset[str] = frozenset()
    warnings: tuple[Diagnostic, ...] = ()

    def pair(self, theirs: str) -> UnitPair:
        """The pair of a unit type of theirs."""
        return next(pair for pair in self.pairs if pair.theirs == theirs)
