"""A score that decisions may change (`adjustments`): two words that no rule is written with, but that steps bear."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kaohe.language.entry import Entry, Meaning, Node, Roles
from kaohe.language.ranges import Range, union
from kaohe.language.tree import Number, Ref


@dataclass(frozen=True, slots=True, eq=False)
class AdjustedRoles(Roles):
    """The value that the rule gives, the one that is set, the sum of the changes, and the bounds that are declared."""

    calculated: Ref
    set: Ref
    change: Ref
    low: Number | None
    high: Number | None


@dataclass(frozen=True, slots=True, eq=False)
class DecidedRoles(Meaning):
    """The value that is set, else what the rule gives: to this the changes are added."""

    calculated: Ref
    set: Ref


def _range(roles: AdjustedRoles, of: Callable[[Node], Range]) -> Range:
    """Where no decision is made the score is what the rule gives; where one is, it lies within the declared bounds."""
    low, high = (None if end is None else end.value for end in (roles.low, roles.high))
    return union([of(roles.calculated), Range(low, high)])


ADJUSTED = Entry("adjusted", "调整后", "adjusted", AdjustedRoles, "structure", "carried", _range)
DECIDED = Entry("decided", "调整为，没有则调整前", "set, else calculated", DecidedRoles, "structure", "carried")
