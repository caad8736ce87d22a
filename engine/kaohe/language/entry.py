"""The entry of a word of the language, the roles of its arguments, the families of words, and registers over them.

A role is played by a node of the expression tree, whose base is here too. A register holds what a reader knows of each
word of a family, and is checked when the reader is imported: a word that is added and forgotten by one reader must
fail at once and by name. An `else` over words would take the new word for another, and give a wrong number that every
other reader agrees with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeVar, get_args

from kaohe.language.ranges import Range
from kaohe.lazy import dataclass, field, fields, replace
from kaohe.source_places import Place


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Anything in the tree. `place` is where the writer wrote what it stands for."""

    place: Place = field(kw_only=True, repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Roles:
    """What the arguments of a word are to it. Each word has roles of its own, which its lowering fills.

    Readers ask a step for these, and never for the shape that the word was lowered to.
    """

    @property
    def nodes(self) -> Iterator[Node]:
        """Every node that plays a role, in order."""
        return nodes_of(self)

    @property
    def measured(self) -> tuple[Node, ...]:
        """The roles that the word's value has its measure from; none where it is a text, or yes or no."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, eq=False)
class Meaning(Roles):
    """Roles of a word that says no more than one node, which shows them itself: `sum` a FoldRows, `tiers` Tiers."""

    means: Node

    @property
    def measured(self) -> tuple[Node, ...]:
        return (self.means,)


def nodes_of(record: Node | Roles) -> Iterator[Node]:
    """The nodes in the fields of a node or of roles, in order; those inside them are their own."""
    kind = type(record)
    if kind not in _FIELDS:
        _FIELDS[kind] = tuple(entry.name for entry in fields(kind) if entry.name != "place")
    found: list[Node] = []
    for name in _FIELDS[kind]:
        _gather(getattr(record, name), found)
    return iter(found)


_FIELDS: dict[type, tuple[str, ...]] = {}
"""The fields of each kind of record that may hold nodes: every walk over a policy asks for them at each node."""


def _gather(value: object, found: list[Node]) -> None:
    """Adds the nodes in the value of a field."""
    if isinstance(value, Node):
        found.append(value)
    elif isinstance(value, tuple):
        for part in value:
            _gather(part, found)
    elif isinstance(value, dict):
        for part in value.values():
            _gather(part, found)
    elif isinstance(value, Roles):
        found += nodes_of(value)


CompareOp = Literal["<", "<=", ">", ">=", "==", "!="]
# fmt: off
FoldOp = Literal[
    "sum", "count", "any", "all", "highest", "lowest", "mean", "median", "percentile", "geometric_mean",
    "harmonic_mean", "product", "deviation", "skewness", "kurtosis", "share", "names",
]
# fmt: on
RoundingMode = Literal["half_up", "half_even", "down", "up"]
TieRule = Literal["competition", "dense", "refused"]
SeatRounding = Literal["largest_remainder", "half_up", "floor"]
Border = Literal["first", "last"]
Extreme = Literal["highest", "lowest"]
KeyPart = Literal["unit", "group", "year", "half_year", "quarter", "month", "day"]
TargetKind = Literal["at_least", "more_than", "range", "about", "achieved", "qualitative"]
TargetTime = Literal["due", "each_year", "average", "cumulative"]

COMPARISONS: tuple[CompareOp, ...] = get_args(CompareOp)
FOLD_OPERATORS: tuple[FoldOp, ...] = get_args(FoldOp)
ROUNDING_MODES: tuple[RoundingMode, ...] = get_args(RoundingMode)
TIE_RULES: tuple[TieRule, ...] = get_args(TieRule)
SEAT_ROUNDINGS: tuple[SeatRounding, ...] = get_args(SeatRounding)
BORDERS: tuple[Border, ...] = get_args(Border)
EXTREMES: tuple[Extreme, ...] = get_args(Extreme)
KEY_PARTS: tuple[KeyPart, ...] = get_args(KeyPart)
TARGET_KINDS: tuple[TargetKind, ...] = get_args(TargetKind)
TARGET_TIMES: tuple[TargetTime, ...] = get_args(TargetTime)

Kind = Literal["relative", "deduction", "count", "scale", "limit", "structure"]
"""How a word scores: by others' figures, by faults from a base, by items or records, against a scale of the document;
or it limits what another gives, or only puts others together."""

Absence = Literal[
    "carried", "whole_group", "without_rows", "without_spread", "never", "lifts", "incomplete", "not_applicable"
]
"""When a word gives no value: where an operand has none; where anybody in the group has none; where a row has none, or
there are no rows and nothing is said of that; there too, and where too few rows are there or differ; never; where an
operand has none, while a limit of `none` limits nothing; as long as a period is missing; where an operand has none, and
for whom it does not apply."""

OWN_METHOD = "method"
"""What registers know all of a policy's own methods by."""


@dataclass(frozen=True, slots=True)
class Doc:
    """What people read of a word, in Chinese and English; the reference in docs/ and the schema are made from it.

    A sentence that editors show, the form that is `written`, what `more` there is to know, its formula, and from what
    wording or standard it is `known`. `example` is a rule over the reference's sample, and `gives` the values of 甲, 乙
    and 丙 by it.
    """

    zh: str
    en: str
    written: str
    known_zh: str
    known_en: str
    example: str
    gives: tuple[str, str, str]
    formula: str = ""
    more_zh: str = ""
    more_en: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word: its id as it is written, its names for people, and what readers need to show it truly.

    `range_of` gives the range of its value from its roles and the ranges of nodes; None where the range of what it is
    lowered to is its own. `is_own` marks a method that the policy defines. `doc` is asked of every word that a policy
    is written with.
    """

    id: str
    zh: str
    en: str
    roles: type[Roles]
    kind: Kind
    absence: Absence
    range_of: Callable[[Any, Callable[[Node], Range]], Range] | None = None
    is_own: bool = False
    doc: Doc | None = field(default=None, kw_only=True)

    @property
    def word(self) -> str:
        """What registers know it by."""
        return OWN_METHOD if self.is_own else self.id

    def called(self, id_: str, name: str) -> Entry:
        """The same word under the id and the name that a policy gives it."""
        return replace(self, id=id_, zh=name, en=name)


K = TypeVar("K")
V = TypeVar("V")


class IncompleteRegister(Exception):
    """A register lacks words of its family, or knows some that are not in it."""


class Total(dict[K, V]):
    """A register with an entry for each word of a family; `name` is that of the reader that it belongs to."""

    def __init__(self, name: str, family: Iterable[K], entries: Mapping[K, V]) -> None:
        super().__init__(entries)
        self.name = name
        self.family = tuple(family)


def total(name: str, family: Iterable[K], *parts: Mapping[K, V]) -> Total[K, V]:
    """The register of these parts. Raises IncompleteRegister, naming each word that is missing, strange or double."""
    entries: dict[K, V] = {}
    double: list[K] = []
    for part in parts:
        double += [word for word in part if word in entries]
        entries.update(part)
    known = tuple(family)
    missing = [word for word in known if word not in entries]
    strange = [word for word in entries if word not in known]
    for words, fault in ((missing, "lacks"), (strange, "knows, and its family does not,"), (double, "has twice")):
        if words:
            raise IncompleteRegister(f"{name} {fault} {', '.join(map(_shown, words))}")
    return Total(name, known, entries)


def _shown(word: object) -> str:
    return word.__name__ if isinstance(word, type) else str(word)
