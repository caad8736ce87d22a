"""Folds and choices of the expression tree: nodes that are one figure of many elements, or the value of one branch.

A fold (汇总) is an operator over a set, with options. Those that are ranked among elements that are known when the
policy is read stand here too (`RankList`). There is one class for each sort of set, so that the registers over nodes
ask every reader for each set, and the registers over operators for each operator: nobody writes a function for a pair
of them. The order of work is the same for all: who is meant (`where`, `within`, `once_per`), what is absent, what is
dropped, the operator. A choice has the value of one of its branches (二选一、分档、按事项取读法).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from kaohe.language.entry import Extreme, FoldOp, Node
from kaohe.language.periods import PeriodLevel
from kaohe.lazy import dataclass, replace
from kaohe.source_places import Place


class Options(NamedTuple):
    """What becomes of the elements between the set and the operator.

    `left_out` leaves out elements without a value (otherwise the figure has none); `at_least` is how many of all have
    to have one, or what share of them if `is_share`. Then the highest and the lowest so many are dropped, or the `best`
    so many alone are kept: a whole number, or absent for all of them. `at` is the place of a percentile, `sample` the
    kind of a deviation, `between` what stands between names.
    """

    left_out: bool = False
    at_least: Fraction | None = None
    is_share: bool = False
    drop_highest: int = 0
    drop_lowest: int = 0
    best: Node | None = None
    at: Fraction = Fraction(0)
    sample: bool = True
    between: str = "、"

    @property
    def chooses(self) -> bool:
        """Whether some elements may count for nothing."""
        return self.left_out or bool(self.drop_highest or self.drop_lowest) or self.best is not None


ALL = Options()
"""Every element counts, and has to have a value."""


@dataclass(frozen=True, slots=True, eq=False)
class Fold(Node):
    """A figure of the elements of a set. Each set is a node of its own below."""

    op: FoldOp


@dataclass(frozen=True, slots=True, eq=False)
class FoldRows(Fold):
    """From the rows of `table` up to the key it shares with the rule.

    `where` chooses rows; `once_per` keeps one row for each name, the highest or lowest of `of`; `if_none` stands for
    the figure of no elements (absent if None, where the operator has none of its own). In longer periods (`per`) the
    rows of all their parts are one set.
    """

    table: str
    of: Node | None = None
    where: Node | None = None
    once_per: Node | None = None
    keep: Extreme = "highest"
    if_none: Node | None = None
    weight: Node | None = None
    options: Options = ALL
    per: PeriodLevel | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FoldUnits(Fold):
    """A figure of all units of the comparison group that take part (`among`), known to each of them.

    Units with the same value of `within` in the same period are one group; None compares all. With `rows` it is the
    rows of this table that are compared, those of all units and periods.
    """

    of: Node
    within: Node | None
    where: Node | None
    if_none: Node | None = None
    weight: Node | None = None
    options: Options = ALL
    rows: str | None = None


class Element(NamedTuple):
    """One element of a list: its value, what it is called ("" for what the value itself is called), when it is meant
    (always if None), and what it counts with."""

    of: Node
    name: str = ""
    where: Node | None = None
    weight: Node | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FoldList(Fold):
    """A figure of values that are listed one by one: `over: [a, b]`, `mean(a, b)`, parts, members of a list, periods.

    Any set whose elements are known when the policy is read is lowered to this: one Element for each member, whose
    `of` is the value there (of a member's column, of a month), with `where` as the condition that it takes part. An
    element that is not meant is not asked for its value. The elements meet at the grain of all of them together.
    """

    elements: tuple[Element, ...]
    if_none: Node | None = None
    options: Options = ALL


class RankKey(NamedTuple):
    """What places go by, and whether the highest or the lowest of it is first."""

    of: Node
    first: Extreme


class Contender(NamedTuple):
    """One of those that are ranked: what it is called, the keys that its place goes by, whether it takes part.

    It always does if `where` is None. Those with the same value of `within` are one group; None compares all.
    """

    name: str
    keys: tuple[Node, ...]
    where: Node | None = None
    within: Node | None = None


@dataclass(frozen=True, slots=True, eq=False)
class RankList(Node):
    """The place of one of several that are listed (members of lists), the one with the number `own`, among its group.

    All of them stand at the same key; with `across` those of all units of the period are one comparison. `first` has
    for each key who is first; the keys are asked as those of a Rank are, and `ties` and `edge` are words as there.
    Absent for who takes no part or belongs to no group.
    """

    contenders: tuple[Contender, ...]
    own: int
    first: tuple[Extreme, ...]
    ties: Node
    edge: Node
    across: bool = False

    @property
    def of(self) -> Node:
        """Whose value the place goes by before all else."""
        return self.contenders[self.own].keys[0]


def is_whole(word: str | int) -> bool:
    """Whether a word is a whole number, or written as one: 3, -1, and not 03."""
    return isinstance(word, int) or (word.removeprefix("-").isdecimal() and str(int(word)) == word)


@dataclass(frozen=True, slots=True, eq=False)
class Choice(Node):
    """What chooses between branches, one of which is its value."""

    @property
    def branches(self) -> tuple[Node, ...]:
        """What may be chosen, in order."""
        raise NotImplementedError

    @property
    def by(self) -> Node | None:
        """What it is chosen by; None where a reading chooses."""
        raise NotImplementedError

    def mapped(self, change: Callable[[Node], Node]) -> Choice:
        """The same choice between changed branches."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, eq=False)
class Reading(Choice):
    """An open question of the wording: the case of the reading in force stands here."""

    question: str
    cases: tuple[tuple[str, Node], ...]

    @property
    def branches(self) -> tuple[Node, ...]:
        return tuple(case for _, case in self.cases)

    @property
    def by(self) -> None:
        return None

    def mapped(self, change: Callable[[Node], Node]) -> Choice:
        return replace(self, cases=tuple((reading, change(case)) for reading, case in self.cases))


@dataclass(frozen=True, slots=True, eq=False)
class If(Choice):
    """Only the branch that applies to a row is calculated for it."""

    condition: Node
    then: Node
    otherwise: Node

    @property
    def branches(self) -> tuple[Node, ...]:
        return (self.then, self.otherwise)

    @property
    def by(self) -> Node:
        return self.condition

    def mapped(self, change: Callable[[Node], Node]) -> Choice:
        return replace(self, then=change(self.then), otherwise=change(self.otherwise))


@dataclass(frozen=True, slots=True, eq=False)
class Tier(Node):
    """One row of a tier table: reached at `bound` (or only above it)."""

    bound: Node
    inclusive: bool
    value: Node


@dataclass(frozen=True, slots=True, eq=False)
class Tiers(Choice):
    """分档: the value of the highest tier that `of` reaches, else `below`. Tiers stand from high to low.

    They are `rising` where they were written by the borders up to which they hold (`at_most`, `less_than`).
    """

    of: Node
    tiers: tuple[Tier, ...]
    below: Node
    rising: bool = False

    @property
    def branches(self) -> tuple[Node, ...]:
        return (*(tier.value for tier in self.tiers), self.below)

    @property
    def by(self) -> Node:
        return self.of

    def mapped(self, change: Callable[[Node], Node]) -> Choice:
        tiers = tuple(replace(tier, value=change(tier.value)) for tier in self.tiers)
        return replace(self, tiers=tiers, below=change(self.below))


@dataclass(frozen=True, slots=True, eq=False)
class Cases(Choice):
    """The case whose word (or number, for a rank) equals `of`, else `otherwise`; the words are exhaustive if None.

    A word that is a whole number as people write it stands for that number where `of` is one.
    `words_at` is where each word is written, aligned with `cases`; none where nobody wrote them.
    """

    of: Node
    cases: tuple[tuple[str | int, Node], ...]
    otherwise: Node | None
    words_at: tuple[Place, ...] = ()

    @property
    def numbered(self) -> dict[object, int]:
        """The number of each case by what `of` is then, a text or a number."""
        found: dict[object, int] = {}
        for number, (word, _) in enumerate(self.cases):
            found[word] = number
            if is_whole(word):
                found[int(word)] = number
        return found

    @property
    def branches(self) -> tuple[Node, ...]:
        return (*(case for _, case in self.cases), *filter(None, [self.otherwise]))

    @property
    def by(self) -> Node:
        return self.of

    def mapped(self, change: Callable[[Node], Node]) -> Choice:
        cases = tuple((word, change(case)) for word, case in self.cases)
        return replace(self, cases=cases, otherwise=None if self.otherwise is None else change(self.otherwise))
