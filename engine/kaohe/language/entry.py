"""What a word of the language says of itself, and the closed families of words that other words choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from kaohe.language.node import Node, Roles
from kaohe.language.ranges import Range

CompareOp = Literal["<", "<=", ">", ">=", "==", "!="]
FoldOp = Literal["sum", "count", "any", "highest", "lowest", "mean"]
OverOp = Literal["total", "count", "highest", "lowest", "mean", "median"]
RoundingMode = Literal["half_up", "half_even", "down", "up"]
TieRule = Literal["competition", "dense"]
SeatRounding = Literal["largest_remainder", "half_up", "floor"]
Border = Literal["first", "last"]
KeyPart = Literal["unit", "group", "year", "quarter"]

COMPARISONS: tuple[CompareOp, ...] = get_args(CompareOp)
FOLD_OPERATORS: tuple[FoldOp, ...] = get_args(FoldOp)
GROUP_FIGURES: tuple[OverOp, ...] = get_args(OverOp)
ROUNDING_MODES: tuple[RoundingMode, ...] = get_args(RoundingMode)
TIE_RULES: tuple[TieRule, ...] = get_args(TieRule)
SEAT_ROUNDINGS: tuple[SeatRounding, ...] = get_args(SeatRounding)
BORDERS: tuple[Border, ...] = get_args(Border)
KEY_PARTS: tuple[KeyPart, ...] = get_args(KeyPart)

Kind = Literal["relative", "deduction", "count", "scale", "limit", "structure"]
"""How a word scores: by others' figures, by faults from a base, by items or records, against a scale of the document;
or it limits what another gives, or only puts others together."""

Absence = Literal["carried", "whole_group", "without_rows", "never", "lifts", "incomplete"]
"""When a word gives no value: where an operand has none; where anybody in the group has none; where a row has none, or
there are no rows and nothing is said of that; never; where an operand has none, while a limit of `none` limits nothing;
as long as a period is missing."""

OWN_METHOD = "method"
"""What registers know all of a policy's own methods by."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A word: its id as it is written, its names for people, and what readers need to show it truly.

    `range_of` gives the range of its value from its roles and the ranges of nodes; None where the range of what it is
    lowered to is its own. `is_own` marks a method that the policy defines.
    """

    id: str
    zh: str
    en: str
    roles: type[Roles]
    kind: Kind
    absence: Absence
    range_of: Callable[[Any, Callable[[Node], Range]], Range] | None = None
    is_own: bool = False

    @property
    def word(self) -> str:
        """What registers know it by."""
        return OWN_METHOD if self.is_own else self.id

    def called(self, id_: str, name: str) -> Entry:
        """The same word under the id and the name that a policy gives it."""
        return replace(self, id=id_, zh=name, en=name)
