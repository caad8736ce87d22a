"""The expression tree (表达式树): what every rule of a policy means, whoever reads it.

Every reader reads the nodes that a policy is lowered to when it loads. They may be shared; each knows its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from kaohe.language.entry import (
    CompareOp,
    Entry,
    Extreme,
    KeyPart,
    Meaning,
    Roles,
    RoundingMode,
    nodes_of,
)
from kaohe.language.entry import Node as Node
from kaohe.language.folds_and_choices import Cases as Cases
from kaohe.language.folds_and_choices import Choice as Choice
from kaohe.language.folds_and_choices import Element as Element
from kaohe.language.folds_and_choices import Fold as Fold
from kaohe.language.folds_and_choices import FoldList as FoldList
from kaohe.language.folds_and_choices import FoldRows as FoldRows
from kaohe.language.folds_and_choices import FoldUnits as FoldUnits
from kaohe.language.folds_and_choices import If as If
from kaohe.language.folds_and_choices import Options as Options
from kaohe.language.folds_and_choices import RankKey as RankKey
from kaohe.language.folds_and_choices import RankList as RankList
from kaohe.language.folds_and_choices import Reading as Reading
from kaohe.language.folds_and_choices import Tier as Tier
from kaohe.language.folds_and_choices import Tiers as Tiers
from kaohe.language.measures import NUMBER, Measure
from kaohe.language.periods import Back, InYear, Part
from kaohe.lazy import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Number(Node):
    """A literal in base measure: 15% is 3/20, 2 亿元 is 200000000."""

    value: Fraction
    measure: Measure = NUMBER


@dataclass(frozen=True, slots=True, eq=False)
class Text(Node):
    """A word. A member of a list has the list's id; with `among`, another of these members may stand here too."""

    value: str
    among: frozenset[str] | None = None
    list: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Truth(Node):
    value: bool


@dataclass(frozen=True, slots=True, eq=False)
class Absent(Node):
    """No value (`none`): never zero; whatever rests on it is absent too."""


@dataclass(frozen=True, slots=True, eq=False)
class Unknown(Node):
    """Stands for what could not be read; a finding has said why. No calculation ever meets it."""


@dataclass(frozen=True, slots=True, eq=False)
class Column(Node):
    """An input, known by its table's key."""

    table: str
    column: str


@dataclass(frozen=True, slots=True, eq=False)
class Ref(Node):
    """A named value; its identity is unit type and id, because one id may have other rules for other units."""

    unit_type: str
    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Key(Node):
    """A part of the key itself: the unit's name, its group's id, the year, or the quarter as 1 to 4."""

    part: KeyPart

    @property
    def is_group(self) -> bool:
        """Whether it is the unit's own group."""
        return self.part == "group"


# Scalars: each row by itself


@dataclass(frozen=True, slots=True, eq=False)
class Add(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sub(Node):
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Neg(Node):
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Mul(Node):
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Div(Node):
    """A division by zero is refused with unit, value and formula: it has no value."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Mod(Node):
    """The remainder with the sign of the divisor, as MOD has it in a spreadsheet."""

    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class Min(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Max(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Power(Node):
    """A base to a power; a whole power of a rational is one."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True, eq=False)
class Root(Node):
    """The root of a number to a whole degree; a real (`kaohe.language.reals`) where it is not rational."""

    operand: Node
    degree: Node


@dataclass(frozen=True, slots=True, eq=False)
class Ln(Node):
    """The natural logarithm of a number above nought."""

    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Exp(Node):
    """e to a power."""

    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Abs(Node):
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Round(Node):
    """Rounded to `places` decimals of the measure it is shown in."""

    operand: Node
    places: int
    mode: RoundingMode


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Node):
    op: CompareOp
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, eq=False)
class And(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Or(Node):
    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Not(Node):
    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Present(Node):
    """Whether the operand has a value; itself never absent."""

    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class Tally(Node):
    """What is counted: a number as it stands, a yes as 1 and a no as 0."""

    operand: Node


@dataclass(frozen=True, slots=True, eq=False)
class IfAbsent(Node):
    operand: Node
    fallback: Node


@dataclass(frozen=True, slots=True, eq=False)
class Combination(Node):
    """Several values as one, to tell groups by: equal where each of them is, absent where one of them is."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Seats(Node):
    """Of `size` seats shared out in the proportions `ratio`, how many the first `upto` shares hold together."""

    size: Node
    ratio: tuple[int, ...]
    upto: int
    rounding: Node


# Changes of grain; folds are in `kaohe.language.folds_and_choices`


@dataclass(frozen=True, slots=True, eq=False)
class Rank(Node):
    """The place within the comparison group; absent for a unit that does not take part.

    Of units that are level the keys of `then` decide one after the other, and each is asked only of those still level.
    Word nodes: `ties`, competition (1, 1, 3), dense (1, 1, 2) or refused; `edge`, first or last of the places that
    equal units fill. With `rows` it is the rows of this table that are compared, those of all units and periods.
    """

    of: Node
    within: Node | None
    where: Node | None
    first: Extreme
    ties: Node
    edge: Node
    then: tuple[RankKey, ...] = ()
    rows: str | None = None

    @property
    def keys(self) -> tuple[RankKey, ...]:
        """All that places go by, what decides first in front."""
        return (RankKey(self.of, self.first), *self.then)


def is_across_units(node: Node) -> bool:
    """Whether a node rests on the values of other units."""
    return isinstance(node, FoldUnits | Rank | At) or (isinstance(node, RankList) and node.across)


@dataclass(frozen=True, slots=True, eq=False)
class At(Node):
    """The value that another unit, one of `unit_type` that the text `unit` names, has in the same period."""

    of: Node
    unit: Node
    unit_type: str


@dataclass(frozen=True, slots=True, eq=False)
class LookUp(Node):
    """What a table of the document has in `column` for a key; `keys` are aligned with the parts of its key.

    Absent where a part is. A key that no row has is refused, unless the table says what holds otherwise.
    """

    table: str
    column: str
    keys: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class OtherPeriod(Node):
    """The value that the same unit has in another period, an earlier one or a part of this one; absent without data.

    In a year that is named it is the same period of that year.

    A condition that is asked there has to have a value (`is_certain`).
    """

    of: Node
    way: Back | InYear | Part
    is_certain: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class SinceYear(Node):
    """The product of a yearly value from `first` to this year or `last`; absent before. A missing year is refused."""

    of: Node
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Step(Node):
    """What the writer wrote, kept around what it means: the word's entry, its arguments by their roles, and the body.

    The body is for calculation, types and ranges alone. Who shows, checks or compares what is written asks the roles.
    """

    entry: Entry
    roles: Roles
    body: Node
    clause: str | None = None

    def __post_init__(self) -> None:
        assert isinstance(self.roles, self.entry.roles), (self.entry.id, self.roles)

    @property
    def keyword(self) -> str:
        """The word as it is written; of an own method its name."""
        return self.entry.id

    @property
    def means(self) -> Node | None:
        """The node that says all that the word says; None for a word that only its roles can tell of."""
        return self.roles.means if isinstance(self.roles, Meaning) else None


NODES: tuple[type[Node], ...] = tuple(
    each
    for each in list(vars().values())
    if isinstance(each, type) and issubclass(each, Node) and each not in (Node, Choice, Fold)
)
"""Every type of node: the family that registers of what a reader knows of nodes are checked against."""

CALCULATED = tuple(each for each in NODES if each not in (Tier, Unknown))
"""Those that have a value: not a row of a tier table, nor what stands for a fault."""


def children(node: Node) -> Iterator[Node]:
    """The nodes right below, in the order of their fields; of a step its body, where all that its roles mean stands."""
    return iter((node.body,)) if isinstance(node, Step) else nodes_of(node)


def walk(root: Node, readings: Mapping[str, str] | None = None) -> Iterator[Node]:
    """Every node under `root`, itself first, each once however often it is shared.

    With `readings` (a reading for each question) of an open question only the case in force.
    """
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            if readings is not None and isinstance(node, Reading):
                stack.append(dict(node.cases)[readings[node.question]])
            else:
                stack.extend(reversed(list(children(node))))
