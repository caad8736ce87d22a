"""Choices of the expression tree: nodes that have the value of one of their branches (二选一、分档、按事项取读法)."""

from __future__ import annotations

from collections.abc import Callable

from kaohe.compiled_late import dataclass, replace
from kaohe.language.entry import Node
from kaohe.places import Place


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
